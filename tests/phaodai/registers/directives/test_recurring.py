from datetime import timedelta
from uuid import uuid4

import pytest

from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.models import Assignment, Entry, Occurrence, Reminder
from phaodai.registers.directives.states import (
    OCCURRENCE_MOVES,
    Act,
    Lateness,
    OccurrenceState,
    ReminderKind,
)
from phaodai.vocabulary.access import NotAllowed, Role
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order
from tests.phaodai.registers.directives.conftest import post_at

DAY = timedelta(days=1)


@pytest.fixture
def daily(confirmed, chairman):
    kept = confirmed(
        order(
            "Báo cáo trước 10h00 hằng ngày.",
            lead=("UBND các xã, thị trấn",),
            deadline=due("recurring", rrule="FREQ=DAILY", time="10:00"),
        )
    )
    return operations.issue(actor=chairman, document=kept.ref, now=NOW)


def open_until(now, until=None):
    return operations.open_occurrences(now=now, until=until or now)


def mine(sonla):
    return Occurrence.objects.filter(body=sonla.commune_committee).order_by("day")


def test_one_a_day_and_never_twice(daily, sonla):
    assert open_until(NOW, NOW + DAY) == 4  # two communes, today at ten and tomorrow
    assert open_until(NOW, NOW + DAY) == 0
    assert open_until(NOW + 4 * DAY) == 6  # the machine stood still for days
    assert [(row.due_at.hour, row.due_at.minute) for row in mine(sonla)] == [(3, 0)] * 5
    with pytest.raises(ValueError, match="ahead"):
        open_until(NOW, NOW + 63 * DAY)


def test_an_hour_that_was_past_when_the_order_came_is_not_owed(confirmed, chairman, sonla):
    kept = confirmed(
        order(
            "Báo cáo trước 7h00 hằng ngày.",
            lead=("UBND xã Chiềng Mung",),
            deadline=due("recurring", rrule="FREQ=DAILY", time="07:00"),
        )
    )
    operations.issue(actor=chairman, document=kept.ref, now=NOW)  # 9:40 in Việt Nam
    assert open_until(NOW, NOW + DAY) == 1


def test_each_is_answered_by_itself(daily, sonla, commune, chairman):
    open_until(NOW, NOW + DAY)
    first, second = mine(sonla)
    late = first.due_at + timedelta(minutes=1)
    answer = {"occurrence": first.ref, "text": "12 ca", "now": late}
    version = operations.answer_occurrence(actor=commune, version=0, **answer)
    with pytest.raises(operations.Stale):
        operations.answer_occurrence(actor=commune, version=0, **answer)
    with pytest.raises(operations.IllegalMove):
        operations.answer_occurrence(actor=commune, version=version, **answer)
    second.refresh_from_db()
    assert second.state == OccurrenceState.OPEN
    [found] = queries.get_tasks(
        actor=commune, wanted=queries.TaskFilter(), now=NOW
    ).rows  # the assignment itself stays open
    rows = queries.get_assignment(actor=commune, ref=found.ref, now=late).occurrences
    assert {row.lateness for row in rows} == {Lateness.ANSWERED_LATE, Lateness.DUE_SOON}
    operations.return_occurrence(
        actor=chairman, occurrence=first.ref, version=None, reason="thiếu", now=late
    )
    operations.answer_occurrence(actor=commune, version=None, **answer)
    operations.accept_occurrence(actor=chairman, occurrence=first.ref, version=None, now=late)
    first.refresh_from_db()
    assert (first.state, first.reason) == (OccurrenceState.ACCEPTED, "thiếu")
    assert Entry.objects.filter(occurrence=first).count() == 4
    assert AuditEvent.objects.filter(subject_kind="occurrence").count() == 4


def test_strangers_find_no_occurrence(daily, sonla, chairman, commune):
    open_until(NOW)
    row = mine(sonla).get()
    for body in (sonla.town_committee, sonla.police, sonla.next_committee):
        actor = post_at(body, Role.COMMANDER)
        with pytest.raises(operations.NotFound):
            operations.answer_occurrence(
                actor=actor, occurrence=row.ref, version=0, text="x", now=NOW
            )
        with pytest.raises(operations.NotFound):
            operations.accept_occurrence(actor=actor, occurrence=row.ref, version=0, now=NOW)
    with pytest.raises(NotAllowed):
        operations.answer_occurrence(
            actor=chairman, occurrence=row.ref, version=0, text="x", now=NOW
        )
    with pytest.raises(operations.Refused):
        operations.answer_occurrence(actor=commune, occurrence=row.ref, version=0, text="", now=NOW)
    with pytest.raises(NotAllowed):
        operations.return_occurrence(
            actor=commune, occurrence=row.ref, version=0, reason="x", now=NOW
        )


def test_a_withdrawn_assignment_asks_no_more(daily, sonla, chairman):
    open_until(NOW)
    operations.withdraw(
        actor=chairman,
        assignment=Assignment.objects.get(body=sonla.commune_committee).ref,
        version=None,
        reason="hết dịch",
        now=NOW,
    )
    assert mine(sonla).get().state == OccurrenceState.WITHDRAWN
    assert open_until(NOW + 3 * DAY) == 3  # the town's alone


