"""What the first page asks: what is owed, who answered, what waits for a word, who is late."""

from datetime import UTC, date, datetime, timedelta

import pytest

from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.homerows import Matter
from phaodai.registers.directives.models import Assignment, Occurrence, Reminder
from phaodai.registers.directives.queries import TaskFilter
from phaodai.registers.directives.states import (
    AssignmentState,
    ExtensionState,
    Lateness,
    OccurrenceState,
    Proof,
)
from phaodai.vocabulary.access import Actor, Role
from phaodai.vocabulary.refs import UserRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.registers.directives.conftest import make_communes, post_at

LATER = NOW + timedelta(hours=1)
AFTER = datetime(2021, 12, 31, 3, tzinfo=UTC)
TEN = datetime(2021, 12, 23, 3, tzinfo=UTC)  # 10:00 in Vietnam, twenty minutes after NOW


@pytest.fixture
def heads(sonla):
    seat = HeadPost.objects.create(body=sonla.commune_committee, title_vi="Chủ tịch")
    Tenure.objects.create(
        head_post=seat, holder="Lò Văn Xưa", first_day=date(2020, 1, 1), last_day=date(2021, 12, 30)
    )
    Tenure.objects.create(head_post=seat, holder="Cà Thị Nay", first_day=date(2021, 12, 31))


@pytest.fixture
def strangers(sonla):
    """The commander of the next unit, and of sister bodies of the same one."""
    bodies = (sonla.next_committee, sonla.health, sonla.province_health)
    return [post_at(body, Role.COMMANDER) for body in bodies]


@pytest.fixture
def daily(confirmed, chairman):
    """A report that is due every day at ten."""
    kept = confirmed(
        order(
            "Báo cáo hằng ngày.",
            lead=("UBND các xã, thị trấn",),
            deadline=due("recurring", rrule="FREQ=DAILY", time="10:00"),
        ),
        number="77",
    )
    operations.issue(actor=chairman, document=kept.ref, now=NOW)
    operations.open_occurrences(now=NOW, until=NOW + timedelta(days=2))
    return kept.ref


class TestLateHeads:
    def test_who_was_in_office_on_the_day_answers(self, sent, heads, chairman, sonla):
        found = queries.get_late_heads(actor=chairman, now=AFTER)
        named = {row.body_name: (row.head.holder, row.n, row.oldest) for row in found.rows}
        assert named[sonla.commune_committee.name] == ("Lò Văn Xưa", 1, sent.commune.ref)
        assert named[sonla.town_committee.name] == ("", 1, sent.town.ref)

    def test_the_numbers_are_those_of_the_board(self, sent, heads, chairman):
        found = queries.get_late_heads(actor=chairman, now=AFTER)
        for row in found.rows:
            wanted = TaskFilter(is_open=True, lateness=Lateness.OVERDUE, body=row.body)
            assert queries.get_tasks(actor=chairman, wanted=wanted, now=AFTER).page.total == row.n
        everything = TaskFilter(is_open=True, lateness=Lateness.OVERDUE)
        total = queries.get_tasks(actor=chairman, wanted=everything, now=AFTER).page.total
        standing = queries.get_standing(actor=chairman, now=AFTER)
        assert sum(row.n for row in found.rows) == total == standing.by_lateness[Lateness.OVERDUE]

    def test_strangers_see_nobody(self, sent, strangers):
        for actor in strangers:
            found = queries.get_late_heads(actor=actor, now=AFTER)
            assert (found.n, list(found.rows)) == (0, [])
            assert queries.get_standing(actor=actor, now=AFTER).total == 0

    def test_what_is_answered_is_not_late(self, sent, commune, chairman):
        operations.submit(actor=commune, assignment=sent.commune.ref, version=0, text="x", now=NOW)
        assert queries.get_late_heads(actor=chairman, now=AFTER).n == 2

    def test_a_narrower_view(self, sent, chairman, sonla):
        found = queries.get_late_heads(actor=chairman, now=AFTER, unit_path=sonla.commune.path)
        assert [row.body for row in found.rows] == [sonla.commune_committee.ref]
        aside = sonla.next_committee.unit.path
        assert queries.get_late_heads(actor=chairman, now=AFTER, unit_path=aside).n == 0
        assert queries.get_standing(actor=chairman, now=AFTER, unit_path=aside).total == 0


