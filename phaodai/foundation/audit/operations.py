"""Writes of the trail."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from phaodai.foundation import statements
from phaodai.foundation.audit import rules, sealing
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.audit.sealing import Sealed
from phaodai.vocabulary.access import Actor


class OutsideTransaction(Exception):
    """An act was recorded where it could be kept without its record, or the reverse."""


def record(
    *,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_ref: UUID | None,
    unit_ref: UUID | None = None,
    body_ref: UUID | None = None,
    details: Mapping[str, object] | None = None,
    at: datetime,
) -> None:
    """Write one row of the trail in the transaction of the act itself.

    The row waits for nobody: it is linked into the chain after commit.

    Args:
        actor: On whose authority it was done.
        action: Noun and verb, e.g. "directive.store".
        subject_kind: Kind of the row that changed, e.g. "document".
        subject_ref: The row that changed; None where there is no single one.
        unit_ref: The unit under which those who may look find it.
        body_ref: The body under which those who may look find it.
        details: What else to keep: plain values, never names or numbers of persons.
        at: The moment of the act, aware.

    Raises:
        OutsideTransaction: There is no transaction that both could share.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{action}: record the act inside its transaction.atomic()")
    ref = uuid4()
    form = rules.EventForm(
        ref=ref.hex,
        at=rules.moment(at),
        actor=actor.name,
        user_ref=_hex(actor.user),
        action=action,
        subject_kind=subject_kind,
        subject_ref=_hex(subject_ref),
        unit_ref=_hex(unit_ref),
        body_ref=_hex(body_ref),
        details=rules.canonical(details or {}),
    )
    row = AuditEvent(
        ref=ref,
        at=at,
        actor=form.actor,
        user_ref=actor.user,
        action=action,
        subject_kind=subject_kind,
        subject_ref=subject_ref,
        unit_ref=unit_ref,
        body_ref=body_ref,
        details=form.details,
        stamp=rules.stamp(rules.event_line(form), rules.stamp_key(settings.SECRET_KEY)),
    )
    statements.insert(row)


def seal(*, now: datetime, everywhere: bool = False) -> Sealed:
    """Link every committed row into the chain; see `sealing.seal`."""
    return sealing.seal(now=now, everywhere=everywhere)


def _hex(ref: UUID | None) -> str | None:
    return None if ref is None else ref.hex
