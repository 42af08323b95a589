"""What is typed on the pages of tasks; every rule lives below them."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from phaodai.delivery import clock

LONGEST = 10_000


def _long(label: Any, *, required: bool = False, said: Any = "") -> forms.CharField:
    messages = {"required": said} if said else {}
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages=messages,
    )


def _evidence() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Minh chứng"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Số, ký hiệu văn bản hoặc tên tệp; mỗi thứ một dòng."),
    )


class MomentMixin(forms.Form):
    """A day and an hour of the server's calendar."""

    def moment(self) -> datetime | None:
        """Return the moment; the end of the day where no hour is given."""
        day, at = self.cleaned_data.get("day"), self.cleaned_data.get("at")
        return datetime.combine(day, at or time(23, 59, 59), tzinfo=clock.HERE) if day else None


def _day(label: Any, *, required: bool) -> forms.DateField:
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


def _hour() -> forms.TimeField:
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
    text = _long(gettext_lazy("Đã làm được gì, vướng ở đâu"))
    evidence = _evidence()


class SubmitForm(ActForm):
    """The answer."""

    text = _long(
        gettext_lazy("Kết quả"), required=True, said=gettext_lazy("Ghi kết quả đã làm được.")
    )
    evidence = _evidence()


class ExtensionForm(ActForm):
    """A later deadline is asked for."""

    day = _day(gettext_lazy("Xin đến ngày"), required=True)
    at = _hour()
    reason = _long(
        gettext_lazy("Lý do"), required=True, said=gettext_lazy("Ghi vì sao cần thêm thời gian.")
    )


class ReasonForm(ActForm):
    """An answer is returned, an extension refused."""

    reason = _long(
        gettext_lazy("Lý do"), required=True, said=gettext_lazy("Ghi lý do để nơi nhận sửa được.")
    )


class DelegateForm(ActForm):
    """To whom it is passed on, and until when."""

    to = forms.MultipleChoiceField(
        label=gettext_lazy("Giao cho"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chọn ít nhất một cơ quan.")},
    )
    day = _day(gettext_lazy("Hạn riêng, sớm hơn hạn của mình"), required=False)
    at = _hour()
    text = _long(gettext_lazy("Dặn thêm"))

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        """Take the bodies that may be given something to do."""
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = bodies
