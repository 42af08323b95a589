"""Whatever the counts: an answer or a reason, never a wild number, a warning or another fault."""

from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from phaodai.engines.forecasting.completions import Progress, foresee
from phaodai.engines.forecasting.ears import ears
from phaodai.engines.forecasting.farrington import farrington
from phaodai.engines.forecasting.faults import NotUsable
from phaodai.engines.forecasting.forecasts import forecast
from phaodai.engines.forecasting.intervals import gamma_interval
from phaodai.engines.forecasting.nowcasts import Triangle, nowcast
from phaodai.engines.forecasting.reproduction import estimate
from phaodai.engines.forecasting.series import Standing
from tests.engines.forecasting.simulated import LAST, NOW, SOURCE, counts

INTERVAL = gamma_interval(5, 2.5, "invented")
LEVELS = st.sampled_from([0.0, 0.05, 1.0, 30.0, 1e4, 1e9])


@st.composite
def tables(draw: st.DrawFn, n_steps: int) -> np.ndarray:
    """Draw units at very different levels, with silence, zeros and jumps."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    levels = np.array(draw(st.lists(LEVELS, min_size=1, max_size=4)))
    values = rng.poisson(levels[:, None], (len(levels), n_steps)).astype(float)
    if draw(st.booleans()):
        values[:, rng.integers(0, n_steps, 5)] *= 1_000
    values[rng.random(values.shape) < draw(st.sampled_from([0.0, 0.1, 0.6, 0.97]))] = np.nan
    return values


@settings(max_examples=40, deadline=None)
@given(tables(70))
def test_r_and_the_days_ahead(values: np.ndarray) -> None:
    try:
        r, ahead = estimate(counts(values), INTERVAL), forecast(counts(values), INTERVAL)
    except NotUsable:
        assert np.isnan(values).all()
        return
    given_r = r.standing == Standing.ESTIMATED
    assert np.isfinite(r.mean[given_r]).all()
    assert np.isnan(r.mean[~given_r]).all()
    assert (r.mean[given_r] < 25).all()
    assert (r.sd[given_r] <= 0.3 * r.mean[given_r] + 1e-9).all()
    foreseen = ahead.standing == Standing.ESTIMATED
    assert np.isfinite(ahead.quantiles[:, foreseen]).all()
    assert np.isnan(ahead.quantiles[:, ~foreseen]).all()
    assert (np.diff(ahead.quantiles[:, foreseen], axis=0) >= 0).all()


@settings(max_examples=25, deadline=None)
@given(tables(200))
def test_weeks_and_days_out_of_the_ordinary(values: np.ndarray) -> None:
    try:
        weeks, days = farrington(counts(values, 7), n_weeks=3), ears(counts(values))
    except NotUsable:
        assert np.isnan(values).all()
        return
    known = weeks.standing == Standing.ESTIMATED
    assert np.isfinite(weeks.threshold[known]).all()
    assert (weeks.threshold[known] > weeks.expected[known]).all()
    assert not (weeks.is_alarm & np.isnan(values[:, -3:])).any()
    assert not (days.is_alarm[0] & np.isnan(values)).any()


@settings(max_examples=25, deadline=None)
@given(tables(40))
def test_late_reports_and_targets(values: np.ndarray) -> None:
    late = np.nan_to_num(values[0])[:, None] * np.ones(5)
    late[np.arange(40)[:, None] + np.arange(5) > 39] = np.nan
    told = nowcast(Triangle(late, LAST, NOW, SOURCE), n_draws=100)
    known = told.standing == Standing.ESTIMATED
    assert (told.quantiles[:, known] >= told.reported[known]).all()
    done = np.cumsum(np.nan_to_num(values), axis=1)
    done[np.isnan(values)] = np.nan
    try:
        progress = Progress(done, np.full(len(done), 1_000.0), LAST, NOW, SOURCE)
    except NotUsable:
        assert np.isnan(values).all()
        return
    chance = foresee(progress, LAST + timedelta(days=30), n_draws=50).chance
    assert ((chance >= 0) & (chance <= 1) | np.isnan(chance)).all()
