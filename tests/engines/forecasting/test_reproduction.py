"""R: the published example, hand arithmetic, silence, imports, and when no number is given."""

import json
from datetime import date
from math import inf, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from phaodai.engines.forecasting.faults import BadSetting, NotACount, TooShort, WrongShape
from phaodai.engines.forecasting.intervals import (
    Bounded,
    SerialInterval,
    UncertainInterval,
    gamma_interval,
)
from phaodai.engines.forecasting.reproduction import (
    LEVELS,
    Prior,
    Reproduction,
    estimate,
    infectiousness,
)
from phaodai.engines.forecasting.series import Counts, Standing
from tests.engines.forecasting.simulated import NOW, counts, epidemic

PUBLISHED = Path(__file__).parents[4] / "shared/data/epiestim/Example1.json"
NAMES = ("Quantile.0.025(R)", "Quantile.0.05(R)", "Quantile.0.25(R)", "Median(R)",
         "Quantile.0.75(R)", "Quantile.0.95(R)", "Quantile.0.975(R)")  # fmt: skip
NEXT_DAY = SerialInterval(np.array([0.0, 1.0]), "invented")
TWO_DAYS = SerialInterval(np.array([0.0, 0.5, 0.5]), "invented")


def one(values: list[float], **settings: Any) -> Reproduction:
    return estimate(counts(values), settings.pop("interval", TWO_DAYS), **settings)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="EpiEstim's published example is not here")
def test_it_equals_the_published_estimates() -> None:
    told = json.loads(PUBLISHED.read_text())
    interval = SerialInterval(np.array(told["si_distr"]["values"]), "EpiEstim, Flu2009")
    series = Counts(np.array([told["I"]]), date(2009, 5, 28), NOW, "EpiEstim, Flu2009")
    found = estimate(series, interval, window=7, widest_cv=inf)
    assert found.ends.tolist() == [int(end) - 1 for end in told["R"]["t_end"]]
    np.testing.assert_allclose(found.mean[0], told["R"]["Mean(R)"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.sd[0], told["R"]["Std(R)"], rtol=0, atol=1e-9)
    for place, name in enumerate(NAMES):
        np.testing.assert_allclose(found.quantiles[place, 0], told["R"][name], rtol=0, atol=1e-9)


def test_it_equals_the_sum_by_hand() -> None:
    # Infectiousness of days 3 and 4: (10 + 20) / 2, (20 + 30) / 2.
    found = one([10, 20, 30, 40], window=2)
    shape, scale = 1 + 30 + 40, 1 / (1 / 5 + 15 + 25)
    assert found.ends.tolist() == [2, 3]
    assert found.mean[0, 1] == pytest.approx(shape * scale)
    assert found.sd[0, 1] == pytest.approx(sqrt(shape) * scale)
    assert found.n_cases[0, 1] == 70
    law = gamma(shape, scale=scale)
    np.testing.assert_allclose(found.quantiles[:, 0, 1], law.ppf(LEVELS))
    assert found.above_one[0, 1] == pytest.approx(law.sf(1))


def test_units_do_not_touch_each_other() -> None:
    rng = np.random.default_rng(3)
    values = rng.poisson(30, (5, 40)).astype(float)
    values[2, 11] = np.nan
    together = estimate(counts(values), TWO_DAYS)
    for unit in range(5):
        alone = estimate(counts(values[unit]), TWO_DAYS)
        np.testing.assert_allclose(together.mean[unit], alone.mean[0])


def test_it_finds_the_r_that_made_the_series() -> None:
    interval = gamma_interval(5, 2, "invented")
    r = np.repeat([1.4, 0.7], 40)
    values = [
        epidemic(np.random.default_rng(seed), interval.weights, r, 50.0, 1.0) for seed in range(30)
    ]
    found = estimate(counts(values), interval)
    held = (found.quantiles[0] <= r[found.ends]) & (r[found.ends] <= found.quantiles[-1])
    held = held[:, (found.ends < 38) | (found.ends > 46)]  # windows of one R
    assert 0.9 <= held.mean() <= 0.99


def test_imported_cases_infect_and_were_not_infected_here() -> None:
    everyone = one([20.0] * 12, window=7)
    imported = np.array([[10.0] * 12])
    local = one([20.0] * 12, imported=imported, window=7)
    assert local.mean[0, -1] == pytest.approx(everyone.mean[0, -1] / 2, rel=0.02)
    assert local.n_cases[0, -1] == 70


def test_a_silent_day_is_neither_zero_nor_invented() -> None:
    steady = [20.0] * 30
    silent = list(steady)
    silent[22] = np.nan
    whole, gap = one(steady), one(silent)
    assert gap.mean[0, -1] == pytest.approx(whole.mean[0, -1], rel=0.02)
    assert gap.n_cases[0, 20] == whole.n_cases[0, 20] - 20
    assert gap.sd[0, 20] > whole.sd[0, 20]


def test_mostly_silent_windows_are_not_judged() -> None:
    values = [20.0] * 20 + [np.nan] * 10
    found = one(values)
    assert found.standing[0, -1] == Standing.UNKNOWN
    assert np.isnan(found.mean[0, -1])
    assert np.isnan(found.quantiles[:, 0, -1]).all()


def test_before_the_first_day_there_was_nobody() -> None:
    told = infectiousness(np.array([[4.0, 8.0, np.nan]]), np.array([0, 0.5, 0.5]))
    assert told[0].tolist() == [0, 2, 6]


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ([0.0] * 20, Standing.TOO_FEW),
        ([1.0] * 20, Standing.TOO_FEW),  # seven in the window
        ([2.0] * 20, Standing.ESTIMATED),
        ([0.0] * 19 + [40.0], Standing.NO_SOURCE),
        ([0.0] * 12 + [1.0, 1.0] + [0.0] * 5 + [90.0], Standing.NO_SOURCE),
    ],
)
def test_no_number_where_it_would_be_wild(values: list[float], standing: Standing) -> None:
    found = one(values)
    assert found.standing[0, -1] == standing
    assert np.isnan(found.mean[0, -1]) == (standing != Standing.ESTIMATED)


