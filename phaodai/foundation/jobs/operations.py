"""Writes of heartbeats."""

from datetime import datetime

from phaodai.foundation.jobs.models import Heartbeat
from phaodai.foundation.jobs.rules import Name


def beat(*, name: Name, at: datetime, detail: str = "") -> None:
    """Say that something ran; not audited, since nothing of anyone's changed."""
    Heartbeat.objects.update_or_create(
        name=name.value, defaults={"last_at": at, "detail": detail[:200]}
    )
