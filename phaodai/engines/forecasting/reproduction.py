"""How many others a case infects at present (the instantaneous reproduction number)."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.special import gammaincc, gammaincinv

from phaodai.engines.forecasting.faults import BadSetting, NotACount, TooShort, WrongShape
from phaodai.engines.forecasting.intervals import SerialInterval, UncertainInterval
from phaodai.engines.forecasting.series import (
    Basis,
    Counts,
    Floats,
    Standing,
    Standings,
    check_counts,
)

LITERATURE = "Cori et al. 2013, doi:10.1093/aje/kwt133"
LEVELS = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
WIDEST_CV = 0.3  # Cori et al. 2013: eleven cases in the window, with the prior below
LEAST_SOURCE, MOST_FROM_ONE = 1.0, 20.0  # infectiousness of the window; cases for each unit of it
KNOWN_SHARE = 0.5  # of a window's days, and of the weight of the days before each


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of R before any case is seen: a gamma distribution."""

    mean: float = 5.0
    sd: float = 5.0

    @property
    def shape(self) -> float:
        """Shape of the gamma distribution."""
        return (self.mean / self.sd) ** 2

    @property
    def scale(self) -> float:
        """Scale of the gamma distribution."""
        return self.sd**2 / self.mean


@dataclass(frozen=True, slots=True)
class Reproduction:
    """R of every unit in every window.

    Attributes:
        ends: Place of the last day of each window in the series; shape (n_windows,).
        mean: Posterior mean; shape (n_units, n_windows); NaN where none is given.
        sd: Posterior standard deviation; as `mean`.
        quantiles: At `LEVELS`; shape (n_levels, n_units, n_windows).
        above_one: Chance that R is more than 1; as `mean`.
        n_cases: Local cases on the known days of the window; as `mean`.
        standing: `Standing` of each number; as `mean`.
        basis: Interval, window, prior, literature, data, moment.
    """

    ends: NDArray[np.int64]
    mean: Floats
    sd: Floats
    quantiles: Floats
    above_one: Floats
    n_cases: Floats
    standing: Standings
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Posterior:
    shape: Floats  # (n_units, n_windows)
    scales: Floats  # (n_intervals, n_units, n_windows)
    n_cases: Floats
    standing: Standings


