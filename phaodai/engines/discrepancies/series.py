"""One series of daily counts looked through from end to end, with what is known of later days."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log
from typing import Final

import numpy as np

from phaodai.engines.discrepancies.counts import Floats, Levels, levels_of, log_chance
from phaodai.engines.discrepancies.habits import digit_preference, level_steps
from phaodai.engines.discrepancies.mistakes import Seen
from phaodai.engines.discrepancies.weighing import MISTAKEN, Weighed, weigh

LIKELIER: Final = 0.5  # from here on a mistake is likelier than a real course
SCREEN: Final = 2.5  # standard deviations within which nothing is weighed
BACK: Final = 6  # days that may have been held back and given together
RUN: Final = 10  # days on either side in which one mistake makes others likelier
RUN_WORTH: Final = 60.0  # days without a mistake that this is set against
MOST_MISTAKEN: Final = 0.2
AHEAD: Final = 2  # days that may have been given ahead
LEAST_COPIED: Final = 10.0  # days of fewer are alike by chance
COPY_LAGS: Final = range(1, 15)
COPY_CHANCE: Final = 1e-4  # of days alike by chance, below which they are copies
FEWEST_WEEKS: Final = 4
SILENT_WEEKDAY: Final = 0.1  # a day of the week with less than this of a usual day


class Fault(StrEnum):
    """What a finding of a series is about."""

    NEGATIVE = "NEGATIVE"  # a count below zero
    FALLS = "FALLS"  # a total since the beginning that falls
    TWICE = "TWICE"  # one day stands there more than once
    MISSING = "MISSING"  # days without a line or a value
    UNLIKELY = "UNLIKELY"  # weighed: see `weighed`
    COPIED = "COPIED"  # days repeat others to the last unit
    LEVEL = "LEVEL"  # from one day on all is several times as much, or as little
    LUMPS = "LUMPS"  # some days of the week are never reported, others carry them
    DIGITS = "DIGITS"  # round figures more often than counting gives


@dataclass(frozen=True, slots=True)
class Spotted:
    """One finding in a series.

    Attributes:
        fault: Its kind.
        first: First day, a proleptic ordinal.
        last: Last day, included.
        value: What was stated of the day, or the sum over the days; None = nothing.
        weighed: Both likelihoods, where there is a figure to weigh.
        chance: How often it comes about by itself; None where it cannot.
        lag: Of copies, how many days before the same was stated.
    """

    fault: Fault
    first: int
    last: int
    value: float | None = None
    weighed: Weighed | None = None
    chance: float | None = None
    lag: int = 0


def is_running_total(values: Sequence[float | None]) -> bool:
    """Say whether a column looks like a total since the beginning: it hardly ever falls."""
    said = np.array([value for value in values if value is not None])
    if len(said) < 14 or said[-1] <= 0:
        return False
    steps = np.diff(said)
    rises = said[-1] >= said.max() * 0.9 and np.mean(steps < 0) <= 0.05
    large = said[said > 0]
    return bool(rises and np.mean(np.abs(steps)) < 0.2 * np.mean(large))


def scan(
    days: Sequence[int], values: Sequence[float | None], *, is_total: bool = False
) -> list[Spotted]:
    """Return what is wrong or doubtful in a series, in the order of days.

    Args:
        days: Proleptic ordinals, in any order.
        values: Of each day; None where the cell is empty.
        is_total: The column is a total since the beginning: its steps are looked at.
    """
    by_day: dict[int, list[float | None]] = defaultdict(list)
    for day, value in zip(days, values, strict=True):
        by_day[day].append(value)
    if not by_day:
        return []
    first, last = min(by_day), max(by_day)
    found = [Spotted(Fault.TWICE, day, day) for day, said in by_day.items() if len(said) > 1]
    line = np.array([_one(by_day.get(day, ())) for day in range(first, last + 1)], dtype=np.float64)
    if is_total:
        steps = _steps(line)
        found += [
            Spotted(Fault.FALLS, first + place, first + place, line[place])
            for place in np.flatnonzero(steps < 0).tolist()
        ]
        line = np.where(steps < 0, np.nan, steps)
    found += _silence(line, first)
    levels = levels_of(line[None, :], is_spread_local=True)
    found += _weighed(line, levels, first)
    found += _copies(line, levels, first)
    found += _lumps(line, levels, first)
    found += [Spotted(Fault.LEVEL, day, day, value) for day, value in level_steps(line, first)]
    if (chance := digit_preference(line)) is not None:
        found.append(Spotted(Fault.DIGITS, first, last, chance=chance))
    return sorted(found, key=lambda each: (each.first, each.last, each.fault))


def _one(said: Sequence[float | None]) -> float:
    return next((value for value in reversed(said) if value is not None), np.nan)


def _steps(line: Floats) -> Floats:
    """Return by how much a total grew; over silent days the step lies on the day that tells it."""
    steps = np.full_like(line, np.nan)
    known = np.flatnonzero(~np.isnan(line))
    steps[known[1:]] = np.diff(line[known])
    return steps


def _silence(line: Floats, first: int) -> list[Spotted]:
    silent = np.isnan(line)
    edges = np.flatnonzero(np.diff(np.r_[False, silent, False].astype(np.int8)))
    return [
        Spotted(Fault.MISSING, first + int(start), first + int(end) - 1)
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]


def _weighed(line: Floats, levels: Levels, first: int) -> list[Spotted]:
    """Weigh every day that stands out, twice: mistakes come in runs, so the second time knows."""
    rates = np.full(len(line), MISTAKEN)
    found: dict[int, Spotted] = {}
    for _ in range(2):
        found = {each.first - first: each for each in _weighed_once(line, levels, first, rates)}
        wrong = np.isin(np.arange(len(line)), list(found))
        near = np.convolve(wrong, np.ones(2 * RUN + 1))[RUN : RUN + len(line)] - wrong
        rates = (MISTAKEN * RUN_WORTH + near) / (RUN_WORTH + 2 * RUN)
        rates = np.clip(rates, MISTAKEN, MOST_MISTAKEN)
    return list(found.values())


def _weighed_once(line: Floats, levels: Levels, first: int, rates: Floats) -> Iterator[Spotted]:
    total = np.concatenate([[0.0], np.nancumsum(np.where(line < 0, 0.0, line))])
    for place, value in enumerate(line.tolist()):
        day = first + place
        if value < 0:
            yield Spotted(Fault.NEGATIVE, day, day, value)
        means = means_at(levels, 0, place)
        size = float(levels.size[0, place])
        if not value >= 0 or not means or not _stands_out(value, means, size, line, place):
            continue
        mean = middle_of(means)
        seen = Seen(
            value=value,
            mean=mean,
            size=size,
            previous=float(line[place - 1]) if place and mean >= LEAST_COPIED else None,
            so_far=float(total[place]),
            around=_around(line, levels, place),
        )
        weighed = weigh(
            seen,
            means=means,
            is_between=not np.isnan(levels.after[0, place]),
            mistaken=float(rates[place]),
        )
        if weighed.odds_wrong >= LIKELIER:
            yield Spotted(Fault.UNLIKELY, day, day, value, weighed)


def means_at(levels: Levels, row: int, place: int, *, is_looking_back: bool = True) -> list[float]:
    """Return what a day was leading up to, as far as it is known."""
    told = [levels.before, levels.trend] + ([levels.after] if is_looking_back else [])
    means = [float(each[row, place]) for each in told]
    known = [mean for mean in means if not np.isnan(mean)]
    if is_looking_back and len(known) == len(means):
        known.append(float(np.sqrt(max(known[0], 0.1) * max(known[-1], 0.1))))
    return known


def middle_of(means: Sequence[float]) -> float:
    """Return one expectation for several: their geometric mean."""
    return exp(sum(log(max(mean, 0.1)) for mean in means) / len(means))


def _stands_out(
    value: float, means: Sequence[float], size: float, line: Floats, place: int
) -> bool:
    """Say whether a figure is worth weighing."""
    nearest = min(
        abs(value - mean) / np.sqrt(max(mean, 1.0) + mean * mean / size) for mean in means
    )
    alike = place > 0 and value == line[place - 1] and value >= LEAST_COPIED
    return bool(nearest > SCREEN or alike or (value == 0 and min(means) > 2))


def _around(line: Floats, levels: Levels, place: int) -> list[tuple[list[float], list[float]]]:
    """Return the stretches of days that a figure may have been taken from or given with."""
    reaches = [range(place - n, place) for n in range(1, BACK + 1)]
    reaches += [range(place + 1, place + 1 + n) for n in range(1, AHEAD + 1)]
    found = []
    for reach in reaches:
        if reach.start < 0 or reach.stop > len(line):
            continue
        said = [float(value) for value in np.nan_to_num(line[reach.start : reach.stop])]
        if min(said) < 0:
            continue
        means = [means_at(levels, 0, day) for day in reach]
        if all(means):
            found.append((said, [middle_of(each) for each in means]))
    return found


def _copies(line: Floats, levels: Levels, first: int) -> list[Spotted]:
    """Return stretches of at least two days that repeat earlier ones to the last unit."""
    found: list[Spotted] = []
    size = levels.size[0]
    alike_by_chance = np.where(
        line >= 1, np.nan_to_num(log_chance(np.nan_to_num(line), np.fmax(line, 1.0), size)), 0.0
    )
    for lag in COPY_LAGS:
        same = np.r_[np.zeros(lag, dtype=bool), (line[lag:] == line[:-lag])]
        edges = np.flatnonzero(np.diff(np.r_[False, same, False].astype(np.int8)))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if lag > 1 and len(np.unique(line[start:end])) < 2:
                continue  # the same figure all along is told once, by the lag of a day
            chance = exp(float(alike_by_chance[start:end].sum())) * len(COPY_LAGS)
            if end - start > 1 and chance < COPY_CHANCE and not _is_told(found, start, end, first):
                total = float(line[start:end].sum())
                found.append(
                    Spotted(
                        Fault.COPIED, first + int(start), first + int(end) - 1, total,
                        chance=chance, lag=lag,
                    )
                )  # fmt: skip
    return found


def _is_told(found: Sequence[Spotted], start: int, end: int, first: int) -> bool:
    return any(each.first <= first + end - 1 and each.last >= first + start for each in found)


def _lumps(line: Floats, levels: Levels, first: int) -> list[Spotted]:
    """Return whether some days of the week are never reported where something was expected."""
    weekday = np.arange(len(line)) % 7
    usual = np.fmax(levels.before[0], levels.after[0]) / levels.rhythm[weekday]
    for silent in np.flatnonzero(levels.rhythm < SILENT_WEEKDAY):
        here = (weekday == silent) & (usual >= LEAST_COPIED / 2) & ~np.isnan(line)
        if here.sum() >= FEWEST_WEEKS and np.mean(line[here] <= 0.1 * usual[here]) >= 0.75:
            share = float(levels.rhythm[silent])
            return [Spotted(Fault.LUMPS, first, first + len(line) - 1, chance=share)]
    return []


def shifts(one: Mapping[int, float], other: Mapping[int, float], *, most: int = 3) -> int:
    """Return by how many days two statements of one thing lie apart.

    Returns:
        Days by which `other` is later; 0 where they agree best as they are.
    """
    common = sorted(set(one) & set(other))
    if len(common) < 2 * most:
        return 0

    def apart(lag: int) -> float:
        pairs = [(one[day], other[day + lag]) for day in common if day + lag in other]
        scale = sum(a + b for a, b in pairs)
        return sum(abs(a - b) for a, b in pairs) / scale if scale else 1.0

    best = min(range(-most, most + 1), key=lambda lag: (round(apart(lag), 6), abs(lag)))
    return best if apart(best) < 0.5 * apart(0) else 0
