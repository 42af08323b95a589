"""Forms of bodies and their heads."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phaodai.delivery.web.accounts.forms import EMPTY
from phaodai.delivery.web.agencies.labels import BRANCH_LABELS
from phaodai.delivery.web.units.forms import DayField, DayFilter
from phaodai.foundation.agencies.rows import SeatRow

NEW_SEAT = "new"


class BodyFilter(DayFilter):
    """Which bodies a list shows."""

    unit = forms.CharField(
        label=_("Đơn vị"),
        help_text=_("Tên hoặc mã; thêm cấp trên sau dấu phẩy."),
        required=False,
        max_length=200,
    )
    below = forms.BooleanField(label=_("Cả các cấp dưới"), required=False)
    branch = forms.ChoiceField(
        label=_("Khối"),
        required=False,
        choices=[("", _("Tất cả")), *((str(k), v) for k, v in BRANCH_LABELS.items())],
    )
    field_order = ["unit", "below", "branch", "on"]


class AppointForm(forms.Form):
    """Who takes which seat, from which day."""

    seat = forms.ChoiceField(label=_("Chức vụ"), error_messages={"required": EMPTY})
    title = forms.CharField(
        label=_("Chức vụ mới"),
        help_text=_("Chỉ điền khi chọn thêm ghế cấp phó, ví dụ: Phó Chủ tịch phụ trách văn xã."),
        max_length=160,
        required=False,
    )
    holder = forms.CharField(
        label=_("Họ và tên"), max_length=160, error_messages={"required": EMPTY}
    )
    first_day = DayField(
        label=_("Từ ngày"), help_text=_("Người đang giữ chức thôi giữ vào hôm trước.")
    )

    def __init__(self, *args: Any, seats: Sequence[SeatRow], **kwargs: Any) -> None:
        """Offer the seats of the body."""
        super().__init__(*args, **kwargs)
        field = self.fields["seat"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            *((str(seat.ref), seat.title_vi) for seat in seats),
            (NEW_SEAT, _("Thêm ghế cấp phó") if seats else _("Thêm ghế người đứng đầu")),
        ]

    def clean(self) -> dict[str, Any] | None:
        """Want a title for a new seat."""
        data = super().clean()
        if data and data.get("seat") == NEW_SEAT and not data.get("title", "").strip():
            self.add_error("title", _("Viết tên chức vụ của ghế mới."))
        return data
