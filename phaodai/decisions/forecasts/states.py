"""Whether a number is given, and if not, why: the names of the engine's standings."""

from enum import StrEnum


class State(StrEnum):
    """What is said where no number can be."""

    ESTIMATED = "ESTIMATED"
    TOO_FEW = "TOO_FEW"  # cases: the number would be wild
    UNKNOWN = "UNKNOWN"  # too many days were not reported
    TOO_EARLY = "TOO_EARLY"  # the series is too short
    NO_SOURCE = "NO_SOURCE"  # cases that no earlier ones here explain
