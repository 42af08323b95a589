"""Recurrences: the part of RFC 5545 that dispatches need.

FREQ is DAILY, WEEKLY (with BYDAY), MONTHLY or YEARLY (with BYMONTHDAY); INTERVAL counts from the
start; QUARTERLY, which the RFC does not know, is MONTHLY;INTERVAL=3. One deviation: the 31st of
a month that has none is its last day, because a report that is due each month is due that month.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from phaodai.registers.directives.rules.deadlines import days_in

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEPS = {"MONTHLY": 1, "QUARTERLY": 3, "YEARLY": 12}
_KNOWN = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY"}
MOST_INTERVAL = 120


class BadRecurrence(ValueError):
    """The text is no recurrence that is understood here."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How something comes back."""

    freq: str  # DAILY, WEEKLY or MONTHLY
    interval: int
    weekdays: tuple[int, ...]  # Monday is 0; empty: that of the start
    month_days: tuple[int, ...]  # -1 is the last one; empty: that of the start


def parse(rrule: str) -> Recurrence:
    """Read "FREQ=WEEKLY;BYDAY=MO,FR".

    Raises:
        BadRecurrence: It is something else.
    """
    parts = dict(part.partition("=")[::2] for part in rrule.split(";"))
    freq = parts.get("FREQ", "")
    if set(parts) - _KNOWN or freq not in {"DAILY", "WEEKLY", *_STEPS}:
        raise BadRecurrence(rrule)
    try:
        interval = int(parts.get("INTERVAL", "1")) * _STEPS.get(freq, 1)
        weekdays = tuple(sorted(DAYS.index(d) for d in parts.get("BYDAY", "").split(",") if d))
        days = tuple(int(d) for d in parts.get("BYMONTHDAY", "").split(",") if d)
    except ValueError as error:
        raise BadRecurrence(rrule) from error
    if not 1 <= interval <= MOST_INTERVAL or not all(1 <= abs(day) <= 31 for day in days):
        raise BadRecurrence(rrule)
    if (weekdays and freq in _STEPS) or (days and freq not in _STEPS):
        raise BadRecurrence(rrule)
    return Recurrence("MONTHLY" if freq in _STEPS else freq, interval, weekdays, days)


def days(rrule: str, *, start: date, first: date, last: date) -> Iterator[date]:
    """Yield the days of a recurrence from `first` to `last`, in order.

    Args:
        rrule: The recurrence.
        start: When it begins: intervals count from here, and nothing comes before.
        first: First day asked for.
        last: Last day asked for.

    Raises:
        BadRecurrence: The recurrence is not understood.
    """
    rule = parse(rrule)
    first = max(first, start)
    if rule.freq == "MONTHLY":
        yield from _monthly(rule, start, first, last)
        return
    day = first
    while day <= last:
        if _is_day(rule, start, day):
            yield day
        day += timedelta(days=1)


def _is_day(rule: Recurrence, start: date, day: date) -> bool:
    if rule.freq == "DAILY":
        on = (day - start).days % rule.interval == 0
        return on and (not rule.weekdays or day.weekday() in rule.weekdays)
    monday = start - timedelta(days=start.weekday())
    weeks = (day - monday).days // 7
    return weeks % rule.interval == 0 and day.weekday() in (rule.weekdays or (start.weekday(),))


def _monthly(rule: Recurrence, start: date, first: date, last: date) -> Iterator[date]:
    zero = start.year * 12 + start.month - 1
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        if (month - zero) % rule.interval:
            continue
        n_days = days_in(month // 12, month % 12 + 1)
        wanted = {
            max(1, n_days + 1 + day) if day < 0 else min(day, n_days)
            for day in rule.month_days or (start.day,)
        }
        for number in sorted(wanted):
            day = date(month // 12, month % 12 + 1, number)
            if first <= day <= last:
                yield day
