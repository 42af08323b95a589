"""Whether a figure gets where it has to, at the pace of the last days; pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

SPAN = timedelta(days=7)
FEWEST_DAYS = 4  # with fewer figures in the span nothing is said
FURTHEST = 3_650  # days; what takes longer does not arrive

Point = tuple[date, Decimal]  # a day on which somebody spoke, and the value on it


class Trend(StrEnum):
    """What the pace of the last days comes to."""

    UNKNOWN = "UNKNOWN"  # too few days have figures
    MET = "MET"  # the last figure is where it has to be
    STANDS = "STANDS"  # it does not move
    AWAY = "AWAY"  # it moves away from the target
    TOO_SLOW = "TOO_SLOW"  # more than ten years at this pace
    ARRIVES = "ARRIVES"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a figure moved, and when it arrives if that goes on.

    Args:
        trend: What it comes to.
        n_days: On how many of the last seven days there were figures.
        per_day: By how much it changed a day, in its measure; None where that is unknown.
        arrives: The first whole day on which the target is met; None where it is not.
    """

    trend: Trend
    n_days: int
    per_day: Decimal | None = None
    arrives: date | None = None

    def late_by(self, last_day: date | None) -> int | None:
        """Return how many days after the last day it arrives; negative is before, None unknown."""
        if self.arrives is None or last_day is None:
            return None
        return (self.arrives - last_day).days


def pace_of(
    points: Sequence[Point], *, comparator: str, demanded: Decimal, is_settled: bool = True
) -> Pace:
    """Draw the line from the first to the last figure of the last seven days on.

    Args:
        points: In order of days, only of days on which somebody spoke.
        comparator: "<", "<=", "=", ">=" or ">".
        demanded: In the measure of the values.
        is_settled: Whether no silent unit can change what the last figure comes to.
    """
    within = [point for point in points if point[0] > points[-1][0] - SPAN]
    if not within:
        return Pace(Trend.UNKNOWN, 0)
    (first, before), (last, value) = within[0], within[-1]
    per_day = None if len(within) < FEWEST_DAYS else (value - before) / (last - first).days
    if is_met(value, comparator, demanded):
        return Pace(Trend.MET if is_settled else Trend.UNKNOWN, len(within), per_day)
    if per_day is None:
        return Pace(Trend.UNKNOWN, len(within))
    gap = demanded - value
    if per_day == 0:
        return Pace(Trend.STANDS, len(within), per_day)
    if gap * per_day < 0 or (gap == 0 and (per_day > 0) != (comparator == ">")):
        return Pace(Trend.AWAY, len(within), per_day)
    n_days = _whole_days(gap / per_day, is_strict=comparator in {"<", ">"})
    if n_days > FURTHEST:
        return Pace(Trend.TOO_SLOW, len(within), per_day)
    return Pace(Trend.ARRIVES, len(within), per_day, last + timedelta(days=n_days))


def is_met(value: Decimal, comparator: str, demanded: Decimal) -> bool:
    """Say whether a value is where it has to be."""
    order = (value > demanded) - (value < demanded)
    return order in {"<": (-1,), "<=": (-1, 0), "=": (0,), ">=": (0, 1), ">": (1,)}[comparator]


def _whole_days(days: Decimal, *, is_strict: bool) -> int:
    if days > FURTHEST:
        return FURTHEST + 1
    whole = int(days.to_integral_value(ROUND_CEILING))
    return whole + 1 if is_strict and whole == days else whole
