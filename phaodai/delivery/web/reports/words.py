"""What forms, times and answers are called on the pages of reports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from phaodai.delivery.web.tasks import labels
from phaodai.engines.forms.definition import Field, Text
from phaodai.engines.forms.numbers import NumberFault, read_number, show_number
from phaodai.registers.reports.states import Channel, HoldReason, Timeliness

LATENESS: Mapping[str, tuple[Promise | str, str, str]] = {  # words, glyph, tone
    Timeliness.ON_TIME: (gettext_lazy("đúng hạn"), "done", "done"),
    Timeliness.FILLED_OFFLINE: (gettext_lazy("trễ, điền trước hạn khi mất mạng"), "late", "late"),
    Timeliness.LATE: (gettext_lazy("trễ"), "late", "late"),
}
CHANNELS: Mapping[Channel, Promise | str] = {
    Channel.PAGE: gettext_lazy("trên trang này"),
    Channel.QUEUE: gettext_lazy("từ hàng chờ của máy"),
    Channel.FILE: gettext_lazy("bằng bảng tính"),
    Channel.PASTE: gettext_lazy("bằng vùng dán từ bảng tính"),
    Channel.STICK: gettext_lazy("bằng tệp mang đến"),
    Channel.API: gettext_lazy("từ phần mềm khác"),
    Channel.MAIL: gettext_lazy("qua thư điện tử"),
    Channel.PAPER: gettext_lazy("nhập thay"),
}
HELD_SHORT: Mapping[HoldReason, Promise | str] = {
    HoldReason.BASE_UNKNOWN: gettext_lazy("chờ bản trước chưa đến"),
    HoldReason.FUTURE_DAY: gettext_lazy("chờ kỳ báo cáo bắt đầu"),
    HoldReason.UNIT_ENDED: gettext_lazy("đơn vị đã kết thúc trước ngày báo cáo"),
    HoldReason.LOCKED: gettext_lazy("số liệu kỳ ấy đã khóa"),
}


class BothWordings(Protocol):
    """Anything that says itself in both languages."""

    @property
    def vi(self) -> str:
        """Vietnamese."""

    @property
    def en(self) -> str:
        """English."""


def said(text: Text | BothWordings) -> str:
    """Return a wording in the language of the reader."""
    return text.vi if language() == "vi" else text.en


def language() -> str:
    """Return the language of the reader, one of the two that forms have."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def shown(field: Field, text: str) -> str:
    """Return a value as readers of the language expect it; words stay as they are."""
    if not text:
        return ""
    if field.choices:
        return next((said(each.label) for each in field.choices if each.code == text), text)
    if not field.is_number:
        return text
    amount = read_number(text, field.decimals)
    return text if isinstance(amount, NumberFault) else show_number(amount, language())


def margin(received_at: datetime, due_at: datetime) -> str:
    """Return how long before or after the cut-off something came."""
    words = _("sớm %(long)s") if received_at < due_at else _("muộn %(long)s")
    return words % {"long": labels.length(abs(due_at - received_at))}
