"""Bands above the mean of earlier years, for any number of deviations and either kind of them."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from phaodai.engines.levels.figures import LEFT_OUT, Figures, Span
from phaodai.engines.levels.grading import assess
from phaodai.engines.levels.loading import load
from tests.engines.levels import builtin

ON = date(2026, 9, 17)


def _pack(start, spread, *, is_above):
    data = builtin.data("tt15-2026")
    month = next(each for each in data["criteria"] if each["code"] == "month")
    month["spread"] = spread
    low, high = month["bands"]
    del low["to"], high["above"]
    low["to" if is_above else "below"] = high["above" if is_above else "from"] = start
    return load(data)


@pytest.mark.parametrize("start", ["0", "0.1", "1", "1.5", "3.25", "12"])
@pytest.mark.parametrize("spread", ["sample", "population"])
@pytest.mark.parametrize("is_above", [True, False])
def test_counts_are_held_against_mean_and_deviations_in_fractions(start, spread, is_above):
    rng = np.random.default_rng(15)
    years = rng.integers(0, 12, (400, 5))
    years[rng.random(years.shape) < 0.15] = LEFT_OUT
    years[:60] = years[:60, :1]  # no deviation at all
    counts = rng.integers(0, 60, 400)
    figures = Figures(
        400,
        {
            "month_cases": Span.of(counts),
            "week_cases": Span.of(np.zeros(400, dtype=int)),
            "group": Span.of(np.full(400, 1)),
        },
        {"month_cases": years, "week_cases": years},
    )
    low, high = assess(_pack(start, spread, is_above=is_above), figures, on=ON).bands["month"]
    n_needed = 2 if spread == "sample" else 1
    for at, (count, row) in enumerate(zip(counts.tolist(), years.tolist(), strict=True)):
        kept = [year for year in row if year != LEFT_OUT]
        if len(kept) < n_needed:
            assert (low[at], high[at]) == (0, 0 if count == 0 and is_above else 1)
            continue
        mean = Fraction(sum(kept), len(kept))
        variance = sum((year - mean) ** 2 for year in kept) / (len(kept) + 1 - n_needed)
        left, right = (count - mean), Fraction(start) ** 2 * variance
        is_reached = left**2 > right if is_above else left**2 >= right
        is_over = left > 0 if is_above else left >= 0
        assert (low[at], high[at]) == (is_over and is_reached,) * 2
