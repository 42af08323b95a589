"""Days and weeks ahead: calibrated on what is alike, silent where nothing can be said."""

from typing import Any

import numpy as np
import pytest

from phaodai.engines.forecasting.faults import BadSetting, TooShort
from phaodai.engines.forecasting.forecasts import DAYS, LEVELS, WEEKS, Tuning, forecast
from phaodai.engines.forecasting.intervals import gamma_interval
from phaodai.engines.forecasting.scoring import interval_score, place_of
from phaodai.engines.forecasting.series import Standing
from tests.engines.forecasting.simulated import counts, epidemic

INTERVAL = gamma_interval(5, 2.5, "invented")
MEDIAN = LEVELS.index(0.5)


def waves(seed: int, n_units: int = 20, n_days: int = 140) -> np.ndarray:
    rng = np.random.default_rng(seed)
    days = np.arange(n_days)
    return np.stack([
        epidemic(
            rng, INTERVAL.weights,
            np.exp(0.25 * np.sin(days / 18 + rng.uniform(0, 6))), rng.uniform(3, 60), 3.0,
        )
        for _ in range(n_units)
    ])  # fmt: skip


def test_intervals_hold_what_they_promise_and_beat_the_last_value() -> None:
    places, ours, naive = [], [], []
    for seed in range(4):
        values = waves(seed)
        rng = np.random.default_rng(seed)
        for origin in range(95, 125, 6):
            told = forecast(counts(values[:, : origin + 1]), INTERVAL).quantiles
            spans = [values[:, origin + a : origin + b + 1].sum(axis=1) for a, b in (*DAYS, *WEEKS)]
            truth = np.stack(spans, axis=1)
            places.append(place_of(LEVELS, told, truth, rng.random(truth.shape)))
            ours.append(interval_score(LEVELS, told, truth)[:, :14])
            last = np.abs(truth[:, :14] - values[:, origin, None])
            naive.append(last)  # the score of a forecast that names one number
    apart = np.abs(np.array(places) - 0.5)
    assert 0.42 <= (apart < 0.25).mean() <= 0.58
    assert 0.90 <= (apart < 0.475).mean() <= 0.985
    assert np.mean(ours) < 0.8 * np.mean(naive)


def test_growth_goes_on_and_fades() -> None:
    rising = np.exp(np.arange(80) * 0.05)[None] * 10
    values = np.random.default_rng(1).poisson(np.repeat(rising, 8, axis=0))
    told = forecast(counts(values), INTERVAL)
    assert (told.middle[:, 6] > values[:, -7:].mean(axis=1)).all()
    growth = told.middle[:, 13] / told.middle[:, 6]
    assert (growth < np.exp(7 * 0.05)).all()


def test_reports_held_back_and_sent_together_are_no_explosion() -> None:
    values = waves(6, 12, 110)
    values[0, -14:] = [20, 40, 18, 44, 0, 131, 0, 90, 40, 50, 60, 430, 600, 1900]
    told = forecast(counts(values), INTERVAL)
    r = 1 + (2.5 - 1) * 0.93
    assert told.middle[0, 0] < r * values[0, -5:].mean() * 2
    assert told.middle[0, 13] < 10_000


def test_quantiles_rise_and_are_whole_and_not_negative() -> None:
    told = forecast(counts(waves(1)), INTERVAL).quantiles
    assert (np.diff(told, axis=0) >= 0).all()
    assert (told >= 0).all()
    assert (told == np.rint(told)).all()


def test_a_place_without_cases_is_not_promised_an_outbreak() -> None:
    values = np.concatenate([np.zeros((10, 90)), waves(2, 5, 90)])
    told = forecast(counts(values), INTERVAL)
    assert (told.standing[0] == Standing.ESTIMATED).all()
    assert told.quantiles[MEDIAN, 0].max() == 0


def test_few_past_errors_say_nothing() -> None:
    told = forecast(counts(np.full((1, 24), 9.0)), INTERVAL, targets=[(1, 14)])
    assert told.standing[0, 0] == Standing.TOO_EARLY
    assert np.isnan(told.quantiles).all()
    assert np.isnan(told.middle).all()


def test_silence_is_neither_zero_nor_the_end() -> None:
    values = waves(3, 12, 110)
    gaps = values.copy()
    gaps[0, [60, 80, 99, 104]] = np.nan
    gaps[1, -9:] = np.nan
    whole, told = (forecast(counts(each), INTERVAL) for each in (values, gaps))
    assert told.middle[0, 0] == pytest.approx(whole.middle[0, 0], rel=0.25)
    assert (told.standing[1] == Standing.UNKNOWN).all()
    assert np.isnan(told.quantiles[:, 1]).all()
    np.testing.assert_allclose(told.middle[2:], whole.middle[2:])


def test_units_that_begin_to_report_promise_no_outbreak_to_the_quiet() -> None:
    values = np.concatenate([np.zeros((6, 90)), waves(2, 20, 90) + 40])
    values[6:, :50] = np.nan
    told = forecast(counts(values), INTERVAL, targets=[(1, 7)])
    assert told.quantiles[-1, :6, 0].max() <= 2


def test_all_silent_days_lend_no_errors() -> None:
    values = waves(3, 12, 60)
    values[:, :30] = np.nan
    told = forecast(counts(values), INTERVAL, targets=[(1, 1)])
    assert np.isfinite(told.quantiles).all()


def test_more_errors_than_are_looked_at_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    series = counts(waves(4))
    all_of_them = forecast(series, INTERVAL, targets=[(1, 7)]).quantiles
    monkeypatch.setattr("phaodai.engines.forecasting.forecasts.MOST_ERRORS", 600)
    some = forecast(series, INTERVAL, targets=[(1, 7)]).quantiles
    again = forecast(series, INTERVAL, targets=[(1, 7)]).quantiles
    np.testing.assert_array_equal(some, again)
    np.testing.assert_allclose(some[MEDIAN], all_of_them[MEDIAN], rtol=0.25, atol=5)


def test_units_are_the_same_whatever_their_order() -> None:
    values = waves(5)
    told = forecast(counts(values), INTERVAL).quantiles
    turned = forecast(counts(values[::-1]), INTERVAL).quantiles
    np.testing.assert_allclose(told, turned[:, ::-1])


def test_it_says_what_it_assumes() -> None:
    basis = forecast(counts(waves(1)), INTERVAL).basis
    assert basis.method == "forecast"
    assert basis.assumed["kept_per_day"] == 0.93
    assert basis.assumed["interval_source"] == "invented"


@pytest.mark.parametrize(
    "settings",
    [
        {"targets": []},
        {"targets": [(0, 3)]},
        {"targets": [(5, 3)]},
        {"targets": [(1, 15)]},
        {"tuning": Tuning(window=0)},
        {"tuning": Tuning(prior_cases=0)},
        {"tuning": Tuning(most_r=0.9)},
        {"tuning": Tuning(kept_per_day=1.2)},
        {"tuning": Tuning(memory_days=0)},
        {"tuning": Tuning(half_life_days=0)},
        {"tuning": Tuning(likeness=0)},
        {"tuning": Tuning(power=0)},
    ],
)
def test_settings_without_a_sense_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(BadSetting):
        forecast(counts(waves(1, 2, 60)), INTERVAL, **settings)


def test_short_series_and_weeks_are_refused() -> None:
    with pytest.raises(TooShort):
        forecast(counts([3.0] * 19), INTERVAL)
    with pytest.raises(BadSetting, match="by day"):
        forecast(counts([3.0] * 60, 7), INTERVAL)
