"""`phaodai serve`: processes that are watched, and none that stay behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from phaodai.delivery.commands.serving import children
from phaodai.delivery.commands.serving.children import Child, Family

PROGRAM = Path(sys.executable).with_name("phaodai")
slow = pytest.mark.slow


# --- the parent, with children that do nothing ------------------------------------------------


class Script(Child):
    """A child that runs a line of Python."""

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.arguments[0]], start_new_session=True
        )
        self.started_at = time.monotonic()


@pytest.fixture
def signals():
    """Give the suite its own signal handlers back."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_a_child_that_keeps_dying_is_given_up(signals, monkeypatch, capsys):
    monkeypatch.setattr(children, "BACKOFF", (0.0,) * 5)
    monkeypatch.setattr(children, "LOOK_SECONDS", 0.01)
    steady = Script("web", ["import time; time.sleep(60)"])
    family = Family(
        [Script("worker", ["raise SystemExit(3)"]), steady],
        is_ready=lambda: True,
        on_ready=lambda: None,
    )
    assert family.run() == 1
    said = capsys.readouterr().err
    assert said.count("ended (status 3); starting again") == 5
    assert "worker ended 6 times in a row (status 3): giving up" in said
    assert said.count("`phaodai doctor`") == 2
    assert steady.process.returncode == -signal.SIGTERM


def test_a_child_that_lived_long_starts_with_a_clean_slate(signals, monkeypatch, capsys):
    monkeypatch.setattr(children, "BACKOFF", (0.0,) * 5)
    monkeypatch.setattr(children, "STEADY_SECONDS", 0.0)
    monkeypatch.setattr(children, "LOOK_SECONDS", 0.01)
    starts = []

    class Counted(Script):
        def start(self):
            super().start()
            starts.append(1)
            if len(starts) == 8:
                os.kill(os.getpid(), signal.SIGTERM)

    family = Family([Counted("worker", ["pass"])], is_ready=lambda: False, on_ready=lambda: None)
    assert family.run() == 0
    assert len(starts) == 8


def test_a_child_that_will_not_stop_is_killed_with_all_it_started(signals, monkeypatch):
    monkeypatch.setattr(children, "STOP_SECONDS", 0.3)
    stubborn = Script(
        "web",
        ["import os, signal, time; signal.signal(15, signal.SIG_IGN); os.fork(); time.sleep(60)"],
    )

    def on_ready():
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGTERM)

    family = Family([stubborn], is_ready=lambda: stubborn.process is not None, on_ready=on_ready)
    assert family.run() == 0
    assert not [p for p, words in processes() if stubborn.arguments[0] in words]


# --- the whole service ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def environment(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            pytest.skip("the same on every database")
    variables = {k: v for k, v in os.environ.items() if not k.startswith("PHAODAI_")}
    variables |= {
        "PHAODAI_DATA": str(tmp_path_factory.mktemp("serve")),
        "DJANGO_SETTINGS_MODULE": "phaodai.project.settings",
    }
    return variables


@pytest.fixture(scope="module")
def migrated(environment):
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, check=True, timeout=120)
    return environment


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(environment, port, *arguments):
    process = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port), "--workers", "1", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=20)


def processes():
    """Yield all processes that live, with their words; a zombie has none."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if command := (entry / "cmdline").read_bytes():
                    yield int(entry.name), command.decode(errors="replace").split("\0")


def descendants(pid):
    """Return the processes that a service started, web processes included."""
    return [
        process
        for process, words in processes()
        for module in children.MODULES.values()
        if module in words and words[words.index(module) + 2] == str(pid)
    ]


def of_part(pid, part):
    """Return the process that the service itself started for a part."""
    parts = [process for process, words in processes() if part in words]
    return next((p for p in descendants(pid) if p in parts and os.getpgid(p) == p), None)


def wait_for(condition, seconds=15.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come about")


def answers(port):
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_a_database_that_is_not_up_to_date(environment, tmp_path, port):
    fresh = {**environment, "PHAODAI_DATA": str(tmp_path)}
    with serving(fresh, port) as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert "chạy `phaodai init`" in err
    assert "run `phaodai init`" in err


@slow
def test_a_port_that_is_taken(migrated, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with serving(migrated, port) as process:
            _out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"Cổng {port} đang có chương trình khác dùng" in err
    assert f"Port {port} is in use" in err


@slow
def test_it_serves_heals_and_stops(migrated, port):
    with serving(migrated, port) as process:
        assert process.stdout.readline() == f"http://localhost:{port}\n"
        assert answers(port)
        for part in ("worker", "web"):
            killed = wait_for(lambda part=part: of_part(process.pid, part))
            os.kill(killed, signal.SIGKILL)
            wait_for(lambda: of_part(process.pid, part) not in {None, killed})  # noqa: B023
        wait_for(lambda: answers(port))
        before = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=15)
        assert time.monotonic() - before < 10
        assert process.returncode == 0
    assert descendants(process.pid) == []
    assert not answers(port)


@slow
def test_nobody_stays_behind_a_parent_that_was_killed(migrated, port):
    with serving(migrated, port) as process:
        assert process.stdout.readline().startswith("http://localhost")
        assert len(descendants(process.pid)) >= 3  # web, its process, worker
        process.kill()
        process.communicate()
    wait_for(lambda: not descendants(process.pid))
    assert not answers(port)
