"""Documents: the list, one of them, its text and chain, and how documents hang together."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api import cursors
from phaodai.delivery.api.fields import Code, Cursor, Day, Limit, Moment, Page, Plain, Words
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.proposals import Proposal
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.delivery.api.shapes import Name
from phaodai.registers.directives import operations, queries, rows
from phaodai.registers.directives.queries import feeds
from phaodai.registers.directives.states import Direction, Relation, Urgency
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import DocumentRef

room = Room("documents")


class DocumentLine(Schema):
    """One line of the list of documents."""

    ref: UUID
    name: Name
    direction: Direction
    subject: str
    urgency: str
    received_at: Moment
    keeper: str
    n_proposals: int
    n_proposals_without_deadline: int = Field(validation_alias="n_undated")
    warnings: list[str]


class Remark(Schema):
    """What a person should look at."""

    code: str
    message: str
    span: list[int] | None


class Cited(Schema):
    """A document that another one names; `ref` where the token may open it here."""

    relation: Relation
    name: Name
    ref: UUID | None


class Document(Schema):
    """A document with everything read out of it; its text has an address of its own."""

    ref: UUID
    name: Name
    direction: Direction
    parent_issuer: str
    place: str
    subject: str
    urgency: str
    signer_authority: list[str]
    signer_post: str
    signer_name: str
    addressees: list[str]
    recipients: list[str]
    enclosures: list[str]
    text_sha256: str
    has_file: bool
    file_name: str
    media_type: str
    file_sha256: str
    file_size: int
    received_at: Moment
    keeper: str
    keeper_unit: str
    reader: str
    warnings: list[Remark]
    proposals: list[Proposal]
    links: list[Cited]


class ChainLine(Schema):
    """One document on the way up or down; depth 1 is next to the one asked about."""

    depth: int
    name: Name
    subject: str
    ref: UUID | None


class Chain(Schema):
    """What a document carries out, and what carries it out."""

    up: list[ChainLine]
    down: list[ChainLine]
    is_circular: bool


class Text(Schema):
    """The text of a document, letter by letter as spans count it."""

    text: str
    sha256: str


class NewRelation(Schema):
    """How a document stands to another one that is here."""

    model_config = ConfigDict(extra="forbid")

    relation: Relation
    target: UUID = Field(description="The document that it carries out, replaces, …")


class Related(NewRelation):
    """What is on record now."""

    ref: UUID


class End(Schema):
    """Why a document asks for nothing more."""

    model_config = ConfigDict(extra="forbid")

    reason: Plain = Field(min_length=1, max_length=10_000)


class Ended(Schema):
    """What was open."""

    ref: UUID
    n_assignments: int


@room.read(
    "/documents",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Page[DocumentLine],
    name="list_documents",
)
def list_documents(
    request: ApiRequest,
    q: Words,
    type: Code,  # noqa: A002 - the name of the filter
    issuer: Code,
    cursor: Cursor,
    limit: Limit,
    urgency: Urgency | None = None,
    first_day: Day | None = None,
    last_day: Day | None = None,
) -> Mapping[str, Any]:
    """List documents in sight, the latest first."""
    read = (cursors.day_or_none, cursors.moment, cursors.ref)
    position = cursors.read(cursor, *read)
    found = feeds.feed_documents(
        actor=request.actor,
        wanted=queries.DocumentFilter(
            words=q, doc_type=type, issuer=issuer, urgency=urgency, first=first_day, last=last_day
        ),
        limit=limit + 1,
        position=None if position is None else (position[0], position[1], position[2]),
    )
    return cursors.page(found, limit, feeds.document_position)


@room.read(
    "/documents/{uuid:ref}",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Document,
    name="get_document",
)
def get_document(request: ApiRequest, ref: UUID) -> rows.DocumentDetail:
    """Show a document with its proposals and what it cites."""
    return queries.get_document(actor=request.actor, ref=ref)


@room.read(
    "/documents/{uuid:ref}/text",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Text,
    name="get_document_text",
)
def get_text(request: ApiRequest, ref: UUID) -> Text:
    """Show the text of a document."""
    text, sha256 = feeds.get_text(actor=request.actor, ref=ref)
    return Text(text=text, sha256=sha256)


@room.read(
    "/documents/{uuid:ref}/chain",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Chain,
    name="get_document_chain",
)
def get_chain(request: ApiRequest, ref: UUID) -> rows.Chain:
    """Show what a document carries out, and what carries it out."""
    return queries.get_chain(actor=request.actor, ref=ref)


@room.act(
    "/documents/{uuid:ref}/relations",
    permission=Permission.DIRECTIVES_STORE,
    returns=Related,
    name="relate_document",
)
def relate(request: ApiRequest, ref: UUID, sent: NewRelation) -> HttpResponse:
    """Say how a document stands to another one."""

    def act() -> Related:
        operations.link_documents(
            actor=request.actor,
            document=DocumentRef(ref),
            relation=sent.relation,
            target=DocumentRef(sent.target),
            now=clock.now(),
        )
        return Related(ref=ref, relation=sent.relation, target=sent.target)

    return once(request, act)


@room.act(
    "/documents/{uuid:ref}/end",
    permission=Permission.DIRECTIVES_STORE,
    returns=Ended,
    name="end_document",
    status=200,
)
def end(request: ApiRequest, ref: UUID, sent: End) -> HttpResponse:
    """End all that a document still asks for, because another one replaced it."""

    def act() -> Ended:
        n_open = operations.end_obligations(
            actor=request.actor, document=DocumentRef(ref), reason=sent.reason, now=clock.now()
        )
        return Ended(ref=ref, n_assignments=n_open)

    return once(request, act, status=200)
