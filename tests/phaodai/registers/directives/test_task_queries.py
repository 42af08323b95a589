from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.foundation.events import bus
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.models import Assignment
from phaodai.registers.directives.queries import TaskFilter, TaskOrder
from phaodai.registers.directives.states import (
    AssignmentState,
    Lateness,
    Part,
    Proof,
)
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.events import ObligationAssessed
from phaodai.vocabulary.refs import BodyRef, UnitRef
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order
from tests.phaodai.registers.directives.conftest import make_communes, post_at

LATER = NOW + timedelta(hours=1)
AFTER = datetime(2021, 12, 31, 3, tzinfo=UTC)


def board(actor, now=LATER, order=TaskOrder.DUE, **wanted):
    return queries.get_tasks(actor=actor, wanted=TaskFilter(**wanted), now=now, order=order)


def refs(found):
    return {row.ref for row in found.rows}


@pytest.fixture
def head(sonla):
    """The commune's head until Christmas, and the one after him."""
    seat = HeadPost.objects.create(body=sonla.commune_committee, title_vi="Chủ tịch")
    Tenure.objects.create(
        head_post=seat, holder="Lò Văn Xưa", first_day=date(2020, 1, 1), last_day=date(2021, 12, 25)
    )
    Tenure.objects.create(head_post=seat, holder="Cà Thị Nay", first_day=date(2021, 12, 26))
    return seat


def test_each_post_sees_its_own_and_what_lies_below(sent, sonla):
    everything = {sent.commune.ref, sent.town.ref, sent.police.ref}
    for body in (sonla.committee, sonla.province_committee):
        assert refs(board(post_at(body, Role.ANALYST))) == everything
    assert refs(board(post_at(sonla.commune_committee))) == {sent.commune.ref}
    assert refs(board(post_at(sonla.police))) == {sent.police.ref}
    for body in (sonla.health, sonla.next_committee, sonla.province_health):
        assert refs(board(post_at(body, Role.COMMANDER))) == set()
        for query, error in (
            (queries.get_assignment, queries.AssignmentNotFound),
            (queries.get_obligation, queries.ObligationNotFound),
        ):
            ref = sent.commune.ref if query is queries.get_assignment else sent.obligation.ref
            with pytest.raises(error):
                query(actor=post_at(body, Role.COMMANDER), ref=ref, now=LATER)
        assert queries.count_by_head(actor=post_at(body), now=LATER) == []
        assert queries.list_obligations(actor=post_at(body), document=sent.document, now=NOW) == []
    with pytest.raises(queries.AssignmentNotFound):
        queries.get_assignment(actor=OPERATOR, ref=uuid4(), now=LATER)


def test_a_department_sees_all_that_it_issued(keep, sonla):
    from tests.phaodai.factories.directives import reading

    health = post_at(sonla.province_health, Role.COMMANDER, "so")
    kept = keep(
        reading(
            order("UBND các huyện rà soát.", lead=("UBND các huyện, thành phố",)),
            issuer="Sở Y tế tỉnh Sơn La",
            symbol="SYT-NVY",
        ),
        keeper=sonla.province_health,
    )
    operations.confirm_all(actor=health, document=kept.ref, now=NOW)
    operations.issue(actor=health, document=kept.ref, now=NOW)
    assert {row.body for row in board(health).rows} == {
        sonla.committee.ref,
        sonla.next_committee.ref,
    }


def test_filters(sent, sonla, head, commune):
    chairman = post_at(sonla.committee, Role.COMMANDER)
    operations.acknowledge(actor=commune, assignment=sent.commune.ref, version=0, now=LATER)
    assert refs(board(chairman, state=AssignmentState.ACKNOWLEDGED)) == {sent.commune.ref}
    assert refs(board(chairman, part=Part.COORDINATE)) == {sent.police.ref}
    assert refs(board(chairman, level=UnitLevel.DISTRICT)) == {sent.police.ref}
    assert refs(board(chairman, unit=UnitRef(sonla.commune.ref))) == {sent.commune.ref}
    assert refs(board(chairman, unit=UnitRef(uuid4()))) == set()
    assert refs(board(chairman, body=BodyRef(sonla.town_committee.ref))) == {sent.town.ref}
    assert refs(board(chairman, head="Cà Thị Nay")) == {sent.commune.ref}
    assert refs(board(chairman, head="Lò Văn Xưa")) == set()
    assert refs(board(chairman, document=uuid4())) == set()
    assert len(refs(board(chairman, document=sent.document))) == 3
    assert len(refs(board(chairman, words="hoan thanh"))) == 3
    assert refs(board(chairman, words="nguyệt cầu")) == set()
    assert len(refs(board(chairman, first=date(2021, 12, 30), last=date(2021, 12, 30)))) == 3
    assert refs(board(chairman, first=date(2021, 12, 31))) == set()
    assert refs(board(chairman, last=date(2021, 12, 29))) == set()
    assert len(refs(board(chairman, is_open=True))) == 3
    assert refs(board(chairman, is_open=False)) == set()
    for way in TaskOrder:
        assert len(board(chairman, order=way).rows) == 3


