"""Two packs side by side, and a pack tried on figures of the past."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.levels.figures import Figures, Span
from phaodai.engines.levels.grading import Assessment, assess
from phaodai.engines.levels.pack import Pack
from phaodai.engines.levels.reading import label_of


class Kind(StrEnum):
    """How a part of two packs differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not the same in two packs.

    Attributes:
        key: Its place, by codes.
        kind: How it differs.
        before: As it was written; None where it was not there.
        after: As it is written now.
    """

    key: str
    kind: Kind
    before: str | None
    after: str | None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what is not the same in the data of two packs, in the order in which it stands.

    Rows of lists are the same if they have the same code, or are for the same: moving them changes
    nothing, but the order of bands, values, tables and adjustments is a value of its own.
    """
    old, new = dict(_values(before, "")), dict(_values(after, ""))
    found = []
    for key in dict.fromkeys((*old, *new)):
        if key not in new:
            found.append(Difference(key, Kind.REMOVED, old[key], None))
        elif key not in old:
            found.append(Difference(key, Kind.ADDED, None, new[key]))
        elif old[key] != new[key]:
            found.append(Difference(key, Kind.CHANGED, old[key], new[key]))
    return tuple(found)


def _values(data: Any, key: str) -> Iterable[tuple[str, str]]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _values(value, f"{key}.{name}" if key else str(name))
    elif isinstance(data, list) and data and isinstance(data[0], Mapping):
        names = [label_of(row, at) for at, row in enumerate(data, start=1)]
        if all("code" in row for row in data):
            yield f"{key}.order", ", ".join(names)
        for name, row in zip(names, data, strict=True):
            yield from _values(row, f"{key}[{name}]")
    elif isinstance(data, list):
        yield key, ", ".join(map(str, data))
    else:
        yield key, str(data)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a pack would have given on past days.

    Attributes:
        pack: Which.
        days: On which days, rising.
        low: Best grade of each unit; shape (n_days, n_units).
        high: Worst.
    """

    pack: Pack
    days: tuple[date, ...]
    low: NDArray[np.int8]
    high: NDArray[np.int8]

    def totals(self) -> NDArray[np.int64]:
        """Return units by grade, and last those that cannot be assessed; (n_days, n_grades + 1)."""
        n = len(self.pack.grades)
        grades = np.where(self.low == self.high, self.low, n)
        return np.stack([(grades == each).sum(axis=1) for each in range(n + 1)], axis=1)

    def n_changes(self) -> NDArray[np.int64]:
        """Return how often the grade of each unit changed between days on which it is sure."""
        sure = np.where(self.low == self.high, self.low, -1)
        n, last = np.zeros(sure.shape[1], dtype=np.int64), np.full(sure.shape[1], -1)
        for row in sure:
            n += (row >= 0) & (last >= 0) & (row != last)
            last = np.where(row >= 0, row, last)
        return n


def try_out(pack: Pack, series: Iterable[tuple[date, Figures]]) -> Trial:
    """Grade units day after day; what one day gives is the grade before of the next.

    Args:
        pack: The rules.
        series: Days, rising, with what was known of the same units; the grades before that the
            first day gives are where it starts, those of later days are not read.

    Raises:
        OutsideDates: The pack does not hold on one of the days.
        BadFigures: Figures cannot be right.
        ValueError: Days do not rise.
    """
    days: list[date] = []
    found: list[Assessment] = []
    for on, figures in series:
        if days and on <= days[-1]:
            raise ValueError(f"{on} does not come after {days[-1]}")
        if found:
            last = found[-1]
            before = Span(last.low.astype(np.int64), last.high.astype(np.int64))
            figures = replace(figures, previous=before)
        days.append(on)
        found.append(assess(pack, figures, on=on))
    low, high = (
        np.array([getattr(each, side) for each in found], dtype=np.int8) for side in ("low", "high")
    )
    return Trial(pack, tuple(days), low, high)


@dataclass(frozen=True, slots=True)
class Parting:
    """Units to which two packs give different grades on one day.

    Attributes:
        on: The day.
        units: Their places.
        n_open: Units for which one of the two cannot say.
    """

    on: date
    units: NDArray[np.int64]
    n_open: int


def partings(one: Trial, other: Trial) -> tuple[Parting, ...]:
    """Return day by day where two trials over the same days and units part.

    Raises:
        ValueError: Days or units are not the same.
    """
    if one.days != other.days or one.low.shape != other.low.shape:
        raise ValueError("the trials are not over the same days and units")
    found = []
    for at, on in enumerate(one.days):
        is_sure = (one.low[at] == one.high[at]) & (other.low[at] == other.high[at])
        differs = is_sure & (one.low[at] != other.low[at])
        found.append(Parting(on, np.flatnonzero(differs), int((~is_sure).sum())))
    return tuple(found)
