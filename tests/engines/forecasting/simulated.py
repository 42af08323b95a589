"""Series of which the truth is known. All of them are drawn, none of them was seen."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from phaodai.engines.forecasting.completions import Progress, foresee
from phaodai.engines.forecasting.nowcasts import Triangle
from phaodai.engines.forecasting.series import Counts, Floats

LAST, NOW, SOURCE = date(2021, 12, 23), datetime(2021, 12, 23, 3, tzinfo=UTC), "simulated"


def counts(values: object, days_each: int = 1) -> Counts:
    """Wrap rows of figures."""
    return Counts(np.atleast_2d(np.asarray(values, dtype=float)), LAST, NOW, SOURCE, days_each)


def spread(rng: np.random.Generator, mean: Floats, factor: float) -> Floats:
    """Draw counts of which the variance is `factor` times the mean."""
    if factor <= 1:
        return np.asarray(rng.poisson(mean), dtype=float)
    level = rng.gamma(np.maximum(mean, 1e-9) / (factor - 1), factor - 1)
    return np.asarray(rng.poisson(level), dtype=float)


def epidemic(
    rng: np.random.Generator, weights: Floats, r: Floats, start: float, factor: float = 2.0
) -> Floats:
    """Let cases infect others by a serial interval; shape (len(r),)."""
    values = np.zeros(len(r))
    values[:5] = np.rint(start)
    for day in range(5, len(r)):
        reach = min(day, len(weights) - 1)
        due = r[day] * float(values[day - reach : day][::-1] @ weights[1 : reach + 1])
        values[day] = spread(rng, np.array(due), factor)
    return values


def triangle(
    rng: np.random.Generator, *, n_days: int = 70, n_delays: int = 15, level: float = 40.0,
    factor: float = 1.5, wave: float = 0.5,
) -> tuple[Triangle, Floats]:  # fmt: skip
    """Draw days with reports that come late; with it what each day really came to."""
    days = np.arange(n_days)
    mean = level * np.exp(wave * np.sin(days / 9 + rng.uniform(0, 7)))
    delays = np.diff(1 - 0.75 ** np.linspace(0, n_delays, n_delays + 1))
    delays = delays / delays.sum()
    whole = spread(rng, mean[:, None] * delays, factor)
    values = np.where(days[:, None] + np.arange(n_delays) <= n_days - 1, whole, np.nan)
    return Triangle(values, LAST, NOW, SOURCE), whole.sum(axis=1)


def endemic(rng: np.random.Generator, n_units: int, *, n_weeks: int = 6 * 52 + 60) -> Floats:
    """Draw weeks of a disease with seasons, a trend, and outbreaks in past years."""
    week = np.arange(n_weeks)
    level = rng.uniform(2, 60, (n_units, 1))
    trend = rng.uniform(-0.08, 0.12, (n_units, 1)) * week / 52
    season = rng.uniform(0, 0.8, (n_units, 1)) * np.sin(2 * np.pi * week / 52.18 + 1)
    values = spread(rng, level * np.exp(trend + season), 1.8)
    for unit in range(n_units):
        for _ in range(2):
            start = int(rng.integers(0, n_weeks - 60))
            values[unit, start : start + 5] += rng.poisson(level[unit, 0], 5)
    return values


def vaccination(
    rng: np.random.Generator, *, n_days: int, drift: float, factor: float, pace: float
) -> Floats:
    """Draw doses by day: a drifting pace, slack Sundays; shape (n_days,)."""
    level = pace * np.exp(np.cumsum(rng.normal(0, drift, n_days)))
    level = level * np.where(np.arange(n_days) % 7 == 6, 0.3, 1.1)
    return spread(rng, level, factor)


def completion(seed: int) -> tuple[float, bool, bool]:
    """Draw a campaign and foresee its end: the chance, whether it came, whether 80 % held."""
    rng = np.random.default_rng(seed)
    drift = (0.0, 0.01, 0.03, 0.06)[seed % 4]
    n_past, ahead = 56, int(rng.integers(10, 60))
    doses = vaccination(
        rng, n_days=n_past + 200, drift=drift, factor=(1.0, 3.0, 20.0)[seed % 3],
        pace=(20.0, 300.0)[seed % 2],
    )  # fmt: skip
    total = np.cumsum(doses)
    done = total[:n_past].copy()
    done[:-1][rng.random(n_past - 1) < 0.15] = np.nan
    target = np.ceil(total[n_past - 1] + doses[:n_past].mean() * ahead * rng.uniform(0.7, 1.3))
    progress = Progress(done[None], np.array([target]), LAST, NOW, SOURCE)
    told = foresee(progress, LAST + timedelta(days=ahead), n_draws=500, seed=seed)
    later = np.flatnonzero(total[n_past - 1 :] >= target)
    truth = float(later[0]) if len(later) else np.inf
    low, high = (told.days[place, 0] for place in (1, 5))
    return float(told.chance[0]), truth <= ahead, bool(low <= truth <= high)
