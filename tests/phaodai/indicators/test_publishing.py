"""What is written, and what stays as it was."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.indicators import dimensions, facts, publishing, reading
from phaodai.indicators.amounts import ImpossibleValue
from phaodai.indicators.models import PastValue, Source, Value
from phaodai.indicators.publishing import Basis, Fact, Publisher, Written
from tests.phaodai.factories.indicators import CASES, CURRENT, DAY, at, counted, say, stated
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import Land, ref

NEXT = DAY + timedelta(days=1)


def own(unit, measure=None, *, day=DAY, as_of=None):
    measure = measure or stated()
    found = reading.own(measures=[measure], units=[ref(unit)], day=day, as_of=as_of)
    figure = found.get((ref(unit), measure))
    return None if figure is None else figure.value


@pytest.fixture
def register() -> Iterator[dict[tuple[int, object], int]]:
    """A register of cases that counts what stands in a dict."""
    rows: dict[tuple[int, object], int] = {}

    def count_day(unit_id, day):
        n = rows.get((unit_id, day))
        return [] if n is None else [Fact(unit_id, day, CASES, n, disease="COVID-19")]

    publishing.register(Publisher(source="cases", count_day=count_day))
    yield rows
    publishing._publishers.pop("cases")


def test_saying_it_again_writes_nothing(land: Land):
    commune, other, *_ = land.communes
    assert say({commune: 3, other: 0}) == Written(2, 0, 0, 0)
    assert say({commune: 3, other: 0}, minutes=5) == Written(0, 0, 2, 0)
    assert Value.objects.count() == 2


def test_a_correction_keeps_what_was_known(land: Land):
    commune = land.communes[0]
    say({commune: 3})
    assert say({commune: 4}, minutes=5) == Written(0, 1, 0, 0)
    assert own(commune) == 4
    assert own(commune, as_of=at(4)) == 3
    assert own(commune, as_of=at(5)) == 4
    assert own(commune, as_of=at(-1)) is None


def test_a_value_that_comes_back_is_a_new_statement(land: Land):
    commune = land.communes[0]
    for minutes, value in enumerate((3, 4, 3)):
        say({commune: value}, minutes=minutes)
    assert [own(commune, as_of=at(m)) for m in range(3)] == [3, 4, 3]
    assert (Value.objects.count(), PastValue.objects.count()) == (1, 2)


def test_what_is_withdrawn_is_silent_and_not_zero(land: Land):
    commune = land.communes[0]
    say({commune: 3})
    say({commune: 9}, indicator=CURRENT)
    done = publishing.withdraw(
        source="reports", basis=Basis.STATED, units_and_days=[(commune.pk, DAY)],
        within=[CASES], now=at(2),
    )  # fmt: skip
    assert done == Written(0, 0, 0, 1)
    assert own(commune) is None
    assert own(commune, as_of=at(1)) == 3
    assert own(commune, stated(CURRENT)) == 9


def test_zero_is_said_and_silence_is_not(land: Land):
    commune, silent, *_ = land.communes
    say({commune: 0})
    assert own(commune) == 0
    assert own(silent) is None


def test_stated_and_counted_stand_apart(land: Land):
    commune = land.communes[0]
    say({commune: 3})
    say({commune: 5}, source="cases", basis=Basis.COUNTED)
    assert own(commune) == 3
    assert own(commune, counted()) == 5


def test_diseases_stand_apart(land: Land):
    commune = land.communes[0]
    say({commune: 3}, disease="COVID-19")
    say({commune: 5}, disease="dengue")
    assert own(commune, stated(disease="dengue")) == 5
    assert own(commune, stated(disease="measles")) is None


def test_a_later_version_of_a_report_leaves_what_it_does_not_change(land: Land):
    commune = land.communes[0]
    first, second = uuid4(), uuid4()
    for revision, minutes in ((first, 0), (second, 1)):
        publishing.publish(
            source="reports", basis=Basis.STATED, revision=revision, now=at(minutes),
            facts=[
                Fact(commune.pk, DAY, CASES, 3),
                Fact(commune.pk, DAY, CURRENT, 10 + minutes),
            ],
        )  # fmt: skip
    said = Value.objects.values_list("amount", "publication__revision_ref")
    assert dict(said) == {30_000: first, 110_000: second}


def test_replacing_a_day_withdraws_only_that_day(land: Land):
    commune = land.communes[0]
    say({commune: 3})
    say({commune: 4}, day=NEXT)
    publishing.publish(
        source="reports", basis=Basis.STATED, now=at(1),
        facts=[Fact(commune.pk, DAY, CURRENT, 1)], replaces=[(commune.pk, DAY)],
    )  # fmt: skip
    assert own(commune) is None
    assert own(commune, day=NEXT) == 4


def test_a_register_recounts_a_day(land: Land, register):
    commune = land.communes[0]
    measure = counted(disease="COVID-19")

    def recount(minutes):
        return publishing.republish_day(
            source="cases", unit_id=commune.pk, day=DAY, now=at(minutes)
        )

    register[commune.pk, DAY] = 7
    assert recount(0) == Written(1, 0, 0, 0)
    assert recount(1) == Written(0, 0, 1, 0)
    register[commune.pk, DAY] = 6
    assert recount(2) == Written(0, 1, 0, 0)
    del register[commune.pk, DAY]
    assert recount(3) == Written(0, 0, 0, 1)
    assert [own(commune, measure, as_of=at(m)) for m in range(4)] == [7, 7, 6, None]


def test_an_unknown_register_is_named(land: Land):
    with pytest.raises(publishing.UnknownPublisher):
        publishing.republish_day(source="nobody", unit_id=1, day=DAY, now=at(0))


def test_time_does_not_run_back(land: Land):
    """Two writers waited for each other: the later row belongs to the earlier moment."""
    commune = land.communes[0]
    say({commune: 3}, minutes=10)
    say({commune: 4}, minutes=9)
    assert own(commune) == 4
    assert own(commune, as_of=at(9)) is None
    assert own(commune, as_of=at(10)) == 4


@pytest.mark.parametrize(
    ("fact", "refusal"),
    [
        ({"indicator": "cases.imagined"}, dimensions.UnknownIndicator),
        ({"indicator": "local.imagined"}, dimensions.UnknownIndicator),
        ({"disease": "Covid-19"}, dimensions.UnknownDisease),
        ({"stratum": "age=0-99"}, dimensions.UnknownStratum),
        ({"indicator": "command.tracing_teams", "disease": "dengue"}, facts.NotOfOneDisease),
        ({"indicator": "vaccination.coverage"}, facts.IsComputed),
        ({"value": -1}, ImpossibleValue),
        ({"value": Decimal("NaN")}, ImpossibleValue),
        ({"value": Decimal("Infinity")}, ImpossibleValue),
        ({"value": Decimal("0.00001")}, ImpossibleValue),
        ({"value": 10**13}, ImpossibleValue),
    ],
)
def test_what_is_refused_leaves_nothing_behind(land: Land, fact, refusal):
    commune = land.communes[0]
    wrong = Fact(**{"unit_id": commune.pk, "day": DAY, "indicator": CASES, "value": 1, **fact})
    with pytest.raises(refusal):
        publishing.publish(
            source="reports", basis=Basis.STATED, now=at(0),
            facts=[Fact(commune.pk, DAY, CURRENT, 1), wrong],
        )  # fmt: skip
    assert not Value.objects.exists()


def test_a_source_publishes_only_what_is_its_own(land: Land):
    with pytest.raises(facts.NotItsPublisher):
        say({land.communes[0]: 1}, source="welfare", basis=Basis.COUNTED)
    assert not Source.objects.filter(code="welfare").exists()


def test_a_branch_of_a_source_may_publish_and_stands_apart(land: Land):
    commune = land.communes[0]
    say({commune: 1}, source="reports:dhis2")
    say({commune: 2})
    assert own(commune) == 2


@pytest.mark.parametrize("source", ["", "Reports", "re ports", "reports:", "reports:a:b"])
def test_a_source_has_a_code(land: Land, source):
    with pytest.raises((ValueError, facts.NotItsPublisher)):
        say({land.communes[0]: 1}, source=source)


def test_the_same_key_twice_is_refused(land: Land):
    commune = land.communes[0]
    with pytest.raises(facts.SaidTwice):
        publishing.publish(
            source="reports", basis=Basis.STATED, now=at(0),
            facts=[Fact(commune.pk, DAY, CASES, 1), Fact(commune.pk, DAY, CASES, 1)],
        )  # fmt: skip


@pytest.mark.parametrize("value", ["0.0001", "0.5", "123456789.4321", "1000000000000"])
def test_a_value_is_kept_to_the_last_decimal(land: Land, value):
    say({land.communes[0]: Decimal(value)})
    assert own(land.communes[0]) == Decimal(value)


def test_publishing_nothing_changes_nothing(land: Land):
    assert say({}) == Written(0, 0, 0, 0)


def test_writing_costs_the_same_queries_however_many_units(land: Land):
    say({land.communes[0]: 1})  # the source and the whole as a stratum are known from now on

    def n_queries(units):
        with CaptureQueriesContext(connection) as seen:
            say(dict.fromkeys(units, 1), day=NEXT)
            say(dict.fromkeys(units, 2), day=NEXT, minutes=1)
        reads = [q for q in seen if not q["sql"].startswith("INSERT")]
        return len(reads)

    few = n_queries(land.communes)
    many = n_queries([UnitFactory(parent=land.districts[0]) for _ in range(60)])
    assert few == many
