"""Counts of the coming days: a renewal process, with intervals from its own recent errors.

The middle follows from the reproduction number of the last days, drawn towards 1 as the days go by.
How far the truth strays from it is not assumed but seen: the same forecast is made from each of
the past weeks' days, by every unit, and the errors at a like level of counts give the quantiles.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from phaodai.engines.forecasting.faults import BadSetting, TooShort
from phaodai.engines.forecasting.intervals import SerialInterval
from phaodai.engines.forecasting.series import Basis, Counts, Floats, Standing, Standings

LITERATURE = "renewal equation: Cori et al. 2013; errors: Vovk et al. 2005 (conformal prediction)"
LEVELS = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)), 0.975, 0.99)
MOST_DAYS = 14
DAYS = tuple((day, day) for day in range(1, MOST_DAYS + 1))
WEEKS = ((1, 7), (8, 14))
LEAST_ERRORS = 20.0  # alike, or nothing is said
MOST_ERRORS = 50_000  # that are looked at; more are sampled
WIDER = np.array([1.0, 1.5, 2.0, 4.0, 8.0])  # kernels that are tried until enough errors are alike
N_GRID = 25  # levels of counts at which quantiles are worked out; between them they are drawn out
ADDED = 0.5  # to counts before roots and logarithms
N_FILLED = 7  # days whose mean stands for a silent one
CHUNK = 500  # units at a time

Target = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tuning:
    """What was fitted, on every second province of 2021 until 15 August (ADR 0037).

    Attributes:
        window: Days from which R is taken.
        prior_cases: Cases that would have come with R = 1, put beside those seen.
        most_r: Larger ones are cut: they come from reports held back and sent together.
        kept_per_day: Share of R - 1 that is left after each day ahead.
        memory_days: From how many past days errors are taken.
        half_life_days: After which an error counts half.
        likeness: Width of the kernel over the logarithm of the expected count.
        power: Of counts, in which errors are added up: 1/2 would suit single cases, near 0 growth.
    """

    window: int = 5
    prior_cases: float = 20.0
    most_r: float = 2.5
    kept_per_day: float = 0.93
    memory_days: int = 56
    half_life_days: float = 28.0
    likeness: float = 1.0
    power: float = 0.25


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of each unit.

    Attributes:
        targets: First and last day ahead, both included, that are counted together.
        middle: Expected counts before errors are looked at; shape (n_units, n_targets).
        quantiles: At `LEVELS`; shape (n_levels, n_units, n_targets); NaN where none is given.
        standing: `Standing` of each; shape (n_units, n_targets).
        basis: Interval, tuning, literature, data, moment.
    """

    targets: tuple[Target, ...]
    middle: Floats
    quantiles: Floats
    standing: Standings
    basis: Basis


def forecast(
    counts: Counts,
    interval: SerialInterval,
    *,
    targets: Sequence[Target] = (*DAYS, *WEEKS),
    tuning: Tuning | None = None,
    seed: int = 0,
) -> Forecast:
    """Forecast days and weeks ahead for all units, which lend each other their errors.

    Args:
        counts: New cases by day. Where late reports matter, give their nowcast.
        interval: Serial interval of the disease.
        targets: Spans of days ahead, 1 to 14.
        tuning: As fitted, if nothing else is said.
        seed: Of the sample of errors, if there are very many.

    Raises:
        BadSetting: Counts are not by day, a span lies outside 1 to 14, or the tuning is odd.
        TooShort: Fewer days than a window and the longest span together.
    """
    tuning = tuning or Tuning()
    _check(counts, targets, tuning)
    filled, is_heard = _filled(counts.values)
    n_past = min(tuning.memory_days + max(last for _, last in targets), counts.n_steps - 1)
    paths = np.concatenate(
        [
            _paths(filled[start : start + CHUNK], interval.weights, tuning, n_past + 1)
            for start in range(0, counts.n_units, CHUNK)
        ]
    )
    rng = np.random.default_rng(seed)
    shape = (counts.n_units, len(targets))
    middle, quantiles = np.empty(shape), np.empty((len(LEVELS), *shape))
    for place, (first, last) in enumerate(targets):
        expected = paths[:, :, first - 1 : last].sum(axis=2) + ADDED
        ages, errors = _errors(counts.values, expected, first, last, tuning)
        errors[~is_heard[:, -n_past - 1 :]] = np.nan
        told = _calibrated(np.log(expected), ages, errors, tuning, rng)
        middle[:, place] = expected[:, -1] - ADDED
        reached = np.maximum(expected[:, -1] ** tuning.power + told, 0.0) ** (1 / tuning.power)
        quantiles[:, :, place] = np.maximum(np.rint(reached - ADDED), 0.0)
    standing = np.where(np.isnan(quantiles[0]), Standing.TOO_EARLY, Standing.ESTIMATED)
    standing[~is_heard[:, -1]] = Standing.UNKNOWN
    quantiles[:, ~is_heard[:, -1]] = np.nan
    return Forecast(
        targets=tuple(targets),
        middle=np.where(standing == Standing.ESTIMATED, middle, np.nan),
        quantiles=quantiles,
        standing=standing.astype(np.int8),
        basis=counts.basis(
            "forecast",
            LITERATURE,
            interval_source=interval.source,
            interval_mean_days=interval.mean_days,
            interval_sd_days=interval.sd_days,
            **{name: getattr(tuning, name) for name in tuning.__slots__},
        ),
    )


