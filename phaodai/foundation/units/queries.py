"""Reads of the tree of units, as plain rows; every question about the tree takes a day.

Places are no secret: all who may see units see all units. What lies below an actor's posts is
`refs_below`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from phaodai.foundation.access.scoping import under
from phaodai.foundation.units import ancestry, search
from phaodai.foundation.units.models import ParentLink, Succession, Unit, UnitAlias, on_day
from phaodai.foundation.units.rows import (
    AliasRow,
    ParentRow,
    SuccessionRow,
    TreeRow,
    UnitRow,
    unit_row,
)
from phaodai.foundation.units.rules import (
    DEPTH,
    Wording,
    read_whole,
    read_without_commas,
    read_wording,
)
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel


class UnknownUnit(LookupError):
    """There is no such unit, or there was none on that day."""


def get_unit(ref: UnitRef) -> UnitRow:
    """Return one unit, whether it still exists or has ended.

    Raises:
        UnknownUnit: No unit has the reference.
    """
    return unit_row(_unit(ref))


def get_units(refs: Collection[UnitRef]) -> dict[UnitRef, UnitRow]:
    """Return units by reference; unknown ones are absent."""
    found = Unit.objects.filter(ref__in=refs).select_related("parent")
    return {UnitRef(unit.ref): unit_row(unit) for unit in found}


def at_paths(paths: Collection[str]) -> list[UnitRow]:
    """Return the units at the paths, the highest first; unknown paths are passed over."""
    found = Unit.objects.filter(path__in=paths).select_related("parent")
    return [unit_row(unit) for unit in found.order_by("path")]


def country() -> UnitRow:
    """Return the root of the tree.

    Raises:
        UnknownUnit: Nothing has been loaded yet.
    """
    root = Unit.objects.filter(level=UnitLevel.COUNTRY.value).select_related("parent").first()
    if root is None:
        raise UnknownUnit("no units are loaded")
    return unit_row(root)


def unit_by_code(code: str, *, on: date, level: UnitLevel | None = None) -> UnitRow:
    """Return the unit that bears the code on the day.

    Codes have 2, 3 and 5 digits by level; `level` tells apart what a local code may repeat.

    Raises:
        UnknownUnit: No unit bears it that day.
    """
    found = Unit.objects.valid_on(on).filter(code=code).exclude(code="").select_related("parent")
    if level is not None:
        found = found.filter(level=level.value)
    units = sorted(found, key=lambda unit: DEPTH[UnitLevel(unit.level)])
    if not units:
        raise UnknownUnit(f"no unit has the code {code} on {on.isoformat()}")
    return unit_row(units[0])


def find_units(
    text: str,
    *,
    on: date,
    under_path: str | None = None,
    level: UnitLevel | None = None,
    limit: int = 20,
) -> list[UnitRow]:
    """Return the units that somebody may mean, the best first.

    Case, accents and dashes do not matter; "TP", "TX", "H." are read; what follows a comma
    names a place in which the unit lies ("Tân Uyên, Lai Châu").

    Args:
        text: A name, a name with its kind, a code, or an alias.
        on: The day on which the unit exists and lies where it is said to lie.
        under_path: Path of a unit; only what lies at or below it that day is kept.
        level: Keep this level alone.
        limit: How many at most.
    """
    wording = read_wording(text)
    levels = () if level is None else (level,)
    matches = search.exact_matches(wording, on=on, levels=levels)
    if wording.within:
        named_so = search.exact_matches(read_whole(text), on=on, levels=levels)
        if named_so:
            wording, matches = read_whole(text), named_so
    inner = None if matches or wording.within else read_without_commas(text)
    if inner is not None:
        wording = inner
        matches = search.exact_matches(wording, on=on, levels=levels)
    known = {unit.pk for _, unit in matches}
    matches += [m for m in search.near_matches(wording, on=on, level=level) if m[1].pk not in known]
    holder = None if under_path is None else ancestry.last_id(under_path)
    kept = search.keep_within(matches, within=wording.within, under=holder, on=on)
    return [unit_row(unit) for _, unit in sorted(kept, key=search.sort_key)[:limit]]


def disambiguate(
    name: str, *, near: str | None, on: date, levels: Collection[UnitLevel] = ()
) -> list[UnitRow]:
    """Return the unit that a name means near a place, or all candidates where it stays open.

    Of the units that bear the name exactly, the one that shares the longest line of superiors
    with `near` is meant. Two at the same distance are both returned, all the nearest first, and
    nothing is guessed; but a town inside a district of its name gives way to the district.

    Args:
        name: As written, with or without its kind and the places it lies in.
        near: Path of the unit whose document uses the name.
        on: The day of the document.
        levels: Levels that may be meant; empty = all.
    """
    wording = read_wording(name)
    matches = _exact(wording, on=on, levels=levels)
    if not matches and wording.within:
        matches = _exact(read_whole(name), on=on, levels=levels)
    if not matches and not wording.within and (inner := read_without_commas(name)) is not None:
        matches = _exact(inner, on=on, levels=levels)
    rows = [unit_row(unit) for _, unit in sorted(matches, key=search.sort_key)]
    if len(rows) < 2 or near is None:
        return rows
    home = ancestry.last_id(near)
    chains = ancestry.chains_on({home, *(unit.pk for _, unit in matches)}, on)
    shared = {UnitRef(unit.ref): _common(chains[home], chains[unit.pk]) for _, unit in matches}
    rows.sort(key=lambda row: -shared[row.ref])
    nearest = shared[rows[0].ref]
    best = {unit.pk for _, unit in matches if shared[UnitRef(unit.ref)] == nearest}
    # A district and its chief town often share a name: the bare name means the higher one.
    tops = {UnitRef(u.ref) for _, u in matches if u.pk in best and not best & {*chains[u.pk][:-1]}}
    return [row for row in rows if row.ref in tops] if len(tops) == 1 else rows


def ancestors_on(unit: UnitRef, day: date) -> list[UnitRow]:
    """Return the superiors of a unit on the day, the country first, the unit left out."""
    pk = _unit(unit).pk
    chain = ancestry.chains_on([pk], day)[pk][:-1]
    rows = _rows(chain)
    return [rows[above] for above in chain]


def children_on(unit: UnitRef, day: date) -> list[UnitRow]:
    """Return the units directly below a unit on the day, by code and name."""
    links = ParentLink.objects.filter(
        on_day(day, first="first_day", last="last_day"), parent__ref=unit
    )
    found = Unit.objects.valid_on(day).filter(pk__in=links.values("unit"))
    return [unit_row(u) for u in found.select_related("parent").order_by("code", "name_key", "pk")]


def tree_on(day: date, root: UnitRef | None = None, *, depth: int | None = None) -> list[TreeRow]:
    """Return the tree as it stood on a day, depth first.

    Args:
        day: As of this day.
        root: Where to begin; None = the country.
        depth: How many levels below the root; None = all.

    Raises:
        UnknownUnit: There is no such root, or nothing has been loaded yet.
    """
    top = _unit(root if root is not None else country().ref)
    below: dict[int, list[int]] = defaultdict(list)
    links = ParentLink.objects.filter(on_day(day, first="first_day", last="last_day"))
    for child, parent in links.order_by().values_list("unit_id", "parent_id"):
        below[parent].append(child)
    order: list[tuple[int, int]] = []
    wanted = _walk(top.pk, below, depth=depth)
    rows = _rows(wanted.keys(), day=day, always={top.pk})
    stack = [(top.pk, 0)]
    while stack:
        pk, level = stack.pop()
        order.append((pk, level))
        if depth is None or level < depth:
            children = sorted(
                (child for child in below.get(pk, ()) if child in rows),
                key=lambda child: (rows[child].code, rows[child].name, child),
                reverse=True,
            )
            stack.extend((child, level + 1) for child in children)
    parents = {child: parent for parent, children in below.items() for child in children}
    return [
        TreeRow(
            unit=rows[pk],
            depth=level,
            parent=rows[parents[pk]].ref if parents.get(pk) in rows else None,
            n_children=len(below.get(pk, ())),
        )
        for pk, level in order
    ]


def counts_on(day: date, root: UnitRef | None = None) -> dict[UnitLevel, int]:
    """Count the units of each level on the day; with a root, those at or below it."""
    found = Unit.objects.valid_on(day)
    if root is not None:
        tree = tree_on(day, root)
        counts: dict[UnitLevel, int] = defaultdict(int)
        for row in tree:
            counts[row.unit.level] += 1
        return dict(counts)
    return {
        UnitLevel(level): n
        for level, n in found.order_by().values_list("level").annotate(n=Count("pk"))
    }


def count_below(unit: UnitRef, *, level: UnitLevel, on: date, kinds: Collection[str] = ()) -> int:
    """Count the units of a level below a unit on a day; with kinds, of those words alone."""
    frontier = [_unit(unit).pk]
    n = 0
    while frontier:
        links = ParentLink.objects.filter(
            on_day(on, first="first_day", last="last_day"), parent__in=frontier
        )
        below = Unit.objects.valid_on(on).filter(pk__in=links.values("unit"))
        reached = list(below.order_by().values_list("pk", "level", "kind"))
        n += sum(lv == level and (not kinds or kind in kinds) for _, lv, kind in reached)
        frontier = [pk for pk, lv, _ in reached if DEPTH[UnitLevel(lv)] < DEPTH[level]]
    return n


def child_counts(unit: UnitRef, day: date) -> dict[UnitRef, dict[UnitLevel, int]]:
    """Count by level what lies below each child of a unit on the day, however deep; two queries."""
    parents = ancestry.all_parents_on(day)
    top = _unit(unit).pk
    found = Unit.objects.valid_on(day).order_by().values_list("pk", "ref", "level")
    units = {pk: (UnitRef(ref), UnitLevel(level)) for pk, ref, level in found}
    counts: dict[UnitRef, dict[UnitLevel, int]] = {}
    for pk, (ref, level) in units.items():
        line = [pk]
        while line[-1] in parents and line[-1] != top and len(line) <= len(DEPTH):
            line.append(parents[line[-1]])
        if line[-1] != top or len(line) < 2 or line[-2] not in units:
            continue
        if len(line) == 2:
            counts.setdefault(ref, {})
        else:
            below = counts.setdefault(units[line[-2]][0], {})
            below[level] = below.get(level, 0) + 1
    return counts


def parents_of(unit: UnitRef) -> list[ParentRow]:
    """Return below whom a unit lay, from day to day, the latest first."""
    links = ParentLink.objects.filter(unit__ref=unit).select_related("parent__parent")
    return [
        ParentRow(parent=unit_row(link.parent), first_day=link.first_day, last_day=link.last_day)
        for link in links.order_by("-first_day")
    ]


def successors(unit: UnitRef) -> list[SuccessionRow]:
    """Return what became of a unit, the largest share first."""
    steps = Succession.objects.filter(old__ref=unit).select_related("new__parent")
    return _steps([(step, step.new) for step in steps])


def predecessors(unit: UnitRef) -> list[SuccessionRow]:
    """Return what a unit was made of, the largest share first."""
    steps = Succession.objects.filter(new__ref=unit).select_related("old__parent")
    return _steps([(step, step.old) for step in steps])


def aliases_of(unit: UnitRef) -> list[AliasRow]:
    """Return the other wordings of a unit."""
    return [
        AliasRow(text=alias.text, kind=alias.kind)
        for alias in UnitAlias.objects.filter(unit__ref=unit).order_by("text")
    ]


def refs_below(actor: Actor, permission: Permission) -> QuerySet[Unit, UUID]:
    """Return the references of the units below the actor's general posts, as a subquery.

    A post at a body that is not general covers no unit, only its own branch.
    """
    units = Unit.objects.all()
    if not actor.is_operator:
        paths = [p.unit_path for p in actor.posts_for(permission) if p.is_general]
        covered = Q()
        for path in paths:
            covered |= under("path", path)
        units = units.filter(covered) if paths else units.none()
    return units.values_list("ref", flat=True)


def _exact(wording: Wording, *, on: date, levels: Collection[UnitLevel]) -> list[tuple[int, Unit]]:
    matches = search.exact_matches(wording, on=on, levels=levels)
    return search.keep_within(matches, within=wording.within, under=None, on=on)


def _common(first: ancestry.Chain, second: ancestry.Chain) -> int:
    shared = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        shared += 1
    return shared


def _walk(top: int, below: Mapping[int, list[int]], *, depth: int | None) -> dict[int, int]:
    """Return the ids at or below the top with their depth."""
    reached = {top: 0}
    frontier = [top]
    level = 0
    while frontier and (depth is None or level < depth):
        level += 1
        frontier = [c for pk in frontier for c in below.get(pk, ()) if c not in reached]
        reached.update(dict.fromkeys(frontier, level))
    return reached


def _unit(ref: UnitRef) -> Unit:
    try:
        return Unit.objects.select_related("parent").get(ref=ref)
    except Unit.DoesNotExist as error:
        raise UnknownUnit(f"no unit has the reference {ref}") from error


def _rows(
    ids: Collection[int], *, day: date | None = None, always: Collection[int] = ()
) -> dict[int, UnitRow]:
    found = Unit.objects.select_related("parent").order_by()
    if day is not None:
        found = found.filter(on_day(day, first="valid_from", last="valid_to") | Q(pk__in=always))
    if len(ids) <= search.CANDIDATES:
        found = found.filter(pk__in=ids)
    return {unit.pk: unit_row(unit) for unit in found.iterator() if unit.pk in ids}


def _steps(steps: list[tuple[Succession, Unit]]) -> list[SuccessionRow]:
    steps.sort(key=lambda step: (-(step[0].share or 0), step[1].code, step[1].pk))
    return [
        SuccessionRow(unit=unit_row(unit), day=step.day, share=step.share, reason=step.reason)
        for step, unit in steps
    ]
