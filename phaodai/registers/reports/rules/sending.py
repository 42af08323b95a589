"""How long a letter that does not go out is tried."""

from datetime import datetime, timedelta
from typing import Final

MOST_TRIES: Final = 12  # over a day and a half
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=6)


def next_try(tries: int, now: datetime) -> datetime:
    """Return when to try again: a minute after the first time, twice as long after each.

    Args:
        tries: How often it was tried, at least once.
        now: The moment of the last try.
    """
    return now + min(_FIRST * (1 << (tries - 1)), _LONGEST)
