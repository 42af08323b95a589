"""Writes of access: always part of a room's own act, audited there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from phaodai.foundation.access.models import Grant
from phaodai.vocabulary.refs import BodyRef


def give(
    *, kind: str, subject: UUID, bodies: Collection[BodyRef], reason: str, now: datetime
) -> None:
    """Let the bodies read the row; those that already may keep their grant."""
    Grant.objects.bulk_create(
        [
            Grant(kind=kind, subject_ref=subject, body_ref=body, reason=reason, given_at=now)
            for body in bodies
        ],
        ignore_conflicts=True,
    )


def end(*, kind: str, subject: UUID, bodies: Collection[BodyRef], now: datetime) -> int:
    """End running grants; return how many there were."""
    return Grant.objects.filter(
        kind=kind, subject_ref=subject, body_ref__in=bodies, ended_at=None
    ).update(ended_at=now)
