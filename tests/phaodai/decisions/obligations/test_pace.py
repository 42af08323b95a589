"""Where the pace of the last seven days leads."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.decisions.obligations.pace import FURTHEST, Trend, is_met, pace_of

LAST = date(2021, 12, 22)


def points(*values, last=LAST):
    """Return a point a day up to the last; None is a day without a figure."""
    days = [last - timedelta(days=n) for n in range(len(values))][::-1]
    return [
        (day, Decimal(value))
        for day, value in zip(days, values, strict=True)
        if value is not None
    ]  # fmt: skip


def pace(*values, comparator=">=", demanded="95", **more):
    return pace_of(points(*values), comparator=comparator, demanded=Decimal(demanded), **more)


def test_a_steady_rise_arrives_on_the_first_day_that_is_enough():
    found = pace("88", "89", "90", "91", demanded="93.5")
    assert (found.trend, found.per_day, found.n_days) == (Trend.ARRIVES, 1, 4)
    assert found.arrives == LAST + timedelta(days=3)
    assert found.late_by(date(2021, 12, 23)) == 2
    assert found.late_by(date(2021, 12, 25)) == 0
    assert found.late_by(date(2021, 12, 28)) == -3
    assert found.late_by(None) is None


def test_only_the_last_seven_days_count():
    assert pace(*["10"] * 20, *["90"] * 7).trend is Trend.STANDS


@pytest.mark.parametrize(
    "values", [(), ("90",), ("88", "89", "90"), ("80", None, "85", None, "90")]
)
def test_fewer_than_four_days_say_nothing(values):
    found = pace(*values)
    assert (found.trend, found.per_day, found.arrives) == (Trend.UNKNOWN, None, None)
    assert found.n_days == len([value for value in values if value is not None])


def test_days_of_silence_are_no_zeros():
    found = pace("88", None, "90", "91", None, None, "94")
    assert (found.trend, found.per_day) == (Trend.ARRIVES, 1)
    assert found.arrives == LAST + timedelta(days=1)


@pytest.mark.parametrize(
    ("values", "comparator", "demanded", "trend"),
    [
        (("90", "90", "90", "90"), ">=", "95", Trend.STANDS),
        (("93", "92", "91", "90"), ">=", "95", Trend.AWAY),
        (("3", "4", "5", "6"), "<=", "2", Trend.AWAY),
        (("9", "8", "7", "6"), "<=", "2", Trend.ARRIVES),
        (("3", "2", "1", "1"), "=", "0", Trend.ARRIVES),
        (("3", "2", "1", "0"), "=", "0", Trend.MET),
        (("92", "93", "94", "95"), ">=", "95", Trend.MET),
        (("92", "93", "94", "95"), ">", "95", Trend.ARRIVES),
        (("98", "97", "96", "95"), ">", "95", Trend.AWAY),
        (("90", "90", "90", "90.0001"), ">=", "95", Trend.TOO_SLOW),
    ],
)
def test_trends(values, comparator, demanded, trend):
    assert pace(*values, comparator=comparator, demanded=demanded).trend is trend


def test_more_than_a_border_takes_a_day_longer():
    assert pace("92", "93", "94", "95", comparator=">").arrives == LAST + timedelta(days=1)


def test_what_is_met_by_some_alone_is_not_met():
    assert pace("92", "93", "94", "96", is_settled=False).trend is Trend.UNKNOWN


@given(
    values=st.lists(st.one_of(st.none(), st.decimals(0, 10**9, places=4)), min_size=0, max_size=30),
    comparator=st.sampled_from(["<", "<=", "=", ">=", ">"]),
    demanded=st.decimals(0, 10**9, places=4),
)
def test_whatever_the_series_an_arrival_is_an_arrival(values, comparator, demanded):
    found = pace_of(points(*values), comparator=comparator, demanded=demanded)
    assert (found.trend is Trend.ARRIVES) == (found.arrives is not None)
    if found.arrives is None:
        return
    known = points(*values)
    last, value = known[-1]
    n_days = (found.arrives - last).days
    assert 0 < n_days <= FURTHEST + 1
    there = value + found.per_day * n_days
    before = value + found.per_day * (n_days - 1)
    assert not is_met(before, comparator, demanded) or comparator == "="
    if comparator != "=":  # a line steps over a single value
        assert is_met(there, comparator, demanded)
