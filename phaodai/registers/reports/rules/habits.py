"""When a body usually files, and from when its silence is unusual.

The usual moment is the median of the last 28; silence is unusual once it is later than that by
twice the median distance from it (MAD), and by a quarter of an hour at least. Both are robust: one
report filed at midnight moves neither. Who files rarely has no habit, so nobody is marked for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

PERIODS = 28  # looked back over
ENOUGH = 7  # reports without which nothing is usual
SPREAD = 2
LEAST = 15  # minutes
FILES_ALWAYS = 0.8  # of the periods since the first of them


@dataclass(frozen=True, slots=True)
class Habit:
    """Minutes after the end of a period: the usual moment, and when silence becomes unusual."""

    usual: int
    alarm: int


def habit_of(moments: Sequence[int], *, periods: int) -> Habit | None:
    """Return the habit behind some moments of filing.

    Args:
        moments: Minutes between the end of a period and its first report, in any order.
        periods: How many periods there were since the first of these reports.

    Returns:
        None where there were too few, or too many periods without a report.
    """
    if len(moments) < ENOUGH or len(moments) < FILES_ALWAYS * periods:
        return None
    usual = median(moments)
    away = median(abs(moment - usual) for moment in moments)
    return Habit(round(usual), round(usual) + max(ceil(SPREAD * away), LEAST))
