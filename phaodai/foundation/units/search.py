"""Finding units by what somebody wrote; `queries` offers it."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from phaodai.foundation.units import ancestry, rules
from phaodai.foundation.units.models import Unit, UnitAlias
from phaodai.foundation.units.rules import Wording
from phaodai.vocabulary.units import UnitLevel

CANDIDATES = 2000  # of inexact matches that are looked at; all exact ones always are
EXACT, ALIAS, BEGINS, CONTAINS = range(4)


def exact_matches(
    wording: Wording, *, on: date, levels: Collection[UnitLevel] = ()
) -> list[tuple[int, Unit]]:
    """Return the units that bear exactly this name, code or alias, with the sort of match."""
    named = Q(name_key=wording.key)
    if wording.kind:
        named &= Q(kind=wording.kind)
    by_alias = UnitAlias.objects.filter(key__in={wording.key, wording.whole_key})
    if wording.kind:
        # "thành phố HCM": the alias stands for the name, so the kind must agree as well.
        by_alias = by_alias.filter(Q(key=wording.whole_key) | Q(unit__kind=wording.kind))
    # "bản Mai Sơn" may be a hamlet's whole name, and "Thị xã Cũ" that of an oddly named commune.
    whole = Q(name_key=wording.whole_key)
    found = (
        Unit.objects.valid_on(on)
        .filter(
            named | whole | Q(code=wording.key) & ~Q(code="") | Q(pk__in=by_alias.values("unit"))
        )
        .select_related("parent")
    )
    if levels:
        found = found.filter(level__in=[level.value for level in levels])
    keys = {wording.key, wording.whole_key, wording.key.upper()}
    return [
        (EXACT if unit.name_key in keys or unit.code in keys else ALIAS, unit) for unit in found
    ]


def near_matches(wording: Wording, *, on: date, level: UnitLevel | None) -> list[tuple[int, Unit]]:
    """Return the units whose name begins with the wording or holds it somewhere."""
    if not wording.key:
        return []
    found = (
        Unit.objects.valid_on(on)
        .filter(name_key__contains=wording.key)
        .exclude(level=UnitLevel.COUNTRY.value)
        .select_related("parent")
        .order_by("code", "pk")
    )
    if wording.kind:
        found = found.filter(kind=wording.kind)
    if level is not None:
        found = found.filter(level=level.value)
    return [
        (BEGINS if unit.name_key.startswith(wording.key) else CONTAINS, unit)
        for unit in found[:CANDIDATES]
    ]


def keep_within(
    matches: Iterable[tuple[int, Unit]],
    *,
    within: Collection[Wording],
    under: int | None,
    on: date,
) -> list[tuple[int, Unit]]:
    """Keep the matches below unit `under` that lie in every place of `within`, as of the day."""
    kept = list(matches)
    if not kept or (not within and under is None):
        return kept
    chains = ancestry.chains_on({unit.pk for _, unit in kept}, on)
    if under is not None:
        kept = [match for match in kept if under in chains[match[1].pk]]
    if within and kept:
        above = {pk for _, unit in kept for pk in chains[unit.pk]}
        for place in within:
            holders = set(
                Unit.objects.filter(pk__in=above)
                .filter(_is_called(place))
                .values_list("pk", flat=True)
            )
            kept = [m for m in kept if holders & set(chains[m[1].pk][:-1])]
    return kept


def _is_called(place: Wording) -> Q:
    named = Q(name_key=place.key)
    if place.kind:
        named &= Q(kind=place.kind)
    aliases = UnitAlias.objects.filter(key__in={place.key, place.whole_key})
    return named | Q(pk__in=aliases.values("unit")) | Q(code=place.key) & ~Q(code="")


def sort_key(match: tuple[int, Unit]) -> tuple[int, int, str, str, int]:
    """Order matches: how well, how high, then by code and name."""
    sort, unit = match
    depth = rules.DEPTH[UnitLevel(unit.level)]
    return sort, depth, unit.code or "~", unit.name_key, unit.pk
