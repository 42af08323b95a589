"""Rows of assignments and timelines with the names that belong to them, set by set."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from phaodai.foundation.accounts.models import User
from phaodai.foundation.agencies.models import Body, HeadPost, Tenure
from phaodai.registers.directives.models import Assignment, Entry, Occurrence
from phaodai.registers.directives.queries.mapping import name_of
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    Act,
    AssignmentState,
    DueKind,
    ExtensionState,
    OccurrenceState,
    Part,
    Proof,
)
from phaodai.registers.directives.taskrows import (
    AssignmentRow,
    Figure,
    Head,
    OccurrenceRow,
    TimelineRow,
)
from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

__all__ = [
    "assignment_rows",
    "heads_of",
    "name_of",
    "occurrence_row",
    "people",
    "timeline_rows",
]

_HEAVY = ("text", "search_key", "evidence", "clauses")
Wanted = Collection[tuple[int, date]]  # body, day


def assignment_rows(found: QuerySet[Assignment], *, now: datetime) -> list[AssignmentRow]:
    """Return assignments with heads, persons and children: four queries, whatever the number."""
    rows = list(
        found.select_related("unit", "body", "parent", "obligation__document").defer(
            *(f"obligation__document__{name}" for name in _HEAVY)
        )
    )
    heads = heads_of({(row.body_id, _day(row, now)) for row in rows})
    names = people({row.user_ref for row in rows})
    children = {
        parent: (n, n_accepted)
        for parent, n, n_accepted in Assignment.objects.filter(parent__in=[r.pk for r in rows])
        .exclude(state=AssignmentState.WITHDRAWN)
        .order_by()
        .values_list("parent")
        .annotate(n=Count("pk"), done=Count("pk", filter=Q(state=AssignmentState.ACCEPTED)))
    }
    return [
        AssignmentRow(
            ref=row.ref,
            version=row.version,
            obligation=row.obligation.ref,
            title=row.obligation.title,
            clause=row.obligation.clause,
            document=DocumentRef(row.obligation.document.ref),
            document_name=name_of(row.obligation.document),
            urgency=row.obligation.document.urgency,
            unit=UnitRef(row.unit.ref),
            unit_name=row.unit.full_name,
            level=UnitLevel(row.unit.level),
            body=BodyRef(row.body.ref),
            body_name=row.body.name,
            head=heads[row.body_id, _day(row, now)],
            user=row.user_ref,
            user_name=names.get(row.user_ref, "") if row.user_ref else "",
            parent=row.parent.ref if row.parent else None,
            depth=row.depth,
            part=Part(row.part),
            state=AssignmentState(row.state),
            lateness=deadlines.lateness(due=row.due_at, answered_at=row.answered_at, now=now),
            due_kind=DueKind(row.obligation.due_kind),
            due_at=row.due_at,
            due_text=row.obligation.due_text,
            answered_at=row.answered_at,
            percent=row.percent,
            extension=ExtensionState(row.extension),
            extension_until=row.extension_until,
            figure=Figure(
                proof=Proof(row.proof),
                value=row.proof_value,
                n_reported=row.proof_reported,
                n_expected=row.proof_expected,
                as_of=row.proof_as_of,
            ),
            n_children=children.get(row.pk, (0, 0))[0],
            n_children_accepted=children.get(row.pk, (0, 0))[1],
        )
        for row in rows
    ]


def occurrence_row(row: Occurrence, *, now: datetime) -> OccurrenceRow:
    """Return an occurrence, loaded with its assignment, body and unit."""
    return OccurrenceRow(
        ref=row.ref,
        version=row.version,
        assignment=row.assignment.ref,
        body_name=row.body.name,
        unit_name=row.unit.full_name,
        day=row.day,
        due_at=row.due_at,
        state=OccurrenceState(row.state),
        lateness=deadlines.lateness(due=row.due_at, answered_at=row.answered_at, now=now),
        answered_at=row.answered_at,
        note=row.note,
        evidence=row.evidence,
        reason=row.reason,
    )


def heads_of(wanted: Wanted) -> Mapping[tuple[int, date], Head]:
    """Return who headed each body on each day; an empty seat has no holder."""
    bodies = {body for body, _day in wanted}
    titles = dict(
        HeadPost.objects.filter(body__in=bodies, is_deputy=False).values_list("body", "title_vi")
    )
    tenures: dict[int, list[Tenure]] = defaultdict(list)
    for tenure in Tenure.objects.filter(
        head_post__body__in=bodies, head_post__is_deputy=False
    ).select_related("head_post"):
        tenures[tenure.head_post.body_id].append(tenure)
    return {
        (body, day): Head(
            title=titles.get(body, ""),
            holder=next((t.holder for t in tenures[body] if _covers(t, day)), ""),
            day=day,
        )
        for body, day in wanted
    }


def people(refs: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """Return the full names of users."""
    known = {ref for ref in refs if ref is not None}
    if not known:
        return {}
    return dict(User.objects.filter(ref__in=known).values_list("ref", "name"))


def timeline_rows(entries: QuerySet[Entry]) -> Sequence[TimelineRow]:
    """Return lines of a timeline, the oldest first, with the names of persons and bodies."""
    found = list(entries.select_related("assignment").order_by("at", "pk"))
    names = people({entry.user_ref for entry in found})
    refs = {entry.body_ref for entry in found if entry.body_ref}
    bodies = dict(Body.objects.filter(ref__in=refs).values_list("ref", "name"))
    return [
        TimelineRow(
            at=entry.at,
            act=Act(entry.act),
            actor=entry.actor,
            person=names.get(entry.user_ref, "") if entry.user_ref else "",
            role=entry.role,
            body_name=bodies.get(entry.body_ref, "") if entry.body_ref else "",
            text=entry.text,
            details=entry.details,
            assignment=entry.assignment.ref if entry.assignment else None,
        )
        for entry in found
    ]


def _day(row: Assignment, now: datetime) -> date:
    return deadlines.local_day(row.due_at or row.answered_at or now)


def _covers(tenure: Tenure, day: date) -> bool:
    return tenure.first_day <= day and (tenure.last_day is None or tenure.last_day >= day)
