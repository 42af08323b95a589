from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.agencies.filling import superior_of
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events.models import Announcement
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment, Entry
from phaodai.registers.directives.operations import Share
from phaodai.registers.directives.states import (
    ASSIGNMENT_MOVES,
    Act,
    AssignmentState,
    ExtensionState,
)
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef, UserRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.directives.conftest import make_communes, make_kind, named, post_at

LATER = NOW + timedelta(hours=1)
LOOKING_ON = {Role.ANALYST, Role.INSPECTOR, Role.ADMINISTRATOR}
SPEAKING = {Role.COMMANDER, Role.DUTY_OFFICER, Role.REPORTER}


def do(operation, actor, row, now=LATER, **arguments):
    row.refresh_from_db()
    return operation(actor=actor, assignment=row.ref, version=row.version, now=now, **arguments)


def submit(actor, row, **arguments):
    return do(operations.submit, actor, row, text="Đã xong.", **arguments)


def every_answer(actor, row):
    later = row.due_at + timedelta(days=1)
    return [
        lambda: do(operations.acknowledge, actor, row),
        lambda: do(operations.report_progress, actor, row, percent=10, text=""),
        lambda: do(operations.submit, actor, row, text="x"),
        lambda: do(operations.ask_extension, actor, row, until=later, reason="lũ"),
        lambda: do(operations.delegate, actor, row, shares=[Share(body=BodyRef(uuid4()))]),
    ]


def every_judgement(actor, row):
    return [
        lambda: do(operations.accept, actor, row),
        lambda: do(operations.return_for_redo, actor, row, reason="thiếu"),
        lambda: do(operations.decide_extension, actor, row, is_granted=True),
        lambda: do(operations.withdraw, actor, row, reason="thôi"),
    ]


def test_from_new_to_accepted(sent, commune, chairman):
    row = sent.commune
    do(operations.acknowledge, commune, row)
    do(operations.report_progress, commune, row, percent=40, text="Đang rà", evidence=["f1"])
    submit(commune, row)
    row.refresh_from_db()
    assert (row.state, row.percent, row.answered_at, row.evidence) == (
        AssignmentState.SUBMITTED, 100, LATER, ["f1"],
    )  # fmt: skip
    do(operations.accept, chairman, row)
    row.refresh_from_db()
    assert (row.state, row.closed_at, row.version) == (AssignmentState.ACCEPTED, LATER, 4)
    acts = list(Entry.objects.filter(assignment=row).order_by("pk").values_list("act", flat=True))
    assert acts == [Act.ACKNOWLEDGE, Act.PROGRESS, Act.SUBMIT, Act.ACCEPT]
    assert AuditEvent.objects.filter(subject_ref=row.ref).count() == 4
    states = [a.payload["state"] for a in Announcement.objects.filter(name="AssignmentChanged")]
    assert states == ["ACKNOWLEDGED", "IN_PROGRESS", "SUBMITTED", "ACCEPTED"]


def test_a_returned_answer_counts_as_not_given(sent, commune, chairman):
    row = sent.commune
    submit(commune, row)
    with pytest.raises(operations.Refused):
        do(operations.return_for_redo, chairman, row, reason="")
    do(operations.return_for_redo, chairman, row, reason="Thiếu danh sách.")
    row.refresh_from_db()
    assert (row.state, row.answered_at, row.reason) == (
        AssignmentState.RETURNED, None, "Thiếu danh sách.",
    )  # fmt: skip
    submit(commune, row)
    do(operations.accept, chairman, row)


@pytest.mark.parametrize("percent", [-1, 101])
def test_progress_is_a_percentage(sent, commune, percent):
    with pytest.raises(operations.Refused):
        do(operations.report_progress, commune, sent.commune, percent=percent, text="")


def test_an_empty_answer_is_refused(sent, commune):
    for bad in ({"text": " "}, {"text": "x" * 10_001}, {"text": "", "evidence": ["f"] * 51}):
        with pytest.raises(operations.Refused):
            do(operations.submit, commune, sent.commune, **bad)


def test_who_was_quicker_is_named(sent, commune, sonla):
    row = sent.commune
    seen = row.version
    do(operations.acknowledge, commune, row)
    other = post_at(sonla.commune_committee, Role.DUTY_OFFICER, "lan")
    with pytest.raises(operations.Stale) as caught:
        operations.submit(actor=other, assignment=row.ref, version=seen, text="x", now=LATER)
    assert (caught.value.actor, caught.value.act) == ("bao", Act.ACKNOWLEDGE)


