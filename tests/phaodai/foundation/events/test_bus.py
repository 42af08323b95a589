from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.events import bus, operations, queries
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
    def act():
        with transaction.atomic():
            bus.announce(lamp())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
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
    assert waiting.next_try_at is not None
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


# --- many at once -----------------------------------------------------------------------------


@pytest.fixture
def batches(monkeypatch):
    """Hear batches; a lamp of a negative value cannot be taken."""
    monkeypatch.setattr(bus, "_handlers", type(bus._handlers)(dict))
    found = []

    def listen(events):
        Announcement.objects.create(name="heard", payload={}, occurred_at=NOW)
        if any(event.value < 0 for event in events):
            raise ValueError("negative")
        found.append([int(event.value) for event in events])

    bus.subscribe_batch(LampLit, listen)
    return found


def announce_values(*values):
    with transaction.atomic():
        return bus.announce_all(lamp(value=Decimal(value)) for value in values)


def test_many_are_announced_in_order(db, batches):
    with CaptureQueriesContext(connection) as asked:
        refs = announce_values(*range(300))
    assert len(asked) < 30  # SQLite takes so many values a statement
    assert len(set(refs)) == 300
    assert bus.deliver_due(now=NOW) == bus.Delivered(300, 0)
    assert batches == [list(range(300))]
    assert announce_values() == []


def test_a_batch_is_no_greater_than_the_round(db, batches):
    announce_values(*range(5))
    assert bus.deliver_due(now=NOW, most=3) == bus.Delivered(3, 0)
    assert bus.deliver_due(now=NOW, most=3) == bus.Delivered(2, 0)
    assert batches == [[0, 1, 2], [3, 4]]


def test_one_that_cannot_be_taken_holds_up_none_of_the_others(db, batches):
    announce_values(1, 2, -3, 4)
    assert bus.deliver_due(now=NOW) == bus.Delivered(3, 1)
    assert batches == [[1], [2], [4]]
    assert Announcement.objects.filter(name="heard").count() == 3
    (row,) = queries.list_failed()
    assert row.last_error == "ValueError: negative"


def test_a_batch_killed_in_the_middle_is_due_as_a_whole(db, monkeypatch, batches):
    class Killed(BaseException):
        pass

    def die(events):
        raise Killed

    bus.subscribe_batch(LampLit, die)
    announce_values(1, 2)
    with pytest.raises(Killed):
        bus.deliver_due(now=NOW)
    assert Delivery.objects.filter(delivered_at=None, handler__contains="die").count() == 2


def test_withdrawn_and_held_ones_are_not_in_the_batch(db, batches):
    kept, gone = (announce(lamp(value=Decimal(n)), hold=bus.UNDO_HOLD) for n in (1, 2))
    assert bus.withdraw(gone, now=NOW)
    announce_values(3)
    assert bus.deliver_due(now=NOW) == bus.Delivered(1, 0)
    assert bus.deliver_due(now=NOW + bus.UNDO_HOLD) == bus.Delivered(1, 0)
    assert batches == [[3], [1]]
    assert kept != gone


# --- clocks that go wrong ---------------------------------------------------------------------


def test_an_event_of_the_future_is_delivered_at_once(db, heard):
    """What is not held names no moment: the clock of another process cannot keep it back."""
    announce(lamp(occurred_at=NOW + timedelta(days=3)))
    assert bus.deliver_due(now=NOW) == bus.Delivered(1, 0)


def test_a_clock_that_goes_back_keeps_nothing_waiting(db, heard):
    announce(lamp(), hold=bus.UNDO_HOLD)
    assert bus.deliver_due(now=NOW - timedelta(minutes=10)).n_done == 0  # still held
    assert bus.deliver_due(now=NOW - timedelta(days=1)).n_done == 1


def test_a_hold_has_an_end(db, heard):
    with pytest.raises(ValueError, match="held"):
        announce(lamp(), hold=bus.LONGEST_PAUSE)


# --- whoever looks after it -------------------------------------------------------------------


def fail(monkeypatch, times):
    """Have one more handler, which never succeeds, tried so often."""

    def refuse(event):
        raise ValueError("never")

    bus.subscribe(LampLit, refuse)
    announce(lamp())
    now = NOW
    for _ in range(times):
        bus.deliver_due(now=now)
        now += bus.LONGEST_PAUSE
    return now


def test_how_the_outbox_stands(db, heard, monkeypatch):
    assert queries.get_outbox(now=NOW) == queries.Outbox(0, 0, 0, None)
    announce(lamp())
    announce(lamp(occurred_at=NOW - timedelta(hours=1)))
    announce(lamp(), hold=bus.UNDO_HOLD)
    state = queries.get_outbox(now=NOW)
    assert (state.n_due, state.n_paused, state.n_given_up) == (2, 1, 0)
    assert state.oldest_due_at == NOW - timedelta(hours=1)
    assert len(queries.list_waiting()) == 3
    assert queries.list_failed() == []


def test_what_was_withdrawn_waits_no_more(db, heard):
    ref = announce(lamp(), hold=bus.UNDO_HOLD)
    assert bus.withdraw(ref, now=NOW)
    assert queries.get_outbox(now=NOW) == queries.Outbox(0, 0, 0, None)
    assert queries.list_waiting() == []


def test_what_was_given_up_is_tried_again_when_told(db, heard, monkeypatch):
    now = fail(monkeypatch, bus.MOST_TRIES)
    assert queries.get_outbox(now=now).n_given_up == 1
    (row,) = queries.list_failed()
    assert (row.event, row.tries, row.last_error) == ("LampLit", 12, "ValueError: never")
    assert queries.list_waiting() == []

    assert operations.retry([row.id + 1000]) == []
    assert operations.retry([row.id]) == [row.id]
    assert queries.get_outbox(now=now).n_due == 1
    assert bus.deliver_due(now=now) == bus.Delivered(0, 1)
    assert operations.retry() == [row.id]


def test_a_handler_that_is_gone_fails_by_name(db, heard, monkeypatch):
    announce(lamp())
    bus._handlers["LampLit"].clear()
    assert bus.deliver_due(now=NOW) == bus.Delivered(0, 1)
    (row,) = queries.list_failed()
    assert "no handler" in row.last_error


def test_old_events_are_forgotten_and_unheard_ones_are_not(db, heard, monkeypatch):
    announce(lamp(occurred_at=NOW - timedelta(days=40)))
    bus.withdraw(announce(lamp(), hold=bus.UNDO_HOLD), now=NOW)
    announce(lamp())
    fail(monkeypatch, 1)  # one handler heard this one, the other has still to
    assert operations.sweep(before=NOW - timedelta(days=30)) == 1
    assert operations.sweep(before=NOW + timedelta(days=1)) == 2  # withdrawn, or heard by all
    assert Delivery.objects.filter(delivered_at=None).count() == 1
    assert Announcement.objects.count() == 1


def test_looking_for_due_deliveries_is_one_seek(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        bus.deliver_due(now=NOW)


def test_due_deliveries_are_found_by_the_small_index(db):
    """What was delivered long ago costs nothing, though it is looked for every second."""
    plan = Delivery.objects.due(NOW).order_by("announcement_id", "pk").explain()
    if connection.vendor == "sqlite":  # PostgreSQL reads a table of no rows from end to end
        assert "events_waiting" in plan
