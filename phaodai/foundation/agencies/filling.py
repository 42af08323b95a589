"""Standard bodies for many units at once, and their place in the tree of bodies."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Substr

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Body, HeadPost
from phaodai.foundation.agencies.naming import body_name, short_name, standard_kinds
from phaodai.foundation.units.models import Unit
from phaodai.foundation.units.rules import name_key
from phaodai.vocabulary.bodies import CATALOGUE, BodyKind
from phaodai.vocabulary.units import UnitLevel

BATCH = 2000
Held = dict[tuple[int, str], Body]  # unit, kind -> its body
Parents = dict[int, int | None]  # unit -> the unit above


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What filling did."""

    n_units: int
    n_added: int
    n_ended: int
    n_rehung: int


def fill(units: Sequence[Unit]) -> Filled:
    """Give the units their standard bodies; the caller holds the transaction and has checked."""
    parents: Parents = dict(Unit.objects.order_by().values_list("pk", "parent_id"))
    held, names = _stored(set(_above([unit.pk for unit in units], parents)))
    waves: dict[int, list[Body]] = defaultdict(list)
    wave_of: dict[int, int] = {}  # id() of an unsaved body -> when it is saved
    for unit in sorted(units, key=lambda unit: unit.path.count("/")):
        for kind in standard_kinds(UnitLevel(unit.level)):
            body = _standard(kind, unit)
            # A free body of that name may be there already.
            if (unit.pk, kind.code) in held or body.name_key in names[unit.pk]:
                continue
            names[unit.pk].add(body.name_key)
            held[unit.pk, kind.code] = body
            body.superior = _superior(body, held, parents)
            wave = wave_of.get(id(body.superior), -1) + 1
            wave_of[id(body)] = wave
            waves[wave].append(body)
    fresh: list[Body] = []
    for wave in sorted(waves):
        for body in waves[wave]:
            body.superior_id = body.superior.pk if body.superior else None
        plant(waves[wave])
        fresh += waves[wave]
    _add_seats(fresh)
    n_ended = _end_with_units(units)
    return Filled(
        n_units=len(units), n_added=len(fresh), n_ended=n_ended, n_rehung=_rehang(parents)
    )


def _stored(units: set[int]) -> tuple[Held, dict[int, set[str]]]:
    """Return the bodies of units by kind, and their names; what still stands goes first."""
    held: Held = {}
    names: dict[int, set[str]] = defaultdict(set)
    for body in Body.objects.order_by("pk").iterator():
        if body.unit_id in units:
            names[body.unit_id].add(body.name_key)
            other = held.get((body.unit_id, body.kind))
            if body.kind and (other is None or other.valid_to is not None):
                held[body.unit_id, body.kind] = body
    return held, names


def plant(bodies: Sequence[Body]) -> None:
    """Save new bodies whose superiors are saved, and give them their paths."""
    Body.objects.bulk_create(bodies, batch_size=BATCH)
    above = Body.objects.filter(pk=OuterRef("superior_id")).order_by().values("path")[:1]
    Body.objects.filter(path="").update(
        path=Concat(
            Coalesce(Subquery(above, output_field=CharField()), Value("/")),
            Cast("pk", CharField()),
            Value("/"),
            output_field=CharField(),
        )
    )


def superior_of(kind: str, unit: Unit) -> Body | None:
    """Return the stored body that directs a kind in a unit, or None."""
    line = [int(part) for part in unit.path.strip("/").split("/")]
    parents: Parents = dict(zip(line[1:], line, strict=False))
    held, _names = _stored(set(line))
    return _superior(Body(unit=unit, kind=kind), held, parents)


def _superior(body: Body, held: Held, parents: Parents) -> Body | None:
    """Find the directing body: of the kind named, from the unit up; or the same kind above.

    Where there is none, of the kind that directs it otherwise. What has ended directs nothing
    that still stands.
    """
    known = CATALOGUE.get(body.kind)
    if known is None:
        return None
    if not known.superior:
        return _nearest(body, body.kind, parents.get(body.unit_id), held, parents)
    for wanted in filter(None, (known.superior, known.superior_otherwise)):
        found = _nearest(body, wanted, body.unit_id, held, parents)
        if found is not None:
            return found
    return None


def _nearest(
    body: Body, wanted: str, place: int | None, held: Held, parents: Parents
) -> Body | None:
    while place is not None:
        found = held.get((place, wanted))
        if found is not None and (found.valid_to is None or body.valid_to is not None):
            return found
        place = parents.get(place)
    return None


def _standard(kind: BodyKind, unit: Unit) -> Body:
    level = UnitLevel(unit.level)
    name = body_name(kind, unit_kind=unit.kind, unit_name=unit.name, level=level)
    return Body(
        unit=unit,
        kind=kind.code,
        branch=str(kind.branch),
        name=name,
        short_name=short_name(kind, unit_kind=unit.kind, level=level),
        name_key=name_key(name),
        is_general=kind.is_general,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


def _add_seats(bodies: Sequence[Body]) -> None:
    HeadPost.objects.bulk_create(
        [
            HeadPost(
                body=body,
                title_vi=CATALOGUE[body.kind].head_vi,
                title_en=CATALOGUE[body.kind].head_en,
            )
            for body in bodies
            if CATALOGUE[body.kind].head_vi
        ],
        batch_size=BATCH,
    )


def _end_with_units(units: Sequence[Unit]) -> int:
    """End the bodies of units that have ended."""
    n = 0
    days: dict[object, list[int]] = defaultdict(list)
    for unit in units:
        if unit.valid_to is not None:
            days[unit.valid_to].append(unit.pk)
    for day, ended in days.items():
        for part in _chunks(ended):
            running = Body.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), unit__in=part)
            n += running.update(valid_to=day)
    return n


def _rehang(parents: Parents) -> int:
    """Find superiors for standing bodies whose own is missing or has ended."""
    lost = Body.objects.filter(valid_to=None).exclude(kind="")
    lost = lost.filter(Q(superior=None) | Q(superior__valid_to__isnull=False))
    bodies = list(lost.order_by("pk"))
    held, _names = _stored(set(_above([body.unit_id for body in bodies], parents)))
    n = 0
    for body in bodies:
        superior = _superior(body, held, parents)
        if superior is not None and superior.pk != body.superior_id:
            n += 1
            Body.objects.filter(pk=body.pk).update(superior=superior)
            _repath(body.pk)
    return n


def _repath(body: int) -> None:
    """Give a body and all below it the path of its superior."""
    row = Body.objects.select_related("superior").get(pk=body)
    new = f"{row.superior.path if row.superior else '/'}{row.pk}/"
    old = row.path
    if new != old:
        Body.objects.filter(under("path", old)).update(
            path=Concat(Value(new), Substr(F("path"), len(old) + 1))
        )


def _above(units: Collection[int], parents: Parents) -> Iterator[int]:
    """Yield units and all above them, each once."""
    seen: set[int] = set()
    for unit in units:
        place: int | None = unit
        while place is not None and place not in seen:
            seen.add(place)
            yield place
            place = parents.get(place)


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while part := list(islice(rest, 5000)):
        yield part
