"""Why a unit has its grade, as codes and numbers: the words are for whoever shows it."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product

import numpy as np

from phaodai.engines.levels.changing import Change, changes_of
from phaodai.engines.levels.figures import LEFT_OUT, SILENT, Span
from phaodai.engines.levels.grading import Assessment, assess, combine
from phaodai.engines.levels.pack import Cell, Pack, Table, bands_of, inputs_of
from phaodai.engines.levels.parts import Choice, Criterion, InputKind

PREVIOUS = "previous"  # the name of the grade before, among what is missing


@dataclass(frozen=True, slots=True)
class Reading:
    """What one criterion or choice says of a unit.

    Attributes:
        axis: Its code.
        low: Code of the lowest band in which the unit can lie.
        high: Of the highest.
        count: The number itself, None where it is not known; of a choice None.
        people: What it is divided by.
        rate: The exact rate; show `count` and `people` beside it where they are small.
        one_more: By how much a single one changes the rate.
        mean: Of the earlier years that count.
        n_years: How many those are.
    """

    axis: str
    low: str
    high: str
    count: int | None = None
    people: int | None = None
    rate: Fraction | None = None
    one_more: Fraction | None = None
    mean: Fraction | None = None
    n_years: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What one table says of a unit: the cells that it can lie in, and the results."""

    table: str
    cells: tuple[Cell, ...]
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What one adjustment did: nothing, something, or perhaps something.

    Attributes:
        adjustment: Its code.
        is_certain: Its condition holds.
        is_possible: It may hold.
        low: Best grade after it.
        high: Worst.
        did_change: Whether the range of grades is another than before.
    """

    adjustment: str
    is_certain: bool
    is_possible: bool
    low: str
    high: str
    did_change: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a unit has its grade.

    Attributes:
        pack: Code of the rules.
        on: The day.
        low: Best grade that the unit can have.
        high: Worst; another means that it cannot be assessed.
        readings: Criterion by criterion.
        findings: Table by table.
        applied: Adjustment by adjustment.
        missing: What has to become known where the grade is not sure, with `PREVIOUS`.
        immaterial: What is not known, and would change nothing.
        changes: What would have to change, where the grade is sure.
        is_unsteady: Whether one more or one fewer in a single count would give another grade.
    """

    pack: str
    on: date
    low: str
    high: str
    readings: tuple[Reading, ...] = ()
    findings: tuple[Finding, ...] = ()
    applied: tuple[Applied, ...] = ()
    missing: tuple[str, ...] = ()
    immaterial: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    is_unsteady: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether what is known gives one grade."""
        return self.low == self.high


def explain(assessment: Assessment, place: int) -> Explanation:
    """Say why the unit at a place has its grade.

    Args:
        assessment: Of all units.
        place: From 0.
    """
    pack, on = assessment.pack, assessment.on
    one = assess(pack, assessment.figures.take(slice(place, place + 1)), on=on)
    grades = [each.code for each in pack.grades]
    unknown = tuple(name for name, is_open in one.unknown().items() if is_open[0])
    missing = _missing(one, unknown)
    changes = changes_of(one) if one.is_sure[0] else ()
    return Explanation(
        pack=pack.code,
        on=on,
        low=grades[one.low[0]],
        high=grades[one.high[0]],
        readings=tuple(_reading(one, axis) for axis in pack.axes_on(on)),
        findings=tuple(_finding(one, table) for table in pack.tables),
        applied=_applied(one),
        missing=missing,
        immaterial=tuple(name for name in unknown if name not in missing),
        changes=changes,
        is_unsteady=any(
            abs(each.after - each.before) == 1 and _is_count(pack, each.name) for each in changes
        ),
    )


def _reading(one: Assessment, axis: Criterion | Choice) -> Reading:
    codes = bands_of(axis)
    low, high = (codes[int(each[0])] for each in one.bands[axis.code])
    if isinstance(axis, Choice):
        return Reading(axis.code, low, high)
    count = _known(one.figures.counts[axis.of])
    people = _known(one.figures.counts[axis.over]) if axis.over else None
    if axis.spread is not None:
        years = one.figures.past[axis.of][0]
        kept = [int(each) for each in years if each != LEFT_OUT]
        mean = Fraction(sum(kept), len(kept)) if kept and SILENT not in kept else None
        return Reading(axis.code, low, high, count, mean=mean, n_years=len(kept))
    if people is None:
        return Reading(axis.code, low, high, count)
    window = one.pack.input[axis.of].window
    each = Fraction(axis.per * (axis.each_days or 1), people)
    if axis.each_days and window:
        each /= window.days
    rate = count * each if count is not None else None
    return Reading(axis.code, low, high, count, people, rate, each)


def _known(span: Span) -> int | None:
    return int(span.low[0]) if span.low[0] == span.high[0] else None


def _finding(one: Assessment, table: Table) -> Finding:
    box = [
        range(int(low[0]), int(high[0]) + 1)
        for low, high in (one.bands[name] for name in table.over)
    ]
    codes = bands_of(table)
    low, high = (codes[int(each[0])] for each in one.bands[table.code])
    cells = tuple(
        cell
        for cell in table.cells
        if all(set(bands) & set(side) for bands, side in zip(cell.when, box, strict=True))
    )
    return Finding(table.code, cells, low, high)


def _applied(one: Assessment) -> tuple[Applied, ...]:
    grades = [each.code for each in one.pack.grades]
    low, high = one.bands[one.pack.tables[-1].code]
    before, found = (int(low[0]), int(high[0])), []
    for step in one.steps:
        after = int(step.low[0]), int(step.high[0])
        found.append(
            Applied(
                step.adjustment.code,
                bool(step.is_certain[0]),
                bool(step.is_possible[0]),
                grades[after[0]],
                grades[after[1]],
                after != before,
            )
        )
        before = after
    return tuple(found)


def _missing(one: Assessment, unknown: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is not known and would, by itself, change the grade in some situation.

    Each combination of bands in which the unit can lie is graded; an axis matters where two
    combinations that differ on it alone give different grades.
    """
    axes = one.pack.axes_on(one.on)
    sides = [
        range(int(one.bands[axis.code][0][0]), int(one.bands[axis.code][1][0]) + 1) for axis in axes
    ]
    points = np.array([*product(*sides)], dtype=np.int8)
    placed = {axis.code: (points[:, at],) * 2 for at, axis in enumerate(axes)}
    many = one.figures.take(np.zeros(len(points), dtype=np.int64))
    graded = combine(one.pack, many, placed, on=one.on)
    shape = [len(side) for side in sides]
    found: set[str] = set()
    for at, axis in enumerate(axes):
        if len(sides[at]) > 1:
            for result in (graded.low, graded.high):
                table = np.moveaxis(result.reshape(shape), at, 0)
                if (table != table[:1]).any():
                    found |= set(inputs_of(axis))
    missing = tuple(name for name in unknown if name in found)
    return (*missing, PREVIOUS) if _needs_previous(one) else missing


def _needs_previous(one: Assessment) -> bool:
    """Say whether the grade before is not known and leaves the grade open."""
    before, figures = one.figures.before, one.figures
    if one.is_sure[0] or before.is_known[0]:
        return False
    tried = [
        assess(one.pack, replace(figures, previous=Span(end, end)), on=one.on)
        for end in (before.low, before.high)
    ]
    return len({(int(each.low[0]), int(each.high[0])) for each in tried}) > 1


def _is_count(pack: Pack, name: str) -> bool:
    of = pack.input.get(name)
    return of is not None and of.kind is InputKind.COUNT
