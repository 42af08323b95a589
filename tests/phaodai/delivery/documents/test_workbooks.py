"""Templates are read back by the reader of sheets, and run nothing that somebody typed."""

import io
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest

from phaodai.delivery.documents.workbooks import Sheetrow, form_sheet, returned_sheet
from phaodai.delivery.intake.tables import read_tables
from phaodai.engines.sheets.layout import propose
from phaodai.engines.sheets.places import Places
from phaodai.engines.sheets.records import read
from phaodai.engines.sheets.words import Named
from phaodai.registers.reports.queries.workbooks import lexicon_of
from tests.engines.forms import sheets
from tests.engines.sheets import examples

CALC = Path("/usr/lib/libreoffice/program/libsclo.so")
DAY = date(2021, 11, 23)
FORMS = {form.code: form for form in sheets.builtin()}
PLACES = Places(Named(code, (name,), (code,)) for code, name in examples.COMMUNES)


def filled(form) -> list[Sheetrow]:
    return [
        Sheetrow(
            code,
            name,
            {field.code: str(i) for field in form.fields() if field.is_number
             and field.formula is None},
            note="=cmd|' /C calc'!A0" if i == 2 else "",
        )
        for i, (code, name) in enumerate(examples.COMMUNES)
    ]  # fmt: skip


@pytest.mark.parametrize("code", FORMS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_template_is_read_back_whole(code, language):
    form = FORMS[code]
    content = form_sheet(form, filled(form), day=DAY, language=language)
    (table,) = read_tables(content, filename="mau.xlsx")
    fields = lexicon_of(form)
    layout = propose(table.rows, fields=fields, places=PLACES, merged=table.merged)
    assert set(layout.fields()) == {field.code for field in form.fields()}
    assert not layout.open
    found = read(table.rows, layout, fields=fields, places=PLACES, day=DAY, merged=table.merged)
    assert [each.place for each in found.records] == [c for c, _ in examples.COMMUNES]
    typed = {field.code for field in form.fields() if field.is_number and field.formula is None}
    for i, record in enumerate(found.records):
        assert {name: record.values[name] for name in typed} == dict.fromkeys(typed, str(i))
    assert not any(record.faults for record in found.records)


def test_nothing_typed_becomes_a_formula():
    form = FORMS["daily-commune"]
    content = form_sheet(form, filled(form), day=DAY, language="vi")
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "cmd" not in xml  # a shared string, not a cell that runs
    assert xml.count("<f>") == sum(f.formula is not None for f in form.fields()) * 9
    assert "sheetProtection" in xml
    content = returned_sheet([["Xã", "F0 mới"]], [(["An Hải", "=1+1"], "F0 mới: “=1+1”")])
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    (table,) = read_tables(content, filename="loi.xlsx")
    assert table.rows == [["Xã", "F0 mới", "Lỗi"], ["An Hải", "=1+1", "F0 mới: “=1+1”"]]


@pytest.mark.slow
@pytest.mark.skipif(not CALC.exists(), reason="libreoffice-calc-nogui is not installed")
@pytest.mark.parametrize("extension", ["xls", "ods", "csv"])
def test_other_kinds_of_spreadsheets(extension, tmp_path):
    """LibreOffice opens the template, computes its formulas, and saves it its own way."""
    form = FORMS["daily-commune"]
    source = tmp_path / "mau.xlsx"
    source.write_bytes(form_sheet(form, filled(form), day=DAY, language="vi"))
    kind = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1"}.get(extension, extension)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", kind, "--outdir", str(tmp_path / "out"), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    content = (tmp_path / "out" / f"mau.{extension}").read_bytes()
    (table,) = read_tables(content, filename=f"mau.{extension}")
    fields = lexicon_of(form)
    layout = propose(table.rows, fields=fields, places=PLACES, merged=table.merged)
    found = read(table.rows, layout, fields=fields, places=PLACES, day=DAY, merged=table.merged)
    assert [each.place for each in found.records] == [c for c, _ in examples.COMMUNES]
    assert not any(record.faults for record in found.records)
    assert found.records[3].values["f0_community"] == "3"
    assert found.records[3].values["f0_new"] == "15"  # computed there