def test_counts_follow_the_clock(sent, sonla, commune):
    chairman = post_at(sonla.committee, Role.COMMANDER)
    assert board(chairman).by_lateness[Lateness.ON_TIME] == 3
    before = sent.commune.due_at - timedelta(hours=24)
    assert board(chairman, now=before).by_lateness[Lateness.DUE_SOON] == 3
    assert board(chairman, now=AFTER).by_lateness[Lateness.OVERDUE] == 3
    operations.submit(actor=commune, assignment=sent.commune.ref, version=0, text="x", now=AFTER)
    found = board(chairman, now=AFTER)
    assert found.by_lateness == {
        Lateness.ON_TIME: 0,
        Lateness.DUE_SOON: 0,
        Lateness.OVERDUE: 2,
        Lateness.ANSWERED_LATE: 1,
    }
    for late, n in found.by_lateness.items():
        rows = board(chairman, now=AFTER, lateness=late).rows
        assert len(rows) == n
        assert {row.lateness for row in rows} <= {late}
    # A clock that is set back does not take an answer back.
    row = board(commune, now=NOW).rows[0]
    assert (row.state, row.lateness) == (AssignmentState.SUBMITTED, Lateness.ANSWERED_LATE)


def test_the_head_of_the_day_it_is_due_answers_by_name(sent, sonla, head):
    [row] = board(post_at(sonla.commune_committee)).rows
    assert (row.head.holder, row.head.title, row.head.day) == (
        "Cà Thị Nay", "Chủ tịch", date(2021, 12, 30),
    )  # fmt: skip
    [row] = board(post_at(sonla.town_committee)).rows
    assert row.head.holder == ""  # nobody yet, and no error


def test_an_obligation_with_its_levels(sent, sonla, chairman, commune):
    operations.acknowledge(actor=commune, assignment=sent.commune.ref, version=0, now=LATER)
    found = queries.get_obligation(actor=chairman, ref=sent.obligation.ref, now=AFTER)
    by_level = {each.level: each for each in found.levels}
    assert by_level[UnitLevel.COMMUNE].by_state[AssignmentState.ACKNOWLEDGED] == 1
    assert by_level[UnitLevel.COMMUNE].by_lateness[Lateness.OVERDUE] == 2
    assert sum(each.n for each in found.levels) == found.row.n_assignments == 3
    acts = [line.act for line in found.timeline]
    assert acts == ["CONFIRM", "ISSUE"]
    assert found.timeline[1].body_name == sonla.committee.name
    [row] = queries.list_obligations(actor=chairman, document=sent.document, now=NOW)
    assert row == queries.get_obligation(actor=chairman, ref=row.ref, now=NOW).row


def test_one_assignment_with_its_timeline(sent, commune, chairman):
    operations.acknowledge(actor=commune, assignment=sent.commune.ref, version=0, now=LATER)
    found = queries.get_assignment(actor=commune, ref=sent.commune.ref, now=LATER)
    assert [line.act for line in found.timeline] == ["CONFIRM", "ISSUE", "ACKNOWLEDGE"]
    assert (found.may_answer, found.may_delegate, found.may_judge) == (True, True, False)
    found = queries.get_assignment(actor=chairman, ref=sent.commune.ref, now=LATER)
    assert (found.may_answer, found.may_delegate, found.may_judge) == (False, False, True)


