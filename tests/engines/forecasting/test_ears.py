"""C1, C2 and C3 by hand, their alarms, silence."""

import numpy as np
import pytest

from phaodai.engines.forecasting.ears import ears
from phaodai.engines.forecasting.faults import BadSetting, TooShort
from tests.engines.forecasting.simulated import counts

WEEK = [3.0, 5, 4, 6, 2, 5, 3]


def test_each_is_its_definition() -> None:
    values = np.array([*WEEK, 4, 6, 9, 12, 20])
    told = ears(counts(values))
    for day in range(len(values)):
        for statistic, gap in ((told.c1, 0), (told.c2, 2)):
            before = values[max(0, day - gap - 7) : max(0, day - gap)]
            if len(before) < 7:
                assert np.isnan(statistic[0, day])
            else:
                by_hand = (values[day] - before.mean()) / before.std(ddof=1)
                assert statistic[0, day] == pytest.approx(by_hand)
    by_hand = sum(max(0, told.c2[0, day] - 1) for day in (9, 10, 11))
    assert told.c3[0, 11] == pytest.approx(by_hand)


def test_an_outbreak_is_told_by_each() -> None:
    told = ears(counts([*WEEK, *WEEK, 14, 18, 22]))
    assert told.is_alarm[:, 0, -1].tolist()[1:] == [True, True]
    assert told.is_alarm[0, 0, -3]
    assert not told.is_alarm[:, 0, 7:-3].any()


def test_false_alarms_on_simulated_days() -> None:
    values = np.random.default_rng(1).poisson(8.0, (200, 120))
    told = ears(counts(values)).is_alarm[:, :, 11:].mean(axis=(1, 2))
    assert told[0] == pytest.approx(0.02, abs=0.01)
    assert told[1] == pytest.approx(0.02, abs=0.01)
    assert told[2] == pytest.approx(0.08, abs=0.02)


def test_one_case_after_none_is_no_outbreak() -> None:
    told = ears(counts([0.0] * 14 + [1.0]))
    assert told.c1[0, -1] == pytest.approx(2)
    assert not told.is_alarm.any()


def test_silence_is_not_judged() -> None:
    told = ears(counts([*WEEK, *WEEK, np.nan, 30.0]))
    assert np.isnan(told.c1[0, -2:]).all()
    assert not np.isnan(told.c2[0, -1])
    assert not told.is_alarm[0, 0, -1]


def test_too_few_steps_and_no_spread_are_refused() -> None:
    with pytest.raises(TooShort):
        ears(counts(WEEK))
    with pytest.raises(BadSetting):
        ears(counts(WEEK * 2), least_sd=0)
    assert ears(counts([*WEEK, 4])).basis.method == "ears"
    assert np.isnan(ears(counts([*WEEK, 4])).c2).all()
