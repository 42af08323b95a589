"""The table that rules are held against, and what they find in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.discrepancies.counts import Floats, Levels, levels_of
from phaodai.engines.discrepancies.weighing import Weighed

Integers = NDArray[np.int64]
Cell = tuple[str, int]  # a figure and a day, counted from the first of the table


@dataclass(frozen=True)
class Panel:
    """Units × days of several figures; days follow each other.

    Attributes:
        values: Figure -> (n_units, n_days), NaN where nothing was said.
        groups: Units with the same number are neighbours, (n_units,).
        judged: First day that is judged, counted from the first; those before are only history.
    """

    values: Mapping[str, Floats]
    groups: Integers
    judged: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many units and days there are."""
        return next(iter(self.values.values())).shape

    @cached_property
    def _levels(self) -> dict[str, Levels]:
        return {}

    def levels(self, figure: str) -> Levels:
        """Return what a figure was leading up to; reckoned once."""
        if figure not in self._levels:
            self._levels[figure] = levels_of(self.values[figure])
        return self._levels[figure]

    def has(self, figures: tuple[str, ...]) -> bool:
        """Say whether all these figures are in the table."""
        return all(figure in self.values for figure in figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One thing that a rule found.

    Attributes:
        rule: Its code.
        unit: Row of the table.
        day: The day to be explained, counted from the first of the table.
        cells: The figures that stand against each other, the first the one to be explained.
        left: One side.
        right: The other.
        weighed: Both likelihoods, where the rule weighs.
        chance: How often it comes about by itself, where the rule reckons with that.
        lag: Of copies, how many days before the same was stated.
        code: Of claims, the case.
    """

    rule: str
    unit: int
    day: int
    cells: tuple[Cell, ...]
    left: float | None = None
    right: float | None = None
    weighed: Weighed | None = None
    chance: float | None = None
    lag: int = 0
    code: str = ""