class TestDecisions:
    def test_answers_and_extensions_wait_for_the_giver(self, sent, commune, chairman, sonla):
        operations.submit(actor=commune, assignment=sent.commune.ref, version=0, text="x", now=NOW)
        town = post_at(sonla.town_committee, Role.REPORTER)
        operations.ask_extension(
            actor=town, assignment=sent.town.ref, version=0, until=AFTER, reason="mưa lũ", now=NOW
        )
        found = queries.get_decisions(actor=chairman, now=LATER)
        assert {(row.matter, row.assignment) for row in found.rows} == {
            (Matter.ANSWER, sent.commune.ref),
            (Matter.EXTENSION, sent.town.ref),
        }
        assert found.n == 2
        assert queries.get_decisions(actor=chairman, now=LATER, limit=1).n == 2
        above = post_at(sonla.province_committee, Role.COMMANDER)
        for actor in (commune, town, above):  # seen from above, and not theirs to decide
            assert queries.get_decisions(actor=actor, now=LATER).n == 0

    def test_strangers_decide_nothing(self, sent, commune, strangers):
        operations.submit(actor=commune, assignment=sent.commune.ref, version=0, text="x", now=NOW)
        for actor in strangers:
            assert queries.get_decisions(actor=actor, now=LATER).n == 0

    def test_a_duty_officer_decides_by_written_delegation_alone(
        self, sent, commune, sonla, chairman
    ):
        operations.submit(actor=commune, assignment=sent.commune.ref, version=0, text="x", now=NOW)
        user = make_user(at=sonla.committee, role=Role.DUTY_OFFICER)
        officer = post_at(sonla.committee)
        officer = Actor(name=officer.name, posts=officer.posts, user=UserRef(user.ref))
        assert queries.get_decisions(actor=officer, now=LATER).n == 0
        operations.give_mandate(
            actor=chairman, body=sonla.committee.ref, user=UserRef(user.ref),
            basis="Giấy ủy quyền 3/GUQ-UBND", first_day=date(2021, 12, 1), last_day=None, now=NOW,
        )  # fmt: skip
        assert queries.get_decisions(actor=officer, now=LATER).n == 1

    def test_answers_of_one_round_are_one_row(self, daily, commune, chairman, sonla):
        for actor in (commune, post_at(sonla.town_committee, Role.REPORTER)):
            [row] = [r for r in queries.get_my_tasks(actor=actor, now=NOW) if r.occurrence]
            operations.answer_occurrence(
                actor=actor, occurrence=row.occurrence, version=0, text="0 ca", now=NOW
            )
        [row] = queries.get_decisions(actor=chairman, now=LATER).rows
        assert (row.matter, row.n, row.due_at) == (Matter.OCCURRENCES, 2, TEN)


class TestPapers:
    def test_what_nobody_confirmed_or_issued(self, keep, sonla, chairman, strangers, commune):
        kept = keep(
            reading(order("Việc một.", lead=("Sở Y tế",)), order("Việc hai.", lead=("Sở Y tế",)))
        )
        found = queries.get_papers(actor=chairman)
        assert (found.n_to_confirm, found.n_to_issue) == (1, 0)
        assert [(row.document, row.n_proposed, row.n_ready) for row in found.rows] == [
            (kept.ref, 2, 0)
        ]
        operations.confirm_all(actor=OPERATOR, document=kept.ref, now=NOW)
        found = queries.get_papers(actor=chairman)
        assert (found.n_to_confirm, found.n_to_issue) == (0, 1)
        for actor in (*strangers, commune, post_at(sonla.province_committee, Role.COMMANDER)):
            assert list(queries.get_papers(actor=actor).rows) == []


