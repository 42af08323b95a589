"""The board as a table for a spreadsheet.

Plain CSV: one line of names, then one line a task, so that programs read it too. When it was
drawn up and what was left out stand in columns of their own, which no sorting or copying loses.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from phaodai.delivery.web.directives import cards
from phaodai.delivery.web.tasks import labels
from phaodai.delivery.web.tasks.filters import PARTS
from phaodai.registers.directives.taskrows import AssignmentRow

BOM = "\ufeff"  # without it spreadsheets take the letters for those of another alphabet
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back each line as it is written."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def lines(rows: Iterable[AssignmentRow], *, now: datetime, said: str) -> Iterator[str]:
    """Yield the table line by line.

    Args:
        rows: What the filter leaves.
        now: When it was drawn up.
        said: The filter in words.
    """
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow(
        [
            _("Việc"),
            _("Tình trạng"),
            _("Hạn"),
            _("Trễ hạn"),
            _("Trả lời lúc"),
            _("Đơn vị"),
            _("Cơ quan"),
            _("Người được giao"),
            _("Người đứng đầu"),
            _("Vai trò"),
            _("Văn bản"),
            _("Mục"),
            _("Phần trăm"),
            _("Bằng chứng"),
            _("Giao xuống"),
            _("Giao xuống, đã duyệt"),
            _("Tính đến"),
            _("Điều kiện lọc"),
        ]
    )
    moment = _moment(now)
    for row in rows:
        chips = labels.as_chips(row, now)
        yield writer.writerow(
            map(
                safe,
                [
                    row.title,
                    chips["state"].label,
                    _moment(row.due_at) if row.due_at else chips["due"],
                    chips["late"].label if chips["late"] else "",
                    _moment(row.answered_at),
                    row.unit_name,
                    row.body_name,
                    row.user_name,
                    row.head.holder,
                    PARTS.get(row.part, ""),
                    cards.name_words(row.document_name),
                    row.clause,
                    row.percent,
                    chips["proof"],
                    row.n_children,
                    row.n_children_accepted,
                    moment,
                    said or _("việc chưa xong trong tầm nhìn"),
                ],
            )
        )


def safe(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
