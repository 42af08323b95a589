"""Counts of events: how likely one is, and what a series was leading up to.

Cases come in clusters, so their spread is wider than Poisson's: a negative binomial with variance
m + m² / size. Levels are trimmed means, which a few wrong days do not move.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WINDOW: Final = 7  # days before and after by which a day is judged
TRIM: Final = 0.2  # of these days, so many are left out at either end
FEWEST: Final = 3  # days in a window below which there is no level
LEAST_MEAN: Final = 0.1  # a unit without cases may have one tomorrow
USUAL_SPREAD: Final = 0.15  # 1 / size before a series has told its own
SPREAD_WORTH: Final = 10.0  # days of evidence that the usual spread counts for
LEAST_SPREAD, MOST_SPREAD = 0.004, 2.0
RHYTHM_WEEKS: Final = 3  # weeks from which on weekdays are told apart
MEDIAN_OF_CHI2: Final = 0.455
NEAR: Final = 14  # days on either side by which the spread of a long series is told

_SHIFT: Final = 8


def log_gamma(x: Floats | float) -> Floats:
    """Return ln Γ(x) of positive numbers, exact to about 1e-12."""
    z = np.asarray(x, dtype=np.float64)
    below = np.ones_like(z)
    for step in range(_SHIFT):
        below = below * (z + step)
    y = z + _SHIFT
    inverse = 1.0 / (y * y)
    series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / y
    found: Floats = (y - 0.5) * np.log(y) - y + 0.5 * np.log(2 * np.pi) + series - np.log(below)
    return found


def log_chance(count: Floats | float, mean: Floats | float, size: Floats | float) -> Floats:
    """Return the log-likelihood of counts under a negative binomial; below zero it is -inf.

    Args:
        count: What was stated.
        mean: What was to be expected.
        size: Variance is mean + mean² / size.
    """
    y, m, k = np.broadcast_arrays(
        np.asarray(count, dtype=np.float64),
        np.maximum(np.asarray(mean, dtype=np.float64), 1e-9),
        np.asarray(size, dtype=np.float64),
    )
    whole = np.maximum(y, 0.0)
    found: Floats = (
        log_gamma(whole + k)
        - log_gamma(k)
        - log_gamma(whole + 1.0)
        + k * (np.log(k) - np.log(k + m))
        + whole * (np.log(m) - np.log(k + m))
    )
    return np.where(y < 0, -np.inf, found)


@dataclass(frozen=True, slots=True)
class Levels:
    """What a table of series was to be expected to say, day by day.

    Attributes:
        before: From the days before alone, (n_series, n_days); NaN where they are too few.
        trend: The same, carried on at the pace of the last two weeks.
        after: From the days after alone.
        size: Variance is m + m² / size, (n_series, n_days).
        rhythm: By day of the week counted from the first day, (7,); 1 is no rhythm.
    """

    before: Floats
    trend: Floats
    after: Floats
    size: Floats
    rhythm: Floats


def levels_of(values: Floats, *, is_spread_local: bool = False) -> Levels:
    """Return the levels of many series at once.

    Args:
        values: (n_series, n_days), NaN where nothing was said; days follow each other.
        is_spread_local: The spread of a day is that of the weeks around it, not of all days.
    """
    whole = np.where(values < 0, np.nan, values)
    rhythm = _rhythm(whole)
    of_day = rhythm[np.arange(whole.shape[1]) % 7]
    flat = whole / of_day
    before = _trimmed(flat, -WINDOW, 0)
    older = _trimmed(flat, -2 * WINDOW, -WINDOW)
    after = _trimmed(flat, 1, WINDOW + 1)
    pace = np.clip((before + 0.5) / (older + 0.5), 0.4, 3.0)
    trend = np.where(np.isnan(older), before, before * pace ** ((WINDOW + 1) / 2 / WINDOW))
    middle = np.fmax(np.nanmean(_pair(before, after), axis=0), LEAST_MEAN)
    size = 1.0 / _spread(flat, middle, is_local=is_spread_local)
    return Levels(before * of_day, trend * of_day, after * of_day, size, rhythm)


def _pair(one: Floats, other: Floats) -> Floats:
    """Return both, with zeros where neither is known, so that a mean is always one."""
    silent = np.isnan(one) & np.isnan(other)
    return np.stack([np.where(silent, 0.0, one), np.where(silent, 0.0, other)])


def _trimmed(values: Floats, first: int, end: int) -> Floats:
    """Return the trimmed mean of the days from `first` to before `end`, counted from each day."""
    n_days = values.shape[1]
    reach = max(abs(first), abs(end))
    blank = np.full((values.shape[0], reach), np.nan)
    padded = np.concatenate([blank, values, blank], axis=1)
    shifted = [padded[:, reach + step : reach + step + n_days] for step in range(first, end)]
    days = np.sort(np.stack(shifted, axis=-1), axis=-1)  # NaN last
    n = np.sum(~np.isnan(days), axis=-1)
    cut = np.floor(n * TRIM).astype(np.int64)
    place = np.arange(days.shape[-1])
    kept = (place >= cut[..., None]) & (place < (n - cut)[..., None])
    total = np.sum(np.where(kept, days, 0.0), axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Floats = np.where(n >= FEWEST, total / np.maximum(n - 2 * cut, 1), np.nan)
    return mean


def _rhythm(values: Floats) -> Floats:
    """Return how much of a usual day each day of the week is, over all series together."""
    n_days = values.shape[1]
    if n_days < 7 * RHYTHM_WEEKS:
        return np.ones(7)
    level = np.nanmean(_pair(_trimmed(values, -3, 4), _trimmed(values, -3, 4)), axis=0)
    known = ~np.isnan(values) & (level > 0)
    said = np.where(known, np.minimum(values, 3 * level), 0.0)
    level = np.where(known, level, 0.0)
    rhythm = np.ones(7)
    for weekday in range(7):
        here = np.s_[:, weekday::7]
        # Weeks weigh alike whatever the height of the wave: each is a share of its own level.
        above, below = said[here].sum(axis=0), level[here].sum(axis=0)
        weeks = above[below > 0] / below[below > 0]
        if len(weeks) >= RHYTHM_WEEKS:
            few = 1.0 / len(weeks)
            rhythm[weekday] = (np.median(weeks) + few) / (1.0 + few)
    shares: Floats = np.clip(rhythm / rhythm.mean(), 0.02, 4.0)
    return shares


def _spread(values: Floats, middle: Floats, *, is_local: bool) -> Floats:
    """Return 1 / size of each day from the median of days around it, or of all days."""
    with np.errstate(invalid="ignore"):
        squares = ((values - middle) ** 2 / MEDIAN_OF_CHI2 - middle) / middle**2
    # Small counts tell of chance, hardly of the spread.
    told = np.where(~np.isnan(values) & (middle >= 5), squares, np.nan)
    usual, n = _median(told)[:, None], np.sum(~np.isnan(told), axis=1)[:, None]
    mixed = (n * np.fmax(usual, 0.0) + SPREAD_WORTH * USUAL_SPREAD) / (n + SPREAD_WORTH)
    mixed = np.repeat(mixed, values.shape[1], axis=1)
    if is_local:  # where it is calmer than the whole; a run of mistakes does not hide itself
        days = range(values.shape[1])
        near = [told[:, max(day - NEAR, 0) : day + NEAR + 1] for day in days]
        some = np.stack([_median(each) for each in near], axis=1)
        n = np.stack([np.sum(~np.isnan(each), axis=1) for each in near], axis=1)
        here = (n * np.fmax(some, 0.0) + SPREAD_WORTH * mixed) / (n + SPREAD_WORTH)
        mixed = np.minimum(mixed, here)
    spread: Floats = np.clip(mixed, LEAST_SPREAD, MOST_SPREAD)
    return spread


def _median(rows: Floats) -> Floats:
    """Return the median of each row's known values; 0 where there are fewer than three."""
    n = np.sum(~np.isnan(rows), axis=1)
    enough = n >= FEWEST
    found = np.zeros(len(rows))
    if enough.any():
        found[enough] = np.nanmedian(rows[enough], axis=1)
    return found
