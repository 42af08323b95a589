"""Those who have not filed are reminded: on their own first page, by name in a text."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Nudge, Report
from phaodai.registers.reports.queries.expectations import asked_on, expected, in_sight
from phaodai.registers.reports.queries.mailboxes import Reminder
from phaodai.registers.reports.queries.returns import standing_returns
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef

SYSTEM = Actor(name="system:reports", is_operator=True)
AGAIN: Final = timedelta(minutes=5)  # within which nobody is reminded twice unasked


@dataclass(frozen=True, slots=True)
class Reminded:
    """What came of it.

    Attributes:
        bodies: who was reminded.
        n_recent: how many were passed over because somebody reminded them a moment ago.
    """

    bodies: tuple[BodyRef, ...]
    n_recent: int


@transaction.atomic
def remind(
    *,
    actor: Actor,
    form: str,
    day: date,
    bodies: Collection[BodyRef],
    again: bool = False,
    now: datetime,
) -> Reminded:
    """Remind bodies of a report that is not there, or was returned.

    Who has filed meanwhile is passed over.

    Args:
        actor: On duty above all of them.
        form: Code of the form.
        day: The last day of the period.
        bodies: Whom.
        again: Also those who were reminded a moment ago.
        now: The moment.

    Raises:
        NotFound: No form holds on the day, or one of the bodies owes none or is out of sight.
        NotAllowed: The actor sees them, but is not on duty above them.
        Refused: Nobody is named.
    """
    asked = asked_on(day, form).get(form)
    if asked is None or not asked.form.schedule.is_period(day):
        raise NotFound(form)
    if not bodies:
        raise Refused("chưa chọn đơn vị nào để nhắc", "nobody was chosen to be reminded")
    wanted = in_sight(expected(asked.form, day), actor).filter(ref__in=bodies)
    found: list[Body] = list(wanted.select_related("unit").order_by("pk"))
    if len(found) != len(set(bodies)):
        raise NotFound(form)
    for body in found:
        policies.check_can_watch(actor, body)
    reports = Report.objects.filter(form_id=asked.form_id, day=day)
    filed = set(reports.filter(head__gt=0).values_list("unit_id", flat=True))
    filed -= set(standing_returns(asked.form_id, day))
    fresh = Nudge.objects.filter(form_id=asked.form_id, day=day, at__gt=now - AGAIN)
    done = set(fresh.values_list("body_id", flat=True))
    owing = [each for each in found if each.unit_id not in filed]
    called = [each for each in owing if again or each.pk not in done]
    Nudge.objects.bulk_create(
        [
            Nudge(
                unit_id=each.unit_id, body=each, form_id=asked.form_id, day=day, at=now,
                sent_by=actor.name, sent_by_ref=actor.user,
            )
            for each in called
        ],
        batch_size=500,
    )  # fmt: skip
    for each in called:
        audit.record(
            actor=actor,
            action="report.remind",
            subject_kind="body",
            subject_ref=each.ref,
            unit_ref=each.unit.ref,
            body_ref=each.ref,
            details={"form": form, "day": day.isoformat()},
            at=now,
        )
    return Reminded(tuple(BodyRef(each.ref) for each in called), len(owing) - len(called))


@transaction.atomic
def mailed(*, reminder: Reminder, now: datetime) -> None:
    """Put on record that a reminder went out by mail, and to whom."""
    nudge = Nudge.objects.select_related("body__unit").get(pk=reminder.nudge)
    nudge.mailed_at = now
    nudge.save(update_fields=["mailed_at"])
    audit.record(
        actor=SYSTEM,
        action="report.remind_mail",
        subject_kind="body",
        subject_ref=nudge.body.ref,
        unit_ref=nudge.body.unit.ref,
        body_ref=nudge.body.ref,
        details={
            "form": reminder.form.code,
            "day": reminder.day.isoformat(),
            "to": [box.name for box in reminder.to],
        },
        at=now,
    )