def test_windows_before_one_interval_has_passed_are_too_early() -> None:
    found = one([30.0] * 20, interval=gamma_interval(9.5, 3, "invented"), window=7)
    assert found.standing[0].tolist()[:4] == [Standing.TOO_EARLY] * 2 + [0, 0]


def test_an_uncertain_interval_widens_the_answer() -> None:
    series = [5.0, 8, 13, 20, 30, 45, 65, 95, 140, 200, 290, 420]
    known = one(series, interval=gamma_interval(4, 2, "invented"))
    unsure = UncertainInterval(Bounded(4, 1, 2, 6), Bounded(2, 0.5, 1, 3), "invented")
    found = one(series, interval=unsure)
    assert found.sd[0, -1] > 2 * known.sd[0, -1]
    assert found.quantiles[0, 0, -1] < known.quantiles[0, 0, -1]
    assert found.quantiles[-1, 0, -1] > known.quantiles[-1, 0, -1]
    again = one(series, interval=unsure)
    np.testing.assert_array_equal(found.quantiles, again.quantiles)


def test_an_uncertain_interval_without_spread_is_a_known_one() -> None:
    series = [20.0] * 25
    sure = UncertainInterval(Bounded(4, 0, 4, 4), Bounded(2, 0, 2, 2), "invented")
    known = one(series, interval=gamma_interval(4, 2, "invented"))
    found = one(series, interval=sure, n_intervals=50, n_each=200)
    np.testing.assert_allclose(found.mean, known.mean)
    np.testing.assert_allclose(found.sd, known.sd)
    np.testing.assert_allclose(found.quantiles, known.quantiles, rtol=0.05)


def test_it_says_what_it_assumes() -> None:
    basis = one([20.0] * 25).basis
    assert basis.method == "reproduction"
    assert basis.assumed["interval_mean_days"] == pytest.approx(1.5)
    assert basis.assumed["window_days"] == 7
    assert basis.assumed["interval_source"] == "invented"


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"window": 0}, BadSetting),
        ({"prior": Prior(0, 1)}, BadSetting),
        ({"widest_cv": 0}, BadSetting),
        ({"window": 20}, TooShort),
        ({"imported": np.ones((1, 3))}, WrongShape),
        ({"imported": np.full((1, 20), 9.0)}, NotACount),
    ],
)
def test_settings_without_a_sense_are_refused(
    settings: dict[str, Any], fault: type[ValueError]
) -> None:
    with pytest.raises(fault):
        one([5.0] * 20, **settings)


def test_weeks_are_refused() -> None:
    with pytest.raises(BadSetting, match="by day"):
        estimate(counts([5.0] * 20, 7), NEXT_DAY)


def by_hand(values: list[float], weights: list[float], day: int) -> float | None:
    """Sum over earlier days, the silent ones' weight shared out; None where just half spoke."""
    told = reached = whole = 0.0
    for back in range(1, min(day, len(weights) - 1) + 1):
        whole += weights[back]
        if not np.isnan(values[day - back]):
            reached += weights[back]
            told += weights[back] * values[day - back]
    if whole == 0:
        return 0.0
    if abs(reached - 0.5 * whole) < 1e-9:
        return None
    return np.nan if reached < 0.5 * whole else told * whole / reached


DAYS = st.one_of(st.integers(0, 500).map(float), st.just(float("nan")))


@given(
    st.lists(DAYS, min_size=2, max_size=25), st.lists(st.integers(1, 9), min_size=1, max_size=8)
)  # fmt: skip
def test_infectiousness_agrees_with_the_hand_rule(values: list[float], parts: list[int]) -> None:
    weights = [0.0, *(part / sum(parts) for part in parts)]
    told = infectiousness(np.array([values]), np.array(weights))[0]
    for day in range(len(values)):
        hand = by_hand(values, weights, day)
        if hand is not None:
            assert told[day] == pytest.approx(hand, nan_ok=True)
