"""Announce events, and deliver them after commit to whoever subscribed."""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from phaodai.foundation import statements
from phaodai.foundation.events.models import LONGEST_PAUSE, Announcement, Delivery
from phaodai.vocabulary.events import Event

E = TypeVar("E", bound=Event)
Handler = Callable[[E], None]
BatchHandler = Callable[[Sequence[E]], None]

NO_HOLD = timedelta(0)
UNDO_HOLD = timedelta(seconds=30)  # how long an outward act can be taken back
MOST_TRIES = 12  # with the pauses below about two and a half hours

logger = logging.getLogger(__name__)
_handlers: dict[str, dict[str, "_Listener"]] = defaultdict(dict)


@dataclass(frozen=True, slots=True)
class _Listener:
    """Who is called, and whether with all events at hand or with one at a time."""

    call: Callable[..., None]
    is_batch: bool = False

    def hear(self, events: Sequence[Event]) -> None:
        if self.is_batch:
            self.call(events)
            return
        for event in events:
            self.call(event)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round of deliveries did."""

    n_done: int
    n_failed: int


def subscribe(event_type: type[E], handler: Handler[E]) -> None:
    """Call `handler` for every later event of exactly this type; twice is once."""
    _handlers[event_type.__name__][_name(handler)] = _Listener(handler)


def subscribe_batch(event_type: type[E], handler: BatchHandler[E]) -> None:
    """Call `handler` with all events of this type that are due together, the oldest first.

    They share a transaction. Where it fails each is handed over by itself, so one that cannot
    be taken holds up none of the others.
    """
    _handlers[event_type.__name__][_name(handler)] = _Listener(handler, is_batch=True)


def _name(handler: Callable[..., None]) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


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
    (ref,) = announce_all([event], hold=hold)
    return ref


def announce_all(events: Iterable[Event], *, hold: timedelta = NO_HOLD) -> list[UUID]:
    """Write many events down, set by set; see `announce`."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("announce events inside the act's transaction")
    if hold >= LONGEST_PAUSE:
        raise ValueError(f"an event is held for less than {LONGEST_PAUSE}")
    rows = [
        Announcement(
            name=type(event).__name__,
            payload=event.dump(),
            occurred_at=event.occurred_at,
            not_before=event.occurred_at + hold if hold else None,
        )
        for event in events
    ]
    statements.insert_all(rows)
    statements.insert_all(
        [
            Delivery(announcement=row, handler=name, next_try_at=row.not_before)
            for row in rows
            for name in _handlers[row.name]
        ]
    )
    return [row.ref for row in rows]


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
    groups = _groups(list(due.values_list("pk", "announcement__name", "handler")[:most]))
    while groups:
        group = groups.pop()
        try:
            n_done += _deliver(group, now)
        except Exception as error:
            if len(group) > 1:
                groups += ([pk] for pk in reversed(group))
                continue
            logger.exception("delivery %s failed", group[0])
            _postpone(group[0], now, error)
            n_failed += 1
    return Delivered(n_done, n_failed)


def _groups(due: Iterable[tuple[int, str, str]]) -> list[list[int]]:
    """Return what is handed over together, the oldest last."""
    groups: dict[object, list[int]] = defaultdict(list)
    for pk, event, handler in due:
        listener = _handlers[event].get(handler)
        groups[(event, handler) if listener and listener.is_batch else pk].append(pk)
    return list(reversed(groups.values()))


@transaction.atomic
def _deliver(pks: Collection[int], now: datetime) -> int:
    """Run one handler and mark its deliveries done, together or not at all."""
    skip = connection.features.has_select_for_update_skip_locked
    rows = list(
        Delivery.objects.due(now)
        .select_for_update(of=("self", "announcement"), skip_locked=skip)
        .select_related("announcement")
        .filter(pk__in=pks)
        .order_by("announcement_id", "pk")
    )
    if not rows:
        return 0  # another worker is at it, or was quicker
    name, handler = rows[0].announcement.name, rows[0].handler
    listener = _handlers[name].get(handler)
    if listener is None:
        raise LookupError(f"no handler {handler} for {name} in this version")
    listener.hear([Event.load(name, row.announcement.payload) for row in rows])
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(delivered_at=now)
    return len(rows)


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
