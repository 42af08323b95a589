"""Bodies as a long list that machines read page by page."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from phaodai.foundation.access.keyset import Key, after
from phaodai.foundation.agencies.models import Body, BodyAlias
from phaodai.foundation.agencies.rows import BodyRow, body_row
from phaodai.foundation.units.rules import name_key
from phaodai.vocabulary.refs import UnitRef

KEYS = (Key("name_key"), Key("ref"))
Position = tuple[str, UUID]


def list_bodies(
    *,
    on: date,
    limit: int,
    words: str = "",
    unit: UnitRef | None = None,
    kind: str = "",
    branch: str = "",
    position: Position | None = None,
) -> list[tuple[BodyRow, Position]]:
    """Return bodies of a day by name, each with its position, in one query.

    Args:
        on: The day on which they exist.
        limit: How many at most.
        words: Their name or another wording holds each of them, however accented.
        unit: Bodies of this unit itself.
        kind: This kind of the catalogue alone.
        branch: This branch alone.
        position: Begin after the row of this position.
    """
    found = Body.objects.valid_on(on).select_related("unit", "superior")
    for word in name_key(words).split():
        aliases = BodyAlias.objects.filter(key__contains=word)
        found = found.filter(Q(name_key__contains=word) | Q(pk__in=aliases.values("body")))
    if unit is not None:
        found = found.filter(unit__ref=unit)
    if kind:
        found = found.filter(kind=kind)
    if branch:
        found = found.filter(branch=branch)
    if position is not None:
        found = found.filter(after(KEYS, position))
    ordered = found.order_by(*(key.order for key in KEYS))[:limit]
    return [(body_row(body), (body.name_key, body.ref)) for body in ordered]
