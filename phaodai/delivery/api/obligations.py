"""Obligations: what a document orders once it is confirmed, and sending it out."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api.fields import Moment
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.delivery.api.shapes import Due, Name, NamedBody, joined
from phaodai.registers.directives import operations, queries, taskrows
from phaodai.registers.directives.queries import feeds
from phaodai.registers.directives.states import (
    AssignmentState,
    Lateness,
    ObligationState,
    Proof,
)
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import DocumentRef
from phaodai.vocabulary.units import UnitLevel

room = Room("obligations")


class Obligation(Schema):
    """One thing that a document orders, with counts of its assignments in sight."""

    ref: UUID
    version: int
    ordinal: int
    clause: str
    title: str
    text: str
    state: ObligationState
    due: Due
    due_at: Moment | None
    bodies: list[NamedBody]
    targets: list[dict[str, Any]]
    is_measured: bool
    n_assignments: int
    n_accepted: int
    n_overdue: int
    proposal: UUID
    issue: UUID | None


class Level(Schema):
    """How the assignments of one level stand."""

    level: UnitLevel
    depth: int
    n: int
    by_state: dict[AssignmentState, int]
    by_lateness: dict[Lateness, int]
    by_proof: dict[Proof, int]


class ObligationDetail(Obligation):
    """An obligation with its document and its cascade."""

    document: UUID
    document_name: Name
    keeper: str
    levels: list[Level]
    may_issue: bool


class Obligations(Schema):
    """The obligations of a document, in its order."""

    items: list[Obligation]


class NewIssue(Schema):
    """What is sent out."""

    model_config = ConfigDict(extra="forbid")

    obligations: list[UUID] | None = Field(
        None, max_length=500, description="Which; all that are confirmed if left out."
    )


class Skipped(Schema):
    """A wording, or units behind it, that got nothing, and why."""

    obligation: str
    text: str
    why: str
    names: list[str]
    n: int


class Issued(Schema):
    """What an issue made."""

    ref: UUID
    obligations: list[UUID]
    n_assignments: int
    n_agencies: int = Field(validation_alias="n_bodies")
    skipped: list[Skipped]
    can_be_taken_back_until: Moment


class TakeBack(Schema):
    """Nothing is to be said with it."""

    model_config = ConfigDict(extra="forbid")


class TakenBack(Schema):
    """The issue that is none any more."""

    ref: UUID


@room.read(
    "/documents/{uuid:ref}/obligations",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Obligations,
    name="list_document_obligations",
)
def list_document_obligations(
    request: ApiRequest, ref: UUID
) -> Mapping[str, Sequence[taskrows.ObligationRow]]:
    """List the obligations of a document in sight, in its order."""
    feeds.get_text(actor=request.actor, ref=ref)
    found = queries.list_obligations(
        actor=request.actor, document=DocumentRef(ref), now=clock.now()
    )
    return {"items": found}


@room.read(
    "/obligations/{uuid:ref}",
    permission=Permission.DIRECTIVES_VIEW,
    returns=ObligationDetail,
    name="get_obligation",
)
def get_obligation(request: ApiRequest, ref: UUID) -> Mapping[str, Any]:
    """Show an obligation with counts for each level of its cascade."""
    found = queries.get_obligation(actor=request.actor, ref=ref, now=clock.now())
    return joined(found.row, found)


@room.act(
    "/documents/{uuid:ref}/issue",
    permission=Permission.DIRECTIVES_STORE,  # a duty officer may hold a written delegation
    returns=Issued,
    name="issue_document",
)
def issue(request: ApiRequest, ref: UUID, sent: NewIssue) -> HttpResponse:
    """Send confirmed obligations to every body that answers for them."""

    def act() -> Issued:
        issued = operations.issue(
            actor=request.actor,
            document=DocumentRef(ref),
            obligations=sent.obligations,
            now=clock.now(),
        )
        return Issued.model_validate(issued)

    return once(request, act)


@room.act(
    "/issues/{uuid:ref}/take-back",
    permission=Permission.DIRECTIVES_STORE,
    returns=TakenBack,
    name="take_back_issue",
    status=200,
)
def take_back(request: ApiRequest, ref: UUID, sent: TakeBack) -> HttpResponse:
    """Take an issue back within thirty seconds, as if it had not been."""
    del sent

    def act() -> TakenBack:
        operations.withdraw_issue(actor=request.actor, issue=ref, now=clock.now())
        return TakenBack(ref=ref)

    return once(request, act, status=200)
