"""Two implementations, written apart, give the same grades."""

import numpy as np
import pytest

from phaodai.engines.levels.grading import assess
from tests.engines.levels import builtin, reference

SEED = 4800


@pytest.mark.parametrize("code", builtin.CODES)
def test_the_engine_agrees_with_the_rules_written_once_more(code):
    _agree(code, n=700)


@pytest.mark.drill
@pytest.mark.parametrize("code", builtin.CODES)
def test_the_engine_agrees_on_a_hundred_thousand_units(code):
    _agree(code, n=34_000, seed=SEED + 1)


def _agree(code, *, n, seed=SEED):
    rows = builtin.rows(code, n, seed)
    figures = builtin.figures(code, rows)
    for on in builtin.DAYS[code]:
        ours = assess(builtin.pack(code), figures, on=on)
        theirs = np.array([reference.grade(code, row, on) for row in rows])
        apart = np.flatnonzero((ours.low != theirs[:, 0]) | (ours.high != theirs[:, 1]))
        assert not apart.size, (
            rows[apart[0]], ours.low[apart[0]], ours.high[apart[0]], theirs[apart[0]]
        )  # fmt: skip
        assert len({*zip(ours.low.tolist(), ours.high.tolist(), strict=True)}) > 3
