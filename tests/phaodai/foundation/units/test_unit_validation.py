"""Planted faults that the check of the tree must find."""

from datetime import date

import pytest

from phaodai.foundation.units import validation
from phaodai.foundation.units.models import ParentLink, Succession, Unit
from tests.phaodai.factories.units import UnitFactory, country

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 1)


def rules_broken():
    return {finding.rule for finding in validation.validate(DAY).findings}


def test_a_sound_tree(places):
    checked = validation.validate(DAY)
    assert checked.findings == ()
    assert (checked.n_units, sum(checked.counts.values())) == (5, 5)


def test_a_wrong_path(places):
    Unit.objects.filter(pk=places.commune.pk).update(path="/9/")
    assert rules_broken() == {"path"}


def test_a_circle(places):
    Unit.objects.filter(pk=places.district.pk).update(parent=places.commune)
    assert "circle" in rules_broken()


def test_a_gap_between_parents(places):
    ParentLink.objects.filter(unit=places.commune).update(first_day=date(2010, 1, 1))
    assert rules_broken() == {"seam"}


def test_two_parents_on_one_day(places):
    ParentLink.objects.create(
        unit=places.commune, parent=places.next_district, first_day=DAY, last_day=DAY
    )
    assert "seam" in rules_broken()


def test_a_last_parent_that_is_another(places):
    ParentLink.objects.filter(unit=places.commune).update(parent=places.next_district)
    assert rules_broken() == {"last"}


def test_a_parent_that_has_ended(places):
    Unit.objects.filter(pk=places.district.pk).update(valid_to=DAY)
    ParentLink.objects.filter(unit=places.district).update(last_day=DAY)
    assert rules_broken() == {"absent"}


def test_a_parent_of_the_same_level(places):
    other = UnitFactory(parent=places.district)
    Unit.objects.filter(pk=other.pk).update(parent=places.commune)
    ParentLink.objects.filter(unit=other).update(parent=places.commune)
    assert "level" in rules_broken()


def test_a_code_borne_twice(places):
    UnitFactory(parent=places.district, code=places.commune.code, valid_from=DAY)
    assert rules_broken() == {"code"}


def test_shares_that_are_not_the_whole(places):
    heirs = [UnitFactory(parent=places.district) for _ in range(2)]
    for heir in heirs:
        Succession.objects.create(old=places.commune, new=heir, day=DAY, share=0.4, reason="SPLIT")
    assert rules_broken() == {"shares"}
    Succession.objects.filter(new=heirs[0]).update(share=None)  # nobody has counted it
    assert rules_broken() == set()


def test_an_empty_tree(db):
    assert validation.validate(DAY).findings == ()
    country()
    assert validation.validate(DAY).findings == ()
