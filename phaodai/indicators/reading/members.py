"""Which units of a level lay below which others, and on which days: the tree as it stood."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from phaodai.foundation.units.models import ParentLink, Unit
from phaodai.foundation.units.queries import UnknownUnit
from phaodai.foundation.units.rules import DEPTH
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

FOREVER = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Term:
    """Days, as ordinals, both included, on which a unit lies below a root."""

    root: int
    first: int
    last: int

    @property
    def n_days(self) -> int:
        """How many days."""
        return self.last - self.first + 1

    def has(self, day: int) -> bool:
        """Say whether the day is among them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Members:
    """The units whose statements are added up, with the days on which they belong.

    Args:
        roots: Number -> reference of the units that were asked for.
        terms: Unit -> when it lies below which of them.
        first: First day asked for.
        last: Last day asked for.
    """

    roots: Mapping[int, UnitRef]
    terms: Mapping[int, tuple[Term, ...]]
    first: int
    last: int

    def whole(self) -> list[int]:
        """Return the units that lie below the same roots on all the days."""
        return [unit for unit, terms in self.terms.items() if self._is_whole(terms)]

    def partial(self) -> list[int]:
        """Return the units that came, went or moved meanwhile."""
        return [unit for unit, terms in self.terms.items() if not self._is_whole(terms)]

    def n_unit_days(self) -> dict[int, int]:
        """Return root -> how many statements would be complete."""
        counts = dict.fromkeys(self.roots, 0)
        for terms in self.terms.values():
            for term in terms:
                counts[term.root] += term.n_days
        return counts

    def n_on(self, root: int, day: int) -> int:
        """Return how many units lie below a root on a day."""
        return sum(
            term.root == root and term.has(day) for terms in self.terms.values() for term in terms
        )

    def _is_whole(self, terms: tuple[Term, ...]) -> bool:
        return all(term.first == self.first and term.last == self.last for term in terms)


def members_of(units: Collection[UnitRef], *, level: UnitLevel, first: date, last: date) -> Members:
    """Walk down from units to those of a level, one query a step, through the dated links.

    A unit that is of the level itself is its own member; statements of other levels never are.

    Raises:
        UnknownUnit: A reference is of no unit.
        ValueError: The period ends before it begins.
    """
    if last < first:
        raise ValueError(f"{last} is before {first}")
    start, end = first.toordinal(), last.toordinal()
    roots: dict[int, UnitRef] = {}
    frontier: dict[int, list[Term]] = {}
    found: dict[int, list[Term]] = defaultdict(list)
    for unit in Unit.objects.filter(ref__in=set(units)):
        roots[unit.pk] = UnitRef(unit.ref)
        term = _overlap(Term(unit.pk, start, end), unit.valid_from, unit.valid_to)
        if term is not None:
            (found if unit.level == level else frontier)[unit.pk] = [term]
    if missing := set(units) - set(roots.values()):
        raise UnknownUnit(f"no unit has the reference {missing.pop()}")
    passed = [each.value for each in UnitLevel if DEPTH[each] <= DEPTH[level]]
    while frontier:
        below: dict[int, list[Term]] = defaultdict(list)
        links = ParentLink.objects.filter(
            Q(last_day=None) | Q(last_day__gte=first),
            first_day__lte=last,
            parent__in=list(frontier),
            unit__level__in=passed,
        ).order_by()
        for child, parent, since, until, its_level, valid_from, valid_to in links.values_list(
            "unit_id",
            "parent_id",
            "first_day",
            "last_day",
            "unit__level",
            "unit__valid_from",
            "unit__valid_to",
        ):
            for above in frontier[parent]:
                linked = _overlap(above, since, until)
                term = linked and _overlap(linked, valid_from, valid_to)
                if term is not None:
                    (found if its_level == level else below)[child].append(term)
        frontier = below
    return Members(
        roots=roots,
        terms={unit: _joined(terms) for unit, terms in found.items()},
        first=start,
        last=end,
    )


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


def _overlap(term: Term, since: date, until: date | None) -> Term | None:
    first = max(term.first, since.toordinal())
    last = min(term.last, FOREVER if until is None else until.toordinal())
    return Term(term.root, first, last) if first <= last else None


def _joined(terms: list[Term]) -> tuple[Term, ...]:
    """Join terms that meet: a move between two districts of one province is no move for it."""
    joined: list[Term] = []
    for term in sorted(terms, key=lambda each: (each.root, each.first)):
        if joined and joined[-1].root == term.root and term.first <= joined[-1].last + 1:
            joined[-1] = Term(term.root, joined[-1].first, max(joined[-1].last, term.last))
        else:
            joined.append(term)
    return tuple(joined)