def _check(counts: Counts, targets: Sequence[Target], tuning: Tuning) -> None:
    if counts.days_each != 1:
        raise BadSetting(f"counts are by {counts.days_each} days: forecasts need them by day")
    if not targets or any(not 1 <= first <= last <= MOST_DAYS for first, last in targets):
        raise BadSetting(f"targets are spans of days from 1 to {MOST_DAYS}, got {tuple(targets)}")
    if not (
        tuning.window >= 1
        and tuning.prior_cases > 0
        and tuning.most_r >= 1
        and 0 <= tuning.kept_per_day <= 1
        and tuning.memory_days >= 1
        and tuning.half_life_days > 0
        and tuning.likeness > 0
        and 0 < tuning.power <= 1
    ):
        raise BadSetting(
            f"{tuning}: each is more than 0, most_r from 1, kept_per_day and power to 1"
        )
    needed = tuning.window + max(last for _, last in targets)
    if counts.n_steps <= needed:
        raise TooShort(f"{counts.n_steps} days: windows and spans need more than {needed}")


def _filled(values: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Put the mean of the known days of the week before in place of silent days.

    Returns:
        Such values, and for each day whether more than half of the two weeks up to it was reported.
    """
    is_known = ~np.isnan(values)
    filled = np.nan_to_num(values)
    for day in np.flatnonzero(~is_known.all(axis=0)):
        before = filled[:, max(0, day - N_FILLED) : day]
        mean = before.mean(axis=1) if day else np.zeros(len(values))
        filled[:, day] = np.where(is_known[:, day], filled[:, day], mean)
    fortnight = 2 * N_FILLED
    heard = np.cumsum(np.pad(is_known, ((0, 0), (fortnight, 0))), axis=1)
    n_days = np.minimum(np.arange(1, values.shape[1] + 1), fortnight)
    return filled, heard[:, fortnight:] - heard[:, :-fortnight] > n_days / 2


def _paths(values: Floats, weights: Floats, tuning: Tuning, n_origins: int) -> Floats:
    """Return the middle forecast from each of the last days; (n_units, n_origins, MOST_DAYS)."""
    reach = len(weights) - 1
    padded = np.concatenate([np.zeros((len(values), reach)), values], axis=1)
    turned = weights[:0:-1]
    caused = sliding_window_view(padded[:, :-1], reach, axis=1) @ turned
    summed = [
        np.concatenate([np.zeros((len(values), 1)), np.cumsum(each, axis=1)], axis=1)
        for each in (values, caused)
    ]
    ends = np.arange(values.shape[1] - n_origins, values.shape[1]) + 1
    starts = np.maximum(ends - tuning.window, 0)
    seen, due = (each[:, ends] - each[:, starts] for each in summed)
    r = np.minimum((tuning.prior_cases + seen) / (tuning.prior_cases + due), tuning.most_r)
    tails = sliding_window_view(padded, reach, axis=1)[:, -n_origins:].copy()
    ahead = np.empty((*r.shape, MOST_DAYS))
    for day in range(MOST_DAYS):
        r = 1 + (r - 1) * tuning.kept_per_day
        ahead[:, :, day] = r * (tails @ turned)
        tails = np.concatenate([tails[:, :, 1:], ahead[:, :, day : day + 1]], axis=2)
    return ahead


def _errors(
    values: Floats, expected: Floats, first: int, last: int, tuning: Tuning
) -> tuple[Floats, Floats]:
    """Return age in days of each past forecast, and its error where the truth is known."""
    n_origins = expected.shape[1]
    n_days = values.shape[1]
    ages = np.arange(n_origins - 1, -1, -1) - last  # 0: the truth came in on the last day
    origins = np.arange(n_days - n_origins, n_days)
    errors = np.full(expected.shape, np.nan)
    usable = (ages >= 0) & (ages < tuning.memory_days) & (origins >= tuning.window)
    truth = sliding_window_view(values, last - first + 1, axis=1).sum(axis=2)
    came = truth[:, origins[usable] + first] + ADDED
    errors[:, usable] = came**tuning.power - expected[:, usable] ** tuning.power
    return ages.astype(np.float64), errors


def _calibrated(
    levels: Floats,
    ages: Floats,
    errors: Floats,
    tuning: Tuning,
    rng: np.random.Generator,
) -> Floats:
    """Return quantiles of errors made at such expected counts; (n_levels, n_units)."""
    units, origins = np.nonzero(~np.isnan(errors))
    if len(units) > MOST_ERRORS:
        drawn = rng.choice(len(units), MOST_ERRORS, replace=False)
        units, origins = units[drawn], origins[drawn]
    told = errors[units, origins]
    order = np.argsort(told)
    told, units, origins = told[order], units[order], origins[order]
    fresh = 0.5 ** (ages[origins] / tuning.half_life_days)
    theirs, now = levels[units, origins], levels[:, -1]
    grid = np.unique(np.linspace(now.min(), now.max(), N_GRID))
    at_grid = np.full((len(LEVELS), len(grid)), np.nan)
    for place, level in enumerate(grid):
        for width in tuning.likeness * WIDER:
            weights = fresh * np.exp(-0.5 * ((theirs - level) / width) ** 2)
            total = weights.sum()
            if total > 0 and total**2 / (weights**2).sum() >= LEAST_ERRORS:
                reached = (np.cumsum(weights) - weights / 2) / total
                at_grid[:, place] = np.interp(LEVELS, reached, told)
                break
    return np.stack([np.interp(now, grid, row) for row in at_grid])
