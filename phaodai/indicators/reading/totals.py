"""Sums over the units of one level below others, and over days."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Sum

from phaodai.indicators.amounts import to_value
from phaodai.indicators.reading.measures import (
    ID_FIELDS,
    Figure,
    Ids,
    Measure,
    NeverSummed,
    NotOverDays,
    entries_of,
    ids_of,
    values_of,
)
from phaodai.indicators.reading.members import Members, members_of
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
            known_at=self.known_at,
            day=date.fromordinal(self.day) if self.n else None,
        )


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
    ids = ids_of(measures)
    members = members_of(units, level=level, first=first, last=last)
    sums = {(root, measure): Sums() for root in members.roots for measure in measures}
    for key, unit, amount, n, known_at, day in _summed(ids, members, as_of):
        for term in members.terms[unit]:
            sums[term.root, ids[key]].add(amount, n, known_at, day)
    for key, unit, amount, known_at, day in _single(ids, members, as_of):
        for term in members.terms[unit]:
            if term.has(day):
                sums[term.root, ids[key]].add(amount, 1, known_at, day)
    expected = members.n_unit_days()
    return {
        (members.roots[root], measure): each.figure(expected[root])
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
    ids = ids_of([measure])
    members = members_of([unit], level=level, first=first, last=last)
    (root,) = members.roots
    days: dict[int, Sums] = {}
    whole = members.whole()
    if whole:
        for day, amount, n, known_at in (
            values_of(ids, as_of)
            .between(first, last)
            .filter(unit_id__in=whole)
            .order_by("day")
            .values_list("day")
            .annotate(Sum("amount"), Count("pk"), Max("published_at"))
        ):
            days.setdefault(day, Sums()).add(amount, n, known_at, day)
    for _, its_unit, amount, known_at, day in _single(ids, members, as_of):
        if any(term.has(day) for term in members.terms[its_unit]):
            days.setdefault(day, Sums()).add(amount, 1, known_at, day)
    always = len(whole)
    moving = [term for its_unit in members.partial() for term in members.terms[its_unit]]
    return {
        date.fromordinal(day): days[day].figure(
            always + sum(term.root == root and term.has(day) for term in moving)
        )
        for day in sorted(days)
    }


def _check(measures: Collection[Measure], *, n_days: int) -> None:
    for code, entry in entries_of(measures).items():
        if entry.kind not in (Kind.FLOW, Kind.STOCK):
            raise NeverSummed(code)
        if entry.kind is Kind.STOCK and n_days > 1:
            raise NotOverDays(code)


def _summed(
    ids: dict[Ids, Measure], members: Members, as_of: datetime | None
) -> Iterator[tuple[Ids, int, int, int, datetime, int]]:
    """Yield sums over the days of units that lay there all along."""
    whole = members.whole()
    if not whole:
        return
    rows = (
        values_of(ids, as_of)
        .filter(unit_id__in=whole, day__gte=members.first, day__lte=members.last)
        .order_by()
        .values_list("unit_id", *ID_FIELDS)
        .annotate(Sum("amount"), Count("pk"), Max("published_at"), Max("day"))
    )
    for unit, i, s, d, o, b, amount, n, known_at, day in rows:
        if (i, s, d, o, b) in ids:
            yield (i, s, d, o, b), unit, amount, n, known_at, day


def _single(
    ids: dict[Ids, Measure], members: Members, as_of: datetime | None
) -> Iterator[tuple[Ids, int, int, datetime, int]]:
    """Yield the statements of units that came, went or moved, one by one."""
    partial = members.partial()
    if not partial:
        return
    rows = values_of(ids, as_of).filter(
        unit_id__in=partial, day__gte=members.first, day__lte=members.last
    )
    for unit, amount, known_at, day, i, s, d, o, b in rows.values_list(
        "unit_id", "amount", "published_at", "day", *ID_FIELDS
    ):
        if (i, s, d, o, b) in ids:
            yield (i, s, d, o, b), unit, amount, known_at, day
