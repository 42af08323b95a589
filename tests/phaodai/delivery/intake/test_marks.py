"""What is hidden in a sheet is found and said in both languages; failed formulas are no blanks."""

import io
import zipfile

import xlsxwriter

from phaodai.delivery.intake.marks import marks_of
from phaodai.delivery.intake.tables import read_tables
from phaodai.engines.sheets.hidden import Hidden, Told
from phaodai.engines.sheets.layout import Column, Layout, Way

ODS = """<office:document-content>
<office:automatic-styles><style:style style:name="ta2" style:family="table">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>
<table:table table:name="Số &amp; liệu" table:style-name="ta1">
<table:table-column table:style-name="co1" table:number-columns-repeated="2"/>
<table:table-column table:style-name="co1" table:visibility="collapse"/>
<table:table-row/><table:table-row table:number-rows-repeated="3" table:visibility="filter"/>
<table:table-row><table:table-cell/></table:table-row></table:table>
<table:table table:name="Hai" table:style-name="ta2"><table:table-row/></table:table>
</office:document-content>"""


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()


def test_an_ods():
    found = marks_of(packed({"content.xml": ODS}))
    assert found["Số & liệu"].hidden == Hidden(rows=[2, 3, 4], columns=[2])
    assert found["Hai"].hidden == Hidden(rows=[], columns=[], is_whole=True)


def test_an_xlsx():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Một").write(0, 0, "x")
        sheet = book.add_worksheet("Hai")
        sheet.set_column(1, 3, None, None, {"hidden": True})
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.very_hidden()
    found = marks_of(out.getvalue())
    assert found["Một"].hidden == Hidden(rows=[], columns=[])
    assert found["Hai"].hidden == Hidden(rows=[5], columns=[1, 2, 3], is_whole=True)


def test_what_is_broken_hides_nothing():
    for raw in (b"", b"PK\x03\x04", packed({"xl/workbook.xml": '<sheet name="a" r:id="r1"/>'})):
        assert marks_of(raw) == {}


def test_what_is_read_of_it_is_told_whichever_way_it_lies():
    columns = (Column(0, "Xã", "@place"), Column(1, "F0 mới", "f0_new"), Column(2, "Khác"))
    hidden = Hidden(rows=[1, 3], columns=[1, 2])
    down = hidden.told(Layout(Way.UNITS_DOWN, 1, columns))
    assert down == Told(1, ("B: F0 mới",))
    assert "1 dòng, cột “B: F0 mới”" in down.vi
    assert "1 row, columns “B: F0 mới”" in down.en
    across = Hidden(rows=[2], columns=[2]).told(Layout(Way.UNITS_ACROSS, 1, columns))
    assert across == Told(1, ("2: F0 mới",))
    assert not Hidden().told(Layout(Way.UNITS_DOWN, 1, columns))
    assert Hidden.load([4]) == Hidden(rows=[4])


def test_a_formula_that_failed_is_no_blank():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Một")
        sheet.write_row(0, 0, ["Xã", "F0"])
        sheet.write_formula(1, 1, "=A9/0", None, "#DIV/0!")
        sheet.write_formula(2, 1, "=1+2", None, 3)
    (table,) = read_tables(out.getvalue(), filename="a.xlsx")
    assert [row[1] for row in table.rows] == ["F0", "#DIV/0!", "3"]
