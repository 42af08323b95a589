"""Spreadsheets that are written here: templates of forms, rows sent back, reports taken out.

Every text is written as text: nothing that somebody typed is ever run as a formula.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from phaodai.engines.forms.definition import Field, FieldKind, Form, Text
from phaodai.engines.forms.expressions import Constant, Difference, Previous, Sum, Term, Value
from phaodai.engines.forms.numbers import LARGEST, PER_ONE, NumberFault, read_number

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULT_HEADING = "Lỗi"
NOTE_HEADING = "Giải trình"
_CODE_WIDTH, _UNIT_WIDTH, _FIELD_WIDTH, _NOTE_WIDTH = 11, 26, 12, 44
_HEADINGS_AT = 3  # sections, labels and codes stand in this row and the next two


@dataclass(frozen=True, slots=True)
class Sheetrow:
    """One unit of a template or of reports taken out.

    Attributes:
        code: of the unit; "" where it has none.
        values: text by field; blank ones are left to be filled in.
        note: what stands in the column of notes.
    """

    code: str
    unit: str
    values: Mapping[str, str]
    note: str = ""


def form_sheet(
    form: Form, rows: Sequence[Sheetrow], *, day: date, language: str, unit: str = ""
) -> bytes:
    """Write the table of a form: units down, fields across, computed cells locked.

    Args:
        form: What is asked.
        rows: The units, with values where there are some.
        day: The period, which stands above the table.
        language: "vi" or "en".
        unit: Of which all of them are part; stands beside the title.

    Returns:
        An .xlsx file; the same arguments give the same sheet.
    """
    out = io.BytesIO()
    with _book(out) as book:
        styles = _Styles(book)
        sheet = book.add_worksheet(form.code[:31])
        fields = list(form.fields())
        at = {field.code: column for column, field in enumerate(fields, 2)}
        note = 2 + len(fields)
        _head(sheet, styles, form, day, language, unit)
        _headings(sheet, styles, form, note, language)
        first = _HEADINGS_AT + 3
        for number, row in enumerate(rows, first):
            sheet.write_string(number, 0, row.code, styles.fixed)
            sheet.write_string(number, 1, row.unit, styles.fixed)
            for field in fields:
                _field(sheet, styles, field, row, number, at)
            sheet.write_string(number, note, row.note, styles.words)
        last = max(first, first + len(rows) - 1)
        for field in fields:
            _check_input(sheet, field, first, last, at[field.code], language)
        sheet.set_row(_HEADINGS_AT + 2, None, None, {"hidden": True})
        sheet.set_row(_HEADINGS_AT + 1, 76)
        sheet.set_column(0, 0, _CODE_WIDTH)
        sheet.set_column(1, 1, _UNIT_WIDTH)
        sheet.set_column(2, note - 1, _FIELD_WIDTH)
        sheet.set_column(note, note, _NOTE_WIDTH)
        sheet.freeze_panes(first, 2)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(_HEADINGS_AT, _HEADINGS_AT + 1)
    return out.getvalue()


Returned = tuple[str, Sequence[Sequence[str]], Sequence[tuple[Sequence[str], str]]]


def returned_sheet(
    headings: Sequence[Sequence[str]], rows: Sequence[tuple[Sequence[str], str]]
) -> bytes:
    """Write the rows of one sheet that were not taken; see `returned_book`."""
    return returned_book([("Loi", headings, rows)])


def returned_book(sheets: Sequence[Returned]) -> bytes:
    """Write rows that were not taken as they came, with what is wrong in a last column.

    Args:
        sheets: Name, everything above the rows as it came, and the rows with their faults.
    """
    out = io.BytesIO()
    with _book(out) as book:
        styles = _Styles(book)
        taken: set[str] = set()
        for name, headings, rows in sheets:
            sheet = book.add_worksheet(_sheet_name(name, taken))
            _returned(sheet, styles, headings, rows)
    return out.getvalue()


def _returned(
    sheet: Any,
    styles: "_Styles",
    headings: Sequence[Sequence[str]],
    rows: Sequence[tuple[Sequence[str], str]],
) -> None:
    width = max((len(row) for row in [*headings, *(cells for cells, _ in rows)]), default=0)
    for number, cells in enumerate(headings):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text, styles.plain)
    if headings:
        sheet.write_string(len(headings) - 1, width, FAULT_HEADING, styles.heading)
    for number, (cells, faults) in enumerate(rows, len(headings)):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text, styles.plain)
        sheet.write_string(number, width, faults, styles.fault)
    sheet.set_column(width, width, 90)
    sheet.freeze_panes(len(headings), 0)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that spreadsheets take and that no sheet before it has."""
    bare = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip("' ")[:26] or "Loi"
    found, number = bare, 2
    while found.casefold() in taken:
        found, number = f"{bare} {number}", number + 1
    taken.add(found.casefold())
    return found


def _book(out: io.BytesIO) -> Any:
    return xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )


