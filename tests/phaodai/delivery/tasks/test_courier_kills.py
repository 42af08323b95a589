"""Workers and actors killed outright: nothing that was committed is lost, nothing is done twice."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[4]
PLAY = Path(__file__).parent / "probe" / "play.py"
WHATS = ("slow, first", "slow, last", "quick")
FEW, MANY = 4, 100
NAME = "phaodai_probe"


class Stage:
    """An installation of its own, and the processes that play on it."""

    def __init__(self, folder, database_url):
        self.folder = folder
        variables = {k: v for k, v in os.environ.items() if not k.startswith("PHAODAI_")}
        self.environment = {
            **variables,
            "PHAODAI_DATA": str(folder),
            "PHAODAI_LOG": "ERROR",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "tests.phaodai.delivery.tasks.probe.settings",
        }
        if database_url:
            self.environment["PHAODAI_DATABASE_URL"] = database_url
        self.next = 0

    def play(self, *words):
        return subprocess.Popen(
            [sys.executable, str(PLAY), *map(str, words)],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words):
        out, _ = self.play(*words).communicate(timeout=120)
        return json.loads(out) if out else None

    @contextlib.contextmanager
    def worker(self, **variables):
        """Run the product's own worker; it is killed outright at the end."""
        process = subprocess.Popen(
            [sys.executable, "-m", "phaodai.delivery.tasks", "worker", str(os.getpid())],
            env={**self.environment, **variables},
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def ring(self, n):
        """Start an actor that does so many acts."""
        actor = self.play("ring", self.next, self.next + n)
        self.next += n
        return actor

    def wait_until_quiet(self, seconds=90):
        """Let a worker end what is left, then return acts and traces."""
        with self.worker():
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                found = self.ask("count")
                if found["left"] == 0:
                    return found
                time.sleep(0.3)
        raise AssertionError(f"{found['left']} deliveries are left")


@pytest.fixture(scope="module")
def stage(tmp_path_factory, django_db_setup, django_db_blocker):
    folder = tmp_path_factory.mktemp("courier")
    url = ""
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            options = connection.settings_dict
            url = (
                f"postgresql://{options['USER']}:{options['PASSWORD']}"
                f"@{options['HOST']}:{options['PORT']}/{NAME}"
            )
            with connection.creation._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
                cursor.execute(f"CREATE DATABASE {NAME}")
    stage = Stage(folder, url)
    stage.ask("prepare")
    yield stage
    if url:
        with django_db_blocker.unblock(), connection.creation._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    shutil.rmtree(folder, ignore_errors=True)


def check(found):
    """Every act left each of its traces exactly once; nothing left a trace that did not happen."""
    acts, traces = found["acts"], Counter(map(tuple, found["traces"]))
    assert len(acts) == len(set(acts))
    assert traces == Counter((number, what) for number in acts for what in WHATS)


@pytest.mark.slow
def test_a_commit_without_a_worker_is_delivered_by_the_next(stage):
    actor = stage.ring(1000)
    for _ in range(5):
        last = int(actor.stdout.readline())
    actor.kill()  # between commit and delivery, and most likely inside a transaction
    actor.communicate()
    found = stage.wait_until_quiet()
    assert last in found["acts"]
    check(found)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_a_handler(stage):
    stage.ring(2).communicate(timeout=60)
    for kill in range(FEW):
        here = stage.folder / f"in-the-handler-{kill}"
        with stage.worker(PROBE_WAITS=str(here)):
            deadline = time.monotonic() + 60
            while not here.exists():
                assert time.monotonic() < deadline
                time.sleep(0.01)
    before = stage.ask("count")
    assert [what for _, what in before["traces"]].count("slow, first") == len(before["acts"]) - 2
    check(stage.wait_until_quiet())


@pytest.mark.drill
def test_a_hundred_kills_at_any_moment(stage):
    seed = random.randrange(10**6)
    print("seed", seed)  # noqa: T201
    chance = random.Random(seed)
    for _ in range(MANY):
        with stage.worker() as worker:
            actor = stage.ring(1000)
            actor.stdout.readline()  # it acts
            deadline = time.monotonic() + chance.uniform(0, 3)
            while time.monotonic() < deadline and worker.poll() is None:
                time.sleep(0.005)
            if chance.random() < 0.5:
                actor.kill()
            os.killpg(worker.pid, signal.SIGKILL)
            actor.kill()
            actor.communicate()
    found = stage.wait_until_quiet(seconds=1200)
    assert len(found["acts"]) > MANY
    check(found)
