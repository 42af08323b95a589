from datetime import date, timedelta
from uuid import uuid4

import pytest

from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.models import Entry, Judgement
from phaodai.registers.directives.states import Act, JudgementKind
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef, UserRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.directives.conftest import post_at

DAY = date(2021, 12, 20)


def judge(actor, body, **changes):
    arguments = {
        "kind": JudgementKind.BREACH,
        "day": DAY,
        "text": "Báo cáo sai số liệu.",
        "basis": "Công văn 15/UBND-VX, mục 5",
        "evidence": ["f1"],
        "now": NOW,
    }
    return operations.record_judgement(actor=actor, body=BodyRef(body.ref), **(arguments | changes))


def test_the_head_of_that_day_is_judged(sent, sonla, tenure, chairman):
    judge(chairman, sonla.commune_committee, assignment=sent.commune.ref)
    praise = {"kind": JudgementKind.PRAISE, "day": date(2021, 12, 21)}
    judge(chairman, sonla.commune_committee, **praise)
    rows = queries.list_judgements(actor=chairman)
    assert [(row.kind, row.holder) for row in rows] == [
        (JudgementKind.PRAISE, "Cà Thị Nay"),
        (JudgementKind.BREACH, "Lò Văn Xưa"),
    ]
    assert Entry.objects.get(act=Act.JUDGE).assignment == sent.commune
    assert len(queries.list_judgements(actor=chairman, holder="Lò Văn Xưa")) == 1
    assert len(queries.list_judgements(actor=chairman, kind=JudgementKind.PRAISE)) == 1
    own = post_at(sonla.commune_committee)
    assert len(queries.list_judgements(actor=own, body=BodyRef(sonla.commune_committee.ref))) == 2
    for body in (sonla.town_committee, sonla.police, sonla.next_committee):
        assert queries.list_judgements(actor=post_at(body, Role.COMMANDER)) == []


def test_only_commanders_above_judge(sonla, tenure, sent):
    body = sonla.commune_committee
    for other in (sonla.town_committee, sonla.police, sonla.next_committee, body):
        with pytest.raises(NotAllowed):
            judge(post_at(other, Role.COMMANDER), body)
    for role in (Role.DUTY_OFFICER, Role.INSPECTOR, Role.REPORTER):
        with pytest.raises(NotAllowed):
            judge(post_at(sonla.committee, role), body)
    assert judge(post_at(sonla.province_committee, Role.COMMANDER), body)
    assert not Judgement.objects.filter(text="").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"text": " "},
        {"basis": ""},
        {"day": date(2019, 1, 1)},
        {"day": NOW.date() + timedelta(days=2)},
        {"evidence": ["f"] * 51},
    ],
)
def test_what_is_no_judgement(sonla, tenure, chairman, changes):
    with pytest.raises(operations.Refused):
        judge(chairman, sonla.commune_committee, **changes)
    assert not Judgement.objects.exists()


def test_unknown_bodies_and_assignments(sonla, tenure, chairman, sent):
    with pytest.raises(operations.NotFound):
        operations.record_judgement(
            actor=chairman, body=BodyRef(uuid4()), kind=JudgementKind.PRAISE, day=DAY,
            text="x", basis="y", now=NOW,
        )  # fmt: skip
    with pytest.raises(operations.NotFound):
        judge(chairman, sonla.commune_committee, assignment=sent.town.ref)


def test_a_judgement_is_withdrawn_and_stays_to_be_seen(sonla, tenure, chairman):
    ref = judge(chairman, sonla.commune_committee)
    act = {"judgement": ref, "reason": "nhầm", "now": NOW}
    with pytest.raises(operations.NotFound):
        operations.withdraw_judgement(actor=post_at(sonla.police, Role.COMMANDER), **act)
    with pytest.raises(NotAllowed):
        operations.withdraw_judgement(actor=post_at(sonla.commune_committee, Role.COMMANDER), **act)
    operations.withdraw_judgement(actor=chairman, **act)
    with pytest.raises(operations.Refused):
        operations.withdraw_judgement(actor=chairman, **act)
    [row] = queries.list_judgements(actor=chairman)
    assert (row.withdrawn_at, row.withdrawn_reason) == (NOW, "nhầm")


def test_mandates(sonla, chairman):
    user = make_user("hanh", at=sonla.committee, role=Role.DUTY_OFFICER)
    clerk = make_user("lan", at=sonla.committee, role=Role.REPORTER)
    give = {"body": BodyRef(sonla.committee.ref), "basis": "Giấy 5", "now": NOW}
    for actor in (
        post_at(sonla.province_committee, Role.COMMANDER),
        post_at(sonla.committee, Role.DUTY_OFFICER),
        post_at(sonla.police, Role.COMMANDER),
    ):
        with pytest.raises(NotAllowed):
            operations.give_mandate(actor=actor, user=UserRef(user.ref), first_day=DAY, **give)
    with pytest.raises(operations.Refused):
        operations.give_mandate(actor=chairman, user=UserRef(clerk.ref), first_day=DAY, **give)
    with pytest.raises(operations.Refused):
        operations.give_mandate(
            actor=chairman, user=UserRef(user.ref), first_day=DAY,
            last_day=DAY - timedelta(days=1), **give,
        )  # fmt: skip
    ref = operations.give_mandate(actor=chairman, user=UserRef(user.ref), first_day=DAY, **give)
    [row] = queries.list_mandates(actor=chairman, on=NOW.date())
    assert (row.person, row.is_running) == (user.name, True)
    assert queries.list_mandates(actor=post_at(sonla.police), on=NOW.date()) == []
    with pytest.raises(operations.NotFound):
        operations.end_mandate(actor=post_at(sonla.police, Role.COMMANDER), mandate=ref, now=NOW)
    with pytest.raises(NotAllowed):
        operations.end_mandate(
            actor=post_at(sonla.committee, Role.DUTY_OFFICER), mandate=ref, now=NOW
        )
    operations.end_mandate(actor=chairman, mandate=ref, now=NOW)
    with pytest.raises(operations.NotFound):
        operations.end_mandate(actor=OPERATOR, mandate=ref, now=NOW)
