"""Plain rows of obligations, assignments, timelines and heads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from phaodai.registers.directives.rows import DocumentName, Due, NamedBody, Page
from phaodai.registers.directives.states import (
    Act,
    AssignmentState,
    DueKind,
    ExtensionState,
    JudgementKind,
    Lateness,
    ObligationState,
    OccurrenceState,
    Part,
    Proof,
    ReminderKind,
)
from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef, UserRef
from phaodai.vocabulary.units import UnitLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Who headed a body on a day; `holder` is "" where nobody held the seat."""

    title: str
    holder: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What the figures say."""

    proof: Proof
    value: Decimal | None
    n_reported: int | None
    n_expected: int | None
    as_of: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """One assignment in a list."""

    ref: UUID
    version: int
    obligation: UUID
    title: str
    clause: str
    document: DocumentRef
    document_name: DocumentName
    urgency: str
    unit: UnitRef
    unit_name: str
    level: UnitLevel
    body: BodyRef
    body_name: str
    head: Head
    user: UUID | None
    user_name: str
    parent: UUID | None
    depth: int
    part: Part
    state: AssignmentState
    lateness: Lateness
    due_kind: DueKind
    due_at: datetime | None
    due_text: str
    answered_at: datetime | None
    percent: int
    extension: ExtensionState
    extension_until: datetime | None
    figure: Figure
    n_children: int
    n_children_accepted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskBoard:
    """One page of assignments and what all of them together look like."""

    rows: Sequence[AssignmentRow]
    page: Page
    by_state: Mapping[AssignmentState, int]
    by_lateness: Mapping[Lateness, int]
    by_proof: Mapping[Proof, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceRow:
    """One time that a recurring assignment is due."""

    ref: UUID
    version: int
    assignment: UUID
    body_name: str
    unit_name: str
    day: date
    due_at: datetime
    state: OccurrenceState
    lateness: Lateness
    answered_at: datetime | None
    note: str
    evidence: Sequence[str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One line of a timeline."""

    at: datetime
    act: Act
    actor: str
    person: str  # full name, "" where the system or the operator acted
    role: str
    body_name: str
    text: str
    details: Mapping[str, Any]
    assignment: UUID | None

    @property
    def is_by_clock(self) -> bool:
        """Say whether nobody did it: a deadline passed, or figures were looked at."""
        return self.actor.startswith("system:")


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCounts:
    """How the assignments of one level stand."""

    level: UnitLevel
    depth: int
    n: int
    by_state: Mapping[AssignmentState, int]
    by_lateness: Mapping[Lateness, int]
    by_proof: Mapping[Proof, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationRow:
    """One obligation in a list."""

    ref: UUID
    version: int
    ordinal: int
    clause: str
    title: str
    text: str
    state: ObligationState
    due: Due
    due_at: datetime | None
    bodies: Sequence[NamedBody]
    targets: Sequence[Mapping[str, Any]]
    is_measured: bool
    n_assignments: int
    n_accepted: int
    n_overdue: int
    proposal: UUID
    issue: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationDetail:
    """An obligation with its cascade and its timeline."""

    row: ObligationRow
    document: DocumentRef
    document_name: DocumentName
    is_document_in_sight: bool
    keeper: str
    keeper_body: BodyRef
    keeper_unit: UnitRef
    scope: Sequence[Mapping[str, Any]]
    escalate_after_hours: int
    levels: Sequence[LevelCounts]
    skipped: Sequence[Mapping[str, Any]]
    timeline: Sequence[TimelineRow]
    may_issue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRow:
    """One reminder that was raised."""

    ref: UUID
    kind: ReminderKind
    assignment: UUID
    title: str
    body_name: str  # whose assignment it is
    deadline: datetime
    moment: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentDetail:
    """One assignment with all that belongs to it, and what the actor may do."""

    row: AssignmentRow
    text: str
    keeper: str
    giver: str  # the body from which it came
    note: str
    evidence: Sequence[str]
    reason: str
    extension_reason: str
    targets: Sequence[Mapping[str, Any]]
    children: Sequence[AssignmentRow]
    occurrences: Sequence[OccurrenceRow]
    timeline: Sequence[TimelineRow]
    may_answer: bool
    may_delegate: bool
    may_judge: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCounts:
    """How one body and its head stand."""

    body: BodyRef
    body_name: str
    unit_name: str
    head: Head
    n: int
    n_open: int
    n_overdue: int
    n_due_soon: int
    n_answered_late: int
    n_accepted: int
    n_met: int
    n_not_met: int
    n_no_figure: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementRow:
    """Praise, criticism or a breach of a head."""

    ref: UUID
    kind: JudgementKind
    body: BodyRef
    body_name: str
    holder: str
    title: str
    text: str
    basis: str
    evidence: Sequence[str]
    day: date
    at: datetime
    by: str
    assignment: UUID | None
    withdrawn_at: datetime | None
    withdrawn_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRow:
    """A written delegation to a duty officer."""

    ref: UUID
    body: BodyRef
    body_name: str
    user: UserRef
    person: str
    basis: str
    first_day: date
    last_day: date | None
    is_running: bool
