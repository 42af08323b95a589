"""Totals that are kept are those one would compute, whatever is said and wherever units move."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phaodai.foundation.units import closure
from phaodai.foundation.units import operations as tree
from phaodai.foundation.units.models import Ancestor, Unit
from phaodai.indicators import publishing, reading, rollup
from phaodai.indicators.models import PastValue, Total, Value
from phaodai.indicators.publishing import Basis, Fact
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.indicators import CASES, CURRENT, DAY, at, say, stated
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import Land, ref

DAYS = tuple(DAY + timedelta(days=n) for n in range(4))

said = st.fixed_dictionaries(
    {
        "act": st.just("say"),
        "units": st.dictionaries(st.integers(0, 5), st.integers(0, 9), min_size=1, max_size=4),
        "day": st.sampled_from(DAYS),
        "code": st.sampled_from((CASES, CURRENT)),
        "basis": st.sampled_from((("reports", Basis.STATED), ("cases", Basis.COUNTED))),
    }
)
withdrawn = st.fixed_dictionaries(
    {
        "act": st.just("withdraw"),
        "units": st.sets(st.integers(0, 5), min_size=1, max_size=3),
        "day": st.sampled_from(DAYS),
    }
)
moved = st.fixed_dictionaries(
    {
        "act": st.just("move"),
        "unit": st.integers(0, 3),
        "to": st.integers(0, 1),
        "day": st.sampled_from(DAYS),
    }
)
merged = st.fixed_dictionaries({"act": st.just("merge"), "day": st.sampled_from(DAYS)})


def play(act, land: Land, minutes: int) -> None:
    """Do one act of a history; an act that the tree refuses changes nothing."""
    units = [*land.communes, *land.districts]
    try:
        match act:
            case {
                "act": "say",
                "units": values,
                "day": day,
                "code": code,
                "basis": (source, basis),
            }:
                publishing.publish(
                    source=source, basis=basis, now=at(minutes),
                    facts=[Fact(units[n].pk, day, code, v) for n, v in values.items()],
                )  # fmt: skip
            case {"act": "withdraw", "units": places, "day": day}:
                publishing.withdraw(
                    source="reports", basis=Basis.STATED, now=at(minutes),
                    units_and_days=[(units[n].pk, day) for n in places],
                )  # fmt: skip
            case {"act": "move", "unit": n, "to": to, "day": day}:
                tree.move(
                    actor=OPERATOR, now=NOW, unit=ref(units[n]), parent=ref(land.districts[to]),
                    first_day=day,
                )  # fmt: skip
            case {"act": "merge", "day": day}:
                tree.merge(
                    actor=OPERATOR, now=NOW, units=[ref(u) for u in land.communes[:2]],
                    parent=ref(land.districts[0]), kind="xã", name=f"Hợp Nhất {minutes}",
                    first_day=day,
                )  # fmt: skip
    except tree.UnsoundChange:
        pass


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(history=st.lists(st.one_of(said, said, withdrawn, moved, merged), max_size=10))
def test_what_is_kept_is_what_one_would_compute(db, history):
    for table in (Value, PastValue, Total):
        table.objects.all().delete()
    province = UnitFactory(province=True)
    first, second = (UnitFactory(district=True, parent=province) for _ in range(2))
    land = Land(
        province=province,
        districts=(first, second),
        communes=tuple(UnitFactory(parent=each) for each in (first, first, second, second)),
    )
    for minutes, act in enumerate(history):
        play(act, land, minutes)
        assert rollup.check().n_wrong == 0
    assert closure.renew() is None
    kept = set(Total.objects.filter(n_reported__gt=0).values_list("unit_id", "depth", "day"))
    assert rollup.rebuild().n_wrong == 0
    assert kept == set(
        Total.objects.filter(n_reported__gt=0).values_list("unit_id", "depth", "day")
    )
    # The present is the last moment: one comes from the roll-up, the other from the leaves.
    for level in (UnitLevel.COMMUNE, UnitLevel.DISTRICT):
        for day in DAYS:
            asked = {
                "measures": [stated(CASES), stated(CURRENT)],
                "units": [ref(unit) for unit in Unit.objects.exclude(level="COUNTRY")],
                "level": level, "first": day, "last": day,
            }  # fmt: skip
            now = reading.totals(**asked)
            then = reading.totals(**asked, as_of=at(len(history)))
            assert {k: (f.value, f.n_reported, f.n_expected, f.day) for k, f in now.items()} == {
                k: (f.value, f.n_reported, f.n_expected, f.day) for k, f in then.items()
            }


def test_a_total_that_was_tampered_with_is_found_and_mended(land: Land):
    say(dict.fromkeys(land.communes, 3))
    assert rollup.check() == rollup.Audit(n_totals=4, n_wrong=0)  # 2 districts, province, country
    Total.objects.filter(unit=land.province).update(amount=1)
    assert rollup.check().n_wrong == 1
    assert rollup.check(first=DAY + timedelta(days=1)).n_wrong == 0
    assert rollup.rebuild().n_wrong == 1
    assert rollup.check().n_wrong == 0


def test_a_districts_own_statement_stands_beside_those_of_its_communes(land: Land):
    say(dict.fromkeys(land.communes, 3))
    say({land.districts[0]: 100})

    def of(level):
        return reading.total(
            measure=stated(), unit=ref(land.province), level=level, first=DAY, last=DAY
        )

    assert (of(UnitLevel.COMMUNE).value, of(UnitLevel.COMMUNE).n_reported) == (12, 4)
    assert (of(UnitLevel.DISTRICT).value, of(UnitLevel.DISTRICT).n_reported) == (100, 1)
    assert of(UnitLevel.DISTRICT).n_expected == 2


def test_a_tree_without_districts_sums_to_the_province(db):
    province = UnitFactory(province=True)
    communes = [UnitFactory(parent=province) for _ in range(3)]
    say(dict.fromkeys(communes, 2))
    found = reading.total(
        measure=stated(), unit=ref(province), level=UnitLevel.COMMUNE, first=DAY, last=DAY
    )
    assert (found.value, found.n_reported, found.n_expected) == (6, 3, 3)


def test_all_that_was_said_is_withdrawn_and_nobody_is_taken_for_zero(land: Land):
    say({land.communes[0]: 3})
    publishing.withdraw(
        source="reports", basis=Basis.STATED, units_and_days=[(land.communes[0].pk, DAY)],
        now=at(1),
    )  # fmt: skip
    found = reading.total(
        measure=stated(), unit=ref(land.province), level=UnitLevel.COMMUNE, first=DAY, last=DAY
    )
    assert (found.value, found.n_reported, found.known_at) == (None, 0, None)


@pytest.mark.parametrize("first", [date(2021, 12, 22), date(2021, 12, 1)])
def test_ancestors_follow_a_move_and_its_day(land: Land, first):
    commune, (old, new) = land.communes[0], land.districts
    tree.move(actor=OPERATOR, now=NOW, unit=ref(commune), parent=ref(new), first_day=first)
    terms = Ancestor.objects.filter(unit=commune, above__in=[old.pk, new.pk])
    assert dict(terms.values_list("above_id", "first_day"))[new.pk] == first.toordinal()
    assert dict(terms.values_list("above_id", "last_day"))[old.pk] == first.toordinal() - 1
    assert Ancestor.objects.filter(unit=commune, above=land.province).count() == 1
