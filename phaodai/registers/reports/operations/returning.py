"""A report is sent back with a reason; whoever filed it files it again."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Report, Return
from phaodai.registers.reports.rules.compiling import is_locked
from phaodai.vocabulary.access import Actor, Permission

UNDO: Final = timedelta(seconds=30)
LONGEST: Final = 1000  # characters of a reason


@transaction.atomic
def return_report(*, actor: Actor, report: UUID, number: int, reason: str, now: datetime) -> UUID:
    """Send a revision back; its figures stay until the next one says otherwise.

    Args:
        actor: On duty above the unit.
        report: Which.
        number: The revision that was read: a newer one is not returned unread.
        reason: What to mend.
        now: The moment.

    Returns:
        The reference of the return, by which it is taken back.

    Raises:
        NotFound: There is no such report in the actor's sight.
        NotAllowed: The actor is not on duty above its unit.
        Refused: A newer revision has come, it was returned already, it is locked, or no reason
            is given.
    """
    row = _locked(actor, report)
    reason = reason.strip()
    if not reason:
        raise Refused(
            "phải ghi lý do trả lại: nói rõ số nào sai, sửa thế nào",
            "say why it is returned: which figure is wrong and how to mend it",
        )
    if len(reason) > LONGEST:
        raise Refused(
            f"lý do dài quá {LONGEST} ký tự; viết ngắn lại",
            f"the reason is over {LONGEST} characters; write less",
        )
    if number != row.head or not row.head:
        raise Refused(
            "đơn vị đã gửi bản mới hơn; xem bản mới rồi hãy trả lại",
            "a newer revision has come; read it before you return it",
        )
    if is_locked(accepted=row.accepted, unlocked_until=row.unlocked_until, now=now):
        raise Refused(
            "báo cáo đã được chấp nhận và khóa; mở khóa rồi hãy trả lại để đơn vị sửa được",
            "it was accepted and is locked; unlock it first, so that the unit can correct it",
        )
    if row.returns.filter(number=number, taken_back_at=None).exists():
        raise Refused("báo cáo này đã được trả lại", "this report was returned already")
    made = Return.objects.create(
        report=row, number=number, reason=reason, returned_by=actor.name,
        returned_by_ref=actor.user, returned_at=now,
    )  # fmt: skip
    _record(actor, "report.return", row, number, now)
    return made.ref


@transaction.atomic
def take_back(*, actor: Actor, returned: UUID, now: datetime) -> None:
    """Undo one's own return within half a minute.

    Raises:
        NotFound: There is no such return in the actor's sight.
        NotAllowed: The actor is not on duty above the unit.
        Refused: Somebody else returned it, it is too late, or a newer revision answered it.
    """
    found = Return.objects.select_related("report").filter(ref=returned).first()
    if found is None:
        raise NotFound(str(returned))
    row = _locked(actor, found.report.ref)
    found.refresh_from_db(from_queryset=Return.objects.select_for_update())
    if found.taken_back_at is not None:
        return
    is_own = (found.returned_by, found.returned_by_ref) == (actor.name, actor.user)
    if not is_own or now - found.returned_at > UNDO or row.head != found.number:
        raise Refused(
            "không còn hoàn tác được: quá 30 giây, hoặc đơn vị đã gửi lại",
            "it can no longer be undone: over 30 seconds ago, or a new revision has come",
        )
    found.taken_back_at = now
    found.save(update_fields=["taken_back_at"])
    _record(actor, "report.return_undone", row, found.number, now)


def _locked(actor: Actor, report: UUID) -> Report:
    row = (
        Report.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_for_update(of=("self",))
        .select_related("unit", "body")
        .filter(ref=report)
        .first()
    )
    if row is None:
        raise NotFound(str(report))
    policies.check_can_watch(actor, row.body)
    return row


def _record(actor: Actor, action: str, row: Report, number: int, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="report",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"number": number},
        at=now,
    )