class _Styles:
    """Formats of cells."""

    def __init__(self, book: Any) -> None:
        border = {"border": 1, "border_color": "#9ca3af"}
        wrap = {"text_wrap": True, "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.hint = book.add_format({"font_color": "#4b5563"})
        self.heading = book.add_format(
            {**border, **wrap, "bold": True, "align": "center", "bg_color": "#e5e7eb"}
        )
        self.fixed = book.add_format({**border, "bg_color": "#f3f4f6"})
        self.figure = book.add_format({**border, "num_format": "#,##0.##", "locked": False})
        self.whole = book.add_format({**border, "num_format": "#,##0", "locked": False})
        self.computed = book.add_format({**border, "num_format": "#,##0.##", "bg_color": "#f3f4f6"})
        self.words = book.add_format({**border, "text_wrap": True, "locked": False})
        self.plain = book.add_format({"text_wrap": False})
        self.fault = book.add_format({"text_wrap": True, "font_color": "#991b1b"})


def _head(sheet: Any, styles: _Styles, form: Form, day: date, language: str, unit: str) -> None:
    period = "Ngày báo cáo" if language == "vi" else "Day of the report"
    hint = (
        "Điền vào ô trắng. Để trống nghĩa là chưa biết; nếu không có thì ghi 0. Ô xám máy tự tính."
        if language == "vi"
        else "Fill in the white cells. Blank means not known; where there are none write 0. Grey "
        "cells are computed."
    )
    title = _said(form.title, language)
    sheet.write_string(0, 0, f"{title} – {unit}" if unit else title, styles.title)
    sheet.write_string(1, 0, f"{period}: {day:%d/%m/%Y}", styles.hint)
    sheet.write_string(2, 0, hint, styles.hint)


def _headings(sheet: Any, styles: _Styles, form: Form, note: int, language: str) -> None:
    top = _HEADINGS_AT
    for column, words in ((0, "Mã đơn vị"), (1, "Đơn vị"), (note, NOTE_HEADING)):
        sheet.write_string(top, column, "", styles.heading)
        sheet.write_string(top + 1, column, words, styles.heading)
        sheet.write_string(top + 2, column, words)
    column = 2
    for section in form.sections:
        title, last = _said(section.title, language), column + len(section.fields) - 1
        if last > column:
            sheet.merge_range(top, column, top, last, title, styles.heading)
        else:
            sheet.write_string(top, column, title, styles.heading)
        for field in section.fields:
            sheet.write_string(top + 1, column, _said(field.label, language), styles.heading)
            sheet.write_string(top + 2, column, field.code)
            column += 1


def _field(
    sheet: Any,
    styles: _Styles,
    field: Field,
    row: Sheetrow,
    number: int,
    at: Mapping[str, int],
) -> None:
    column, text = at[field.code], row.values.get(field.code, "")
    if field.formula is not None and (formula := _formula(field.formula, number, at)):
        sheet.write_formula(number, column, formula, styles.computed, _figure(field, text))
        return
    style = styles.words
    if field.is_number:
        style = styles.figure if field.decimals else styles.whole
    figure = _figure(field, text) if field.is_number else ""
    if figure == "":
        sheet.write_string(number, column, text, style) if text else sheet.write_blank(
            number, column, None, style
        )
    else:
        sheet.write_number(number, column, figure, style)


def _figure(field: Field, text: str) -> float | str:
    amount = read_number(text, field.decimals) if text else NumberFault.NOT_NUMBER
    return "" if isinstance(amount, NumberFault) else amount / PER_ONE


def _formula(term: Term, row: int, at: Mapping[str, int]) -> str:
    """Return the formula of a computed field; "" while a part is blank, as in the form."""
    parts = sorted(set(_parts(term)))
    if not parts or any(name not in at for name in parts):
        return ""
    cells = ",".join(xl_rowcol_to_cell(row, at[name]) for name in parts)
    return f'=IF(COUNT({cells})<{len(parts)},"",{_written(term, row, at)})'


def _parts(term: Term) -> list[str]:
    match term:
        case Value(name):
            return [name]
        case Sum(terms):
            return [name for each in terms for name in _parts(each)]
        case Difference(left, right):
            return [*_parts(left), *_parts(right)]
        case Previous(name):
            return [f"previous {name}"]  # stands in no column: no formula
        case Constant():
            return []


def _written(term: Term, row: int, at: Mapping[str, int]) -> str:
    match term:
        case Value(name) | Previous(name):
            return str(xl_rowcol_to_cell(row, at[name]))
        case Constant(amount):
            return f"{amount / PER_ONE:g}"
        case Sum(terms):
            return "(" + "+".join(_written(each, row, at) for each in terms) + ")"
        case Difference(left, right):
            return f"({_written(left, row, at)}-{_written(right, row, at)})"


def _check_input(
    sheet: Any, field: Field, first: int, last: int, column: int, language: str
) -> None:
    """Let the spreadsheet itself refuse what the form would refuse."""
    if field.formula is not None:
        return
    message: dict[str, object] = {"ignore_blank": True}
    if field.help is not None:
        message |= {"input_message": _said(field.help, language)[:255]}
    if field.kind is FieldKind.CHOICE:
        labels = [_said(choice.label, language) for choice in field.choices]
        if len(",".join(labels)) <= 255 and not any("," in label for label in labels):
            sheet.data_validation(
                first, column, last, column, {"validate": "list", "source": labels, **message}
            )
    elif field.is_number:
        most = 100 if field.kind is FieldKind.PERCENT else LARGEST
        sheet.data_validation(
            first,
            column,
            last,
            column,
            {
                "validate": "decimal" if field.decimals else "integer",
                "criteria": "between",
                "minimum": 0,
                "maximum": most,
                "error_title": "Số không hợp lệ" if language == "vi" else "Not a valid figure",
                "error_message": (
                    "Nhập số từ 0 trở lên; để trống nếu chưa biết."
                    if language == "vi"
                    else "Enter 0 or more; leave blank what is not known."
                ),
                **message,
            },
        )


def _said(text: Text, language: str) -> str:
    return text.en if language == "en" else text.vi
