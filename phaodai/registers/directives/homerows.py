"""Plain rows of the first page: what one owes, who has answered, what waits to be decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from phaodai.registers.directives.rows import DocumentName
from phaodai.registers.directives.states import (
    AssignmentState,
    ExtensionState,
    Lateness,
    OccurrenceState,
    Proof,
)
from phaodai.registers.directives.taskrows import Head
from phaodai.vocabulary.refs import BodyRef, DocumentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One thing that is owed: an assignment, or one occurrence of it."""

    assignment: UUID
    occurrence: UUID | None
    version: int
    title: str
    document_name: DocumentName
    urgency: str
    body_name: str
    state: str
    due_at: datetime | None
    lateness: Lateness
    is_today: bool  # due by midnight, or late, or not yet acknowledged
    is_personal: bool  # given to the reader by name
    may_answer: bool
    percent: int
    extension: ExtensionState


@dataclass(frozen=True, slots=True, kw_only=True)
class RollRow:
    """One body of a roll and what it has answered."""

    assignment: UUID
    body: BodyRef
    body_name: str
    place: str  # name of its unit, without its kind
    is_general: bool  # it stands for the whole unit
    head: Head
    state: OccurrenceState
    answered_at: datetime | None

    @property
    def is_missing(self) -> bool:
        """Say whether the answer is still owed."""
        return self.state in {OccurrenceState.OPEN, OccurrenceState.RETURNED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """One deadline that comes back, and who has answered it; those who have not come first."""

    obligation: UUID
    title: str
    document: DocumentRef
    document_name: DocumentName
    due_at: datetime
    rows: Sequence[RollRow]

    @property
    def missing(self) -> Sequence[RollRow]:
        """Return those whose answer is still owed."""
        return [row for row in self.rows if row.is_missing]

    @property
    def answered(self) -> Sequence[RollRow]:
        """Return those who have answered, the earliest first."""
        return [row for row in self.rows if not row.is_missing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A reminder of something that is still owed."""

    ref: UUID
    assignment: UUID
    occurrence: UUID | None
    title: str
    body_name: str  # whose task it is
    is_from_below: bool  # another body owes it, and has not answered
    deadline: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The latest reminders, one for each deadline, and how many there are."""

    rows: Sequence[Call]
    n: int


class Matter(StrEnum):
    """What has to be decided."""

    ANSWER = "ANSWER"
    OCCURRENCES = "OCCURRENCES"  # answers to one deadline that comes back
    EXTENSION = "EXTENSION"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One thing that waits for whoever gave the task."""

    matter: Matter
    assignment: UUID
    title: str
    body_name: str
    head: Head
    n: int  # answers; 1 but for occurrences
    since: datetime | None  # of the answer
    due_at: datetime | None
    extension_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What waits to be decided, the first of it and how much there is."""

    rows: Sequence[DecisionRow]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A document of one's own body of which something is still to be done."""

    document: DocumentRef
    name: DocumentName
    subject: str
    urgency: str
    received_at: datetime
    n_proposed: int  # not looked at by anybody
    n_ready: int  # confirmed, not issued


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Documents that wait, the most urgent first, and how many wait for what."""

    rows: Sequence[PaperRow]
    n_to_confirm: int
    n_to_issue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateHead:
    """A head who was in office on the day that something of his body fell due."""

    body: BodyRef
    body_name: str
    head: Head
    n: int
    oldest_due: datetime
    oldest: UUID
    oldest_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateHeads:
    """Heads with something overdue, the most of it first; `n` counts all of them."""

    rows: Sequence[LateHead]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How all open assignments in sight stand."""

    by_state: Mapping[AssignmentState, int]
    by_lateness: Mapping[Lateness, int]
    by_proof: Mapping[Proof, int]
    as_of: datetime | None  # of the latest figure beside them

    @property
    def total(self) -> int:
        """Count all of them."""
        return sum(self.by_state.values())

    @property
    def measured(self) -> int:
        """Count those that figures prove."""
        return sum(n for proof, n in self.by_proof.items() if proof is not Proof.EVIDENCE)
