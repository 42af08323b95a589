"""Ratios from their parts."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.units import operations
from phaodai.indicators import reading
from phaodai.indicators.publishing import Basis
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Kind
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.indicators import DAY, at, say
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import Land, ref

CENSUS = date(2019, 4, 1)
PEOPLE, POPULATION = "vaccination.people", "population.count"
POSITIVE, ANSWERED = "samples.positive", "samples.answered"
COVERAGE = reading.ratio_of(
    "vaccination.coverage", source="reports", basis=Basis.STATED, disease="COVID-19",
    stratum="age=18+;dose=2", denominator_source="census2019",
)  # fmt: skip
SHARE = reading.ratio_of("samples.positive_share", source="reports", basis=Basis.STATED)


def vaccinated(values, *, day=DAY, minutes=0):
    say(values, indicator=PEOPLE, disease="COVID-19", stratum="age=18+;dose=2", day=day,
        minutes=minutes)  # fmt: skip


def population(values):
    say(values, indicator=POPULATION, day=CENSUS, source="census2019", stratum="age=18+")


def ratio(of, unit, *, level=UnitLevel.COMMUNE, first=DAY, last=DAY, **rest):
    return reading.ratio(of=of, unit=ref(unit), level=level, first=first, last=last, **rest)


def test_a_ratio_knows_its_parts():
    assert COVERAGE.numerator == reading.Measure(
        PEOPLE, "reports", Basis.STATED, "COVID-19", "age=18+;dose=2"
    )
    assert COVERAGE.denominator == reading.Measure(
        POPULATION, "census2019", Basis.STATED, "", "age=18+"
    )


@pytest.mark.parametrize("code", ["cases.confirmed", "levels.level", "local.parcels", ""])
def test_what_is_no_ratio(code):
    with pytest.raises(reading.UnknownIndicator):
        reading.ratio_of(code, source="reports", basis=Basis.STATED)


def test_a_part_it_is_not_broken_down_into():
    with pytest.raises(reading.UnknownStratum):
        reading.ratio_of(
            "vaccination.coverage", source="reports", basis=Basis.STATED, stratum="dose=9"
        )


@pytest.mark.parametrize("entry", [e for e in CATALOGUE.values() if e.kind is Kind.RATIO])
def test_every_ratio_of_the_catalogue_can_be_made(entry):
    strata = ["", *(s for each in entry.strata for s in each.strata)]
    for stratum in strata:
        of = reading.ratio_of(entry.code, source="reports", basis=Basis.STATED, stratum=stratum)
        assert of.scale == entry.scale


def test_coverage_is_recomputed_and_not_averaged(land: Land):
    a, b, *_ = land.communes
    vaccinated({a: 90, b: 100})
    population({a: 100, b: 1000})
    found = ratio(COVERAGE, land.districts[0])
    assert float(found.value) == pytest.approx(100 * 190 / 1100)
    assert (found.numerator.value, found.denominator.value) == (190, 1100)
    assert found.is_complete
    assert found.numerator.day == DAY
    assert found.denominator.day == CENSUS


def test_a_silent_unit_is_left_out_of_both_parts(land: Land):
    a, b, *_ = land.communes
    vaccinated({a: 90})
    population({a: 100, b: 1000})
    found = ratio(COVERAGE, land.districts[0])
    assert found.value == 90
    assert (found.numerator.n_reported, found.numerator.n_expected) == (1, 2)
    assert not found.is_complete


def test_without_a_denominator_there_is_no_ratio(land: Land):
    a, b, *_ = land.communes
    vaccinated({a: 90, b: 5})
    population({b: 0})
    found = ratio(COVERAGE, land.districts[0])
    assert found.value is None
    assert ratio(COVERAGE, land.districts[1]).value is None
    assert found.numerator.value == 5  # of the one that has both


def test_a_stock_above_is_that_of_the_day_and_below_the_newest(land: Land):
    a, *_ = land.communes
    population({a: 100})
    vaccinated({a: 50}, day=DAY - timedelta(days=1))
    assert ratio(COVERAGE, a).value is None
    vaccinated({a: 60}, minutes=1)
    assert ratio(COVERAGE, a).value == 60


def test_flows_are_paired_day_by_day(land: Land):
    a, b, *_ = land.communes
    days = [DAY + timedelta(days=n) for n in range(3)]
    for day in days:
        say({a: 1}, indicator=POSITIVE, day=day)
    for day in days[:2]:  # on the third day nobody said how many were answered
        say({a: 10}, indicator=ANSWERED, day=day)
    say({b: 30}, indicator=ANSWERED, day=days[0])  # and b never said how many were positive
    found = ratio(SHARE, land.districts[0], first=days[0], last=days[2])
    assert found.value == 10
    assert (found.numerator.value, found.denominator.value) == (2, 20)
    assert (found.numerator.n_reported, found.numerator.n_expected) == (2, 6)


def test_the_denominator_may_be_stated_a_level_above(land: Land):
    """The census knows districts, communes state doses."""
    a, b, c, d = land.communes
    vaccinated({a: 10, b: 20, c: 30})
    population(dict(zip(land.districts, (100, 100), strict=True)))
    found = ratio(COVERAGE, land.province, denominator_level=UnitLevel.DISTRICT)
    assert found.value == 30
    assert not found.is_complete
    vaccinated({d: 40}, minutes=1)
    found = ratio(COVERAGE, land.province, denominator_level=UnitLevel.DISTRICT)
    assert (found.value, found.is_complete) == (50, True)


def test_a_ratio_as_it_was_known(land: Land):
    a, *_ = land.communes
    population({a: 100})
    vaccinated({a: 50})
    vaccinated({a: 60}, minutes=5)
    assert ratio(COVERAGE, a, as_of=at(4)).value == 50
    assert ratio(COVERAGE, a, as_of=at(-1)).value is None


def test_a_series_of_ratios(land: Land):
    a, *_ = land.communes
    population({a: 100})
    vaccinated({a: 50})
    vaccinated({a: 60}, day=DAY + timedelta(days=2))
    found = reading.ratio_series(
        of=COVERAGE, unit=ref(a), level=UnitLevel.COMMUNE,
        first=DAY, last=DAY + timedelta(days=3),
    )  # fmt: skip
    assert {day: figure.value for day, figure in found.items()} == {
        DAY: 50, DAY + timedelta(days=2): 60,
    }  # fmt: skip


def test_a_unit_that_moved_is_paired_where_it_lay(land: Land):
    a, b, c, d = land.communes
    population({a: 100, b: 100, c: 100, d: 100})
    vaccinated({a: 10, b: 90, c: 10, d: 10})
    operations.move(
        actor=OPERATOR, now=NOW, unit=ref(b), parent=ref(land.districts[1]),
        first_day=DAY + timedelta(days=1),
    )  # fmt: skip
    assert ratio(COVERAGE, land.districts[0]).value == 50
    vaccinated({a: 10, b: 90, c: 10, d: 10}, day=DAY + timedelta(days=1))
    tomorrow = {"first": DAY + timedelta(days=1), "last": DAY + timedelta(days=1)}
    assert ratio(COVERAGE, land.districts[0], **tomorrow).value == 10


def test_parts_that_cannot_be_summed(land: Land):
    wrong = reading.Ratio("x", reading.Measure("levels.level", "levels", Basis.COUNTED),
                          COVERAGE.denominator, 1)  # fmt: skip
    with pytest.raises(reading.NeverSummed):
        ratio(wrong, land.province)


def test_many_ratios_cost_the_same_queries(land: Land):
    def n_queries(of, units):
        with CaptureQueriesContext(connection) as seen:
            reading.ratios(of=of, units=units, level=UnitLevel.COMMUNE, first=DAY, last=DAY)
        return len(seen)

    vaccinated({land.communes[0]: 1})
    population({land.communes[0]: 10})
    few = n_queries([COVERAGE], [ref(land.districts[0])])
    more = [UnitFactory(parent=land.districts[1]) for _ in range(30)]
    vaccinated(dict.fromkeys(more, 1))
    population(dict.fromkeys(more, 10))
    found = n_queries([COVERAGE, SHARE], [ref(u) for u in (*land.districts, *more)])
    assert few == found
    assert few <= 10
