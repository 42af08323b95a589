"""A day column by column leaves the same rows as fact by fact."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phaodai.foundation.units.models import Unit
from phaodai.indicators import facts, publishing, rollup
from phaodai.indicators.amounts import ImpossibleValue
from phaodai.indicators.blocks import SILENT, Block, publish_block
from phaodai.indicators.models import PastValue, Publication, Total, Value
from phaodai.indicators.publishing import Basis, Fact, Written
from tests.phaodai.factories.indicators import CASES, CURRENT, DAY, at
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import Land

CELLS = ((CASES, "COVID-19", ""), (CURRENT, "COVID-19", ""), (CURRENT, "dengue", ""))


def block(units, amounts, cells=CELLS):
    return Block(
        day=DAY, units=[u.pk for u in units], cells=cells, amounts=np.array(amounts, dtype=np.int64)
    )


def put(units, amounts, minutes=0, cells=CELLS) -> Written:
    return publish_block(
        source="reports", basis=Basis.STATED, block=block(units, amounts, cells), now=at(minutes)
    )


def stored():
    return (
        set(Value.objects.values_list("unit_id", "series_id", "day", "amount",
                                      "publication__published_at")),
        set(PastValue.objects.values_list("unit_id", "series_id", "amount",
                                          "closed_by__published_at")),
        set(Total.objects.values_list("unit_id", "depth", "series_id", "amount", "n_reported",
                                      "known_at")),
    )  # fmt: skip


amount = st.one_of(st.just(SILENT), st.integers(0, 4).map(lambda n: n * 10_000))
days = st.lists(st.lists(amount, min_size=3, max_size=3), min_size=7, max_size=7)


@settings(max_examples=30, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(history=st.lists(days, min_size=1, max_size=3))
def test_a_block_is_its_facts(land: Land, history):
    units = [*land.communes, *land.districts, UnitFactory(parent=land.province)]
    found = []
    for by_block in (True, False):
        for table in (Value, PastValue, Total, Publication):
            table.objects.all().delete()
        for minutes, amounts in enumerate(history):
            if by_block:
                put(units, amounts, minutes)
                continue
            publishing.publish(
                source="reports", basis=Basis.STATED, now=at(minutes),
                facts=[
                    Fact(unit.pk, DAY, code, value // 10_000, disease=disease)
                    for unit, row in zip(units, amounts, strict=True)
                    for (code, disease, _), value in zip(CELLS, row, strict=True)
                    if value != SILENT
                ],
            )  # fmt: skip
        assert rollup.check().n_wrong == 0
        found.append(stored())
    assert found[0] == found[1]


def test_it_says_what_it_did(land: Land):
    a, b, *_ = land.communes
    assert put([a, b], [[1, 2, SILENT], [SILENT, 0, 3]]) == Written(4, 0, 0, 0)
    again = put([a, b], [[1, 5, 6], [SILENT, SILENT, 3]], minutes=1)
    assert again == Written(n_added=1, n_corrected=1, n_unchanged=2, n_withdrawn=0)
    assert put([a], [[SILENT] * 3], minutes=2) == Written(0, 0, 0, 0)


def test_the_country_may_speak_for_itself(land: Land):
    country = Unit.objects.get(level="COUNTRY")
    assert put([country, land.communes[0]], [[7, 7, 7], [1, 1, 1]]).n_added == 6
    assert put([country], [[8, 7, 7]], minutes=1) == Written(0, 1, 2, 0)
    assert rollup.check().n_wrong == 0


@pytest.mark.parametrize(
    ("units", "amounts", "cells", "refusal"),
    [
        (1, [[1, 2]], CELLS, ValueError),
        (2, [[1, 2, 3]], CELLS, ValueError),
        (1, [[-2, 1, 1]], CELLS, ImpossibleValue),
        (1, [[10**17, 1, 1]], CELLS, ImpossibleValue),
        (1, [[1, 1]], (CELLS[0], CELLS[0]), facts.SaidTwice),
        (1, [[1]], (("vaccination.coverage", "", ""),), facts.IsComputed),
    ],
)
def test_what_is_refused_leaves_nothing_behind(land: Land, units, amounts, cells, refusal):
    with pytest.raises(refusal):
        put(land.communes[:units], amounts, cells=cells)
    assert not Value.objects.exists()
    assert not Publication.objects.exists()


def test_a_unit_twice_is_refused(land: Land):
    with pytest.raises(facts.SaidTwice):
        put([land.communes[0]] * 2, [[1, 1, 1]] * 2)
