"""How good forecasts were: intervals that hold what they promise, and the weighted score."""

from collections.abc import Sequence

import numpy as np

from phaodai.engines.forecasting.faults import BadSetting
from phaodai.engines.forecasting.series import Floats


def interval_score(levels: Sequence[float], quantiles: Floats, truth: Floats) -> Floats:
    """Return the weighted interval score of each forecast; smaller is better.

    Args:
        levels: Of the quantiles, rising and symmetric around 0.5.
        quantiles: Shape (n_levels, ...).
        truth: Shape (...); NaN = not known, scored NaN.

    Source:
        Bracher et al. 2021 (doi:10.1371/journal.pcbi.1008618), as the mean of pinball losses.
    """
    told = _column(levels, truth)
    apart = truth - quantiles
    score: Floats = 2 * np.mean(np.maximum(told * apart, (told - 1) * apart), axis=0)
    return score


def covered(levels: Sequence[float], quantiles: Floats, truth: Floats, share: float) -> Floats:
    """Return 1 where the central interval of this share holds the truth, 0 where not, NaN unknown.

    Args:
        levels: Of the quantiles.
        quantiles: Shape (n_levels, ...). Ends of intervals of counts are rounded outwards.
        truth: Shape (...).
        share: Such as 0.5 or 0.95; both its ends are among the levels.
    """
    ends = [
        place
        for level in ((1 - share) / 2, (1 + share) / 2)
        for place in np.flatnonzero(np.isclose(levels, level))
    ]
    if len(ends) != 2:
        raise BadSetting(f"an interval of {share:g} has no quantiles among {tuple(levels)}")
    low, high = np.floor(quantiles[ends[0]]), np.ceil(quantiles[ends[1]])
    held = ((truth >= low) & (truth <= high)).astype(np.float64)
    return np.where(np.isnan(truth + low + high), np.nan, held)


def place_of(levels: Sequence[float], quantiles: Floats, truth: Floats, u: Floats) -> Floats:
    """Return at which level each truth lay, ties broken by `u`; even on 0 to 1 if calibrated.

    Counts lie in steps: a truth that equals several quantiles lay anywhere between their levels.
    """
    ends = np.concatenate([[0.0], np.asarray(levels), [1.0]])
    below, up_to = (quantiles < truth).sum(axis=0), (quantiles <= truth).sum(axis=0)
    middles = (ends[1:] + ends[:-1]) / 2
    is_tied = up_to > below
    low = np.where(is_tied, middles[below], ends[below])
    high = np.where(is_tied, middles[up_to], ends[up_to + 1])
    place: Floats = low + u * (high - low)
    return place


def _column(levels: Sequence[float], truth: Floats) -> Floats:
    return np.asarray(levels, dtype=np.float64).reshape(-1, *[1] * truth.ndim)
