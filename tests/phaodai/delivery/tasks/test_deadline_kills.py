"""Whoever watches deadlines is killed outright: no reminder is lost, none is said twice."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[4]
PLAY = Path(__file__).parent / "probe" / "watch.py"
FEW, MANY = 24, 100


def play(folder, kills, seed):
    variables = {k: v for k, v in os.environ.items() if not k.startswith("PHAODAI_")}
    out = subprocess.run(
        [sys.executable, str(PLAY), str(kills), str(seed)],
        env={
            **variables,
            "PHAODAI_DATA": str(folder),
            "PHAODAI_LOG": "ERROR",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "phaodai.project.settings",
        },
        stdout=subprocess.PIPE,
        check=True,
        timeout=600,
    )
    return json.loads(out.stdout)


def said(found):
    return Counter((body, kind, deadline) for body, _, kind, deadline, _ in found["reminders"])


def check(folder, kills):
    if connection.vendor != "sqlite":
        pytest.skip("it plays on a file of its own")
    seed = random.randrange(10**6)
    print("seed", seed)  # noqa: T201
    for name in ("killed", "whole"):
        (folder / name).mkdir()
    played, whole = play(folder / "killed", kills, seed), play(folder / "whole", 0, seed)
    found, wanted = played["first"], whole["first"]
    print(f"{kills} killed, {played['inside']} at work")  # noqa: T201
    assert played["inside"] > kills // 4
    assert Counter(map(tuple, found["occurrences"])) == Counter(map(tuple, wanted["occurrences"]))
    assert len(wanted["reminders"]) > 100
    assert said(found) == said(wanted)
    assert found["escalated"] == wanted["escalated"] > 0
    assert played["second"] == found
    assert found["too_early"] == 0


@pytest.mark.slow
def test_some_kills_and_a_clock_that_goes_back(tmp_path):
    check(tmp_path, FEW)


@pytest.mark.drill
def test_a_hundred_kills_and_a_clock_that_goes_back(tmp_path):
    check(tmp_path, MANY)
