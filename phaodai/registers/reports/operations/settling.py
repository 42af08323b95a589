"""What waits here and is waited for in vain: an officer above lets it in, or puts it aside."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import keeping, policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations.desk import Desk
from phaodai.registers.reports.rules import acceptance
from phaodai.registers.reports.rules.acceptance import Answer, Kept
from phaodai.registers.reports.states import HoldReason, SubmissionState
from phaodai.vocabulary.access import Actor, Permission

LONGEST: Final = 1000  # characters of a reason


@transaction.atomic
def let_in(*, actor: Actor, submission: UUID, now: datetime) -> Answer:
    """Take up what was built on a report that never came.

    Args:
        actor: On duty above the unit.
        submission: What waits.
        now: The moment; lateness still goes by when it came.

    Returns:
        What came of it: accepted, refused by its rules, or laid beside what was accepted since.

    Raises:
        NotFound: There is no such submission in the actor's sight.
        NotAllowed: The actor is not on duty above its unit.
        Refused: It does not wait, or not for another report.
    """
    desk = _waiting(actor, submission)
    if desk.rows[submission].hold_reason != HoldReason.BASE_UNKNOWN:
        raise Refused(
            "chỉ nhận được bản đang chờ một bản trước; bản này chờ vì lý do khác: xử lý lý do ấy, "
            "hoặc không nhận kèm lý do",
            "only what waits for another report is let in; this waits for something else: settle "
            "that, or put it aside and say why",
        )
    _record(actor, desk, "report.let_in", submission, "", now)
    after = acceptance.admit(_kept(desk), submission, desk.circumstances(now))
    desk.write(actor, after, now)
    return after.answers[submission].answer


@transaction.atomic
def put_aside(*, actor: Actor, submission: UUID, reason: str, now: datetime) -> Answer:
    """Refuse what waits; it stays on record with the reason, and its figures never count.

    Args:
        actor: On duty above the unit.
        submission: What waits.
        reason: Why it is not taken; whoever sent it reads it.
        now: The moment.

    Raises:
        NotFound: There is no such submission in the actor's sight.
        NotAllowed: The actor is not on duty above its unit.
        Refused: It does not wait, or no reason is given.
    """
    desk = _waiting(actor, submission)
    reason = reason.strip()
    if not reason:
        raise Refused(
            "lý do không nhận: chưa ghi. Viết một câu để người gửi biết phải làm gì",
            "reason of putting it aside: missing. Say in a sentence what the sender is to do",
        )
    if len(reason) > LONGEST:
        raise Refused(
            f"lý do không nhận: dài quá {LONGEST} ký tự; viết ngắn lại",
            f"reason of putting it aside: over {LONGEST} characters; write less",
        )
    _record(actor, desk, "report.put_aside", submission, reason, now)
    after = acceptance.put_aside(_kept(desk), submission, reason)
    desk.write(actor, after, now)
    return after.answers[submission].answer


def _waiting(actor: Actor, submission: UUID) -> Desk:
    """Lock the report of a submission that waits."""
    seen = Report.objects.visible_to(actor, Permission.REPORTS_VIEW)
    row = (
        Submission.objects.filter(report__in=seen, submission=submission)
        .select_related("report__body__unit", "version")
        .first()
    )
    if row is None:
        raise NotFound(str(submission))
    policies.check_can_watch(actor, row.report.body)
    desk = Desk.of(row.report, row.version)
    if desk.rows[submission].state != SubmissionState.HELD:
        raise Refused("bản này không còn chờ", "this waits no more")
    return desk


def _kept(desk: Desk) -> Kept:
    return keeping.kept(desk.rows.values())


def _record(
    actor: Actor, desk: Desk, action: str, submission: UUID, reason: str, now: datetime
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="report",
        subject_ref=desk.report.ref,
        unit_ref=desk.report.unit.ref,
        body_ref=desk.report.body.ref,
        details={"submission": str(submission), "reason": reason},
        at=now,
    )
