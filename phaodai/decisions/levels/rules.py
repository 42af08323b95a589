"""What has to be written beside a decision, and when a level may take effect."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HERE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
SHORTEST: Final = 10  # signs of a reason that are not blanks
LONGEST: Final = 1_000


def is_said(text: str) -> bool:
    """Say whether a reason is one: enough signs that are not blanks, and not too many."""
    n_signs = sum(not sign.isspace() and sign.isprintable() for sign in text)
    return n_signs >= SHORTEST and len(text.strip()) <= LONGEST


def earliest(now: datetime, lead_hours: int) -> datetime:
    """Return the first moment at which a level that is announced now may take effect."""
    return now + timedelta(hours=lead_hours)


def local_day(moment: datetime) -> date:
    """Return the day in Vietnam."""
    return moment.astimezone(HERE).date()
