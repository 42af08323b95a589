from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.foundation.accounts import rules

DAY = date(2021, 12, 23)
periods = st.tuples(
    st.dates(date(2021, 1, 1), date(2021, 2, 1)),
    st.none() | st.dates(date(2021, 1, 1), date(2021, 2, 1)),
).filter(lambda period: period[1] is None or period[1] >= period[0])


@pytest.mark.parametrize("name", ["hanh", "hanh.nguyen", "ubnd-xa_2", "0123"])
def test_usernames(name):
    assert rules.is_username(name)


@pytest.mark.parametrize(
    "name", ["", "ab", "Hanh", "hạnh", ".hanh", "hanh.", "a b c", "a" * 61, "abc\n"]
)
def test_what_is_no_username(name):
    assert not rules.is_username(name)


def test_phones_lose_what_only_makes_them_readable():
    assert rules.bare_phone("(0259) 000-0112") == "02590000112"
    assert rules.bare_phone("+84 90.000.0031") == "+84900000031"
    assert rules.bare_phone("  ") == ""


@pytest.mark.parametrize("text", ["12", "090 000 00x1", "1" * 16, "++84"])
def test_what_is_no_phone(text):
    with pytest.raises(ValueError, match=r"."):
        rules.bare_phone(text)


@given(periods, periods)
def test_periods_overlap_when_they_share_a_day(one, other):
    days = [date.fromordinal(date(2021, 1, 1).toordinal() + n) for n in range(40)]

    def holds(period):
        return {day for day in days if period[0] <= day <= (period[1] or days[-1])}

    assert rules.overlaps(*one, [other]) == bool(holds(one) & holds(other))


def test_nothing_overlaps_no_period():
    assert not rules.overlaps(DAY, None, [])
