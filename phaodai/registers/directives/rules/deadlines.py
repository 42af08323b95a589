"""When something is due, and whether it is late: computed, never stored."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from phaodai.registers.directives.states import DueKind, Lateness

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
END_OF_DAY = time(23, 59, 59, 999999)
SOON = timedelta(hours=24)
_DURATION = re.compile(
    r"P(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?"
)
MOST_DAYS = 3660  # ten years: whatever is longer was misread


def local_day(moment: datetime) -> date:
    """Return the day of a moment as Việt Nam's calendars show it."""
    return moment.astimezone(ZONE).date()


def moment_of(day: date, at: time | None) -> datetime:
    """Return the moment by which something is due on a day.

    A day without an hour ends with its last moment: "chậm nhất ngày 15/9" is kept at 23:59.
    """
    return datetime.combine(day, at or END_OF_DAY, tzinfo=ZONE).astimezone(UTC)


def day_begins(day: date) -> datetime:
    """Return the moment at which a day begins in Việt Nam."""
    return datetime.combine(day, time(0), tzinfo=ZONE).astimezone(UTC)


def due_at(
    *,
    kind: DueKind,
    day: date | None,
    at: time | None,
    duration: str,
    is_working_days: bool,
    since: str,
    issued_at: datetime,
) -> datetime | None:
    """Return when an obligation is due; None where no clock says so.

    A recurrence is due with each of its occurrences. A duration runs from the issue of the order
    unless the text counts it from an event of its own ("kể từ khi lấy mẫu"): then figures prove
    it, and no day is guessed.

    Args:
        kind: How it is bound in time.
        day: Of a date.
        at: Of a date, where an hour is said.
        duration: ISO 8601: "P3D", "PT12H", "P1M".
        is_working_days: Whether the days of the duration are working days.
        since: From when the text counts the duration; "" is the order itself.
        issued_at: When the order was issued, aware.

    Raises:
        ValueError: The duration is no duration.
    """
    if kind is DueKind.DATE and day is not None:
        return moment_of(day, at)
    if kind is DueKind.DURATION and duration and not since:
        return add_duration(issued_at, duration, is_working_days=is_working_days)
    return None


def add_duration(start: datetime, duration: str, *, is_working_days: bool = False) -> datetime:
    """Return the end of a duration; whole days end with the day.

    Working days are Monday to Friday: public holidays are set by the Government each year and
    are not known here.

    Raises:
        ValueError: The text is no duration, or longer than ten years.
    """
    match = _DURATION.fullmatch(duration)
    if match is None or not any(match.groups()):
        raise ValueError(f"no duration: {duration!r}")
    part = {name: int(value or 0) for name, value in match.groupdict().items()}
    if part["hours"] or part["minutes"]:
        return start + timedelta(
            days=part["days"] + 7 * part["weeks"], hours=part["hours"], minutes=part["minutes"]
        )
    n_days = part["days"] + 7 * part["weeks"]
    if n_days + 31 * part["months"] > MOST_DAYS:
        raise ValueError(f"longer than ten years: {duration!r}")
    day = add_months(local_day(start), part["months"])
    if is_working_days:
        day = add_working_days(day, n_days)
    else:
        day += timedelta(days=n_days)
    return moment_of(day, None)


def add_working_days(day: date, n: int) -> date:
    """Return the n-th working day after a day."""
    while n > 0:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day


def add_months(day: date, n: int) -> date:
    """Return the same day n months later, or the last day of that month."""
    year, month = divmod(day.month - 1 + n, 12)
    return date(day.year + year, month + 1, min(day.day, days_in(day.year + year, month + 1)))


def days_in(year: int, month: int) -> int:
    """Return how many days a month has."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def lateness(
    *, due: datetime | None, answered_at: datetime | None, now: datetime, soon: timedelta = SOON
) -> Lateness:
    """Say how an answer stands to its deadline.

    What has been answered stays answered, wherever the clock goes afterwards. The moment of the
    deadline itself is still in time.
    """
    if answered_at is not None:
        is_late = due is not None and answered_at > due
        return Lateness.ANSWERED_LATE if is_late else Lateness.ON_TIME
    if due is None or now < due - soon:
        return Lateness.ON_TIME
    return Lateness.OVERDUE if now > due else Lateness.DUE_SOON
