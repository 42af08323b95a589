"""What is typed on the pages of findings; every rule lives below them."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.decisions.discrepancies.rules import LONGEST
from phaodai.delivery.web.files.forms import FilesField


class ExplainForm(forms.Form):
    """Why the figures are right as they are, with what proves it."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Giải trình"),
        required=True,
        strip=False,
        max_length=LONGEST,
        help_text=gettext_lazy(
            "Vì sao số liệu như vậy, ai đã kiểm tra. Ít nhất mười chữ; ghi tên mình là người ký."
        ),
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": gettext_lazy("Viết giải trình, hoặc sửa số liệu.")},
    )
    attached = FilesField()


class JudgeForm(forms.Form):
    """Whether an explanation is believed, and why not."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Ý kiến"),
        required=False,
        strip=False,
        max_length=LONGEST,
        help_text=gettext_lazy("Bắt buộc khi trả lại: nói rõ còn thiếu gì."),
        widget=forms.Textarea({"rows": 3}),
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput({"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}, "%d/%m/%Y"),
        error_messages={"invalid": gettext_lazy("Ngày không có trong lịch. Gõ kiểu 23/12/2021.")},
    )


class TryForm(forms.Form):
    """A rule as it is written, and the days of the past that it is tried on."""

    definition = forms.CharField(
        label=gettext_lazy("Quy tắc"),
        help_text=gettext_lazy("Theo kiểu TOML, mỗi dòng một khóa; sửa rồi bấm thử."),
        widget=forms.Textarea({"rows": 12, "class": "mono", "spellcheck": "false"}),
        max_length=8_000,
    )
    first = _day(gettext_lazy("Thử từ ngày"))
    last = _day(gettext_lazy("đến ngày"))

    def clean(self) -> dict[str, Any]:
        """Refuse days that end before they begin."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first is not None and last is not None and last < first:
            self.add_error("last", _("Ngày cuối đứng trước ngày đầu; đổi lại một trong hai."))
        return data

    @staticmethod
    def fortnight(today: date) -> dict[str, date]:
        """Return the days that are offered."""
        return {"first": today - timedelta(days=13), "last": today}


class ProposeForm(TryForm):
    """A rule, whether it is on, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do đề nghị"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )
    is_on = forms.ChoiceField(
        label=gettext_lazy("Đề nghị"),
        choices=[("on", gettext_lazy("bật như trên")), ("off", gettext_lazy("tắt"))],
        widget=forms.RadioSelect,
        initial="on",
    )
