"""Words that rows of this register are sorted by, and the moves between states."""

from collections.abc import Mapping
from enum import StrEnum


class ProposalState(StrEnum):
    """Life of a proposal; it binds nobody, confirmed it becomes an obligation."""

    PROPOSED = "PROPOSED"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"
    SPLIT = "SPLIT"  # others came out of it
    MERGED = "MERGED"  # it went into another one


PROPOSAL_MOVES: Mapping[ProposalState, frozenset[ProposalState]] = {
    ProposalState.PROPOSED: frozenset(
        {
            ProposalState.CONFIRMED,
            ProposalState.REJECTED,
            ProposalState.SPLIT,
            ProposalState.MERGED,
        }
    ),
    ProposalState.CONFIRMED: frozenset({ProposalState.PROPOSED}),
    ProposalState.REJECTED: frozenset({ProposalState.PROPOSED}),
    ProposalState.SPLIT: frozenset({ProposalState.PROPOSED}),
    ProposalState.MERGED: frozenset({ProposalState.PROPOSED}),
}


class Origin(StrEnum):
    """How a proposal came about."""

    READER = "READER"
    ADDED = "ADDED"
    SPLIT = "SPLIT"
    MERGED = "MERGED"


class ObligationState(StrEnum):
    """Life of an obligation."""

    CONFIRMED = "CONFIRMED"  # binds nobody before it is issued
    ISSUED = "ISSUED"
    ENDED = "ENDED"  # withdrawn, or its document was replaced


OBLIGATION_MOVES: Mapping[ObligationState, frozenset[ObligationState]] = {
    ObligationState.CONFIRMED: frozenset({ObligationState.ISSUED}),
    # Back to CONFIRMED while the issue can still be taken back.
    ObligationState.ISSUED: frozenset({ObligationState.ENDED, ObligationState.CONFIRMED}),
    # Back to ISSUED while the end can still be taken back.
    ObligationState.ENDED: frozenset({ObligationState.ISSUED}),
}


class AssignmentState(StrEnum):
    """Life of an assignment. Whether it is late is computed, never stored."""

    NEW = "NEW"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    IN_PROGRESS = "IN_PROGRESS"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"
    WITHDRAWN = "WITHDRAWN"


ASSIGNMENT_MOVES: Mapping[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.NEW: frozenset(
        {
            AssignmentState.ACKNOWLEDGED,
            AssignmentState.IN_PROGRESS,
            AssignmentState.SUBMITTED,
            AssignmentState.WITHDRAWN,
        }
    ),
    AssignmentState.ACKNOWLEDGED: frozenset(
        {AssignmentState.IN_PROGRESS, AssignmentState.SUBMITTED, AssignmentState.WITHDRAWN}
    ),
    AssignmentState.IN_PROGRESS: frozenset(
        {AssignmentState.IN_PROGRESS, AssignmentState.SUBMITTED, AssignmentState.WITHDRAWN}
    ),
    AssignmentState.SUBMITTED: frozenset(
        {AssignmentState.ACCEPTED, AssignmentState.RETURNED, AssignmentState.WITHDRAWN}
    ),
    AssignmentState.RETURNED: frozenset(
        {AssignmentState.IN_PROGRESS, AssignmentState.SUBMITTED, AssignmentState.WITHDRAWN}
    ),
    AssignmentState.ACCEPTED: frozenset(),
    AssignmentState.WITHDRAWN: frozenset(),
}
CLOSED = frozenset({AssignmentState.ACCEPTED, AssignmentState.WITHDRAWN})
OPEN = frozenset(AssignmentState) - CLOSED
WORKING = OPEN - {AssignmentState.SUBMITTED}  # the answer is still owed


class OccurrenceState(StrEnum):
    """Life of one occurrence of a recurring assignment."""

    OPEN = "OPEN"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"
    WITHDRAWN = "WITHDRAWN"


OCCURRENCE_MOVES: Mapping[OccurrenceState, frozenset[OccurrenceState]] = {
    OccurrenceState.OPEN: frozenset({OccurrenceState.SUBMITTED, OccurrenceState.WITHDRAWN}),
    OccurrenceState.SUBMITTED: frozenset(
        {OccurrenceState.ACCEPTED, OccurrenceState.RETURNED, OccurrenceState.WITHDRAWN}
    ),
    OccurrenceState.RETURNED: frozenset({OccurrenceState.SUBMITTED, OccurrenceState.WITHDRAWN}),
    OccurrenceState.ACCEPTED: frozenset(),
    OccurrenceState.WITHDRAWN: frozenset(),
}


