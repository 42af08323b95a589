"""`phaodai discrepancy`: any series, the installation's own figures, a rule tried."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from phaodai.decisions.discrepancies.models import Claim, Finding
from phaodai.delivery.commands.main import main
from tests.phaodai.conftest import NOW, TODAY, Places
from tests.phaodai.factories.discrepancies import state_cases

ARGS = ["discrepancy", "scan"]


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(args))
    return result.exit_code, result.output


def write(folder: Path, lines: list[str], name: str = "s.csv") -> str:
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return str(folder / name)


@pytest.fixture
def series(tmp_path: Path) -> str:
    values = [100 + 7 * (day % 5) for day in range(28)]
    values[14], values[20] = 1070, 0
    return write(
        tmp_path, ["date,cases", *(f"2021-11-{day + 1:02},{v}" for day, v in enumerate(values))]
    )


def test_a_series_with_two_faults(series: str):
    code, out = run(*ARGS, series, "--column", "cases", "--json")
    told = {each["first"]: each for each in json.loads(out)["findings"] if each["mistake"]}
    assert code == 0
    assert set(told) == {"2021-11-15", "2021-11-21"}
    slip = told["2021-11-15"]
    assert (slip["mistake"], slip["meant"]) == ("EXTRA_DIGIT", 107)
    assert slip["log10_mistake"] > slip["log10_real"]
    assert slip["chance_of_mistake"] > 0.99
    assert slip["reason"]
    assert slip["is_total"] is False


def test_the_same_in_words(series: str):
    code, out = run(*ARGS, series, "--column", "cases")
    assert code == 0
    assert "2021-11-15 1070" in out
    assert "28 ngày" in out


def test_several_series_in_one_file_and_other_ways_to_write(tmp_path: Path):
    lines = ["ngày;tỉnh;số"]
    for name in ("A", "B"):
        lines += [f"{day + 1:02}/11/2021;{name};{50 + day * day % 23}" for day in range(28)]
    lines[10] = lines[10].rsplit(";", 1)[0] + ";-51"
    code, out = run(*ARGS, write(tmp_path, lines), "--column", "số", "--by", "tỉnh", "--json")
    assert code == 0
    assert [(each["series"], each["fault"]) for each in json.loads(out)["findings"]] == [
        ("A", "NEGATIVE")
    ]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["date,cases", "2021-11-01,x"], "Dòng 2"),
        (["date,cases", "soon,1"], "Dòng 2"),
        (["date,deaths", "2021-11-01,1"], "cases"),
        (["when,cases", "2021-11-01,1"], "date"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_place(tmp_path, lines, says):
    code, out = run(*ARGS, write(tmp_path, lines), "--column", "cases")
    assert code != 0
    assert says in out


def test_looked_for_listed_and_tried(places: Places, monkeypatch):
    state_cases(places.commune, TODAY, now=NOW, total=10, parts=(4, 3, 0, 0, 0))
    monkeypatch.setattr("phaodai.delivery.commands.runtime.clock", lambda: NOW)
    code, out = run("discrepancy", "look", "--json")
    assert (code, json.loads(out)["n_opened"]) == (0, 1)
    code, out = run("discrepancy", "list")
    assert "Phước Hải" in out
    code, out = run("discrepancy", "try", "--code", "f0_parts", "--last", "2021-12-23", "--json")
    assert (code, json.loads(out)["n"]) == (0, 1)
    assert run("discrepancy", "try", "--code", "moon")[0] != 0
    assert Finding.objects.count() == 1


def test_claims_come_as_codes(places: Places, tmp_path):
    lines = ["unit,day,code", f"{places.commune.code},2021-12-23,BN12"]
    code, out = run("discrepancy", "claim", write(tmp_path, lines))
    assert code == 0, out
    assert Claim.objects.get().key == "BN12"
    assert run("discrepancy", "claim", write(tmp_path, ["unit,day", "1,2021-12-23"]))[0] != 0
    bad = write(tmp_path, ["unit,day,code", "99999,2021-12-23,BN1"])
    assert run("discrepancy", "claim", bad)[0] != 0
