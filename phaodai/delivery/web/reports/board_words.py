"""What the duty board says: states with their shapes, notes, reasons."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery.web.tasks.labels import Chip
from phaodai.registers.reports.boardrows import BoardRow, FreeRow
from phaodai.registers.reports.states import Turn

_CHIPS: Mapping[Turn, tuple[Promise | str, str, str]] = {
    Turn.MISSING: (gettext_lazy("Chưa nộp"), "none", "none"),
    Turn.DRAFT: (gettext_lazy("Đang điền"), "prog", "none"),
    Turn.HELD: (gettext_lazy("Đã gửi, đang giữ lại"), "wait", "none"),
    Turn.RETURNED: (gettext_lazy("Trả lại"), "back", "none"),
    Turn.ON_TIME: (gettext_lazy("Đã nhận"), "done", "done"),
    Turn.FILLED_OFFLINE: (gettext_lazy("Trễ, điền trước hạn"), "off", ""),
    Turn.LATE: (gettext_lazy("Trễ"), "late", "late"),
}


def chip(row: BoardRow, *, is_over: bool) -> Chip:
    """Return the state of a row as shape and word; crimson for what is overdue alone."""
    label, glyph, tone = _CHIPS[row.turn]
    if row.filled is not None:
        done, asked = row.filled
        label = _("Đang điền %(done)s/%(asked)s ô") % {"done": done, "asked": asked}
    if row.is_owed and is_over:
        return Chip(label, "over", "over")
    return Chip(label, glyph, tone)


def hour(moment: datetime | None, day: datetime) -> str:
    """Return an hour, with its date where that is another one than the cut-off's."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    same = local.date() == timezone.localtime(day).date()
    return f"{local:%H:%M}" if same else f"{local:%H:%M %d/%m}"


def note(row: BoardRow) -> str:
    """Return what is to be said of a row beside its state."""
    said = []
    if row.reason:
        said.append(row.reason)
    elif row.is_owed and row.is_silent:
        usual = timezone.localtime(row.usual_at)
        said.append(
            _("im lặng lạ: thường gửi lúc %(usual)s ± %(slack)s phút, nay chưa thấy")
            % {"usual": f"{usual:%H:%M}", "slack": row.slack}
        )
    elif not row.is_owed:
        if row.n_changed == 0:
            said.append(_("không thay đổi"))
        elif row.n_changed:
            said.append(_("%(n)s ô thay đổi") % {"n": row.n_changed})
        if row.number > 1:
            said.append(_("bản sửa %(n)s") % {"n": row.number})
        if row.n_comments:
            said.append(_("%(n)s chỗ có giải trình") % {"n": row.n_comments})
    return "; ".join(said)


def why_free(row: FreeRow) -> str:
    """Say why a unit need not file."""
    if row.last_day is None:
        return _("chưa có cơ quan nào của mẫu này trong danh bạ cơ quan")
    day = f"{row.last_day:%d/%m/%Y}"
    if row.heirs:
        heirs = ", ".join(row.heirs)
        return _("đã nhập vào %(heirs)s, còn đến hết %(day)s") % {"heirs": heirs, "day": day}
    return _("còn đến hết %(day)s") % {"day": day}
