"""The day of one post: what its bodies owe, and who below has answered what comes back."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from phaodai.foundation.access.scoping import under
from phaodai.registers.directives.homerows import Call, Calls, Roll, RollRow, TodayRow
from phaodai.registers.directives.models import Assignment, Obligation, Occurrence, Reminder
from phaodai.registers.directives.queries.mapping import name_of
from phaodai.registers.directives.queries.naming import heads_of
from phaodai.registers.directives.queries.tasks import heavy
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    WORKING,
    AssignmentState,
    ExtensionState,
    OccurrenceState,
)
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, DocumentRef

MOST_TODAY = 200
MOST_DEADLINES = 50
MOST_ON_A_ROLL = 1_000
OWED = (OccurrenceState.OPEN, OccurrenceState.RETURNED)
_FAR = datetime(9000, 1, 1, tzinfo=UTC)


def get_my_tasks(
    *,
    actor: Actor,
    now: datetime,
    bodies: Collection[BodyRef] | None = None,
    limit: int = MOST_TODAY,
) -> list[TodayRow]:
    """Return what the actor himself and his bodies still owe, the soonest first; two queries.

    Of what comes back, each time stands for itself from a day before it is due; the order as a
    whole is listed until it is acknowledged. What bears the actor's name goes first only among
    what is due at the same moment; while he works on his share, the whole that it came from is
    not listed beside it.

    Args:
        actor: Who asks.
        now: The moment that says what is late and what is due today.
        bodies: Of his own bodies those whose tasks are shown; None = where he may answer.
        limit: How many at most.
    """
    answers = {post.body for post in actor.posts_for(Permission.ASSIGNMENTS_ANSWER)}
    own = {post.body for post in actor.posts_for(Permission.DIRECTIVES_VIEW)}
    shown = answers if bodies is None else own & set(bodies)
    assignments = (
        Assignment.objects.filter(_owed_by(actor, shown, own, ""), state__in=WORKING)
        .exclude(~Q(state=AssignmentState.NEW), obligation__due_rrule__gt="")
        .exclude(_has_share_of(actor))
        .select_related("obligation__document", "body")
        .defer(*heavy("obligation__document__"))
        .order_by(F("due_at").asc(nulls_last=True), "pk")[:limit]
    )
    occurrences = (
        Occurrence.objects.filter(
            _owed_by(actor, shown, own, "assignment__"),
            state__in=OWED,
            due_at__lte=now + deadlines.SOON,
        )
        .select_related("assignment__obligation__document", "body")
        .defer(*heavy("assignment__obligation__document__"))
        .order_by("due_at", "pk")[:limit]
    )
    rows = [
        *(_row(each, each, actor=actor, answers=answers, now=now) for each in assignments),
        *(
            _row(each.assignment, each, actor=actor, answers=answers, now=now)
            for each in occurrences
        ),
    ]
    rows.sort(key=lambda row: (not row.is_today, row.due_at or _FAR, not row.is_personal))
    return rows[:limit]


def get_roll(*, actor: Actor, now: datetime, unit_path: str = "") -> Roll | None:
    """Return who has answered the nearest deadline that comes back; a fixed number of queries.

    Of what the actor's own bodies have asked for: the next one of today, else the last one of
    today that somebody still owes, else the next one within a day. None where there is none.

    Args:
        actor: Who asks.
        now: The moment that says which is the nearest.
        unit_path: Of a unit to which the view is narrowed.
    """
    own = {post.body for post in actor.posts_for(Permission.DIRECTIVES_VIEW)}
    asked = Q(assignment__parent=None, assignment__obligation__body__ref__in=own) | Q(
        assignment__parent__body__ref__in=own, assignment__user_ref=None
    )
    today = deadlines.local_day(now)
    found = Occurrence.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).filter(
        asked,
        due_at__gte=deadlines.day_begins(today),
        due_at__lte=now + timedelta(days=1),
    )
    found = found.exclude(state=OccurrenceState.WITHDRAWN)
    if unit_path:
        found = found.filter(under("unit__path", unit_path))
    times = found.order_by("due_at").values_list("due_at", "assignment__obligation")
    chosen = _nearest(times.annotate(n=Count("pk", filter=Q(state__in=OWED))), today, now)
    if chosen is None:
        return None
    due_at, obligation = chosen
    rows = list(
        found.filter(due_at=due_at, assignment__obligation=obligation)
        .select_related("body", "unit", "assignment")
        .order_by(F("answered_at").asc(nulls_first=True), "unit__path", "pk")[:MOST_ON_A_ROLL]
    )
    heads = heads_of({(row.body_id, today) for row in rows})
    asked_for = (
        Obligation.objects.select_related("document").defer(*heavy("document__")).get(pk=obligation)
    )
    return Roll(
        obligation=asked_for.ref,
        title=asked_for.title,
        document=DocumentRef(asked_for.document.ref),
        document_name=name_of(asked_for.document),
        due_at=due_at,
        rows=[
            RollRow(
                assignment=row.assignment.ref,
                body=BodyRef(row.body.ref),
                body_name=row.body.name,
                place=row.unit.name,
                is_general=row.body.is_general,
                head=heads[row.body_id, today],
                state=OccurrenceState(row.state),
                answered_at=row.answered_at,
            )
            for row in rows
        ],
    )


def get_calls(*, actor: Actor, limit: int = MOST_TODAY) -> Calls:
    """Return what the actor's bodies were reminded of, have not put away and still wait for.

    Several reminders of one deadline are one call, the latest. One query.
    """
    own = {post.body for post in actor.posts_for(Permission.ASSIGNMENTS_ANSWER)}
    found = Reminder.objects.filter(body__ref__in=own, acknowledged_at=None).filter(
        Q(occurrence=None, assignment__state__in=WORKING) | Q(occurrence__state__in=OWED)
    )
    rows = found.select_related("assignment__obligation", "assignment__body", "occurrence")
    latest: dict[tuple[int, int | None], Call] = {}
    for row in rows.order_by("-moment", "-pk")[:MOST_TODAY]:
        latest.setdefault(
            (row.assignment_id, row.occurrence_id),
            Call(
                ref=row.ref,
                assignment=row.assignment.ref,
                occurrence=row.occurrence.ref if row.occurrence else None,
                title=row.assignment.obligation.title,
                body_name=row.assignment.body.name,
                is_from_below=row.assignment.body.ref not in own,
                deadline=row.deadline,
            ),
        )
    return Calls(rows=list(latest.values())[:limit], n=len(latest))


def _nearest(
    times: Iterable[tuple[datetime, int, int]], today: date, now: datetime
) -> tuple[datetime, int] | None:
    known = list(times)
    ahead = [(due, which) for due, which, _n in known if due >= now]
    if ahead and deadlines.local_day(ahead[0][0]) == today:
        return ahead[0]
    missed = [(due, which) for due, which, n in known if due < now and n]
    return missed[-1] if missed else ahead[0] if ahead else None


def _owed_by(actor: Actor, shown: set[BodyRef], own: set[BodyRef], to: str) -> Q:
    owed = Q(**{f"{to}body__ref__in": shown, f"{to}user_ref": None})
    if actor.user is not None:
        owed |= Q(**{f"{to}body__ref__in": own, f"{to}user_ref": actor.user})
    return owed


def _has_share_of(actor: Actor) -> Q:
    if actor.user is None:
        return Q(pk__in=[])
    shares = Assignment.objects.filter(
        parent=OuterRef("pk"), user_ref=actor.user, state__in=WORKING
    )
    return Q(Exists(shares))


def _row(
    task: Assignment,
    owed: Assignment | Occurrence,
    *,
    actor: Actor,
    answers: set[BodyRef],
    now: datetime,
) -> TodayRow:
    midnight = deadlines.moment_of(deadlines.local_day(now), None)
    is_whole = isinstance(owed, Assignment)
    is_personal = task.user_ref is not None and task.user_ref == actor.user
    return TodayRow(
        assignment=task.ref,
        occurrence=None if is_whole else owed.ref,
        version=owed.version,
        title=task.obligation.title,
        document_name=name_of(task.obligation.document),
        urgency=task.obligation.document.urgency,
        body_name=owed.body.name,
        state=owed.state,
        due_at=owed.due_at,
        lateness=deadlines.lateness(due=owed.due_at, answered_at=owed.answered_at, now=now),
        is_today=(is_whole and owed.state == AssignmentState.NEW)
        or (owed.due_at is not None and owed.due_at <= midnight),
        is_personal=is_personal,
        may_answer=is_personal or owed.body.ref in answers,
        percent=task.percent if is_whole else 0,
        extension=ExtensionState(task.extension if is_whole else ExtensionState.NONE),
    )
