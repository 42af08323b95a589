"""Forms of compiled reports."""

from django import forms
from django.utils.translation import gettext_lazy as _

HOURS = (1, 2, 4, 12, 24, 72)


class CompileForm(forms.Form):
    """What to add up."""

    body = forms.UUIDField()
    form = forms.SlugField(max_length=40)
    day = forms.DateField(
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": _("Kỳ báo cáo còn trống; chọn ngày rồi tổng hợp."),
            "invalid": _("Kỳ báo cáo không phải một ngày có thật; gõ kiểu 23/12/2021."),
        },
    )
    carries = forms.BooleanField(required=False)


class ReasonForm(forms.Form):
    """Why something is sent back."""

    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Số nào sai, vì sao, sửa thế nào; đơn vị đọc đúng những lời này."),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Ghi lý do, ít nhất 10 ký tự."),
            "min_length": _("Lý do quá ngắn; nói rõ vì sao, ít nhất 10 ký tự."),
        },
    )


class UnlockForm(ReasonForm):
    """Why something is opened, and for how long."""

    hours = forms.TypedChoiceField(
        label=_("Mở trong"),
        choices=[(hours, _("%(n)s giờ") % {"n": hours}) for hours in HOURS],
        coerce=int,
        initial=2,
        help_text=_("Hết giờ tự khóa lại."),
    )


class RigourForm(forms.Form):
    """What a body asks for."""

    body = forms.UUIDField()
    certified_first = forms.BooleanField(required=False)
    two_persons = forms.BooleanField(required=False)


class KnownForm(forms.Form):
    """What was known when."""

    body = forms.UUIDField()
    form = forms.SlugField(max_length=40)
    day = forms.DateField()
    at = forms.DateTimeField(
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
    )
