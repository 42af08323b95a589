"""Tables of tasks: one line for each row, its cells between tabs, the roles in the first row.

A plan often gives its tasks so: content, who leads, who co-ordinates, until when. Word and PDF
files come out of extraction as one line for each row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phaodai.engines.dispatch.text import Line, Page

Span = tuple[int, int]

_ROLES = {
    role: re.compile(words)
    for role, words in (
        ("coordinate", r"phoi\s+hop"),
        ("due", r"thoi\s+(?:gian|han|diem)|tien\s+do|ky\s+han|han\s+(?:hoan|bao|xong)|ngay\s+hoan"),
        (
            "result",
            r"san\s+pham|ket\s+qua|ghi\s+chu|kinh\s+phi|so\s+luong|chi\s+tieu|don\s+vi\s+tinh",
        ),
        (
            "lead",
            r"chu\s+tri|thuc\s+hien\s*$|phu\s+trach|dau\s+moi|trach\s+nhiem|phan\s+cong|co\s+quan|don\s+vi",
        ),
        (
            "task",
            r"noi\s+dung|nhiem\s+vu|cong\s+viec|hoat\s+dong|giai\s+phap|viec\s+can|cong\s+tac",
        ),
    )
}  # fmt: skip
"""Words of header cells, the more telling ones first."""
_TAB = "\t"


@dataclass(slots=True)
class Row:
    """One row of a table of tasks.

    Attributes:
        cells: place of each cell by its role; empty cells are left out.
    """

    start: int
    end: int
    cells: dict[str, Span] = field(default_factory=dict)


def is_row(page: Page, line: Line) -> bool:
    """Say whether a line is a row of a table with three cells or more."""
    return page.text.count(_TAB, line.start, line.end) >= 2


def cells_of(page: Page, line: Line) -> list[Span]:
    """Return the places of a row's cells, trimmed; empty cells have no length."""
    cells: list[Span] = []
    start = line.start
    for part in page.text[line.start : line.end].split(_TAB):
        cells.append(page.trim(start, start + len(part)))
        start += len(part) + 1
    return cells


def read_rows(page: Page, lines: list[Line]) -> list[Row]:
    """Read the rows of one table.

    Args:
        page: the text.
        lines: its lines in order, each of them a row.

    Returns:
        The rows below the header that give a task; none where no header names the roles.
    """
    rows: list[Row] = []
    roles: dict[int, str] = {}
    lead: Span | None = None
    for line in lines:
        cells = cells_of(page, line)
        found = _header(page, cells)
        if found:
            roles, lead = found, None
            continue
        if not roles:
            continue
        row = Row(line.start, line.end)
        for index, role in roles.items():
            if index < len(cells) and cells[index][0] < cells[index][1]:
                row.cells[role] = cells[index]
        if "task" not in row.cells or len(row.cells) < 2:
            continue
        lead = row.cells.get("lead", lead)
        if lead is not None:
            row.cells["lead"] = lead
        row.start = row.cells["task"][0]
        rows.append(row)
    return rows


def _header(page: Page, cells: list[Span]) -> dict[int, str]:
    """Return the role of each column where a row names them, else nothing."""
    roles: dict[int, str] = {}
    for index, (start, end) in enumerate(cells):
        if end - start > 60:
            return {}
        for role, pattern in _ROLES.items():
            if pattern.search(page.folded, start, end):
                if role not in roles.values():
                    roles[index] = role
                break
    named = set(roles.values())
    return roles if "task" in named and named & {"lead", "due"} else {}
