"""Late reports: intervals that hold what they promise, exact where nothing is missing."""

import numpy as np
import pytest

from phaodai.engines.forecasting.faults import BadSetting, NotACount, TooShort
from phaodai.engines.forecasting.nowcasts import LEVELS, NotATriangle, Triangle, nowcast
from phaodai.engines.forecasting.scoring import place_of
from phaodai.engines.forecasting.series import Standing
from tests.engines.forecasting.simulated import LAST, NOW, SOURCE, triangle

N_LATE = 14


def steady(n_days: int = 30, row: tuple[float, ...] = (50, 30, 20)) -> Triangle:
    days = np.arange(n_days)[:, None] + np.arange(len(row))
    return Triangle(np.where(days < n_days, np.array(row), np.nan), LAST, NOW, SOURCE)


@pytest.mark.parametrize(
    ("level", "factor", "wave"), [(40, 1.5, 0.5), (400, 1.5, 0.5), (5, 1.0, 0.5), (60, 4.0, 1.0)]
)
def test_intervals_hold_what_they_promise(level: float, factor: float, wave: float) -> None:
    places = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        made, truth = triangle(rng, level=level, factor=factor, wave=wave)
        told = nowcast(made, n_draws=400, seed=seed).quantiles[:, -N_LATE:]
        places.append(place_of(LEVELS, told, truth[-N_LATE:], rng.random(N_LATE)))
    at = np.array(places)
    assert 0.44 <= ((at > 0.25) & (at < 0.75)).mean() <= 0.56
    assert 0.92 <= ((at > 0.025) & (at < 0.975)).mean() <= 0.98
    last = at[:, -1]
    assert ((last > 0.025) & (last < 0.975)).mean() >= 0.85


def test_even_reports_are_completed_evenly() -> None:
    told = nowcast(steady())
    assert told.share[-1] == pytest.approx(0.5, abs=0.02)
    assert told.share[-2] == pytest.approx(0.8, abs=0.02)
    assert told.quantiles[3, -1] == pytest.approx(100, abs=4)
    assert told.reported[-1] == 50


def test_whole_days_are_left_as_they_are() -> None:
    told = nowcast(steady())
    assert (told.quantiles[:, :-2] == 100).all()
    assert (told.share[:-2] == 1).all()


def test_a_day_of_which_nothing_is_in_yet_is_not_taken_for_quiet() -> None:
    values = steady(60, (10, 60, 30)).values.copy()
    values[-1, 0] = 0
    told = nowcast(Triangle(values, LAST, NOW, SOURCE))
    assert told.quantiles[3, -1] > 50


def test_never_less_than_what_is_in() -> None:
    made, _ = triangle(np.random.default_rng(5))
    told = nowcast(made)
    assert (told.quantiles >= told.reported).all()


def test_a_register_of_a_few_days_is_completed_too() -> None:
    told = nowcast(steady(9))
    assert told.quantiles[3, -1] == pytest.approx(100, abs=12)
    assert told.basis.assumed["cv_of_days"] == 1


def test_too_few_cases_teach_no_delays() -> None:
    values = steady(30, (0, 0, 0)).values.copy()
    values[4, 1] = 3
    told = nowcast(Triangle(values, LAST, NOW, SOURCE))
    assert told.standing[-2:].tolist() == [Standing.TOO_FEW] * 2
    assert np.isnan(told.quantiles[:, -1]).all()
    assert told.standing[0] == Standing.ESTIMATED


def test_a_day_of_which_hardly_anything_can_be_in_is_too_early() -> None:
    told = nowcast(steady(60, (0, 300, 700)))
    assert told.standing[-1] == Standing.TOO_EARLY
    assert told.standing[-2] == Standing.ESTIMATED


def test_the_same_seed_says_the_same() -> None:
    made, _ = triangle(np.random.default_rng(5))
    np.testing.assert_array_equal(nowcast(made).quantiles, nowcast(made).quantiles)
    assert nowcast(made).basis.assumed["n_delays"] == 15


def test_what_is_no_triangle_is_refused() -> None:
    whole = steady().values
    early, hole = whole.copy(), whole.copy()
    early[-1, 2], hole[3, 1] = 4, np.nan
    for values in (early, hole):
        with pytest.raises(NotATriangle, match="delay"):
            Triangle(values, LAST, NOW, SOURCE)
    with pytest.raises(TooShort):
        Triangle(whole[-3:], LAST, NOW, SOURCE)
    with pytest.raises(NotACount):
        Triangle(np.where(np.isnan(whole), whole, -1), LAST, NOW, SOURCE)
    with pytest.raises(BadSetting, match="time zone"):
        Triangle(whole, LAST, NOW.replace(tzinfo=None), SOURCE)


def test_settings_without_a_sense_are_refused() -> None:
    for settings in ({"look_back": 3}, {"n_draws": 0}):
        with pytest.raises(BadSetting):
            nowcast(steady(), **settings)
