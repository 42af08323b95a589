"""What counts are, and what is refused as such."""

from datetime import datetime

import numpy as np
import pytest

from phaodai.engines.forecasting.faults import BadSetting, NotACount, NothingKnown, WrongShape
from phaodai.engines.forecasting.series import Counts
from tests.engines.forecasting.simulated import LAST, NOW, counts


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ([[1, -2, 3]], NotACount),
        ([[1, np.inf]], NotACount),
        ([[1, 0.5]], NotACount),
        ([[np.nan, np.nan]], NothingKnown),
        ([[]], WrongShape),
        (np.ones((2, 2, 2)), WrongShape),
    ],
)
def test_what_is_no_count_is_refused(values: object, fault: type[ValueError]) -> None:
    with pytest.raises(fault):
        counts(values)


def test_the_figure_at_fault_is_named() -> None:
    with pytest.raises(NotACount, match="-2"):
        counts([4, -2])


def test_a_moment_needs_a_time_zone_and_a_step_a_length() -> None:
    with pytest.raises(BadSetting, match="time zone"):
        Counts(np.ones((1, 2)), LAST, datetime(2021, 12, 23), "x")  # noqa: DTZ001
    with pytest.raises(BadSetting, match="days_each"):
        Counts(np.ones((1, 2)), LAST, NOW, "x", 0)


def test_an_answer_keeps_where_it_comes_from() -> None:
    told = counts([[1, 2], [3, np.nan]])
    basis = told.basis("method", "paper", window_days=7)
    assert (told.n_units, told.n_steps) == (2, 2)
    assert (basis.data, basis.as_of, basis.last_day) == ("simulated", NOW, LAST)
    assert basis.assumed == {"window_days": 7}
