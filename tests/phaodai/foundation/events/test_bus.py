from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from phaodai.foundation.events import bus
from phaodai.foundation.events.models import Announcement, Delivery
from phaodai.vocabulary.events import Event
from phaodai.vocabulary.refs import UnitRef

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(Event):
    unit: UnitRef
    day: date
    value: Decimal
    rooms: tuple[int, ...] = ()
    by: UUID | None = None


def lamp(**changes):
    values = {"occurred_at": NOW, "unit": uuid4(), "day": date(2026, 3, 2), "value": Decimal("1.5")}
    return LampLit(**values | changes)


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(bus, "_handlers", type(bus._handlers)(dict))
    events = []

    def listen(event):
        events.append(event)

    bus.subscribe(LampLit, listen)
    return events


def announce(event, **options):
    with transaction.atomic():
        return bus.announce(event, **options)


@pytest.mark.parametrize("changes", [{}, {"rooms": (1, 2)}, {"by": uuid4()}])
def test_an_event_survives_being_written_down(changes):
    event = lamp(**changes)
    assert Event.load("LampLit", event.dump()) == event


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError):
        lamp(value=object()).dump()


def test_an_event_is_delivered_once(db, heard):
    event = lamp()
    announce(event)

    assert bus.deliver_due(now=NOW) == bus.Delivered(1, 0)
    assert bus.deliver_due(now=NOW) == bus.Delivered(0, 0)
    assert heard == [event]


def test_nothing_is_announced_by_an_act_that_fails(db, heard):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bus.announce(lamp())
        raise ZeroDivisionError
    assert not Announcement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(heard):
    with pytest.raises(RuntimeError, match="transaction"):
        bus.announce(lamp())


def test_a_held_event_waits_and_can_be_withdrawn(db, heard):
    kept, undone = announce(lamp(), hold=bus.UNDO_HOLD), announce(lamp(), hold=bus.UNDO_HOLD)

    assert bus.deliver_due(now=NOW + timedelta(seconds=29)).n_done == 0
    assert bus.withdraw(undone, now=NOW + timedelta(seconds=29))
    assert bus.deliver_due(now=NOW + timedelta(seconds=30)).n_done == 1
    assert not bus.withdraw(kept, now=NOW + timedelta(seconds=31))


def test_a_failing_handler_is_tried_again_and_leaves_nothing(db, heard):
    def stumble(event):
        Announcement.objects.create(name="half", payload={}, occurred_at=NOW, not_before=NOW)
        raise ValueError("no oil")

    bus.subscribe(LampLit, stumble)
    announce(lamp())

    assert bus.deliver_due(now=NOW) == bus.Delivered(1, 1)
    assert not Announcement.objects.filter(name="half").exists()
    waiting = Delivery.objects.get(delivered_at=None)
    assert (waiting.tries, waiting.last_error) == (1, "ValueError: no oil")
    assert bus.deliver_due(now=NOW) == bus.Delivered(0, 0)  # not before its pause is over
    assert bus.deliver_due(now=waiting.next_try_at) == bus.Delivered(0, 1)
    assert len(heard) == 1  # the other handler is not disturbed


def test_a_handler_that_never_succeeds_is_given_up_visibly(db, heard):
    def refuse(event):
        raise ValueError("never")

    bus.subscribe(LampLit, refuse)
    announce(lamp())
    now = NOW
    for _ in range(bus.MOST_TRIES + 3):
        bus.deliver_due(now=now)
        now += bus.LONGEST_PAUSE
    row = Delivery.objects.get(delivered_at=None)
    assert row.given_up_at is not None
    assert row.tries == bus.MOST_TRIES


def test_a_worker_killed_in_the_middle_leaves_the_delivery_due(db, heard):
    class Killed(BaseException):
        pass

    def die(event):
        raise Killed

    bus.subscribe(LampLit, die)
    announce(lamp())
    with pytest.raises(Killed):
        bus.deliver_due(now=NOW)
    assert Delivery.objects.due(NOW).count() == 1
