"""What is typed on the pages of tasks; every rule lives below them."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery import clock
from phaodai.delivery.web.files.forms import FilesField
from phaodai.foundation.files.checking import Examined

LONGEST = 10_000


def long_field(label: Any, *, required: bool = False, said: Any = "") -> forms.CharField:
    """Return a field of several lines."""
    messages = {"required": said} if said else {}
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages=messages,
    )


def _cited() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Văn bản minh chứng"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy(
            "Số, ký hiệu, mỗi văn bản một dòng: Báo cáo 12/BC-UBND. Văn bản đã lưu được nối tới."
        ),
    )


class MomentMixin(forms.Form):
    """A day and an hour of the server's calendar."""

    def moment(self) -> datetime | None:
        """Return the moment; the end of the day where no hour is given."""
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get("at")
        return datetime.combine(day, at or time(23, 59, 59), tzinfo=clock.HERE) if day else None


def day_field(label: Any, *, required: bool) -> forms.DateField:
    """Return a field for a day, as it is written in Việt Nam."""
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.TextInput({"inputmode": "numeric", "placeholder": "dd/mm/yyyy"}),
        error_messages={
            "invalid": gettext_lazy("Ngày không có trong lịch. Gõ theo kiểu 23/12/2021."),
            "required": gettext_lazy("Ghi ngày, theo kiểu 23/12/2021."),
        },
    )


def hour_field() -> forms.TimeField:
    """Return a field for an hour."""
    return forms.TimeField(
        label=gettext_lazy("Giờ"),
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%Hg%M", "%H"],
        widget=forms.TextInput({"inputmode": "numeric", "placeholder": "17:00"}),
        error_messages={"invalid": gettext_lazy("Giờ không đúng. Gõ theo kiểu 17:00.")},
    )


class ActForm(MomentMixin):
    """What goes with every act: the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def is_with_files(self) -> bool:
        """Say whether files were chosen, which no browser chooses again by itself."""
        return bool(self.is_bound and self.files)

    @property
    def examined(self) -> list[Examined]:
        """Return the files that were attached."""
        return list(self.cleaned_data.get("attachments", ()))

    @property
    def refs(self) -> list[str]:
        """Return the references of the evidence, line by line."""
        lines = self.cleaned_data.get("evidence", "").splitlines()
        return [line.strip() for line in lines if line.strip()]


class ProgressForm(ActForm):
    """How far it is."""

    percent = forms.IntegerField(
        label=gettext_lazy("Đã xong bao nhiêu phần trăm"),
        min_value=0,
        max_value=100,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Ghi một số từ 0 đến 100."),
            "invalid": gettext_lazy("Ghi một số từ 0 đến 100."),
        },
    )
    text = long_field(gettext_lazy("Đã làm được gì, vướng ở đâu"))
    attachments = FilesField()
    evidence = _cited()


class SubmitForm(ActForm):
    """The answer: words, files or documents, at least one of them."""

    text = long_field(gettext_lazy("Kết quả"))
    attachments = FilesField()
    evidence = _cited()

    def clean(self) -> dict[str, Any]:
        """Refuse an answer that says nothing."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not (data["text"].strip() or data["attachments"] or self.refs):
            self.add_error(
                "text", _("Ghi kết quả đã làm được, hoặc đính kèm tệp, văn bản minh chứng.")
            )
        return data


class AnswerTimeForm(SubmitForm):
    """The answer of one time of a recurring task."""


class AcceptForm(ActForm):
    """The answer is accepted, with a word where one wants."""

    text = long_field(gettext_lazy("Ý kiến khi duyệt"))


class ExtensionForm(ActForm):
    """A later deadline is asked for."""

    day = day_field(gettext_lazy("Xin đến ngày"), required=True)
    at = hour_field()
    reason = long_field(
        gettext_lazy("Lý do"), required=True, said=gettext_lazy("Ghi vì sao cần thêm thời gian.")
    )


class ReasonForm(ActForm):
    """An answer is returned, an extension refused."""

    reason = long_field(
        gettext_lazy("Lý do"), required=True, said=gettext_lazy("Ghi lý do để nơi nhận sửa được.")
    )
