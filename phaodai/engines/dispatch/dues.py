"""When an order is to be carried out."""

from __future__ import annotations

from dataclasses import dataclass

from phaodai.engines.dispatch.text import Page

STRONG = frozenset({"date", "recurring", "duration", "event", "immediate"})
"""Kinds that name a time of their own."""


@dataclass(frozen=True, slots=True)
class Due:
    """When an order is to be carried out.

    Notes:
        "trước ngày 15/9" keeps the printed day as the last one. A day or month without a year
        takes the document's year and is marked as inferred.
    """

    kind: str
    date: str | None = None
    time: str | None = None
    rrule: str | None = None
    duration: str | None = None
    working_days: bool | None = None
    since: str | None = None
    start: int | None = None
    end: int | None = None
    is_inferred: bool = False

    @property
    def is_strong(self) -> bool:
        """Say whether the order names a time of its own."""
        return self.kind in STRONG

    @property
    def key(self) -> tuple[str | None, ...]:
        """What two orders with the same deadline share; orders without one share all."""
        if not self.is_strong:
            return ("",)
        return (self.kind, self.date, self.time, self.rrule, self.duration)

    def as_dict(self, page: Page) -> dict[str, object]:
        """Return the object of the contract."""
        has_span = self.start is not None and self.end is not None
        return {
            "kind": self.kind,
            "date": self.date,
            "time": self.time,
            "rrule": self.rrule,
            "duration": self.duration,
            "working_days": self.working_days,
            "from": self.since,
            "text": page.plain(self.start or 0, self.end or 0) if has_span else None,
            "span": [self.start, self.end] if has_span else None,
        }


NONE = Due("none")
STANDING = Due("standing")