def kinds(row):
    return list(
        Reminder.objects.filter(assignment=row).order_by("moment").values_list("kind", flat=True)
    )


def test_reminders_come_at_their_moments_once(sent):
    row = sent.commune
    moments = [
        (timedelta(hours=-24, minutes=-1), []),
        (timedelta(hours=-24), ["DAY_BEFORE"]),
        (timedelta(hours=-2), ["HOURS_BEFORE"]),
        (timedelta(0), ["DUE"]),
        (timedelta(days=1), ["DAY_AFTER", "ESCALATION"]),
    ]
    expected = []
    for offset, fresh in moments:
        operations.raise_reminders(now=row.due_at + offset)
        assert operations.raise_reminders(now=row.due_at + offset) == 0
        expected += fresh
        assert sorted(kinds(row)) == sorted(expected)


def test_what_is_overdue_goes_up_and_onto_the_timeline(sent, sonla, chairman):
    operations.set_escalation(actor=chairman, obligation=sent.obligation.ref, hours=3, now=NOW)
    operations.raise_reminders(now=sent.commune.due_at + timedelta(hours=2, minutes=59))
    assert not Entry.objects.filter(act=Act.ESCALATE).exists()
    operations.raise_reminders(now=sent.commune.due_at + timedelta(hours=3))
    raised = Reminder.objects.filter(kind=ReminderKind.ESCALATION)
    assert {row.body for row in raised} == {sonla.committee}
    assert raised.count() == Entry.objects.filter(act=Act.ESCALATE).count() == 2
    shown = queries.list_reminders(actor=chairman)
    assert {row.kind for row in shown} == {ReminderKind.ESCALATION}
    for hours in (0, 9000):
        with pytest.raises(operations.Refused):
            operations.set_escalation(
                actor=chairman, obligation=sent.obligation.ref, hours=hours, now=NOW
            )
    with pytest.raises(operations.NotFound):
        operations.set_escalation(
            actor=post_at(sonla.health, Role.COMMANDER),
            obligation=sent.obligation.ref,
            hours=3,
            now=NOW,
        )
    with pytest.raises(NotAllowed):
        operations.set_escalation(
            actor=post_at(sonla.commune_committee, Role.COMMANDER),
            obligation=sent.obligation.ref,
            hours=3,
            now=NOW,
        )


def test_an_answer_silences_reminders(sent, commune):
    operations.submit(actor=commune, assignment=sent.commune.ref, version=0, text="x", now=NOW)
    operations.raise_reminders(now=sent.commune.due_at + 2 * DAY)
    assert kinds(sent.commune) == []
    assert kinds(sent.town)


def test_a_deadline_that_was_moved_is_reminded_of_anew(sent, commune, chairman):
    row = sent.commune
    operations.raise_reminders(now=row.due_at - timedelta(hours=1))
    operations.ask_extension(
        actor=commune, assignment=row.ref, version=None, until=row.due_at + 3 * DAY,
        reason="lũ", now=row.due_at - timedelta(hours=1),
    )  # fmt: skip
    operations.decide_extension(
        actor=chairman, assignment=row.ref, version=None, is_granted=True, now=NOW
    )
    operations.raise_reminders(now=row.due_at + 3 * DAY - timedelta(hours=1))
    assert kinds(row).count("DAY_BEFORE") == 2


def test_each_occurrence_is_reminded_of(daily, sonla):
    open_until(NOW, NOW + DAY)
    operations.raise_reminders(now=NOW + DAY)
    found = Reminder.objects.filter(occurrence__isnull=False, body=sonla.commune_committee)
    assert found.count() == len(set(found.values_list("occurrence", "kind"))) >= 3
    assert operations.raise_reminders(now=NOW + DAY) == 0


def test_a_reminder_is_put_away_by_its_own_body(sent, sonla, commune):
    operations.raise_reminders(now=sent.commune.due_at)
    mine = queries.list_reminders(actor=commune)
    for body in (sonla.town_committee, sonla.police, sonla.committee):
        with pytest.raises(operations.NotFound):
            operations.acknowledge_reminder(
                actor=post_at(body, Role.COMMANDER), reminder=mine[0].ref, now=NOW
            )
    with pytest.raises(operations.NotFound):
        operations.acknowledge_reminder(actor=OPERATOR, reminder=uuid4(), now=NOW)
    assert len(mine) == 3
    earliest, latest = mine[-1], mine[0]
    for _twice in range(2):
        operations.acknowledge_reminder(actor=commune, reminder=earliest.ref, now=NOW)
    assert queries.list_reminders(actor=commune) == mine[:-1]
    operations.acknowledge_reminder(actor=commune, reminder=latest.ref, now=NOW)
    assert queries.list_reminders(actor=commune) == []  # with those before it
    assert len(queries.list_reminders(actor=commune, is_open=False)) == len(mine)


def test_every_state_has_its_moves():
    assert set(OCCURRENCE_MOVES) == set(OccurrenceState)
