"""Tasks by the clock, run at once."""

from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, transaction

from phaodai.delivery import tasks
from phaodai.delivery.tasks import courier, deadlines, life, trail
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.audit import queries, triggers
from phaodai.foundation.jobs import queries as jobs
from phaodai.foundation.jobs.queue import queue
from phaodai.foundation.jobs.rules import Name
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def record():
    with transaction.atomic():
        audit.record(
            actor=Actor(name="x"),
            action="unit.rename",
            subject_kind="unit",
            subject_ref=None,
            at=datetime(2026, 3, 2, 8, tzinfo=UTC),
        )


def test_every_task_is_known_to_the_queue():
    tasks.load()
    names = {task.name for task in queue._registry.periodic_tasks}
    assert {
        "heartbeat",
        "count_rows",
        "seal_audit",
        "check_audit",
        "sweep_events",
        "assess_obligations",
        "watch_deadlines",
    } <= names


def test_deadlines_are_watched_also_where_there_are_none():
    deadlines.watch_deadlines()


def test_the_worker_gives_a_sign_of_life():
    life.heartbeat()
    beat = jobs.get_beat(name=Name.WORKER, now=datetime.now(UTC))
    assert beat is not None
    assert not beat.is_silent


def test_the_sealer_seals_and_says_where_the_chain_ends():
    record()
    trail.seal_audit()
    state = queries.chain_state()
    assert (state.seq, state.unsealed) == (1, 0)
    beat = jobs.get_beat(name=Name.SEALER, now=datetime.now(UTC))
    assert beat is not None
    assert beat.detail == f"1:{state.hash}"


def test_the_check_is_kept_for_whoever_looks(caplog):
    record()
    trail.seal_audit()
    trail.check_audit()
    assert jobs.get_beat(name=Name.AUDIT_CHECK, now=datetime.now(UTC)).detail == "whole 1"
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET actor = 'y'")
    trail.check_audit()
    assert jobs.get_beat(name=Name.AUDIT_CHECK, now=datetime.now(UTC)).detail == "changed 1"
    assert "changed at row 1" in caplog.text


# --- the courier ------------------------------------------------------------------------------


@pytest.fixture
def rounds(monkeypatch):
    """What each look finds: a result of the bus, or an error."""
    found = []

    def deliver_due(**_options):
        result = found.pop(0) if found else courier.bus.Delivered(0, 0)
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(courier.bus, "deliver_due", deliver_due)
    monkeypatch.setattr(courier, "close_old_connections", lambda: None)  # the test's own
    monkeypatch.setattr(courier.connection, "close", lambda: None)
    return found


def test_the_courier_goes_on_while_there_may_be_more(rounds):
    one = courier.Courier()
    rounds += [courier.bus.Delivered(99, 0), courier.bus.Delivered(1, 3)]
    rounds.insert(0, courier.bus.Delivered(courier.ROUND, 0))
    assert one.look()
    assert not one.look()  # the few that come meanwhile go out together
    assert not one.look()  # what failed has its pause, and so has the courier
    beat = jobs.get_beat(name=Name.COURIER, now=datetime.now(UTC))
    assert beat is not None
    assert beat.detail == "100"  # the first beat, of the first look


@pytest.mark.parametrize("error", [OperationalError("busy"), ValueError("a bug")])
def test_the_courier_outlives_every_failure(rounds, error, caplog):
    one = courier.Courier()
    rounds += [error, courier.bus.Delivered(courier.ROUND, 0)]
    assert not one.look()
    assert one.look()
    assert caplog.records


def test_the_courier_stops_when_told(rounds, monkeypatch):
    monkeypatch.setattr(courier.Courier, "_beat", lambda self: None)
    one = courier.Courier()
    one.start()
    one.stop()
    assert not one._thread.is_alive()


def test_events_of_long_ago_are_swept(monkeypatch):
    swept = []
    monkeypatch.setattr(courier.operations, "sweep", lambda before: swept.append(before))
    courier.sweep_events.call_local()
    assert datetime.now(UTC) - swept[0] >= courier.KEPT


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_the_database_knows_how_much_lies_in_its_tables(places):
    life.count_rows()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'units_by_name'")
        (found,) = cursor.fetchone()
    assert int(found.split()[0]) == Unit.objects.count()
