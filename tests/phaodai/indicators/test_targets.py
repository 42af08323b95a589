"""Targets: set, set again, changed, withdrawn, read."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.indicators import reading, targets
from phaodai.indicators.models import Target
from phaodai.indicators.targets import Comparator, Demand
from tests.phaodai.factories.indicators import DAY, at
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import Land, ref

# "Tiêm mũi 2 cho người từ 18 tuổi trở lên xong trong tháng 12."
DOSES = Demand(
    "vaccination.coverage", Comparator.AT_LEAST, 100, first_day=date(2021, 12, 1),
    last_day=date(2021, 12, 31), disease="COVID-19", stratum="age=18+;dose=2",
)  # fmt: skip
HUNGRY = Demand("welfare.households_hungry", Comparator.EQUAL, 0, first_day=date(2021, 9, 9))
ORDER = UUID(int=1)


def set_for(units, *demands, minutes=0, obligation=ORDER):
    return targets.set_targets(
        obligation=obligation, unit_ids=[u.pk for u in units], demands=demands, now=at(minutes)
    )


def running(day=DAY, **rest):
    return reading.running_targets(day=day, **rest)


def test_targets_run_from_their_first_to_their_last_day(land: Land):
    assert set_for(land.communes, DOSES, HUNGRY) == 8
    assert len(running()) == 8
    assert len(running(date(2021, 12, 1))) == 8
    assert len(running(date(2021, 12, 31))) == 8
    assert {row.indicator for row in running(date(2022, 1, 1))} == {HUNGRY.indicator}
    assert len(running(date(2021, 11, 30))) == 4
    assert running(date(2021, 9, 8)) == []


def test_a_target_says_what_is_demanded(land: Land):
    set_for(land.communes[:1], DOSES)
    (row,) = running()
    assert (row.unit, row.indicator, row.comparator, row.value, row.stratum, row.disease) == (
        ref(land.communes[0]), "vaccination.coverage", Comparator.AT_LEAST, 100,
        "age=18+;dose=2", "COVID-19",
    )  # fmt: skip
    assert row.obligation == ORDER


def test_targets_of_some_units_are_set_beside_the_others(land: Land):
    first, second, *others = land.communes
    set_for([first, second], DOSES)
    before = {row.unit: row.ref for row in running()}
    assert targets.set_targets(
        obligation=ORDER, unit_ids=[u.pk for u in others], demands=[DOSES],
        among=[u.pk for u in others], now=at(1),
    ) == len(others)  # fmt: skip
    assert {row.unit: row.ref for row in running()}.items() >= before.items()
    targets.set_targets(
        obligation=ORDER, unit_ids=(), demands=(), among=[first.pk, others[0].pk], now=at(2)
    )
    assert {row.unit for row in running()} == {ref(u) for u in (second, *others[1:])}
    targets.set_targets(obligation=ORDER, unit_ids=(), demands=(), among=(), now=at(3))
    assert len(running()) == len(land.communes) - 2


def test_setting_them_again_changes_nothing(land: Land):
    set_for(land.communes, DOSES, HUNGRY)
    before = {row.ref: row.published_at for row in running()}
    assert set_for(land.communes, DOSES, HUNGRY, minutes=5) == 8
    assert {row.ref: row.published_at for row in running()} == before
    assert Target.objects.count() == 8


def test_a_change_keeps_what_was_demanded(land: Land):
    set_for(land.communes, DOSES)
    later = Demand(
        DOSES.indicator, DOSES.comparator, Decimal("99.5"), first_day=DOSES.first_day,
        last_day=date(2022, 1, 15), disease=DOSES.disease, stratum=DOSES.stratum,
    )  # fmt: skip
    assert set_for(land.communes[:2], later, minutes=5) == 2
    assert [row.value for row in running()] == [Decimal("99.5")] * 2
    assert [row.value for row in running(as_of=at(4))] == [100] * 4
    assert running(as_of=at(-1)) == []


def test_withdrawn_targets_run_no_more(land: Land):
    set_for(land.communes, DOSES)
    set_for(land.communes, DOSES, obligation=uuid4())
    assert targets.withdraw_targets(obligation=ORDER, now=at(5)) == 4
    assert targets.withdraw_targets(obligation=ORDER, now=at(6)) == 0
    assert {row.obligation for row in running()} & {ORDER} == set()
    assert len(running(obligations=[ORDER], as_of=at(4))) == 4
    assert set_for(land.communes, DOSES, minutes=7) == 4


def test_targets_of_some_units_and_obligations(land: Land):
    other = uuid4()
    set_for(land.communes, DOSES)
    set_for(land.communes[:1], HUNGRY, obligation=other)
    assert len(running(units=[ref(land.communes[0])])) == 2
    assert len(running(obligations=[other])) == 1
    assert running(units=[]) == []


def test_no_demand_ends_them(land: Land):
    set_for(land.communes, DOSES)
    assert set_for(land.communes, minutes=1) == 0
    assert running() == []


def test_one_obligation_may_bound_a_figure_on_both_sides(land: Land):
    low = Demand("samples.taken", Comparator.AT_LEAST, 10, first_day=DAY)
    high = Demand("samples.taken", Comparator.AT_MOST, 20, first_day=DAY)
    assert set_for(land.communes[:1], low, high) == 2


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"indicator": "cases.imagined"}, targets.UnknownIndicator),
        ({"disease": "covid"}, targets.UnknownDisease),
        ({"stratum": "age=1+"}, targets.UnknownStratum),
        ({"value": -1}, targets.ImpossibleValue),
        ({"last_day": date(2021, 11, 30)}, ValueError),
        ({"indicator": "command.tracing_teams", "stratum": ""}, targets.NotOfOneDisease),
    ],
)
def test_a_refused_demand_leaves_the_old_ones(land: Land, change, refusal):
    set_for(land.communes[:1], HUNGRY)
    values = {name: getattr(DOSES, name) for name in Demand.__slots__}
    with pytest.raises(refusal):
        set_for(land.communes[:1], Demand(**{**values, **change}), minutes=1)
    assert [row.indicator for row in running()] == [HUNGRY.indicator]


def test_the_same_demand_twice(land: Land):
    with pytest.raises(targets.SaidTwice):
        set_for(land.communes[:1], HUNGRY, HUNGRY)


def test_targets_cost_the_same_queries_however_many(land: Land):
    def n_queries(units, minutes):
        with CaptureQueriesContext(connection) as seen:
            set_for(units, DOSES, HUNGRY, minutes=minutes)
            running(units=[ref(u) for u in units])
        return len(seen)

    n_queries(land.communes[:1], 0)
    few = n_queries(land.communes, 1)
    more = [UnitFactory(parent=land.districts[0]) for _ in range(30)]
    assert n_queries([*land.communes, *more], 2) == few


def test_time_does_not_run_back(land: Land):
    set_for(land.communes[:1], DOSES, minutes=10)
    assert targets.withdraw_targets(obligation=ORDER, now=at(9)) == 1
    assert running(as_of=at(10) + timedelta(seconds=1)) == []
