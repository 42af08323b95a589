"""Grade units by a rule pack, all at once, with the range of grades that what is unknown leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.levels.banding import Places, bands
from phaodai.engines.levels.figures import Figures, Flags, checked, ends
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
    grades, steps, top = found[pack.tables[-1].code], [], len(pack.grades) - 1
    before = ends(lambda last: last.astype(np.int8), figures.before.ends)
    for adjustment in pack.adjusting(on):
        holds = _holds(pack, adjustment, found, figures.n)
        grades = _adjusted(adjustment, top, grades, holds, before)
        steps.append(Step(adjustment, *holds, *grades))
    return Assessment(pack, on, figures, found, tuple(steps), *grades)


def _look_up(table: Table, found: Mapping[str, Places]) -> Places:
    least, most = _boxes(table)
    sides = [found[name] for name in table.over]
    is_exact = all(low is high for low, high in sides)
    at: NDArray[np.int64] = np.zeros(1, dtype=np.int64)
    for (low, high), size in zip(sides, table.sizes, strict=True):
        at = at * size**2 + (low * np.int64(size + 1) if is_exact else low * np.int64(size) + high)
    return ends(np.take, (least, least if is_exact and table.is_closed else most), (at, at))


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
    """Say where an adjustment certainly applies, and where it may."""
    always = np.ones(n, dtype=bool)
    holds: tuple[Flags, Flags] = always, always
    for each in adjustment.when:
        holds = ends(np.logical_and, holds, _lies(pack, each, found))
    for each in adjustment.unless:
        certain, possible = _lies(pack, each, found)
        holds = ends(np.greater, holds, (possible, certain))  # the one and not the other
    return holds


def _lies(pack: Pack, condition: Condition, found: Mapping[str, Places]) -> tuple[Flags, Flags]:
    """Say where a unit certainly lies in the bands of a condition, and where it may."""
    low, high = found[condition.of]
    n_until = np.zeros(len(bands_of(pack.axis[condition.of])) + 1, dtype=np.int8)
    n_until[[band + 1 for band in condition.bands]] = 1
    if low is high:
        is_in = n_until[1:].astype(bool)[low]
        return is_in, is_in
    n_until = n_until.cumsum(dtype=np.int8)  # how many bands of the condition lie before each
    n_in = n_until[high + 1] - n_until[low]
    return n_in > high - low, n_in > 0


def _adjusted(
    adjustment: Adjustment, top: int, grades: Places, holds: tuple[Flags, Flags], before: Places
) -> Places:
    if adjustment.effect is Effect.RAISE:
        by = np.int8(adjustment.by)
        return ends(lambda grade, is_so: np.minimum(grade + by * is_so, top), grades, holds)
    return ends(_held, grades, holds, before)


def _held(grades: Grades, is_held: Flags, before: Grades) -> Grades:
    held: Grades = np.where(is_held, np.maximum(grades, before), grades)
    return held
