"""Tasks by the clock, run at once."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from phaodai.delivery import tasks
from phaodai.delivery.tasks import life, trail
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.audit import queries, triggers
from phaodai.foundation.jobs import queries as jobs
from phaodai.foundation.jobs.queue import queue
from phaodai.foundation.jobs.rules import Name
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
    assert {"heartbeat", "seal_audit", "check_audit"} <= names


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
