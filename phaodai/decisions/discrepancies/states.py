"""Where a finding stands, and what may happen to it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a finding stands."""

    OPEN = "OPEN"  # somebody has to explain or to correct
    EXPLAINED = "EXPLAINED"  # the unit above has to judge
    RETURNED = "RETURNED"  # the explanation was not enough: open again
    ACCEPTED = "ACCEPTED"  # explained, and that is believed
    CORRECTED = "CORRECTED"  # the figures agree now


class Act(StrEnum):
    """What happened to a finding."""

    FOUND = "FOUND"
    CHANGED = "CHANGED"  # the figures are others and still disagree
    EXPLAINED = "EXPLAINED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    CORRECTED = "CORRECTED"
    REMINDED = "REMINDED"
    ESCALATED = "ESCALATED"


class Reached(StrEnum):
    """Who has been told that a term is over."""

    NOBODY = "NOBODY"
    OFFICE = "OFFICE"  # the office of the unit above
    CHAIRMAN = "CHAIRMAN"  # its chairman


OWED: Final = frozenset({State.OPEN, State.RETURNED})  # an answer of the unit is owed
RUNNING: Final = OWED | {State.EXPLAINED}
NEXT: Final[Mapping[Reached, Reached]] = {
    Reached.NOBODY: Reached.OFFICE,
    Reached.OFFICE: Reached.CHAIRMAN,
}
