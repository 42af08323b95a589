"""Ratios, recomputed from numerator and denominator over the units that stated both."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain

from phaodai.indicators.reading.measures import (
    Measure,
    NeverSummed,
    Ratio,
    RatioFigure,
    entries_of,
    series_of,
)
from phaodai.indicators.reading.members import Members, Term, members_of
from phaodai.indicators.reading.statements import Statement, statements
from phaodai.indicators.reading.totals import Sums
from phaodai.vocabulary.measures import Kind
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

Said = Mapping[Measure, Mapping[int, list[Statement]]]  # measure -> unit -> in order of days


@dataclass(frozen=True, slots=True)
class _Loaded:
    """All that a question needs, read from the tables."""

    said: Said
    kinds: Mapping[str, Kind]
    standing: Collection[Measure]  # denominators that hold until they are stated anew
    members: Members
    below: Members  # those of the denominator


def ratios(
    *,
    of: Collection[Ratio],
    units: Collection[UnitRef],
    level: UnitLevel,
    first: date,
    last: date,
    denominator_level: UnitLevel | None = None,
    as_of: datetime | None = None,
) -> dict[tuple[UnitRef, Ratio], RatioFigure]:
    """Return ratios over the units of one level below each unit.

    A unit that stated only one of the parts is left out of both: to count its people but not
    its doses would take silence for zero. A flow is summed over the days. Of a stock the
    numerator is that of the last day; the denominator, which changes seldom, is the newest by
    the last day.

    Args:
        of: Made by `ratio_of`.
        units: The units above, or single units of that level.
        level: Whose statements are put together.
        first: First day, included.
        last: Last day, included.
        denominator_level: Where the denominator is stated by units of another level (the
            census knows districts). Both are then summed apart; see `RatioFigure.is_complete`.
        as_of: Moment of knowledge; None is now.

    Raises:
        NeverSummed: A part is neither a flow nor a stock.
        UnknownUnit: A reference is of no unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    loaded = _load(of, units, level, denominator_level or level, first, last, as_of)
    is_paired = denominator_level in (None, level)
    roots = {ref: pk for pk, ref in loaded.members.roots.items()}
    make = _paired if is_paired else _apart
    return {
        (unit, each): make(loaded, each, roots[unit], first.toordinal(), last.toordinal())
        for unit in roots
        for each in of
    }


def ratio(
    *,
    of: Ratio,
    unit: UnitRef,
    level: UnitLevel,
    first: date,
    last: date,
    denominator_level: UnitLevel | None = None,
    as_of: datetime | None = None,
) -> RatioFigure:
    """Return one ratio; see `ratios`."""
    found = ratios(
        of=[of],
        units=[unit],
        level=level,
        first=first,
        last=last,
        denominator_level=denominator_level,
        as_of=as_of,
    )
    return found[unit, of]


def ratio_series(
    *,
    of: Ratio,
    unit: UnitRef,
    level: UnitLevel,
    first: date,
    last: date,
    denominator_level: UnitLevel | None = None,
    as_of: datetime | None = None,
) -> dict[date, RatioFigure]:
    """Return a ratio day by day; a day on which it cannot be computed is absent."""
    loaded = _load([of], [unit], level, denominator_level or level, first, last, as_of)
    (root,) = loaded.members.roots
    make = _paired if denominator_level in (None, level) else _apart
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    figures = ((day, make(loaded, of, root, day.toordinal(), day.toordinal())) for day in days)
    return {day: figure for day, figure in figures if figure.value is not None}