def infectiousness(values: Floats, weights: Floats) -> Floats:
    """Return how many cases of each day those before it would cause if R were 1.

    Days of silence are taken to have been like the known days around them, weighted alike; where
    they hold most of the weight the answer is NaN. Before the first day there was nobody.
    """
    known = ~np.isnan(values)
    told = _convolved(np.nan_to_num(values), weights)
    if known.all():
        return told
    reached, whole = _convolved(known * 1.0, weights), _convolved(np.ones_like(values), weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        told = np.where(whole > 0, told * whole / reached, 0.0)
    return np.where(reached >= KNOWN_SHARE * whole, told, np.nan)


def _convolved(values: Floats, weights: Floats) -> Floats:
    told = np.zeros_like(values)
    for days in range(1, min(len(weights), values.shape[1])):
        told[:, days:] += weights[days] * values[:, :-days]
    return told


def estimate(
    counts: Counts,
    interval: SerialInterval | UncertainInterval,
    *,
    imported: Floats | None = None,
    window: int = 7,
    prior: Prior | None = None,
    widest_cv: float = WIDEST_CV,
    n_intervals: int = 100,
    n_each: int = 100,
    seed: int = 0,
) -> Reproduction:
    """Estimate R in every window of the series.

    Args:
        counts: All cases by day.
        interval: Serial interval, or what is known of it.
        imported: Those of `counts` that were infected elsewhere: they infect, but were not infected
            here. Same shape; NaN = not said, taken as none.
        window: Days over which R is held constant.
        prior: Mean 5 and spread 5, if nothing else is said.
        widest_cv: A posterior with a larger coefficient of variation is "too few cases".
        n_intervals: How many intervals are drawn from an uncertain one.
        n_each: How many values of R are drawn for each of them, for the quantiles.
        seed: Of these draws.

    Raises:
        BadSetting: Counts are not by day, or window, prior or draws make no sense.
        TooShort: The series does not hold a window after its first day.
        WrongShape: `imported` has another shape than `counts`.
        NotACount: More imported cases than cases.
    """
    prior = prior or Prior()
    _check(counts, imported, window, prior, widest_cv, n_intervals * n_each)
    rng = np.random.default_rng(seed)
    intervals = (
        [interval] if isinstance(interval, SerialInterval) else interval.draw(rng, n_intervals)
    )
    found = _posterior(counts.values, imported, intervals, window, prior, widest_cv)
    given = found.standing == Standing.ESTIMATED
    scales = np.where(given, found.scales, np.nan)
    shape = np.where(given, found.shape, np.nan)
    mean = shape * scales.mean(axis=0)
    # The variance of a mixture: within its parts, and between them.
    square = shape * (shape + 1) * (scales**2).mean(axis=0)
    sd = np.sqrt(shape) * scales[0] if len(scales) == 1 else np.sqrt(square - mean**2)
    moments = [(each.mean_days, each.sd_days) for each in intervals]
    return Reproduction(
        ends=np.arange(window, counts.n_steps),
        mean=mean,
        sd=sd,
        quantiles=_quantiles(shape, scales, n_each, rng),
        above_one=gammaincc(shape, 1 / scales).mean(axis=0),
        n_cases=found.n_cases,
        standing=found.standing,
        basis=counts.basis(
            "reproduction",
            LITERATURE,
            interval_source=interval.source,
            interval_mean_days=float(np.mean([mean for mean, _ in moments])),
            interval_sd_days=float(np.mean([sd for _, sd in moments])),
            n_intervals=len(intervals),
            window_days=window,
            prior_mean=prior.mean,
            prior_sd=prior.sd,
            widest_cv=widest_cv,
            seed=seed,
        ),
    )


def _check(
    counts: Counts, imported: Floats | None, window: int, prior: Prior, widest_cv: float, n: int
) -> None:
    if counts.days_each != 1:
        raise BadSetting(f"counts are by {counts.days_each} days: R needs them by day")
    if window < 1:
        raise BadSetting(f"the window is {window} days: give 1 or more")
    if not (prior.mean > 0 and prior.sd > 0 and widest_cv > 0 and n > 0):
        raise BadSetting("prior, widest_cv and the number of draws are more than 0")
    if counts.n_steps <= window:
        raise TooShort(
            f"{counts.n_steps} days do not hold a window of {window} after the first day"
        )
    if imported is not None:
        if imported.shape != counts.values.shape:
            raise WrongShape(f"imported is {imported.shape}, counts are {counts.values.shape}")
        check_counts("imported", imported)
        if (imported > counts.values).any():
            raise NotACount("imported holds more than all cases of a day")


def _posterior(
    values: Floats,
    imported: Floats | None,
    intervals: list[SerialInterval],
    window: int,
    prior: Prior,
    widest_cv: float,
) -> _Posterior:
    local = values if imported is None else values - np.nan_to_num(imported)
    caused = np.stack([infectiousness(values, each.weights) for each in intervals])
    usable = ~np.isnan(local) & ~np.isnan(caused).any(axis=0)
    n_days = _windows(usable * 1.0, window)
    n_cases = _windows(np.where(usable, local, 0.0), window)
    sources = _windows(np.where(usable, caused, 0.0), window)
    shape = prior.shape + n_cases
    scales = 1 / (1 / prior.scale + sources)
    standing = np.zeros(n_cases.shape, dtype=np.int8)
    standing[1 / np.sqrt(shape) > widest_cv] = Standing.TOO_FEW
    source = sources.min(axis=0)
    is_sourceless = (source < LEAST_SOURCE) | (n_cases > MOST_FROM_ONE * source)
    standing[(standing == 0) & is_sourceless] = Standing.NO_SOURCE
    standing[n_days < KNOWN_SHARE * window] = Standing.UNKNOWN
    longest = max(each.mean_days for each in intervals)
    standing[:, np.arange(window, values.shape[1]) + 1 <= longest] = Standing.TOO_EARLY
    return _Posterior(shape, scales, n_cases, standing)


def _windows(values: NDArray[np.floating], window: int) -> Floats:
    """Sum over each window that begins after the first day; last axis."""
    summed: Floats = sliding_window_view(values[..., 1:], window, axis=-1).sum(axis=-1)
    return summed


def _quantiles(shape: Floats, scales: Floats, n_each: int, rng: np.random.Generator) -> Floats:
    levels = np.array(LEVELS)
    if len(scales) == 1:
        exact: Floats = gammaincinv(shape, levels[:, None, None]) * scales
        return exact
    drawn_quantiles = np.full((len(levels), *shape.shape), np.nan)
    for unit, window in np.argwhere(~np.isnan(shape)).tolist():
        drawn = rng.gamma(shape[unit, window], size=(n_each, len(scales)))
        drawn_quantiles[:, unit, window] = np.quantile(drawn * scales[:, unit, window], levels)
    return drawn_quantiles
