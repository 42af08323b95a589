"""What to be better than: the last value with its past errors, and plain ETS; R without arrays.

Both forecasts know one unit alone. ETS has additive errors, a damped trend and a season of seven
days, on the logarithm of the count + 1; smoothing constants are those with the least squared error
so far, and intervals come from its own past errors, drawn along 400 courses.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.special import gammaincinv

from phaodai.engines.forecasting import reproduction
from phaodai.engines.forecasting.forecasts import LEVELS, MOST_DAYS, Target
from phaodai.engines.forecasting.series import Floats

AT = reproduction.LEVELS
DAMPED, SEASON, N_COURSES, BURN_IN = 0.95, 7, 400, 14
GRID = np.array(list(product((0.1, 0.2, 0.4, 0.6, 0.8), (0.0, 0.05, 0.2), (0.0, 0.05, 0.2)))).T


def plain_reproduction(values: Floats, weights: Floats, window: int = 7) -> Floats:
    """Estimate R unit by unit, window by window and day by day, as one would write it down.

    Returns:
        Mean and the quantiles at `reproduction.LEVELS`; shape (n_units, n_windows, 1 + n_levels).
    """
    told = []
    for row in values.tolist():
        caused = [
            sum(weights[back] * row[day - back] for back in range(1, min(day + 1, len(weights))))
            for day in range(len(row))
        ]
        windows = []
        for end in range(window, len(row)):
            days = range(end - window + 1, end + 1)
            shape = 1 + sum(row[day] for day in days)
            scale = 1 / (1 / 5 + sum(caused[day] for day in days))
            windows.append([shape * scale, *(gammaincinv(shape, level) * scale for level in AT)])
        told.append(windows)
    return np.array(told)


def naive(values: Floats, targets: Sequence[Target]) -> Floats:
    """Take the last value, or the last days as long as the span, with past differences around it.

    Differences are taken in both directions, so that the last value is the median.
    """
    told = np.empty((len(LEVELS), len(values), len(targets)))
    for place, (first, last) in enumerate(targets):
        sums = sliding_window_view(values, last - first + 1, axis=1).sum(axis=2)
        apart = sums[:, last:] - sums[:, :-last]
        both = np.concatenate([apart, -apart], axis=1)
        told[:, :, place] = sums[:, -1] + np.quantile(both, LEVELS, axis=1)
    return np.maximum(np.rint(told), 0.0)


class Ets:
    """Exponential smoothing run once over a series; any of its days can be forecast from."""

    def __init__(self, values: Floats) -> None:
        """Filter every unit with every set of smoothing constants.

        Args:
            values: Counts; shape (n_units, n_days), none missing.
        """
        y = np.log1p(values)
        alpha, beta, gamma = GRID[:, None, :]
        shape = (*values.shape, GRID.shape[1])
        self.levels, self.trends, self.errors = (np.zeros(shape) for _ in range(3))
        self.seasons = np.zeros((*shape, SEASON))
        level, trend = np.repeat(y[:, :1], shape[2], axis=1), np.zeros((len(y), shape[2]))
        season = np.zeros((len(y), shape[2], SEASON))
        for day in range(shape[1]):
            at = day % SEASON
            error = y[:, day, None] - (level + DAMPED * trend + season[:, :, at])
            level = level + DAMPED * trend + alpha * error
            trend = DAMPED * trend + alpha * beta * error
            season = season.copy()
            season[:, :, at] += gamma * (1 - alpha) * error
            self.levels[:, day], self.trends[:, day] = level, trend
            self.errors[:, day], self.seasons[:, day] = error, season

    def forecast(self, origin: int, targets: Sequence[Target], seed: int) -> Floats:
        """Return quantiles of spans ahead of a day; (n_levels, n_units, n_targets)."""
        rng = np.random.default_rng([seed, origin])
        past = self.errors[:, BURN_IN : origin + 1]
        best = np.argmin((past**2).sum(axis=1), axis=1)
        units = np.arange(len(best))
        alpha, beta, gamma = GRID[:, best][:, :, None]
        level, trend = (each[units, origin, best][:, None] for each in (self.levels, self.trends))
        season = np.repeat(self.seasons[units, origin, best][:, None], N_COURSES, axis=1)
        own = past[units, :, best]
        drawn = rng.integers(0, own.shape[1], (MOST_DAYS, len(units), N_COURSES))
        ahead = np.empty((len(units), N_COURSES, MOST_DAYS))
        for day in range(MOST_DAYS):
            at = (origin + 1 + day) % SEASON
            error = own[units[:, None], drawn[day]]
            y = level + DAMPED * trend + season[:, :, at] + error
            ahead[:, :, day] = np.maximum(np.rint(np.expm1(np.minimum(y, 20.0))), 0.0)
            level = level + DAMPED * trend + alpha * error
            trend = DAMPED * trend + alpha * beta * error
            season[:, :, at] += gamma * (1 - alpha) * error
        spans = [ahead[:, :, first - 1 : last].sum(axis=2) for first, last in targets]
        return np.quantile(np.stack(spans, axis=2), LEVELS, axis=1)
