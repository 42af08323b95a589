from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.registers.directives.rules import deadlines, recurrence
from phaodai.registers.directives.states import DueKind, Lateness

DUE = datetime(2021, 12, 30, 3, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("answered", "now", "expected"),
    [
        (None, DUE - timedelta(hours=24) - TICK, Lateness.ON_TIME),
        (None, DUE - timedelta(hours=24), Lateness.DUE_SOON),
        (None, DUE, Lateness.DUE_SOON),
        (None, DUE + TICK, Lateness.OVERDUE),
        (DUE, DUE + timedelta(days=9), Lateness.ON_TIME),
        (DUE + TICK, DUE + timedelta(days=9), Lateness.ANSWERED_LATE),
        (DUE + TICK, DUE - timedelta(days=9), Lateness.ANSWERED_LATE),  # a clock set back
        (DUE, DUE - timedelta(days=9), Lateness.ON_TIME),
    ],
)
def test_lateness_on_both_sides_of_each_border(answered, now, expected):
    assert deadlines.lateness(due=DUE, answered_at=answered, now=now) == expected


def test_without_a_deadline_nothing_is_late():
    for answered in (None, DUE):
        assert deadlines.lateness(due=None, answered_at=answered, now=DUE) == Lateness.ON_TIME


def due(kind, **fields):
    arguments = {
        "day": None, "at": None, "duration": "", "is_working_days": False, "since": "",
        "issued_at": datetime(2021, 12, 23, 18, tzinfo=UTC),  # Friday the 24th in Việt Nam
    }  # fmt: skip
    return deadlines.due_at(kind=kind, **(arguments | fields))


def test_when_it_is_due():
    day = date(2021, 12, 30)
    assert due(DueKind.DATE, day=day, at=time(10)) == DUE
    assert due(DueKind.DATE, day=day) == datetime(2021, 12, 30, 16, 59, 59, 999999, tzinfo=UTC)
    assert due(DueKind.DURATION, duration="PT12H") == datetime(2021, 12, 24, 6, tzinfo=UTC)
    assert deadlines.local_day(due(DueKind.DURATION, duration="P3D")) == date(2021, 12, 27)
    assert deadlines.local_day(due(DueKind.DURATION, duration="P3D", is_working_days=True)) == date(
        2021, 12, 29
    )
    assert deadlines.local_day(due(DueKind.DURATION, duration="P2M")) == date(2022, 2, 24)
    assert due(DueKind.DURATION, duration="PT12H", since="khi lấy mẫu") is None
    for kind in (DueKind.IMMEDIATE, DueKind.EVENT, DueKind.STANDING, DueKind.NONE):
        assert due(kind) is None


@pytest.mark.parametrize("text", ["", "P", "PT", "3D", "P3X", "P99999D", "P-1D"])
def test_no_duration(text):
    with pytest.raises(ValueError, match=r"duration|longer"):
        deadlines.add_duration(DUE, text)


def days(rrule, first, last, start=date(2021, 12, 1)):
    return [str(d) for d in recurrence.days(rrule, start=start, first=first, last=last)]


def test_recurrences():
    first, last = date(2021, 12, 27), date(2022, 1, 5)
    assert len(days("FREQ=DAILY", first, last)) == 10
    assert days("FREQ=DAILY;INTERVAL=4", first, last) == ["2021-12-29", "2022-01-02"]
    assert days("FREQ=DAILY;BYDAY=MO,TU", first, last) == [
        "2021-12-27", "2021-12-28", "2022-01-03", "2022-01-04",
    ]  # fmt: skip
    assert days("FREQ=WEEKLY;BYDAY=FR", first, last) == ["2021-12-31"]
    assert days("FREQ=WEEKLY", first, last) == ["2021-12-29", "2022-01-05"]
    assert days("FREQ=WEEKLY;INTERVAL=2", first, last) == ["2021-12-29"]
    assert days("FREQ=MONTHLY;BYMONTHDAY=31", date(2021, 12, 1), date(2022, 4, 1)) == [
        "2021-12-31", "2022-01-31", "2022-02-28", "2022-03-31",
    ]  # fmt: skip
    assert days("FREQ=MONTHLY;BYMONTHDAY=-1", date(2022, 2, 1), date(2022, 2, 28)) == ["2022-02-28"]
    assert days("FREQ=QUARTERLY;BYMONTHDAY=5", first, date(2022, 7, 1)) == [
        "2022-03-05", "2022-06-05",
    ]  # fmt: skip
    assert days("FREQ=MONTHLY;INTERVAL=3", first, date(2022, 7, 1)) == ["2022-03-01", "2022-06-01"]
    assert days("FREQ=YEARLY", first, date(2023, 12, 31)) == ["2022-12-01", "2023-12-01"]
    assert days("FREQ=DAILY", date(2021, 1, 1), date(2021, 11, 30)) == []  # before the start


@pytest.mark.parametrize(
    "rrule",
    [
        "", "FREQ=SOMETIMES", "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=0",
        "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=DAILY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=MO", "FREQ=DAILY;INTERVAL=x",
    ],
)  # fmt: skip
def test_what_is_no_recurrence(rrule):
    with pytest.raises(recurrence.BadRecurrence):
        recurrence.parse(rrule)


RULES = st.sampled_from(
    ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY",
     "FREQ=MONTHLY;BYMONTHDAY=31,-1", "FREQ=QUARTERLY;BYMONTHDAY=15"]
)  # fmt: skip
DAYS = st.dates(date(2020, 1, 1), date(2023, 1, 1))


@given(RULES, DAYS, DAYS, st.integers(0, 200), st.integers(0, 200))
def test_two_looks_are_one_long_look(rrule, start, first, some, more):
    middle, last = first + timedelta(days=some), first + timedelta(days=some + more)
    whole = list(recurrence.days(rrule, start=start, first=first, last=last))
    parts = [
        *recurrence.days(rrule, start=start, first=first, last=middle),
        *recurrence.days(rrule, start=start, first=middle + timedelta(days=1), last=last),
    ]
    assert whole == parts == sorted(set(whole))
    assert all(max(start, first) <= day <= last for day in whole)
