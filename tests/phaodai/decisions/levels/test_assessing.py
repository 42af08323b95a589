"""Units are graded from what was known at a moment, and the figures are kept with the grade."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.decisions.levels import packbook, queries
from phaodai.decisions.levels.errors import NotFound, Refused
from phaodai.decisions.levels.models import Assessment, Grade
from phaodai.decisions.levels.operations import assessing, packs
from phaodai.foundation.units import closure
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import UnitRef
from tests.phaodai.conftest import NOW, Places, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.indicators import at, say
from tests.phaodai.factories.levels import (
    ANALYST,
    APPROVER,
    COVID,
    NQ,
    ON,
    bring_into_force,
    confirmations,
    publish,
)
from tests.phaodai.factories.units import UnitFactory


@pytest.fixture
def analyst(places: Places):
    closure.renew()
    bring_into_force(now=NOW)
    return actor_of(make_user("an.le", at=places.province_committee, role=Role.ANALYST))


def _assess(actor, unit, **changed):
    given = {"pack": NQ, "disease": COVID, "on": ON, "now": NOW} | changed
    return assessing.assess(actor=actor, unit=UnitRef(unit.ref), **given)


def _row(actor, assessment, unit):
    rows = queries.list_grades(actor=actor, assessment=assessment)
    return next(row for row in rows if row.unit == UnitRef(unit.ref))


def _care(actor, places, value=0):
    for name, unit in (("care_province", places.province), ("care_district", places.district)):
        assessing.state(
            actor=actor, unit=UnitRef(unit.ref), pack=NQ, disease=COVID, name=name, value=value,
            day=ON, now=NOW,
        )  # fmt: skip


def test_a_commune_is_graded_from_its_figures_and_explains_itself(places, analyst):
    publish(places.commune, cases=9)
    _care(analyst, places)
    ref = _assess(analyst, places.province)
    row = _row(analyst, ref, places.commune)
    assert (row.unit_name, row.low, row.high) == (places.commune.full_name, "2", "2")
    found = queries.explain_grade(actor=analyst, assessment=ref, unit=row.unit)
    assert (found.low, found.readings[0].count, found.readings[0].people) == ("2", 9, 10_000)
    assert ("cases", False, 4, "1") in [
        (each.name, each.is_worse, each.after, each.grade) for each in found.changes
    ]
    (listed,) = queries.list_assessments(actor=analyst)
    assert (listed.n_units, listed.n_sure, listed.by_grade) == (3, 3, {"2": 3})


def test_silence_is_no_level_and_says_what_is_missing(places, analyst):
    ref = _assess(analyst, places.province)
    row = _row(analyst, ref, places.commune)
    assert not row.is_sure
    found = queries.explain_grade(actor=analyst, assessment=ref, unit=row.unit)
    assert "cases" in found.missing
    assert queries.list_assessments(actor=analyst)[0].by_grade == {"": 3}


def test_one_silent_day_leaves_the_week_open_upwards(places, analyst):
    publish(places.commune, cases=9)
    _care(analyst, places)
    on = ON + timedelta(days=1)
    ref = _assess(analyst, places.province, on=on, now=NOW + timedelta(days=1))
    row = _row(analyst, ref, places.commune)
    assert (row.low, row.high) == ("2", "3")


def test_what_was_published_later_is_not_read(places, analyst):
    publish(places.commune, cases=3)
    _care(analyst, places)
    say({places.commune: 40}, day=ON, disease=COVID, stratum="found=community", minutes=60)
    early, late = (
        _row(analyst, _assess(analyst, places.province, as_of=moment, now=NOW), places.commune)
        for moment in (at(30), at(90))
    )
    assert (early.low, late.high) == ("1", "3")


def test_the_last_word_about_care_holds_and_has_its_own_level(places, analyst):
    publish(places.commune, cases=9)
    _care(analyst, places, value=1)
    _care(analyst, places, value=0)
    ref = _assess(analyst, places.province)
    kept = Grade.objects.get(assessment__ref=ref, unit=places.commune).figures
    assert kept["care_district"] == [0, 0]
    for name, value, said in (("care_province", 0, "PROVINCE"), ("care_district", 2, "0 đến 1"),
                              ("care", 0, "không có mục"), ("cases", -2, "0 đến")):  # fmt: skip
        with pytest.raises(Refused, match=said):
            assessing.state(
                actor=analyst, unit=UnitRef(places.district.ref), pack=NQ, disease=COVID,
                name=name, value=value, day=ON, now=NOW,
            )  # fmt: skip


def test_days_outside_the_pack_and_other_diseases_are_refused(places, analyst):
    with pytest.raises(Refused, match="2021-10-12"):
        _assess(analyst, places.province, on=ON + timedelta(days=60))
    with pytest.raises(Refused, match="measles"):
        _assess(analyst, places.province, disease="measles")
    with pytest.raises(Refused, match="COMMUNE"):
        _assess(analyst, places.next_district)
    with pytest.raises(NotFound):
        _assess(analyst, places.province, pack="tt15-2026")
    assert not Assessment.objects.exists()


def test_a_population_of_nought_names_its_commune(places, analyst):
    publish(places.commune, residents=0)
    with pytest.raises(Refused, match=places.commune.full_name):
        _assess(analyst, places.province)


def test_strangers_see_nothing_and_assess_nothing(places, analyst, stranger, sister, reporter):
    publish(places.commune)
    ref = _assess(analyst, places.province)
    with pytest.raises(NotFound):
        _assess(actor_of(stranger), places.commune)
    with pytest.raises(NotFound):
        queries.list_grades(actor=actor_of(stranger), assessment=ref)
    for user in (sister, reporter):  # figures of their unit, and no act
        with pytest.raises(NotAllowed):
            _assess(actor_of(user), places.commune)
        assert _row(actor_of(user), ref, places.commune).low == "1"
    assert len(queries.list_grades(actor=actor_of(reporter), assessment=ref)) == 1


def test_the_number_of_statements_does_not_grow_with_the_communes(places, analyst):
    publish(places.commune)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            _assess(analyst, places.province)
        counts.append(len(captured))
        for _ in range(5):
            UnitFactory(parent=places.district)
        closure.renew()
    assert counts[0] == counts[1]


def test_units_above_are_graded_by_their_own_figures(places, analyst):
    other = UnitFactory(parent=places.district)
    closure.renew()
    publish(places.commune, cases=9, residents=10_000)  # 90 of 100,000
    publish(other, cases=1, residents=20_000)  # 5 of 100,000; both together 33
    _care(analyst, places)
    ref = _assess(analyst, places.province)
    found = {unit: _row(analyst, ref, unit).low for unit in (places.commune, other)}
    assert [*found.values()] == ["2", "1"]
    for unit in (places.district, places.province):
        assert (_row(analyst, ref, unit).low, _row(analyst, ref, unit).high) == ("1", "1")
    why = queries.explain_grade(actor=analyst, assessment=ref, unit=UnitRef(places.district.ref))
    assert (why.readings[0].count, why.readings[0].people) == (10, 30_000)


def test_units_above_follow_their_units_where_the_pack_counts_them(places, analyst):
    text = packbook.builtin()[NQ].replace("version = 1", "version = 2", 1)
    rule = 'level = "DISTRICT"\nmethod = "figures"'
    assert rule in text
    text = text.replace(rule, 'level = "DISTRICT"\nmethod = "count"\nleast = 1')
    ref = packs.propose(
        actor=ANALYST, text=text, reason="Thử quy tắc của huyện.", now=NOW,
        confirmed=confirmations() | {"rollups[DISTRICT].least": "thử"},
    )  # fmt: skip
    packs.decide(actor=APPROVER, proposal=ref, is_approved=True, now=NOW)
    other = UnitFactory(parent=places.district)
    closure.renew()
    publish(places.commune, cases=9)
    publish(other, cases=1, residents=20_000)
    _care(analyst, places)
    ref = _assess(analyst, places.province)
    row = _row(analyst, ref, places.district)
    assert (row.low, row.high) == ("2", "2")
    kept = Grade.objects.get(assessment__ref=ref, unit=places.district).figures
    assert kept == {"below": {"1": 1, "2": 1, "3": 0, "4": 0}}
    why = queries.explain_grade(actor=analyst, assessment=ref, unit=row.unit)
    assert (why.low, why.high, why.readings) == ("2", "2", ())
