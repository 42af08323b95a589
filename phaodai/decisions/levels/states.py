"""Where the level of a unit stands on its way to effect."""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a level stands."""

    PROPOSED = "PROPOSED"  # somebody has put it before whoever decides
    DECIDED = "DECIDED"  # decided, and not yet announced
    ANNOUNCED = "ANNOUNCED"  # announced with its hour of effect
    DROPPED = "DROPPED"  # refused, or another proposal has taken its place


OPEN: Final = frozenset({State.PROPOSED, State.DECIDED})
