"""Which period a report is about, and when it is due.

A reporting day need not end at midnight: the day of the 23rd is the 24 hours that end at `day_ends`
of the 23rd. A report is due at the first cut-off at or after the end of its period.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)


class Cadence(StrEnum):
    """How often a report is filed."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a report of a form is due.

    Attributes:
        cadence: how often.
        day_ends: minutes after midnight at which the reporting day ends, 1 to 1440.
        cutoff: minutes after midnight by which a report has to be here, 0 to 1439.
        grace: minutes after the cut-off in which a report is not yet dunned for.
        weekday: of a weekly report, the last day of its week, Monday 0 to Sunday 6.
    """

    cadence: Cadence
    day_ends: int
    cutoff: int
    grace: int = 0
    weekday: int = 6

    def begins_at(self, day: date) -> datetime:
        """Return the first moment of the period that is named by its last day."""
        return self.ends_at(day) - (DAY if self.cadence is Cadence.DAILY else 7 * DAY)

    def ends_at(self, day: date) -> datetime:
        """Return the moment at which the period is over."""
        return _at(day, self.day_ends)

    def due_at(self, day: date) -> datetime:
        """Return the moment by which the report of a period has to be here."""
        due = _at(day, self.cutoff)
        return due if due >= self.ends_at(day) else due + DAY

    def dunned_at(self, day: date) -> datetime:
        """Return the moment after which a missing report is reminded of."""
        return self.due_at(day) + timedelta(minutes=self.grace)

    def day_of(self, moment: datetime) -> date:
        """Return the period that a moment falls into, by its last day."""
        local = moment.astimezone(HERE)
        day = local.date()
        if local >= self.ends_at(day):
            day += DAY
        if self.cadence is Cadence.WEEKLY:
            day += DAY * ((self.weekday - day.weekday()) % 7)
        return day

    def is_period(self, day: date) -> bool:
        """Say whether a period ends on the day."""
        return self.cadence is Cadence.DAILY or day.weekday() == self.weekday

    def before(self, day: date) -> date:
        """Return the period before."""
        return day - (DAY if self.cadence is Cadence.DAILY else 7 * DAY)


def _at(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HERE) + timedelta(minutes=minutes)
