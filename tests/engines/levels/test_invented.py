"""Another disease is a file."""

import tomllib
from datetime import date

import numpy as np

from phaodai.engines.levels.explaining import explain
from phaodai.engines.levels.figures import Figures, Span
from phaodai.engines.levels.grading import assess
from phaodai.engines.levels.loading import Names, load
from phaodai.engines.levels.rolling import roll_up
from tests.engines.levels import builtin

ON = date(2030, 5, 1)


def _pack():
    path = builtin.ROOT / "tests/engines/levels/invented.toml"
    names = Names(diseases={"marsh"}, units={"COMMUNE", "HAMLET"}, figures=set())
    return load(tomllib.loads(path.read_text(encoding="utf-8")), names=names)


def _units(bites, people, pumps, quiet, before):
    names = {"bites": bites, "people": people, "pumps": pumps, "quiet_days": quiet}
    counts = {name: Span.of(np.array(values)) for name, values in names.items()}
    return Figures(len(bites), counts, previous=Span(np.array(before), np.array(before)))


def test_an_invented_disease_is_graded_explained_and_rolled_up():
    # 1 of 1,000 in 14 days is 0.5 a week: not above it. 2 of 1,999 is.
    units = _units([1, 2, 2, 0, -1], [1000, 1999, 1999, 50, 50], [1, 0, 1, 0, 0],
                   [30, 30, 30, 27, 30], [-1, -1, -1, 2, -1])  # fmt: skip
    found = assess(_pack(), units, on=ON)
    assert found.grades.tolist() == [0, 1, 2, 2, -1]
    assert (found.low[4], found.high[4]) == (0, 1)

    held = explain(found, 3)
    assert [(each.adjustment, each.did_change) for each in held.applied] == [("not_over_yet", True)]
    assert ("quiet_days", False, 27, 28, "calm") in [
        (each.name, each.is_worse, each.before, each.after, each.grade) for each in held.changes
    ]
    assert explain(found, 4).missing == ("bites",)

    rule = found.pack.rollups[0]
    low, high = roll_up(rule, found.low, found.high, np.array([0, 0, 1, 1, 1]), 3)
    assert low.tolist() == [0, 2, 0]
    assert high.tolist() == [0, 2, 0]
