"""Documents and proposals as the interface writes them."""

from datetime import date, time
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from phaodai.delivery.api.fields import Moment
from phaodai.registers.directives import rows
from phaodai.registers.directives.states import (
    Direction,
    DueKind,
    FoundBy,
    Part,
    Precision,
    Relation,
)


class Name(Schema):
    """How a document is called; empty where that is not known."""

    type: str
    number: str
    symbol: str
    issuer: str
    day: date | None = Field(
        description="The first day of the month or year where no more is known."
    )
    day_precision: Precision


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
    n_proposals_without_deadline: int
    warnings: list[str]


class Remark(Schema):
    """What a person should look at."""

    code: str
    message: str
    span: list[int] | None


class NamedBody(Schema):
    """A body as a proposal names it, and as far as it could be found."""

    part: Part
    text: str
    found_by: FoundBy
    agency: UUID | None
    agency_name: str
    level: str
    within: str
    n_units: int | None


class Due(Schema):
    """How a proposal is bound in time."""

    kind: DueKind
    day: date | None
    time: time | None
    rrule: str
    duration: str
    working_days: bool | None
    since: str
    text: str


class Proposal(Schema):
    """One obligation as the reader proposes it; it binds nobody."""

    ref: UUID
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


class BoardLine(Schema):
    """A proposal with the document it stands in."""

    document: UUID
    document_name: Name
    urgency: str
    proposal: Proposal


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


def name(row: rows.DocumentName) -> Name:
    """Write the name of a document."""
    return Name(
        type=row.doc_type,
        number=row.number,
        symbol=row.symbol,
        issuer=row.issuer,
        day=row.day,
        day_precision=row.precision,
    )


def line(row: rows.DocumentRow) -> DocumentLine:
    """Write a line of the list."""
    return DocumentLine(
        ref=row.ref,
        name=name(row.name),
        direction=row.direction,
        subject=row.subject,
        urgency=row.urgency,
        received_at=row.received_at,
        keeper=row.keeper,
        n_proposals=row.n_proposals,
        n_proposals_without_deadline=row.n_undated,
        warnings=list(row.warnings),
    )


def document(row: rows.DocumentDetail) -> Document:
    """Write a document."""
    return Document(
        ref=row.ref,
        name=name(row.name),
        direction=row.direction,
        parent_issuer=row.parent_issuer,
        place=row.place,
        subject=row.subject,
        urgency=row.urgency,
        signer_authority=list(row.signer_authority),
        signer_post=row.signer_post,
        signer_name=row.signer_name,
        addressees=list(row.addressees),
        recipients=list(row.recipients),
        enclosures=list(row.enclosures),
        text_sha256=row.text_sha256,
        has_file=row.has_file,
        file_name=row.file_name,
        media_type=row.media_type,
        file_sha256=row.file_sha256,
        file_size=row.file_size,
        received_at=row.received_at,
        keeper=row.keeper,
        keeper_unit=row.keeper_unit,
        reader=row.reader,
        warnings=[
            Remark(
                code=str(warning["code"]),
                message=str(warning["message"]),
                span=list(warning["span"]) if warning["span"] else None,
            )
            for warning in row.warnings
        ],
        proposals=[proposal(each) for each in row.proposals],
        links=[
            Cited(relation=link.relation, name=name(link.name), ref=link.ref) for link in row.links
        ],
    )


def proposal(row: rows.ProposalRow) -> Proposal:
    """Write a proposal."""
    return Proposal(
        ref=UUID(str(row.ref)),
        ordinal=row.ordinal,
        clause=row.clause,
        heading=row.heading,
        title=row.title,
        text=row.text,
        span=list(row.span),
        bodies=[named_body(body) for body in row.bodies],
        scope=[dict(each) for each in row.scope],
        due=due(row.due),
        targets=[dict(each) for each in row.targets],
        confidence=row.confidence,
    )


def named_body(row: rows.NamedBody) -> NamedBody:
    """Write a body as it is named."""
    return NamedBody(
        part=row.part,
        text=row.text,
        found_by=FoundBy(row.found_by),
        agency=row.body,
        agency_name=row.body_name,
        level=row.level,
        within=row.within,
        n_units=row.n_units,
    )


def due(row: rows.Due) -> Due:
    """Write how something is bound in time."""
    return Due(
        kind=row.kind,
        day=row.day,
        time=row.time,
        rrule=row.rrule,
        duration=row.duration,
        working_days=row.working_days,
        since=row.since,
        text=row.text,
    )


def board_line(row: rows.BoardRow) -> BoardLine:
    """Write a row of the board."""
    return BoardLine(
        document=row.document,
        document_name=name(row.document_name),
        urgency=row.urgency,
        proposal=proposal(row.proposal),
    )


def chain(row: rows.Chain) -> Chain:
    """Write a chain."""
    return Chain(
        up=[_step(step) for step in row.up],
        down=[_step(step) for step in row.down],
        is_circular=row.is_circular,
    )


def _step(row: rows.ChainRow) -> ChainLine:
    return ChainLine(depth=row.depth, name=name(row.name), subject=row.subject, ref=row.ref)
