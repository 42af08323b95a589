"""Words that rows of this register are sorted by; stored as their values."""

from enum import StrEnum


class ProposalState(StrEnum):
    """Life of a proposal. Confirming and refusing come with the orders themselves."""

    PROPOSED = "PROPOSED"


class Direction(StrEnum):
    """Which way a document went, seen from the body that keeps it."""

    INCOMING = "INCOMING"
    OUTGOING = "OUTGOING"


class Relation(StrEnum):
    """Why a document names another one."""

    CARRIES_OUT = "CARRIES_OUT"
    BASIS = "BASIS"
    REFERENCE = "REFERENCE"


class Part(StrEnum):
    """What a body does in an obligation."""

    LEAD = "LEAD"
    COORDINATE = "COORDINATE"
    ACCOUNTABLE = "ACCOUNTABLE"


class FoundBy(StrEnum):
    """Where the reader found a body."""

    CLAUSE = "clause"
    PARENT = "parent"
    ADDRESSEES = "addressees"


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
