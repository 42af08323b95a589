"""What an assessment may come to, and where it stands against its last day."""

from enum import StrEnum


class State(StrEnum):
    """What the figures say; the worst first."""

    NOT_MET = "NOT_MET"
    NO_FIGURE = "NO_FIGURE"  # silence, or figures too old: never met
    PARTLY = "PARTLY"  # some units are silent and the rest cannot decide: not met either
    MET = "MET"


class Phase(StrEnum):
    """Where a target stands against its last day."""

    STANDING = "STANDING"  # it has none: judged day by day
    ON_THE_WAY = "ON_THE_WAY"  # not past it
    OVER = "OVER"  # past it: what is not met now was missed


# Worst first: of several targets of one obligation the worst speaks for all.
WORST_FIRST = tuple(State)
