"""Serial intervals: how many days lie between the onset of a case and of those it infects."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from phaodai.engines.forecasting.faults import BadInterval
from phaodai.engines.forecasting.series import Floats

SUM_WITHIN = 1e-6
LONGEST_DAYS = 365
MASS_LEFT_OUT = 1e-9  # beyond the last day of a discretised interval
MOST_DRAWS = 10_000  # of which one must lie within its bounds


@dataclass(frozen=True, slots=True)
class SerialInterval:
    """A distribution over whole days.

    Attributes:
        weights: Chance of 0, 1, 2… days; shape (n_days,); the first is 0, together they are 1.
        source: Study or table that it comes from.

    Raises:
        BadInterval: Weights are negative or not finite, day 0 has some, or they do not make 1.
    """

    weights: Floats
    source: str

    def __post_init__(self) -> None:
        weights = self.weights
        if weights.ndim != 1 or len(weights) < 2:
            raise BadInterval("weights: give the chances of 0, 1, 2… days, two or more")
        if not np.isfinite(weights).all() or (weights < 0).any():
            raise BadInterval("weights: each chance is a number from 0 on")
        if weights[0] != 0:
            raise BadInterval(f"day 0 has {weights[0]:g}: nobody falls ill before being infected")
        if abs(weights.sum() - 1) > SUM_WITHIN:
            raise BadInterval(f"weights make {weights.sum():g}: together they have to be 1")

    @property
    def mean_days(self) -> float:
        """Mean of the interval."""
        return float(self.weights @ np.arange(len(self.weights)))

    @property
    def sd_days(self) -> float:
        """Standard deviation of the interval."""
        days = np.arange(len(self.weights))
        return float(np.sqrt(max(float(self.weights @ days**2) - self.mean_days**2, 0.0)))


def discretised(days: NDArray[np.int64], mean_days: float, sd_days: float) -> Floats:
    """Return the chances of whole days under a gamma distribution shifted by one day.

    Args:
        days: From 0 on; shape (n_days,).
        mean_days: More than 1.
        sd_days: More than 0.

    Source:
        Cori et al. 2013, web appendix (doi:10.1093/aje/kwt133).
    """
    if not mean_days > 1 or not np.isfinite(mean_days):
        raise BadInterval(f"the mean is {mean_days:g} days: it has to be more than 1")
    if not sd_days > 0 or not np.isfinite(sd_days):
        raise BadInterval(f"the standard deviation is {sd_days:g} days: it has to be more than 0")
    shape, scale = ((mean_days - 1) / sd_days) ** 2, sd_days**2 / (mean_days - 1)

    def second_difference(shape: float) -> tuple[Floats, Floats, Floats]:
        told = [gammainc(shape, np.maximum(days - back, 0) / scale) for back in range(3)]
        return told[0], told[1], told[2]

    now, before, earlier = second_difference(shape)
    now_1, before_1, earlier_1 = second_difference(shape + 1)
    chances = days * now + (days - 2) * earlier - 2 * (days - 1) * before
    chances = chances + shape * scale * (2 * before_1 - earlier_1 - now_1)
    return np.asarray(np.maximum(chances, 0.0), dtype=np.float64)


def gamma_interval(mean_days: float, sd_days: float, source: str) -> SerialInterval:
    """Return the discretised interval of this mean and spread, as long as it has any weight."""
    weights = discretised(np.arange(LONGEST_DAYS + 1), mean_days, sd_days)
    kept = int(np.searchsorted(np.cumsum(weights), 1 - MASS_LEFT_OUT)) + 1
    if kept > LONGEST_DAYS:
        raise BadInterval(
            f"mean {mean_days:g} and spread {sd_days:g} days reach beyond {LONGEST_DAYS} days"
        )
    weights = weights[: max(kept, 2)]
    return SerialInterval(weights / weights.sum(), source)


@dataclass(frozen=True, slots=True)
class Bounded:
    """A normal distribution cut at two bounds, in days."""

    mean: float
    sd: float
    least: float
    most: float

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        """Draw from it."""
        if not (self.sd >= 0 and self.least <= self.mean <= self.most):
            raise BadInterval(f"{self}: the mean lies within the bounds, the spread is from 0")
        kept = np.empty(0)
        for _ in range(MOST_DRAWS):
            drawn = rng.normal(self.mean, self.sd, 2 * n)
            kept = np.concatenate([kept, drawn[(drawn >= self.least) & (drawn <= self.most)]])
            if len(kept) >= n:
                return kept[:n]
        raise BadInterval(f"{self}: the bounds hold next to nothing of the distribution")


@dataclass(frozen=True, slots=True)
class UncertainInterval:
    """A serial interval of which mean and spread are themselves known with error."""

    mean: Bounded
    sd: Bounded
    source: str

    def draw(self, rng: np.random.Generator, n: int) -> list[SerialInterval]:
        """Draw intervals; mean and spread are independent."""
        means, sds = self.mean.draw(rng, n), self.sd.draw(rng, n)
        return [
            gamma_interval(float(mean), float(sd), self.source)
            for mean, sd in zip(means, sds, strict=True)
        ]
