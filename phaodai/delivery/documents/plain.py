"""A plain table as a workbook: one sheet, headings that stay in view, days and numbers as such."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

Cell = str | int | float | date | datetime | None
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook; no text of it is ever a formula or a link.

    Args:
        name: Of the sheet, at most 31 characters.
        headings: Of the columns.
        rows: Moments without offset, as clocks show them.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    widths = [len(text) for text in headings]
    for column, text in enumerate(headings):
        sheet.write_string(0, column, text, bold)
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, line, column, cell, day, moment)
            widths[column] = max(widths[column], _width(cell))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, 60))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(sheet.dim_rowmax or 0, 1), len(headings) - 1)
    book.close()
    return out.getvalue()


def _write(sheet: Any, line: int, column: int, cell: Cell, day: Any, moment: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(line, column, cell, moment)
    elif isinstance(cell, date):
        sheet.write_datetime(line, column, cell, day)
    elif isinstance(cell, int | float):
        sheet.write_number(line, column, cell)
    elif cell:
        sheet.write_string(line, column, cell)


def _width(cell: Cell) -> int:
    if isinstance(cell, str):
        return len(cell)
    return 16 if isinstance(cell, datetime) else 10 if isinstance(cell, date) else 0