def _load(
    of: Collection[Ratio],
    units: Collection[UnitRef],
    level: UnitLevel,
    denominator_level: UnitLevel,
    first: date,
    last: date,
    as_of: datetime | None,
) -> _Loaded:
    measures = {part for each in of for part in (each.numerator, each.denominator)}
    kinds = {code: entry.kind for code, entry in entries_of(measures).items()}
    for code, kind in kinds.items():
        if kind not in (Kind.FLOW, Kind.STOCK):
            raise NeverSummed(code)
    asked = series_of(measures)
    members = members_of(units, level=level, first=first, last=last)
    below = members
    if denominator_level != level:
        below = members_of(units, level=denominator_level, first=first, last=last)
    standing = {each.denominator for each in of if kinds[each.denominator.indicator] is Kind.STOCK}
    those = {*members.terms, *below.terms}
    start, end = first.toordinal(), last.toordinal()
    older = [number for number, measure in asked.items() if measure in standing]
    said: dict[Measure, dict[int, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for each in chain(
        statements(series=older, units=those, last=start - 1, as_of=as_of, newest=True),
        statements(series=asked, units=those, first=start, last=end, as_of=as_of),
    ):
        said[asked[each.series]][each.unit].append(each)
    return _Loaded(said=said, kinds=kinds, standing=standing, members=members, below=below)


def _paired(loaded: _Loaded, of: Ratio, root: int, first: int, last: int) -> RatioFigure:
    """Put together what the same unit said of both parts."""
    above, below = Sums(), Sums()
    n_expected = 0
    over, under = loaded.said.get(of.numerator, {}), loaded.said.get(of.denominator, {})
    is_flow = loaded.kinds[of.numerator.indicator] is Kind.FLOW
    is_standing = of.denominator in loaded.standing
    start = first if is_flow else last
    for unit, terms in loaded.members.terms.items():
        days = [
            day
            for term in terms
            if term.root == root
            for day in range(max(term.first, start), min(term.last, last) + 1)
        ]
        n_expected += len(days)
        numerators = {each.day: each for each in over.get(unit, ())}
        spoken = [day for day in days if day in numerators]
        if not spoken:
            continue
        if is_standing:
            newest = _newest(under.get(unit, ()), last)
            if newest is None:
                continue
            below.add(newest.amount, 1, newest.known_at, newest.day)
        else:
            denominators = {each.day: each for each in under.get(unit, ())}
            spoken = [day for day in spoken if day in denominators]
            for day in spoken:
                below.add(denominators[day].amount, 1, denominators[day].known_at, day)
        for day in spoken:
            above.add(numerators[day].amount, 1, numerators[day].known_at, day)
    n_units = sum(
        any(term.root == root and term.first <= last and term.last >= start for term in terms)
        for terms in loaded.members.terms.values()
    )
    return _figure(of, above, below, n_expected, n_units if is_standing else n_expected)


def _apart(loaded: _Loaded, of: Ratio, root: int, first: int, last: int) -> RatioFigure:
    """Sum each part over the units of its own level."""
    is_flow = loaded.kinds[of.numerator.indicator] is Kind.FLOW
    above, n_above = _summed(loaded, of.numerator, loaded.members, root, first, last, is_flow)
    is_flow = loaded.kinds[of.denominator.indicator] is Kind.FLOW
    below, n_below = _summed(loaded, of.denominator, loaded.below, root, first, last, is_flow)
    return _figure(of, above, below, n_above, n_below)


def _summed(
    loaded: _Loaded,
    measure: Measure,
    members: Members,
    root: int,
    first: int,
    last: int,
    is_flow: bool,  # noqa: FBT001 - private
) -> tuple[Sums, int]:
    """Return the sum of one part and of how many statements it would consist."""
    sums, n_expected = Sums(), 0
    start = first if is_flow else last
    said = loaded.said.get(measure, {})
    for unit, terms in members.terms.items():
        n_days = sum(
            max(0, min(term.last, last) - max(term.first, start) + 1)
            for term in terms
            if term.root == root
        )
        n_expected += n_days
        found = said.get(unit, [])
        if is_flow or measure not in loaded.standing:
            found = [each for each in found if start <= each.day <= last]
            found = [each for each in found if _is_below(terms, root, each.day)]
        elif n_days:
            newest = _newest(found, last)
            found = [] if newest is None else [newest]
        else:
            found = []
        for each in found:
            sums.add(each.amount, 1, each.known_at, each.day)
    return sums, n_expected


def _figure(of: Ratio, above: Sums, below: Sums, n_above: int, n_below: int) -> RatioFigure:
    is_defined = above.n and below.n and below.amount
    numerator, denominator = above.figure(n_above), below.figure(n_below)
    return RatioFigure(
        value=Decimal(above.amount * of.scale) / below.amount if is_defined else None,
        numerator=numerator,
        denominator=denominator,
        is_complete=numerator.is_complete and denominator.is_complete,
    )


def _newest(said: Sequence[Statement], last: int) -> Statement | None:
    place = bisect_right(said, last, key=lambda each: each.day)
    return said[place - 1] if place else None


def _is_below(terms: tuple[Term, ...], root: int, day: int) -> bool:
    return any(term.root == root and term.has(day) for term in terms)