class TestRoll:
    def test_who_has_answered_the_nearest_deadline(self, daily, commune, chairman, sonla):
        roll = queries.get_roll(actor=chairman, now=NOW)
        assert (roll.due_at, len(roll.missing), len(roll.answered)) == (TEN, 2, 0)
        [row] = [r for r in queries.get_my_tasks(actor=commune, now=NOW) if r.occurrence]
        operations.answer_occurrence(
            actor=commune, occurrence=row.occurrence, version=0, text="0 ca", now=NOW
        )
        roll = queries.get_roll(actor=chairman, now=LATER)
        assert [row.body for row in roll.missing] == [sonla.town_committee.ref]
        assert [(row.body, row.answered_at) for row in roll.answered] == [
            (sonla.commune_committee.ref, NOW)
        ]

    def test_when_all_have_answered_the_next_day_comes(self, daily, chairman):
        Occurrence.objects.filter(due_at=TEN).update(
            state=OccurrenceState.SUBMITTED, answered_at=NOW
        )
        assert queries.get_roll(actor=chairman, now=LATER).due_at == TEN + timedelta(days=1)

    def test_those_who_did_not_ask_have_no_roll(self, daily, strangers, commune, sonla):
        above = post_at(sonla.province_committee)
        for actor in (*strangers, commune, above):
            assert queries.get_roll(actor=actor, now=NOW) is None

    def test_a_narrower_view(self, daily, chairman, sonla):
        roll = queries.get_roll(actor=chairman, now=NOW, unit_path=sonla.commune.path)
        assert [row.body for row in roll.rows] == [sonla.commune_committee.ref]


class TestMine:
    def test_what_was_given_in_person(self, sent, sonla):
        user = make_user(at=sonla.police, role=Role.TRACER)
        person = Actor(
            name="x", posts=post_at(sonla.police, Role.TRACER).posts, user=UserRef(user.ref)
        )
        [row] = queries.get_my_tasks(actor=person, now=NOW)
        assert (row.is_personal, row.may_answer) == (False, True)
        onlooker = post_at(sonla.police, Role.ANALYST)
        assert queries.get_my_tasks(actor=onlooker, now=NOW) == []
        [row] = queries.get_my_tasks(actor=onlooker, now=NOW, bodies=[sonla.police.ref])
        assert (row.is_personal, row.may_answer) == (False, False)
        Assignment.objects.filter(pk=sent.police.pk).update(user_ref=user.ref)
        [row] = queries.get_my_tasks(actor=person, now=NOW)
        assert (row.is_personal, row.may_answer) == (True, True)

    def test_bodies_of_others_cannot_be_asked_for(self, sent, sonla):
        actor = post_at(sonla.health, Role.HEALTH_WORKER)
        asked = [sonla.police.ref, sonla.commune_committee.ref]
        assert queries.get_my_tasks(actor=actor, now=NOW, bodies=asked) == []

    def test_what_comes_back_is_one_line_once_it_is_acknowledged(self, daily, commune):
        whole, time = sorted(
            queries.get_my_tasks(actor=commune, now=NOW), key=lambda row: row.occurrence is not None
        )
        assert (whole.occurrence, whole.due_at, time.due_at) == (None, None, TEN)
        operations.acknowledge(
            actor=commune, assignment=whole.assignment, version=whole.version, now=NOW
        )
        assert [r.occurrence for r in queries.get_my_tasks(actor=commune, now=NOW)] == [
            time.occurrence
        ]

    def test_a_name_does_not_overtake_a_deadline(self, sent, daily, commune, sonla):
        user = make_user("lan", at=sonla.commune_committee, role=Role.REPORTER)
        [mine] = operations.delegate(
            actor=commune, assignment=sent.commune.ref, version=0, now=NOW,
            shares=[operations.Share(user=UserRef(user.ref))],
        )  # fmt: skip
        lan = Actor(name="lan", posts=commune.posts, user=UserRef(user.ref))
        rows = queries.get_my_tasks(actor=lan, now=TEN - timedelta(minutes=20))
        assert rows[0].due_at == TEN
        assert [row.assignment for row in rows if row.is_personal] == [mine]
        assert sent.commune.ref not in {row.assignment for row in rows}  # her share stands for it


