"""A rule pack: tables over criteria, adjustments, rules for units above, and all of its parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from phaodai.engines.levels.parts import Certainty, Choice, Criterion, Input, Number, Text, Value


class Effect(StrEnum):
    """What an adjustment does."""

    RAISE = "raise"  # the grade rises, at most to the last one
    HOLD = "hold"  # the grade does not fall below the one before


class Method(StrEnum):
    """How a unit above those assessed comes to its grade."""

    FIGURES = "figures"  # by the same criteria, from its own figures
    COUNT = "count"  # the worst grade that enough of the units below have at least


@dataclass(frozen=True, slots=True)
class Cell:
    """Some combinations of a table and what they give.

    Attributes:
        key: Its place in the pack.
        when: For each axis of the table, the bands that it holds for.
        least: The best result that it can mean.
        most: The worst; another than `least` where the source leaves it open.
    """

    key: str
    when: tuple[tuple[int, ...], ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Table:
    """What each combination of bands gives.

    Attributes:
        code: Its name.
        over: Criteria, choices and earlier tables.
        sizes: How many bands each of them has.
        results: What it can give, from good to bad; the last table of a pack gives grades.
        cells: They cover each combination once.
    """

    code: str
    over: tuple[str, ...]
    sizes: tuple[int, ...]
    results: tuple[Value, ...]
    cells: tuple[Cell, ...]

    @property
    def is_closed(self) -> bool:
        """Whether each cell gives one result."""
        return all(cell.least == cell.most for cell in self.cells)


Axis: TypeAlias = Criterion | Choice | Table


@dataclass(frozen=True, slots=True)
class Condition:
    """A criterion, choice or table lies in one of some bands."""

    of: str
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A change of the grade that the tables gave.

    Attributes:
        code: Its name.
        text: Its name for people.
        effect: What it does.
        by: How many grades it raises by; 0 for a hold.
        when: All of these have to be so,
        unless: and none of these.
        first_day: Since when; None is as long as the pack.
        last_day: Until when.
    """

    code: str
    text: Text
    effect: Effect
    by: int
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    first_day: date | None
    last_day: date | None

    def is_in_force(self, on: date) -> bool:
        """Say whether it holds on a day."""
        return (self.first_day or date.min) <= on <= (self.last_day or date.max)


@dataclass(frozen=True, slots=True)
class Rollup:
    """How units of a level above come to their grade.

    Attributes:
        level: Of which units.
        method: How.
        least: Of `Method.COUNT`, how many units below it takes; 0 otherwise.
    """

    level: str
    method: Method
    least: int


@dataclass(frozen=True, eq=False)
class Pack:
    """The rules that grade units for some diseases in some time.

    Attributes:
        code: Its name.
        version: Of the same rules, rising.
        title: For people.
        diseases: Codes.
        first_day: The first that it holds for.
        last_day: The last; None is open.
        sources: Code -> what it stands for.
        units: Levels of the units that are assessed one by one.
        decides: Level of the unit that decides the grade of those below, or its own.
        lead_hours: How long before its hour of effect a change is announced.
        grades: From good to bad.
        inputs: Whole numbers that it reads.
        choices: What persons state.
        criteria: Bands.
        tables: In the order in which they are read; the last gives the grade.
        adjustments: In the order in which they are applied.
        rollups: For units above.
        numbers: Every number and rule with its source.
    """

    code: str
    version: int
    title: Text
    diseases: tuple[str, ...]
    first_day: date
    last_day: date | None
    sources: Mapping[str, str]
    units: tuple[str, ...]
    decides: str
    lead_hours: int
    grades: tuple[Value, ...]
    inputs: tuple[Input, ...]
    choices: tuple[Choice, ...]
    criteria: tuple[Criterion, ...]
    tables: tuple[Table, ...]
    adjustments: tuple[Adjustment, ...]
    rollups: tuple[Rollup, ...]
    numbers: tuple[Number, ...]

    @cached_property
    def input(self) -> Mapping[str, Input]:
        """Inputs by code."""
        return {each.code: each for each in self.inputs}

    @cached_property
    def axis(self) -> Mapping[str, Axis]:
        """Whatever a table or condition may name, by code."""
        axes: tuple[Axis, ...] = (*self.measures, *self.tables)
        return {each.code: each for each in axes}

    @cached_property
    def measures(self) -> tuple[Criterion | Choice, ...]:
        """Criteria and choices."""
        return (*self.criteria, *self.choices)

    @cached_property
    def asked(self) -> tuple[Input | Choice, ...]:
        """Inputs and choices: what has to be known of units."""
        return (*self.inputs, *self.choices)

    @cached_property
    def unconfirmed(self) -> tuple[Number, ...]:
        """Numbers that somebody has to confirm before the pack decides anything."""
        return tuple(each for each in self.numbers if each.certainty is not Certainty.VERIFIED)

    def holds(self, on: date) -> bool:
        """Say whether a day lies within the pack."""
        return self.first_day <= on and (self.last_day is None or on <= self.last_day)

    def adjusting(self, on: date) -> tuple[Adjustment, ...]:
        """Return the adjustments in force on a day."""
        return tuple(each for each in self.adjustments if each.is_in_force(on))

    def axes_on(self, on: date) -> tuple[Criterion | Choice, ...]:
        """Return the criteria and choices that count on a day, in the order of the pack."""
        named = {name for table in self.tables for name in table.over}
        for each in self.adjusting(on):
            named |= {condition.of for condition in (*each.when, *each.unless)}
        return tuple(each for each in self.measures if each.code in named)


def bands_of(axis: Axis) -> tuple[str, ...]:
    """Return the codes of an axis' bands, in their order."""
    if isinstance(axis, Criterion):
        return tuple(each.code for each in axis.bands)
    return tuple(each.code for each in (axis.values if isinstance(axis, Choice) else axis.results))


def inputs_of(axis: Criterion | Choice) -> tuple[str, ...]:
    """Return what has to be known of a unit to place it on an axis."""
    if isinstance(axis, Choice):
        return (axis.code,)
    return (axis.of, axis.over) if axis.over else (axis.of,)
