"""When a unit of the demo reports: each has its habit, some are often late, some forget."""

from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Final

from phaodai.delivery.demo.stage import HERE

CUTOFF: Final = time(10, 0)
PUNCTUAL: Final = frozenset({"22870", "22888", "22894", "587"})  # never late and never missing
EARLY: Final = {"22888": 80}  # An Hải: at about twenty past eight
LAST_MINUTE: Final = {
    "22870": 148,
    "22876": 155,
    "22894": 152,
}  # as the newcomer finds them, not yet overdue
LATE: Final = {"22786": 0.3, "22798": 0.35, "22828": 0.2, "22843": 0.3, "22885": 0.25, "22774": 0.2}
FORGETS: Final = {"22789": 0.12, "22798": 0.15, "22846": 0.1, "22903": 0.08}
SELDOM: Final = 0.02  # late, of all others
ALMOST_NEVER: Final = 0.006  # missing


@cache
def usual(code: str) -> int:
    """Return how many minutes after seven a unit usually reports: early, or at the last moment."""
    chance = Random(f"usual {code}")  # noqa: S311 - a demo
    early, late = chance.randrange(25, 125), chance.randrange(146, 170)
    found = early if chance.random() < 0.45 else late
    return {**EARLY, **LAST_MINUTE}.get(code, found)


def reported_at(code: str, day: date) -> datetime | None:
    """Return when a unit reports on a day; None where it forgets."""
    chance = Random(f"hour {code} {day}")  # noqa: S311 - a demo
    luck, late_by, away = chance.random(), chance.randrange(2, 38), round(chance.gauss(0, 5))
    if code not in PUNCTUAL:
        missing = FORGETS.get(code, ALMOST_NEVER)
        if luck < missing:
            return None
        if luck < missing + LATE.get(code, SELDOM):
            return on(day, CUTOFF) + timedelta(minutes=late_by)
    late_riser = 10 if day.weekday() >= 5 and usual(code) < 125 else 0
    minutes = min(usual(code) + away + late_riser, 178)
    return on(day, time(7)) + timedelta(minutes=minutes, seconds=chance.randrange(60))


def on(day: date, at: time) -> datetime:
    """Return a moment of a day, in Vietnam."""
    return datetime.combine(day, at, tzinfo=HERE)
