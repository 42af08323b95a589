"""The form of a new token."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.delivery.web.accounts.users_forms import PlainForm
from phaodai.foundation.accounts.queries import PostingRow

LIVES = {30: _("30 ngày"), 90: _("90 ngày"), 180: _("180 ngày"), 365: _("một năm")}


class TokenForm(PlainForm):
    """What a token is for, with which post, and how long."""

    purpose = forms.CharField(
        label=_("Dùng để làm gì"),
        help_text=_("Ví dụ: đồng bộ văn bản với trục liên thông. Người kiểm tra sẽ đọc."),
        max_length=200,
    )
    posting = forms.ChoiceField(
        label=_("Dưới chức vụ"),
        help_text=_("Mã chỉ thấy và làm được những gì chức vụ này thấy và làm được."),
        widget=forms.RadioSelect,
    )
    days = forms.ChoiceField(
        label=_("Hết hạn sau"), choices=list(LIVES.items()), initial=90, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, postings: Sequence[PostingRow], **kwargs: Any) -> None:
        """Offer the posts of today; the only one is chosen."""
        super().__init__(*args, **kwargs)
        field = self.fields["posting"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            (str(row.ref), f"{ROLE_LABELS[row.role]} · {row.body_name}") for row in postings
        ]
        field.error_messages["invalid_choice"] = _("Chọn một chức vụ trong danh sách.")
        if len(postings) == 1:
            field.initial = str(postings[0].ref)
