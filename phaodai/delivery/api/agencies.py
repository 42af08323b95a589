"""Bodies and who heads them."""

from datetime import date
from uuid import UUID

from ninja import Schema

from phaodai.delivery.api import cursors
from phaodai.delivery.api.fields import Code, Cursor, Limit, On, Page, Words, day_of
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.problems import Problem
from phaodai.delivery.api.requests import ApiRequest
from phaodai.foundation.agencies import listing, queries
from phaodai.foundation.agencies.rows import BodyRow
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

room = Room("agencies")


class Agency(Schema):
    """One body of one unit."""

    ref: UUID
    name: str
    short_name: str
    kind: str
    branch: str
    unit: UUID
    unit_name: str
    level: UnitLevel
    is_general: bool
    superior: UUID | None
    superior_name: str
    valid_from: date
    valid_to: date | None


class AgencyDetail(Agency):
    """A body with its other wordings."""

    aliases: list[str]


class Seat(Schema):
    """A seat at the head of a body, and who held it on the day; null where nobody did."""

    ref: UUID
    title_vi: str
    title_en: str
    rank: int
    is_deputy: bool
    holder: str | None
    first_day: date | None
    last_day: date | None


class Seats(Schema):
    """The heads of a body on a day, the first first."""

    on: date
    seats: list[Seat]


@room.read(
    "/agencies", permission=Permission.AGENCIES_VIEW, returns=Page[Agency], name="list_agencies"
)
def list_agencies(
    request: ApiRequest,
    q: Words,
    on: On,
    kind: Code,
    branch: Code,
    cursor: Cursor,
    limit: Limit,
    unit: UUID | None = None,
) -> Page[Agency]:
    """List bodies of a day by name."""
    position = cursors.read(cursor, cursors.text, cursors.ref)
    rows = listing.list_bodies(
        on=day_of(on),
        words=q,
        unit=UnitRef(unit) if unit else None,
        kind=kind,
        branch=branch,
        limit=limit + 1,
        position=None if position is None else (position[0], position[1]),
    )
    return Page[Agency](
        items=[_agency(row) for row, _ in rows[:limit]],
        next=cursors.write(rows[limit - 1][1]) if len(rows) > limit else None,
    )


@room.read(
    "/agencies/{uuid:ref}",
    permission=Permission.AGENCIES_VIEW,
    returns=AgencyDetail,
    name="get_agency",
)
def get_agency(request: ApiRequest, ref: UUID) -> AgencyDetail:
    """Show one body, whether it still exists or has ended."""
    row = _body(ref)
    return AgencyDetail(**_agency(row).model_dump(), aliases=queries.aliases_of(row.ref))


@room.read(
    "/agencies/{uuid:ref}/heads",
    permission=Permission.AGENCIES_VIEW,
    returns=Seats,
    name="get_agency_heads",
)
def get_heads(request: ApiRequest, ref: UUID, on: On) -> Seats:
    """Show who headed a body on a day."""
    row, day = _body(ref), day_of(on)
    seats = []
    for seat in queries.heads_of(row.ref):
        held = next(
            (
                tenure
                for tenure in seat.tenures
                if tenure.first_day <= day and (tenure.last_day is None or tenure.last_day >= day)
            ),
            None,
        )
        seats.append(
            Seat(
                ref=seat.ref,
                title_vi=seat.title_vi,
                title_en=seat.title_en,
                rank=seat.rank,
                is_deputy=seat.is_deputy,
                holder=held.holder if held else None,
                first_day=held.first_day if held else None,
                last_day=held.last_day if held else None,
            )
        )
    return Seats(on=day, seats=seats)


def _body(ref: UUID) -> BodyRow:
    try:
        return queries.get_body(BodyRef(ref))
    except queries.UnknownBody:
        raise Problem("not_found") from None


def _agency(row: BodyRow) -> Agency:
    return Agency(
        ref=row.ref,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        branch=row.branch,
        unit=row.unit,
        unit_name=row.unit_name,
        level=row.level,
        is_general=row.is_general,
        superior=row.superior,
        superior_name=row.superior_name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
