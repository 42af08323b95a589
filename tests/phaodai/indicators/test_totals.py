"""Sums over units and days: who is in them, who is missing, how many queries they cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.units import operations
from phaodai.foundation.units.queries import UnknownUnit
from phaodai.indicators import reading
from phaodai.indicators.publishing import Basis
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.indicators import CASES, CURRENT, DAY, at, counted, say, stated
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import Land, ref

WEEK = [DAY + timedelta(days=n) for n in range(7)]


def total(unit, measure=None, *, level=UnitLevel.COMMUNE, first=DAY, last=DAY, as_of=None):
    figure = reading.total(
        measure=measure or stated(), unit=ref(unit), level=level, first=first, last=last,
        as_of=as_of,
    )  # fmt: skip
    return figure.value, figure.n_reported, figure.n_expected


def test_communes_are_summed_and_the_silent_ones_named(land: Land):
    a, b, c, _silent = land.communes
    say({a: 1, b: 0, c: 4})
    assert total(land.province) == (5, 3, 4)
    assert total(land.districts[0]) == (1, 2, 2)
    assert total(land.districts[1]) == (4, 1, 2)
    assert total(a) == (1, 1, 1)


def test_all_silent_is_no_zero(land: Land):
    assert total(land.province) == (None, 0, 4)


def test_a_districts_own_statement_is_not_added_to_its_communes(land: Land):
    a, b, *_ = land.communes
    say({a: 1, b: 2, land.districts[0]: 99, land.province: 999})
    assert total(land.province) == (3, 2, 4)
    assert total(land.districts[0]) == (3, 2, 2)
    assert total(land.province, level=UnitLevel.DISTRICT) == (99, 1, 2)
    assert total(land.province, level=UnitLevel.PROVINCE) == (999, 1, 1)


def test_stated_and_counted_are_summed_apart(land: Land):
    a, b, *_ = land.communes
    say({a: 1, b: 2})
    say({a: 10}, source="cases", basis=Basis.COUNTED)
    assert total(land.province) == (3, 2, 4)
    assert total(land.province, counted()) == (10, 1, 4)


def test_a_flow_is_summed_over_days_and_counts_statements(land: Land):
    a, b, *_ = land.communes
    for day in WEEK:
        say({a: 2}, day=day)
    say({b: 5}, day=WEEK[3])
    assert total(land.districts[0], first=WEEK[0], last=WEEK[-1]) == (19, 8, 14)


def test_a_stock_is_not_summed_over_days(land: Land):
    with pytest.raises(reading.NotOverDays):
        total(land.province, stated(CURRENT), first=WEEK[0], last=WEEK[1])


@pytest.mark.parametrize("code", ["levels.level", "samples.turnaround", "vaccination.coverage"])
def test_what_is_never_summed(land: Land, code):
    with pytest.raises(reading.NeverSummed):
        total(land.province, stated(code))


def test_a_level_is_each_units_own(land: Land):
    say({land.districts[0]: 3}, indicator="levels.level", source="levels", basis=Basis.COUNTED)
    measure = counted("levels.level", source="levels")
    found = reading.own(measures=[measure], units=[ref(land.districts[0])], day=DAY)
    assert found[ref(land.districts[0]), measure].value == 3


def test_what_nobody_ever_spoke_of(land: Land):
    assert total(land.province, counted("isolation.current", source="isolation")) == (None, 0, 4)


@pytest.mark.parametrize(
    ("measure", "refusal"),
    [
        (stated("cases.imagined"), reading.UnknownIndicator),
        (stated(disease="Covid"), reading.UnknownDisease),
        (stated(stratum="age=18+"), reading.UnknownStratum),
    ],
)
def test_questions_that_mean_nothing(land: Land, measure, refusal):
    with pytest.raises(refusal):
        total(land.province, measure)
    with pytest.raises(refusal):
        reading.own(measures=[measure], units=[], day=DAY)


def test_a_unit_that_does_not_exist(land: Land):
    from uuid import uuid4

    nowhere = UnitRef(uuid4())
    with pytest.raises(UnknownUnit):
        reading.own(measures=[stated()], units=[nowhere], day=DAY)
    with pytest.raises(UnknownUnit):
        reading.total(measure=stated(), unit=nowhere, level=UnitLevel.COMMUNE, first=DAY, last=DAY)


def test_a_period_that_runs_back(land: Land):
    with pytest.raises(ValueError):
        total(land.province, first=WEEK[1], last=WEEK[0])


def test_a_series_leaves_silent_days_out(land: Land):
    a, b, *_ = land.communes
    say({a: 1, b: 2}, day=WEEK[0])
    say({a: 0}, day=WEEK[2])
    found = reading.series(
        measure=stated(), unit=ref(land.province), level=UnitLevel.COMMUNE,
        first=WEEK[0], last=WEEK[-1],
    )  # fmt: skip
    assert [(d, f.value, f.n_reported, f.n_expected) for d, f in found.items()] == [
        (WEEK[0], 3, 2, 4),
        (WEEK[2], 0, 1, 4),
    ]


def test_a_total_as_it_was_known(land: Land):
    a, b, *_ = land.communes
    say({a: 1})
    say({b: 2}, minutes=10)
    say({a: 7}, minutes=20)
    assert [total(land.province, as_of=at(m))[:2] for m in (-1, 0, 10, 20)] == [
        (None, 0), (1, 1), (3, 2), (9, 2),
    ]  # fmt: skip


def test_a_unit_that_moved_counts_where_it_lay_on_the_day(land: Land):
    """The tree of the day, not the tree of today."""
    a, b, c, _ = land.communes
    for day in WEEK:
        say({a: 1, b: 10, c: 100}, day=day)
    operations.move(
        actor=OPERATOR, now=NOW, unit=ref(b), parent=ref(land.districts[1]), first_day=WEEK[4]
    )
    first, second = land.districts
    assert total(first, first=WEEK[0], last=WEEK[6]) == (7 + 40, 11, 11)
    assert total(second, first=WEEK[0], last=WEEK[6]) == (700 + 30, 10, 17)
    assert total(land.province, first=WEEK[0], last=WEEK[6]) == (777, 21, 28)
    days = reading.series(
        measure=stated(), unit=ref(first), level=UnitLevel.COMMUNE, first=WEEK[3], last=WEEK[4]
    )
    assert [(f.value, f.n_expected) for f in days.values()] == [(11, 2), (1, 1)]


def test_a_unit_that_ended_is_no_longer_expected(land: Land):
    a, b, *_ = land.communes
    say({a: 1, b: 10}, day=WEEK[0])
    operations.close(actor=OPERATOR, now=NOW, unit=ref(b), last_day=WEEK[0])
    assert total(land.districts[0], first=WEEK[0], last=WEEK[0]) == (11, 2, 2)
    assert total(land.districts[0], first=WEEK[1], last=WEEK[1]) == (None, 0, 1)


def test_roots_may_lie_in_each_other(land: Land):
    a, *_ = land.communes
    say({a: 5})
    units = [ref(land.province), ref(land.districts[0]), ref(land.districts[1]), ref(a)]
    found = reading.totals(
        measures=[stated()], units=units, level=UnitLevel.COMMUNE, first=DAY, last=DAY
    )
    assert [found[unit, stated()].value for unit in units] == [5, 5, None, 5]


def test_the_newest_statement_bears_its_day(land: Land):
    a, b, *_ = land.communes
    say({a: 1, b: 2}, indicator=CURRENT, day=WEEK[0])
    say({a: 3}, indicator=CURRENT, day=WEEK[2])
    measure = stated(CURRENT)
    units = [ref(u) for u in land.communes]
    found = reading.latest(measures=[measure], units=units, last=WEEK[5])
    assert {u: (f.value, f.day) for (u, _), f in found.items()} == {
        ref(a): (3, WEEK[2]),
        ref(b): (2, WEEK[0]),
    }
    recent = reading.latest(measures=[measure], units=units, first=WEEK[1], last=WEEK[5])
    assert set(recent) == {(ref(a), measure)}
    before = reading.latest(measures=[measure], units=units, last=WEEK[1])
    assert before[ref(a), measure].value == 1


def test_measures_asked_together_are_not_crossed(land: Land):
    """One look-up reads more than is asked; the answers are only what was asked."""
    a, *_ = land.communes
    say({a: 1}, disease="dengue")
    say({a: 2}, source="cases", basis=Basis.COUNTED)
    asked = [stated(disease="dengue"), counted(), stated()]
    found = reading.totals(
        measures=asked, units=[ref(a)], level=UnitLevel.COMMUNE, first=DAY, last=DAY
    )
    assert {m: f.value for (_, m), f in found.items()} == dict(
        zip(asked, (1, 2, None), strict=True)
    )
    assert set(reading.own(measures=asked, units=[ref(a)], day=DAY)) == {
        (ref(a), asked[0]), (ref(a), asked[1]),
    }  # fmt: skip


def test_who_has_spoken(land: Land):
    a, *_ = land.communes
    say({a: 1}, disease="dengue")
    say({a: 2}, source="cases", basis=Basis.COUNTED)
    assert set(reading.spoken(CASES)) == {stated(disease="dengue"), counted()}
    assert reading.spoken(CURRENT) == []
    with pytest.raises(reading.UnknownIndicator):
        reading.spoken("cases.imagined")


def test_boards_cost_the_same_queries_however_large(land: Land):
    codes = (CASES, CURRENT, "cases.unreached", "deaths.count")
    for code in codes:
        say(dict.fromkeys(land.communes, 1), indicator=code)

    def n_queries(units, measures):
        with CaptureQueriesContext(connection) as seen:
            reading.totals(
                measures=measures, units=units, level=UnitLevel.COMMUNE, first=DAY, last=DAY
            )
            reading.own(measures=measures, units=units, day=DAY)
            reading.latest(measures=measures, units=units, last=DAY)
            reading.series(
                measure=measures[0], unit=units[0], level=UnitLevel.COMMUNE, first=DAY, last=DAY
            )
            reading.own_series(measure=measures[0], units=units, first=DAY, last=DAY)
        return len(seen)

    few = n_queries([ref(land.districts[0]), ref(land.communes[0])], [stated()])
    more = [UnitFactory(parent=land.districts[0]) for _ in range(40)]
    say(dict.fromkeys(more, 1), day=date(2021, 12, 20), minutes=1)
    many = n_queries(
        [ref(u) for u in (*land.districts, *land.communes, *more)], [stated(c) for c in codes]
    )
    assert few == many
    assert few <= 40