def test_an_extension_is_asked_and_granted(sent, commune, chairman):
    row = sent.commune
    until = row.due_at + timedelta(days=2)
    do(operations.ask_extension, commune, row, until=until, reason="mưa lũ")
    row.refresh_from_db()
    assert (row.extension, row.due_at) == (ExtensionState.ASKED, sent.commune.due_at)
    do(operations.decide_extension, chairman, row, is_granted=True)
    row.refresh_from_db()
    assert (row.extension, row.due_at) == (ExtensionState.GRANTED, until)
    assert row.escalate_at == until + timedelta(hours=24)


def test_an_extension_is_refused_with_a_reason(sent, commune, chairman):
    row = sent.commune
    was = row.due_at
    with pytest.raises(operations.Refused):
        do(operations.decide_extension, chairman, row, is_granted=True)  # nobody asked
    do(operations.ask_extension, commune, row, until=was + timedelta(days=2), reason="lũ")
    with pytest.raises(operations.Refused):
        do(operations.decide_extension, chairman, row, is_granted=False)
    do(operations.decide_extension, chairman, row, is_granted=False, reason="không")
    row.refresh_from_db()
    assert (row.extension, row.due_at) == (ExtensionState.REFUSED, was)


def test_what_cannot_be_extended(sent, commune, chairman):
    row = sent.commune
    for until in (row.due_at, row.due_at - timedelta(days=1)):
        with pytest.raises(operations.Refused):
            do(operations.ask_extension, commune, row, until=until, reason="lũ")
    later = row.due_at + timedelta(days=1)
    submit(commune, row)
    do(operations.accept, chairman, row)
    with pytest.raises(operations.Refused):
        do(operations.ask_extension, commune, row, until=later, reason="lũ")


def test_only_the_very_body_answers(sent, sonla, chairman):
    row = sent.commune
    for act in every_answer(chairman, row):  # above it, and still not the one who answers
        with pytest.raises(NotAllowed):
            act()
    for role in LOOKING_ON:
        for act in every_answer(post_at(sonla.commune_committee, role), row):
            with pytest.raises(operations.NotFound if role is Role.ADMINISTRATOR else NotAllowed):
                act()
    for body in (sonla.town_committee, sonla.police, sonla.health, sonla.next_committee):
        for role in (Role.REPORTER, Role.COMMANDER):
            actor = post_at(body, role)
            for act in (*every_answer(actor, row), *every_judgement(actor, row)):
                with pytest.raises(operations.NotFound):
                    act()
    assert Entry.objects.filter(assignment=row).count() == 0


@pytest.mark.parametrize("role", sorted(set(Role) - LOOKING_ON))
def test_whoever_works_at_the_body_answers_for_it(sent, sonla, role):
    actor = post_at(sonla.commune_committee, role)
    do(operations.acknowledge, actor, sent.commune)
    submit(actor, sent.commune)
    sent.commune.refresh_from_db()
    assert sent.commune.state == "SUBMITTED"


@pytest.mark.parametrize("role", sorted(set(Role) - LOOKING_ON - SPEAKING))
def test_whoever_works_at_the_body_does_not_pass_it_on(sent, sonla, hamlet, role):
    actor = post_at(sonla.commune_committee, role)
    with pytest.raises(NotAllowed):
        do(operations.delegate, actor, sent.commune, shares=[Share(body=BodyRef(hamlet.ref))])


def test_what_one_has_by_name_is_answered_by_him_or_whoever_could_give_it(sent, sonla, commune):
    lan = make_user("lan", at=sonla.commune_committee, role=Role.LOGISTICS)
    [ref] = do(operations.delegate, commune, sent.commune, shares=[Share(user=UserRef(lan.ref))])
    share = Assignment.objects.get(ref=ref)
    with pytest.raises(NotAllowed):
        do(operations.acknowledge, post_at(sonla.commune_committee, Role.LOGISTICS), share)
    other = make_user("mai", at=sonla.commune_committee, role=Role.LOGISTICS)
    with pytest.raises(NotAllowed):
        do(operations.acknowledge, named(other, sonla.commune_committee, Role.LOGISTICS), share)
    do(operations.acknowledge, named(lan, sonla.commune_committee, Role.LOGISTICS), share)
    share.refresh_from_db()
    submit(commune, share)


def test_only_where_it_came_from_is_it_judged(sent, sonla, commune):
    row = sent.commune
    submit(commune, row)
    above = post_at(sonla.province_committee, Role.COMMANDER)
    own = post_at(sonla.commune_committee, Role.COMMANDER)
    deputy = post_at(sonla.committee, Role.DUTY_OFFICER)
    for actor in (above, own, deputy):
        for act in every_judgement(actor, row):
            with pytest.raises(NotAllowed):
                act()


