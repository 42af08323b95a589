"""What waits for something that may never come, for those who can do something about it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from phaodai.engines.forms.definition import Form as Definition
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.rules.acceptance import LONGEST_HOLD
from phaodai.registers.reports.states import HoldReason, SubmissionState
from phaodai.vocabulary.access import Actor, Permission

MOST = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submission that waits longer than it should.

    Attributes:
        is_own: whether the reader files for the body; otherwise he is on duty above it.
    """

    submission: UUID
    form: Definition
    day: date
    body_name: str
    reason: HoldReason
    since: datetime
    is_own: bool


def list_waiting(*, actor: Actor, now: datetime) -> list[Waiting]:
    """Return what has waited over a week at the actor's bodies or below; the longest first."""
    own = {post.body for post in actor.posts_for(Permission.REPORTS_FILE)}
    if not own and not actor.has(Permission.REPORTS_WATCH):
        return []
    rows = (
        Submission.objects.filter(
            report__in=Report.objects.visible_to(actor, Permission.REPORTS_VIEW),
            state=SubmissionState.HELD,
            received_at__lt=now - LONGEST_HOLD,
        )
        .select_related("report__body__unit", "version__form")
        .defer("version__definition", "values", "comments", "answer")
        .order_by("received_at", "pk")
    )
    found = []
    for row in rows[:MOST]:
        body = row.report.body
        is_own = body.ref in own
        if is_own or policies.can_watch(actor, body.unit.path):
            found.append(
                Waiting(
                    submission=row.submission,
                    form=definitions.stored(row.version),
                    day=row.report.day,
                    body_name=body.name,
                    reason=HoldReason(row.hold_reason),
                    since=row.received_at,
                    is_own=is_own,
                )
            )
    return found
