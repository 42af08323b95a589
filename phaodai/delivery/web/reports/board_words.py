"""What the duty board says: states with their shapes, notes, and the text of a reminder."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery.web.reports import words
from phaodai.delivery.web.tasks.labels import Chip
from phaodai.registers.reports.boardrows import Board, BoardRow
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
        said.append(_("im lặng lạ: mọi ngày giờ này đã nộp"))
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


def reminder(board: Board, missing: Sequence[BoardRow]) -> str:
    """Return what to send to a group of those who are missing, naming each."""
    due = timezone.localtime(board.due_at)
    names = "\n".join(
        f"- {row.unit_name}" + (f" (đ/c {row.person.name})" if row.person else "")
        for row in missing
    )
    return _(
        "Nhắc: %(title)s ngày %(day)s, hạn %(hour)s.\n"
        "Chưa nộp (%(n)s):\n%(names)s\n"
        "Đề nghị nộp trên Pháo Đài."
    ) % {
        "title": words.said(board.form.title),
        "day": f"{board.day:%d/%m/%Y}",
        "hour": f"{due:%H:%M %d/%m}",
        "n": len(missing),
        "names": names,
    }
