"""`phaodai level`: packs, their numbers, and what figures give by them."""

import json

import pytest
from click.testing import CliRunner

from phaodai.decisions.levels import packbook
from phaodai.delivery.commands.main import main
from phaodai.foundation.units import closure
from tests.phaodai.conftest import NOW, Places
from tests.phaodai.factories.levels import NQ, bring_into_force, confirmations, publish

WHY = "Thực hiện Nghị quyết 128."


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(args))
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def _now(monkeypatch, db):
    monkeypatch.setattr("phaodai.delivery.commands.runtime.clock", lambda: NOW)


def test_packs_and_the_numbers_that_have_to_be_confirmed():
    code, out = run("level", "packs", "--json")
    assert code == 0
    assert {row["code"]: row["state"] for row in json.loads(out)}[NQ] == "known"
    code, out = run("level", "numbers", NQ)
    assert code == 0
    assert "criteria[incidence].bands[m2].from" in out
    assert run("level", "numbers", "moon")[0] != 0


def test_two_packs_are_compared_and_a_bad_one_is_told_by_its_place(tmp_path):
    other = tmp_path / "other.toml"
    text = packbook.builtin()[NQ]
    other.write_text(text.replace("below = 150", "below = 160").replace("from = 150", "from = 160"))
    code, out = run("level", "diff", NQ, str(other), "--json")
    assert code == 0, out
    assert {row["key"]: row["after"] for row in json.loads(out)} == {
        "criteria[incidence].bands[m3].below": "160", "criteria[incidence].bands[m4].from": "160"
    }  # fmt: skip
    other.write_text(text.replace("below = 150", "below = 160"))
    code, out = run("level", "diff", NQ, str(other))
    assert code != 0
    assert "criteria[incidence].bands[m4]" in out


def test_a_pack_takes_two_persons(tmp_path, monkeypatch):
    words = tmp_path / "words.toml"
    words.write_text("\n".join(f'"{key}" = "{word}"' for key, word in confirmations().items()))
    assert "chưa xác nhận" in run("level", "propose", NQ, "--reason", WHY)[1]
    code, out = run("level", "propose", NQ, "--reason", WHY, "--confirmed", str(words))
    assert code == 0, out
    ref = out.strip()
    assert "người khác" in run("level", "approve", ref)[1]
    monkeypatch.setattr("getpass.getuser", lambda: "another")
    assert run("level", "approve", ref)[0] == 0
    assert packbook.in_force(NQ).decided_by == "operator:another"


def test_units_are_assessed_and_explained(places: Places):
    closure.renew()
    bring_into_force(now=NOW)
    publish(places.commune, cases=9)
    on = ("--pack", NQ, "--on", "2021-12-23")
    assert run("level", "state", places.district.code, "care_district", "0", *on)[0] == 0
    code, out = run("level", "state", places.district.code, "care_district", "7", *on)
    assert code != 0
    assert "0 đến 1" in out
    code, out = run("level", "assess", places.province.code, *on)
    assert code == 0, out
    assert "Phước Hải" in out
    code, out = run("level", "explain", out.split()[-1], places.commune.code)
    assert code == 0, out
    assert json.loads(out)["low"] == "2"
    assert run("level", "assess", places.province.code, "--pack", "tt15-2026")[0] != 0
