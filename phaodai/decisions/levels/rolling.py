"""Grades of all units below one: those that a pack assesses, and those above by its own rule."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from phaodai.decisions.levels import gathering
from phaodai.engines.levels.banding import Places
from phaodai.engines.levels.figures import LEFT_OUT, MOST, SILENT, Figures, Span, Whole
from phaodai.engines.levels.pack import Method, Pack, Rollup
from phaodai.engines.levels.rolling import roll_up
from phaodai.foundation.access.scoping import under
from phaodai.foundation.units.models import Ancestor, Unit

BELOW: Final = "below"  # beside a grade that follows from those of the units below


@dataclass(frozen=True, slots=True)
class Graded:
    """One unit's grade: the best and the worst that it can have, with the figures behind them."""

    unit: Unit
    low: int
    high: int
    figures: dict[str, object]


def grade(*, pack: Pack, disease: str, root: Unit, on: date, as_of: datetime) -> list[Graded]:
    """Grade the units at or below one; none where there is nothing that the pack assesses.

    Args:
        pack: The rules.
        disease: Of those of the pack.
        root: The unit above.
        on: The day.
        as_of: What was published later is not read.

    Raises:
        OutsideDates: The pack does not hold on the day.
        WrongFigures: Figures cannot be right.
    """
    leaves = _units(root, pack.units, on)
    if not leaves:
        return []
    figures = gathering.gather(pack=pack, disease=disease, units=leaves, on=on, as_of=as_of)
    result = gathering.graded(pack, figures, leaves, on=on)
    found = [
        Graded(unit, int(low), int(high), gathering.kept(result.figures, place))
        for place, (unit, low, high) in enumerate(
            zip(leaves, result.low, result.high, strict=True)
        )
    ]  # fmt: skip
    for rule in pack.rollups:
        rows, units = _above(leaves, _units(root, [rule.level], on), on)
        if not units:
            continue
        if rule.method is Method.COUNT:
            found += _counted(pack, rule, units, rows, (result.low, result.high))
            continue
        own = gathering.stated(pack=pack, disease=disease, units=units, on=on, as_of=as_of)
        sums = _summed(pack, result.figures, own, rows)
        above = gathering.graded(pack, sums, units, on=on)
        found += [
            Graded(unit, int(above.low[at]), int(above.high[at]), gathering.kept(above.figures, at))
            for at, unit in enumerate(units)
        ]
    return found


def _units(root: Unit, levels: Collection[str], on: date) -> list[Unit]:
    found = Unit.objects.valid_on(on).filter(under("path", root.path), level__in=levels)
    return list(found.order_by("path"))


def _above(
    leaves: Sequence[Unit], units: Sequence[Unit], on: date
) -> tuple[list[Whole], list[Unit]]:
    """Return for each unit above, that has any, the rows of those below it on a day."""
    by_pk, day = {unit.pk: row for row, unit in enumerate(leaves)}, on.toordinal()
    pairs = Ancestor.objects.filter(
        above__in=units, unit_id__in=by_pk, first_day__lte=day, last_day__gte=day
    ).values_list("above_id", "unit_id")
    rows: dict[int, list[int]] = {}
    for above, unit in pairs:
        rows.setdefault(above, []).append(by_pk[unit])
    having = [unit for unit in units if unit.pk in rows]
    return [np.array(rows[unit.pk]) for unit in having], having


def _summed(pack: Pack, below: Figures, own: Figures, rows: Sequence[Whole]) -> Figures:
    """Add up what is counted; what persons state, and the grades before, are the units' own."""
    counts = dict(own.counts)
    for each in pack.inputs:
        span = below.counts[each.code]
        low = np.array([span.low[some].sum() for some in rows])
        high = np.array([span.high[some].sum() for some in rows])
        is_open = np.array([bool((span.high[some] == MOST).any()) for some in rows])
        counts[each.code] = Span(low, np.where(is_open, MOST, high))
    past = {
        name: np.array([[*_years(years[some])] for some in rows])
        for name, years in below.past.items()
    }
    return Figures(len(rows), counts, past, own.previous)


def _years(years: Whole) -> Iterator[int]:
    """Yield sums of past years; what is not known of a unit, or left out, is so of the whole."""
    for year in years.T:
        if (year == SILENT).any():
            yield SILENT
        else:
            yield LEFT_OUT if (year == LEFT_OUT).any() else int(year.sum())


def _counted(
    pack: Pack,
    rule: Rollup,
    units: Sequence[Unit],
    rows: Sequence[Whole],
    grades: Places,
) -> list[Graded]:
    above = np.concatenate([np.full(len(some), at) for at, some in enumerate(rows)])
    order = np.concatenate(rows)
    low, high = roll_up(rule, grades[0][order], grades[1][order], above, len(units))
    names = [each.code for each in pack.grades]
    return [
        Graded(
            unit,
            int(low[at]),
            int(high[at]),
            {
                BELOW: {
                    name: int(((grades[0] == place) & (grades[1] == place))[rows[at]].sum())
                    for place, name in enumerate(names)
                }
            },
        )
        for at, unit in enumerate(units)
    ]
