"""Killed at any moment, nothing that was acknowledged is lost, and nothing happens twice."""

import random

import pytest

from tests.phaodai.delivery.filing_drills.conftest import Stage
from tests.phaodai.delivery.filing_drills.kills import Drill, course, said_of

MANY = 500
FAULTS = ("lost", "doubled", "orphans", "trail", "chain", "events", "figures", "damage")


def kill(stage: Stage, n: int) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    twenty = course(has_server=stage.cluster is not None)
    kills = [*twenty, *(chance.choice(twenty) for _ in range(n - len(twenty)))]
    chance.shuffle(kills)
    drill = Drill(stage.installation, stage.world, stage.cluster, chance)
    try:
        drill.run(kills)
        stage.installation.stop()
    finally:
        stage.installation.kill()
        print("seed", seed, "kills", len(kills))  # noqa: T201
        print(*said_of(drill.waits), sep="\n")  # noqa: T201
    found = stage.installation.ask("verdict", stage.installation.folder)
    if stage.cluster:
        stage.cluster.check(stage.installation.database)
    print({name: found[name] for name in ("acknowledged", "kept", "accepted")})  # noqa: T201
    assert {name: found[name] for name in FAULTS if found[name]} == {}
    assert found["totals"] == 0
    assert found["acknowledged"] == found["kept"] == found["accepted"] == drill.receipts
    assert drill.receipts > len(kills)


@pytest.mark.slow
def test_a_kill_at_every_place(stage: Stage):
    kill(stage, 20)


@pytest.mark.drill
def test_five_hundred_kills(stage: Stage):
    kill(stage, MANY)
