"""To whom a reminder goes by mail: the ones who file for a body and have proved an address."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation.accounts.models import Posting
from phaodai.registers.reports.models import Nudge, Report
from phaodai.registers.reports.queries.expectations import asked_on
from phaodai.registers.reports.queries.returns import standing_returns
from phaodai.vocabulary.refs import BodyRef

TRIED: Final = timedelta(minutes=30)  # a reminder that cannot go out is old after that


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One person at one body.

    Attributes:
        language: "vi" or "en".
    """

    name: str
    address: str
    language: str
    body: BodyRef
    body_name: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that has to go out by mail.

    Attributes:
        nudge: its number.
    """

    nudge: int
    form: Definition
    day: date
    to: list[Mailbox]


def mailboxes_of(*, form: str, day: date, bodies: Collection[BodyRef]) -> list[Mailbox]:
    """Return who is written to about a period; two queries."""
    asked = asked_on(day, form).get(form)
    if asked is None or not bodies:
        return []
    rows = (
        Posting.objects.running(day)
        .filter(
            role=asked.form.filer.role,
            body__ref__in=bodies,
            user__is_active=True,
            user__mail_confirmed_at__isnull=False,
        )
        .exclude(user__mail_address="")
        .select_related("user", "body")
        .order_by("pk")
    )
    found = {
        (row.user_id, row.body_id): Mailbox(
            row.user.name,
            row.user.mail_address,
            row.user.language,
            BodyRef(row.body.ref),
            row.body.name,
        )
        for row in rows
    }
    return list(found.values())


def reminders_due(*, now: datetime) -> list[Reminder]:
    """Return the reminders of the last half hour that went to nobody by mail; for the worker alone.

    Who has filed meanwhile is left out.
    """
    waiting = Nudge.objects.filter(mailed_at=None, at__gt=now - TRIED, at__lte=now)
    by_period: dict[tuple[str, date], list[Nudge]] = defaultdict(list)
    for nudge in waiting.select_related("body", "form").order_by("pk"):
        by_period[nudge.form.code, nudge.day].append(nudge)
    found = []
    for (code, day), nudges in by_period.items():
        asked = asked_on(day, code).get(code)
        if asked is None:
            continue
        filed = set(
            Report.objects.filter(form_id=asked.form_id, day=day, head__gt=0).values_list(
                "unit_id", flat=True
            )
        ) - set(standing_returns(asked.form_id, day))
        owing = [nudge for nudge in nudges if nudge.unit_id not in filed]
        boxes = mailboxes_of(form=code, day=day, bodies=[BodyRef(n.body.ref) for n in owing])
        for nudge in owing:
            mine = [box for box in boxes if box.body == nudge.body.ref]
            if mine:
                found.append(Reminder(nudge.pk, asked.form, day, mine))
    return found
