"""Announce events, and deliver them after commit to whoever subscribed."""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from phaodai.foundation.events.models import LONGEST_PAUSE, Announcement, Delivery
from phaodai.vocabulary.events import Event

E = TypeVar("E", bound=Event)
Handler = Callable[[E], None]

NO_HOLD = timedelta(0)
UNDO_HOLD = timedelta(seconds=30)  # how long an outward act can be taken back
MOST_TRIES = 12  # with the pauses below about two and a half hours

logger = logging.getLogger(__name__)
_handlers: dict[str, dict[str, Callable[..., None]]] = defaultdict(dict)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round of deliveries did."""

    n_done: int
    n_failed: int


def subscribe(event_type: type[E], handler: Handler[E]) -> None:
    """Call `handler` for every later event of exactly this type; twice is once."""
    _handlers[event_type.__name__][f"{handler.__module__}.{handler.__qualname__}"] = handler


def announce(event: Event, *, hold: timedelta = NO_HOLD) -> UUID:
    """Write the event down in the transaction of the act.

    Args:
        event: What happened.
        hold: How long it can still be withdrawn before anybody hears of it.

    Returns:
        The reference by which it can be withdrawn.

    Raises:
        RuntimeError: There is no transaction to share.
        ValueError: The hold is longer than any pause between two tries.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"announce {type(event).__name__} inside the act's transaction")
    if hold >= LONGEST_PAUSE:
        raise ValueError(f"an event is held for less than {LONGEST_PAUSE}")
    row = Announcement.objects.create(
        name=type(event).__name__,
        payload=event.dump(),
        occurred_at=event.occurred_at,
        not_before=event.occurred_at + hold if hold else None,
    )
    Delivery.objects.bulk_create(
        Delivery(announcement=row, handler=name, next_try_at=row.not_before)
        for name in _handlers[row.name]
    )
    return row.ref


@transaction.atomic
def withdraw(ref: UUID, *, now: datetime) -> bool:
    """Take an event back while it is held; say whether that was in time."""
    return bool(
        Announcement.objects.filter(ref=ref, withdrawn_at=None, not_before__gt=now).update(
            withdrawn_at=now
        )
    )


def deliver_due(*, now: datetime, most: int = 500) -> Delivered:
    """Hand over what is due, oldest first; a handler that fails is tried again later.

    Args:
        now: The moment by which something is due.
        most: How many deliveries one round takes at the most.
    """
    due = Delivery.objects.due(now).order_by("announcement_id", "pk")  # one row per handler
    n_done = n_failed = 0
    for pk in list(due.values_list("pk", flat=True)[:most]):
        try:
            n_done += _deliver(pk, now)
        except Exception as error:
            logger.exception("delivery %s failed", pk)
            _postpone(pk, now, error)
            n_failed += 1
    return Delivered(n_done, n_failed)


@transaction.atomic
def _deliver(pk: int, now: datetime) -> bool:
    """Run one handler and mark it done, together or not at all."""
    skip = connection.features.has_select_for_update_skip_locked
    row = (
        Delivery.objects.due(now)
        .select_for_update(of=("self", "announcement"), skip_locked=skip)
        .select_related("announcement")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        return False  # another worker is at it, or was quicker
    handler = _handlers[row.announcement.name].get(row.handler)
    if handler is None:
        raise LookupError(f"no handler {row.handler} for {row.announcement.name} in this version")
    handler(Event.load(row.announcement.name, row.announcement.payload))
    row.delivered_at = now
    row.save(update_fields=["delivered_at"])
    return True


@transaction.atomic
def _postpone(pk: int, now: datetime, error: Exception) -> None:
    row = Delivery.objects.select_for_update().filter(pk=pk, delivered_at=None).first()
    if row is None:
        return
    row.tries += 1
    row.last_error = f"{type(error).__name__}: {error}"[:2000]
    row.next_try_at = now + min(timedelta(seconds=5 * 2**row.tries), LONGEST_PAUSE)
    if row.tries >= MOST_TRIES:
        row.given_up_at = now
    row.save(update_fields=["tries", "last_error", "next_try_at", "given_up_at"])