class ExtensionState(StrEnum):
    """What became of the last extension that was asked for."""

    NONE = "NONE"
    ASKED = "ASKED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


class Lateness(StrEnum):
    """How an answer stands to its deadline; computed from the server's clock."""

    ON_TIME = "ON_TIME"
    DUE_SOON = "DUE_SOON"
    OVERDUE = "OVERDUE"
    ANSWERED_LATE = "ANSWERED_LATE"


class Proof(StrEnum):
    """What shows that an obligation is met."""

    EVIDENCE = "EVIDENCE"  # no figure can: accepted evidence does
    WAITING = "WAITING"  # figures will, and have not been looked at yet
    MET = "MET"
    NOT_MET = "NOT_MET"
    NO_FIGURE = "NO_FIGURE"  # never met


class ReminderKind(StrEnum):
    """Why a reminder was raised."""

    DAY_BEFORE = "DAY_BEFORE"
    HOURS_BEFORE = "HOURS_BEFORE"
    DUE = "DUE"
    DAY_AFTER = "DAY_AFTER"
    ESCALATION = "ESCALATION"  # to whom the body answers


class JudgementKind(StrEnum):
    """What is on record of a head."""

    PRAISE = "PRAISE"
    CRITICISM = "CRITICISM"
    BREACH = "BREACH"


class Act(StrEnum):
    """Every kind of line of a timeline."""

    EDIT = "EDIT"
    SPLIT = "SPLIT"
    MERGE = "MERGE"
    ADD = "ADD"
    CONFIRM = "CONFIRM"
    REJECT = "REJECT"
    REOPEN = "REOPEN"
    ISSUE = "ISSUE"
    TAKE_BACK = "TAKE_BACK"
    ACKNOWLEDGE = "ACKNOWLEDGE"
    DELEGATE = "DELEGATE"
    PROGRESS = "PROGRESS"
    ASK_EXTENSION = "ASK_EXTENSION"
    GRANT_EXTENSION = "GRANT_EXTENSION"
    REFUSE_EXTENSION = "REFUSE_EXTENSION"
    SUBMIT = "SUBMIT"
    ACCEPT = "ACCEPT"
    RETURN = "RETURN"
    WITHDRAW = "WITHDRAW"
    HAND_OVER = "HAND_OVER"
    ESCALATE = "ESCALATE"
    ASSESS = "ASSESS"
    JUDGE = "JUDGE"
    LINK = "LINK"
    UNLINK = "UNLINK"
    END = "END"


class Direction(StrEnum):
    """Which way a document went, seen from the body that keeps it."""

    INCOMING = "INCOMING"
    OUTGOING = "OUTGOING"


class Relation(StrEnum):
    """Why a document names another one."""

    CARRIES_OUT = "CARRIES_OUT"
    BASIS = "BASIS"
    REFERENCE = "REFERENCE"
    REPLACES = "REPLACES"
    AMENDS = "AMENDS"
    REPORTS_ON = "REPORTS_ON"


class Part(StrEnum):
    """What a body does in an obligation."""

    LEAD = "LEAD"
    COORDINATE = "COORDINATE"
    ACCOUNTABLE = "ACCOUNTABLE"


class FoundBy(StrEnum):
    """Where a body was found."""

    CLAUSE = "clause"
    PARENT = "parent"
    ADDRESSEES = "addressees"
    OFFICER = "officer"  # whoever confirms put it there


class DueKind(StrEnum):
    """How an obligation is bound in time, in the order of a board without days."""

    DATE = "date"
    IMMEDIATE = "immediate"
    DURATION = "duration"
    RECURRING = "recurring"
    EVENT = "event"
    STANDING = "standing"
    NONE = "none"


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class Urgency(StrEnum):
    """The stamp of urgency, from none to the highest."""

    ORDINARY = ""
    URGENT = "khẩn"
    VERY_URGENT = "thượng khẩn"
    MOST_URGENT = "hỏa tốc"
