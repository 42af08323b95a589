"""States of versions of forms, and what may come of a submission."""

from collections.abc import Mapping
from enum import StrEnum


class VersionState(StrEnum):
    """Life of a version of a form; what is in force follows from first days."""

    DRAFT = "DRAFT"  # may be changed by who proposes
    PROPOSED = "PROPOSED"  # waits for a second person
    APPROVED = "APPROVED"  # never changes again
    REFUSED = "REFUSED"


VERSION_MOVES: Mapping[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset({VersionState.PROPOSED}),
    VersionState.PROPOSED: frozenset({VersionState.APPROVED, VersionState.REFUSED}),
    VersionState.APPROVED: frozenset(),
    VersionState.REFUSED: frozenset(),
}


class Standing(StrEnum):
    """How an approved version stands on a day."""

    COMING = "COMING"  # its first day lies ahead
    ACTIVE = "ACTIVE"
    RETIRED = "RETIRED"  # a later one has begun, or the form has ended
