"""Plain rows of the register: what its queries hand out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from phaodai.registers.directives.states import (
    Direction,
    DueKind,
    Origin,
    Part,
    Precision,
    ProposalState,
    Relation,
)
from phaodai.vocabulary.refs import BodyRef, DocumentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list is shown."""

    number: int
    size: int
    total: int

    @property
    def n_pages(self) -> int:
        """Return how many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Return the number of the first row shown, from 1; 0 where there is none."""
        return min((self.number - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return min(self.number * self.size, self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentName:
    """How a document is called, here or elsewhere; "" and None where that is not known."""

    doc_type: str
    number: str
    symbol: str
    issuer: str
    day: date | None
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One line of the list of documents."""

    ref: DocumentRef
    name: DocumentName
    direction: Direction
    subject: str
    urgency: str
    received_at: datetime
    keeper: str
    n_proposals: int
    n_undated: int  # proposals without any word about time
    warnings: Sequence[str]  # codes


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentList:
    """One page of documents, and what the filters can be set to."""

    rows: Sequence[DocumentRow]
    page: Page
    types: Sequence[str]
    issuers: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBody:
    """A body as a proposal names it."""

    part: Part
    text: str
    span: tuple[int, int] | None
    found_by: str
    body: BodyRef | None
    body_name: str
    level: str
    within: str  # name of the unit in which the many lie
    n_units: int | None

    is_known: bool  # it stands for bodies that are known here, or names nobody at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """How a proposal is bound in time."""

    kind: DueKind
    day: date | None
    time: time | None
    rrule: str
    duration: str
    working_days: bool | None
    since: str
    text: str
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """One proposed obligation."""

    ref: str
    ordinal: int
    clause: str
    heading: str
    span: tuple[int, int]
    text: str
    title: str
    bodies: Sequence[NamedBody]
    scope: Sequence[Mapping[str, Any]]
    due: Due
    targets: Sequence[Mapping[str, Any]]
    confidence: float
    bars: int  # 3 sure, 2 fairly sure, 1 to be looked at
    state: ProposalState = ProposalState.PROPOSED
    version: int = 0
    origin: Origin = Origin.READER
    original: Mapping[str, Any] = field(default_factory=dict)  # what was read, once changed
    reason: str = ""  # why it was rejected
    obligation: UUID | None = None  # what it became

    @property
    def has_span(self) -> bool:
        """Say whether it stands somewhere in the text."""
        return self.span[1] > 0

    def of(self, part: str) -> list[NamedBody]:
        """Return the bodies that have the part."""
        return [body for body in self.bodies if body.part == part]

    @property
    def leads(self) -> list[NamedBody]:
        """Return who leads."""
        return self.of(Part.LEAD)

    @property
    def coordinates(self) -> list[NamedBody]:
        """Return who helps."""
        return self.of(Part.COORDINATE)

    @property
    def accountables(self) -> list[NamedBody]:
        """Return who answers."""
        return self.of(Part.ACCOUNTABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedDocument:
    """A document that another one names; `ref` where the actor may open it here."""

    relation: Relation
    name: DocumentName
    ref: DocumentRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDetail:
    """A document with its text and everything read out of it."""

    ref: DocumentRef
    name: DocumentName
    direction: Direction
    parent_issuer: str
    place: str
    subject: str
    urgency: str
    signer_authority: Sequence[str]
    signer_post: str
    signer_name: str
    addressees: Sequence[str]
    recipients: Sequence[str]
    enclosures: Sequence[str]
    text: str
    text_sha256: str
    evidence: Mapping[str, Mapping[str, Any]]
    warnings: Sequence[Mapping[str, Any]]
    has_file: bool
    file_name: str
    media_type: str
    file_sha256: str
    file_size: int
    received_at: datetime
    keeper: str
    keeper_unit: str
    reader: str
    proposals: Sequence[ProposalRow]
    links: Sequence[CitedDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainRow:
    """One document on the way up or down; depth 1 is next to the document asked about."""

    depth: int
    name: DocumentName
    subject: str
    ref: DocumentRef | None  # None: known only because it is cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What a document carries out, and what carries it out."""

    up: Sequence[ChainRow]  # the highest superior first
    down: Sequence[ChainRow]
    is_circular: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One proposal on the board, with the document it stands in."""

    proposal: ProposalRow
    document: DocumentRef
    document_name: DocumentName
    urgency: str
    group_key: str  # rows with the same key stand under one heading; "" is no lead
    group: str
    group_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Bodies that lead something on the board, for the filter."""

    key: str
    label: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Proposals in sight."""

    rows: Sequence[BoardRow]
    page: Page
    counts: Mapping[DueKind, int]  # of all proposals that the filters leave
    n_documents: int
    leads: Sequence[Lead]
    documents: Sequence[tuple[DocumentRef, DocumentName]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The original file of a document."""

    content: bytes
    file_name: str
    media_type: str
    sha256: str
