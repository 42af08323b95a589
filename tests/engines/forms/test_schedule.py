"""Which period a moment falls into, and when its report is due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.engines.forms.schedule import HERE, Cadence, Schedule

DAILY = Schedule(Cadence.DAILY, day_ends=7 * 60, cutoff=10 * 60, grace=15)
WEEKLY = Schedule(Cadence.WEEKLY, day_ends=24 * 60, cutoff=16 * 60, weekday=6)
EVENING = Schedule(Cadence.DAILY, day_ends=18 * 60, cutoff=10 * 60)
MOMENTS = st.integers(946_684_800, 4_070_908_800).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def here(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=HERE)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("schedule", "moment", "day"),
    [
        (DAILY, here(2021, 12, 23, 6, 59), date(2021, 12, 23)),
        (DAILY, here(2021, 12, 23, 7), date(2021, 12, 24)),
        (DAILY, datetime(2021, 12, 31, 23, 59, tzinfo=UTC), date(2022, 1, 1)),
        (WEEKLY, here(2021, 12, 26, 23, 59), date(2021, 12, 26)),
        (WEEKLY, here(2021, 12, 27), date(2022, 1, 2)),
    ],
)
def test_the_period_of_a_moment(schedule: Schedule, moment: datetime, day: date):
    assert schedule.day_of(moment) == day
    assert schedule.is_period(day)


@pytest.mark.parametrize(
    ("schedule", "day", "due"),
    [
        (DAILY, date(2021, 12, 23), here(2021, 12, 23, 10)),
        (EVENING, date(2021, 12, 23), here(2021, 12, 24, 10)),
        (WEEKLY, date(2021, 12, 26), here(2021, 12, 27, 16)),
        (DAILY, date(2024, 2, 29), here(2024, 2, 29, 10)),
    ],
)
def test_the_cut_off(schedule: Schedule, day: date, due: datetime):
    assert schedule.due_at(day) == due


def test_grace_is_for_reminders_alone():
    assert DAILY.dunned_at(date(2021, 12, 23)) - DAILY.due_at(date(2021, 12, 23)) == timedelta(
        minutes=15
    )


@pytest.mark.parametrize("schedule", [DAILY, WEEKLY, EVENING])
@given(moment=MOMENTS)
def test_periods_follow_each_other_without_gap(schedule: Schedule, moment: datetime):
    day = schedule.day_of(moment)
    assert schedule.begins_at(day) <= moment < schedule.ends_at(day)
    assert schedule.ends_at(schedule.before(day)) == schedule.begins_at(day)
    assert timedelta(0) <= schedule.due_at(day) - schedule.ends_at(day) < timedelta(days=1)