def test_a_written_delegation_lets_a_duty_officer_judge(sent, sonla, commune, chairman):
    user = make_user("hanh", at=sonla.committee, role=Role.DUTY_OFFICER)
    officer = post_at(sonla.committee, Role.DUTY_OFFICER, "hanh")
    officer = type(officer)(name="hanh", posts=officer.posts, user=UserRef(user.ref))
    submit(commune, sent.commune)
    give = {
        "body": BodyRef(sonla.committee.ref),
        "user": UserRef(user.ref),
        "first_day": NOW.date(),
        "now": NOW,
    }
    with pytest.raises(NotAllowed):
        operations.give_mandate(actor=officer, basis="Giấy ủy quyền 5", **give)
    with pytest.raises(operations.Refused):
        operations.give_mandate(actor=chairman, basis=" ", **give)
    mandate = operations.give_mandate(actor=chairman, basis="Giấy ủy quyền 5", **give)
    do(operations.return_for_redo, officer, sent.commune, reason="thiếu")
    operations.end_mandate(actor=chairman, mandate=mandate, now=LATER)
    submit(commune, sent.commune)
    with pytest.raises(NotAllowed):
        do(operations.accept, officer, sent.commune)


@pytest.fixture
def hamlet(sonla):
    unit = UnitFactory(hamlet=True, name="Bản Mòng", parent=sonla.commune)
    return make_kind(unit, "hamlet_head")


def test_a_body_passes_it_on_below(sent, commune, sonla, hamlet):
    row = sent.commune
    earlier = row.due_at - timedelta(days=2)
    [ref] = do(
        operations.delegate,
        commune,
        row,
        shares=[Share(body=BodyRef(hamlet.ref), due_at=earlier)],
        text="Các bản làm trước.",
    )
    child = Assignment.objects.get(ref=ref)
    assert (child.parent, child.depth, child.due_at, child.unit) == (row, 1, earlier, hamlet.unit)
    row.refresh_from_db()
    assert row.state == AssignmentState.IN_PROGRESS
    head = post_at(hamlet, Role.REPORTER)
    submit(head, child)
    giver = post_at(sonla.commune_committee, Role.COMMANDER)
    do(operations.accept, giver, child)
    child.refresh_from_db()
    assert child.state == AssignmentState.ACCEPTED


def test_what_may_not_be_passed_on(sent, commune, sonla, hamlet):
    row = sent.commune
    below = BodyRef(hamlet.ref)
    bad = [
        [],
        [Share(body=below, due_at=row.due_at + timedelta(seconds=1))],
        [Share(body=below, due_at=LATER)],
        [Share(body=below), Share(body=below)],
        [Share(body=BodyRef(sonla.town_committee.ref))],
        [Share(body=BodyRef(sonla.committee.ref))],
        [Share(body=BodyRef(sonla.commune_committee.ref))],
        [Share(body=BodyRef(uuid4()))],
        [Share(user=UserRef(uuid4()))],
        [Share()],
    ]
    for shares in bad:
        with pytest.raises(operations.Refused):
            do(operations.delegate, commune, row, shares=shares)
    assert Assignment.objects.count() == 3
    do(operations.delegate, commune, row, shares=[Share(body=below)])
    with pytest.raises(operations.Refused):
        do(operations.delegate, commune, row, shares=[Share(body=below)])


def test_a_person_inside_gets_it_by_name(sent, commune, sonla):
    user = make_user("lan", at=sonla.commune_committee, role=Role.LOGISTICS)
    [ref] = do(operations.delegate, commune, sent.commune, shares=[Share(user=UserRef(user.ref))])
    child = Assignment.objects.get(ref=ref)
    assert (child.body, child.user_ref) == (sonla.commune_committee, user.ref)
    post = post_at(sonla.commune_committee, Role.LOGISTICS)
    lan = type(post)(name="lan", posts=post.posts, user=UserRef(user.ref))
    with pytest.raises(NotAllowed):
        submit(post, child)  # the same role, another person
    submit(lan, child)
    do(operations.accept, commune, child)  # inside the body its own officers judge
    with pytest.raises(operations.Refused):
        do(operations.delegate, commune, sent.commune, shares=[Share(user=UserRef(user.ref))])


def test_a_withdrawal_reaches_all_below(sent, commune, chairman, hamlet):
    [ref] = do(operations.delegate, commune, sent.commune, shares=[Share(body=BodyRef(hamlet.ref))])
    do(operations.withdraw, chairman, sent.commune, reason="đã thay thế")
    assert Assignment.objects.get(ref=ref).state == AssignmentState.WITHDRAWN
    with pytest.raises(operations.IllegalMove):
        do(operations.withdraw, chairman, sent.commune, reason="nữa")


