"""Reads of heartbeats."""

from dataclasses import dataclass
from datetime import datetime

from phaodai.foundation.jobs import rules
from phaodai.foundation.jobs.models import Heartbeat


@dataclass(frozen=True, slots=True)
class Beat:
    """One sign of life."""

    name: rules.Name
    last_at: datetime
    detail: str
    is_silent: bool


def get_beat(*, name: rules.Name, now: datetime) -> Beat | None:
    """Return the last sign of life, None if there never was one."""
    found = Heartbeat.objects.filter(name=name.value).first()
    if found is None:
        return None
    silent = rules.is_silent(name=name, last_at=found.last_at, now=now)
    return Beat(name=name, last_at=found.last_at, detail=found.detail, is_silent=silent)
