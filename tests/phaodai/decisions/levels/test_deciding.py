"""A level is proposed, decided by the competent person, announced ahead, and then in effect."""

from datetime import timedelta

import pytest

from phaodai.decisions.levels import queries
from phaodai.decisions.levels.errors import NotFound, Refused
from phaodai.decisions.levels.models import Level
from phaodai.decisions.levels.operations import assessing, deciding
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events.models import Announcement
from phaodai.foundation.units import closure
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import UnitRef
from tests.phaodai.conftest import NOW, Places, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.levels import COVID, NQ, ON, bring_into_force, publish

LEAD = timedelta(hours=48)
WHY = "Xã giáp ranh vùng dịch, nguy cơ cao."
LAW = "Nghị quyết 128/NQ-CP, mục IV"


@pytest.fixture
def chairman(places: Places):
    return actor_of(make_user("hoang.tran", at=places.province_committee, role=Role.COMMANDER))


@pytest.fixture
def officer(places: Places):
    return actor_of(make_user("mai.vo", at=places.province_committee, role=Role.DUTY_OFFICER))


@pytest.fixture
def assessed(places: Places, officer):
    closure.renew()
    bring_into_force(now=NOW)
    publish(places.commune, cases=9)
    for name, unit in (("care_province", places.province), ("care_district", places.district)):
        assessing.state(
            actor=officer, unit=UnitRef(unit.ref), pack=NQ, disease=COVID, name=name, value=0,
            day=ON, now=NOW,
        )  # fmt: skip
    return assessing.assess(
        actor=officer, unit=UnitRef(places.province.ref), pack=NQ, disease=COVID, on=ON, now=NOW
    )


@pytest.fixture
def propose(places, officer, assessed):
    def act(**changed):
        units = [UnitRef(places.commune.ref)]
        given = {"actor": officer, "assessment": assessed, "units": units, "now": NOW}
        return deciding.propose(**(given | changed))

    return act


def test_from_the_proposal_to_the_effect(places, propose, chairman):
    levels = propose()
    deciding.decide(actor=chairman, levels=levels, now=NOW)
    (row,) = queries.list_open(actor=chairman)
    assert (row.computed, row.grade, row.state, row.decided_by) == (
        "2",
        "2",
        "DECIDED",
        "hoang.tran",
    )
    deciding.announce(actor=chairman, levels=levels, effective_at=NOW + LEAD, now=NOW)
    unit = UnitRef(places.commune.ref)
    before, after = (
        queries.in_effect(actor=chairman, disease=COVID, at=NOW + LEAD + timedelta(seconds=more))
        for more in (-1, 0)
    )
    assert before == {}
    assert after[unit].grade == "2"
    assert [row.grade for row in queries.history(actor=chairman, unit=unit, disease=COVID)] == ["2"]
    acts = AuditEvent.objects.filter(subject_kind="level").order_by("pk")
    assert [*acts.values_list("action", flat=True)] == [
        "level.propose", "level.decide", "level.announce"
    ]  # fmt: skip
    assert Announcement.objects.get(name="LevelAnnounced").payload["units"] == [str(unit)]


def test_another_grade_takes_a_reason_and_its_legal_basis(propose, chairman):
    levels = propose()
    for reason, law in (("", LAW), ("vì", LAW), (WHY, " ")):
        with pytest.raises(Refused, match="căn cứ pháp lý"):
            deciding.decide(
                actor=chairman, levels=levels, grade="3", reason=reason, legal_basis=law, now=NOW
            )
    with pytest.raises(Refused, match="Không có cấp"):
        deciding.decide(actor=chairman, levels=levels, grade="5", now=NOW)
    deciding.decide(actor=chairman, levels=levels, grade="3", reason=WHY, legal_basis=LAW, now=NOW)
    row = Level.objects.get()
    assert (row.computed, row.proposed, row.grade, row.legal_basis) == ("2", "2", "3", LAW)


