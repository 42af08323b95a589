"""Tables of tasks: one line for each row, the roles of its cells in the first row.

A plan often gives its tasks so: content, who leads, who co-ordinates, until when. Word and PDF
files come out of extraction as one line for each row with tabs between the cells; plain texts draw
upright bars.
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
_BOTH = re.compile(r"chu\s+tri.*phoi\s+hop")
"""One column for who leads and who co-ordinates."""
_DITTO = re.compile(r"[\s-]*(?:nt|nhu\s+tren)[\s.-]*|[\s\"']+")
"""A cell that says what the cell above says."""
_SERIAL = re.compile(r"(?:\d[\d.]*|[ivxl]+)?[.)]?")
_TAB = "\t"
_BAR = "|"
_FEWEST = 3
"""Cells of the narrowest table."""


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
    text = page.text
    if text.count(_TAB, line.start, line.end) or text.count(_BAR, line.start, line.end) > 1:
        return len(cells_of(page, line)) >= _FEWEST
    return False


def cells_of(page: Page, line: Line) -> list[Span]:
    """Return the places of a row's cells, trimmed; empty cells have no length."""
    start, text = line.start, page.text[line.start : line.end]
    sign = _TAB if _TAB in text else _BAR
    if sign == _TAB:  # the blanks around a line may be its empty cells
        start = page.text.rfind("\n", 0, line.start) + 1
        end = page.text.find("\n", line.end)
        text = page.text[start : end if end >= 0 else len(page.text)]
    cells: list[Span] = []
    for part in text.split(sign):
        cells.append(page.trim(start, start + len(part), " \n\t"))
        start += len(part) + 1
    if sign == _BAR:
        cells = cells[text.startswith(_BAR) : len(cells) - text.endswith(_BAR)]
    return cells


class TableReader:
    """Read the tables of one stretch of a document.

    A heading between two rows, or the end of a page, cuts a table; what follows keeps the columns
    of the part above where it goes on with a serial number and has no more of them.
    """

    def __init__(self, page: Page) -> None:
        """Bind the page."""
        self.page = page
        self.roles: dict[int, str] = {}
        self.width = 0

    def read(self, lines: list[Line]) -> list[Row]:
        """Return the rows below the header that give a task.

        Args:
            lines: the lines of one table in order, each of them a row.
        """
        rows: list[Row] = []
        lead: Span | None = None
        is_below_header = False
        if not self._goes_on(lines):
            self.roles = {}
        for line in lines:
            cells = cells_of(self.page, line)
            found = _roles(self.page, cells)
            if "task" in found.values() and {"lead", "due"} & set(found.values()):
                self.roles, self.width, lead, is_below_header = found, len(cells), None, True
                continue
            if is_below_header and len(found) > 1 and "task" not in found.values():
                self.roles |= found  # the lower line of a header in two
                continue
            is_below_header = False
            row = self._row(line, cells)
            if row is None:
                lead = None
                continue
            above = rows[-1].cells if rows else {}
            for role in ("lead", "coordinate"):
                if role in row.cells and _DITTO.fullmatch(self.page.folded, *row.cells[role]):
                    row.cells.pop(role)
                    row.cells |= {role: above[role]} if role in above else {}
            lead = row.cells.get("lead", lead)
            if lead is not None:
                row.cells["lead"] = lead
            rows.append(row)
        return rows

    def _goes_on(self, lines: list[Line]) -> bool:
        table = [cells_of(self.page, line) for line in lines]
        is_numbered = bool(table) and _SERIAL.fullmatch(self.page.folded, *table[0][0]) is not None
        return is_numbered and max(map(len, table)) <= self.width

    def _row(self, line: Line, cells: list[Span]) -> Row | None:
        """Return the task of a row, or None for a heading across the columns."""
        filled = [cell for cell in cells if cell[0] < cell[1]]
        row = Row(line.start, filled[-1][1] if filled else line.end)
        for index, role in self.roles.items():
            if index < len(cells) and cells[index][0] < cells[index][1]:
                row.cells[role] = cells[index]
        if "task" not in row.cells or len(row.cells) < 2:
            return None
        row.start = row.cells["task"][0]
        return row


def _roles(page: Page, cells: list[Span]) -> dict[int, str]:
    """Return the role of each column that a row of short cells names."""
    roles: dict[int, str] = {}
    for index, (start, end) in enumerate(cells):
        if end - start > 60:
            return {}
        said = [role for role, words in _ROLES.items() if words.search(page.folded, start, end)]
        if "lead" in said and _BOTH.search(page.folded, start, end):
            said = ["lead"]
        if said and said[0] not in roles.values():
            roles[index] = said[0]
    return roles
