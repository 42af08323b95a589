"""Heads: who is late, what is proved, what is on record of them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, Q

from phaodai.foundation.agencies.models import Body
from phaodai.registers.directives.models import Judgement, Mandate, Reminder
from phaodai.registers.directives.queries.naming import heads_of, people
from phaodai.registers.directives.queries.narrowing import late_q
from phaodai.registers.directives.queries.tasks import seen
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    OPEN,
    AssignmentState,
    JudgementKind,
    Lateness,
    Part,
    Proof,
    ReminderKind,
)
from phaodai.registers.directives.taskrows import (
    HeadCounts,
    JudgementRow,
    MandateRow,
    ReminderRow,
)
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UserRef

MOST_HEADS = 1_000
MOST_REMINDERS = 200


def count_by_head(*, actor: Actor, now: datetime, limit: int = MOST_HEADS) -> Sequence[HeadCounts]:
    """Return how each body in sight stands with what it leads, the most overdue first."""
    overdue = late_q(Lateness.OVERDUE, now) & Q(state__in=OPEN)
    groups = list(
        seen(actor)
        .filter(part=Part.LEAD, user_ref=None)
        .exclude(state=AssignmentState.WITHDRAWN)
        .order_by()
        .values("body")
        .annotate(
            n=Count("pk"),
            n_open=Count("pk", filter=Q(state__in=OPEN)),
            n_overdue=Count("pk", filter=overdue),
            n_due_soon=Count("pk", filter=late_q(Lateness.DUE_SOON, now)),
            n_answered_late=Count("pk", filter=late_q(Lateness.ANSWERED_LATE, now)),
            n_accepted=Count("pk", filter=Q(state=AssignmentState.ACCEPTED)),
            n_met=Count("pk", filter=Q(proof=Proof.MET)),
            n_not_met=Count("pk", filter=Q(proof=Proof.NOT_MET)),
            n_no_figure=Count("pk", filter=Q(proof=Proof.NO_FIGURE)),
        )
        .order_by("-n_overdue", "-n_open", "body")[:limit]
    )
    ids = [group["body"] for group in groups]
    bodies = Body.objects.select_related("unit").in_bulk(ids)
    today = deadlines.local_day(now)
    heads = heads_of({(body, today) for body in ids})
    return [
        HeadCounts(
            body=BodyRef(bodies[group["body"]].ref),
            body_name=bodies[group["body"]].name,
            unit_name=bodies[group["body"]].unit.full_name,
            head=heads[group["body"], today],
            n=group["n"],
            n_open=group["n_open"],
            n_overdue=group["n_overdue"],
            n_due_soon=group["n_due_soon"],
            n_answered_late=group["n_answered_late"],
            n_accepted=group["n_accepted"],
            n_met=group["n_met"],
            n_not_met=group["n_not_met"],
            n_no_figure=group["n_no_figure"],
        )
        for group in groups
    ]


def list_judgements(
    *,
    actor: Actor,
    body: BodyRef | None = None,
    holder: str = "",
    kind: JudgementKind | None = None,
    limit: int = MOST_HEADS,
) -> Sequence[JudgementRow]:
    """Return praise, criticism and breaches in sight, the latest first."""
    found = Judgement.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    if body is not None:
        found = found.filter(body__ref=body)
    if holder:
        found = found.filter(tenure__holder=holder)
    if kind is not None:
        found = found.filter(kind=kind)
    rows = list(
        found.select_related("body", "tenure__head_post", "assignment").order_by("-at", "-pk")[
            :limit
        ]
    )
    names = people({row.user_ref for row in rows})
    return [
        JudgementRow(
            ref=row.ref,
            kind=JudgementKind(row.kind),
            body=BodyRef(row.body.ref),
            body_name=row.body.name,
            holder=row.tenure.holder,
            title=row.tenure.head_post.title_vi,
            text=row.text,
            basis=row.basis,
            evidence=row.evidence,
            day=row.day,
            at=row.at,
            by=(names.get(row.user_ref, "") if row.user_ref else "") or row.actor,
            assignment=row.assignment.ref if row.assignment else None,
            withdrawn_at=row.withdrawn_at,
            withdrawn_reason=row.withdrawn_reason,
        )
        for row in rows
    ]


def list_reminders(*, actor: Actor, is_open: bool = True) -> Sequence[ReminderRow]:
    """Return the reminders of the actor's own bodies, the latest first."""
    own = {post.body for post in actor.posts_for(Permission.ASSIGNMENTS_ANSWER)}
    found = Reminder.objects.filter(body__ref__in=own)
    if is_open:
        found = found.filter(acknowledged_at=None)
    rows = found.select_related("assignment__obligation", "assignment__body")
    return [
        ReminderRow(
            ref=row.ref,
            kind=ReminderKind(row.kind),
            assignment=row.assignment.ref,
            title=row.assignment.obligation.title,
            body_name=row.assignment.body.name,
            deadline=row.deadline,
            moment=row.moment,
            acknowledged_at=row.acknowledged_at,
        )
        for row in rows.order_by("-moment", "-pk")[:MOST_REMINDERS]
    ]


def list_mandates(*, actor: Actor, on: date) -> Sequence[MandateRow]:
    """Return the written delegations in sight, running ones first."""
    found = Mandate.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    rows = list(found.select_related("body").order_by("-first_day", "-pk")[:MOST_HEADS])
    names = people({row.user_ref for row in rows})
    mapped = [
        MandateRow(
            ref=row.ref,
            body=BodyRef(row.body.ref),
            body_name=row.body.name,
            user=UserRef(row.user_ref),
            person=names.get(row.user_ref, ""),
            basis=row.basis,
            first_day=row.first_day,
            last_day=row.last_day,
            is_running=row.ended_at is None
            and row.first_day <= on
            and (row.last_day is None or row.last_day >= on),
        )
        for row in rows
    ]
    return sorted(mapped, key=lambda row: not row.is_running)
