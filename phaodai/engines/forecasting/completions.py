"""When a target is reached at the present pace, and how likely it is by its day.

The pace is a level that drifts: how much, is weighed from the reports themselves. Reports may be
missing; what was done between two of them is spread over the days between.
"""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from phaodai.engines.forecasting.faults import (
    BadSetting,
    NotACount,
    RunningTotalFalls,
    TooShort,
    WrongShape,
)
from phaodai.engines.forecasting.series import (
    Basis,
    Floats,
    Standing,
    Standings,
    check_counts,
)

LITERATURE = "local level model: Durbin & Koopman 2012, ch. 2; its noise ratio averaged over a grid"
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
# Variance of a day's drift, as a part of that of its noise.
DRIFTS = np.array([0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3])
LEAST_STEPS = 7  # reports after the first
LEAST_WEEKLY = 14  # days with a report on the day before as well, for a pattern of weekdays
WEEKDAYS = 7
SHRUNK = 1.0  # weeks of an even pattern put beside those seen


@dataclass(frozen=True, slots=True)
class Progress:
    """How far units are with something that is done once for each of a known number.

    Attributes:
        done: So far, by day; shape (n_units, n_days), n_days >= 2; never falling; NaN = no report.
        target: When this many are done the target is reached; shape (n_units,), more than 0.
        last_day: Day of the last column.
        as_of: Moment whose knowledge this is, with its time zone.
        source: Where it comes from.

    Raises:
        WrongShape: Tables do not match.
        NotACount: A figure is negative, infinite or not whole, or a target is not more than 0.
        NothingKnown: No report at all.
        TooShort: Fewer than two days.
        RunningTotalFalls: Less is done than before: let the report be corrected first.
        BadSetting: The moment has no time zone.
    """

    done: Floats
    target: Floats
    last_day: date
    as_of: datetime
    source: str

    def __post_init__(self) -> None:
        check_counts("done", self.done)
        if self.done.shape[1] < 2:
            raise TooShort("done holds one day: a pace needs two or more")
        if self.target.shape != self.done.shape[:1]:
            raise WrongShape(f"target is {self.target.shape}, done is {self.done.shape}")
        if not (np.isfinite(self.target) & (self.target > 0)).all():
            raise NotACount("target: each is more than 0")
        highest = np.maximum.accumulate(np.where(np.isnan(self.done), -np.inf, self.done), axis=1)
        if (self.done < highest).any():
            unit, day = np.argwhere(self.done < highest)[0].tolist()
            raise RunningTotalFalls(
                f"unit {unit}, day {day}: {self.done[unit, day]:g} done after "
                f"{highest[unit, day]:g}: correct the report first"
            )
        if self.as_of.tzinfo is None:
            raise BadSetting("as_of has no time zone: give an aware moment")


@dataclass(frozen=True, slots=True)
class Completion:
    """When each unit reaches its target.

    Attributes:
        pace: Done a day at present; shape (n_units,); NaN where none is given.
        days: Until the target, after `last_day`, at `LEVELS`; shape (n_levels, n_units); 0 = it is
            reached, inf = not within `horizon` days.
        chance: That it is reached by the deadline; shape (n_units,).
        standing: `Standing` of each unit.
        basis: Window, pattern, horizon, deadline, data, moment.
    """

    pace: Floats
    days: Floats
    chance: Floats
    standing: Standings
    basis: Basis


