"""Figures that do not follow from their own past nor from what their neighbours say."""

from collections.abc import Iterator
from math import log

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.discrepancies.counts import LEAST_MEAN, Floats, Levels, log_chance
from phaodai.engines.discrepancies.mistakes import Seen
from phaodai.engines.discrepancies.panels import Disagreement, Integers, Panel
from phaodai.engines.discrepancies.rules import Rule
from phaodai.engines.discrepancies.series import LEAST_COPIED, SCREEN, means_at, middle_of
from phaodai.engines.discrepancies.weighing import Beside, weigh


def unlikely(panel: Panel, rule: Rule) -> Iterator[Disagreement]:
    """Weigh each figure that stands out against all that was known on its day.

    Later days are not looked at, so that the answer for a day does not change by itself.
    """
    values = panel.values[rule.at]
    levels = panel.levels(rule.at)
    rises = neighbours_rise(values, levels, panel.groups)
    for unit, day in np.argwhere(_screen(values, levels, rule.tolerance)).tolist():
        if day < panel.judged:
            continue
        value = float(values[unit, day])
        means = means_at(levels, unit, day, is_looking_back=False)
        yesterday = float(values[unit, day - 1])
        if not np.isnan(yesterday):
            means.append(yesterday)
        mean, size = middle_of(means[:2]), float(levels.size[unit, day])
        seen = Seen(
            value=value,
            mean=mean,
            size=size,
            previous=yesterday if mean >= LEAST_COPIED else None,
            so_far=float(np.nansum(values[unit, :day])),
            others=_others(panel, rule, unit, day),
            exchanged=_exchanged(panel, rule, levels, unit, day),
        )
        weighed = weigh(
            seen,
            means=means,
            beside=list(_beside(panel, rule, unit, day)),
            neighbours=float(rises[unit, day]),
            burst=rule.burst,
        )
        if weighed.odds_wrong >= rule.odds:
            figures = (rule.at, *rule.beside, *rule.others)
            yield Disagreement(
                rule=rule.code, unit=unit, day=day,
                cells=tuple((figure, day) for figure in figures),
                left=value, right=mean, weighed=weighed,
            )  # fmt: skip


def neighbours_rise(values: Floats, levels: Levels, groups: Integers) -> Floats:
    """Return by how many standard deviations the other units of each group rose together."""
    mean = np.fmax(np.nan_to_num(levels.before), LEAST_MEAN)
    known = ~np.isnan(values) & ~np.isnan(levels.before)
    over = np.where(known, np.nan_to_num(values) - mean, 0.0)
    # One neighbour's own mistake is no outbreak: each counts for a bounded rise.
    spread = np.where(known, mean + mean**2 / levels.size, 0.0)
    over = np.minimum(over, 4 * np.sqrt(spread + 1))
    _, place = np.unique(groups, return_inverse=True)
    n = int(place.max()) + 1
    sums, spreads = np.zeros((n, values.shape[1])), np.zeros((n, values.shape[1]))
    np.add.at(sums, place, over)
    np.add.at(spreads, place, spread)
    rest: Floats = (sums[place] - over) / np.sqrt(np.maximum(spreads[place] - spread, 1.0))
    return rest


def _screen(values: Floats, levels: Levels, least: float) -> NDArray[np.bool_]:
    """Say which figures are worth weighing: far from what was expected, and from yesterday's."""
    with np.errstate(invalid="ignore"):
        apart = np.full(values.shape, np.inf)
        yesterday = np.concatenate([np.full((len(values), 1), np.nan), values[:, :-1]], axis=1)
        for told in (levels.before, levels.trend, np.fmax(yesterday, LEAST_MEAN)):
            step = np.abs(values - told)
            spread = np.sqrt(np.maximum(told, 1.0) + told**2 / levels.size)
            far = np.where(step > least, step / spread, 0.0)
            apart = np.fmin(apart, np.where(np.isnan(told), np.nan, far))
        empty = (values == 0) & (levels.before > least)
        marks = (apart > SCREEN) | empty | (values < 0)
    worth: NDArray[np.bool_] = marks & ~np.isnan(levels.before)
    return worth


def _others(panel: Panel, rule: Rule, unit: int, day: int) -> tuple[float, ...]:
    """Return what else was stated in the same report."""
    told = []
    for figure in (*rule.beside, *rule.others):
        value = float(panel.values[figure][unit, day])
        if not np.isnan(value):
            told.append(value)
    return tuple(told)


def _exchanged(panel: Panel, rule: Rule, levels: Levels, unit: int, day: int) -> float | None:
    """Return how likely the figure is as that of a neighbour who got this one's in return."""
    values = panel.values[rule.at]
    near = np.flatnonzero(panel.groups == panel.groups[unit])
    near = near[(near != unit) & ~np.isnan(values[near, day] + levels.before[near, day])]
    if not len(near):
        return None
    theirs = np.maximum(levels.before[near, day], LEAST_MEAN)
    mine = max(float(levels.before[unit, day]), LEAST_MEAN)
    said, sizes = values[near, day], levels.size[near, day]
    in_place = log_chance(said, theirs, sizes)
    swapped = log_chance(said, mine, levels.size[unit, day])
    gain = np.minimum(swapped - in_place, 8.0)
    fit = log_chance(values[unit, day], theirs, sizes)
    return float(np.max(np.minimum(fit + gain, 0.0))) - log(len(near))


def _beside(panel: Panel, rule: Rule, unit: int, day: int) -> Iterator[Beside]:
    for figure in rule.beside:
        levels = panel.levels(figure)
        means = means_at(levels, unit, day, is_looking_back=False)
        value = float(panel.values[figure][unit, day])
        if means and not np.isnan(value):
            yield Beside(value, middle_of(means), float(levels.size[unit, day]))
