"""What the last days will come to when late reports are in.

A chain ladder read backwards: of all that is in by a delay, which share came at just that delay.
The days before lend a day its level, so that a day of which next to nothing is in yet is not taken
for quiet. Shares, level and what is still to come are drawn together.
"""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from phaodai.engines.forecasting.faults import BadSetting, NotUsable, TooShort
from phaodai.engines.forecasting.series import (
    Basis,
    Floats,
    Standing,
    Standings,
    check_counts,
)

LITERATURE = "chain ladder: Mack 1993, doi:10.2143/AST.23.2.2005092; overdispersion: Pearson"
LEVELS = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
LEAST_SEEN = 20  # cases with their delay, or shares mean nothing
LEAST_SHARE = 0.02  # of a day's cases that are in
WEEK = 7
MOST_WHOLE = 84  # of the last whole days, from which that level is judged
STEADY = 5.0  # cases a day put beside both weeks of which the growth is taken
LEAST_LEVEL = 0.5  # cases a day that a quiet week may still be followed by
LEAST_CV, MOST_CV = 0.1, 2.0  # of a day around the level it starts from


class NotATriangle(NotUsable):
    """A count is missing that should be in, or is there before it could be."""


@dataclass(frozen=True, slots=True)
class Triangle:
    """New cases by day on which they happened and delay after which they were reported.

    Attributes:
        values: Shape (n_days, n_delays); row = day, the last is `last_day`; column = days of delay.
            Known while day + delay lies within `last_day`, NaN after it.
        last_day: The last day, with delay 0 the only figure of its row.
        as_of: Moment of this knowledge, with its time zone.
        source: Where the reports come from.

    Raises:
        NotATriangle: A figure is missing before or present after `last_day`.
        TooShort: No more days than delays: no day is complete.
        WrongShape: Not a table.
        NotACount: A figure is negative, infinite or not whole.
        BadSetting: The moment has no time zone.
    """

    values: Floats
    last_day: date
    as_of: datetime
    source: str

    def __post_init__(self) -> None:
        check_counts("values", self.values)
        n_days, n_delays = self.values.shape
        if n_days <= n_delays:
            raise TooShort(f"{n_days} days and {n_delays} delays: at least one day has to be whole")
        if (np.isnan(self.values) == self.is_in).any():
            day, delay = np.argwhere(np.isnan(self.values) == self.is_in)[0].tolist()
            raise NotATriangle(
                f"day {day}, delay {delay}: a report that is in has a figure (none = 0), one that "
                "is still to come has none"
            )
        if self.as_of.tzinfo is None:
            raise BadSetting("as_of has no time zone: give an aware moment")

    @property
    def is_in(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Which figures are in by the last day; as `values`."""
        n_days, n_delays = self.values.shape
        is_in: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
        is_in = np.arange(n_days)[:, None] + np.arange(n_delays) <= n_days - 1
        return is_in


@dataclass(frozen=True, slots=True)
class Nowcast:
    """What each day comes to.

    Attributes:
        reported: In so far; shape (n_days,).
        share: Which part of the day's cases that is thought to be; as `reported`.
        quantiles: Of the whole day, at `LEVELS`; shape (n_levels, n_days); NaN where none is given.
        standing: `Standing` of each day.
        basis: Dispersion, level, draws, data, moment.
    """

    reported: Floats
    share: Floats
    quantiles: Floats
    standing: Standings
    basis: Basis


def nowcast(
    triangle: Triangle, *, look_back: int = 42, n_draws: int = 2_000, seed: int = 0
) -> Nowcast:
    """Complete the last days.

    Args:
        triangle: What was reported, by day and delay.
        look_back: From how many days delays are learnt; more than there are delays.
        n_draws: How many times the missing is drawn.
        seed: Of the draws.

    Raises:
        BadSetting: `look_back` holds no whole day, or nothing is to be drawn.
    """
    n_days, n_delays = triangle.values.shape
    if look_back <= n_delays or n_draws < 1:
        raise BadSetting(
            f"look_back {look_back} is more than the {n_delays} delays, n_draws {n_draws} 1 or more"
        )
    rng = np.random.default_rng(seed)
    recent = triangle.values[-look_back:]
    arrived, in_by = _arrivals(recent)
    spread = _spread(recent, arrived, in_by)
    shares = _shares(arrived, in_by, spread, rng, n_draws)
    reported = np.nansum(triangle.values, axis=1)
    delays_in = np.minimum(np.arange(n_days)[::-1], n_delays - 1)
    share = shares.mean(axis=0)[delays_in]
    cv = _variation(reported[: n_days - n_delays + 1][-MOST_WHOLE:])
    totals = _totals(reported, shares[:, delays_in], spread, cv, rng)
    standing = np.zeros(n_days, dtype=np.int8)
    standing[share < LEAST_SHARE] = Standing.TOO_EARLY
    if in_by[-1] < LEAST_SEEN:
        standing[delays_in < n_delays - 1] = Standing.TOO_FEW
    quantiles = np.quantile(totals, LEVELS, axis=0, method="nearest")
    quantiles[:, standing != Standing.ESTIMATED] = np.nan
    return Nowcast(
        reported=reported,
        share=share,
        quantiles=quantiles,
        standing=standing,
        basis=Basis(
            "nowcast",
            LITERATURE,
            triangle.source,
            triangle.as_of,
            triangle.last_day,
            {
                "n_delays": n_delays,
                "look_back_days": look_back,
                "dispersion": spread,
                "cv_of_days": cv,
                "shares_by_delay": tuple(shares.mean(axis=0).tolist()),
                "n_draws": n_draws,
                "seed": seed,
            },
        ),
    )


def _arrivals(values: Floats) -> tuple[Floats, Floats]:
    """Sum by delay: what came at just that delay, and all that was in by it, of the same days."""
    is_in = ~np.isnan(values)
    running = np.cumsum(np.nan_to_num(values), axis=1)
    return np.nansum(values, axis=0), np.where(is_in, running, 0.0).sum(axis=0)


def _spread(values: Floats, arrived: Floats, in_by: Floats) -> float:
    """Return by how much arrivals vary more than draws of single cases would, at least 1."""
    hazard = arrived / np.maximum(in_by, 1.0)
    running = np.cumsum(values, axis=1)
    expected = running * hazard
    variance = expected * (1 - hazard)
    usable = np.nan_to_num(variance[:, 1:]) > 0
    if usable.sum() <= values.shape[1]:
        return 1.0
    square = (values - expected)[:, 1:][usable] ** 2 / variance[:, 1:][usable]
    return max(1.0, float(square.sum() / (usable.sum() - values.shape[1] + 1)))


def _shares(
    arrived: Floats, in_by: Floats, spread: float, rng: np.random.Generator, n_draws: int
) -> Floats:
    """Draw which share is in by each delay; (n_draws, n_delays), the last is 1."""
    hazards = rng.beta(
        (arrived[1:] + 0.5) / spread,
        (in_by[1:] - arrived[1:] + 0.5) / spread,
        (n_draws, len(arrived) - 1),
    )
    still_out = np.cumprod(1 - hazards[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([still_out, np.ones((n_draws, 1))], axis=1)


def _level(before: Floats) -> Floats:
    """Return the level that a day starts from, given up to two weeks before it; last axis = days.

    The mean of the last week, carried on by its growth over the week before.
    """
    last = before[..., -WEEK:]
    mean = last.mean(axis=-1)
    if before.shape[-1] < 2 * WEEK:
        return np.asarray(np.maximum(mean, LEAST_LEVEL))
    earlier = before[..., :-WEEK].mean(axis=-1)
    growth = (mean + STEADY) / (earlier + STEADY)
    return np.asarray(np.maximum(mean * growth ** ((WEEK + 1) / 2 / WEEK), LEAST_LEVEL))


def _variation(whole: Floats) -> float:
    """Return the coefficient of variation of whole days around the level they started from."""
    if len(whole) < 4 * WEEK:
        return 1.0
    levels = _level(sliding_window_view(whole, 2 * WEEK)[:-1])
    square = float(np.sum((whole[2 * WEEK :] - levels) ** 2 - levels))
    cv = np.sqrt(max(square, 0.0) / float((levels**2).sum()))
    return float(np.clip(cv, LEAST_CV, MOST_CV))


def _totals(
    reported: Floats, shares: Floats, spread: float, cv: float, rng: np.random.Generator
) -> Floats:
    """Draw what each day comes to, oldest first; (n_draws, n_days)."""
    totals = np.broadcast_to(reported, shares.shape).copy()
    strength = 1 / cv**2
    for day in np.flatnonzero((shares < 1).any(axis=0)).tolist():
        level = _level(totals[:, max(0, day - 2 * WEEK) : max(day, 1)])
        share = shares[:, day]
        seen = rng.gamma(strength + reported[day] / spread, size=len(shares))
        rate = seen / (strength / level + share / spread)
        due = rate * (1 - share)
        if spread > 1:
            due = rng.gamma(due / (spread - 1), spread - 1)
        totals[:, day] += rng.poisson(due)
    return totals