def foresee(
    progress: Progress,
    deadline: date,
    *,
    look_back: int = 56,
    horizon: int = 365,
    n_draws: int = 2_000,
    seed: int = 0,
) -> Completion:
    """Foresee when targets are reached if the pace goes on as it drifted so far.

    Args:
        progress: What is done, and how much is to be done.
        deadline: By the end of this day.
        look_back: From how many of the last days the pace is learnt.
        horizon: How many days ahead are looked at.
        n_draws: How many courses are drawn for each unit.
        seed: Of the draws.

    Raises:
        BadSetting: The deadline lies beyond the horizon, or a setting makes no sense.
    """
    due_days = (deadline - progress.last_day).days
    if not (look_back >= LEAST_STEPS and n_draws >= 1 and 1 <= horizon <= 3_650):
        raise BadSetting(
            f"look_back {look_back} from {LEAST_STEPS}, n_draws {n_draws} from 1, "
            f"horizon {horizon} from 1 to 3650"
        )
    if due_days > horizon:
        raise BadSetting(f"the deadline is {due_days} days ahead, the horizon {horizon}")
    n_units = len(progress.done)
    pace, chance = np.full(n_units, np.nan), np.full(n_units, np.nan)
    days = np.full((len(LEVELS), n_units), np.nan)
    standing = np.full(n_units, Standing.ESTIMATED, dtype=np.int8)
    for unit in range(n_units):
        told = np.flatnonzero(~np.isnan(progress.done[unit]))
        is_reached = len(told) and progress.done[unit, told[-1]] >= progress.target[unit]
        if is_reached:
            days[:, unit], chance[unit] = 0.0, _was_by(progress, unit, due_days)
        steps = _steps(progress.done[unit, -look_back - 1 :])
        if len(steps.gaps) < LEAST_STEPS:
            if not is_reached:
                standing[unit] = Standing.TOO_FEW if len(told) else Standing.UNKNOWN
            continue
        rng = np.random.default_rng([seed, unit])
        drawn = _Drawn.of(steps, rng, n_draws)
        pace[unit] = max(drawn.middle, 0.0)
        if not is_reached:
            left = progress.target[unit] - progress.done[unit, told[-1]]
            n_silent = progress.done.shape[1] - 1 - int(told[-1])
            after = _days_until(drawn, left, n_silent, horizon, rng)
            days[:, unit] = np.quantile(after, LEVELS, method="inverted_cdf")
            chance[unit] = float((after <= due_days).mean())
    return Completion(
        pace=pace,
        days=days,
        chance=chance,
        standing=standing,
        basis=Basis(
            "completion",
            LITERATURE,
            progress.source,
            progress.as_of,
            progress.last_day,
            {
                "deadline": deadline.isoformat(),
                "look_back_days": look_back,
                "horizon_days": horizon,
                "n_draws": n_draws,
                "seed": seed,
                "pace": "goes on as it drifted, does not slow down towards the target",
            },
        ),
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """What was done between neighbouring reports."""

    amounts: Floats
    gaps: Floats  # days each
    pattern: Floats  # share of weekdays, mean 1; place 0 is the first day after the last column


def _steps(done: Floats) -> _Steps:
    told = np.flatnonzero(~np.isnan(done))
    amounts, gaps = np.diff(done[told]), np.diff(told)
    ends = told[1:]
    phase = (ends - len(done)) % WEEKDAYS
    pattern = np.ones(WEEKDAYS)
    is_daily = gaps == 1
    if is_daily.sum() >= LEAST_WEEKLY and amounts[is_daily].sum() > 0:
        sums = np.bincount(phase[is_daily], amounts[is_daily], WEEKDAYS)
        ns = np.bincount(phase[is_daily], minlength=WEEKDAYS)
        mean = amounts[is_daily].mean()
        pattern = (sums + SHRUNK * mean) / ((ns + SHRUNK) * mean)
        pattern = np.maximum(pattern / pattern.mean(), 0.0)
    # Days that are never worked have next to no weight, and no pace can be read from them.
    weights = np.array(
        [
            pattern[(np.arange(start + 1, end + 1) - len(done)) % WEEKDAYS].sum()
            for start, end in zip(told, ends, strict=False)
        ]
    )
    return _Steps(amounts, np.maximum(weights, 0.05), pattern)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Paces of the last report's day, how they drift, and how single days vary."""

    paces: Floats  # (n_draws,)
    drift_sd: Floats
    noise_sd: Floats
    middle: float
    pattern: Floats

    @classmethod
    def of(cls, steps: _Steps, rng: np.random.Generator, n_draws: int) -> "_Drawn":
        """Weigh every ratio of drift to noise by how well it explains the steps, and draw."""
        y = steps.amounts / steps.gaps
        pace, variance = np.full(len(DRIFTS), y[0]), np.full(len(DRIFTS), 1 / steps.gaps[0])
        squares, logs = np.zeros(len(DRIFTS)), np.zeros(len(DRIFTS))
        for amount, gap in zip(y[1:], steps.gaps[1:], strict=True):
            variance = variance + DRIFTS * gap
            total = variance + 1 / gap
            gain, apart = variance / total, amount - pace
            squares += apart**2 / total
            logs += np.log(total)
            pace, variance = pace + gain * apart, variance * (1 - gain)
        n = len(y) - 1
        # Steps of whole things vary at least as single ones do.
        noise = np.maximum(squares / n, max(float(y.mean()), 1e-9))
        fit = -0.5 * (n * np.log(noise) + logs + squares / noise)
        shares = np.exp(fit - fit.max())
        shares /= shares.sum()
        drawn = rng.choice(len(DRIFTS), n_draws, p=shares)
        noises = noise[drawn] * n / rng.chisquare(n, n_draws)
        paces = rng.normal(pace[drawn], np.sqrt(variance[drawn] * noises))
        return cls(
            paces, np.sqrt(DRIFTS[drawn] * noises), np.sqrt(noises), float(shares @ pace),
            steps.pattern,
        )  # fmt: skip


def _days_until(
    drawn: _Drawn, left: float, n_silent: int, horizon: int, rng: np.random.Generator
) -> Floats:
    """Return after how many days, counted from the last column, as much as is left was done."""
    paces, done = drawn.paces.copy(), np.zeros(len(drawn.paces))
    until = np.full(len(paces), np.inf)
    for day in range(1 - n_silent, horizon + 1):
        paces = np.maximum(paces + drawn.drift_sd * rng.standard_normal(len(paces)), 0.0)
        share = drawn.pattern[(day - 1) % WEEKDAYS]
        noise = drawn.noise_sd * np.sqrt(share) * rng.standard_normal(len(paces))
        done = done + np.maximum(paces * share + noise, 0.0)
        until[(done >= left) & np.isinf(until)] = max(day, 0)
        if not np.isinf(until).any():
            break
    return until


def _was_by(progress: Progress, unit: int, due_days: int) -> float:
    """Say whether a target that is reached was reached by a deadline; NaN = not known."""
    done, due = progress.done[unit], progress.done.shape[1] - 1 + due_days
    known = np.flatnonzero(~np.isnan(done))
    first = int(known[done[known] >= progress.target[unit]][0])
    if first <= due:
        return 1.0
    is_told = ((known >= due) & (known < first)).any()
    return 0.0 if is_told else float("nan")


def days_to_dates(days: Floats, last_day: date) -> list[date | None]:
    """Return the calendar day of each number of days; None where it is not foreseen."""
    start = last_day.toordinal()
    return [date.fromordinal(start + int(n)) if np.isfinite(n) else None for n in days.tolist()]
