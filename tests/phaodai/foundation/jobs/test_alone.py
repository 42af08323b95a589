"""Work of one process at a time: nobody joins, nobody's lock outlives him, no start takes one."""

import subprocess
import sys

import pytest

from phaodai.delivery.tasks import worker
from phaodai.foundation.jobs import alone as locks
from phaodai.foundation.jobs.alone import alone, held

OTHER = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "phaodai.project.settings"
import django
from django.conf import settings
django.setup()
from pathlib import Path
settings.DATA_DIR = Path(sys.argv[1])
from phaodai.foundation.jobs import alone
alone.server_address = lambda: sys.argv[2] or None
with alone.held("papers") as is_mine:
    print(is_mine, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(settings, tmp_path):
    """Another worker's process, at the same work."""
    settings.DATA_DIR = tmp_path
    address = locks.server_address() or ""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(tmp_path), address], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "True"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_nobody_joins_and_a_killed_worker_leaves_nothing(other, monkeypatch):
    done = []
    work = alone("papers")(lambda: done.append(1))
    work()
    assert done == []
    with held("mail") as is_mine:
        assert is_mine

    class Consumer:
        def run(self):
            with held("papers") as is_mine:
                done.append(is_mine)

    monkeypatch.setattr(worker.tasks, "run_at_start", lambda: None)
    monkeypatch.setattr(worker.Courier, "start", lambda _self: None)
    monkeypatch.setattr(worker.Courier, "stop", lambda _self: None)
    monkeypatch.setattr(worker.queue, "create_consumer", lambda **_: Consumer())
    worker.run()  # another worker starts
    assert done == [False]
    other.kill()
    other.wait()
    work()
    assert done == [False, 1]


def test_it_can_be_done_again_and_after_a_failure(settings, tmp_path):
    settings.DATA_DIR = tmp_path

    @alone("mail")
    def fail() -> None:
        raise ValueError("no network")

    for _ in range(2):
        with pytest.raises(ValueError, match="no network"):
            fail()
