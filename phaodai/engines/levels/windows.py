"""Which days the figures of an input are of, on a day and in earlier years."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from phaodai.engines.levels.parts import Input, Period, Window


@dataclass(frozen=True, slots=True)
class Days:
    """Days from the first to the last, both included."""

    first: date
    last: date


def counted(of: Input, on: date) -> Days:
    """Return the days that are summed on a day; without a window the day itself."""
    if of.window is None:
        return Days(on, on)
    match of.window.period:
        case Period.DAYS:
            return Days(on - timedelta(days=of.window.days - 1), on)
        case Period.WEEK:
            return Days(on - timedelta(days=on.weekday()), on)
        case Period.MONTH:
            return Days(on.replace(day=1), on)


def earlier(of: Input, on: date) -> tuple[Days, ...]:
    """Return the days of earlier years that an input is compared with, the latest year first.

    Weeks and months are taken whole, though that of the day may not have ended: the mean is of the
    same week or month. A year without a week 53 gives its last week.
    """
    if of.window is None:
        return ()
    return tuple(_in_year(of.window, on, back) for back in range(1, of.years + 1))


def _in_year(window: Window, on: date, back: int) -> Days:
    match window.period:
        case Period.DAYS:
            last = _moved(on, on.year - back)
            return Days(last - timedelta(days=window.days - 1), last)
        case Period.WEEK:
            year, week, _ = on.isocalendar()
            n_weeks = date(year - back, 12, 28).isocalendar().week
            first = date.fromisocalendar(year - back, min(week, n_weeks), 1)
            return Days(first, first + timedelta(days=6))
        case Period.MONTH:
            year = on.year - back
            n_days = monthrange(year, on.month)[1]
            return Days(date(year, on.month, 1), date(year, on.month, n_days))


def _moved(day: date, year: int) -> date:
    """Return the same day of another year; 29 February becomes the 28th."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
