"""`phaodai audit` through its command line."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from phaodai.delivery.commands.audit import SENTENCES, audit
from phaodai.foundation.audit import operations, triggers
from phaodai.foundation.audit.verification import Wrong
from phaodai.vocabulary.access import Actor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def trail():
    with transaction.atomic():
        for number in range(4):
            operations.record(
                actor=Actor(name="Trần Văn Bảy" if number % 2 else "operator:root"),
                action="unit.rename" if number < 3 else "directive.store",
                subject_kind="unit",
                subject_ref=UUID(int=number),
                details={"n": number},
                at=NOW,
            )
    operations.seal(now=NOW)


def run(*arguments):
    return CliRunner().invoke(audit, arguments)


def forge(statement):
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_whole_trail(trail):
    result = run("verify")
    assert result.exit_code == 0
    assert "Nguyên vẹn: 4 dòng" in result.stdout
    assert "Whole: 4 rows" in result.stdout


def test_a_whole_trail_for_a_program(trail):
    answer = json.loads(run("verify", "--json").stdout)
    assert answer["ok"] is True
    assert (answer["rows"], answer["sealed"], answer["unsealed"]) == (4, 4, 0)
    assert answer["first"] == answer["last"] == "2026-03-02T08:00:00.000000Z"
    assert answer["head"].startswith("4:")
    assert answer["fault"] is None


def test_the_first_bad_row_is_named(trail):
    forge("UPDATE audit_auditevent SET actor = 'x' WHERE subject_ref IS NOT NULL")
    result = run("verify")
    assert result.exit_code == 4
    assert "HỎNG: dòng 1" in result.stdout
    assert "BROKEN: row 1" in result.stdout
    result = run("verify", "--json")
    assert result.exit_code == 4
    fault = json.loads(result.stdout)["fault"]
    assert (fault["code"], fault["seq"]) == ("changed", 1)


def test_an_anchor_kept_elsewhere(trail):
    head = run("anchor").stdout.strip()
    assert run("verify", "--anchor", head).exit_code == 0
    result = run("verify", "--anchor", head[:-1] + ("0" if head[-1] != "0" else "1"))
    assert result.exit_code == 4
    assert "a row from 1 to 4" in result.stdout
    result = run("verify", "--anchor", f"9{head}")
    assert result.exit_code == 4
    assert "a row from 5 to 94" in result.stdout


@pytest.mark.parametrize("anchor", ["", "12", "x:" + "0" * 64, "1:" + "g" * 64])
def test_an_anchor_that_is_none_is_wrong_usage(anchor):
    assert run("verify", "--anchor", anchor).exit_code == 2


def test_seal():
    assert json.loads(run("seal", "--json").stdout)["rows"] == 0
    with transaction.atomic():
        operations.record(
            actor=Actor(name="x"), action="a.b", subject_kind="a", subject_ref=None, at=NOW
        )
    assert run("seal").stdout.startswith("1:")


def test_list(trail):
    rows = json.loads(run("list", "--json").stdout)
    assert [row["seq"] for row in rows] == [4, 3, 2, 1]
    assert rows[0]["at"] == "2026-03-02T15:00:00+07:00"
    assert rows[0]["details"] == {"n": 3}
    assert len(json.loads(run("list", "--json", "--actor", "Văn").stdout)) == 2
    assert len(json.loads(run("list", "--json", "--action", "unit.").stdout)) == 3
    assert len(json.loads(run("list", "--json", "--action", "directive.store").stdout)) == 1
    assert len(json.loads(run("list", "--json", "--subject", str(UUID(int=2))).stdout)) == 1
    assert json.loads(run("list", "--json", "--since", "2026-03-02T15:01").stdout) == []
    assert len(json.loads(run("list", "--json", "--since", "2026-03-02").stdout)) == 4
    assert "unit.rename" in run("list").stdout
    assert run("list", "--since", "yesterday").exit_code == 2


def test_there_is_a_sentence_for_everything_that_may_be_wrong():
    assert set(SENTENCES) == {str(wrong) for wrong in Wrong}