def test_what_is_owed_today_comes_first(confirmed, chairman, sonla, commune, sent):
    kept = confirmed(
        order(
            "Báo cáo hằng ngày.",
            lead=("UBND các xã, thị trấn",),
            deadline=due("recurring", rrule="FREQ=DAILY", time="10:00"),
        ),
        number="77",
    )
    operations.issue(actor=chairman, document=kept.ref, now=NOW)
    operations.open_occurrences(now=NOW, until=NOW + timedelta(days=1))
    rows = queries.get_my_tasks(actor=commune, now=NOW)
    assert all(row.body_name == sonla.commune_committee.name for row in rows)
    owed = [row for row in rows if row.occurrence]
    assert [row.due_at.hour for row in owed] == [3]  # tomorrow's is not owed before its day
    assert rows[0].occurrence is not None
    assert queries.get_my_tasks(actor=post_at(sonla.committee, Role.COMMANDER), now=NOW) == []
    assert queries.get_my_tasks(actor=post_at(sonla.commune_committee, Role.ANALYST), now=NOW) == []


def test_the_chairman_sees_who_is_late(sent, sonla, chairman, commune, head):
    operations.submit(actor=commune, assignment=sent.commune.ref, version=0, text="x", now=LATER)
    first, second = queries.count_by_head(actor=chairman, now=AFTER)
    assert (first.body, first.n_overdue) == (sonla.town_committee.ref, 1)
    assert (second.body, second.n_overdue, second.head.holder) == (
        sonla.commune_committee.ref, 0, "Cà Thị Nay",
    )  # fmt: skip


def assess(sent, unit, state, hour, **numbers):
    bus.announce(
        ObligationAssessed(
            occurred_at=LATER,
            obligation=sent.obligation.ref,
            unit=UnitRef(unit.ref),
            state=state,
            value=Decimal(95) if state != "NO_FIGURE" else None,
            n_reported=numbers.get("n_reported", 1),
            n_expected=2,
            as_of=NOW + timedelta(hours=hour),
        )
    )
    return bus.deliver_due(now=LATER + timedelta(days=1))


def test_what_the_figures_say_is_kept_beside_each_assignment(sent, sonla, chairman):
    assert assess(sent, sonla.commune, "MET", 2).n_failed == 0
    assess(sent, sonla.commune, "NOT_MET", 1)  # an older word
    assert refs(board(chairman, proof=Proof.MET)) == {sent.commune.ref}
    [row] = board(chairman, proof=Proof.MET).rows
    assert (row.figure.value, row.figure.n_reported, row.figure.n_expected) == (95, 1, 2)
    assess(sent, sonla.commune, "NO_FIGURE", 3)
    assert board(chairman).by_proof[Proof.MET] == 0  # without a figure nothing is met
    [first, _second] = queries.count_by_head(actor=chairman, now=LATER)
    assert first.n_no_figure + _second.n_no_figure == 1


def test_targets_are_published_and_taken_back(confirmed, chairman):
    from phaodai.indicators.models import Target

    target = {
        "indicator": "plans.completed",
        "disease": None,
        "stratum": None,
        "comparator": ">=",
        "value": 100,
        "unit": "percent",
        "by": "2021-12-30",
        "span": [1, 2],
    }
    kept = confirmed(
        order("Xong 100%.", lead=("UBND các xã, thị trấn",), targets=(target,)),
        order("Không đo được.", lead=("UBND các xã, thị trấn",)),
    )
    issued = operations.issue(actor=chairman, document=kept.ref, now=NOW)
    assert Target.objects.filter(withdrawn_at=None).count() == 2
    assert set(Assignment.objects.values_list("obligation__ordinal", "proof").distinct()) == {
        (1, Proof.WAITING),
        (2, Proof.EVIDENCE),
    }
    operations.withdraw_issue(actor=chairman, issue=issued.ref, now=NOW)
    assert not Target.objects.filter(withdrawn_at=None).exists()


def test_queries_do_not_grow_with_the_number(confirmed, sonla, chairman):
    make_communes(sonla, 40)
    counts = {}
    for n, lead in enumerate(("UBND xã Chiềng Mung", "UBND các xã, thị trấn")):
        kept = confirmed(order(f"Rà soát {n}.", lead=(lead,)), number=str(n))
        operations.issue(actor=chairman, document=kept.ref, now=NOW)
        for name, call in {
            "board": lambda: board(chairman),
            "heads": lambda: queries.count_by_head(actor=chairman, now=LATER),
            "list": lambda kept=kept: queries.list_obligations(
                actor=chairman, document=kept.ref, now=NOW
            ),
        }.items():
            with CaptureQueriesContext(connection) as seen:
                call()
            counts.setdefault(name, []).append(len(seen))
    for name, (few, many) in counts.items():
        assert few == many <= 12, name
