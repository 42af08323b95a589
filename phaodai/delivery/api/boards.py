"""Duty boards: who has filed and who has not, of one period or of a month."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Query, Schema
from pydantic import Field

from phaodai.delivery import clock
from phaodai.delivery.api.fields import Day, Moment
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest
from phaodai.delivery.api.shapes import joined
from phaodai.foundation.units import queries as units
from phaodai.registers.reports.queries import board as boards
from phaodai.registers.reports.queries import board_months
from phaodai.registers.reports.queries.board_months import MonthRow
from phaodai.registers.reports.states import Timeliness, Turn
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import UnitRef

room = Room("boards")
Narrowed = Annotated[UUID | None, Query(None, description="This unit and those below it alone.")]


class BoardRow(Schema):
    """How one agency stands with its report."""

    unit: UUID
    unit_name: str
    above: str = Field(description="Name of the unit just above.")
    agency: UUID = Field(validation_alias="body")
    agency_name: str = Field(validation_alias="body_name")
    state: Turn = Field(validation_alias="turn")
    filed_at: Moment | None = Field(
        validation_alias="at", description="Of the first revision, or of what waits."
    )
    lateness: Timeliness | None = Field(description="Of the first revision.")
    number: int = Field(description="Of the latest revision; 0 without any.")
    submission: UUID | None = Field(
        validation_alias="latest", description="The id under which the latest revision was sent."
    )
    receipt: str = Field(description="Of the latest revision.")
    since: date = Field(description="The first day from which it has to file by this form.")
    usual_at: Moment | None = Field(description="When it usually files; null without a habit.")
    is_silent: bool = Field(description="It has not filed, and always has by now.")
    reason: str = Field(description="For which it was returned.")
    reminded_at: Moment | None


class BoardGroup(Schema):
    """How the agencies below one unit stand together."""

    unit: UUID
    unit_name: str
    n_expected: int
    n_filed: int
    n_in_time: int
    n_silent: int


class Board(Schema):
    """Who has to file a form about a period, and who has."""

    form: str
    day: date
    due_at: Moment
    is_over: bool = Field(description="Whether the cut-off has passed.")
    n_expected: int
    n_filed: int = Field(description="What was returned is left out.")
    n_in_time: int
    n_silent: int
    rows: list[BoardRow] = Field(
        description=f"Everybody who has to file; empty where they are over {boards.MOST_ROWS}."
    )
    groups: list[BoardGroup] = Field(
        description="Then the units just below instead; ask again with `unit`."
    )


class Completeness(Schema):
    """How many had to file, did, and did in time."""

    n_due: int
    n_filed: int
    n_in_time: int


class DayCompleteness(Completeness):
    """The same of one period."""

    day: date
    filed_at: Moment | None = Field(
        validation_alias="at", description="Of the first revision, where it is one agency."
    )


class HeadCompleteness(Completeness):
    """The same of the periods on which one person headed the agency."""

    holder: str = Field(description="Empty where nobody is on record.")
    first: date
    last: date


class MonthOfUnit(Completeness):
    """One unit through a month."""

    unit: UUID
    unit_name: str
    above: str
    days: list[DayCompleteness]
    heads: list[HeadCompleteness]


class MonthBoard(Completeness):
    """How completely and punctually a form was filed in a month."""

    form: str
    month: str
    is_grouped: bool = Field(
        description=f"Over {board_months.MOST_ROWS} agencies: a row stands for all below a unit."
    )
    rows: list[MonthOfUnit] = Field(description="Who was in time least often first.")


@room.read(
    "/boards/{slug:code}", permission=Permission.REPORTS_VIEW, returns=Board, name="get_board"
)
def get_board(
    request: ApiRequest,
    code: str,
    unit: Narrowed,
    day: Annotated[
        Day | None, Query(None, description="The last day of a period; the latest if left out.")
    ],
) -> Mapping[str, Any]:
    """Show who has to file a form about a period, and how each stands."""
    now = clock.now()
    found = boards.get_board(
        actor=request.actor,
        form=code,
        day=day or boards.period_awaited(code, now),
        now=now,
        unit_path=_path(unit),
    )
    return joined(found) | {"form": code, "is_over": found.is_over}


@room.read(
    "/boards/{slug:code}/month",
    permission=Permission.REPORTS_VIEW,
    returns=MonthBoard,
    name="get_month_of_board",
)
def get_month(
    request: ApiRequest,
    code: str,
    unit: Narrowed,
    month: Annotated[
        str,
        Query(
            "",
            pattern=r"^$|^20[0-9]{2}-(?:0[1-9]|1[0-2])$",
            description="YYYY-MM; this month if left out.",
        ),
    ],
) -> Mapping[str, Any]:
    """Show how completely and punctually each unit filed a form in a month."""
    first = date.fromisoformat(f"{month}-01") if month else clock.today().replace(day=1)
    found = board_months.get_month(
        actor=request.actor, form=code, first=first, now=clock.now(), unit_path=_path(unit)
    )
    return {
        "form": code,
        "month": f"{first:%Y-%m}",
        "is_grouped": found.is_grouped,
        "rows": [_row(row, found.days) for row in found.rows],
        **asdict(found.total),
    }


def _row(row: MonthRow, days: list[date]) -> Mapping[str, Any]:
    return {
        "unit": row.unit,
        "unit_name": row.unit_name,
        "above": row.above,
        "days": [{"day": day, **asdict(tally)} for day, tally in zip(days, row.days, strict=True)],
        "heads": [
            {"holder": held.holder, "first": held.first, "last": held.last, **asdict(held.total)}
            for held in row.heads
        ],
        **asdict(row.total),
    }


def _path(unit: UUID | None) -> str:
    """Return the path of a unit, or "" for all in sight.

    Raises:
        Http404: There is no such unit.
    """
    if unit is None:
        return ""
    try:
        return units.get_unit(UnitRef(unit)).path
    except units.UnknownUnit as error:
        raise Http404 from error
