"""Units as a long list that machines read page by page."""

from datetime import date
from uuid import UUID

from phaodai.foundation.access.keyset import Key, after
from phaodai.foundation.units.models import ParentLink, Unit, on_day
from phaodai.foundation.units.rows import UnitRow, unit_row
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

KEYS = (Key("code"), Key("ref"))
Position = tuple[str, UUID]


def list_units(
    *,
    on: date,
    limit: int,
    level: UnitLevel | None = None,
    parent: UnitRef | None = None,
    position: Position | None = None,
) -> list[UnitRow]:
    """Return units of a day by code, in one query.

    Args:
        on: The day on which they exist, and lie where they are said to lie.
        limit: How many at most.
        level: This level alone.
        parent: Directly below this unit alone.
        position: Begin after the row of this position.
    """
    found = Unit.objects.valid_on(on)
    if level is not None:
        found = found.filter(level=level.value)
    if parent is not None:
        links = ParentLink.objects.filter(
            on_day(on, first="first_day", last="last_day"), parent__ref=parent
        )
        found = found.filter(pk__in=links.values("unit"))
    if position is not None:
        found = found.filter(after(KEYS, position))
    ordered = found.select_related("parent").order_by(*(key.order for key in KEYS))
    return [unit_row(unit) for unit in ordered[:limit]]


def position_of(row: UnitRow) -> Position:
    """Return where a row stands in the list."""
    return row.code, row.ref
