"""Proposals: what the reader found in a document; it binds nobody."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from phaodai.delivery.api import cursors
from phaodai.delivery.api.fields import Cursor, Day, Limit, Page, Words
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest
from phaodai.delivery.api.shapes import Due, Name, NamedBody
from phaodai.registers.directives import queries, rows
from phaodai.registers.directives.queries import feeds
from phaodai.registers.directives.states import DueKind, Origin, ProposalState
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef, DocumentRef

room = Room("proposals")


class Proposal(Schema):
    """One obligation as the reader proposes it; it binds nobody."""

    ref: UUID
    version: int
    state: ProposalState
    origin: Origin
    ordinal: int
    clause: str
    heading: str
    title: str
    text: str
    span: list[int]
    bodies: list[NamedBody]
    scope: list[dict[str, Any]]
    due: Due
    targets: list[dict[str, Any]]
    confidence: float
    reason: str = Field(description="Why it was rejected.")
    obligation: UUID | None = Field(description="What it became.")


class BoardLine(Schema):
    """A proposal with the document it stands in."""

    document: UUID
    document_name: Name
    urgency: str
    proposal: Proposal


class Proposals(Schema):
    """The proposals of a document, in its order."""

    items: list[Proposal]


@room.read(
    "/documents/{uuid:ref}/proposals",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Proposals,
    name="list_document_proposals",
)
def list_document_proposals(
    request: ApiRequest, ref: UUID
) -> Mapping[str, Sequence[rows.ProposalRow]]:
    """List the proposals of a document in its order."""
    return {"items": queries.get_document(actor=request.actor, ref=ref).proposals}


@room.read(
    "/proposals",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Page[BoardLine],
    name="list_proposals",
)
def list_proposals(
    request: ApiRequest,
    q: Words,
    cursor: Cursor,
    limit: Limit,
    due_kind: DueKind | None = None,
    document: UUID | None = None,
    lead: UUID | None = None,
    first_due: Day | None = None,
    last_due: Day | None = None,
) -> Mapping[str, Any]:
    """List proposals in sight by deadline, those without a date at the end."""
    position = cursors.read(cursor, cursors.day_or_none, cursors.ref)
    found = feeds.feed_proposals(
        actor=request.actor,
        words=q,
        due_kind=due_kind,
        document=DocumentRef(document) if document else None,
        lead=BodyRef(lead) if lead else None,
        first_due=first_due,
        last_due=last_due,
        limit=limit + 1,
        position=None if position is None else (position[0], position[1]),
    )
    return cursors.page(found, limit, feeds.proposal_position)
