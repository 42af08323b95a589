"""Grade units by a rule pack, all at once, with the range of grades that what is unknown leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.levels.banding import Places, bands
from phaodai.engines.levels.figures import Figures, Flags, checked
from phaodai.engines.levels.pack import (
    Adjustment,
    Condition,
    Effect,
    Pack,
    Table,
    bands_of,
    inputs_of,
)
from phaodai.engines.levels.parts import Criterion

Grades: TypeAlias = NDArray[np.int8]


class OutsideDates(ValueError):
    """A pack does not hold on a day."""

    def __init__(self, pack: Pack, on: date) -> None:
        until = f"to {pack.last_day}" if pack.last_day else "on"
        super().__init__(f"{pack.code} holds from {pack.first_day} {until}, not on {on}")
        self.pack = pack
        self.on = on


@dataclass(frozen=True, slots=True)
class Step:
    """What an adjustment did.

    Attributes:
        adjustment: Which.
        is_certain: Where its condition certainly holds; shape (n_units,).
        is_possible: Where it may hold.
        low: Lowest grade after it.
        high: Highest.
    """

    adjustment: Adjustment
    is_certain: Flags
    is_possible: Flags
    low: Grades
    high: Grades


@dataclass(frozen=True, slots=True)
class Assessment:
    """Grades of units on a day.

    Attributes:
        pack: By which rules.
        on: The day.
        figures: What was known, with a span for each input.
        bands: Criterion, choice or table -> lowest and highest band of each unit.
        steps: Adjustments in force, in their order.
        low: Best grade that each unit can have, from 0; shape (n_units,).
        high: Worst.
    """

    pack: Pack
    on: date
    figures: Figures
    bands: Mapping[str, Places]
    steps: tuple[Step, ...]
    low: Grades
    high: Grades

    @property
    def is_sure(self) -> Flags:
        """Where what is known gives one grade; shape (n_units,)."""
        is_sure: Flags = self.low == self.high
        return is_sure

    @property
    def grades(self) -> Grades:
        """Grades, -1 where a unit cannot be assessed; shape (n_units,)."""
        return np.where(self.is_sure, self.low, np.int8(-1))

    def unknown(self) -> Mapping[str, Flags]:
        """Return inputs and choices that count on the day -> where they are not known."""
        found: dict[str, Flags] = {}
        for axis in self.pack.axes_on(self.on):
            for name in inputs_of(axis):
                is_open = ~self.figures.counts[name].is_known
                if isinstance(axis, Criterion) and axis.spread is not None:
                    low, high = self.bands[axis.code]
                    is_open = is_open | (low != high)
                found[name] = found[name] | is_open if name in found else is_open
        return found


def assess(pack: Pack, figures: Figures, *, on: date) -> Assessment:
    """Grade units.

    Args:
        pack: The rules.
        figures: What is known of them.
        on: The day; figures are those of the pack's windows up to it, see `windows`.

    Raises:
        OutsideDates: The pack does not hold on the day.
        BadFigures: The figures cannot be right.
    """
    if not pack.holds(on):
        raise OutsideDates(pack, on)
    known = checked(pack, figures)
    placed = {each.code: bands(pack, each, known) for each in pack.axes_on(on)}
    return combine(pack, known, placed, on=on)


def combine(pack: Pack, figures: Figures, placed: Mapping[str, Places], *, on: date) -> Assessment:
    """Grade units whose bands are known: tables first, then the adjustments of the day."""
    found = dict(placed)
    for table in pack.tables:
        found[table.code] = _look_up(table, found)
    low, high = found[pack.tables[-1].code]
    steps = []
    for adjustment in pack.adjusting(on):
        is_certain, is_possible = _holds(pack, adjustment, found, figures.n)
        low, high = _adjusted(pack, adjustment, (low, high), (is_certain, is_possible), figures)
        steps.append(Step(adjustment, is_certain, is_possible, low, high))
    return Assessment(pack, on, figures, found, tuple(steps), low, high)


def _look_up(table: Table, found: Mapping[str, Places]) -> Places:
    least, most = _boxes(table)
    at = np.zeros(len(found[table.over[0]][0]), dtype=np.int64)
    for name, size in zip(table.over, table.sizes, strict=True):
        low, high = found[name]
        at = (at * size + low) * size + high
    return least[at], most[at]


@lru_cache(maxsize=128)
def _boxes(table: Table) -> Places:
    """Return the best and the worst result of each box of combinations.

    A box has a lowest and a highest band on each axis; its place is read like a number whose digits
    are those, axis by axis.
    """
    least, most = (np.zeros(table.sizes, dtype=np.int8) for _ in range(2))
    for cell in table.cells:
        least[np.ix_(*cell.when)] = cell.least
        most[np.ix_(*cell.when)] = cell.most
    for place, size in enumerate(table.sizes):
        least = _along(least, 2 * place, size, np.minimum)
        most = _along(most, 2 * place, size, np.maximum)
    return least.ravel(), most.ravel()


def _along(results: Grades, place: int, size: int, worst: np.ufunc) -> Grades:
    """Replace one axis by two: from which band, to which."""
    bands = np.moveaxis(results, place, 0)
    boxes = np.zeros((size, size, *bands.shape[1:]), dtype=np.int8)
    for low in range(size):
        boxes[low, low:] = worst.accumulate(bands[low:], axis=0)
    return np.moveaxis(boxes, (0, 1), (place, place + 1))


def _holds(
    pack: Pack, adjustment: Adjustment, found: Mapping[str, Places], n: int
) -> tuple[Flags, Flags]:
    is_certain, is_possible = np.ones(n, dtype=bool), np.ones(n, dtype=bool)
    for each in adjustment.when:
        certain, possible = _lies(pack, each, found)
        is_certain, is_possible = is_certain & certain, is_possible & possible
    for each in adjustment.unless:
        certain, possible = _lies(pack, each, found)
        is_certain, is_possible = is_certain & ~possible, is_possible & ~certain
    return is_certain, is_possible


def _lies(pack: Pack, condition: Condition, found: Mapping[str, Places]) -> tuple[Flags, Flags]:
    """Say where a unit certainly lies in the bands of a condition, and where it may."""
    low, high = found[condition.of]
    is_in = np.zeros(len(bands_of(pack.axis[condition.of])) + 1, dtype=np.int64)
    is_in[[band + 1 for band in condition.bands]] = 1
    n_until = is_in.cumsum()  # how many bands of the condition lie before each
    n_in = n_until[high + 1] - n_until[low]
    return n_in == high - low + 1, n_in > 0


def _adjusted(
    pack: Pack,
    adjustment: Adjustment,
    grades: Places,
    holds: tuple[Flags, Flags],
    figures: Figures,
) -> Places:
    (low, high), (is_certain, is_possible) = grades, holds
    if adjustment.effect is Effect.RAISE:
        by, top = adjustment.by, len(pack.grades) - 1
        return (
            np.minimum(low + by * is_certain.astype(np.int8), top).astype(np.int8),
            np.minimum(high + by * is_possible.astype(np.int8), top).astype(np.int8),
        )
    before = figures.before
    return (
        np.where(is_certain, np.maximum(low, before.low), low).astype(np.int8),
        np.where(is_possible, np.maximum(high, before.high), high).astype(np.int8),
    )
