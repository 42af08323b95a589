"""Terms watched by the clock: reminded at half time, then the office above, then its chairman."""

from datetime import datetime, timedelta

from django.db import transaction

from phaodai.decisions.discrepancies import rules
from phaodai.decisions.discrepancies.models import Finding, Step
from phaodai.decisions.discrepancies.states import NEXT, OWED, Act, Reached


@transaction.atomic
def watch(*, now: datetime) -> int:
    """Remind and escalate what is owed; return how many were. Running it twice changes nothing."""
    owed = Finding.objects.filter(state__in=[state.value for state in OWED])
    done = 0
    for row in owed.select_for_update(of=("self",)).order_by("pk"):
        if (reached := _reached(row, now)) != row.reached:
            row.reached = reached
            _tell(row, Act.ESCALATED, reached, now)
            done += 1
        elif row.reminded_at is None and now >= rules.remind_at(row.asked_at, row.due_at):
            row.reminded_at = now
            _tell(row, Act.REMINDED, "", now)
            done += 1
    return done


def _reached(row: Finding, now: datetime) -> Reached:
    """Return who has to know by now; after a pause of the clock that may be two steps on."""
    reached = Reached(row.reached)
    if now <= row.due_at:
        return reached
    if now <= row.due_at + timedelta(hours=rules.OFFICE_HOURS):
        return reached if reached is not Reached.NOBODY else NEXT[Reached.NOBODY]
    return Reached.CHAIRMAN


def _tell(row: Finding, act: Act, text: str, now: datetime) -> None:
    row.n_steps += 1
    row.save()
    Step.objects.create(finding=row, act=act, at=now, text=text)
