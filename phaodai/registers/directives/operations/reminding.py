"""Reminders before and after each deadline, and the way up when nobody answers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from phaodai.foundation.agencies.models import Body
from phaodai.registers.directives.models import Assignment, Entry, Occurrence, Reminder
from phaodai.registers.directives.operations import recording
from phaodai.registers.directives.operations.errors import NotFound
from phaodai.registers.directives.states import (
    WORKING,
    Act,
    OccurrenceState,
    Part,
    ReminderKind,
)
from phaodai.vocabulary.access import Actor, Permission

# From the deadline; the business clock decides.
OFFSETS = {
    ReminderKind.DAY_BEFORE: timedelta(hours=-24),
    ReminderKind.HOURS_BEFORE: timedelta(hours=-2),
    ReminderKind.DUE: timedelta(0),
    ReminderKind.DAY_AFTER: timedelta(days=1),
}
OLDEST = timedelta(days=7)  # what was missed longer ago is on the board as overdue anyway
SYSTEM = Actor(name="system:directives")
BATCH = 1_000
OWED = (OccurrenceState.OPEN, OccurrenceState.RETURNED)


@transaction.atomic
def raise_reminders(*, now: datetime) -> int:
    """Raise the reminders whose moment has come; a second time nothing is added.

    A deadline that was moved is another deadline and is reminded of anew; a reminder whose
    moment was past when the assignment was made is left out.

    Returns:
        How many were added, escalations among them.
    """
    n = 0
    for kind, offset in OFFSETS.items():
        fresh = [*_of_assignments(kind, offset, now), *_of_occurrences(kind, offset, now)]
        Reminder.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
        n += len(fresh)
    return n + _escalate(now)


@transaction.atomic
def acknowledge_reminder(*, actor: Actor, reminder: UUID, now: datetime) -> None:
    """Put a reminder away, and the earlier ones of its deadline; a second time nothing changes.

    Raises:
        NotFound: The body that is reminded is none of the actor's.
    """
    own = {post.body for post in actor.posts_for(Permission.ASSIGNMENTS_ANSWER)}
    found = Reminder.objects.filter(ref=reminder)
    if not actor.is_operator:
        found = found.filter(body__ref__in=own)
    row = found.first()
    if row is None:
        raise NotFound(str(reminder))
    Reminder.objects.filter(
        body=row.body_id,
        assignment=row.assignment_id,
        occurrence=row.occurrence_id,
        moment__lte=row.moment,
        acknowledged_at=None,
    ).update(acknowledged_at=now)


def _of_assignments(kind: ReminderKind, offset: timedelta, now: datetime) -> Iterator[Reminder]:
    said = Reminder.objects.filter(
        assignment=OuterRef("pk"), occurrence=None, kind=kind, deadline=OuterRef("due_at")
    )
    found = Assignment.objects.filter(
        ~Exists(said), _in_window(offset, now), state__in=WORKING, created_at__lte=now
    )
    for row in found.order_by("pk"):
        if row.due_at is not None and row.due_at + offset >= row.created_at:
            yield Reminder(
                unit_id=row.unit_id,
                body_id=row.body_id,
                assignment=row,
                kind=kind,
                deadline=row.due_at,
                moment=row.due_at + offset,
                raised_at=now,
            )


def _of_occurrences(kind: ReminderKind, offset: timedelta, now: datetime) -> Iterator[Reminder]:
    said = Reminder.objects.filter(
        occurrence=OuterRef("pk"), kind=kind, deadline=OuterRef("due_at")
    )
    found = Occurrence.objects.filter(
        ~Exists(said), _in_window(offset, now), state__in=OWED
    ).select_related("assignment")
    for row in found.order_by("pk"):
        if row.due_at + offset >= row.assignment.created_at:
            yield Reminder(
                unit_id=row.unit_id,
                body_id=row.body_id,
                assignment=row.assignment,
                occurrence=row,
                kind=kind,
                deadline=row.due_at,
                moment=row.due_at + offset,
                raised_at=now,
            )


def _in_window(offset: timedelta, now: datetime) -> Q:
    """Keep deadlines whose moment has come, and not so long ago that nobody needs reminding."""
    return Q(due_at__lte=now - offset, due_at__gt=now - offset - OLDEST)


def _escalate(now: datetime) -> int:
    """Bring what is overdue too long before the body from which it came."""
    said = Reminder.objects.filter(
        assignment=OuterRef("pk"),
        occurrence=None,
        kind=ReminderKind.ESCALATION,
        deadline=OuterRef("due_at"),
    )
    found: QuerySet[Assignment] = (
        Assignment.objects.filter(
            ~Exists(said),
            state__in=WORKING,
            part=Part.LEAD,
            user_ref=None,
            escalate_at__lte=now,
            due_at__lt=F("escalate_at"),
        )
        .select_related("obligation__body", "parent__body")
        .order_by("pk")
    )
    rows = list(found)
    reminders, entries = [], []
    for row in rows:
        above: Body = row.parent.body if row.parent is not None else row.obligation.body
        if row.due_at is None or row.escalate_at is None:
            continue
        reminders.append(
            Reminder(
                unit_id=above.unit_id,
                body=above,
                assignment=row,
                kind=ReminderKind.ESCALATION,
                deadline=row.due_at,
                moment=row.escalate_at,
                raised_at=now,
            )
        )
        entries.append(
            recording.line(
                actor=SYSTEM,
                act=Act.ESCALATE,
                at=now,
                document=row.obligation.document_id,
                obligation=row.obligation,
                assignment=row,
                details={"to": str(above.ref), "deadline": row.due_at.isoformat()},
            )
        )
    Reminder.objects.bulk_create(reminders, batch_size=BATCH, ignore_conflicts=True)
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    return len(reminders)
