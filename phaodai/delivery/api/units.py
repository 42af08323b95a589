"""Units: where a place lies, what it was, what became of it."""

from datetime import date
from uuid import UUID

from ninja import Schema

from phaodai.delivery.api import cursors
from phaodai.delivery.api.fields import Cursor, Limit, On, Page, Words, day_of
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.problems import Problem
from phaodai.delivery.api.requests import ApiRequest
from phaodai.foundation.units import listing, queries
from phaodai.foundation.units.rows import SuccessionRow, UnitRow
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

room = Room("units")


class Unit(Schema):
    """One unit between two days."""

    ref: UUID
    code: str
    level: UnitLevel
    kind: str
    name: str
    full_name: str
    parent: UUID | None
    parent_name: str
    valid_from: date
    valid_to: date | None
    is_remote: bool
    latitude: float | None
    longitude: float | None
    area_km2: float | None


class Alias(Schema):
    """Another wording."""

    text: str
    kind: str


class Superior(Schema):
    """Below whom a unit lay, from day to day."""

    unit: Unit
    first_day: date
    last_day: date | None


class UnitDetail(Unit):
    """A unit with its wordings and superiors."""

    aliases: list[Alias]
    parents: list[Superior]


class Succession(Schema):
    """One step between an old unit and a new one; `unit` is the other end."""

    unit: Unit
    day: date
    share: float | None
    reason: str


class Successions(Schema):
    """What a unit was made of and what became of it."""

    predecessors: list[Succession]
    successors: list[Succession]


@room.read("/units", permission=Permission.UNITS_VIEW, returns=Page[Unit], name="list_units")
def list_units(
    request: ApiRequest,
    q: Words,
    on: On,
    cursor: Cursor,
    limit: Limit,
    level: UnitLevel | None = None,
) -> Page[Unit]:
    """List units of a day by code, or the best matches for words.

    What words find comes in one page, the best match first.
    """
    day = day_of(on)
    if q.strip():
        found = queries.find_units(q, on=day, level=level, limit=limit)
        return Page[Unit](items=[unit_of(row) for row in found], next=None)
    return _page(limit=limit, cursor=cursor, on=day, level=level, parent=None)


@room.read(
    "/units/{uuid:ref}", permission=Permission.UNITS_VIEW, returns=UnitDetail, name="get_unit"
)
def get_unit(request: ApiRequest, ref: UUID) -> UnitDetail:
    """Show one unit, whether it still exists or has ended."""
    row = _unit(ref)
    return UnitDetail(
        **unit_of(row).model_dump(),
        aliases=[Alias(text=a.text, kind=str(a.kind)) for a in queries.aliases_of(row.ref)],
        parents=[
            Superior(unit=unit_of(p.parent), first_day=p.first_day, last_day=p.last_day)
            for p in queries.parents_of(row.ref)
        ],
    )


@room.read(
    "/units/{uuid:ref}/children",
    permission=Permission.UNITS_VIEW,
    returns=Page[Unit],
    name="list_unit_children",
)
def list_children(
    request: ApiRequest, ref: UUID, on: On, cursor: Cursor, limit: Limit
) -> Page[Unit]:
    """List the units directly below one on a day."""
    row = _unit(ref)
    return _page(limit=limit, cursor=cursor, on=day_of(on), level=None, parent=row.ref)


@room.read(
    "/units/{uuid:ref}/successors",
    permission=Permission.UNITS_VIEW,
    returns=Successions,
    name="get_unit_successions",
)
def get_successions(request: ApiRequest, ref: UUID) -> Successions:
    """Show what a unit was made of and what became of it."""
    row = _unit(ref)
    return Successions(
        predecessors=[_succession(step) for step in queries.predecessors(row.ref)],
        successors=[_succession(step) for step in queries.successors(row.ref)],
    )


def unit_of(row: UnitRow) -> Unit:
    """Write a unit; its path is of internal ids and stays here."""
    return Unit(
        ref=row.ref,
        code=row.code,
        level=row.level,
        kind=row.kind,
        name=row.name,
        full_name=row.full_name,
        parent=row.parent,
        parent_name=row.parent_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_remote=row.is_remote,
        latitude=row.latitude,
        longitude=row.longitude,
        area_km2=row.area_km2,
    )


def _unit(ref: UUID) -> UnitRow:
    try:
        return queries.get_unit(UnitRef(ref))
    except queries.UnknownUnit:
        raise Problem("not_found") from None


def _page(
    *, limit: int, cursor: str, on: date, level: UnitLevel | None, parent: UnitRef | None
) -> Page[Unit]:
    position = cursors.read(cursor, cursors.text, cursors.ref)
    rows = listing.list_units(
        on=on,
        level=level,
        parent=parent,
        limit=limit + 1,
        position=None if position is None else (position[0], position[1]),
    )
    more = len(rows) > limit
    return Page[Unit](
        items=[unit_of(row) for row in rows[:limit]],
        next=cursors.write(listing.position_of(rows[limit - 1])) if more else None,
    )


def _succession(row: SuccessionRow) -> Succession:
    return Succession(unit=unit_of(row.unit), day=row.day, share=row.share, reason=str(row.reason))
