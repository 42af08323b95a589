"""A commune that ends with work left: its successor takes it, a split waits for an officer."""

from datetime import date, datetime, timedelta, timezone

import pytest

from phaodai.foundation.agencies import operations as agencies
from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events import bus
from phaodai.foundation.units import operations as units
from phaodai.foundation.units.models import Unit
from phaodai.foundation.units.operations import Part
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.models import Assignment, Entry
from phaodai.registers.directives.states import Act, AssignmentState
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import UnitRef
from tests.phaodai.conftest import NOW, OPERATOR, TODAY
from tests.phaodai.registers.directives.conftest import COMMITTEE, make_kind, post_at

HANOI = timezone(timedelta(hours=7))


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)


def merge(sonla, first_day=TODAY):
    ref = units.merge(
        actor=OPERATOR,
        now=NOW,
        units=[UnitRef(sonla.commune.ref), UnitRef(sonla.town_committee.unit.ref)],
        parent=UnitRef(sonla.district.ref),
        kind="xã",
        name="Mường Bú",
        first_day=first_day,
    )
    return Unit.objects.get(ref=ref)


def furnish(*made):
    agencies.fill_standard_bodies(
        actor=OPERATOR, units=[UnitRef(unit.ref) for unit in made], now=NOW
    )


def owed(unit):
    return Assignment.objects.open().filter(unit=unit)


def head(body, holder, first=date(2021, 1, 1), last=None):
    post, _ = HeadPost.objects.get_or_create(
        body=body, is_deputy=False, defaults={"title_vi": "Chủ tịch", "title_en": "Chairman"}
    )
    Tenure.objects.create(head_post=post, holder=holder, first_day=first, last_day=last)


def test_a_merger_takes_the_open_tasks_along(sent, sonla):
    head(sonla.commune_committee, "Lò Văn Ún")
    new = merge(sonla)
    heir = make_kind(new, COMMITTEE)
    head(heir, "Cà Thị Bình")
    assert bus.deliver_due(now=NOW).n_failed == 0
    (row,) = owed(new)
    assert (row.body, row.obligation) == (heir, sent.obligation)
    assert not owed(sonla.commune).exists()
    assert not owed(sonla.town_committee.unit).exists()
    line = Entry.objects.get(act=Act.HAND_OVER, assignment__body=heir)
    assert line.text == f"{sonla.commune_committee.name} (Lò Văn Ún) → {heir.name} (Cà Thị Bình)"
    found = queries.get_assignment(actor=post_at(heir, Role.REPORTER), ref=row.ref, now=NOW)
    assert found.row.head.holder == "Cà Thị Bình"
    assert any("Lò Văn Ún" in entry.text for entry in found.timeline)


def test_as_often_as_one_likes(sent, sonla):
    new = merge(sonla)
    make_kind(new, COMMITTEE)
    bus.deliver_due(now=NOW)
    n_lines, n_trail = Entry.objects.count(), AuditEvent.objects.count()
    assert operations.hand_over_ended(now=NOW) == []
    assert (Entry.objects.count(), AuditEvent.objects.count()) == (n_lines, n_trail)


def test_bodies_that_are_entered_later_get_them_then(sent, sonla):
    new = merge(sonla)
    bus.deliver_due(now=NOW)
    assert owed(sonla.commune).count() == 1  # nobody there to take it
    n_trail = AuditEvent.objects.count()
    operations.hand_over_ended(now=NOW)
    assert AuditEvent.objects.count() == n_trail
    furnish(new)
    operations.hand_over_ended(now=NOW)
    assert not owed(sonla.commune).exists()
    assert owed(new).count() == 1


def test_a_merger_ahead_waits_for_its_day(sent, sonla):
    first_day = TODAY + timedelta(days=3)
    new = merge(sonla, first_day)
    make_kind(new, COMMITTEE)
    bus.deliver_due(now=NOW)
    assert operations.hand_over_ended(now=at(first_day - timedelta(days=1), 23)) == []
    assert owed(sonla.commune).count() == 1
    operations.hand_over_ended(now=at(first_day, 0))
    assert owed(new).count() == 1


