"""What is read of assessments, and by whom."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from phaodai.decisions.obligations import queries
from phaodai.vocabulary.access import Actor
from tests.phaodai.conftest import OPERATOR, Places, actor_of
from tests.phaodai.factories.indicators import DAY, at, say
from tests.phaodai.factories.obligations import ADULTS, END, HUNGRY, ORDER, assess, demand
from tests.phaodai.indicators.conftest import Land


def hungry(values, **rest):
    return say(values, indicator=HUNGRY.indicator, **rest)


def test_the_worst_stands_first(land: Land, django_assert_num_queries):
    demand(land.communes, HUNGRY)
    hungry({land.communes[0]: 0, land.communes[1]: 3, land.communes[3]: 9})
    assess()
    with django_assert_num_queries(1):
        rows = queries.get_state(actor=OPERATOR, obligation=ORDER)
    one, two, three, four = land.communes
    assert [row.unit for row in rows] == [four.ref, two.ref, three.ref, one.ref]
    assert [row.state for row in rows] == ["NOT_MET", "NOT_MET", "NO_FIGURE", "MET"]
    assert (rows[0].margin, rows[0].unit_name, rows[0].entry.code) == (
        9, four.full_name, HUNGRY.indicator,
    )  # fmt: skip
    assert rows[0].entry.definition_vi
    assert len(queries.get_state(actor=OPERATOR, obligation=ORDER, most=1)) == 1
    assert queries.get_state(actor=OPERATOR, obligation=uuid4()) == []
    assert [row.unit for row in queries.get_worst(actor=OPERATOR)] == [two.ref, four.ref, three.ref]


def test_how_much_has_to_be_won_a_day(land: Land):
    demand(land.communes[:1], ADULTS)
    say({land.communes[0]: 40}, indicator="vaccination.people", disease="COVID-19",
        stratum=ADULTS.stratum)  # fmt: skip
    say({land.communes[0]: 100}, indicator="population.count", stratum="age=18+")
    assess()
    (row,) = queries.get_state(actor=OPERATOR, obligation=ORDER)
    assert (row.value, row.numerator, row.denominator, row.margin) == (40, 40, 100, -60)
    assert row.per_day(END) == 60
    assert row.per_day(END - timedelta(11)) == 5
    assert row.per_day(END + timedelta(1)) is None
    assert not row.is_missed


def test_what_was_held_at_a_moment(land: Land):
    demand(land.communes[:1], HUNGRY)
    assess(0)
    hungry({land.communes[0]: 2}, minutes=5)
    assess(10)
    hungry({land.communes[0]: 0}, minutes=15)
    assess(20)

    def state(minutes):
        found = queries.get_state(actor=OPERATOR, obligation=ORDER, as_of=at(minutes))
        return [row.state for row in found]

    assert [state(n) for n in (-1, 0, 9, 10, 20)] == [
        [], ["NO_FIGURE"], ["NO_FIGURE"], ["NOT_MET"], ["MET"],
    ]  # fmt: skip
    (row,) = queries.get_state(actor=OPERATOR, obligation=ORDER)
    points = queries.get_history(actor=OPERATOR, target=row.target)
    assert [(point.at, point.value) for point in points] == [
        (at(0), None), (at(10), Decimal(2)), (at(20), Decimal(0)),
    ]  # fmt: skip
    assert len(queries.get_history(actor=OPERATOR, target=row.target, most=2)) == 2
    assert queries.get_assessment(actor=OPERATOR, target=row.target) == row


def test_counts(land: Land):
    demand([*land.communes, land.districts[0]], HUNGRY)
    hungry({land.communes[0]: 0, land.communes[2]: 3})
    assess()
    found = queries.get_counts(actor=OPERATOR, obligation=ORDER)
    assert (found.n_met, found.n_not_met, found.n_partly, found.n_no_figure, found.n) == (
        1, 1, 1, 2, 5,
    )  # fmt: skip
    assert found.n_missed == 0
    assert queries.get_counts(actor=OPERATOR).n == 5


@pytest.mark.usefixtures("db")
def test_everybody_sees_what_is_below_and_nothing_beside(
    places: Places, commander, sister, reporter, stranger
):
    demand([places.province, places.district, places.commune, places.next_district], HUNGRY)
    assess()

    def seen(user):
        rows = queries.get_state(actor=actor_of(user), obligation=ORDER)
        return {row.unit for row in rows}

    assert seen(commander) == {places.district.ref, places.commune.ref}
    assert seen(sister) == seen(commander)  # figures are of units, not of bodies
    assert seen(reporter) == {places.commune.ref}
    assert seen(stranger) == {places.next_district.ref}
    assert queries.get_state(actor=Actor(name="nobody"), obligation=ORDER) == []
    assert queries.get_counts(actor=actor_of(stranger)).n == 1
    (hidden,) = queries.get_state(actor=actor_of(reporter), obligation=ORDER)
    for read in (queries.get_history, queries.get_assessment):
        with pytest.raises(queries.UnknownTarget):
            read(actor=actor_of(stranger), target=hidden.target)
    assert len(queries.get_worst(actor=actor_of(commander))) == 2


def test_the_day_of_the_figure(land: Land):
    demand(land.communes[:1], HUNGRY)
    hungry({land.communes[0]: 0}, day=DAY - timedelta(1))
    assess()
    (row,) = queries.get_state(actor=OPERATOR, obligation=ORDER)
    assert (row.figure_day, row.source, row.is_counted, row.known_at) == (
        DAY - timedelta(1), "reports", False, at(0),
    )  # fmt: skip
