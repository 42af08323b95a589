"""Reads of the outbox, for whoever looks after the installation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from phaodai.foundation.events.models import Announcement, Delivery


@dataclass(frozen=True, slots=True)
class Outbox:
    """How the deliveries stand."""

    n_due: int
    n_paused: int  # wait for their hold or their next try
    n_given_up: int
    oldest_due_at: datetime | None  # when the oldest event that is due happened


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One event for one handler; without the event's content, which may be of a room's own."""

    id: int
    event: str
    ref: UUID  # of the event
    handler: str
    occurred_at: datetime
    tries: int
    next_try_at: datetime | None  # None: at once
    given_up_at: datetime | None
    last_error: str


def get_outbox(*, now: datetime) -> Outbox:
    """Count what waits and what was given up."""
    due = Delivery.objects.due(now)
    n_due = due.count()
    oldest = due.order_by("announcement__occurred_at").values_list("announcement__occurred_at")
    return Outbox(
        n_due=n_due,
        n_paused=Delivery.objects.waiting().count() - n_due,
        n_given_up=Delivery.objects.given_up().count(),
        oldest_due_at=oldest[0][0] if n_due else None,
    )


def list_waiting(*, most: int = 200) -> list[DeliveryRow]:
    """List what has still to be delivered, oldest first."""
    return list(_rows(Delivery.objects.waiting(), most))


def list_failed(*, most: int = 200) -> list[DeliveryRow]:
    """List what failed at least once and was not delivered since, oldest first."""
    failed = Delivery.objects.filter(
        delivered_at=None, tries__gt=0, announcement__withdrawn_at=None
    )
    return list(_rows(failed, most))


def events_before(moment: datetime) -> QuerySet[Announcement]:
    """Return the announcements of before that moment of which nothing is left to do."""
    undone = Delivery.objects.filter(delivered_at=None).values("announcement")
    past = Announcement.objects.filter(occurred_at__lt=moment)
    return past.exclude(pk__in=undone) | past.filter(withdrawn_at__isnull=False)


def _rows(deliveries: QuerySet[Delivery], most: int) -> Iterator[DeliveryRow]:
    for row in deliveries.select_related("announcement").order_by("announcement_id", "pk")[:most]:
        yield DeliveryRow(
            id=row.pk,
            event=row.announcement.name,
            ref=row.announcement.ref,
            handler=row.handler,
            occurred_at=row.announcement.occurred_at,
            tries=row.tries,
            next_try_at=row.next_try_at or row.announcement.not_before,
            given_up_at=row.given_up_at,
            last_error=row.last_error,
        )