def test_a_unit_that_cannot_be_assessed_is_proposed_by_name_of_the_grade(
    places, propose, officer, chairman
):
    later = NOW + timedelta(days=1)
    ref = assessing.assess(
        actor=officer, unit=UnitRef(places.province.ref), pack=NQ, disease=COVID,
        on=ON + timedelta(days=1), now=later,
    )  # fmt: skip
    with pytest.raises(Refused, match="chưa đủ số liệu"):
        propose(assessment=ref, now=later)
    levels = propose(assessment=ref, grade="2", now=later)
    with pytest.raises(Refused, match="lý do"):
        deciding.decide(actor=chairman, levels=levels, now=later)
    deciding.decide(actor=chairman, levels=levels, reason=WHY, legal_basis=LAW, now=later)


def test_effect_is_announced_ahead(propose, chairman):
    levels = propose()
    with pytest.raises(Refused, match="không còn ở bước đó"):
        deciding.announce(actor=chairman, levels=levels, effective_at=NOW + LEAD, now=NOW)
    deciding.decide(actor=chairman, levels=levels, now=NOW)
    early = NOW + LEAD - timedelta(minutes=1)
    with pytest.raises(Refused, match="09:40 ngày 25/12/2021"):
        deciding.announce(actor=chairman, levels=levels, effective_at=early, now=NOW)


def test_an_announcement_is_taken_back_within_half_a_minute(propose, chairman):
    levels = propose()
    deciding.decide(actor=chairman, levels=levels, now=NOW)
    for seconds, is_in_time in ((29, True), (31, False)):
        ref = deciding.announce(actor=chairman, levels=levels, effective_at=NOW + LEAD, now=NOW)
        later = NOW + timedelta(seconds=seconds)
        if is_in_time:
            deciding.take_back(actor=chairman, announcement=ref, now=later)
            assert Level.objects.get().state == "DECIDED"
        else:
            with pytest.raises(Refused, match="30 giây"):
                deciding.take_back(actor=chairman, announcement=ref, now=later)
            assert Level.objects.get().state == "ANNOUNCED"


def test_a_new_proposal_takes_the_place_of_the_open_one(propose, chairman):
    (old,), (new,) = propose(), propose(grade="3")
    assert {row.ref: row.state for row in Level.objects.all()} == {old: "DROPPED", new: "PROPOSED"}
    with pytest.raises(Refused, match="lý do"):
        deciding.drop(actor=chairman, levels=[new], reason="không", now=NOW)
    deciding.drop(actor=chairman, levels=[new], reason="Chờ thêm số liệu tuần này.", now=NOW)
    assert queries.list_open(actor=chairman) == []


def test_the_level_in_effect_is_the_grade_before(places, propose, officer, chairman):
    levels = propose(grade="4")
    deciding.decide(actor=chairman, levels=levels, reason=WHY, legal_basis=LAW, now=NOW)
    deciding.announce(actor=chairman, levels=levels, effective_at=NOW + LEAD, now=NOW)
    later = NOW + LEAD + timedelta(hours=1)
    assessing.state(
        actor=officer, unit=UnitRef(places.district.ref), pack=NQ, disease=COVID,
        name="care_district", value=1, day=ON, now=later,
    )  # fmt: skip
    ref = assessing.assess(
        actor=officer, unit=UnitRef(places.province.ref), pack=NQ, disease=COVID, on=ON, now=later
    )
    rows = queries.list_grades(actor=chairman, assessment=ref)
    row = next(row for row in rows if row.unit == UnitRef(places.commune.ref))
    assert (row.low, row.in_effect) == ("4", "4")


def test_only_the_competent_decide(places, propose, officer, commander, stranger, sister, chairman):
    levels = propose()
    police = make_user("chi.huy", at=places.police, role=Role.COMMANDER)
    for actor in (officer, actor_of(commander), actor_of(police), actor_of(sister)):
        for act in (
            lambda actor: deciding.decide(actor=actor, levels=levels, now=NOW),
            lambda actor: deciding.drop(actor=actor, levels=levels, reason=WHY, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                act(actor)
    with pytest.raises(NotFound):
        deciding.decide(actor=actor_of(stranger), levels=levels, now=NOW)
    with pytest.raises(NotFound):
        propose(actor=actor_of(stranger))
    with pytest.raises(NotAllowed):
        propose(actor=chairman)
    assert queries.list_open(actor=actor_of(stranger)) == []
    assert Level.objects.get().state == "PROPOSED"
