"""`phaodai report`, as the operator calls it."""

import io
import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.report import report
from phaodai.delivery.documents.workbooks import Sheetrow, form_sheet, returned_sheet
from phaodai.delivery.intake.tables import read_tables
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.models import Submission
from tests.phaodai.conftest import TODAY
from tests.phaodai.factories.reports import definition, make_version
from tests.phaodai.registers.reports.watching import send

GOOD = {"a": "3", "b": "1,5", "now": "4,5", "trend": "same"}


@pytest.fixture
def commune(places) -> Body:
    Body.objects.filter(pk=places.commune_committee.pk).update(kind="people_committee")
    make_version()
    places.commune_committee.refresh_from_db()
    return places.commune_committee


def run(*words: object):
    return CliRunner().invoke(report, [str(word) for word in words])


def filled(commune: Body, **changes: str) -> bytes:
    unit = commune.unit
    rows = [Sheetrow(unit.code, unit.full_name, {**GOOD, **changes})]
    return form_sheet(definition(), rows, day=TODAY, language="vi")


def test_import_twice_then_export(commune, tmp_path):
    path = tmp_path / "bao-cao.xlsx"
    path.write_bytes(filled(commune))
    words = ("import", path, "--form", "all-things", "--day", TODAY)
    dry = json.loads(run(*words, "--dry-run", "--json").stdout)
    assert (dry["counts"]["NEW"], Submission.objects.count()) == (1, 0)
    result = run(*words)
    assert result.exit_code == 0, result.output
    assert Submission.objects.get().channel == "STICK"
    again = json.loads(run(*words, "--json").stdout)
    assert again["counts"] == {"NEW": 0, "CHANGED": 0, "SAME": 1, "REJECTED": 0}
    out = tmp_path / "ra.xlsx"
    assert run("export", "all-things", "--day", TODAY, "-o", out).exit_code == 0
    (table,) = read_tables(out.read_bytes(), filename="ra.xlsx")
    row = dict(zip(table.rows[5], table.rows[6], strict=True))
    assert (row["a"], row["b"], row["now"]) == ("3", "1,5", "4,5")


def test_rejected_rows_come_back(commune, tmp_path):
    path, out = tmp_path / "bao-cao.xlsx", tmp_path / "loi.xlsx"
    path.write_bytes(returned_sheet([["Đơn vị", "vi a", "vi trend", "vi now"]], [
        (["Xã Lạ", "1", "same", "1"], ""), ([commune.unit.full_name, "-2", "same", "1"], ""),
    ]))  # fmt: skip
    words = ("import", path, "--form", "all-things", "--day", TODAY, "--errors", out)
    result = run(*words)
    assert result.exit_code == 3, result.output
    assert "2 lỗi" in result.stderr
    (table,) = read_tables(out.read_bytes(), filename="loi.xlsx")
    assert table.rows[0][-1] == "Lỗi"
    assert "Xã Lạ" in table.rows[1][-1]
    assert "-2" in table.rows[2][-1]
    assert not Submission.objects.exists()


def test_changed_only_with_replace(commune, tmp_path):
    path = tmp_path / "bao-cao.xlsx"
    words = ("import", path, "--form", "all-things", "--day", TODAY)
    path.write_bytes(filled(commune))
    run(*words)
    path.write_bytes(filled(commune, a="4"))
    assert run(*words).exit_code == 3
    assert run(*words, "--replace", "--reason", "rà soát").exit_code == 0
    assert Submission.objects.get(number=2).values["a"] == "4"


def test_columns_that_are_named_by_hand(commune, tmp_path):
    path = tmp_path / "bao-cao.csv"
    path.write_text(f"Xã;Số gì đó;vi trend;vi now\n{commune.unit.full_name};4;same;4\n")
    words = ("import", path, "--form", "all-things", "--day", TODAY, "--json")
    first = json.loads(run(*words, "--dry-run").stdout)
    assert first["columns_not_used"] == ["Số gì đó"]
    run(*words, "--map", "B=a")
    assert Submission.objects.get().values["a"] == "4"


def test_what_cannot_be_read(commune, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04nothing")
    assert run("import", path).exit_code == 1
    path.write_bytes(b"x,y\n1,2\n")
    assert run("import", path, "--form", "all-things").exit_code == 1
    assert run("import", path, "--form", "no-such").exit_code == 1
    assert run("import", path, "--form", "all-things", "--map", "?=a").exit_code == 2


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["template", "export", "import"])
def test_without_a_database_it_says_what_to_do(verb, tmp_path):
    """In a process of its own, where nothing has started Django before."""
    words = ["import", __file__] if verb == "import" else [verb]
    done = subprocess.run(
        [sys.executable, "-m", "phaodai.delivery.commands.main", "report", *words],
        env={**os.environ, "PHAODAI_DATA": str(tmp_path)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_template(commune, tmp_path):
    result = run("template", "all-things", "--language", "en", "-o", tmp_path / "t.xlsx")
    assert result.exit_code == 0
    (table,) = read_tables((tmp_path / "t.xlsx").read_bytes(), filename="t.xlsx")
    assert any(commune.unit.full_name in str(row).replace("Xã", "xã") for row in table.rows)
    assert isinstance(run("template", "all-things").stdout_bytes, bytes)
    assert io.BytesIO(run("template", "all-things").stdout_bytes).read(2) == b"PK"


def test_compile_and_list(commune, places):
    Body.objects.filter(pk=places.committee.pk).update(kind="people_committee")
    words = ("compile", places.district.code, "--form", "all-things", "--day", TODAY)
    nothing = run(*words)
    assert nothing.exit_code == 1
    assert "chưa đơn vị nào gửi" in nothing.output
    send(commune, version=1, values={"a": "3", "b": "1", "now": "4", "trend": "same"})
    made = json.loads(run(*words, "--json").stdout)
    assert (made["number"], made["is_new"], made["n_reported"]) == (1, True, 1)
    again = run(*words)
    assert again.exit_code == 0
    assert "không có gì mới" in again.output
    (row,) = json.loads(run("editions", "--form", "all-things", "--json").stdout)
    assert (row["edition"], row["state"]) == (made["edition"], "compiled")
    assert made["edition"] in run("editions").output
