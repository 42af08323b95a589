"""Weeks against the same season of earlier years: false alarms, outbreaks told, the formula."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from phaodai.engines.forecasting.farrington import WEEKS_A_YEAR, farrington
from phaodai.engines.forecasting.faults import BadSetting, TooShort
from phaodai.engines.forecasting.series import Standing
from tests.engines.forecasting.simulated import counts, endemic, spread

N_WEEKS = 6 * 52 + 10


def level(mean: float, seed: int = 1, n_units: int = 1, factor: float = 1.0) -> np.ndarray:
    return spread(np.random.default_rng(seed), np.full((n_units, N_WEEKS), mean), factor)


def test_false_alarms_and_outbreaks_on_simulated_seasons() -> None:
    rng = np.random.default_rng(1)
    values = endemic(rng, 150)
    quiet = farrington(counts(values, 7), n_weeks=40)
    assert quiet.is_alarm.mean() < 0.015  # promised: 0.005; measured: about 0.01
    sd = np.sqrt(1.8 * quiet.expected[:, -1])
    for size, least in ((4, 0.65), (6, 0.9)):
        outbreak = values.copy()
        outbreak[:, -1] += rng.poisson(size * sd)
        assert farrington(counts(outbreak, 7)).is_alarm.mean() > least


def test_without_trend_it_is_the_formula_of_the_paper() -> None:
    values = np.full(N_WEEKS, 10.0)
    values[1::2] += 6
    told = farrington(counts(values, 7), chance=0.01)
    places = np.concatenate([
        N_WEEKS - 1 - round(k * WEEKS_A_YEAR) + np.arange(-3, 4) for k in range(1, 6)
    ])  # fmt: skip
    y = values[places]
    mean = y.mean()
    dispersion = max(1.0, ((y - mean) ** 2 / mean).sum() / (len(y) - 1))
    relative = dispersion / mean + dispersion / (len(y) * mean)
    threshold = mean * (1 + 2 / 3 * norm.ppf(0.99) * np.sqrt(relative)) ** 1.5
    assert not told.has_trend[0, 0]
    assert told.expected[0, 0] == pytest.approx(mean, rel=1e-6)
    assert told.threshold[0, 0] == pytest.approx(threshold, rel=1e-6)
    score = (values[-1] - mean) / (threshold - mean)
    assert told.score[0, 0] == pytest.approx(score, rel=1e-5)


def test_a_trend_is_followed_but_not_beyond_what_was_seen() -> None:
    years = np.arange(N_WEEKS) / 52
    falling = spread(np.random.default_rng(2), 80 * np.exp(-0.3 * years), 1.0)
    told = farrington(counts(falling, 7))
    assert told.has_trend[0, 0]
    assert told.expected[0, 0] < 25
    rising = spread(np.random.default_rng(2), 10 * np.exp(0.5 * years), 1.0)
    told = farrington(counts(rising, 7))
    assert told.expected[0, 0] <= rising.max()


def test_an_outbreak_of_the_past_does_not_hide_one_of_today() -> None:
    values = level(20.0)
    values[0, N_WEEKS - 1 - round(WEEKS_A_YEAR)] = 200
    values[0, -1] = 60
    told = farrington(counts(values, 7))
    assert told.is_alarm[0, 0]
    unweighted = farrington(counts(values, 7), reweighted_from=1e9)
    assert unweighted.threshold[0, 0] > 1.5 * told.threshold[0, 0]
    assert not unweighted.is_alarm[0, 0]


def test_units_do_not_touch_each_other() -> None:
    values = endemic(np.random.default_rng(3), 6)
    values[2, 5:60] = np.nan
    together = farrington(counts(values, 7), n_weeks=3)
    for unit in range(6):
        alone = farrington(counts(values[unit], 7), n_weeks=3)
        np.testing.assert_allclose(together.threshold[unit], alone.threshold[0])


def test_a_few_cases_are_no_alarm_and_the_first_five_are_one() -> None:
    values = np.zeros((2, N_WEEKS))
    values[0, -1], values[1, -1] = 4, 5
    told = farrington(counts(values, 7))
    assert told.standing[:, 0].tolist() == [Standing.TOO_FEW] * 2
    assert np.isnan(told.threshold).all()
    assert told.is_alarm[:, 0].tolist() == [False, True]


def test_silence_is_not_judged() -> None:
    values = level(20.0, n_units=3)
    values[0, -1] = np.nan
    values[1, : N_WEEKS - 100] = np.nan
    values[2, 30:40] = np.nan
    told = farrington(counts(values, 7))
    assert told.standing[:, 0].tolist() == [Standing.UNKNOWN, Standing.UNKNOWN, Standing.ESTIMATED]
    assert not told.is_alarm.any()
    assert np.isnan(told.expected[:2]).all()


def test_it_says_what_it_assumes() -> None:
    basis = farrington(counts(level(20.0), 7)).basis
    assert (basis.method, basis.assumed["years"], basis.assumed["chance"]) == (
        "farrington", 5, 0.005,
    )  # fmt: skip


@pytest.mark.parametrize(
    "settings",
    [{"n_weeks": 0}, {"years": 2}, {"half_window": 20}, {"half_window": -1}, {"chance": 0.5},
     {"chance": 0}],
)  # fmt: skip
def test_settings_without_a_sense_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(BadSetting):
        farrington(counts(level(20.0), 7), **settings)


def test_days_and_short_histories_are_refused() -> None:
    with pytest.raises(BadSetting, match="by week"):
        farrington(counts(level(20.0)))
    with pytest.raises(TooShort, match="needed"):
        farrington(counts(level(20.0)[:, :150], 7))
