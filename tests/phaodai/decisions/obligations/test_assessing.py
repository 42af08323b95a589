"""From facts and targets to answers, and to whoever has to hear of them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from phaodai.decisions.obligations import operations
from phaodai.decisions.obligations.models import Assessment
from phaodai.indicators import targets
from phaodai.indicators.publishing import Basis
from phaodai.indicators.targets import Comparator, Demand
from tests.phaodai.factories.indicators import DAY, at, say
from tests.phaodai.factories.obligations import (
    ADULTS,
    END,
    FIRST,
    HUNGRY,
    ORDER,
    announced,
    answers,
    assess,
    demand,
)
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import Land

PEOPLE = "vaccination.people"
JABS = {"indicator": PEOPLE, "disease": "COVID-19", "stratum": "age=18+;dose=2"}
HEADS = {"indicator": "population.count", "stratum": "age=18+"}


def hungry(values, **rest):
    return say(values, indicator=HUNGRY.indicator, **rest)


def test_silence_is_never_met(land: Land):
    demand([*land.communes, land.province], HUNGRY)
    found = assess()
    assert {state for state, _ in answers(found).values()} == {"NO_FIGURE"}
    assert (found.n_changed, found.n_announced) == (5, 5)


def test_a_unit_above_is_met_when_all_below_have_spoken(land: Land):
    demand([land.province, land.districts[0], *land.communes], HUNGRY)
    hungry(dict.fromkeys(land.communes[:3], 0))
    found = answers(assess())
    assert found[land.province.ref] == ("PARTLY", 0)
    assert found[land.districts[0].ref] == ("MET", 0)
    assert found[land.communes[0].ref] == ("MET", 0)
    assert found[land.communes[3].ref] == ("NO_FIGURE", None)
    hungry({land.communes[3]: 0}, minutes=20)
    assert answers(assess(30))[land.province.ref] == ("MET", 0)
    hungry({land.communes[3]: 2}, minutes=40)
    assert answers(assess(50))[land.province.ref] == ("NOT_MET", 2)


def test_a_districts_own_statement_is_not_added_to_its_communes(land: Land):
    demand([land.districts[0]], HUNGRY)
    hungry({land.districts[0]: 5})
    assert answers(assess())[land.districts[0].ref] == ("NOT_MET", 5)
    hungry({land.communes[0]: 3, land.communes[1]: 4}, minutes=20)
    assert answers(assess(30))[land.districts[0].ref] == ("NOT_MET", 7)


def test_counted_is_believed_and_stated_stands_beside_it(land: Land):
    demand([land.districts[0]], HUNGRY)
    hungry(dict.fromkeys(land.communes[:2], 0))
    hungry(dict(zip(land.communes[:2], (1, 2), strict=True)), source="welfare",
           basis=Basis.COUNTED)  # fmt: skip
    (judged,) = assess().judged
    assert (judged.figure.value, judged.figure.source, judged.figure.basis) == (3, "welfare", 2)
    assert judged.other is not None
    assert (judged.other.value, judged.other.source, judged.other.basis) == (0, "reports", 1)
    row = Assessment.objects.get()
    assert (row.state, row.amount, row.other_amount, row.other_basis) == ("NOT_MET", 30_000, 0, 1)


def test_stated_and_counted_are_never_mixed(land: Land):
    demand([land.districts[0]], HUNGRY)
    hungry({land.communes[0]: 0}, source="welfare", basis=Basis.COUNTED)
    hungry({land.communes[1]: 0})
    (judged,) = assess().judged
    assert judged.judgement.state == "PARTLY"  # each source knows half; together they prove nothing
    assert (judged.figure.n_reported, judged.figure.n_expected) == (1, 2)
    hungry({land.communes[0]: 4}, minutes=20)
    (judged,) = assess(30).judged  # a whole statement comes before half a count
    assert (judged.figure.source, judged.figure.value) == ("reports", 4)


def test_a_ratio_is_put_together_from_the_parts_of_its_communes(land: Land):
    demand([land.districts[0], land.communes[0]], ADULTS)
    say({land.communes[0]: 300, land.communes[1]: 50}, **JABS)
    say({land.communes[0]: 300, land.communes[1]: 100}, **HEADS)
    found = answers(assess())
    assert found[land.districts[0].ref] == ("NOT_MET", Decimal("87.5"))
    assert found[land.communes[0].ref] == ("MET", 100)
    row = Assessment.objects.get(unit=land.districts[0])
    assert (row.numerator, row.denominator, row.scale) == (3_500_000, 4_000_000, 100)


def test_the_census_knows_districts(land: Land):
    lower = Demand(ADULTS.indicator, Comparator.AT_LEAST, 50, first_day=FIRST, last_day=END,
                   disease=ADULTS.disease, stratum=ADULTS.stratum)  # fmt: skip
    demand([land.districts[0], land.communes[0]], lower)
    say({land.districts[0]: 400}, source="census2019:interpolated", day=date(2019, 4, 1), **HEADS)
    say({land.communes[0]: 150}, **JABS)
    found = answers(assess())
    assert found[land.districts[0].ref] == ("PARTLY", Decimal("37.5"))
    assert found[land.communes[0].ref] == ("NO_FIGURE", None)  # nobody knows its population
    say({land.communes[0]: 200}, minutes=20, **JABS)
    assert answers(assess(30))[land.districts[0].ref] == ("MET", 50)  # more can only raise it


def test_a_unit_that_said_one_part_is_left_out_of_both(land: Land):
    demand([land.districts[0]], ADULTS)
    say({land.communes[0]: 90}, **JABS)
    say(dict.fromkeys(land.communes[:2], 100), **HEADS)
    (judged,) = assess().judged
    assert (judged.judgement.state, judged.figure.value) == ("PARTLY", 90)
    assert (judged.figure.n_reported, judged.figure.n_expected) == (1, 2)


def test_events_with_a_last_day_are_added_up_from_the_first(land: Land):
    samples = Demand("samples.taken", Comparator.AT_LEAST, 100, first_day=DAY - timedelta(3),
                     last_day=END)  # fmt: skip
    demand([land.communes[0], land.districts[1]], samples)
    for days, n in ((5, 500), (3, 40), (1, 30), (0, 29)):
        say({land.communes[0]: n, land.communes[2]: 2 * n}, indicator="samples.taken",
            day=DAY - timedelta(days))  # fmt: skip
    found = answers(assess())
    assert found[land.communes[0].ref] == ("PARTLY", 99)  # one of four days is silent
    assert found[land.districts[1].ref] == ("MET", 198)
    say({land.communes[0]: 1}, indicator="samples.taken", day=DAY - timedelta(2), minutes=20)
    assert answers(assess(30))[land.communes[0].ref] == ("MET", 100)


def test_a_ratio_of_events_over_its_term(land: Land):
    filed = Demand("reports.filed_by_cutoff", Comparator.AT_LEAST, 50, first_day=DAY - timedelta(1),
                   last_day=END)  # fmt: skip
    demand([land.communes[0]], filed)
    for days, n in ((1, 0), (0, 1)):
        say({land.communes[0]: n}, indicator="reports.in_time", day=DAY - timedelta(days))
        say({land.communes[0]: 1}, indicator="reports.due", day=DAY - timedelta(days))
    assert answers(assess())[land.communes[0].ref] == ("MET", 50)


def test_a_standing_ratio_of_events_is_of_one_day(land: Land):
    filed = Demand("reports.filed_by_cutoff", Comparator.AT_LEAST, 100, first_day=FIRST)
    demand([land.communes[0]], filed)
    say({land.communes[0]: 1}, indicator="reports.in_time")
    say({land.communes[0]: 1}, indicator="reports.due", day=DAY - timedelta(1))
    assert answers(assess())[land.communes[0].ref] == ("NO_FIGURE", None)
    say({land.communes[0]: 1}, indicator="reports.due", minutes=20)
    assert answers(assess(30))[land.communes[0].ref] == ("MET", 100)


def test_a_level_is_the_units_own(land: Land):
    level = Demand("levels.level", Comparator.AT_MOST, 2, first_day=FIRST, disease="COVID-19")
    demand([land.districts[0]], level)
    said = {"indicator": "levels.level", "disease": "COVID-19"}
    say(dict.fromkeys(land.communes, 4), **said)
    assert answers(assess())[land.districts[0].ref] == ("NO_FIGURE", None)
    say({land.districts[0]: 2}, minutes=20, **said)
    assert answers(assess(30))[land.districts[0].ref] == ("MET", 2)


@pytest.mark.parametrize(("days", "state"), [(3, "MET"), (4, "NO_FIGURE")])
def test_an_old_figure_decides_nothing_and_is_shown(land: Land, days, state):
    demand(land.communes[:1], HUNGRY)
    hungry({land.communes[0]: 0}, day=DAY - timedelta(days))
    (judged,) = assess().judged
    assert (judged.judgement.state, judged.figure.value) == (state, 0)
    assert judged.figure.is_stale is (state == "NO_FIGURE")
    assert judged.figure.day == DAY - timedelta(days)


def test_assessing_again_changes_nothing(land: Land):
    demand([*land.communes, land.province], HUNGRY, ADULTS)
    hungry(dict.fromkeys(land.communes, 0))
    assert assess().n_changed == 10
    again = assess(20)
    assert (again.n_changed, again.n_announced) == (0, 0)
    assert Assessment.objects.count() == 10


def test_a_correction_downwards_is_announced(land: Land):
    demand(land.communes[:1], ADULTS)
    say({land.communes[0]: 100}, **HEADS)
    say({land.communes[0]: 100}, **JABS)
    assess()
    say({land.communes[0]: 93}, minutes=20, **JABS)
    assert assess(30).n_announced == 1
    unit = str(land.communes[0].ref)
    assert announced() == [(unit, "MET"), (unit, "NOT_MET")]
    old, new = Assessment.objects.order_by("pk")
    assert (old.state, old.superseded_at) == ("MET", at(30))
    assert (new.state, new.value, new.superseded_at) == ("NOT_MET", 93, None)


def test_the_worst_target_speaks_for_the_obligation(land: Land):
    demand(land.communes[:1], HUNGRY, ADULTS)
    hungry({land.communes[0]: 0})
    assess()
    assert [state for _, state in announced()] == ["NO_FIGURE"]
    hungry({land.communes[0]: 1}, minutes=20)
    assess(30)
    assert [state for _, state in announced()] == ["NO_FIGURE", "NOT_MET"]


def test_a_change_that_nobody_hears_is_kept_all_the_same(land: Land):
    demand(land.communes[:1], HUNGRY)
    hungry({land.communes[0]: 0})
    assess()
    hungry({land.communes[0]: 0}, day=DAY + timedelta(1))
    found = assess(now=at(24 * 60))
    assert (found.n_changed, found.n_announced) == (1, 0)


def test_the_last_day_passes(land: Land):
    demand(land.communes[:1], ADULTS)
    say({land.communes[0]: 100}, **HEADS)
    say({land.communes[0]: 99}, day=END, **JABS)
    assess(now=datetime(2021, 12, 31, 16, 59, tzinfo=UTC))  # 23:59 in Vietnam
    row = Assessment.objects.current().get()
    assert (row.state, row.phase) == ("NOT_MET", "ON_THE_WAY")
    assess(now=datetime(2021, 12, 31, 17, 0, tzinfo=UTC))
    row = Assessment.objects.current().get()
    assert (row.state, row.phase) == ("NOT_MET", "OVER")
    say({land.communes[0]: 100}, day=date(2022, 1, 3), **JABS)  # too late
    assess(now=datetime(2022, 1, 3, 5, tzinfo=UTC))
    assert Assessment.objects.current().get().state == "NOT_MET"
    say({land.communes[0]: 100}, day=END, minutes=30_000, **JABS)  # a correction of that day
    assess(now=datetime(2022, 1, 10, 5, tzinfo=UTC))
    assert Assessment.objects.current().get().state == "MET"
    assess(now=datetime(2022, 6, 1, 5, tzinfo=UTC))  # settled: it stays as it is
    assert Assessment.objects.current().get().state == "MET"


def test_a_withdrawn_target_is_judged_no_more(land: Land):
    demand(land.communes, HUNGRY)
    assess()
    targets.withdraw_targets(obligation=ORDER, now=at(20))
    found = assess(30)
    assert (found.n_changed, found.n_announced) == (0, 0)
    assert not Assessment.objects.current().exists()


def test_a_target_that_was_set_anew_takes_the_place_of_the_old(land: Land):
    demand(land.communes[:1], ADULTS)
    assess()
    later = Demand(ADULTS.indicator, ADULTS.comparator, 95, first_day=FIRST, disease="COVID-19",
                   last_day=date(2022, 1, 15), stratum=ADULTS.stratum)  # fmt: skip
    demand(land.communes[:1], later, minutes=20)
    assess(30)
    assert Assessment.objects.current().get().demanded == 950_000


def test_looking_back_keeps_nothing(land: Land):
    demand(land.communes[:1], HUNGRY)
    hungry({land.communes[0]: 0})
    hungry({land.communes[0]: 7}, minutes=20)
    for minutes, expected in ((-30, "NO_FIGURE"), (10, "MET"), (30, "NOT_MET")):
        found = operations.assess(now=at(60), as_of=at(minutes))
        assert answers(found)[land.communes[0].ref][0] == expected
    assert operations.assess(now=at(60), as_of=at(-61)).judged == ()
    assert not Assessment.objects.exists()


def test_some_units_alone(land: Land):
    demand(land.communes, HUNGRY)
    assess()
    hungry(dict.fromkeys(land.communes, 0), minutes=20)
    found = operations.assess_units(unit_ids=[land.communes[0].pk], now=at(30))
    assert (len(found.judged), found.n_changed) == (1, 1)
    assert Assessment.objects.current().count() == 4


def test_some_obligations_alone(land: Land):
    demand(land.communes, HUNGRY)
    assert operations.assess(now=at(0), obligations=[]).judged == ()
    assert len(operations.assess(now=at(0), obligations=[ORDER]).judged) == 4


def test_time_does_not_run_back(land: Land):
    demand(land.communes[:1], HUNGRY)
    assess(30)
    hungry({land.communes[0]: 0})
    assess(20)
    assert Assessment.objects.filter(superseded_at__isnull=False).get().superseded_at == at(30)


def test_judging_costs_the_same_queries_however_many(land: Land):
    def n_queries(minutes):
        with CaptureQueriesContext(connection) as seen:
            operations.assess(now=at(minutes), as_of=at(minutes))
        return len(seen)

    demand([*land.communes, land.province], HUNGRY, ADULTS)
    hungry(dict.fromkeys(land.communes, 0))
    say(dict.fromkeys(land.communes, 10), **JABS)
    say(dict.fromkeys(land.communes, 10), **HEADS)
    few = n_queries(10)
    more = [UnitFactory(parent=land.districts[0]) for _ in range(40)]
    demand([*land.communes, *more, *land.districts, land.province], HUNGRY, ADULTS, minutes=11)
    hungry(dict.fromkeys(more, 0), minutes=12)
    assert n_queries(20) == few
    assess(21)
    with CaptureQueriesContext(connection) as seen:
        assess(22)
    assert len(seen) <= few + 6  # what holds now, and a transaction around nothing new


def test_the_table_itself_knows_that_silence_is_never_met(land: Land):
    demand(land.communes[:1], HUNGRY)
    assess()
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.update(state="MET")
