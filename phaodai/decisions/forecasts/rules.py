"""What is foreseen, and with which assumptions; `docs/rules/forecasting.md` says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

VERSION: Final = 1  # of these rules; kept with every run
HERE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
INDICATOR: Final = "cases.confirmed"
HISTORY_DAYS: Final = 84  # that are read: eight weeks of errors, and two ahead of them
QUIET_DAYS: Final = 28  # a unit without a case for so long has no outlook
MOST_SILENT: Final = 0.1  # of the communes below a unit, on a day that is to count


@dataclass(frozen=True, slots=True)
class Interval:
    """A serial interval from the literature, in days."""

    mean_days: float
    sd_days: float
    source: str


# Only diseases that pass from person to person, and only what a study measured.
INTERVALS: Final[Mapping[str, Interval]] = {
    "COVID-19": Interval(6.3, 4.2, "Bi et al. 2020, doi:10.1016/S1473-3099(20)30287-5"),
}


def last_whole_day(now: datetime) -> date:
    """Return the last day of which reports can be complete: yesterday, here."""
    return now.astimezone(HERE).date() - timedelta(days=1)
