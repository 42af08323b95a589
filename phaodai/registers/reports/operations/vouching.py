"""Heads certify, the unit above accepts and locks, and opens again for a reason and a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Report, Rigour, Submission, Voucher
from phaodai.registers.reports.operations.filing import release_waiting
from phaodai.registers.reports.rules.compiling import is_locked
from phaodai.registers.reports.states import Vouching
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef

LONGEST_EXCEPTION: Final = timedelta(hours=72)
_ACTS: Final = {
    Vouching.CERTIFY: "report.certify",
    Vouching.ACCEPT: "report.accept",
    Vouching.UNLOCK: "report.unlock",
    Vouching.RELOCK: "report.relock",
}
SHORTEST_REASON, LONGEST_REASON = 10, 1000  # characters, blanks at the ends left out


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """Why one of several reports was not accepted."""

    report: UUID
    vi: str
    en: str


@transaction.atomic
def certify(*, actor: Actor, report: UUID, number: int, now: datetime) -> None:
    """Vouch for a revision as the head of the unit; doing it twice changes nothing.

    Args:
        actor: Who heads the unit.
        report: Which.
        number: The revision that was read.
        now: The moment.

    Raises:
        NotFound: There is no such report in the actor's sight.
        NotAllowed: The actor does not head its unit.
        Refused: A newer revision has come, or the actor filed it himself where two persons are
            asked for.
    """
    row = _report(actor, report)
    policies.check_can_certify(actor, row.body)
    if row.certified == number == row.head:
        return
    _check_latest(row, number)
    _check_two_persons(actor, row)
    row.certified = number
    row.save(update_fields=["certified"])
    _vouch(actor, row, Vouching.CERTIFY, now)


def accept(
    *, actor: Actor, reports: Sequence[tuple[UUID, int]], now: datetime
) -> tuple[NotAccepted, ...]:
    """Take over reports below, each with the revision that was read, and lock them.

    Every report is answered on its own: one that cannot be accepted holds up no other.

    Returns:
        Those that were not accepted, with the reason; accepting twice changes nothing.

    Raises:
        NotFound: One of them is not in the actor's sight; none is accepted.
        NotAllowed: The actor is not on duty above one of them; none is accepted.
    """
    refused = []
    with transaction.atomic():
        for ref, number in sorted(reports):  # always in one order, so that nobody waits in a ring
            try:
                _accept(actor, ref, number, now)
            except Refused as fault:
                refused.append(NotAccepted(ref, fault.vi, fault.en))
    return tuple(refused)


def _accept(actor: Actor, report: UUID, number: int, now: datetime) -> None:
    row = _report(actor, report)
    policies.check_can_watch(actor, row.body)
    if row.accepted == number == row.head:
        return
    _check_latest(row, number)
    if row.returns.filter(number=number, taken_back_at=None).exists():
        raise Refused(
            "báo cáo đang bị trả lại; chờ đơn vị gửi lại, hoặc hoàn tác việc trả lại",
            "it was returned; wait until it comes again, or undo the return",
        )
    if row.certified != number and asks_for_certificates(actor, row):
        raise Refused(
            "người đứng đầu chưa xác nhận bản này; nhắc đơn vị xác nhận trước",
            "the head has not certified this revision; ask the unit to do so first",
        )
    row.accepted, row.unlocked_until = number, None
    row.save(update_fields=["accepted", "unlocked_until"])
    _vouch(actor, row, Vouching.ACCEPT, now)


@transaction.atomic
def unlock(*, actor: Actor, report: UUID, reason: str, until: datetime, now: datetime) -> None:
    """Open an accepted report for a while; corrections that waited for it are taken up at once.

    Args:
        actor: Who may, above the unit.
        report: Which.
        reason: Why, on record for ever.
        until: When it is locked again by itself; three days ahead at most.
        now: The moment.

    Raises:
        NotFound: There is no such report in the actor's sight.
        NotAllowed: The actor may not open it.
        Refused: It is not locked, no reason is given, or the end lies behind or too far ahead.
    """
    row = _report(actor, report)
    policies.check_can_unlock(actor, row.body)
    check_exception(reason, until, now)
    if not is_locked(accepted=row.accepted, unlocked_until=row.unlocked_until, now=now):
        raise Refused("báo cáo này không bị khóa", "this report is not locked")
    row.unlocked_until = until
    row.save(update_fields=["unlocked_until"])
    _vouch(actor, row, Vouching.UNLOCK, now, reason=reason.strip(), until=until)
    release_waiting(actor=actor, report=row.ref, now=now)


@transaction.atomic
def relock(*, actor: Actor, report: UUID, now: datetime) -> None:
    """End an exception before its time.

    Raises:
        NotFound: There is no such report in the actor's sight.
        NotAllowed: The actor may not.
        Refused: None runs.
    """
    row = _report(actor, report)
    policies.check_can_unlock(actor, row.body)
    if not row.accepted or row.unlocked_until is None or row.unlocked_until <= now:
        raise Refused("không có lần mở khóa nào đang chạy", "no exception is running")
    row.unlocked_until = None
    row.save(update_fields=["unlocked_until"])
    _vouch(actor, row, Vouching.RELOCK, now)


@transaction.atomic
def set_rigour(
    *, actor: Actor, body: BodyRef, certified_first: bool, two_persons: bool, now: datetime
) -> None:
    """Say what a body asks for before it passes anything on.

    Raises:
        NotFound: There is no such body in the actor's sight.
        NotAllowed: The actor does not head it.
    """
    place = Body.objects.select_related("unit").filter(ref=body).first()
    if place is None or not policies.can_view_reports(actor, place):
        raise NotFound(str(body))
    policies.check_can_certify(actor, place)
    asked = {"certified_first": certified_first, "two_persons": two_persons}
    Rigour.objects.update_or_create(body=place, defaults=asked)
    audit.record(
        actor=actor,
        action="report.rigour",
        subject_kind="body",
        subject_ref=place.ref,
        unit_ref=place.unit.ref,
        body_ref=place.ref,
        details=asked,
        at=now,
    )


def check_exception(reason: str, until: datetime, now: datetime) -> None:
    """Check why and until when something is opened.

    Raises:
        Refused: The reason says nothing, or the end lies behind or too far ahead.
    """
    check_reason(reason)
    if not now < until <= now + LONGEST_EXCEPTION:
        raise Refused(
            "thời hạn mở khóa phải sau lúc này và không quá 72 giờ",
            "the exception has to end after now, and within 72 hours",
        )


def check_reason(reason: str) -> None:
    """Check that a reason says something.

    Raises:
        Refused: It is too short or too long.
    """
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        raise Refused(
            f"lý do phải có từ {SHORTEST_REASON} đến {LONGEST_REASON} ký tự: nói rõ vì sao",
            f"the reason takes {SHORTEST_REASON} to {LONGEST_REASON} characters: say why",
        )


def asks_for_certificates(actor: Actor, row: Report) -> bool:
    """Say whether a body for which the actor accepts wants the head's word first."""
    bodies = [post.body for post in actor.posts_for(Permission.REPORTS_WATCH)]
    return Rigour.objects.filter(body__ref__in=bodies, certified_first=True).exists()


