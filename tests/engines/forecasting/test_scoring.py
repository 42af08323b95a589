"""The score of intervals, the share that holds, and where a truth lay."""

import numpy as np
import pytest

from phaodai.engines.forecasting.faults import BadSetting
from phaodai.engines.forecasting.scoring import covered, interval_score, place_of

LEVELS = (0.25, 0.5, 0.75)
QUANTILES = np.array([[10.0], [20.0], [30.0]])


def by_hand(truth: float) -> float:
    """Bracher et al. 2021, equation 2: interval 50 %, weight 1/4; median, weight 1/2; over 1.5."""
    outside = max(10 - truth, 0) + max(truth - 30, 0)
    interval = (30 - 10) + 2 / 0.5 * outside
    return (0.5 * abs(truth - 20) + 0.5 / 2 * interval) / 1.5


@pytest.mark.parametrize("truth", [0.0, 10, 17, 20, 30, 44])
def test_the_score_is_that_of_the_paper(truth: float) -> None:
    told = interval_score(LEVELS, QUANTILES, np.array([truth]))
    assert told[0] == pytest.approx(by_hand(truth))


def test_what_is_not_known_is_not_scored() -> None:
    truth = np.array([np.nan])
    assert np.isnan(interval_score(LEVELS, QUANTILES, truth)[0])
    assert np.isnan(covered(LEVELS, QUANTILES, truth, 0.5)[0])


@pytest.mark.parametrize(("truth", "held"), [(9, 0), (10, 1), (30, 1), (31, 0)])
def test_ends_belong_to_an_interval(truth: float, held: float) -> None:
    assert covered(LEVELS, QUANTILES, np.array([truth]), 0.5)[0] == held


def test_an_interval_that_was_not_given_is_refused() -> None:
    with pytest.raises(BadSetting, match=r"0\.95"):
        covered(LEVELS, QUANTILES, np.array([1.0]), 0.95)


def test_right_forecasts_lie_evenly_even_where_counts_are_small() -> None:
    rng = np.random.default_rng(1)
    levels = np.array([0.025, *np.arange(0.05, 1, 0.05), 0.975])
    for mean in (0.4, 3.0, 50.0):
        drawn = rng.poisson(mean, 20_000).astype(float)
        quantiles = np.quantile(drawn, levels, method="inverted_cdf")
        truth = rng.poisson(mean, 20_000).astype(float)
        told = np.repeat(quantiles[:, None], len(truth), axis=1)
        places = place_of(levels.tolist(), told, truth, rng.random(len(truth)))
        assert (np.abs(places - 0.5) < 0.25).mean() == pytest.approx(0.5, abs=0.05)
