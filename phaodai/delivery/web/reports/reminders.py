"""The text of a reminder, for a group of the ones who are missing: as much as one message holds."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from phaodai.delivery.web.reports import words
from phaodai.registers.reports.boardrows import Board, BoardRow

LONGEST: Final = 2000  # characters of one message of Zalo


def text(board: Board, missing: Sequence[BoardRow]) -> str:
    """Return what to send, naming each who is missing.

    Where it grows too long, telephones go first, then people, then the last names; how many are
    left out is said.
    """
    return next(each for each in _shorter(board, missing) if len(each) <= LONGEST)


def _shorter(board: Board, missing: Sequence[BoardRow]) -> Iterator[str]:
    for with_phone in (True, False):
        yield _whole(board, missing, [_line(row, with_phone=with_phone) for row in missing])
    ordered = sorted(missing, key=lambda row: (row.above, row.unit_name))
    for n in range(len(ordered), -1, -1):
        lines = [
            f"- {above}: {', '.join(row.unit_name for row in rows)}"
            for above, rows in groupby(ordered[:n], key=lambda row: row.above)
        ]
        if n < len(ordered):
            lines.append(_("- và %(n)s nơi nữa") % {"n": len(ordered) - n})
        yield _whole(board, missing, lines)


def _line(row: BoardRow, *, with_phone: bool) -> str:
    if row.person is None:
        return f"- {row.unit_name}"
    person = _("đ/c %(name)s") % {"name": row.person.name}
    phone = f", {row.person.phone}" if with_phone and row.person.phone else ""
    return f"- {row.unit_name} ({person}{phone})"


def _whole(board: Board, missing: Sequence[BoardRow], lines: Sequence[str]) -> str:
    due = timezone.localtime(board.due_at)
    return _(
        "Nhắc: %(title)s ngày %(day)s, hạn %(hour)s.\n"
        "Chưa nộp (%(n)s):\n%(names)s\n"
        "Đề nghị nộp trên Pháo Đài."
    ) % {
        "title": words.said(board.form.title),
        "day": f"{board.day:%d/%m/%Y}",
        "hour": f"{due:%H:%M %d/%m}",
        "n": len(missing),
        "names": "\n".join(lines),
    }
