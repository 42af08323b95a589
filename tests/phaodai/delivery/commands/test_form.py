"""`phaodai form`, as the operator calls it."""

import json

import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.form import form
from phaodai.engines.forms.dumping import dump
from phaodai.registers.reports import definitions
from phaodai.registers.reports.models import FormVersion
from phaodai.registers.reports.operations import forms
from phaodai.vocabulary.access import Actor
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.reports import definition, make_version

DAILY = definitions.BUILTIN / "daily-commune.toml"


def run(*words: object):
    return CliRunner().invoke(form, [str(word) for word in words])


@pytest.fixture
def installed(db) -> None:
    forms.install_builtin(actor=OPERATOR, now=NOW)


def test_list(installed):
    result = run("list")
    assert result.exit_code == 0
    assert "daily-commune" in result.output
    rows = json.loads(run("list", "--all", "--json").stdout)
    assert {row["standing"] for row in rows} == {"ACTIVE"}
    assert json.loads(run("list", "--on", "2019-01-01", "--json").stdout) == []


def test_show_and_begin_a_new_version_from_it(installed, tmp_path):
    assert "f0_new" in run("show", "daily-commune").output
    data = json.loads(run("show", "daily-commune", "--json").stdout)
    data["version"] = 2
    data["schedule"]["cutoff"] = "09:30"
    file = tmp_path / "next.json"
    file.write_text(json.dumps(data))

    assert run("check", file).exit_code == 0
    changes = run("diff", "daily-commune", file).output
    assert changes == "version\n  - 1\n  + 2\nschedule.cutoff\n  - 10:00\n  + 09:30\n"
    assert run("propose", file).exit_code == 0
    by_number = run("diff", "daily-commune", "2", "--json").output
    assert [each["key"] for each in json.loads(by_number)] == ["version", "schedule.cutoff"]
    # Who proposed it is who sits here: a second person is needed.
    result = run("approve", "daily-commune")
    assert result.exit_code == 1
    assert "người thứ hai" in result.stderr


def test_approve_and_refuse(db):
    make_version()
    other = Actor(name="phan.tich", is_operator=True)
    forms.propose(actor=other, definition=definition(version=2), now=NOW)
    assert run("refuse", "all-things", "--reason", "thiếu ô").exit_code == 0
    forms.propose(actor=other, definition=definition(version=3), now=NOW)
    result = run("approve", "all-things", "--basis", "QĐ 12")
    assert result.exit_code == 0, result.output
    assert list(FormVersion.objects.order_by("number").values_list("state", flat=True)) == [
        "APPROVED", "REFUSED", "APPROVED",
    ]  # fmt: skip
    assert run("approve", "all-things").exit_code == 1


def test_check_names_every_fault(db, tmp_path):
    file = tmp_path / "bad.toml"
    text = DAILY.read_text().replace('cutoff = "10:00"', 'cutoff = "10h00"')
    file.write_text(text.replace("version = 1", "version = 0"))
    result = run("check", file)
    assert result.exit_code == 1
    assert "version: " in result.stderr
    assert "schedule.cutoff: " in result.stderr


@pytest.mark.parametrize("text", ["[", "a = 1", "\x00", "{}"])
def test_what_is_no_form(db, tmp_path, text):
    for name in ("x.toml", "x.json"):
        file = tmp_path / name
        file.write_text(text)
        assert run("check", file).exit_code == 1


def test_what_is_not_there(db):
    assert run("show", "none").exit_code == 1
    assert run("approve", "none").exit_code == 1
    assert run("check", "none.toml").exit_code == 2


def test_a_definition_survives_its_file(db):
    one = definition()
    assert definitions.read(json.loads(json.dumps(dump(one)))) == one
    assert definitions.read(sheets.data()) == one
