import os
import subprocess
import sys

import pytest

from phaodai.delivery.web.demo import DEMO_ACCOUNTS, DEMO_PASSWORD


def phaodai(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "phaodai.delivery.commands.main", *words],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_the_demo_is_made_once_and_can_be_used(tmp_path):
    demo = {"PHAODAI_DATA": str(tmp_path), "PHAODAI_DEMO": "1"}

    first = phaodai("init", "--demo", **demo)
    assert first.returncode == 0, first.stderr
    assert DEMO_PASSWORD in first.stdout
    before = phaodai("audit", "list", "--json", **demo).stdout

    again = phaodai("init", "--demo", **demo)
    assert again.returncode == 0, again.stderr
    assert phaodai("audit", "list", "--json", **demo).stdout == before

    users = phaodai("user", "list", "--json", **demo).stdout
    assert all(account.username in users for account in DEMO_ACCOUNTS)


def test_a_demo_is_refused_to_an_installation(tmp_path):
    done = phaodai("init", "--demo", PHAODAI_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "PHAODAI_DEMO=1" in done.stderr


def test_a_demo_cannot_be_opened_to_the_world(tmp_path):
    done = phaodai(
        "init", PHAODAI_DATA=str(tmp_path), PHAODAI_DEMO="1", PHAODAI_HOSTS="phaodai.example.vn"
    )
    assert done.returncode != 0
    assert "PHAODAI_DEMO" in done.stderr
