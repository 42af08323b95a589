"""The queue: on the database's own kind of storage, signed, made when first used."""

import pickle
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from phaodai.foundation.jobs import operations, queries
from phaodai.foundation.jobs.models import Heartbeat
from phaodai.foundation.jobs.queue import make_queue, queue, queue_file
from phaodai.foundation.jobs.rules import PERIODS, Name

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def fresh(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    made = make_queue()
    yield made
    made.storage.flush_all()
    made.storage.close()


def test_nothing_is_opened_before_it_is_used(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    make_queue()
    assert not queue_file().exists()


def test_a_task_comes_out_as_it_went_in(fresh):
    done = []

    @fresh.task()
    def note(word):
        done.append(word)

    note("xin chào")
    note("tạm biệt")
    assert fresh.pending_count() == 2
    while (task := fresh.dequeue()) is not None:
        fresh.execute(task)
    assert done == ["xin chào", "tạm biệt"]


def test_a_task_without_signature_is_refused(fresh):
    with pytest.raises(ValueError, match=r"[Ss]epar|[Ss]ign"):
        fresh.serializer.deserialize(pickle.dumps("code"))


def test_a_file_is_as_durable_as_the_database(fresh):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL has one setting for all")
    rows = fresh.storage.sql("PRAGMA synchronous", results=True)
    assert rows == [(2,)]


def test_tests_run_tasks_at_once():
    assert queue.immediate


@pytest.mark.django_db
def test_silence_is_told_from_life():
    assert queries.get_beat(name=Name.WORKER, now=NOW) is None
    operations.beat(name=Name.WORKER, at=NOW - timedelta(hours=1))
    operations.beat(name=Name.WORKER, at=NOW, detail="x" * 300)
    assert Heartbeat.objects.count() == 1

    def silent(later):
        return queries.get_beat(name=Name.WORKER, now=NOW + later).is_silent

    assert not silent(timedelta(minutes=2))
    assert silent(timedelta(minutes=2, seconds=1))


def test_everyone_who_beats_has_a_period():
    assert set(PERIODS) == set(Name)
