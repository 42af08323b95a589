"""Forms of the duty board."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReturnForm(forms.Form):
    """Why a report is sent back."""

    reason = forms.CharField(
        label=_("Lý do trả lại"),
        help_text=_("Số nào sai, vì sao, sửa thế nào; nơi gửi đọc đúng những lời này."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Ghi lý do: số nào sai, vì sao, sửa thế nào.")},
    )
