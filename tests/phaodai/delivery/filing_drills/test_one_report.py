"""Many write one report at once: as if one after the other, and no figures are overwritten."""

import asyncio
import time
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from tests.phaodai.delivery.filing_drills.conftest import Stage
from tests.phaodai.delivery.filing_drills.installation import serving
from tests.phaodai.delivery.filing_drills.linearity import Act, faults
from tests.phaodai.delivery.filing_drills.senders import Ledger, Sender, Slip, receipt_of
from tests.phaodai.delivery.filing_drills.test_kills import FAULTS
from tests.phaodai.delivery.filing_drills.wire import Line

ONE, TWO, THREE = (
    Act(0, 1, "a", "", 1),
    Act(2, 3, "b", "a", 2),
    Act(4, 5, "c", "b", 3),
)


@pytest.mark.parametrize(
    ("acts", "sound"),
    [
        ([ONE, TWO, THREE], True),
        ([ONE, TWO, Act(2, 6, "x", "a", head="b")], True),
        ([ONE, TWO, Act(0.5, 1.5, "x", "", head="a")], True),
        ([ONE, THREE], False),  # a revision is missing
        ([ONE, TWO, Act(6, 7, "c", "b", 2)], False),  # two of a number
        ([ONE, Act(2, 3, "b", "", 2)], False),  # the figures of the first were overwritten
        ([Act(6, 7, "a", "", 1), TWO], False),  # the second was there before the first
        ([ONE, TWO, THREE, Act(6, 7, "x", "", head="b")], False),  # an old answer
        ([ONE, TWO, Act(0.1, 0.2, "x", "", head="b")], False),  # an answer from the future
        ([ONE, Act(2, 3, "x", "a", head="a")], False),  # refused without need
        ([ONE, Act(2, 3, "x", "", head="y")], False),  # shown what was never filed
    ],
)
def test_the_checker(acts, sound):
    assert (list(faults(acts)) == []) is sound


@dataclass
class Contest:
    """Writers of one report, each of whom corrects what he saw last."""

    stage: Stage
    ledger: Ledger
    day: str
    acts: list[Act] = field(default_factory=list)
    sent: int = 0

    async def run(self, writers: int, turns: int) -> None:
        """Let so many write at once, each until so many of his figures were taken."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(writers):
                tasks.create_task(self._write(turns))

    async def _write(self, turns: int) -> None:
        [commune, *_] = self.stage.world["communes"]
        async with Line("localhost", self.stage.installation.port) as line:
            sender = Sender(line, commune["token"], longest_wait=60)
            base = ""
            while turns:
                self.sent += 1
                values = {**self.stage.world["values"], "samples_rapid": str(self.sent)}
                slip = Slip(day=self.day, base=base or None, values=values)
                begun = time.monotonic()
                answer = await sender.file(slip)
                ended = time.monotonic()
                said = receipt_of(answer)
                if said is not None:
                    self.ledger.keep(slip, said)
                    self.acts.append(Act(begun, ended, slip.id, base, number=said["number"]))
                    base, turns = slip.id, turns - 1
                    continue
                assert answer.status == 409, answer.body.decode()
                head = answer.json()["base"]
                self.acts.append(Act(begun, ended, slip.id, base, head=head))
                base = head


def contend(stage: Stage, contests: list[tuple[int, int]]) -> None:
    """Hold one contest a day, of so many writers and turns each."""
    days = (f"2021-12-{day:02}" for day in range(1, 32))
    folder = stage.installation.folder
    with (
        serving(stage.installation, "--workers", "2"),
        closing(Ledger(folder / "all.ledger")) as ledger,
    ):
        for (writers, turns), day in zip(contests, days, strict=False):
            contest = Contest(stage, ledger, day)
            asyncio.run(contest.run(writers, turns))
            assert list(faults(contest.acts)) == []
            taken = sum(act.number > 0 for act in contest.acts)
            assert taken == writers * turns
            print(f"{writers} writers: {taken} taken of {len(contest.acts)}")  # noqa: T201
    found = stage.installation.ask("verdict", folder)
    assert {name: found[name] for name in FAULTS if found[name]} == {}
    assert found["accepted"] == found["acknowledged"] == sum(w * t for w, t in contests)


@pytest.mark.slow
def test_some_writers_of_one_report(stage: Stage):
    contend(stage, [(2, 3), (8, 1)])


@pytest.mark.drill
def test_many_writers_of_one_report(stage: Stage):
    contend(stage, [(2, 50), (4, 20), (8, 10), (16, 5), (32, 2), (64, 1)] * 3)
