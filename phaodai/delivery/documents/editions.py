"""The figures of an edition as a workbook: every unit, every figure, and where each is from."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from phaodai.delivery.documents.compiled import Known, write_amount
from phaodai.engines.forms.definition import Field
from phaodai.engines.forms.numbers import PER_ONE
from phaodai.engines.forms.schedule import HERE
from phaodai.registers.reports.queries.editions import Compilation, PartRow
from phaodai.registers.reports.queries.gathering import SUMMED
from phaodai.registers.reports.states import PartStanding

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST = 5  # row of the first unit, counted from 0; title, note, sections and labels stand above
_WIDTHS = (30, 18)
_STANDINGS = {
    PartStanding.INCLUDED: "đã báo cáo",
    PartStanding.CARRIED: "chưa báo cáo, số kỳ trước",
    PartStanding.MISSING: "chưa báo cáo",
}


def write(known: Known) -> bytes:
    """Write the workbook of an edition.

    Sums are formulas over the rows above them, with the edition's own sums as their values. Who
    said nothing has empty cells and is named; what is carried forward stands in brackets, as text,
    so that no sum takes it in.

    Args:
        known: What the paper of the edition is drafted from.

    Returns:
        An .xlsx file with the sheets "Số liệu" and "Nguồn".
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {"title": known.today.form.title.vi, "company": known.issuer,
             "created": known.today.as_of.replace(tzinfo=None)}
        )  # fmt: skip
        _figures(book, known)
        _sources(book, known.today)
    return out.getvalue()


def _fields(found: Compilation) -> list[tuple[str, Field]]:
    return [
        (section.title.vi, each)
        for section in found.form.sections
        for each in section.fields
        if each.kind in SUMMED
    ]


def _figures(book: Any, known: Known) -> None:
    found, sheet = known.today, book.add_worksheet("Số liệu")
    bold, head, said, number, total, name = _styles(book)
    sheet.write_string(0, 0, f"{found.form.title.vi}, kỳ {found.day:%d/%m/%Y}", bold)
    sheet.write_string(
        1, 0,
        f"{known.issuer}. Số liệu đến {_moment(found)}. Đã báo cáo {found.n_reported}/"
        f"{found.n_expected} đơn vị. Ô trống: chưa có số liệu. Số trong ngoặc là của kỳ trước, "
        f"không cộng.",
    )  # fmt: skip
    for at, text in enumerate(("Đơn vị", "Tình trạng")):
        sheet.write_string(_FIRST - 1, at, text, head)
        sheet.set_column(at, at, _WIDTHS[at])
    fields = _fields(found)
    last = _FIRST + len(found.parts) - 1
    for at, (section, each) in enumerate(fields, 2):
        sheet.write_string(_FIRST - 3, at, section, said)
        sheet.write_string(_FIRST - 2, at, each.code, said)
        sheet.write_string(_FIRST - 1, at, each.label.vi, head)
        one = found.sums.get(each.code)
        if one is not None and one.n:
            column = xl_col_to_name(at)
            formula = f"=SUM({column}{_FIRST + 1}:{column}{last + 1})"
            sheet.write_formula(last + 1, at, formula, total, one.amount / PER_ONE)
        else:
            sheet.write_string(last + 1, at, "chưa có số liệu", said)
    sheet.set_column(2, 1 + len(fields), 13)
    for row, part in enumerate(found.parts, _FIRST):
        sheet.write_string(row, 0, part.unit_name, name)
        sheet.write_string(row, 1, _standing(part), said)
        for at, (_section, each) in enumerate(fields, 2):
            _cell(sheet, row, at, part, each.code, number, said)
    sheet.write_string(last + 1, 0, "Tổng cộng", bold)
    sheet.freeze_panes(_FIRST, 1)
    sheet.set_landscape()
    sheet.repeat_rows(_FIRST - 1)
    sheet.set_paper(9)


def _cell(sheet: Any, row: int, at: int, part: PartRow, field: str, number: Any, said: Any) -> None:
    one = part.sums.get(field)
    if one is not None and one.n:
        sheet.write_number(row, at, one.amount / PER_ONE, number)
    elif one is not None and one.n_carried:
        sheet.write_string(row, at, f"({write_amount(one.carried)})", said)


def _sources(book: Any, found: Compilation) -> None:
    sheet = book.add_worksheet("Nguồn")
    bold, head, *_rest = _styles(book)
    at = _rows(sheet, 0, bold, head, "Chỉ tiêu", (
        "Mã", "Chỉ tiêu", "Chỉ số", "Bệnh", "Phân tổ", "Cộng từ (đơn vị)", "Số liệu đến",
    ), [
        (
            each.code, each.label.vi,
            each.binding.indicator if each.binding else "",
            each.binding.disease if each.binding else "",
            str(each.binding.stratum) if each.binding else "",
            str(found.sums[each.code].n) if each.code in found.sums else "0",
            _moment(found),
        )
        for _section, each in _fields(found)
    ])  # fmt: skip
    _rows(sheet, at + 1, bold, head, "Đơn vị", (
        "Đơn vị", "Tình trạng", "Cộng từ", "Mã bản", "Kỳ", "Đã báo cáo", "Phải báo cáo",
    ), [
        (
            part.unit_name, _standing(part),
            f"tổng hợp lần {part.number}" if part.lower else
            f"bản báo cáo {part.number}" if part.submission else "không có",
            str(part.lower or part.submission or ""),
            f"{part.day:%d/%m/%Y}" if part.day else "",
            str(part.n_reported), str(part.n_expected),
        )
        for part in found.parts
    ])  # fmt: skip
    for at, width in enumerate((30, 44, 30, 38, 20, 16, 26)):
        sheet.set_column(at, at, width)


def _rows(
    sheet: Any, at: int, bold: Any, head: Any, title: str, heads: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> int:  # fmt: skip
    """Write one list; return the row after it."""
    sheet.write_string(at, 0, title, bold)
    for column, text in enumerate(heads):
        sheet.write_string(at + 1, column, text, head)
    for row, texts in enumerate(rows, at + 2):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
    return at + 2 + len(rows)


def _standing(part: PartRow) -> str:
    if part.lower is not None:
        return f"{part.n_reported}/{part.n_expected} đơn vị đã báo cáo"
    return _STANDINGS[part.standing]


def _moment(found: Compilation) -> str:
    return f"{found.as_of.astimezone(HERE):%H:%M:%S %d/%m/%Y}"


def _styles(book: Any) -> tuple[Any, ...]:
    return (
        book.add_format({"bold": True}),
        book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        book.add_format({"italic": True, "font_color": "#44505A", "align": "right"}),
        book.add_format({"num_format": "#,##0.##"}),
        book.add_format({"num_format": "#,##0.##", "bold": True, "top": 1}),
        book.add_format({}),
    )
