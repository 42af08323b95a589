"""Serial intervals: the distribution, its bounds, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import gamma

from phaodai.engines.forecasting.faults import BadInterval
from phaodai.engines.forecasting.intervals import (
    Bounded,
    SerialInterval,
    UncertainInterval,
    discretised,
    gamma_interval,
)


@pytest.mark.parametrize(("mean", "sd"), [(2.6, 1.5), (6.3, 4.2), (15.3, 9.3)])
def test_a_day_is_the_gamma_seen_through_a_triangle(mean: float, sd: float) -> None:
    # An onset on some hour of a day: the difference of two such days is spread over two of them.
    law = gamma(((mean - 1) / sd) ** 2, scale=sd**2 / (mean - 1))
    told = discretised(np.arange(12), mean, sd)
    for day in range(12):
        by_hand, _ = quad(
            lambda x, day=day: law.pdf(x) * (1 - abs(x - (day - 1))),
            max(day - 2, 0), day, points=[max(day - 1, 0)], epsabs=1e-11,
        )  # fmt: skip
        assert told[day] == pytest.approx(by_hand, abs=1e-8)


@given(st.floats(1.2, 20), st.floats(0.3, 10))
def test_it_is_a_distribution_of_the_mean_that_was_asked_for(mean: float, sd: float) -> None:
    try:
        told = gamma_interval(mean, sd, "invented")
    except BadInterval:
        assert sd > mean  # so wide that it reaches beyond a year
        return
    assert told.weights[0] == 0
    assert told.weights.sum() == pytest.approx(1)
    assert told.mean_days == pytest.approx(mean, abs=1e-4)
    assert told.sd_days >= sd - 1e-4


@pytest.mark.parametrize(
    ("weights", "why"),
    [
        ([0.2, 0.8], "day 0 has 0.2"),
        ([0, 0.5, 0.4], "make 0.9"),
        ([0, 1.5, -0.5], "from 0 on"),
        ([0, np.nan, 1], "from 0 on"),
        ([0], "two or more"),
        ([[0, 1]], "two or more"),
    ],
)
def test_what_is_no_interval_is_refused(weights: list[float], why: str) -> None:
    with pytest.raises(BadInterval, match=why):
        SerialInterval(np.array(weights, dtype=float), "invented")


@pytest.mark.parametrize(
    ("mean", "sd", "why"),
    [(1, 1, "more than 1"), (np.nan, 1, "more than 1"), (3, 0, "more than 0"),
     (3, np.inf, "more than 0"), (300, 200, "beyond 365")],
)  # fmt: skip
def test_means_and_spreads_without_a_sense_are_refused(mean: float, sd: float, why: str) -> None:
    with pytest.raises(BadInterval, match=why):
        gamma_interval(mean, sd, "invented")


def test_drawn_intervals_keep_their_bounds() -> None:
    told = UncertainInterval(Bounded(2.6, 1, 1.2, 4.2), Bounded(1.5, 0.5, 0.5, 2.5), "invented")
    drawn = told.draw(np.random.default_rng(1), 200)
    means = np.array([each.mean_days for each in drawn])
    assert len(drawn) == 200
    assert 1.19 <= means.min() < 1.6 < 3.6 < means.max() <= 4.21
    assert means.mean() == pytest.approx(2.66, abs=0.15)


@pytest.mark.parametrize(
    ("bounds", "why"),
    [(Bounded(3, -1, 2, 4), "from 0"), (Bounded(1, 1, 2, 4), "within"),
     (Bounded(np.nan, 1, 2, 4), "within"), (Bounded(3, 1e6, 3, 3), "next to nothing")],
)  # fmt: skip
def test_bounds_that_hold_nothing_are_refused(bounds: Bounded, why: str) -> None:
    with pytest.raises(BadInterval, match=why):
        bounds.draw(np.random.default_rng(1), 5)
