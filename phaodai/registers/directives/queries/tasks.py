"""Assignments: the board, what is owed today, who is late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Tenure
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives.models import Assignment, Occurrence
from phaodai.registers.directives.queries.naming import assignment_rows, name_of
from phaodai.registers.directives.rows import Page
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    WORKING,
    AssignmentState,
    ExtensionState,
    Lateness,
    OccurrenceState,
    Part,
    Proof,
)
from phaodai.registers.directives.taskrows import TaskBoard, TodayRow
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

PAGE_SIZE = 50
MOST_TODAY = 200
OWED = (OccurrenceState.OPEN, OccurrenceState.RETURNED)


class TaskOrder(StrEnum):
    """How the board is read."""

    DUE = "due"
    UNIT = "unit"
    STATE = "state"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What the board is narrowed to; "" and None leave everything."""

    words: str = ""
    state: AssignmentState | None = None
    is_open: bool | None = None
    lateness: Lateness | None = None
    proof: Proof | None = None
    part: Part | None = None
    level: UnitLevel | None = None
    unit: UnitRef | None = None  # it and all below
    body: BodyRef | None = None
    head: str = ""  # full name, on the day it is due
    document: DocumentRef | None = None
    obligation: UUID | None = None
    parent: UUID | None = None
    is_top: bool | None = None
    first: date | None = None  # due from
    last: date | None = None
    asks_extension: bool = False