class TestCalls:
    def test_one_call_a_deadline_until_it_is_put_away(self, daily, commune, sonla):
        tomorrow = TEN + timedelta(days=1)
        operations.raise_reminders(now=tomorrow - timedelta(hours=1))
        own = Reminder.objects.filter(body=sonla.commune_committee, deadline=tomorrow)
        assert own.count() == 2  # a day before, and two hours before
        [call] = [c for c in queries.get_calls(actor=commune).rows if c.deadline == tomorrow]
        assert not call.is_from_below
        operations.acknowledge_reminder(actor=commune, reminder=call.ref, now=tomorrow)
        assert not own.filter(acknowledged_at=None).exists()
        assert tomorrow not in {row.deadline for row in queries.get_calls(actor=commune).rows}

    def test_answered_tasks_call_no_more(self, daily, commune):
        operations.raise_reminders(now=NOW)
        Occurrence.objects.update(state=OccurrenceState.ACCEPTED, answered_at=NOW)
        assert queries.get_calls(actor=commune).n == 0

    def test_strangers_are_not_called(self, daily, strangers):
        operations.raise_reminders(now=LATER)
        for actor in strangers:
            assert queries.get_calls(actor=actor).n == 0


def test_figures_are_counted_apart(sent, chairman):
    Assignment.objects.filter(pk=sent.commune.pk).update(proof=Proof.MET, proof_as_of=NOW)
    Assignment.objects.filter(pk=sent.town.pk).update(proof=Proof.NO_FIGURE)
    found = queries.get_standing(actor=chairman, now=NOW)
    assert (found.total, found.measured, found.as_of) == (3, 2, NOW)
    assert (found.by_proof[Proof.MET], found.by_proof[Proof.NO_FIGURE]) == (1, 1)


@pytest.mark.parametrize("n", [8, 198])
def test_no_query_grows_with_the_rows(confirmed, chairman, sonla, n, django_assert_num_queries):
    communes = make_communes(sonla, n)
    kept = confirmed(
        order("Rà soát trước 30/12/2021.", lead=("UBND các xã, thị trấn",),
              deadline=due("date", date="2021-12-30")),
        order("Báo cáo hằng ngày.", lead=("UBND các xã, thị trấn",),
              deadline=due("recurring", rrule="FREQ=DAILY", time="10:00")),
    )  # fmt: skip
    operations.issue(actor=chairman, document=kept.ref, now=NOW)
    operations.open_occurrences(now=NOW, until=NOW + timedelta(days=1))
    operations.raise_reminders(now=LATER)
    tasks = Assignment.objects.filter(obligation__due_rrule="")
    tasks.filter(body__in=communes[: n // 2]).update(
        state=AssignmentState.SUBMITTED, answered_at=NOW
    )
    tasks.filter(body__in=communes[n // 2 :]).update(
        extension=ExtensionState.ASKED, extension_until=AFTER
    )
    commune = post_at(communes[0], Role.REPORTER)
    with django_assert_num_queries(5):
        assert len(queries.get_roll(actor=chairman, now=NOW).rows) == n + 2
    with django_assert_num_queries(5):
        assert queries.get_late_heads(actor=chairman, now=AFTER).n == n // 2 + 2
    with django_assert_num_queries(5):
        assert queries.get_decisions(actor=chairman, now=NOW).n == n
    with django_assert_num_queries(5):
        queries.get_papers(actor=chairman)
        queries.get_standing(actor=chairman, now=NOW)
        queries.get_calls(actor=commune)
        queries.get_my_tasks(actor=commune, now=NOW)
