"""A pack decides only once each number is confirmed and another person approved it."""

import pytest

from phaodai.decisions.levels import packbook, queries
from phaodai.decisions.levels.errors import NotFound, Refused
from phaodai.decisions.levels.models import PackVersion
from phaodai.decisions.levels.operations import packs
from phaodai.foundation.audit.models import AuditEvent
from phaodai.vocabulary.access import NotAllowed, Role
from tests.phaodai.conftest import NOW, Places, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.levels import NQ, bring_into_force, confirmations

WHY = "Thực hiện Nghị quyết 128."


@pytest.fixture
def analyst(places: Places):
    return actor_of(make_user("an.le", at=places.province_committee, role=Role.ANALYST))


@pytest.fixture
def chairman(places: Places):
    return actor_of(make_user("hoang.tran", at=places.province_committee, role=Role.COMMANDER))


def _propose(actor, code=NQ, **changed):
    given = {
        "text": packbook.builtin()[code], "confirmed": confirmations(code), "reason": WHY,
        "now": NOW,
    }  # fmt: skip
    return packs.propose(actor=actor, **(given | changed))


def test_proposed_by_one_and_approved_by_another(analyst, chairman):
    ref = _propose(analyst)
    with pytest.raises(NotFound):
        packbook.in_force(NQ)
    packs.decide(actor=chairman, proposal=ref, is_approved=True, now=NOW)
    assert packbook.in_force(NQ).ref == ref
    acts = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert [*acts] == [
        "pack.propose",
        "pack.approve",
    ]
    (row,) = (each for each in queries.list_packs() if each.pack.code == NQ)
    assert (row.is_in_force, row.n_unconfirmed) == (True, 0)
    with pytest.raises(Refused, match="đã được quyết định"):
        packs.decide(actor=chairman, proposal=ref, is_approved=False, now=NOW)


def test_each_uncertain_number_is_confirmed_first(analyst):
    known = confirmations()
    left = next(iter(known))
    with pytest.raises(Refused, match="chưa xác nhận") as refused:
        _propose(analyst, confirmed=known | {left: "  "})
    assert left in refused.value.en
    with pytest.raises(Refused, match="numbers are not confirmed"):
        _propose(analyst, "nq128-218", confirmed={})
    assert not PackVersion.objects.exists()


def test_what_is_no_pack_is_refused_by_the_place_of_its_fault(analyst):
    text = packbook.builtin()[NQ].replace("below = 20", "below = 25")
    with pytest.raises(Refused, match=r"bands\[m2\]"):
        _propose(analyst, text=text)
    with pytest.raises(Refused, match="TOML"):
        _propose(analyst, text="= 3")
    wrong = packbook.builtin()[NQ].replace("found=community", "found=nowhere")
    with pytest.raises(Refused, match="found=nowhere"):
        _propose(analyst, text=wrong)


def test_a_reason_one_proposal_at_a_time_and_rising_versions(analyst, chairman):
    with pytest.raises(Refused, match="lý do"):
        _propose(analyst, reason="vì")
    ref = _propose(analyst)
    with pytest.raises(Refused, match="chờ duyệt"):
        _propose(analyst)
    packs.decide(actor=chairman, proposal=ref, is_approved=True, now=NOW)
    with pytest.raises(Refused, match="tăng số phiên bản"):
        _propose(analyst)


def test_who_may(analyst, chairman, commander, duty_officer, stranger):
    for actor in (chairman, actor_of(duty_officer), actor_of(stranger)):
        with pytest.raises(NotAllowed):
            _propose(actor)
    ref = _propose(analyst)
    for actor in (analyst, actor_of(commander), actor_of(stranger)):
        with pytest.raises(NotAllowed):
            packs.decide(actor=actor, proposal=ref, is_approved=True, now=NOW)


@pytest.mark.django_db
def test_all_builtin_packs_can_be_brought_into_force():
    for code in packbook.builtin():
        bring_into_force(code=code, now=NOW)
    assert all(row.is_in_force for row in queries.list_packs())
