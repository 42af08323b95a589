"""Targets: chances that come true as often as they say, exact where nothing varies, silence."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from phaodai.engines.forecasting.completions import (
    LEVELS,
    Completion,
    Progress,
    days_to_dates,
    foresee,
)
from phaodai.engines.forecasting.faults import (
    BadSetting,
    NotACount,
    NothingKnown,
    RunningTotalFalls,
    TooShort,
    WrongShape,
)
from phaodai.engines.forecasting.series import Standing
from tests.engines.forecasting.simulated import LAST, NOW, SOURCE, completion

MEDIAN = LEVELS.index(0.5)


def even(pace: float = 100.0, n_days: int = 40) -> np.ndarray:
    return np.cumsum(np.full(n_days, pace))


def one(done: Any, target: float, due_days: int = 30, **settings: Any) -> Completion:
    progress = Progress(np.atleast_2d(done).astype(float), np.array([target]), LAST, NOW, SOURCE)
    return foresee(progress, LAST + timedelta(days=due_days), **settings)


def test_chances_come_true_as_often_as_they_say() -> None:
    told = np.array([completion(seed) for seed in range(400)], dtype=float)
    chance, came, held = told.T
    for low, high in ((0, 0.25), (0.25, 0.75), (0.75, 1.01)):
        here = (chance >= low) & (chance < high)
        assert came[here].mean() == pytest.approx(chance[here].mean(), abs=0.12)
    assert 0.75 <= held.mean() <= 0.9
    assert ((chance - came) ** 2).mean() < 0.6 * came.mean() * (1 - came.mean())


def test_an_even_pace_ends_on_the_day_of_the_division() -> None:
    told = one(even(), 4_000 + 2_000)
    assert told.pace[0] == pytest.approx(100, rel=0.02)
    assert told.days[MEDIAN, 0] == pytest.approx(20, abs=1)
    assert told.chance[0] > 0.99
    assert one(even(), 6_000, due_days=15).chance[0] < 0.01


def test_silent_days_are_unknown_and_their_doses_are_not_lost() -> None:
    silent = even()
    silent[[5, 6, 17, 30, 31, 32]] = np.nan
    whole, told = one(even(), 6_000), one(silent, 6_000)
    assert told.pace[0] == pytest.approx(whole.pace[0], rel=0.02)
    assert told.days[MEDIAN, 0] == pytest.approx(whole.days[MEDIAN, 0], abs=1)


def test_what_was_done_since_the_last_report_is_foreseen_too() -> None:
    silent = even()
    silent[-10:] = np.nan
    told = one(silent, 6_000)
    assert told.days[MEDIAN, 0] == pytest.approx(20, abs=1)
    low, high = told.days[0, 0], told.days[-1, 0]
    assert low < 20 < high or low == high


def test_idle_sundays_are_foreseen() -> None:
    doses = np.where(np.arange(42) % 7 == 6, 0, 100)  # the last day is idle, so is the seventh next
    told = one(np.cumsum(doses), 3_600 + 550, n_draws=500)
    assert told.days[MEDIAN, 0] == 6  # 7, were every day as good as the other


def test_a_reached_target_is_reached() -> None:
    told = one(even(), 3_000, due_days=5)
    assert (told.days == 0).all()
    assert told.chance[0] == 1
    assert told.pace[0] == pytest.approx(100, rel=0.02)


def test_a_reached_target_is_reached_however_few_the_reports() -> None:
    few = np.full(40, np.nan)
    few[[0, 30]] = [10, 40]
    told = one(few, 30)
    assert (told.standing[0], told.chance[0]) == (Standing.ESTIMATED, 1)
    assert np.isnan(told.pace[0])


@pytest.mark.parametrize(("due_days", "chance"), [(-10, 1), (-11, 0), (-39, 0)])
def test_a_deadline_that_has_passed_was_kept_or_not(due_days: int, chance: float) -> None:
    assert one(even(), 3_000, due_days=due_days).chance[0] == chance  # reached ten days ago


def test_a_deadline_among_silent_days_is_not_known_to_be_kept() -> None:
    silent = even()
    silent[25:35] = np.nan
    assert np.isnan(one(silent, 3_000, due_days=-12).chance[0])
    assert one(even(), 9_000, due_days=-1).chance[0] == 0


def test_without_progress_there_is_no_day() -> None:
    told = one(np.full(40, 500.0), 6_000)
    assert told.pace[0] == 0
    assert np.isinf(told.days).all()
    assert told.chance[0] == 0


def test_few_reports_say_nothing() -> None:
    few = np.full(40, np.nan)
    few[[0, 10, 20, 30]] = [10, 20, 30, 40]
    told = one(few, 6_000)
    assert told.standing[0] == Standing.TOO_FEW
    assert np.isnan([told.pace[0], told.chance[0], *told.days[:, 0]]).all()


def test_a_silent_unit_beside_one_that_speaks_is_unknown() -> None:
    done = np.stack([even(), np.full(40, np.nan)])
    progress = Progress(done, np.array([6_000.0, 6_000.0]), LAST, NOW, SOURCE)
    told = foresee(progress, LAST + timedelta(days=30))
    assert told.standing.tolist() == [Standing.ESTIMATED, Standing.UNKNOWN]
    np.testing.assert_array_equal(told.days[:, 0], one(even(), 6_000).days[:, 0])


def test_days_become_dates() -> None:
    assert days_to_dates(np.array([0, 8, np.inf, np.nan]), LAST) == [
        LAST, date(2021, 12, 31), None, None,
    ]  # fmt: skip


def test_it_says_what_it_assumes() -> None:
    basis = one(even(), 6_000, due_days=8).basis
    assert basis.assumed["deadline"] == "2021-12-31"
    assert "pace" in basis.assumed


@pytest.mark.parametrize(
    ("done", "target", "fault"),
    [
        ([[5, 4]], [10], RunningTotalFalls),
        ([[5, np.nan, 4]], [10], RunningTotalFalls),
        ([[5, -1]], [10], NotACount),
        ([[5, 6]], [0], NotACount),
        ([[5, 6]], [np.nan], NotACount),
        ([[5, 6]], [10, 10], WrongShape),
        ([[5]], [10], TooShort),
        ([[np.nan, np.nan]], [10], NothingKnown),
    ],
)
def test_what_is_no_progress_is_refused(done: Any, target: Any, fault: type[ValueError]) -> None:
    with pytest.raises(fault):
        Progress(np.array(done, dtype=float), np.array(target, dtype=float), LAST, NOW, SOURCE)


def test_settings_without_a_sense_are_refused() -> None:
    for settings in ({"look_back": 3}, {"n_draws": 0}, {"horizon": 0}, {"due_days": 400}):
        with pytest.raises(BadSetting):
            one(even(), 6_000, **settings)
    with pytest.raises(BadSetting, match="time zone"):
        Progress(np.ones((1, 3)), np.ones(1), LAST, NOW.replace(tzinfo=None), SOURCE)
