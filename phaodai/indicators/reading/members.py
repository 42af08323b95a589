"""Which units of a level lay below which others, and on which days: the tree as it stood."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Aggregate, Count, F, IntegerField, QuerySet, Sum, Value
from django.db.models.functions import Greatest, Least

from phaodai.foundation.units.models import Ancestor, Unit
from phaodai.foundation.units.queries import UnknownUnit
from phaodai.foundation.units.rules import DEPTH
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """Days, as ordinals, both included, on which a unit lies below a root."""

    root: int
    first: int
    last: int

    def has(self, day: int) -> bool:
        """Say whether the day is among them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Roots:
    """The units that were asked for, over some days.

    Args:
        refs: Number -> reference.
        own: Those that are of the level themselves, with the days on which they exist.
        depth: Of the level whose statements are summed.
        first: First day asked for, an ordinal.
        last: Last day asked for, included.
    """

    refs: Mapping[int, UnitRef]
    own: Mapping[int, Term]
    depth: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Members:
    """The units whose statements are added up, with the days on which they belong.

    Args:
        roots: Number -> reference of the units that were asked for.
        terms: Unit -> when it lies below which of them.
    """

    roots: Mapping[int, UnitRef]
    terms: Mapping[int, tuple[Term, ...]]


@dataclass(frozen=True, slots=True)
class Expected:
    """How many units of a level lie below a root: so many from one day to another.

    A unit is expected to speak on each day on which it exists and lies there.
    """

    spans: tuple[tuple[int, int, int], ...]  # first day, last day, how many units

    def on(self, day: int) -> int:
        """How many units there are on a day."""
        return sum(n for first, last, n in self.spans if first <= day <= last)


def roots_of(units: Collection[UnitRef], *, level: UnitLevel, first: date, last: date) -> Roots:
    """Return the units that are asked for.

    Raises:
        UnknownUnit: A reference is of no unit.
        ValueError: The period ends before it begins.
    """
    if last < first:
        raise ValueError(f"{last} is before {first}")
    start, end = first.toordinal(), last.toordinal()
    refs: dict[int, UnitRef] = {}
    own: dict[int, Term] = {}
    for unit in Unit.objects.filter(ref__in=set(units)):
        refs[unit.pk] = UnitRef(unit.ref)
        if unit.level == level and (term := _own_term(unit, start, end)) is not None:
            own[unit.pk] = term
    if missing := set(units) - set(refs.values()):
        raise UnknownUnit(f"no unit has the reference {missing.pop()}")
    return Roots(refs=refs, own=own, depth=DEPTH[level], first=start, last=end)


def members_of(units: Collection[UnitRef], *, level: UnitLevel, first: date, last: date) -> Members:
    """Return which units of a level lie below units, and when, in two queries.

    A unit that is of the level itself is its own member; statements of other levels never are.

    Raises:
        UnknownUnit: A reference is of no unit.
        ValueError: The period ends before it begins.
    """
    roots = roots_of(units, level=level, first=first, last=last)
    found: dict[int, list[Term]] = defaultdict(list, {pk: [t] for pk, t in roots.own.items()})
    for unit, above, since, until in _below(roots).values_list(
        "unit_id", "above_id", "first_day", "last_day"
    ):
        found[unit].append(Term(above, max(since, roots.first), min(until, roots.last)))
    return Members(roots.refs, {unit: tuple(sorted(terms)) for unit, terms in found.items()})


def expected_of(roots: Roots) -> dict[int, Expected]:
    """Return root -> how many units of the level lie below it, in one query."""
    spans: dict[int, list[tuple[int, int, int]]] = {root: [] for root in roots.refs}
    for root, term in roots.own.items():
        spans[root].append((term.first, term.last, 1))
    rows = _below(roots).values_list("above_id", "first_day", "last_day").annotate(Count("unit_id"))
    for root, since, until, n in rows:
        spans[root].append((max(since, roots.first), min(until, roots.last), n))
    return {root: Expected(tuple(each)) for root, each in spans.items()}


def n_unit_days(roots: Roots) -> dict[int, int]:
    """Return root -> how many statements of the level would be complete, in one query.

    Added up in the order in which the terms lie, so that a country's ten thousand cost little.
    """
    found = dict.fromkeys(roots.refs, 0)
    for root, term in roots.own.items():
        found[root] += term.last - term.first + 1
    last = Least(F("last_day"), Value(roots.last))
    first = Greatest(F("first_day"), Value(roots.first))
    n_days: Aggregate = (
        Count("unit_id")
        if roots.first == roots.last
        else Sum(last - first + 1, output_field=IntegerField())
    )
    for root, n in _below(roots).values_list("above_id").annotate(n=n_days):
        found[root] += n
    return found


def _below(roots: Roots) -> QuerySet[Ancestor]:
    return Ancestor.objects.filter(
        above__in=list(roots.refs),
        depth=roots.depth,
        first_day__lte=roots.last,
        last_day__gte=roots.first,
    ).order_by()


def numbers_of(units: Collection[UnitRef]) -> dict[int, UnitRef]:
    """Return number -> reference of units.

    Raises:
        UnknownUnit: A reference is of no unit.
    """
    numbers = {
        pk: UnitRef(ref)
        for pk, ref in Unit.objects.filter(ref__in=set(units)).values_list("pk", "ref")
    }
    if missing := set(units) - set(numbers.values()):
        raise UnknownUnit(f"no unit has the reference {missing.pop()}")
    return numbers


def _own_term(unit: Unit, first: int, last: int) -> Term | None:
    since = max(first, unit.valid_from.toordinal())
    until = last if unit.valid_to is None else min(last, unit.valid_to.toordinal())
    return Term(unit.pk, since, until) if since <= until else None
