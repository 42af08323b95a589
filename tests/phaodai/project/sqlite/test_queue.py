"""The queue of writers between processes, threads and connections."""

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from phaodai.project.sqlite import base, queue

pytestmark = pytest.mark.django_db  # or pytest-django would let no connection open
WRITER = Path(__file__).with_name("writer.py")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "one.sqlite3"


@pytest.fixture
def connect(file):
    """Connections to one file, as different threads or processes would have them."""
    opened = []

    def make():
        from django.db.utils import ConnectionHandler

        name = f"c{len(opened)}"
        settings = {"ENGINE": "phaodai.project.sqlite", "NAME": str(file)}
        handler = ConnectionHandler({"default": settings, name: {**settings}})
        connection = handler[name]
        connection.inc_thread_sharing()
        opened.append(connection)
        return connection

    yield make
    for connection in opened:
        connection.close()


@pytest.fixture
def one(connect):
    connection = connect()
    run(connection, "CREATE TABLE note (id INTEGER PRIMARY KEY, n INTEGER)")
    return connection


@pytest.fixture
def two(one, connect):
    return connect()


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(queue, "WAIT_SECONDS", 0.1)


def run(connection, statement, arguments=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall()


def atomic(connection):
    """`transaction.atomic` for a connection that is in no handler."""
    from django.db.transaction import Atomic

    class Here(Atomic):
        def __enter__(self):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(transaction, "get_connection", lambda _using=None: connection)
                super().__enter__()

        def __exit__(self, *failure):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(transaction, "get_connection", lambda _using=None: connection)
                super().__exit__(*failure)

    return Here(None, True, False)


def may_write(connection):
    try:
        run(connection, "INSERT INTO note (n) VALUES (1)")
    except queue.WriterBusy:
        return False
    return True


def writers(file, act, *numbers):
    return subprocess.Popen(
        [sys.executable, WRITER, file, act, *map(str, numbers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_eight_processes_lose_nothing(file, connect):
    processes = [writers(file, "count", 15) for _ in range(8)]
    answers = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * 8, answers
    assert run(connect(), "SELECT n, (SELECT sum(n) FROM note) FROM counter") == [(120, 120)]
    assert max(float(out) for out, _ in answers) < queue.WAIT_SECONDS + 20


def test_a_killed_holder_lets_the_next_one_in(file, one, monkeypatch):
    monkeypatch.setattr(queue, "WAIT_SECONDS", 20)
    holder = writers(file, "hold")
    assert holder.stdout.readline() == "held\n"
    waiting = threading.Thread(target=run, args=(one, "INSERT INTO note (n) VALUES (1)"))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    holder.kill()
    holder.communicate()
    waiting.join(10)
    assert not waiting.is_alive()
    assert run(one, "SELECT n FROM note") == [(1,)]


def test_waiting_has_an_end_and_a_sentence(one, two):
    with atomic(one), pytest.raises(OperationalError, match=r"hãy thử lại.*try again"):
        run(two, "INSERT INTO note (n) VALUES (1)")
    assert may_write(two)  # and whoever gave up does not stand in the way
    assert may_write(one)


def test_who_gave_up_at_the_head_of_the_queue_blocks_nobody(one, two, connect):
    three = connect()
    with atomic(one):
        assert not may_write(two)  # its thread stands first and has the turnstile
        assert not may_write(three)
    assert may_write(three)
    assert may_write(two)
    assert may_write(one)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM note",
        "  -- a word before\n  select 1",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r",
        "EXPLAIN QUERY PLAN SELECT 1",
        "PRAGMA synchronous",
    ],
)
def test_readers_never_wait(one, two, statement):
    with atomic(one):
        run(one, "INSERT INTO note (n) VALUES (1)")
        assert run(two, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO note (n) VALUES (1)",
        "WITH x(n) AS (SELECT 1) INSERT INTO note (n) SELECT n FROM x",
        "CREATE TABLE other (id INTEGER)",
        "BEGIN IMMEDIATE",
    ],
)
def test_writers_wait_outside_a_transaction_too(one, two, statement):
    with atomic(one), pytest.raises(queue.WriterBusy):
        run(two, statement)


def test_a_script_waits(one, two):
    script = "INSERT INTO note (n) VALUES (1); INSERT INTO note (n) VALUES (2);"
    with atomic(one), pytest.raises(queue.WriterBusy), two.cursor() as cursor:
        cursor.executescript(script)
    with two.cursor() as cursor:
        cursor.executescript(script)
    assert may_write(one)


def test_many_rows_wait(one, two):
    with atomic(one), pytest.raises(queue.WriterBusy), two.cursor() as cursor:
        cursor.executemany("INSERT INTO note (n) VALUES (%s)", [(1,), (2,)])


def test_a_savepoint_neither_takes_nor_gives_the_turn(one, two):
    with atomic(one):
        with pytest.raises(ZeroDivisionError), atomic(one):
            raise ZeroDivisionError
        assert not may_write(two)
    assert may_write(two)


def test_a_failure_gives_the_turn_back(one, two):
    with pytest.raises(ZeroDivisionError), atomic(one):
        raise ZeroDivisionError
    assert may_write(two)
    with pytest.raises(DatabaseError):
        run(one, "INSERT INTO nowhere VALUES (1)")
    assert may_write(two)


def test_a_commit_that_fails_gives_the_turn_back(one, two):
    run(one, "CREATE TABLE child (note REFERENCES note DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(IntegrityError), atomic(one):
        run(one, "INSERT INTO child VALUES (99)")
    assert not one.connection.in_transaction
    assert may_write(two)


def test_ones_own_begin_keeps_the_turn_until_its_end(one, two):
    run(one, "BEGIN")
    run(one, "INSERT INTO note (n) VALUES (1)")
    assert not may_write(two)
    run(one, "COMMIT")
    assert may_write(two)


def test_without_autocommit_the_turn_lasts_until_commit(one, two):
    one.set_autocommit(False)
    run(one, "INSERT INTO note (n) VALUES (1)")
    assert not may_write(two)
    one.commit()
    assert may_write(two)
    run(one, "INSERT INTO note (n) VALUES (1)")
    one.rollback()
    assert may_write(two)
    one.set_autocommit(True)


def test_closing_gives_the_turn_back(one, two):
    run(one, "BEGIN IMMEDIATE")
    assert not may_write(two)
    one.close()
    assert may_write(two)
    assert may_write(one)  # it opens again


def test_a_migration_that_is_not_atomic_lets_others_in_between(one, two):
    with one.schema_editor(atomic=False) as editor:
        editor.execute("CREATE TABLE other (id INTEGER)")
        assert may_write(two)


def test_a_fork_does_not_take_the_turn_away(one, two):
    with atomic(one):
        child = os.fork()
        if child == 0:
            one.write_lock.release()
            one.write_lock.close()
            os._exit(0)
        os.waitpid(child, 0)
        assert not may_write(two)
    assert may_write(two)


def test_what_is_kept_is_on_the_disk(one):
    assert run(one, "PRAGMA journal_mode") == [("wal",)]
    assert run(one, "PRAGMA synchronous") == [(2,)]
    assert run(one, "PRAGMA foreign_keys") == [(1,)]
    assert one.transaction_mode == "IMMEDIATE"


def test_one_file_under_two_names_has_one_queue(one, two, file, connect, tmp_path):
    (tmp_path / "alias.sqlite3").symlink_to(file)
    two.settings_dict["NAME"] = str(tmp_path / "alias.sqlite3")
    with atomic(one):
        assert not may_write(two)


def test_a_database_in_memory_needs_no_queue():
    from django.db.utils import ConnectionHandler

    settings = {"ENGINE": "phaodai.project.sqlite", "NAME": ":memory:"}
    connection = ConnectionHandler({"default": settings})["default"]
    run(connection, "CREATE TABLE note (n INTEGER)")
    assert may_write(connection)
    assert isinstance(connection.write_lock, queue.NoLock)
    assert base.DatabaseWrapper is type(connection)
    connection.connection.close()


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace (Debian package strace)")
def test_every_commit_waits_for_the_disk(file, tmp_path):
    trace = tmp_path / "trace"
    done = subprocess.run(
        [
            *("strace", "-f", "-y", "-e", "trace=fdatasync,fsync,write", "-o", trace),
            *(sys.executable, WRITER, file, "commit", "20"),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.stdout.count("committed") == 20
    synced, acknowledged = False, 0
    for line in trace.read_text().splitlines():
        if re.search(r"f(data)?sync\(\d+<[^>]*one\.sqlite3-wal>\)\s*= 0", line):
            synced = True
        elif '"committed ' in line:
            assert synced, line
            synced, acknowledged = False, acknowledged + 1
    assert acknowledged == 20


def test_a_page_waits_three_seconds_at_most_and_a_command_longer():
    """In processes of their own: what serves pages is impatient, nothing else."""
    for module, is_patient in (("wsgi", False), ("urls", True)):
        code = (
            "import django; django.setup(); "
            f"import phaodai.project.{module}; "
            "from phaodai.project.sqlite import queue; print(queue.WAIT_SECONDS)"
        )
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert (float(done.stdout) > 3) is is_patient
