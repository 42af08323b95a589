"""Weeks with more cases than the same season of earlier years would bring."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from phaodai.engines.forecasting.faults import BadSetting, TooShort
from phaodai.engines.forecasting.series import Basis, Counts, Floats, Standing, Standings

LITERATURE = "Farrington et al. 1996, doi:10.2307/2983331; weights from Noufaily et al. 2013"
WEEKS_A_YEAR = 365.25 / 7
LEAST_YEARS = 3  # or nothing is said
LEAST_RECENT, RECENT_WEEKS = 5, 4  # fewer cases in these weeks are no alarm
KNOWN_SHARE = 0.5  # of the reference weeks
TREND_CHANCE = 0.05  # that a trend is kept which is none
N_ITERATIONS = 25


@dataclass(frozen=True, slots=True)
class Watched:
    """Weeks held against the same weeks of earlier years.

    Attributes:
        expected: Shape (n_units, n_weeks), the last weeks of the series; NaN where none is given.
        threshold: What only one week in 1 / `chance` exceeds; as `expected`.
        score: (count - expected) / (threshold - expected); above 1 is unusual.
        is_alarm: Unusual, and at least five cases in four weeks; as `expected`. Where hardly any
            case stood in the reference weeks there is no threshold, and five in four are an alarm.
        has_trend: Whether the expected count goes with the years; as `expected`.
        standing: `Standing` of the expected count.
        basis: Years, window, chance, literature, data, moment.
    """

    expected: Floats
    threshold: Floats
    score: Floats
    is_alarm: NDArray[np.bool_]
    has_trend: NDArray[np.bool_]
    standing: Standings
    basis: Basis


class _Fit(NamedTuple):
    """A quasi-Poisson line through reference weeks; arrays over units."""

    level: Floats  # logarithm at the week that is judged
    slope: Floats  # a year
    level_variance: Floats
    slope_variance: Floats
    dispersion: Floats


def farrington(
    counts: Counts,
    *,
    n_weeks: int = 1,
    years: int = 5,
    half_window: int = 3,
    chance: float = 0.005,
    reweighted_from: float = 2.58,
) -> Watched:
    """Judge the last weeks against the same season of earlier years.

    A quasi-Poisson line through the weeks around the same one of each year; weeks that stood out
    themselves count less; the line is level unless its slope is significant, three years are there
    and the expected count is none that was never seen. The threshold is that of the 2/3 power.

    Args:
        counts: Cases by week, several years of them.
        n_weeks: How many of the last weeks are judged.
        years: How many years back.
        half_window: Weeks before and after the same week of each year.
        chance: That an ordinary week lies above the threshold.
        reweighted_from: Standardised residual above which a reference week counts less.

    Raises:
        BadSetting: Counts are not by week, or a setting makes no sense.
        TooShort: The first judged week has fewer than three years behind it.
    """
    if counts.days_each != 7:
        raise BadSetting(f"counts are by {counts.days_each} days: this needs them by week")
    if not (n_weeks >= 1 and years >= LEAST_YEARS and 0 <= half_window <= 12 and 0 < chance < 0.5):
        raise BadSetting(
            f"n_weeks {n_weeks} from 1, years {years} from {LEAST_YEARS}, half_window "
            f"{half_window} from 0 to 12, chance {chance:g} between 0 and 0.5"
        )
    needed = round(LEAST_YEARS * WEEKS_A_YEAR) + half_window + n_weeks
    if counts.n_steps < needed:
        raise TooShort(f"{counts.n_steps} weeks: {needed} are needed for {LEAST_YEARS} years back")
    judged = [
        _judge(counts.values, week, years, half_window, chance, reweighted_from)
        for week in range(counts.n_steps - n_weeks, counts.n_steps)
    ]
    expected, threshold, score, is_alarm, has_trend, standing = (
        np.stack(part, axis=1) for part in zip(*judged, strict=True)
    )
    return Watched(
        expected, threshold, score, is_alarm.astype(bool), has_trend.astype(bool),
        standing.astype(np.int8),
        counts.basis(
            "farrington", LITERATURE, years=years, half_window=half_window, chance=chance,
            reweighted_from=reweighted_from, least_recent=LEAST_RECENT,
        ),
    )  # fmt: skip


def _judge(
    values: Floats, week: int, years: int, half_window: int, chance: float, limit: float
) -> tuple[Floats, ...]:
    near = np.arange(-half_window, half_window + 1)
    places = np.concatenate([week - round(k * WEEKS_A_YEAR) + near for k in range(1, years + 1)])
    places = places[places >= 0]
    y, at = values[:, places], (places - week) / WEEKS_A_YEAR
    is_known = ~np.isnan(y)
    y = np.nan_to_num(y)
    sloped, level = (
        _robust(y, at, is_known, limit, is_sloped=is_sloped) for is_sloped in (True, False)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        t = np.abs(sloped.slope) / np.sqrt(sloped.slope_variance)
    df = np.maximum(is_known.sum(axis=1) - 2, 1)
    has_trend = (t > stdtrit(df, 1 - TREND_CHANCE / 2)) & (np.exp(sloped.level) <= y.max(axis=1))
    fit = _Fit(*(np.where(has_trend, a, b) for a, b in zip(sloped, level, strict=True)))
    expected = np.exp(fit.level)
    relative = fit.dispersion / expected + fit.level_variance
    threshold = expected * (1 + 2 / 3 * ndtri(1 - chance) * np.sqrt(relative)) ** 1.5
    recent = np.nansum(values[:, max(0, week - RECENT_WEEKS + 1) : week + 1], axis=1)
    standing = np.zeros(len(values))
    is_bare = y.sum(axis=1) < 2
    standing[is_bare] = Standing.TOO_FEW
    is_unknown = is_known.mean(axis=1) < KNOWN_SHARE
    standing[is_unknown | np.isnan(values[:, week])] = Standing.UNKNOWN
    given = standing == Standing.ESTIMATED
    expected, threshold = (np.where(given, each, np.nan) for each in (expected, threshold))
    score = (values[:, week] - expected) / (threshold - expected)
    is_high = (score > 1) | ((standing == Standing.TOO_FEW) & (values[:, week] > 0))
    is_alarm = (is_high & (recent >= LEAST_RECENT)).astype(np.float64)
    return expected, threshold, score, is_alarm, has_trend & given, standing


def _robust(
    y: Floats,
    at: Floats,
    is_known: NDArray[np.bool_],
    limit: float,
    *,
    is_sloped: bool,
) -> _Fit:
    """Fit, weigh down the weeks that stood out, and fit again."""
    weights = is_known.astype(np.float64)
    fit, _, residuals = _fit(y, at, weights, is_sloped=is_sloped)
    with np.errstate(divide="ignore"):
        weights = np.where(residuals > limit, 1 / residuals**2, 1.0) * is_known
    weights *= (is_known.sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9))[:, None]
    fit, _, _ = _fit(y, at, weights, is_sloped=is_sloped)
    return fit


def _fit(y: Floats, at: Floats, weights: Floats, *, is_sloped: bool) -> tuple[_Fit, Floats, Floats]:
    """Fit log(mean) = level + slope × years for all units at once; Anscombe residuals with it."""
    mean = np.maximum((weights * y).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9), 1e-6)
    level, slope = np.log(mean), np.zeros(len(y))
    for _ in range(N_ITERATIONS):
        mu = np.exp(np.clip(level[:, None] + slope[:, None] * at, -20, 20))
        s0, s1, s2, inverse = _information(weights * mu, at, is_sloped=is_sloped)
        r = weights * (y - mu)
        r0, r1 = r.sum(axis=1), (r * at).sum(axis=1) * is_sloped
        steps = np.clip((s2 * r0 - s1 * r1) * inverse, -2, 2), (s0 * r1 - s1 * r0) * inverse
        level = level + steps[0]
        slope = slope + np.clip(steps[1], -2, 2) * is_sloped
    mu = np.exp(np.clip(level[:, None] + slope[:, None] * at, -20, 20))
    s0, s1, s2, inverse = _information(weights * mu, at, is_sloped=is_sloped)
    df = np.maximum((weights > 0).sum(axis=1) - 1 - is_sloped, 1)
    dispersion = np.maximum((weights * (y - mu) ** 2 / mu).sum(axis=1) / df, 1.0)
    parts = s2[:, None] - 2 * s1[:, None] * at + s0[:, None] * at**2 * is_sloped
    leverage = np.clip(weights * mu * parts * inverse[:, None], 0, 0.99)
    residuals = 1.5 * (y ** (2 / 3) - mu ** (2 / 3)) / mu ** (1 / 6)
    residuals = residuals / np.sqrt(dispersion[:, None] * (1 - leverage))
    fit = _Fit(level, slope, dispersion * s2 * inverse, dispersion * s0 * inverse, dispersion)
    return fit, mu, residuals


def _information(
    weights: Floats, at: Floats, *, is_sloped: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the sums of the information matrix and the inverse of its determinant."""
    s0 = weights.sum(axis=1)
    if not is_sloped:
        return s0, np.zeros_like(s0), np.ones_like(s0), 1 / np.maximum(s0, 1e-9)
    s1, s2 = (weights * at).sum(axis=1), (weights * at**2).sum(axis=1)
    return s0, s1, s2, 1 / np.maximum(s0 * s2 - s1**2, 1e-9)
