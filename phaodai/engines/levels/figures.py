"""What is known of units: whole numbers within ranges; what is not known is the whole range."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.levels.pack import Pack
from phaodai.engines.levels.parts import Choice, Input, InputKind

Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

SILENT: Final = -1  # nothing was said
LEFT_OUT: Final = -2  # a year of an epidemic, which no mean takes in
MOST: Final = 10**9  # no unit counts more; the upper end of what is not known


class BadFigures(ValueError):
    """Figures that cannot be right.

    Attributes:
        name: Of which input or choice.
        units: Places of the units, at most ten.
    """

    def __init__(self, name: str, reason: str, units: Whole | None = None) -> None:
        self.name = name
        self.units = tuple(int(each) for each in units[:10]) if units is not None else ()
        super().__init__(
            f"{name}: {reason}" + (f" (units {list(self.units)})" if self.units else "")
        )


@dataclass(frozen=True, slots=True)
class Span:
    """Whole numbers of units, each between two bounds.

    Attributes:
        low: Shape (n_units,).
        high: Shape (n_units,); the same where the number is known, and the same array where all
            are: nothing has to be reckoned twice then.
    """

    low: Whole
    high: Whole

    @classmethod
    def of(cls, values: object) -> "Span":
        """Return numbers that are known, but for those that are `SILENT`.

        Raises:
            ValueError: They are not whole.
        """
        given = np.asarray(values)
        if given.dtype.kind not in "iu":
            raise ValueError(f"figures are whole numbers, got {given.dtype}")
        whole = given.astype(np.int64)
        is_silent = whole == SILENT
        if not is_silent.any():
            return cls(whole, whole)
        return cls(np.where(is_silent, 0, whole), np.where(is_silent, MOST, whole))

    @classmethod
    def of_days(cls, days: Whole, *, least: Whole, most: Whole) -> "Span":
        """Sum days some of which are silent or may still grow.

        Args:
            days: What was stated; shape (n_units, n_days); `SILENT` where nothing was.
            least: Lowest that a silent day can have been; shape (n_units,) or as `days`.
            most: Highest, in the same shape; `SILENT` where nobody can say.

        Returns:
            The range of each sum.
        """
        is_silent = days == SILENT
        below, above = (
            np.broadcast_to(each[:, None] if each.ndim == 1 else each, days.shape)
            for each in (least, most)
        )
        low = np.where(is_silent, np.maximum(below, 0), days).sum(axis=1)
        high = np.where(is_silent, above, days).sum(axis=1)
        is_open = (is_silent & (above == SILENT)).any(axis=1)
        return cls(low, np.where(is_open, MOST, high))

    def __len__(self) -> int:
        return len(self.low)

    def __getitem__(self, places: Whole | slice) -> "Span":
        low = self.low[places]
        return Span(low, low if self.high is self.low else self.high[places])

    @property
    def ends(self) -> tuple[Whole, Whole]:
        """Both bounds."""
        return self.low, self.high

    @property
    def is_known(self) -> Flags:
        """Where both bounds are one; shape (n_units,)."""
        is_known: Flags = self.low == self.high
        return is_known


def ends(
    act: Callable[..., NDArray[Any]], *pairs: tuple[NDArray[Any], NDArray[Any]]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Apply something to the lower ends and to the upper ends, once where both are the same."""
    low = act(*(pair[0] for pair in pairs))
    if all(pair[0] is pair[1] for pair in pairs):
        return low, low
    return low, act(*(pair[1] for pair in pairs))


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of units on a day; what is left out is not known.

    Attributes:
        n: How many units.
        counts: Input or choice -> numbers; of a choice the place of its value, from 0.
        past: Input -> the same days of earlier years; shape (n_units, n_years); `SILENT` where not
            known, `LEFT_OUT` where an epidemic.
        previous: Place of the grade before, -1 where there was none; None is no grade anywhere.
    """

    n: int
    counts: Mapping[str, Span]
    past: Mapping[str, Whole] = field(default_factory=dict)
    previous: Span | None = None

    @property
    def before(self) -> Span:
        """The grades before, -1 where there was none."""
        if self.previous is not None:
            return self.previous
        none = np.full(self.n, -1)
        return Span(none, none)

    def take(self, places: Whole | slice) -> "Figures":
        """Return some of the units."""
        return Figures(
            n=len(np.arange(self.n)[places]),
            counts={name: span[places] for name, span in self.counts.items()},
            past={name: years[places] for name, years in self.past.items()},
            previous=self.previous[places] if self.previous is not None else None,
        )


def checked(pack: Pack, figures: Figures) -> Figures:
    """Return figures with a span for each input and choice, within what it can be.

    Raises:
        BadFigures: A name is not in the pack, shapes disagree, a number is negative, a population
            is 0, or a choice has no such value.
    """
    of_choices = {each.code: each for each in pack.choices}
    for name in (*figures.counts, *figures.past):
        if name not in pack.input and name not in of_choices:
            raise BadFigures(name, f"no input of {pack.code}")
    counts = {
        each.code: _within(each, figures.counts.get(each.code), figures.n) for each in pack.asked
    }
    past = {
        each.code: _years(each, figures.past.get(each.code), figures.n)
        for each in pack.inputs
        if each.years
    }
    previous = figures.before
    if len(previous) != figures.n:
        raise BadFigures("previous", f"{len(previous)} numbers for {figures.n} units")
    top = len(pack.grades) - 1
    if previous.low.min(initial=0) < -1 or previous.low.max(initial=0) > top:
        _refuse("previous", "is no grade", (previous.low < -1) | (previous.low > top))
    if previous.high.max(initial=0) > top:
        previous = Span(previous.low, np.minimum(previous.high, top))
    return Figures(figures.n, counts, past, previous)


def _within(of: Input | Choice, span: Span | None, n: int) -> Span:
    least = int(isinstance(of, Input) and of.kind is InputKind.PEOPLE)
    most = len(of.values) - 1 if isinstance(of, Choice) else MOST
    if span is None:
        return Span(np.full(n, least), np.full(n, most))
    if span.low.shape != (n,) or span.high.shape != (n,):
        raise BadFigures(of.code, f"{span.low.shape} numbers for {n} units")
    if span.low is not span.high:
        _refuse(of.code, "ends before it begins", span.high < span.low)
    if span.low.min(initial=MOST) >= least and span.high.max(initial=0) <= most:
        return span
    _refuse(of.code, "is negative", span.low < 0)
    _refuse(of.code, "is 0, and something is divided by it", span.high < least)
    is_open = span.high == MOST
    _refuse(of.code, f"is more than {most}", (span.low > most) | ((span.high > most) & ~is_open))
    return Span(np.maximum(span.low, least), np.minimum(span.high, most))


def _years(of: Input, years: Whole | None, n: int) -> Whole:
    if years is None:
        return np.full((n, of.years), SILENT)
    if years.shape != (n, of.years) or years.dtype.kind not in "iu":
        raise BadFigures(of.code, f"{years.shape} past numbers for {n} units, {of.years} years")
    _refuse(of.code, "was negative in an earlier year", np.any(years < LEFT_OUT, axis=1))
    return years.astype(np.int64)


def _refuse(name: str, reason: str, is_wrong: Flags) -> None:
    if is_wrong.any():
        raise BadFigures(name, reason, np.flatnonzero(is_wrong))
