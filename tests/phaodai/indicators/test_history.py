"""Random histories of publishing, correcting and withdrawing against a plain dictionary."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phaodai.indicators import publishing, reading
from phaodai.indicators.models import PastValue, Total, Value
from phaodai.indicators.publishing import Basis, Fact
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.factories.indicators import CASES, CURRENT, DAY, at
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import ref

DAYS = tuple(DAY + timedelta(days=n) for n in range(3))
VOICES = (("reports", Basis.STATED), ("reports", Basis.COUNTED), ("cases", Basis.COUNTED))

places = st.integers(0, 2)
keys = st.tuples(places, st.sampled_from(DAYS), st.sampled_from((CASES, CURRENT)),
                 st.sampled_from(("", "dengue")))  # fmt: skip
acts = st.tuples(
    st.integers(0, 2),  # minutes since the act before: several may fall into one moment
    st.sampled_from(VOICES),
    st.dictionaries(keys, st.integers(0, 3), max_size=4),
    st.sets(st.tuples(places, st.sampled_from(DAYS)), max_size=2),
    st.sampled_from(((), (CASES,))),
)


@pytest.fixture
def province(db):
    return UnitFactory(province=True)


@pytest.fixture
def communes(province):
    return [UnitFactory(parent=province) for _ in range(3)]


def replay(history, communes):
    """Publish a history; return the moments and what a dictionary says was known at each."""
    known, moments, now = {}, [], 0
    for pause, (source, basis), said, replaced, within in history:
        now += pause
        facts = [
            Fact(communes[place].pk, day, code, value, disease=disease)
            for (place, day, code, disease), value in said.items()
        ]
        publishing.publish(
            source=source, basis=basis, facts=facts, now=at(now), within=within,
            replaces=[(communes[place].pk, day) for place, day in replaced],
        )  # fmt: skip
        voice = (source, basis)
        known = {
            key: value
            for key, value in known.items()
            if key[0] != voice
            or (key[1], key[2]) not in replaced
            or (within and key[3] not in within)
        } | {(voice, *key): value for key, value in said.items()}
        moments.append((at(now), known))
    return dict(moments)


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(history=st.lists(acts, max_size=8))
def test_every_moment_is_remembered(province, communes, history):
    for table in (Value, PastValue, Total):
        table.objects.all().delete()
    oracle = replay(history, communes)
    if oracle:
        oracle[max(oracle) + timedelta(days=1)] = oracle[max(oracle)]
    for moment, known in [*oracle.items(), (at(-1), {})]:
        for source, basis in VOICES:
            for code in (CASES, CURRENT):
                for disease in ("", "dengue"):
                    measure = reading.Measure(code, source, basis, disease)
                    mine = {
                        (place, day): value
                        for ((by, place, day, what, of), value) in known.items()
                        if (by, what, of) == ((source, basis), code, disease)
                    }
                    series = reading.own_series(
                        measure=measure, units=[ref(u) for u in communes],
                        first=DAYS[0], last=DAYS[-1], as_of=moment,
                    )  # fmt: skip
                    assert mine == {
                        (place, day): value
                        for place, unit in enumerate(communes)
                        for day, value in series[ref(unit)].items()
                    }
                    sums = reading.series(
                        measure=measure, unit=ref(province), level=UnitLevel.COMMUNE,
                        first=DAYS[0], last=DAYS[-1], as_of=moment,
                    )  # fmt: skip
                    assert {
                        day: (f.value, f.n_reported, f.n_expected) for day, f in sums.items()
                    } == {
                        day: (
                            sum(v for (_, d), v in mine.items() if d == day),
                            sum(d == day for _, d in mine),
                            3,
                        )
                        for day in {day for _, day in mine}
                    }


@settings(max_examples=30, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(history=st.lists(acts, max_size=8))
def test_the_present_is_the_last_moment(communes, history):
    for table in (Value, PastValue, Total):
        table.objects.all().delete()
    oracle = replay(history, communes)
    last = max(oracle, default=at(0))
    measure = reading.Measure(CASES, *VOICES[0])
    asked = {"measures": [measure], "units": [ref(u) for u in communes], "last": DAYS[-1]}
    assert reading.latest(**asked) == reading.latest(**asked, as_of=last)
