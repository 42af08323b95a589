"""Grades of the units above those assessed, from the grades of the units below."""

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.levels.pack import Rollup

Grades = NDArray[np.int8]


def roll_up(
    rule: Rollup, low: Grades, high: Grades, above: NDArray[np.int64], n: int
) -> tuple[Grades, Grades]:
    """Return the best and the worst grade that each unit above can have.

    A unit has the worst grade that enough of its units have at least: with one, that of its worst
    unit. A unit whose grade lies in a range leaves that above in a range, too.

    Args:
        rule: By `Method.COUNT`; units of `Method.FIGURES` are assessed like any other.
        low: Best grade of each unit below; shape (n_units,).
        high: Worst.
        above: Place of the unit above; shape (n_units,).
        n: How many units above there are.

    Returns:
        Shapes (n,). Units with too few below them have the best grade.

    Raises:
        ValueError: The rule counts no units.
    """
    if rule.least < 1:
        raise ValueError(f"units of the level {rule.level} are assessed from their own figures")
    return tuple(_counted(each, above, n, rule.least) for each in (low, high))  # type: ignore[return-value]


def _counted(grades: Grades, above: NDArray[np.int64], n: int, least: int) -> Grades:
    found = np.zeros(n, dtype=np.int8)
    for grade in range(1, int(grades.max(initial=0)) + 1):
        n_units = np.bincount(above[grades >= grade], minlength=n)
        found[n_units >= least] = grade
    return found
