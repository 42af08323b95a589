"""`phaodai unit` through its command line."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.unit import unit
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units import queries
from phaodai.foundation.units.models import Unit, UnitAlias
from tests.phaodai.factories.units import UnitFactory

pytestmark = pytest.mark.django_db
EVE, DAY = "2023-12-31", "2024-01-01"


def run(*arguments):
    return CliRunner().invoke(unit, arguments)


@pytest.fixture
def tree(places):
    other = UnitFactory(name="Phước Dân", parent=places.district)
    hamlet = UnitFactory(hamlet=True, name="Hoài Trung", parent=places.commune)
    return {"hamlet": hamlet, "other": other, "places": places}


def test_tree(tree):
    result = run("tree", "Ninh Thuận", "--on", "23/12/2021", "--depth", "2")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert [line.strip().split("  ")[1] for line in lines] == [
        "tỉnh Ninh Thuận",
        "huyện Ninh Phước",
        "xã Phước Hải",
        "xã Phước Dân",
        "huyện Thuận Nam",
    ]
    assert lines[2].endswith("(1)")
    answer = json.loads(run("tree", "--json", "--on", DAY).stdout)
    assert answer[0]["code"] == "VN"


def test_find(tree):
    result = run("find", "phuoc", "--in", "huyện Ninh Phước", "--on", DAY, "--json")
    assert {row["name"] for row in json.loads(result.stdout)} == {
        "Ninh Phước",
        "Phước Hải",
        "Phước Dân",
    }
    assert "xã Phước Hải, huyện Ninh Phước" in run("find", "phuoc hai", "--on", DAY).stdout
    nothing = run("find", "nowhere", "--on", DAY)
    assert (nothing.exit_code, "không thấy" in nothing.stderr) == (1, True)


def test_a_name_of_several_asks_back(tree):
    UnitFactory(name="Phước Hải", parent=tree["places"].next_district, code="55555")
    result = run("show", "xã Phước Hải", "--on", DAY)
    assert result.exit_code == 1
    assert "55555  xã Phước Hải, huyện Thuận Nam" in result.stderr
    assert "write the code" in result.stderr
    assert run("show", "xã Phước Hải, Thuận Nam", "--on", DAY).exit_code == 0


def test_days_are_read_in_both_ways():
    assert run("find", "x", "--on", "31/02/2021").exit_code == 2
    assert run("find", "x", "--on", "hôm nay").exit_code == 2


def test_acts(tree):
    places = tree["places"]
    code = places.commune.code

    def done(*arguments):
        result = run(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    done("add", "thôn", "Hoài Ni", "--below", code, "--from", EVE)
    done("alias", code, "P. Hải", "--on", EVE)
    done("move", code, "huyện Thuận Nam", "--from", DAY)
    assert queries.unit_by_code(code, on=date(2024, 1, 1)).parent_name == "huyện Thuận Nam"
    done("rename", "thôn Hoài Ni", "Hoài Nhi")
    answer = json.loads(
        done("rename", code, "Phước Mới", "--kind", "thị trấn", "--from", "2024-02-01", "--json")
    )
    assert (answer["full_name"], answer["code"]) == ("thị trấn Phước Mới", code)
    done(
        "merge", code, tree["other"].code, "--into", "xã Phước", "--below", "huyện Ninh Phước",
        "--code", code, "--from", "2024-03-01",
    )  # fmt: skip
    done(
        "split", code, "--from", "2024-04-01", "--into", f"{code}=xã Đông=60%",
        "--into", "00001=xã Tây=0,4", "--child", "bản Hoài Trung=1", "--child", "thôn Hoài Nhi=2",
    )  # fmt: skip
    done("close", "thôn Hoài Nhi", "--on", "2024-05-01")
    assert "60%" in done("show", "xã Phước", "--on", "2024-03-01")
    assert done("validate", "--on", "2024-06-01").startswith("12 đơn vị")
    assert AuditEvent.objects.count() == 8
    assert all(e.actor.startswith("operator:") for e in AuditEvent.objects.all())


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["move", "huyện Ninh Phước", "huyện Ninh Phước", "--from", DAY], 1, "below itself"),
        (["close", "huyện Ninh Phước", "--on", EVE], 1, "still lie below"),
        (["add", "vùng", "X", "--below", "huyện Ninh Phước", "--from", DAY], 1, "name it"),
        (["merge", "xã Phước Dân", "--into", "xã X", "--below", "huyện Ninh Phước", "--from", DAY],
         1, "at least two"),
        (["merge", "xã Phước Dân", "--into", "X", "--below", "huyện Ninh Phước", "--from", DAY],
         2, "--into"),
        (["split", "xã Phước Dân", "--into", "xã Đông", "--from", DAY], 2, "CODE=NAME=SHARE"),
        (["split", "xã Phước Dân", "--into", "1=xã Đông=a", "--from", DAY], 2, "CODE=NAME=SHARE"),
        (["split", "xã Phước Dân", "--into", "1=xã Đ=0.5.5", "--from", DAY], 2, "SHARE"),
        (["split", "xã Phước Dân", "--into", "1=xã Đ", "--child", "x", "--from", DAY], 2,
         "UNIT=PLACE"),
        (["show", "không đâu", "--on", DAY], 1, "phaodai unit find"),
        (["move", "huyện Ninh Phước"], 2, "Missing"),
    ],
)  # fmt: skip
def test_refusals_say_how_to_mend(tree, arguments, status, words):
    before = list(Unit.objects.order_by("pk").values())
    result = run(*arguments)
    assert result.exit_code == status, result.output
    assert words in result.stderr
    assert list(Unit.objects.order_by("pk").values()) == before


@pytest.fixture
def table(tmp_path):
    def write(text, name="thon.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_import(tree, table):
    code = tree["places"].commune.code
    path = table(
        "code,name,kind,parent_code,aliases\n"
        f",Hoài Ni,thôn,{code},Hoài N.\n"
        f",Hoài Trung,bản,{code},\n"
        ",Lạc,thôn,99999,\n"
    )
    result = run("import", path, "--edition", DAY)
    assert result.exit_code == 3
    assert "đọc 3 = thêm 1 + giữ nguyên 1 + cập nhật 0 + từ chối 1" in result.stdout
    assert "read 3 = added 1 + unchanged 1 + updated 0 + rejected 1" in result.stdout
    assert "dòng 4, cột parent_code" in result.stderr
    assert "row 4, column parent_code" in result.stderr
    again = json.loads(run("import", path, "--edition", DAY, "--json").stdout)
    assert (again["n_added"], again["n_unchanged"], again["n_rejected"]) == (0, 2, 1)
    assert UnitAlias.objects.count() == 1


def test_a_dry_run(tree, table):
    path = table(f"code,name,kind,parent_code\n,Hoài Ni,thôn,{tree['places'].commune.code}\n")
    result = run("import", path, "--edition", DAY, "--dry-run")
    assert (result.exit_code, "dry run" in result.stdout) == (0, True)
    assert not Unit.objects.filter(name="Hoài Ni").exists()


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("", 1, "rỗng"),
        ("{", 1, "broken JSON"),
        ("a,b\n1,2\n", 1, "no heading"),
        ("code,name,kind,parent_code\n,Lạc,thôn,99999\n", 1, "parent_code"),  # nothing was taken
    ],
)
def test_an_import_of_nothing(places, table, text, status, words):
    result = run("import", table(text), "--edition", DAY)
    assert result.exit_code == status
    assert words in result.stderr


def test_a_file_that_is_not_there():
    assert run("import", "/khong/co/tep.csv").exit_code == 2


def test_no_tree_yet(db):
    result = run("tree")
    assert (result.exit_code, "phaodai unit load 2024" in result.stderr) == (1, True)


def test_validate_finds_faults(tree):
    assert run("validate").exit_code == 0
    Unit.objects.filter(pk=tree["hamlet"].pk).update(path="/9/")
    result = run("validate")
    assert (result.exit_code, "path" in result.stdout) == (4, True)
    answer = json.loads(run("validate", "--json").stdout)
    assert (answer["ok"], answer["findings"][0]["rule"]) == (False, "path")


@pytest.mark.slow
def test_load(db):
    result = run("load", "2025")
    assert result.exit_code == 0, result.output
    assert "COMMUNE 3321" in result.stdout
    again = json.loads(run("load", "2025", "--json").stdout)
    assert (again["n_read"], again["n_unchanged"]) == (3355, 3355)
    assert run("load", "1999").exit_code == 2


@pytest.mark.parametrize("verb", [*unit.commands])
def test_every_verb_explains_itself(verb):
    result = run(verb, "--help")
    assert (result.exit_code, f"phaodai unit {verb}" in result.stdout) == (0, True)
