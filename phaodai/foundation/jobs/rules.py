"""How long who may be silent."""

from datetime import datetime, timedelta
from enum import StrEnum


class Name(StrEnum):
    """Who sends heartbeats."""

    WORKER = "worker"
    SEALER = "sealer"
    COURIER = "courier"
    REPORTS = "reports"  # cut-offs and unusual silence
    AUDIT_CHECK = "audit-check"
    BACKUP = "backup"
    MAIL = "mail"


PERIODS = {
    Name.WORKER: timedelta(minutes=1),
    Name.SEALER: timedelta(minutes=1),
    Name.COURIER: timedelta(minutes=1),
    Name.REPORTS: timedelta(minutes=1),
    Name.AUDIT_CHECK: timedelta(hours=1),
    Name.BACKUP: timedelta(hours=24),
    Name.MAIL: timedelta(minutes=5),
}


def is_silent(*, name: str, last_at: datetime, now: datetime) -> bool:
    """Say whether a heartbeat is overdue: nothing for twice its period."""
    return now - last_at > 2 * PERIODS[Name(name)]
