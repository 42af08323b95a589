"""Sums over the units of one level below others, and over days.

What is believed now is read from the roll-up; what was believed at a moment is summed from what
the units had said by then.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Sum

from phaodai.indicators.amounts import to_value
from phaodai.indicators.models import Total
from phaodai.indicators.reading.measures import (
    Figure,
    Measure,
    NeverSummed,
    NotOverDays,
    entries_of,
    series_of,
)
from phaodai.indicators.reading.members import (
    Roots,
    Term,
    expected_of,
    members_of,
    n_unit_days,
    roots_of,
)
from phaodai.indicators.reading.statements import statements
from phaodai.vocabulary.measures import Kind
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel


@dataclass(slots=True)
class Sums:
    """A sum that is still growing."""

    amount: int = 0
    n: int = 0
    known_at: datetime | None = None
    day: int = 0

    def add(self, amount: int, n: int, known_at: datetime, day: int) -> None:
        """Add some statements."""
        self.amount += amount
        self.n += n
        self.known_at = known_at if self.known_at is None else max(self.known_at, known_at)
        self.day = max(self.day, day)

    def figure(self, n_expected: int) -> Figure:
        """Return it with how many statements would be complete."""
        return Figure(
            value=to_value(self.amount) if self.n else None,
            n_reported=self.n,
            n_expected=n_expected,
            known_at=self.known_at if self.n else None,
            day=date.fromordinal(self.day) if self.n else None,
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """Something that belongs to a sum: of a root and a series, on a day or over several."""

    root: int
    series: int
    amount: int
    n: int
    known_at: datetime
    day: int


def totals(
    *,
    measures: Collection[Measure],
    units: Collection[UnitRef],
    level: UnitLevel,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[tuple[UnitRef, Measure], Figure]:
    """Return sums over the units of one level below each unit, and over the days.

    Only statements of that level are added up, so a district's own is never added to those of
    its communes. Which units lie below is asked of the tree as it stood on each of the days.

    Args:
        measures: What is asked for: flows, or stocks over a single day.
        units: The units above; one that is of the level itself answers with its own statement.
        level: Whose statements are summed.
        first: First day, included.
        last: Last day, included.
        as_of: Moment of knowledge; None is now.

    Returns:
        (unit, measure) -> figure, all of them; `n_reported` and `n_expected` count statements:
        a week of ten communes is complete with seventy. None is the value where all are silent.

    Raises:
        NotOverDays: A stock is asked for over several days.
        NeverSummed: A measure is a ratio, a level or a percentile.
        UnknownUnit: A reference is of no unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    _check(measures, n_days=(last - first).days + 1)
    asked = series_of(measures)
    roots = roots_of(units, level=level, first=first, last=last)
    sums = {(root, measure): Sums() for root in roots.refs for measure in measures}
    for part in _parts(asked, roots, level, as_of, by_day=False):
        sums[part.root, asked[part.series]].add(part.amount, part.n, part.known_at, part.day)
    expected = n_unit_days(roots)
    return {
        (roots.refs[root], measure): each.figure(expected[root])
        for (root, measure), each in sums.items()
    }


def total(
    *,
    measure: Measure,
    unit: UnitRef,
    level: UnitLevel,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> Figure:
    """Return one sum; see `totals`."""
    found = totals(
        measures=[measure], units=[unit], level=level, first=first, last=last, as_of=as_of
    )
    return found[unit, measure]


def series(
    *,
    measure: Measure,
    unit: UnitRef,
    level: UnitLevel,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[date, Figure]:
    """Return daily sums over the units of one level below a unit.

    Returns:
        Day -> figure, in order. A day on which nobody spoke is absent.

    Raises:
        NeverSummed: The measure is a ratio, a level or a percentile.
        UnknownUnit: The reference is of no unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    _check([measure], n_days=1)
    roots = roots_of([unit], level=level, first=first, last=last)
    (root,) = roots.refs
    days: dict[int, Sums] = defaultdict(Sums)
    for part in _parts(series_of([measure]), roots, level, as_of, by_day=True):
        days[part.day].add(part.amount, part.n, part.known_at, part.day)
    expected = expected_of(roots)[root]
    return {
        date.fromordinal(day): days[day].figure(expected.on(day))
        for day in sorted(days)
        if days[day].n
    }


def _check(measures: Collection[Measure], *, n_days: int) -> None:
    for code, entry in entries_of(measures).items():
        if entry.kind not in (Kind.FLOW, Kind.STOCK):
            raise NeverSummed(code)
        if entry.kind is Kind.STOCK and n_days > 1:
            raise NotOverDays(code)


def _parts(
    asked: Mapping[int, Measure],
    roots: Roots,
    level: UnitLevel,
    as_of: datetime | None,
    *,
    by_day: bool,
) -> Iterator[_Part]:
    """Yield what belongs to the sums."""
    if as_of is None:
        yield from _rolled_up(asked, roots, by_day=by_day)
        units: Mapping[int, tuple[Term, ...]] = {pk: (term,) for pk, term in roots.own.items()}
    else:
        members = members_of(
            list(roots.refs.values()),
            level=level,
            first=date.fromordinal(roots.first),
            last=date.fromordinal(roots.last),
        )
        units = members.terms
    for said in statements(
        series=asked, units=units, first=roots.first, last=roots.last, as_of=as_of
    ):
        for term in units[said.unit]:
            if term.has(said.day):
                yield _Part(term.root, said.series, said.amount, 1, said.known_at, said.day)


def _rolled_up(asked: Mapping[int, Measure], roots: Roots, *, by_day: bool) -> Iterator[_Part]:
    """Yield the totals that are kept; over several days they are added up where they lie."""
    rows = Total.objects.filter(
        unit__in=list(roots.refs.keys() - roots.own.keys()),
        depth=roots.depth,
        series__in=list(asked),
        day__gte=roots.first,
        day__lte=roots.last,
        n_reported__gt=0,
    ).order_by()
    if by_day or roots.first == roots.last:
        said = rows.values_list("unit_id", "series_id", "amount", "n_reported", "known_at", "day")
    else:
        said = rows.values_list("unit_id", "series_id").annotate(
            Sum("amount"), Sum("n_reported"), Max("known_at"), Max("day")
        )
    for row in said:
        yield _Part(*row)
