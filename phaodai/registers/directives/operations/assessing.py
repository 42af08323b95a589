"""A copy of what the figures say, so that boards filter in one table; and how long one waits."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from phaodai.foundation.audit import operations as audit
from phaodai.registers.directives import policies
from phaodai.registers.directives.models import Assignment, Entry, Obligation
from phaodai.registers.directives.operations import recording
from phaodai.registers.directives.operations.errors import NotFound, Refused
from phaodai.registers.directives.operations.reminding import SYSTEM
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import OPEN, Act, Part, Proof
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import UnitRef

KNOWN = {Proof.MET, Proof.NOT_MET, Proof.NO_FIGURE}
LONGEST_WAIT = 24 * 365


@transaction.atomic
def keep_assessment(
    *,
    obligation: UUID,
    unit: UnitRef,
    state: str,
    value: Decimal | None,
    n_reported: int,
    n_expected: int,
    as_of: datetime,
    now: datetime,
) -> int:
    """Keep what the figures of a unit say about an obligation.

    An older word than the one that is kept changes nothing; the timeline gets a line where the
    answer itself changed, not with every new number.

    Returns:
        How many assignments it changed.

    Raises:
        ValueError: The state is none that figures can have.
    """
    proof = Proof(state)
    if proof not in KNOWN:
        raise ValueError(f"no assessment: {state}")
    rows = list(
        Assignment.objects.select_for_update(of=("self",))
        .filter(
            Q(proof_as_of=None) | Q(proof_as_of__lt=as_of),
            obligation__ref=obligation,
            unit__ref=unit,
            part=Part.LEAD,
            user_ref=None,
        )
        .select_related("obligation")
    )
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(
        proof=proof,
        proof_value=value,
        proof_reported=n_reported,
        proof_expected=n_expected,
        proof_as_of=as_of,
    )
    Entry.objects.bulk_create(
        recording.line(
            actor=SYSTEM,
            act=Act.ASSESS,
            at=now,
            document=row.obligation.document_id,
            obligation=row.obligation,
            assignment=row,
            details={"was": row.proof, "is": str(proof), "as_of": as_of.isoformat()},
        )
        for row in rows
        if row.proof != proof
    )
    return len(rows)


@transaction.atomic
def set_escalation(*, actor: Actor, obligation: UUID, hours: int, now: datetime) -> None:
    """Say how many hours after its deadline a missing answer is brought before the head above.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor neither heads the issuing body nor holds its written delegation.
        Refused: It is less than an hour or more than a year.
    """
    seen = Obligation.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    row = (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("body__unit", "unit")
        .filter(ref=obligation, pk__in=seen.values("pk"))
        .first()
    )
    if row is None:
        raise NotFound(str(obligation))
    policies.check_can_issue(actor, row.body, on=deadlines.local_day(now))
    if not 1 <= hours <= LONGEST_WAIT:
        raise Refused("từ 1 giờ đến 1 năm", "from an hour to a year")
    row.escalate_after_hours = hours
    row.version += 1
    row.save(update_fields=["escalate_after_hours", "version"])
    due = Assignment.objects.filter(obligation=row, state__in=OPEN, due_at__isnull=False)
    for moment in set(due.order_by().values_list("due_at", flat=True)):
        if moment is not None:
            due.filter(due_at=moment).update(escalate_at=moment + timedelta(hours=hours))
    audit.record(
        actor=actor,
        action="obligation.set_escalation",
        subject_kind="obligation",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"hours": hours},
        at=now,
    )