def test_many_at_once_in_a_constant_number_of_queries(confirmed, chairman, sonla):
    bodies = make_communes(sonla, 60)
    kept = confirmed(order("Rà soát.", lead=("UBND các xã, thị trấn",)))
    operations.issue(actor=chairman, document=kept.ref, now=NOW)
    rows = list(Assignment.objects.filter(body__in=bodies))
    counts = []
    for some in (rows[:5], rows[5:]):
        with CaptureQueriesContext(connection) as seen:
            bulk = operations.acknowledge_many(
                actor=OPERATOR, assignments={row.ref: 0 for row in some}, now=LATER
            )
        assert len(bulk.done) == len(some)
        counts.append(len(seen))
    assert counts[1] - counts[0] <= 2
    bulk = operations.acknowledge_many(
        actor=OPERATOR, assignments={rows[0].ref: None, uuid4(): None}, now=LATER
    )
    assert [type(left.error) for left in bulk.left] == [
        operations.IllegalMove, operations.NotFound,
    ]  # fmt: skip
    done = operations.withdraw_many(
        actor=chairman, assignments={row.ref: None for row in rows}, reason="thôi", now=LATER
    )
    assert (len(done.done), done.left) == (60, [])


def test_answers_are_accepted_and_returned_together(sent, sonla, chairman):
    for row, body in ((sent.commune, sonla.commune_committee), (sent.town, sonla.town_committee)):
        submit(post_at(body, Role.REPORTER), row)
    refs = {sent.commune.ref: None, sent.town.ref: None, sent.police.ref: None}
    bulk = operations.return_many(actor=chairman, assignments=refs, reason="thiếu", now=LATER)
    assert len(bulk.done) == 2
    assert [left.ref for left in bulk.left] == [sent.police.ref]
    assert operations.accept_many(actor=chairman, assignments=refs, now=LATER).done == []


def test_the_last_act_is_undone_within_thirty_seconds(sent, commune, chairman, sonla):
    row = sent.commune
    version = submit(commune, row)
    soon = LATER + timedelta(seconds=30)
    with pytest.raises(operations.Refused):
        operations.undo(
            actor=post_at(sonla.commune_committee, Role.REPORTER, "khac"),
            assignment=row.ref,
            version=version,
            now=soon,
        )
    with pytest.raises(operations.TooLate):
        operations.undo(
            actor=commune, assignment=row.ref, version=version, now=soon + timedelta(seconds=1)
        )
    operations.undo(actor=commune, assignment=row.ref, version=version, now=soon)
    row.refresh_from_db()
    assert (row.state, row.answered_at, row.percent) == (AssignmentState.NEW, None, 0)
    with pytest.raises(operations.Refused):
        do(operations.undo, commune, row, now=soon)
    with pytest.raises(operations.NotFound):
        do(operations.undo, post_at(sonla.police, Role.REPORTER), row, now=soon)


def test_a_recurring_one_is_answered_each_time(confirmed, chairman, commune, sonla):
    kept = confirmed(
        order(
            "Báo cáo hằng ngày.",
            lead=("UBND các xã, thị trấn",),
            deadline=due("recurring", rrule="FREQ=DAILY", time="10:00"),
        )
    )
    operations.issue(actor=chairman, document=kept.ref, now=NOW)
    with pytest.raises(operations.Refused):
        submit(commune, Assignment.objects.get(body=sonla.commune_committee))


@pytest.mark.parametrize("at", ["audit", "bus"])
def test_nothing_is_left_after_a_failure(sent, commune, monkeypatch, at):
    monkeypatch.setattr(f"phaodai.registers.directives.operations.acting.{at}", None)
    with pytest.raises(AttributeError):
        submit(commune, sent.commune)
    sent.commune.refresh_from_db()
    assert (sent.commune.state, sent.commune.version) == (AssignmentState.NEW, 0)
    assert not Entry.objects.filter(assignment=sent.commune).exists()


def test_every_state_has_its_moves():
    assert set(ASSIGNMENT_MOVES) == set(AssignmentState)


def test_a_department_passes_on_to_the_health_centres_that_it_directs(keep, sonla):
    above = superior_of("health_centre", sonla.district)
    sonla.health.superior, sonla.health.path = above, f"{above.path}{sonla.health.pk}/"
    sonla.health.save()
    kept = keep(
        reading(
            order("Sở Y tế tổ chức tiêm chủng.", lead=("Sở Y tế",)),
            issuer="Ủy ban nhân dân tỉnh Sơn La",
        ),
        keeper=sonla.province_committee,
    )
    operations.confirm_all(actor=OPERATOR, document=kept.ref, now=NOW)
    operations.issue(actor=OPERATOR, document=kept.ref, now=NOW)
    row = Assignment.objects.get(body=sonla.province_health)
    head = post_at(sonla.province_health, Role.COMMANDER)
    [ref] = do(operations.delegate, head, row, shares=[Share(body=BodyRef(sonla.health.ref))])
    share = Assignment.objects.get(ref=ref)
    submit(post_at(sonla.health, Role.HEALTH_WORKER), share)
    do(operations.accept, head, share)
