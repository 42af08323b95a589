"""Targets go wherever an order goes: they come, go and move with its assignments."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.decisions.obligations.operations import assess
from phaodai.foundation.events import bus
from phaodai.foundation.units.models import Unit
from phaodai.indicators.models import Target
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment
from phaodai.registers.directives.operations import Share
from phaodai.registers.directives.states import Proof
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef, UnitRef, UserRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import order
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.directives.conftest import make_communes, make_kind, post_at

LATER, SOON = NOW + timedelta(hours=1), NOW + timedelta(hours=1, seconds=20)
SHARE = {"indicator": "plans.completed", "comparator": ">=", "value": 100}
TOTAL = {"indicator": "samples.taken", "comparator": ">=", "value": 10_000}


def target(**wanted):
    return {
        "disease": None,
        "stratum": None,
        "by": "2021-12-30",
        "unit": "",
        "span": [0, 2],
        **wanted,
    }


@pytest.fixture
def send(confirmed, sonla):
    """Send an order with targets from the province to the district."""

    def act(*targets):
        kept = confirmed(
            order(
                "UBND huyện Mai Sơn bảo đảm.",
                lead=("UBND huyện Mai Sơn",),
                targets=tuple(target(**each) for each in targets),
            )
        )
        operations.issue(actor=OPERATOR, document=kept.ref, now=NOW)
        return Assignment.objects.get()

    return act


@pytest.fixture
def measured(send):
    return send(SHARE)


def delegate(actor, row, *bodies, now=LATER, people=()):
    row.refresh_from_db()
    shares = [Share(body=BodyRef(body.ref)) for body in bodies]
    shares += [Share(user=UserRef(user.ref)) for user in people]
    refs = operations.delegate(
        actor=actor, assignment=row.ref, version=row.version, shares=shares, now=now
    )
    found = {each.ref: each for each in Assignment.objects.filter(ref__in=refs)}
    return [found[ref] for ref in refs]


def running():
    """Return how many targets run, by the name of the unit."""
    rows = Target.objects.filter(withdrawn_at=None).values_list("unit__name", flat=True)
    return {name: list(rows).count(name) for name in rows}


def judge(now):
    assess(now=now)
    assert bus.deliver_due(now=now).n_failed == 0


def proof(row):
    row.refresh_from_db()
    return row.proof


def test_a_share_is_judged_like_the_whole(measured, chairman, sonla):
    judge(NOW)
    assert proof(measured) == Proof.NO_FIGURE
    share, town = delegate(chairman, measured, sonla.commune_committee, sonla.town_committee)
    assert (share.proof, town.proof) == (Proof.WAITING, Proof.WAITING)
    assert running() == {"Mai Sơn": 1, "Chiềng Mung": 1, "Hát Lót": 1}
    judge(LATER)
    assert proof(share) == Proof.NO_FIGURE
    assert share.proof_as_of == LATER
    days = Target.objects.values_list("first_day", "last_day")
    assert len(set(days)) == 1  # the same days at every step


def test_an_undone_delegation_leaves_no_target(measured, chairman, sonla):
    share, _town = delegate(chairman, measured, sonla.commune_committee, sonla.town_committee)
    measured.refresh_from_db()
    operations.undo(actor=chairman, assignment=measured.ref, version=measured.version, now=SOON)
    assert running() == {"Mai Sơn": 1}
    assert Target.objects.filter(unit=share.unit).get().withdrawn_at == SOON
    delegate(chairman, measured, sonla.commune_committee, now=SOON)
    assert running() == {"Mai Sơn": 1, "Chiềng Mung": 1}


def test_a_withdrawal_takes_its_targets_all_the_way_down_and_undoing_brings_them_back(
    measured, chairman, sonla
):
    delegate(chairman, measured, sonla.commune_committee)
    before = running()
    measured.refresh_from_db()
    operations.withdraw(
        actor=OPERATOR, assignment=measured.ref, version=measured.version, reason="thôi", now=LATER
    )
    assert running() == {}
    measured.refresh_from_db()
    operations.undo(actor=OPERATOR, assignment=measured.ref, version=measured.version, now=SOON)
    assert running() == before


def test_a_unit_that_is_asked_twice_keeps_its_target_until_neither_asks(measured, chairman, sonla):
    health, police = delegate(chairman, measured, sonla.health, sonla.police)
    for row in (health, police):
        operations.withdraw(actor=chairman, assignment=row.ref, version=0, reason="thôi", now=LATER)
    assert running() == {"Mai Sơn": 1}


def test_a_body_of_the_same_unit_knows_at_once_what_its_unit_is_known_for(
    measured, chairman, sonla
):
    judge(NOW)
    [health] = delegate(chairman, measured, sonla.health)
    assert (health.proof, health.proof_as_of) == (Proof.NO_FIGURE, NOW)
    assert running() == {"Mai Sơn": 1}


def test_a_person_is_proved_with_his_body(measured, chairman, sonla):
    lan = make_user("lan", at=sonla.committee, role=Role.LOGISTICS)
    [mine] = delegate(chairman, measured, people=[lan])
    assert mine.proof == Proof.WAITING
    assert running() == {"Mai Sơn": 1}
    judge(LATER)
    assert proof(mine) == proof(measured) == Proof.NO_FIGURE


def test_how_much_of_a_total_falls_to_a_part_nobody_has_said(send, chairman, sonla):
    whole = send(TOTAL)
    assert whole.proof == Proof.WAITING
    share, health = delegate(chairman, whole, sonla.commune_committee, sonla.health)
    assert share.proof == Proof.EVIDENCE
    assert health.proof == Proof.WAITING  # the same unit: the whole is its own
    assert running() == {"Mai Sơn": 1}


@pytest.mark.parametrize(
    ("comparator", "value", "is_of_parts"),
    [("<=", 5, True), ("<", 5, True), ("=", 0, True), ("=", 5, False), (">", 5, False)],
)
def test_an_upper_bound_holds_for_every_part(send, chairman, sonla, comparator, value, is_of_parts):
    whole = send({**TOTAL, "comparator": comparator, "value": value}, SHARE)
    [share] = delegate(chairman, whole, sonla.commune_committee)
    assert share.proof == Proof.WAITING
    assert running() == {"Mai Sơn": 2, "Chiềng Mung": 1 + is_of_parts}


def test_targets_go_to_the_successor(measured, chairman, sonla):
    [share] = delegate(chairman, measured, sonla.commune_committee)
    judge(LATER)
    new = UnitFactory(name="Chiềng Mai", parent=sonla.district)
    heir = make_kind(new, "people_committee")
    operations.hand_over(
        actor=OPERATOR, unit=UnitRef(sonla.commune.ref), successor=UnitRef(new.ref), now=SOON
    )
    assert running() == {"Mai Sơn": 1, "Chiềng Mai": 1}
    share.refresh_from_db()
    assert (share.body, share.unit) == (heir, new)


def test_the_successor_of_two_keeps_what_its_own_figures_say(measured, chairman, sonla):
    share, town = delegate(chairman, measured, sonla.commune_committee, sonla.town_committee)
    judge(LATER)
    Assignment.objects.filter(pk=town.pk).update(proof=Proof.MET)
    health = make_kind(sonla.commune, "health_station")
    station = make_kind(Unit.objects.get(name="Hát Lót"), "health_station")
    [own] = delegate(post_at(sonla.commune_committee, Role.COMMANDER), share, health, now=LATER)
    operations.hand_over(
        actor=OPERATOR,
        unit=UnitRef(sonla.commune.ref),
        successor=UnitRef(town.unit.ref),
        now=SOON,
    )
    assert running() == {"Mai Sơn": 1, "Hát Lót": 1}
    own.refresh_from_db()
    assert (own.body, own.proof) == (station, Proof.MET)


def test_the_cost_of_passing_on_does_not_grow(measured, chairman, sonla):
    def cost(bodies, now):
        with CaptureQueriesContext(connection) as captured:
            delegate(chairman, measured, *bodies, now=now)
        return len(captured)

    bodies = make_communes(sonla, 66)
    one = cost(bodies[:1], LATER)
    assert cost(bodies[1:], LATER) <= one
    assert sum(running().values()) == 67
