"""The record of heads: who answers by name, also after a successor came."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.queries import HeadOrder
from phaodai.registers.directives.states import JudgementKind
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order
from tests.phaodai.registers.directives.conftest import make_communes, post_at

DUE = date(2021, 12, 30)  # of everything that `sent` sent
AFTER = NOW + timedelta(days=20)
OLD, NEW = "Lò Văn Xưa", "Cà Thị Nay"


def hold(body, *tenures):
    seat, _new = HeadPost.objects.get_or_create(
        body=body, rank=1, defaults={"title_vi": "Chủ tịch"}
    )
    for holder, first, last in tenures:
        Tenure.objects.create(head_post=seat, holder=holder, first_day=first, last_day=last)


def heads(actor, now=AFTER, **wanted):
    return {
        (row.body_name, row.holder): row
        for row in queries.list_heads(actor=actor, now=now, **wanted).rows
    }


def judge(actor, body, day, kind=JudgementKind.BREACH):
    return operations.record_judgement(
        actor=actor, body=BodyRef(body.ref), kind=kind, day=day, text="Chậm.", basis="CV 15",
        now=AFTER,
    )  # fmt: skip


@pytest.fixture
def changed(sent, sonla):
    """The head changes between the order and its deadline; another one follows after it."""
    middle = date(2021, 12, 26)
    hold(
        sonla.commune_committee,
        (OLD, date(2020, 1, 1), middle),
        (NEW, middle + timedelta(days=1), date(2022, 1, 5)),
        ("Vì Văn Sau", date(2022, 1, 6), None),
    )
    return sent


def test_whoever_held_the_seat_on_the_day_answers(changed, chairman, sonla):
    rows = heads(chairman)
    row = rows[sonla.commune_committee.name, NEW]
    assert (row.n, row.n_open, row.n_overdue) == (1, 1, 1)
    assert (sonla.commune_committee.name, OLD) not in rows
    assert (sonla.commune_committee.name, "Vì Văn Sau") not in rows
    body = BodyRef(sonla.commune_committee.ref)
    record = queries.get_head(actor=chairman, body=body, now=AFTER)
    assert [each.holder for each in record.rows] == ["Vì Văn Sau", NEW, OLD]
    assert (record.shown.holder, record.tasks) == ("Vì Văn Sau", [])
    since = date(2021, 12, 27)
    record = queries.get_head(actor=chairman, body=body, since=since, now=AFTER)
    assert [task.head.holder for task in record.tasks] == [NEW]


def test_what_was_answered_late_or_in_time_stays_with_its_head(changed, chairman, commune, sonla):
    common = {"assignment": changed.commune.ref, "version": None}
    operations.submit(actor=commune, **common, text="xong", now=AFTER)
    row = heads(chairman)[sonla.commune_committee.name, NEW]
    assert (row.n_overdue, row.n_answered_late, row.n_on_time) == (0, 1, 0)
    town = post_at(sonla.town_committee, Role.REPORTER)
    operations.submit(actor=town, assignment=changed.town.ref, version=None, text="xong", now=NOW)
    operations.accept(actor=chairman, assignment=changed.town.ref, version=None, now=NOW)
    row = heads(chairman)[sonla.town_committee.name, ""]
    assert (row.n_answered_late, row.n_on_time) == (0, 1)


def test_a_seat_that_nobody_holds_is_shown_as_such(sent, chairman, sonla):
    listed = queries.list_heads(actor=chairman, now=AFTER)
    assert listed.n_vacant == len(listed.rows) == 2  # the police only help
    body = BodyRef(sonla.town_committee.ref)
    record = queries.get_head(actor=chairman, body=body, is_vacant=True, now=AFTER)
    assert (record.shown.holder, len(record.tasks)) == ("", 1)


def test_judgements_count_for_the_head_of_their_day(changed, chairman, sonla):
    body = sonla.commune_committee
    ref = judge(chairman, body, date(2021, 12, 20))
    judge(chairman, body, date(2021, 12, 28), JudgementKind.PRAISE)
    rows = heads(chairman)
    assert rows[body.name, OLD].n_breach == 1
    assert rows[body.name, NEW].n_praise == 1
    since = date(2020, 1, 1)
    record = queries.get_head(actor=chairman, body=BodyRef(body.ref), since=since, now=AFTER)
    assert [row.kind for row in record.judgements] == [JudgementKind.BREACH]
    operations.withdraw_judgement(actor=chairman, judgement=ref, reason="nhầm", now=AFTER)
    assert (body.name, OLD) not in heads(chairman)
    assert heads(chairman, first=date(2021, 12, 29))[body.name, NEW].n_praise == 0


def test_a_period_words_and_orders(changed, chairman, sonla):
    assert heads(chairman, first=DUE, last=DUE)
    assert heads(chairman, last=DUE - timedelta(days=1)) == {}
    assert list(heads(chairman, words="ca thi nay")) == [(sonla.commune_committee.name, NEW)]
    assert len(heads(chairman, unit_path=sonla.commune.path)) == 1
    for each in HeadOrder:
        assert len(heads(chairman, order=each)) == 2


def test_sight(changed, sonla, chairman):
    own = post_at(sonla.commune_committee, Role.REPORTER)
    assert [name for name, _holder in heads(own)] == [sonla.commune_committee.name]
    body = BodyRef(sonla.commune_committee.ref)
    assert queries.get_head(actor=own, body=body, now=AFTER).may_judge is False
    assert queries.get_head(actor=chairman, body=body, now=AFTER).may_judge
    for other in (sonla.police, sonla.health, sonla.town_committee, sonla.next_committee):
        actor = post_at(other, Role.COMMANDER)
        assert (sonla.commune_committee.name, NEW) not in heads(actor)
        with pytest.raises(queries.HeadNotFound):
            queries.get_head(actor=actor, body=body, now=AFTER)
    for bad in ({"body": BodyRef(uuid4())}, {"since": date(1999, 1, 1)}, {"is_vacant": True}):
        with pytest.raises(queries.HeadNotFound):
            queries.get_head(actor=chairman, **({"body": body, "now": AFTER} | bad))


def test_queries_do_not_grow(changed, sonla, chairman, confirmed):
    counts = []
    for extra in (0, 20):
        if extra:
            for body in make_communes(sonla, extra):
                hold(body, ("Mùa A " + body.name, date(2020, 1, 1), None))
            kept = confirmed(
                order(
                    "UBND các xã báo cáo chậm nhất ngày 29/12/2021.",
                    lead=("UBND các xã",),
                    deadline=due("date", date="2021-12-29"),
                ),
                number="77",
            )
            operations.issue(actor=OPERATOR, document=kept.ref, now=NOW)
        with CaptureQueriesContext(connection) as caught:
            heads(chairman)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 8
