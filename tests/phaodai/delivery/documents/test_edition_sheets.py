"""The workbook of an edition: sums are formulas that equal their values."""

import io
import re
import zipfile

from python_calamine import CalamineWorkbook

from phaodai.delivery.documents import editions
from tests.phaodai.delivery.documents.test_compiled import known  # noqa: F401 - a fixture


def test_sums_equal_the_rows_above_them_and_nothing_else(known):  # noqa: F811
    content = editions.write(known)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Số liệu")
    table = rows.to_python()
    units = {row[0]: row for row in table[5:-1]}
    assert units["xã Phước Hau"][1] == "chưa báo cáo"
    assert units["xã Phước Dan"][1] == "chưa báo cáo, số kỳ trước"
    assert any(str(cell).startswith("(") for cell in units["xã Phước Dan"][2:])  # marked, not added
    checked = 0
    for at, total in enumerate(table[-1][2:], 2):
        numbers = [row[at] for row in units.values() if isinstance(row[at], int | float)]
        if isinstance(total, int | float):
            assert total == sum(numbers)
            checked += 1
        else:
            assert (total, numbers) == ("chưa có số liệu", [])
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert checked == len(re.findall(r"<f>SUM\([A-Z]+6:[A-Z]+8\)</f>", sheet)) > 0


def test_every_figure_and_unit_names_its_source(known):  # noqa: F811
    book = CalamineWorkbook.from_filelike(io.BytesIO(editions.write(known)))
    said = [str(cell) for row in book.get_sheet_by_name("Nguồn").to_python() for cell in row]
    (reported,) = [part for part in known.today.parts if part.lateness]
    assert str(reported.submission) in said
    assert "không có" in said
