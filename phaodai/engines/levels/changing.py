"""What would have to change for a unit to fall or rise a grade."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.levels.figures import MOST, Figures, Span, Whole
from phaodai.engines.levels.grading import Assessment, assess
from phaodai.engines.levels.pack import inputs_of
from phaodai.engines.levels.parts import Choice, Input, InputKind


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of one input alone that moves a unit to another grade.

    Attributes:
        name: Input or choice.
        is_worse: Whether the grade gets worse.
        before: The number, or the place of the value of a choice.
        after: What it would have to be.
        grade: The grade that it leads to.
    """

    name: str
    is_worse: bool
    before: int
    after: int
    grade: str


def changes_of(one: Assessment) -> tuple[Change, ...]:
    """Return the smallest change of each input that is known, upward and downward in grade.

    A grade only rises or only falls with a single input, so each border is found by halving, for
    all inputs at once.
    """
    pack, grade = one.pack, int(one.low[0])
    counted = {name for axis in pack.axes_on(one.on) for name in inputs_of(axis)}
    tried = [
        (of.code, end, is_worse)
        for of in pack.asked
        if of.code in counted and one.figures.counts[of.code].is_known[0] and _is_ordered(of)
        for end in _ends(of, one.figures)
        for is_worse in (False, True)
    ]
    names, ends = [name for name, _, _ in tried], np.array([end for _, end, _ in tried], np.int64)
    worse = np.array([is_worse for _, _, is_worse in tried], dtype=bool)
    near = np.array([int(one.figures.counts[name].low[0]) for name in names], dtype=np.int64)
    many = one.figures.take(np.zeros(len(tried), dtype=np.int64))

    def graded(values: Whole) -> Assessment:
        counts = dict(many.counts)
        for name in {*names}:
            is_tried = np.array([each == name for each in names])
            span = counts[name]
            counts[name] = Span(
                *(np.where(is_tried, values, each) for each in (span.low, span.high))
            )
        return assess(pack, Figures(many.n, counts, many.past, many.previous), on=one.on)

    def is_reached(values: Whole) -> NDArray[np.bool_]:
        found = graded(values)
        return np.where(worse, found.low > grade, found.high < grade)

    is_possible = is_reached(ends) if tried else np.zeros(0, dtype=bool)
    far = ends.copy()
    while (is_possible & (abs(far - near) > 1)).any():
        middle = (near + far) // 2
        has = is_reached(middle)
        near, far = np.where(has, near, middle), np.where(has, middle, far)
    after = graded(far).low if tried else far
    return tuple(
        Change(
            name,
            bool(worse[at]),
            int(one.figures.counts[name].low[0]),
            int(far[at]),
            pack.grades[int(after[at])].code,
        )
        for at, name in enumerate(names)
        if is_possible[at]
    )


def _is_ordered(of: Input | Choice) -> bool:
    return isinstance(of, Input) or of.is_ordered


def _ends(of: Input | Choice, figures: Figures) -> tuple[int, ...]:
    """Return the furthest numbers that an input could have, on either side of what it has."""
    now = int(figures.counts[of.code].low[0])
    if isinstance(of, Choice):
        least, most = 0, len(of.values) - 1
    else:
        least, most = int(of.kind is InputKind.PEOPLE), MOST
    return tuple(end for end in (least, most) if end != now)