def asks_for_two(body: Body) -> bool:
    """Say whether a body wants two persons."""
    return Rigour.objects.filter(body=body, two_persons=True).exists()


def _report(actor: Actor, ref: UUID) -> Report:
    row = (
        Report.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_for_update(of=("self",))
        .select_related("unit", "body__unit")
        .filter(ref=ref)
        .first()
    )
    if row is None:
        raise NotFound(str(ref))
    return row


def _check_latest(row: Report, number: int) -> None:
    if not row.head:
        raise Refused("chưa có báo cáo nào để xác nhận", "nothing was reported yet")
    if number != row.head:
        raise Refused(
            "đơn vị đã gửi bản mới hơn; xem bản mới rồi hãy xác nhận hoặc chấp nhận",
            "a newer revision has come; read it before you certify or accept it",
        )


def _check_two_persons(actor: Actor, row: Report) -> None:
    if not asks_for_two(row.body):
        return
    filed = Submission.objects.filter(report=row, number=row.head).values_list(
        "sent_by_ref", "sent_by"
    )
    if (actor.user, actor.name) in list(filed):
        raise Refused(
            "đơn vị yêu cầu hai người: người đã gửi báo cáo không tự xác nhận",
            "the unit asks for two persons: who filed it does not certify it",
        )


def _vouch(
    actor: Actor,
    row: Report,
    act: Vouching,
    now: datetime,
    *,
    reason: str = "",
    until: datetime | None = None,
) -> None:
    Voucher.objects.create(
        report=row, act=act, number=row.head, at=now, by=actor.name, by_ref=actor.user,
        reason=reason, until=until,
    )  # fmt: skip
    audit.record(
        actor=actor,
        action=_ACTS[act],
        subject_kind="report",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"number": row.head, "until": until.isoformat() if until else None},
        at=now,
    )
