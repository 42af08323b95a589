import json
from uuid import uuid4

import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.main import main
from tests.phaodai.delivery.api.conftest import assign


@pytest.fixture
def ref(places):
    return assign(places.committee, places.commune_committee)["assignments"]


def run(*arguments):
    return CliRunner().invoke(main, ["task", *arguments])


def test_tasks_are_listed(ref):
    rows = json.loads(run("list", "--json").stdout)
    assert ref in [row["ref"] for row in rows]
    assert len(json.loads(run("list", "--search", "trang thiet bi", "--json").stdout)) == 1
    assert json.loads(run("list", "--state", "ACCEPTED", "--json").stdout) == []
    shown = run("list", "--lateness", "overdue", "--limit", "1")
    assert shown.exit_code == 0
    assert ref in shown.stdout


def test_one_task(ref, places):
    assert json.loads(run("show", ref, "--json").stdout)["row"]["ref"] == ref
    assert places.commune_committee.name in run("show", ref).stdout


def test_a_task_that_is_none(ref):
    done = run("show", str(uuid4()))
    assert done.exit_code == 1
    assert "phaodai task list" in done.stderr
    assert run("list", "--state", "LOST").exit_code == 2


def test_a_mistyped_noun_is_guessed():
    done = CliRunner().invoke(main, ["taks"])
    assert (done.exit_code, "task?" in done.stderr) == (2, True)
