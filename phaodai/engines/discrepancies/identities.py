"""What has to agree exactly: parts and total, stock and flow, one statement and another."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.discrepancies.counts import Floats
from phaodai.engines.discrepancies.panels import Cell, Disagreement, Panel
from phaodai.engines.discrepancies.rules import Rule

Marks = NDArray[np.bool_]


def sums(panel: Panel, rule: Rule) -> Iterator[Disagreement]:
    """Find totals that are not the sum of their parts, where all of them were stated."""
    total = panel.values[rule.at]
    parts = np.sum([panel.values[part] for part in rule.parts], axis=0)
    figures = (rule.at, *rule.parts)
    yield from _found(panel, rule, total, parts, _apart(total, parts, rule), figures)


def falls(panel: Panel, rule: Rule) -> Iterator[Disagreement]:
    """Find totals since the beginning that are less than when they were last stated."""
    total = panel.values[rule.at]
    places, before = _last_known(total)
    marks = before - total > np.maximum(rule.tolerance, rule.share * before)
    for unit, day in _places(panel, marks):
        cells = ((rule.at, day), (rule.at, int(places[unit, day])))
        yield Disagreement(
            rule=rule.code, unit=unit, day=day, cells=cells,
            left=float(total[unit, day]), right=float(before[unit, day]),
        )  # fmt: skip


def balances(panel: Panel, rule: Rule) -> Iterator[Disagreement]:
    """Find stocks that are not yesterday's with what came and without what went.

    A wrong stock shows on two days, with opposite signs: it is told on the first.
    """
    stock = panel.values[rule.at]
    before = np.concatenate([np.full((len(stock), 1), np.nan), stock[:, :-1]], axis=1)
    should = before + _total(panel, rule.inflow) - _total(panel, rule.outflow)
    apart = _apart(stock, should, rule)
    by = np.where(apart, stock - should, np.nan)
    apart[:, 1:] &= by[:, 1:] != -by[:, :-1]
    flows = (*rule.inflow, *rule.outflow)
    for unit, day in _places(panel, apart):
        cells: tuple[Cell, ...] = ((rule.at, day), (rule.at, day - 1))
        cells += tuple((flow, day) for flow in flows)
        yield Disagreement(
            rule=rule.code, unit=unit, day=day, cells=cells,
            left=float(stock[unit, day]), right=float(should[unit, day]),
        )  # fmt: skip


def same(panel: Panel, rule: Rule) -> Iterator[Disagreement]:
    """Find statements of one thing that differ, between whoever spoke."""
    figures = (rule.at, *rule.parts)
    said = np.stack([panel.values[figure] for figure in figures])
    known = ~np.isnan(said)
    least = np.min(np.where(known, said, np.inf), axis=0)
    most = np.max(np.where(known, said, -np.inf), axis=0)
    marks = (known.sum(axis=0) > 1) & _apart(most, least, rule)
    for unit, day in _places(panel, marks):
        cells = tuple(
            (figure, day)
            for place, figure in enumerate(figures)
            if known[place, unit, day]
        )  # fmt: skip
        first = panel.values[cells[0][0]][unit, day]
        other = most if first == least[unit, day] else least
        yield Disagreement(
            rule=rule.code, unit=unit, day=day, cells=cells,
            left=float(first), right=float(other[unit, day]),
        )  # fmt: skip


def ratios(panel: Panel, rule: Rule) -> Iterator[Disagreement]:
    """Find shares out of their bounds; a share of nothing is one where there is something."""
    above, below = panel.values[rule.at], panel.values[rule.whole]
    slack = np.maximum(rule.tolerance, rule.share * below)
    marks = (above > rule.most * below + slack) | (above < rule.least * below - slack)
    yield from _found(panel, rule, above, below, marks, (rule.at, rule.whole))


def _apart(left: Floats, right: Floats, rule: Rule) -> Marks:
    """Say where two sides are further apart than the rule allows; silence is nowhere apart."""
    with np.errstate(invalid="ignore"):
        slack = np.maximum(rule.tolerance, rule.share * np.fmax(np.abs(left), np.abs(right)))
        marks: Marks = np.abs(left - right) > slack + 1e-9
    return marks


def _total(panel: Panel, figures: tuple[str, ...]) -> Floats | float:
    return np.sum([panel.values[each] for each in figures], axis=0) if figures else 0.0


def _last_known(values: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the last day before each on which something was said, and what."""
    n_days = values.shape[1]
    days = np.where(np.isnan(values), -1, np.arange(n_days))
    last = np.maximum.accumulate(days, axis=1)
    places = np.concatenate([np.full((len(values), 1), -1), last[:, :-1]], axis=1)
    told = np.take_along_axis(values, np.maximum(places, 0), axis=1)
    return places, np.where(places < 0, np.nan, told)


def _found(
    panel: Panel, rule: Rule, left: Floats, right: Floats, marks: Marks, figures: tuple[str, ...]
) -> Iterator[Disagreement]:
    for unit, day in _places(panel, marks):
        yield Disagreement(
            rule=rule.code, unit=unit, day=day,
            cells=tuple((figure, day) for figure in figures),
            left=float(left[unit, day]), right=float(right[unit, day]),
        )  # fmt: skip


def _places(panel: Panel, marks: Marks) -> Iterator[tuple[int, int]]:
    units, days = np.nonzero(marks)
    for unit, day in zip(units.tolist(), days.tolist(), strict=True):
        if day >= panel.judged:
            yield unit, day
