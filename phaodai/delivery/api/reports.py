"""Reports: the list, one of them, and what became of what was sent."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from phaodai.delivery.api import cursors
from phaodai.delivery.api.fields import Code, Cursor, Day, Limit, Moment, Page
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest
from phaodai.delivery.api.shapes import joined
from phaodai.registers.reports.queries import feeds
from phaodai.registers.reports.states import Channel, HoldReason, SubmissionState, Timeliness
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

room = Room("reports")
From = Annotated[Day | None, Query(None, description="Of this day or later.")]
To = Annotated[Day | None, Query(None, description="Of this day or earlier.")]


class Report(Schema):
    """What an agency says by a form about a period."""

    ref: UUID
    form: str
    day: date = Field(description="The last day of the period.")
    agency: UUID = Field(validation_alias="body")
    agency_name: str = Field(validation_alias="body_name")
    unit: UUID
    unit_name: str
    number: int = Field(description="Of the latest revision; 0 where nothing was accepted.")
    lateness: Timeliness | None = Field(description="Of the first revision.")
    first_received_at: Moment | None
    due_at: Moment


class Submission(Schema):
    """One thing that was sent for a report, and what became of it."""

    id: UUID
    report: UUID
    base: UUID | None
    form_version: int
    state: SubmissionState
    number: int | None = Field(description="Of the revision that it is; null where it is none.")
    receipt: str = Field(description="Empty where it was not accepted.")
    lateness: Timeliness | None
    hold_reason: HoldReason | None
    channel: Channel
    sent_by: str
    filled_at: Moment | None = Field(description="As the device says.")
    received_at: Moment = Field(description="The first time, by the clock here.")
    values: dict[str, str]
    comments: dict[str, str]


class ReportDetail(Report):
    """A report with all that was sent for it, in the order in which it came."""

    submissions: list[Submission]


@room.read(
    "/reports", permission=Permission.REPORTS_VIEW, returns=Page[Report], name="list_reports"
)
def list_reports(
    request: ApiRequest,
    form: Code,
    first: From,
    last: To,
    cursor: Cursor,
    limit: Limit,
    agency: UUID | None = None,
) -> Mapping[str, Any]:
    """List reports in sight, the latest day first."""
    position = cursors.read(cursor, date.fromisoformat, cursors.ref)
    found = feeds.feed_reports(
        actor=request.actor,
        form=form,
        body=BodyRef(agency) if agency else None,
        first=first,
        last=last,
        limit=limit + 1,
        position=None if position is None else (position[0], position[1]),
    )
    return cursors.page(found, limit, feeds.position_of)


@room.read(
    "/reports/{uuid:ref}",
    permission=Permission.REPORTS_VIEW,
    returns=ReportDetail,
    name="get_report",
)
def get_report(request: ApiRequest, ref: UUID) -> Mapping[str, Any]:
    """Show a report with every revision, and what was sent and not accepted."""
    found = feeds.get_report(actor=request.actor, ref=ref)
    return joined(found.row, found)


@room.read(
    "/submissions/{uuid:ref}",
    permission=Permission.REPORTS_VIEW,
    returns=Submission,
    name="get_submission",
)
def get_submission(request: ApiRequest, ref: UUID) -> feeds.SubmissionRow:
    """Show what became of what was sent under an id."""
    return feeds.get_submission(actor=request.actor, submission=ref)
