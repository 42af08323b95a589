"""Every act is taken back within thirty seconds by whoever did it, with what it did below."""

from datetime import timedelta

import pytest

from phaodai.foundation.access.models import Grant
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.models import Assignment, Entry, Occurrence
from phaodai.registers.directives.operations import Share
from phaodai.registers.directives.states import AssignmentState, ExtensionState, OccurrenceState
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef, UserRef
from tests.phaodai.conftest import NOW
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import due, order
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.directives.conftest import make_kind, named, post_at
from tests.phaodai.registers.directives.test_answering import LATER, do, submit

SOON = LATER + timedelta(seconds=5)


def undo(actor, row, now=SOON):
    do(operations.undo, actor, row, now=now)
    row.refresh_from_db()
    return row.state


@pytest.fixture
def hamlet(sonla):
    return make_kind(UnitFactory(hamlet=True, name="Bản Mòng", parent=sonla.commune), "hamlet_head")


def share(commune, row, hamlet):
    [ref] = do(operations.delegate, commune, row, shares=[Share(body=BodyRef(hamlet.ref))])
    return Assignment.objects.get(ref=ref)


def test_a_delegation_is_taken_back_with_the_sight_it_gave(sent, commune, hamlet):
    row = sent.commune
    child = share(commune, row, hamlet)
    head = post_at(hamlet, Role.REPORTER)
    assert Grant.objects.filter(body_ref=hamlet.ref, ended_at=None).count() == 1
    assert undo(commune, row) == AssignmentState.NEW
    child.refresh_from_db()
    assert (child.state, child.closed_at) == (AssignmentState.WITHDRAWN, SOON)
    assert not Grant.objects.filter(body_ref=hamlet.ref, ended_at=None).exists()
    assert queries.list_obligations(actor=head, document=sent.document, now=SOON) == []
    again = share(commune, row, hamlet)
    assert again.state == AssignmentState.NEW


def test_a_delegation_that_was_taken_up_stays(sent, commune, hamlet):
    child = share(commune, sent.commune, hamlet)
    do(operations.acknowledge, post_at(hamlet, Role.REPORTER), child)
    with pytest.raises(operations.Refused, match="begun"):
        undo(commune, sent.commune)


def test_an_older_delegation_of_the_same_moment_is_left_alone(sent, commune, hamlet, sonla):
    user = make_user("lan", at=sonla.commune_committee, role=Role.LOGISTICS)
    first = share(commune, sent.commune, hamlet)
    do(operations.delegate, commune, sent.commune, shares=[Share(user=UserRef(user.ref))])
    undo(commune, sent.commune)
    first.refresh_from_db()
    assert first.state == AssignmentState.NEW


def test_a_withdrawal_is_taken_back_all_the_way_down(sent, commune, chairman, hamlet):
    row = sent.commune
    child = share(commune, row, hamlet)
    submit(post_at(hamlet, Role.REPORTER), child)
    do(operations.withdraw, chairman, row, reason="nhầm")
    assert undo(chairman, row) == AssignmentState.IN_PROGRESS
    child.refresh_from_db()
    assert (child.state, child.answered_at, child.closed_at, child.reason) == (
        AssignmentState.SUBMITTED, LATER, None, "",
    )  # fmt: skip


def test_what_was_withdrawn_before_stays_withdrawn(sent, commune, chairman, hamlet):
    child = share(commune, sent.commune, hamlet)
    do(operations.withdraw, commune, child, reason="thôi")
    do(operations.withdraw, chairman, sent.commune, reason="nhầm")
    undo(chairman, sent.commune)
    child.refresh_from_db()
    assert child.state == AssignmentState.WITHDRAWN


def test_its_occurrences_come_back_too(confirmed, chairman, sonla, commune):
    kept = confirmed(
        order(
            "Báo cáo hằng ngày.",
            lead=("UBND các xã, thị trấn",),
            deadline=due("recurring", rrule="FREQ=DAILY", time="10:00"),
        )
    )
    operations.issue(actor=chairman, document=kept.ref, now=NOW)
    operations.open_occurrences(now=NOW, until=NOW + timedelta(days=1))
    row = Assignment.objects.get(body=sonla.commune_committee)
    first, second = Occurrence.objects.filter(assignment=row).order_by("day")
    operations.answer_occurrence(
        actor=commune, occurrence=first.ref, version=None, text="12", now=NOW
    )
    operations.return_occurrence(
        actor=chairman, occurrence=first.ref, version=None, reason="thiếu", now=NOW
    )
    do(operations.withdraw, chairman, row, reason="nhầm")
    with pytest.raises(operations.Refused):
        operations.undo_occurrence(actor=chairman, occurrence=first.ref, version=2, now=NOW)
    undo(chairman, row)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (OccurrenceState.RETURNED, OccurrenceState.OPEN)


def test_a_share_that_was_given_anew_is_not_given_twice(sent, commune, hamlet):
    child = share(commune, sent.commune, hamlet)
    do(operations.withdraw, commune, child, reason="nhầm")
    share(commune, sent.commune, hamlet)
    with pytest.raises(operations.Refused, match="again"):
        undo(commune, child)


