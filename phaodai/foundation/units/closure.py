"""Who lies below whom, however far, on which days: the links of the tree followed to the top.

Derived, and renewed by every act that changes the tree, in the same transaction. Rooms that keep
sums over units hear of it through `watch`, so that their sums follow at once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.db import connection

from phaodai.foundation import planning
from phaodai.foundation.units.grafting import chunks
from phaodai.foundation.units.models import Ancestor, ParentLink, Unit
from phaodai.foundation.units.rules import DEPTH
from phaodai.vocabulary.units import UnitLevel

MANY: Final = 1_000  # units of one act, after which the tables are not what they were
FOREVER: Final = date.max.toordinal()


class Term(NamedTuple):
    """Days, as ordinals and both included, on which a unit lies below another one."""

    above: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Change:
    """What an act on the tree changed in who lies below whom.

    Args:
        units: Units that lie elsewhere on some day.
        above: Units that have gained or lost them.
        first_day: The first day that may differ, as an ordinal.
    """

    units: frozenset[int]
    above: frozenset[int]
    first_day: int


Watcher = Callable[[Change], None]
_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Call a function with each change, within its transaction; once, from `AppConfig.ready`."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def renew(only: Collection[int] | None = None) -> Change | None:
    """Follow the links again and store what is different.

    Args:
        only: Units whose own terms alone are in doubt, with nothing below them; None = the
            whole tree.

    Returns:
        What changed, or None.
    """
    units = Unit.objects.all() if only is None else Unit.objects.filter(pk__in=only)
    depths = {pk: DEPTH[UnitLevel(level)] for pk, level in units.values_list("pk", "level")}
    wanted = _followed(None if only is None else _with_ancestors(only))
    now = {(unit, *term) for unit in depths for term in wanted[unit]}
    stored = Ancestor.objects.all() if only is None else Ancestor.objects.filter(unit__in=only)
    kept = set(stored.values_list("unit_id", "above_id", "first_day", "last_day"))
    if now == kept:
        return None
    different = now ^ kept
    changed = {unit for unit, _, _, _ in different}
    for part in chunks(changed):
        Ancestor.objects.filter(unit__in=part).delete()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO units_ancestor (above_id, depth, unit_id, first_day, last_day) "
            "VALUES (%s, %s, %s, %s, %s)",
            [
                (term.above, depths[unit], unit, term.first, term.last)
                for unit in sorted(changed & depths.keys())
                for term in wanted[unit]
            ],
        )
    if len(changed) >= MANY:
        planning.count_anew(Unit, ParentLink, Ancestor)
    change = Change(
        units=frozenset(changed),
        above=frozenset(above for _, above, _, _ in different),
        first_day=min(first for _, _, first, _ in different),
    )
    for watcher in _watchers:
        watcher(change)
    return change


def _with_ancestors(units: Collection[int]) -> set[int]:
    """Return units with all that ever lay above them."""
    found, asked = set(units), set(units)
    while asked:
        links = ParentLink.objects.filter(unit__in=asked).order_by()
        asked = set(links.values_list("parent_id", flat=True)) - found
        found |= asked
    return found


def _followed(only: Collection[int] | None) -> Mapping[int, tuple[Term, ...]]:
    """Return unit -> its terms below all units above it."""
    links = ParentLink.objects.all() if only is None else ParentLink.objects.filter(unit__in=only)
    units = Unit.objects.all() if only is None else Unit.objects.filter(pk__in=only)
    life = {
        pk: (first.toordinal(), FOREVER if last is None else last.toordinal())
        for pk, first, last in units.values_list("pk", "valid_from", "valid_to")
    }
    parents: dict[int, list[Term]] = defaultdict(list)
    for unit, parent, first, last in links.order_by().values_list(
        "unit_id", "parent_id", "first_day", "last_day"
    ):
        parents[unit].append(
            Term(parent, first.toordinal(), FOREVER if last is None else last.toordinal())
        )
    done: dict[int, tuple[Term, ...]] = {}
    for unit in life:
        _follow(unit, parents, life, done)
    return done


def _follow(
    unit: int,
    parents: Mapping[int, list[Term]],
    life: Mapping[int, tuple[int, int]],
    done: dict[int, tuple[Term, ...]],
) -> tuple[Term, ...]:
    if unit in done:
        return done[unit]
    done[unit] = ()  # a circle, which the checks of the tree refuse, ends here
    found: list[Term] = []
    born, ended = life[unit]
    for link in parents.get(unit, ()):
        if link.above not in life:
            continue
        first = max(link.first, born, life[link.above][0])
        last = min(link.last, ended, life[link.above][1])
        if first > last:
            continue
        found.append(Term(link.above, first, last))
        for term in _follow(link.above, parents, life, done):
            if max(first, term.first) <= min(last, term.last):
                found.append(Term(term.above, max(first, term.first), min(last, term.last)))
    done[unit] = _joined(found)
    return done[unit]


def _joined(terms: list[Term]) -> tuple[Term, ...]:
    """Join terms that meet: a move between two districts of one province is no move for it."""
    joined: list[Term] = []
    for term in sorted(terms):
        if joined and joined[-1].above == term.above and term.first <= joined[-1].last + 1:
            joined[-1] = joined[-1]._replace(last=max(joined[-1].last, term.last))
        else:
            joined.append(term)
    return tuple(joined)