def test_through_several_mergers_to_whoever_stands_today(sent, sonla):
    merge(sonla, TODAY - timedelta(days=20))
    middle = Unit.objects.get(name="Mường Bú")
    last = Unit.objects.get(
        ref=units.rename(
            actor=OPERATOR, now=NOW, unit=UnitRef(middle.ref), name="Mường Mới", first_day=TODAY
        )
    )
    heir = make_kind(last, COMMITTEE)
    operations.hand_over_ended(now=NOW)
    assert {row.body for row in owed(last)} == {heir}
    assert not owed(middle).exists()


def test_a_unit_with_another_name_keeps_what_it_owes(sent, sonla):
    renamed = Unit.objects.get(
        ref=units.rename(
            actor=OPERATOR, now=NOW, unit=UnitRef(sonla.commune.ref), name="Mới", first_day=TODAY
        )
    )
    heir = make_kind(renamed, COMMITTEE)
    bus.deliver_due(now=NOW)
    assert [row.body for row in owed(renamed)] == [heir]


@pytest.fixture
def parts(sent, sonla):
    made = units.split(
        actor=OPERATOR,
        now=NOW,
        unit=UnitRef(sonla.commune.ref),
        parts=[Part(kind="xã", name="Đông"), Part(kind="xã", name="Tây")],
        first_day=TODAY,
    )
    found = [Unit.objects.get(ref=ref) for ref in made]
    for unit in found:
        make_kind(unit, COMMITTEE)
    bus.deliver_due(now=NOW)
    return found


def test_after_a_split_nothing_is_guessed(sent, sonla, parts):
    assert operations.hand_over_ended(now=NOW) == []
    assert owed(sonla.commune).count() == 1
    (row,) = queries.list_without_heir(actor=post_at(sonla.committee), now=NOW)
    assert (row.unit, row.n_open) == (sonla.commune.ref, 1)
    assert {ref for ref, _name in row.heirs} == {unit.ref for unit in parts}
    assert row.last_day == TODAY - timedelta(days=1)
    assert queries.list_without_heir(actor=post_at(sonla.next_committee), now=NOW) == []
    assert queries.list_without_heir(actor=post_at(sonla.health), now=NOW) == []


def test_an_officer_chooses_who_takes_them(sent, sonla, parts):
    east, _west = parts
    operations.hand_over(
        actor=post_at(sonla.committee, Role.ADMINISTRATOR),
        unit=UnitRef(sonla.commune.ref),
        successor=UnitRef(east.ref),
        now=NOW,
    )
    assert owed(east).count() == 1
    assert queries.list_without_heir(actor=OPERATOR, now=NOW) == []


def test_a_unit_that_nothing_follows_keeps_its_tasks_in_view(sent, sonla):
    units.close(
        actor=OPERATOR,
        now=NOW,
        unit=UnitRef(sonla.commune.ref),
        last_day=TODAY - timedelta(days=1),
    )
    assert operations.hand_over_ended(now=NOW) == []
    (row,) = queries.list_without_heir(actor=OPERATOR, now=NOW)
    assert (row.n_open, row.heirs) == (1, [])


def test_what_is_done_stays_where_it_was_done(sent, sonla, chairman, commune):
    operations.submit(actor=commune, assignment=sent.commune.ref, version=0, text="x", now=NOW)
    operations.accept(actor=chairman, assignment=sent.commune.ref, version=None, now=NOW)
    new = merge(sonla)
    make_kind(new, COMMITTEE)
    bus.deliver_due(now=NOW)
    sent.commune.refresh_from_db()
    assert (sent.commune.unit, sent.commune.state) == (sonla.commune, AssignmentState.ACCEPTED)


def test_looking_costs_the_same_whoever_has_ended(sent, sonla, parts, django_assert_num_queries):
    with django_assert_num_queries(3):
        queries.list_without_heir(actor=OPERATOR, now=NOW)
