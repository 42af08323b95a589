"""The demo as a newcomer finds it: loaded by the product's own command into an empty folder."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import pytest

from phaodai.delivery.demo.people import DEMO_ACCOUNTS

pytestmark = pytest.mark.slow


def phaodai(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "phaodai.delivery.commands.main", *words],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


def rows(folder, query):
    with sqlite3.connect(folder / "phaodai.sqlite3") as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    environment = {"PHAODAI_DATA": str(folder), "PHAODAI_DEMO": "1"}
    done = phaodai("demo", "load", "--quick", "--json", **environment)
    assert done.returncode == 0, done.stderr
    return SimpleNamespace(folder=folder, environment=environment, said=json.loads(done.stdout))


def test_the_morning_begins_twenty_minutes_before_the_reports_are_due(demo):
    assert demo.said["new"]
    assert demo.said["clock"].startswith("2021-12-23T09:40:")


def test_a_second_time_changes_nothing_and_the_clock_stood_still(demo):
    before = rows(demo.folder, "SELECT count(*), max(id) FROM audit_auditevent")
    again = phaodai("demo", "load", "--quick", "--json", **demo.environment)
    assert again.returncode == 0, again.stderr
    said = json.loads(again.stdout)
    assert not said["new"]
    assert said["clock"].startswith("2021-12-23T09:40:")
    assert rows(demo.folder, "SELECT count(*), max(id) FROM audit_auditevent") == before


def test_there_is_a_task_in_every_state_and_an_answer_of_every_kind(demo):
    states = dict(
        rows(demo.folder, "SELECT state, count(*) FROM directives_assignment GROUP BY state")
    )
    assert set(states) == {
        "NEW", "ACKNOWLEDGED", "IN_PROGRESS", "SUBMITTED", "RETURNED", "ACCEPTED", "WITHDRAWN",
    }  # fmt: skip
    extensions = dict(
        rows(demo.folder, "SELECT extension, count(*) FROM directives_assignment GROUP BY 1")
    )
    assert {"ASKED", "GRANTED", "REFUSED"} <= set(extensions)
    proofs = dict(rows(demo.folder, "SELECT proof, count(*) FROM directives_assignment GROUP BY 1"))
    assert {"MET", "NOT_MET", "NO_FIGURE", "EVIDENCE"} <= set(proofs)
    depth = rows(demo.folder, "SELECT max(depth) FROM directives_assignment")
    assert depth == [(2,)]


def test_deadlines_were_kept_missed_and_answered_late(demo):
    late = rows(
        demo.folder,
        "SELECT answered_at IS NULL, count(*) FROM directives_assignment WHERE state != 'WITHDRAWN'"
        " AND due_at < coalesce(answered_at, '2021-12-23 02:40:00') GROUP BY 1",
    )
    assert {bool(overdue) for overdue, _ in late} == {True, False}
    today = dict(
        rows(
            demo.folder,
            "SELECT o.state, count(*) FROM directives_occurrence o JOIN directives_assignment a"
            " ON a.id = o.assignment_id WHERE o.day = '2021-12-23' GROUP BY o.state",
        )
    )
    assert {"OPEN", "SUBMITTED"} <= set(today)


def test_heads_are_on_record_and_reminders_were_raised(demo):
    kinds = Counter(kind for (kind,) in rows(demo.folder, "SELECT kind FROM directives_judgement"))
    assert set(kinds) == {"PRAISE", "CRITICISM", "BREACH"}
    raised = {
        kind for (kind,) in rows(demo.folder, "SELECT DISTINCT kind FROM directives_reminder")
    }
    assert {"DAY_BEFORE", "HOURS_BEFORE", "DAY_AFTER", "ESCALATION"} <= raised
    empty = rows(
        demo.folder,
        "SELECT count(*) FROM agencies_body b WHERE b.unit_id IN (SELECT id FROM units_unit WHERE"
        " code IN ('58', '587', '22870')) AND NOT EXISTS (SELECT 1 FROM agencies_tenure t JOIN"
        " agencies_headpost p ON p.id = t.head_post_id WHERE p.body_id = b.id)",
    )
    assert empty == [(0,)]


def test_something_waits_to_be_confirmed_and_something_to_be_issued(demo):
    proposed = rows(
        demo.folder, "SELECT count(*) FROM directives_proposal WHERE state = 'PROPOSED'"
    )
    confirmed = rows(
        demo.folder, "SELECT count(*) FROM directives_obligation WHERE state = 'CONFIRMED'"
    )
    assert proposed[0][0] >= 5
    assert confirmed[0][0] >= 2


def test_nothing_happened_after_the_hour_of_the_play(demo):
    assert rows(
        demo.folder,
        "SELECT count(*) FROM directives_entry WHERE at > '2021-12-23 02:40:00'",
    ) == [(0,)]


def test_the_trail_holds_and_the_outbox_is_empty(demo):
    done = phaodai("audit", "verify", **demo.environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(demo.folder, "SELECT count(*) FROM events_delivery WHERE delivered_at IS NULL") == [
        (0,)
    ]


def test_all_who_are_offered_have_an_account_and_some_hold_two_posts(demo):
    users = phaodai("user", "list", "--json", **demo.environment).stdout
    assert all(f'"{account.username}"' in users for account in DEMO_ACCOUNTS)
    posts = rows(
        demo.folder, "SELECT user_id, count(*) FROM accounts_posting GROUP BY 1 HAVING count(*) > 1"
    )
    assert len(posts) >= 5


def test_the_forms_of_the_house_are_there(demo):
    done = phaodai("form", "list", **demo.environment)
    assert "daily-commune" in done.stdout, done.stderr


def test_the_morning_has_reports_of_every_kind(demo):
    today = "r.day = '2021-12-23'"
    states = dict(
        rows(
            demo.folder,
            "SELECT s.state, count(*) FROM reports_submission s"
            f" JOIN reports_report r ON r.id = s.report_id WHERE {today} GROUP BY 1",
        )
    )
    assert states["ACCEPTED"] >= 4
    assert states["HELD"] == 1
    assert rows(demo.folder, f"SELECT max(head) FROM reports_report r WHERE {today}") == [(2,)]
    for table in ("reports_draft", "reports_return"):
        assert rows(demo.folder, f"SELECT count(*) > 0 FROM {table}") == [(1,)]
    late = rows(demo.folder, "SELECT DISTINCT lateness FROM reports_report WHERE lateness != ''")
    assert {word for (word,) in late} == {"ON_TIME", "FILLED_OFFLINE", "LATE"}


def test_the_figures_hold_something_to_disagree_about(demo):
    copied = rows(
        demo.folder,
        'SELECT count(DISTINCT s.content), count(DISTINCT s."values") FROM reports_submission s'
        " JOIN reports_report r ON r.id = s.report_id JOIN units_unit u ON u.id = r.unit_id"
        " WHERE u.code = '22828'",
    )
    assert copied[0][0] > copied[0][1] == 1
    written = rows(
        demo.folder,
        "SELECT count(*) FROM reports_submission s JOIN reports_report r ON r.id = s.report_id"
        " WHERE json_extract(s.\"values\", '$.f0_community') = '120'",
    )
    assert written == [(1,)]
    sources = {code for (code,) in rows(demo.folder, "SELECT code FROM indicators_source")}
    assert {"reports:health_centre", "reports:police"} <= sources


def test_the_tour_names_everybody_and_the_password(demo):
    said = phaodai("demo", "tour", **demo.environment).stdout
    assert all(account.username in said for account in DEMO_ACCOUNTS)
    assert "phao-dai-2021" in said


def test_an_installation_is_left_alone(tmp_path):
    done = phaodai("demo", "load", PHAODAI_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "PHAODAI_DEMO=1" in done.stderr


def test_yesterday_is_compiled_signed_and_taken_over_and_today_is_begun(demo):
    found = rows(
        demo.folder,
        "SELECT e.day, u.code, e.certified_at IS NOT NULL, e.accepted_at IS NOT NULL"
        " FROM reports_edition e JOIN units_unit u ON u.id = e.unit_id ORDER BY 1, 2",
    )
    assert set(found) >= {
        ("2021-12-22", "58", 0, 0),
        ("2021-12-22", "587", 1, 1),
        ("2021-12-23", "587", 0, 0),
    }
    acts = {act for (act,) in rows(demo.folder, "SELECT DISTINCT act FROM reports_voucher")}
    assert acts == {"CERTIFY", "ACCEPT"}