def get_tasks(
    *,
    actor: Actor,
    wanted: TaskFilter,
    now: datetime,
    order: TaskOrder = TaskOrder.DUE,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> TaskBoard:
    """Return one page of the assignments in sight, and the counts of all that match."""
    found = _narrow(seen(actor), wanted, now)
    counts = found.order_by().aggregate(
        **{f"state_{state}": Count("pk", filter=Q(state=state)) for state in AssignmentState},
        **{f"late_{late}": Count("pk", filter=late_q(late, now)) for late in Lateness},
        **{f"proof_{proof}": Count("pk", filter=Q(proof=proof)) for proof in Proof},
    )
    by_state = {state: counts[f"state_{state}"] for state in AssignmentState}
    total = sum(by_state.values())
    number = max(1, min(page, -(-total // size) or 1))
    rows = _ordered(found, order)[(number - 1) * size : number * size]
    return TaskBoard(
        rows=assignment_rows(rows, now=now),
        page=Page(number=number, size=size, total=total),
        by_state=by_state,
        by_lateness={late: counts[f"late_{late}"] for late in Lateness},
        by_proof={proof: counts[f"proof_{proof}"] for proof in Proof},
    )


def get_my_tasks(*, actor: Actor, now: datetime, limit: int = MOST_TODAY) -> Sequence[TodayRow]:
    """Return what the actor's own bodies, or he himself, still owe, the soonest first."""
    posts = {post.body for post in actor.posts_for(Permission.ASSIGNMENTS_ANSWER)}
    own = {post.body for post in actor.posts}
    mine = Q(body__ref__in=posts, user_ref=None)
    if actor.user is not None:
        mine |= Q(body__ref__in=own, user_ref=actor.user)
    midnight = deadlines.moment_of(deadlines.local_day(now), None)
    assignments = (
        Assignment.objects.filter(mine, state__in=WORKING)
        .exclude(obligation__due_rrule__gt="", state=AssignmentState.IN_PROGRESS)
        .select_related("obligation__document", "body")
        .defer(*heavy("obligation__document__"))
        .order_by(F("due_at").asc(nulls_last=True), "pk")[:limit]
    )
    through = Q(assignment__body__ref__in=posts, assignment__user_ref=None)
    if actor.user is not None:
        through |= Q(assignment__body__ref__in=own, assignment__user_ref=actor.user)
    occurrences = (
        Occurrence.objects.filter(through, state__in=OWED)
        .select_related("assignment__obligation__document", "body")
        .defer(*heavy("assignment__obligation__document__"))
        .order_by("due_at", "pk")[:limit]
    )
    rows = [
        TodayRow(
            assignment=row.ref,
            occurrence=None,
            version=row.version,
            title=row.obligation.title,
            document_name=name_of(row.obligation.document),
            body_name=row.body.name,
            state=row.state,
            due_at=row.due_at,
            lateness=deadlines.lateness(due=row.due_at, answered_at=row.answered_at, now=now),
            is_today=row.state == AssignmentState.NEW
            or (row.due_at is not None and row.due_at <= midnight),
            percent=row.percent,
            extension=ExtensionState(row.extension),
        )
        for row in assignments
    ]
    rows += [
        TodayRow(
            assignment=row.assignment.ref,
            occurrence=row.ref,
            version=row.version,
            title=row.assignment.obligation.title,
            document_name=name_of(row.assignment.obligation.document),
            body_name=row.body.name,
            state=row.state,
            due_at=row.due_at,
            lateness=deadlines.lateness(due=row.due_at, answered_at=row.answered_at, now=now),
            is_today=row.due_at <= midnight,
            percent=0,
            extension=ExtensionState.NONE,
        )
        for row in occurrences
    ]
    far = deadlines.moment_of(date(9000, 1, 1), None)
    return sorted(rows, key=lambda row: (not row.is_today, row.due_at or far))[:limit]


def late_q(lateness: Lateness, now: datetime) -> Q:
    """Return the filter that `rules.deadlines.lateness` answers row by row."""
    answered = Q(answered_at__isnull=False)
    late = answered & Q(due_at__isnull=False, answered_at__gt=F("due_at"))
    overdue = Q(answered_at=None, due_at__lt=now)
    soon = Q(answered_at=None, due_at__gte=now, due_at__lte=now + deadlines.SOON)
    return {
        Lateness.ANSWERED_LATE: late,
        Lateness.OVERDUE: overdue,
        Lateness.DUE_SOON: soon,
        Lateness.ON_TIME: (answered & (Q(due_at=None) | Q(answered_at__lte=F("due_at"))))
        | Q(answered_at=None, due_at=None)
        | Q(answered_at=None, due_at__gt=now + deadlines.SOON),
    }[lateness]


def seen(actor: Actor) -> QuerySet[Assignment]:
    """Return the assignments in sight."""
    return Assignment.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)


def heavy(prefix: str = "") -> Iterable[str]:
    """Return the columns of a document that no list shows."""
    return (f"{prefix}{name}" for name in ("text", "search_key", "evidence", "clauses"))


def _narrow(found: QuerySet[Assignment], wanted: TaskFilter, now: datetime) -> QuerySet[Assignment]:
    for word in fold(wanted.words).split():
        found = found.filter(obligation__search_key__contains=word)
    simple: Mapping[str, object] = {
        "state": wanted.state,
        "proof": wanted.proof,
        "part": wanted.part,
        "unit__level": wanted.level,
        "body__ref": wanted.body,
        "obligation__document__ref": wanted.document,
        "obligation__ref": wanted.obligation,
        "parent__ref": wanted.parent,
    }
    found = found.filter(**{name: value for name, value in simple.items() if value is not None})
    if wanted.is_open is not None:
        closed = Q(state__in=(AssignmentState.ACCEPTED, AssignmentState.WITHDRAWN))
        found = found.filter(~closed if wanted.is_open else closed)
    if wanted.is_top is not None:
        found = found.filter(parent__isnull=wanted.is_top)
    if wanted.lateness is not None:
        found = found.filter(late_q(wanted.lateness, now))
        found = found.exclude(state=AssignmentState.WITHDRAWN)
    if wanted.unit is not None:
        unit = Unit.objects.filter(ref=wanted.unit).first()
        found = found.filter(under("unit__path", unit.path)) if unit else found.none()
    if wanted.head:
        today = Value(deadlines.local_day(now))
        found = found.annotate(
            answer_day=Coalesce(TruncDate("due_at", tzinfo=deadlines.ZONE), today)
        ).filter(_headed_by(wanted.head))
    if wanted.first is not None:
        found = found.filter(due_at__gte=deadlines.day_begins(wanted.first))
    if wanted.last is not None:
        found = found.filter(due_at__lte=deadlines.moment_of(wanted.last, None))
    if wanted.asks_extension:
        found = found.filter(extension=ExtensionState.ASKED, state__in=WORKING)
    return found


def _headed_by(name: str) -> Exists:
    day = OuterRef("answer_day")
    return Exists(
        Tenure.objects.filter(
            Q(last_day=None) | Q(last_day__gte=day),
            head_post__body=OuterRef("body_id"),
            head_post__is_deputy=False,
            holder=name,
            first_day__lte=day,
        )
    )


def _ordered(found: QuerySet[Assignment], order: TaskOrder) -> QuerySet[Assignment]:
    by_due = (F("due_at").asc(nulls_last=True), "pk")
    before: Mapping[TaskOrder, Sequence[str]] = {
        TaskOrder.DUE: (),
        TaskOrder.UNIT: ("unit__path", "body__name_key"),
        TaskOrder.STATE: ("state",),
        TaskOrder.DOCUMENT: ("obligation__document", "obligation__ordinal"),
    }
    return found.order_by(*before[order], *by_due)
