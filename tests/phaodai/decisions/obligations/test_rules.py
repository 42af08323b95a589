"""Judgements on both sides of each border."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.decisions.obligations import rules
from phaodai.decisions.obligations.rules import NOTHING, Known, judge
from phaodai.decisions.obligations.states import Phase, State
from phaodai.vocabulary import sources
from phaodai.vocabulary.indicators import CATALOGUE

DAY = date(2021, 12, 20)
END = date(2021, 12, 31)
HUNGRY = "welfare.households_hungry"
COVERAGE = "vaccination.coverage"


def known(value, reported=10, expected=10, **rest):
    value = None if value is None else Decimal(value)
    return Known(value=value, n_reported=reported, n_expected=expected,
                 **{"is_floor": True, **rest})  # fmt: skip


def ratio(numerator, denominator, *, scale=100, **rest):
    value = Decimal(numerator) * scale / Decimal(denominator)
    parts = {"numerator": Decimal(numerator), "denominator": Decimal(denominator)}
    return known(value, **{"scale": scale, "is_floor": False, **parts, **rest})


def state(comparator, demanded, figure, *, indicator=HUNGRY, day=DAY, last_day=END):
    return judge(
        indicator=indicator, comparator=comparator, demanded=Decimal(demanded), figure=figure,
        day=day, last_day=last_day,
    ).state  # fmt: skip


@pytest.mark.parametrize(
    ("comparator", "value", "expected"),
    [
        ("<", "9.9999", State.MET), ("<", "10", State.NOT_MET), ("<", "10.0001", State.NOT_MET),
        ("<=", "10", State.MET), ("<=", "10.0001", State.NOT_MET), ("<=", "0", State.MET),
        ("=", "9.9999", State.NOT_MET), ("=", "10", State.MET), ("=", "10.0001", State.NOT_MET),
        (">=", "9.9999", State.NOT_MET), (">=", "10", State.MET), (">=", "10.0001", State.MET),
        (">", "10", State.NOT_MET), (">", "10.0001", State.MET),
    ],
)  # fmt: skip
def test_both_sides_of_each_border(comparator, value, expected):
    assert state(comparator, 10, known(value)) is expected


@pytest.mark.parametrize(
    ("comparator", "demanded", "value", "expected"),
    [
        ("=", 0, 0, State.PARTLY),  # silent units may have hungry households
        ("=", 0, 1, State.NOT_MET),  # which nobody's silence can undo
        ("=", 5, 5, State.PARTLY),
        ("=", 5, 6, State.NOT_MET),
        ("<=", 5, 5, State.PARTLY),
        ("<=", 5, 6, State.NOT_MET),
        ("<", 5, 4, State.PARTLY),
        ("<", 5, 5, State.NOT_MET),
        (">=", 5, 4, State.PARTLY),
        (">=", 5, 5, State.MET),
        (">", 5, 5, State.PARTLY),
        (">", 5, 6, State.MET),
    ],
)
def test_silent_units(comparator, demanded, value, expected):
    assert state(comparator, demanded, known(value, reported=9)) is expected


def test_a_quotient_of_some_units_decides_nothing():
    figure = ratio(99, 100, reported=9)
    assert state(">=", 50, figure, indicator=COVERAGE) is State.PARTLY
    assert state("<=", 50, figure, indicator=COVERAGE) is State.PARTLY


def test_a_quotient_over_everybody_is_a_floor():
    figure = ratio(60, 100, reported=9, is_floor=True)
    assert state(">=", 50, figure, indicator=COVERAGE) is State.MET
    assert state(">=", 70, figure, indicator=COVERAGE) is State.PARTLY


def test_a_quotient_is_never_rounded():
    third = ratio(1, 3)
    assert state(">=", "33.3333", third, indicator=COVERAGE) is State.MET
    assert state(">=", "33.3334", third, indicator=COVERAGE) is State.NOT_MET
    almost = ratio(10**12 - 1, 10**12)
    assert state(">=", 100, almost, indicator=COVERAGE) is State.NOT_MET
    assert state("<", 100, almost, indicator=COVERAGE) is State.MET


ANY = st.sampled_from(sorted(rules.COMPARATORS))


@given(ANY, st.integers(0, 10**6), st.sampled_from([None, END]))
def test_silence_is_never_met(comparator, demanded, last_day):
    for day in (DAY, END, date(2022, 1, 1)):
        found = judge(indicator=HUNGRY, comparator=comparator, demanded=Decimal(demanded),
                      figure=NOTHING, day=day, last_day=last_day)  # fmt: skip
        assert found.state is State.NO_FIGURE
        assert found.margin is None
        assert found.is_missed is (last_day is not None and day > last_day)


@given(ANY, st.integers(0, 100), st.integers(0, 100))
def test_what_is_too_old_is_never_met(comparator, demanded, value):
    assert state(comparator, demanded, known(value, is_stale=True)) is State.NO_FIGURE


RANK = {State.NOT_MET: 0, State.PARTLY: 1, State.MET: 2}
AMOUNTS = st.decimals(0, 10**6, places=4)


@given(st.sampled_from([">=", ">"]), AMOUNTS, AMOUNTS, AMOUNTS, st.integers(1, 10))
def test_more_is_never_worse_where_much_is_wanted(comparator, demanded, one, other, reported):
    low, high = sorted([one, other])
    found = [RANK[state(comparator, demanded, known(v, reported=reported))] for v in (low, high)]
    assert found == sorted(found)


@given(st.sampled_from(["<=", "<"]), AMOUNTS, AMOUNTS, AMOUNTS, st.integers(1, 10))
def test_more_is_never_better_where_little_is_wanted(comparator, demanded, one, other, reported):
    low, high = sorted([one, other])
    found = [RANK[state(comparator, demanded, known(v, reported=reported))] for v in (high, low)]
    assert found == sorted(found)


@given(AMOUNTS, AMOUNTS, AMOUNTS, ANY)
def test_what_is_decided_early_stays_decided(known_part, rest, demanded, comparator):
    early = state(comparator, demanded, known(known_part, reported=9))
    if early is not State.PARTLY:
        assert state(comparator, demanded, known(known_part + rest)) is early


@pytest.mark.parametrize(
    ("day", "phase", "missed", "per_day"),
    [
        (date(2021, 12, 30), Phase.ON_THE_WAY, False, Decimal(20)),
        (END, Phase.ON_THE_WAY, False, Decimal(40)),  # the last day is still a day
        (date(2022, 1, 1), Phase.OVER, True, None),
    ],
)
def test_the_last_day(day, phase, missed, per_day):
    found = judge(indicator=COVERAGE, comparator=">=", demanded=Decimal(100),
                  figure=ratio(60, 100), day=day, last_day=END)  # fmt: skip
    assert (found.state, found.phase, found.is_missed) == (State.NOT_MET, phase, missed)
    assert (found.margin, found.per_day) == (-40, per_day)


def test_what_is_met_was_not_missed():
    found = judge(indicator=COVERAGE, comparator=">=", demanded=Decimal(100),
                  figure=ratio(100, 100), day=date(2022, 1, 1), last_day=END)  # fmt: skip
    assert (found.state, found.is_missed, found.margin) == (State.MET, False, 0)


def test_a_figure_that_has_to_fall():
    found = judge(indicator=HUNGRY, comparator="=", demanded=Decimal(0),
                  figure=known(24), day=DAY, last_day=END)  # fmt: skip
    assert found.per_day == -2


def test_a_standing_duty_has_no_way_to_go():
    found = judge(indicator=HUNGRY, comparator="=", demanded=Decimal(0),
                  figure=known(24), day=DAY, last_day=None)  # fmt: skip
    assert (found.phase, found.per_day, found.is_missed) == (Phase.STANDING, None, False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, State.MET), (2, State.MET), (3, State.NOT_MET), ("2.5", State.NO_FIGURE)],
)
def test_a_level_is_a_whole_number(value, expected):
    assert state("<=", 2, known(value, 1, 1), indicator="levels.level") is expected


def test_no_such_comparator():
    with pytest.raises(ValueError, match="comparator"):
        state("!=", 1, known(1))


def test_the_worst_speaks():
    assert rules.worst([State.MET, State.PARTLY]) is State.PARTLY
    assert rules.worst([State.NO_FIGURE, State.NOT_MET, State.MET]) is State.NOT_MET


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_somebody_is_believed_about_everything_that_is_published(code):
    entry = CATALOGUE[code]
    if entry.numerator:
        assert rules.fresh_days(code) == rules.fresh_days(entry.numerator)
        return
    beliefs = sources.believed(code)
    assert len(set(beliefs)) == len(beliefs) > 0
    assert all(entry.may_be_published_by(each.source) for each in beliefs)
    if code != "population.count":
        assert [each.basis for each in beliefs] == sorted(
            (each.basis for each in beliefs), reverse=True
        )  # counted before stated


def test_the_population_is_asked_of_the_census_first():
    above = sources.Belief("vaccination", sources.COUNTED)
    assert sources.believed_below("population.count", above)[0].source == "census2019"
    assert sources.believed_below("treatment.beds", above) == (above,)
