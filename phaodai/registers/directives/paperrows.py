"""Plain rows of documents that hang together, and of the registers they are entered in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from phaodai.registers.directives.rows import DocumentName, Page
from phaodai.registers.directives.states import Direction, Relation
from phaodai.vocabulary.refs import DocumentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """How one document stands to another; `ref` is None where that is not here or not in sight."""

    relation: Relation
    ordinal: int  # among those of the same relation
    name: DocumentName
    subject: str
    ref: DocumentRef | None
    n_in_force: int = 0  # obligations of the other that were issued and not ended
    keeps: bool = False  # whether the reader looks after the other one too


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """What a document names, and what names it."""

    out: Sequence[LinkRow]
    into: Sequence[LinkRow]
    may_change: bool
    may_end: bool  # what it asks for: whoever speaks for the body that keeps it


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """A document as the register of incoming or outgoing ones shows it."""

    ref: DocumentRef
    direction: Direction
    name: DocumentName
    subject: str
    urgency: str
    keeper: str
    received_at: datetime
    recipients: Sequence[str]
    signer: str
    arrival_number: int | None
    arrival_day: date | None
    outgoing_number: int | None
    handling_due: datetime | None
    handling_note: str
    file_code: str
    file_ordinal: int | None
    document_language: str
    n_pages: int | None
    n_copies: int | None
    note: str
    file_sha256: str  # of the original; "" where there is none
    may_write: bool  # the reader may enter it and write beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One page of a register."""

    rows: Sequence[EntryRow]
    page: Page
    years: Sequence[int]
    n_unnumbered: int  # kept, and not entered yet
