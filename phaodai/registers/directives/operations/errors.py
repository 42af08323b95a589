"""Why an act of this register is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


class NotFound(LookupError):
    """There is no such row, or the actor may not see it: nobody can tell which."""


class Stale(Exception):
    """Somebody else was quicker; says who did what."""

    def __init__(self, ref: UUID, *, actor: str, act: str, at: datetime | None) -> None:
        """Keep what happened since the row was shown."""
        super().__init__(f"{ref}: {act} by {actor or 'somebody'}")
        self.ref = ref
        self.actor = actor
        self.act = act
        self.at = at


class Refused(ValueError):
    """The act contradicts what is on record; the message says how, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


@dataclass(frozen=True, slots=True)
class Left:
    """A row that a bulk act left alone, and why."""

    ref: UUID
    error: Exception


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a bulk act did."""

    done: Sequence[UUID]
    left: Sequence[Left]
