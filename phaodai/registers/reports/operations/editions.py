"""A compiled report is signed by the head, accepted or sent back above, and opened again."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Edition, Voucher
from phaodai.registers.reports.operations.vouching import (
    asks_for_two,
    check_exception,
    check_reason,
)
from phaodai.registers.reports.rules.compiling import is_locked
from phaodai.registers.reports.states import Vouching
from phaodai.vocabulary.access import Actor, Permission

_ACTS: Final = {
    Vouching.CERTIFY: "edition.certify",
    Vouching.ACCEPT: "edition.accept",
    Vouching.UNLOCK: "edition.unlock",
    Vouching.RETURN: "edition.return",
}


@transaction.atomic
def certify_edition(*, actor: Actor, edition: UUID, now: datetime) -> None:
    """Sign a compiled report as the head of the unit; doing it twice changes nothing.

    Raises:
        NotFound: There is no such edition in the actor's sight.
        NotAllowed: The actor does not head its unit.
        Refused: A later edition exists, it was sent back, or the actor compiled it himself where
            two persons are asked for.
    """
    row = _edition(actor, edition)
    policies.check_can_certify(actor, row.body)
    if row.certified_at is not None:
        return
    _check_latest(row)
    if row.returned_at is not None:
        raise Refused(
            "lần tổng hợp này đã bị trả lại; tổng hợp lại rồi hãy ký",
            "this edition was sent back; compile again before you sign",
        )
    is_own = (row.compiled_by_ref, row.compiled_by) == (actor.user, actor.name)
    if is_own and asks_for_two(row.body):
        raise Refused(
            "đơn vị yêu cầu hai người: người tổng hợp không tự ký",
            "the unit asks for two persons: who compiled it does not sign it",
        )
    row.certified_at, row.certified_by = now, actor.name
    row.save(update_fields=["certified_at", "certified_by"])
    _vouch(actor, row, Vouching.CERTIFY, now)


@transaction.atomic
def accept_edition(*, actor: Actor, edition: UUID, now: datetime) -> None:
    """Take over a signed report of a unit below, and lock it.

    Raises:
        NotFound: There is no such edition in the actor's sight.
        NotAllowed: The actor is not on duty above its unit.
        Refused: It is not signed, was sent back, or a later one exists.
    """
    row = _edition(actor, edition)
    policies.check_can_watch(actor, row.body)
    if row.accepted_at is not None:
        return
    _check_latest(row)
    if row.certified_at is None:
        raise Refused(
            "lãnh đạo đơn vị chưa ký lần tổng hợp này; nhắc đơn vị ký trước",
            "the head has not signed this edition; ask the unit to do so first",
        )
    if row.returned_at is not None:
        raise Refused("lần tổng hợp này đã bị trả lại", "this edition was sent back")
    row.accepted_at, row.unlocked_until = now, None
    row.save(update_fields=["accepted_at", "unlocked_until"])
    _vouch(actor, row, Vouching.ACCEPT, now)


@transaction.atomic
def return_edition(*, actor: Actor, edition: UUID, reason: str, now: datetime) -> None:
    """Send a compiled report back; the unit compiles again.

    Raises:
        NotFound: There is no such edition in the actor's sight.
        NotAllowed: The actor is not on duty above its unit.
        Refused: No reason is given, it was accepted or sent back, or a later one exists.
    """
    row = _edition(actor, edition)
    policies.check_can_watch(actor, row.body)
    check_reason(reason)
    _check_latest(row)
    if row.accepted_at is not None:
        raise Refused(
            "lần tổng hợp này đã được chấp nhận; mở khóa để đơn vị tổng hợp lại",
            "this edition was accepted; unlock it so that the unit can compile again",
        )
    if row.returned_at is not None:
        raise Refused("lần tổng hợp này đã bị trả lại", "this edition was sent back already")
    row.returned_at = now
    row.save(update_fields=["returned_at"])
    _vouch(actor, row, Vouching.RETURN, now, reason=reason.strip())


@transaction.atomic
def unlock_edition(
    *, actor: Actor, edition: UUID, reason: str, until: datetime, now: datetime
) -> None:
    """Let a unit compile again though its report was accepted, for a while.

    Raises:
        NotFound: There is no such edition in the actor's sight.
        NotAllowed: The actor may not open it.
        Refused: It is not locked, no reason is given, or the end lies behind or too far ahead.
    """
    row = _edition(actor, edition)
    policies.check_can_unlock(actor, row.body)
    check_exception(reason, until, now)
    accepted = row.number if row.accepted_at is not None else 0
    if not is_locked(accepted=accepted, unlocked_until=row.unlocked_until, now=now):
        raise Refused("lần tổng hợp này không bị khóa", "this edition is not locked")
    row.unlocked_until = until
    row.save(update_fields=["unlocked_until"])
    _vouch(actor, row, Vouching.UNLOCK, now, reason=reason.strip(), until=until)


def _edition(actor: Actor, ref: UUID) -> Edition:
    row = (
        Edition.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_for_update(of=("self",))
        .select_related("unit", "body__unit")
        .filter(ref=ref)
        .first()
    )
    if row is None:
        raise NotFound(str(ref))
    return row


def _check_latest(row: Edition) -> None:
    later = Edition.objects.filter(
        body=row.body_id, form=row.form_id, day=row.day, number__gt=row.number
    )
    if later.exists():
        raise Refused(
            "đã có lần tổng hợp mới hơn; mở lần mới nhất",
            "a later edition exists; open the latest",
        )


def _vouch(
    actor: Actor,
    row: Edition,
    act: Vouching,
    now: datetime,
    *,
    reason: str = "",
    until: datetime | None = None,
) -> None:
    Voucher.objects.create(
        edition=row, act=act, number=row.number, at=now, by=actor.name, by_ref=actor.user,
        reason=reason, until=until,
    )  # fmt: skip
    audit.record(
        actor=actor,
        action=_ACTS[act],
        subject_kind="edition",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"number": row.number, "until": until.isoformat() if until else None},
        at=now,
    )