def test_whoever_delegated_takes_it_back_and_nobody_beside(sent, commune, hamlet, sonla):
    child = share(commune, sent.commune, hamlet)
    for other in (post_at(hamlet, Role.COMMANDER), post_at(sonla.commune_committee, Role.TRACER)):
        with pytest.raises(NotAllowed):
            do(operations.withdraw, other, child, reason="x")
    shown = queries.get_assignment(actor=commune, ref=child.ref, now=LATER)
    assert (shown.may_withdraw, shown.may_judge) == (True, False)
    do(operations.withdraw, commune, child, reason="giao nơi khác")


def test_nobody_judges_what_he_answered_himself(sent, sonla):
    user = make_user("lan", at=sonla.commune_committee, role=Role.REPORTER)
    lan = named(user, sonla.commune_committee)
    [ref] = do(operations.delegate, lan, sent.commune, shares=[Share(user=UserRef(user.ref))])
    child = Assignment.objects.get(ref=ref)
    submit(lan, child)
    with pytest.raises(NotAllowed):
        do(operations.accept, lan, child)
    assert not queries.get_assignment(actor=lan, ref=ref, now=LATER).may_judge
    do(operations.accept, post_at(sonla.commune_committee, Role.DUTY_OFFICER), child)


def test_every_extension_word_is_taken_back(sent, commune, chairman):
    row = sent.commune
    was, until = row.due_at, row.due_at + timedelta(days=1)
    do(operations.ask_extension, commune, row, until=until, reason="lũ")
    undo(commune, row)
    assert row.extension == ExtensionState.NONE
    do(operations.ask_extension, commune, row, now=SOON, until=until, reason="lũ")
    do(operations.decide_extension, chairman, row, now=SOON, is_granted=True)
    undo(chairman, row)
    assert (row.extension, row.due_at) == (ExtensionState.ASKED, was)


def test_a_clock_set_back_dates_nothing_back(sent, commune, chairman):
    row = sent.commune
    do(operations.acknowledge, commune, row)
    before = LATER - timedelta(minutes=10)
    submit(commune, row, now=before)
    row.refresh_from_db()
    assert row.answered_at == LATER
    do(operations.accept, chairman, row, now=before)
    moments = Entry.objects.filter(assignment=row).order_by("pk").values_list("at", flat=True)
    assert set(moments) == {LATER}
    town = post_at(sent.town.body, Role.REPORTER)
    submit(town, sent.town, now=NOW - timedelta(hours=1))
    sent.town.refresh_from_db()
    assert sent.town.answered_at == sent.town.created_at


class TestPersons:
    def refused(self, commune, sent, user):
        with pytest.raises(operations.Refused) as caught:
            do(
                operations.delegate,
                commune,
                sent.commune,
                shares=[Share(user=UserRef(user.ref))],
            )
        return caught.value.vi

    def test_a_post_that_ended_is_named_with_its_day(self, sent, commune, sonla):
        user = make_user("lan", name="Lan", at=sonla.commune_committee, role=Role.REPORTER)
        user.postings.update(last_day=NOW.date() - timedelta(days=1))
        assert "22/12/2021" in self.refused(commune, sent, user)

    def test_a_post_to_come_and_a_closed_account(self, sent, commune, sonla):
        user = make_user("lan", name="Lan", at=sonla.commune_committee, role=Role.REPORTER)
        user.postings.update(first_day=NOW.date() + timedelta(days=1))
        assert "chưa đến" in self.refused(commune, sent, user)
        type(user).objects.update(is_active=False)
        assert "đã khóa" in self.refused(commune, sent, user)

    def test_whoever_sits_elsewhere_holds_no_post_here(self, sent, commune, sonla):
        user = make_user("lan", at=sonla.town_committee, role=Role.REPORTER)
        assert "không giữ chức danh" in self.refused(commune, sent, user)

    def test_who_is_offered(self, sent, commune, sonla):
        user = make_user("lan", name="Lò Thị Lan", at=sonla.commune_committee, role=Role.LOGISTICS)
        make_user("xa", at=sonla.town_committee, role=Role.REPORTER)
        read = {"assignment": sent.commune.ref, "now": LATER}
        [row] = queries.list_people(actor=commune, **read)
        assert (row.ref, row.name, row.roles) == (user.ref, "Lò Thị Lan", (Role.LOGISTICS,))
        for role in (Role.TRACER, Role.INSPECTOR):
            assert queries.list_people(actor=post_at(sonla.commune_committee, role), **read) == []
        assert queries.list_people(actor=post_at(sonla.committee, Role.COMMANDER), **read) == []
        do(operations.delegate, commune, sent.commune, shares=[Share(user=row.ref)])
        assert queries.list_people(actor=commune, **read) == []

    def test_his_share_is_on_his_page_of_today(self, sent, commune, sonla):
        user = make_user("lan", at=sonla.commune_committee, role=Role.LOGISTICS)
        [ref] = do(
            operations.delegate, commune, sent.commune, shares=[Share(user=UserRef(user.ref))]
        )
        lan = named(user, sonla.commune_committee, Role.LOGISTICS)
        found = queries.get_my_tasks(actor=lan, now=LATER)
        assert [row.assignment for row in found] == [ref]
