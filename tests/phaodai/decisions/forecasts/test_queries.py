"""What is read of outlooks, and by whom."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest

from phaodai.decisions.forecasts import operations, queries
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import OPERATOR, Places, actor_of
from tests.phaodai.decisions.forecasts.conftest import DISEASE, state, steady
from tests.phaodai.factories.indicators import DAY, at, say
from tests.phaodai.indicators.conftest import Land


def renew(minutes: int = 60, last=DAY):
    return operations.renew(disease=DISEASE, now=at(minutes), last=last)


def test_an_outlook_says_what_it_rests_on(land: Land, told, django_assert_num_queries):
    renew()
    with django_assert_num_queries(1):
        row = queries.get_outlook(actor=OPERATOR, unit=land.province.ref, disease=DISEASE)
    assert (row.unit, row.unit_name, row.level) == (
        land.province.ref, land.province.full_name, UnitLevel.PROVINCE,
    )  # fmt: skip
    assert (row.source, row.indicator, row.last_day) == ("reports", "cases.confirmed", DAY)
    assert len(row.days) == 14
    first, second = row.weeks
    assert (first.first, first.last) == (DAY + timedelta(1), DAY + timedelta(7))
    assert (second.first, second.last) == (DAY + timedelta(8), DAY + timedelta(14))
    assert first.low <= first.lower <= first.median <= first.upper <= first.high
    assert "reproduction" in row.assumed


def test_where_a_rise_is_likeliest_stands_first(land: Land, django_assert_num_queries):
    values = steady((20, 0.5, 40, 0))
    values[2, -10:] = np.arange(40, 140, 10)
    state(land, values)
    renew()
    with django_assert_num_queries(1):
        rows = queries.get_outlooks(actor=OPERATOR, disease=DISEASE)
    chances = [row.rising for row in rows]
    assert chances[-1] is None  # too few cases stand last
    assert chances[:-1] == sorted(chances[:-1], reverse=True)
    communes = queries.get_outlooks(actor=OPERATOR, disease=DISEASE, level=UnitLevel.COMMUNE)
    assert [row.unit for row in communes] == [land.communes[at].ref for at in (2, 0, 1)]
    assert len(queries.get_outlooks(actor=OPERATOR, disease=DISEASE, most=1)) == 1


def test_what_was_foreseen_at_a_moment(land: Land, told):
    renew(60)
    say({land.communes[0]: 95}, minutes=70, disease=DISEASE)
    renew(80)
    asked = {"actor": OPERATOR, "unit": land.communes[0].ref, "disease": DISEASE}
    now, then = queries.get_outlook(**asked), queries.get_outlook(**asked, as_of=at(75))
    assert now.r_mean > then.r_mean
    assert (then.estimated_at, now.estimated_at) == (at(60), at(80))
    with pytest.raises(queries.NoOutlook):
        queries.get_outlook(**asked, as_of=at(59))


def test_the_course_takes_the_last_word_of_each_day(land: Land, told):
    for minutes, back in ((60, 2), (70, 1), (80, 0)):
        renew(minutes, DAY - timedelta(days=back))
    say({land.communes[0]: 95}, minutes=85, disease=DISEASE)
    renew(90)
    asked = {"actor": OPERATOR, "unit": land.communes[0].ref, "disease": DISEASE}
    course = queries.get_course(**asked)
    assert [point.last_day for point in course] == [DAY - timedelta(2), DAY - timedelta(1), DAY]
    assert course[-1].mean == queries.get_outlook(**asked).r_mean
    assert queries.get_course(**asked, most=1) == course[-1:]


def test_units_without_an_outlook_have_none(land: Land, told):
    renew()
    for unit in (land.communes[3].ref, uuid4()):
        with pytest.raises(queries.NoOutlook):
            queries.get_outlook(actor=OPERATOR, unit=unit, disease=DISEASE)
        assert queries.get_course(actor=OPERATOR, unit=unit, disease=DISEASE) == []
    assert queries.get_outlooks(actor=OPERATOR, disease="measles") == []


@pytest.mark.usefixtures("db")
def test_everybody_sees_what_is_below_and_nothing_beside(
    places: Places, commander, sister, reporter, stranger
):
    rng = np.random.default_rng(1)
    for back in range(40):
        say({places.commune: int(rng.poisson(9))}, day=DAY - timedelta(days=back), disease=DISEASE)
    renew()

    def seen(user):
        rows = queries.get_outlooks(actor=actor_of(user), disease=DISEASE)
        return {row.unit for row in rows}

    assert seen(commander) == {places.district.ref, places.commune.ref}
    assert seen(sister) == seen(commander)  # figures are of units, not of bodies
    assert seen(reporter) == {places.commune.ref}
    assert seen(stranger) == set()
    assert queries.get_outlooks(actor=Actor(name="nobody"), disease=DISEASE) == []
    asked = {"unit": places.commune.ref, "disease": DISEASE}
    with pytest.raises(queries.NoOutlook):
        queries.get_outlook(actor=actor_of(stranger), **asked)
    assert queries.get_course(actor=actor_of(stranger), **asked) == []
    assert len(queries.get_course(actor=actor_of(reporter), **asked)) == 1
