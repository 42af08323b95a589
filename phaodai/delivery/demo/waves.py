"""New cases of the demo's communes: waves by district, quiet weekends, one outbreak.

The shape is that of Ninh Thuận at the end of 2021, about a hundred cases a day; which commune has
how many on which day is invented, and the same each time.
"""

from datetime import date, timedelta
from functools import cache
from math import exp
from random import Random
from typing import Final

OUTBREAK: Final = "22910"  # Cà Ná, a fishing port
BESIDE: Final = "22909"  # Phước Diêm, which it reaches two days later
QUIET: Final = "22828"  # Ma Nới, where nobody falls ill
MISTYPED: Final = ("22831", date(2021, 12, 21), 12, 120)  # Nhơn Sơn: meant, and written
IN_CARE: Final = 12  # days

# Of each district: the day of its peak, how many days it lasts, how high it is; by the first day.
_FIRST: Final = date(2021, 11, 23)
_WAVES: Final = {
    "582": (6, 8, 1.7),
    "584": (22, 8, 0.9),
    "585": (12, 8, 1.1),
    "586": (17, 9, 1.4),
    "587": (27, 9, 1.9),
    "588": (10, 6, 0.8),
    "589": (24, 7, 1.3),
}
_OUTBREAK: Final = {OUTBREAK: (27, 34), BESIDE: (29, 12)}  # peak, cases on its day
# From Monday: a report tells of the 24 hours to seven o'clock, so Monday's is Sunday's.
_WEEK: Final = (0.6, 1.0, 1.15, 1.1, 1.05, 1.05, 0.7)


@cache
def new_cases(code: str, district: str, mean: float, day: date) -> int:
    """Return how many fell ill.

    Args:
        code: Of the commune.
        district: Code of its district.
        mean: Of the commune over the months.
        day: The reporting day.
    """
    if code == QUIET:
        return 0
    if (code, day) == MISTYPED[:2]:
        return MISTYPED[2] * 3 // 2  # two in three are found in the community
    n = (day - _FIRST).days
    peak, width, height = _WAVES[district]
    expected = mean * (0.35 + height * _bell(n, peak, width))
    if code in _OUTBREAK:
        peak, height = _OUTBREAK[code]
        expected += height * _bell(n, peak, 4)
    chance = Random(f"cases {code} {day}")  # noqa: S311 - figures of a demo
    return _poisson(chance, expected * _WEEK[day.weekday()] * chance.gammavariate(8, 1 / 8))


def in_care(code: str, district: str, mean: float, day: date) -> int:
    """Return how many are ill: those of the last days."""
    days = (day - timedelta(days=back) for back in range(IN_CARE))
    return sum(new_cases(code, district, mean, each) for each in days)


def _bell(n: int, peak: int, width: int) -> float:
    return exp(-(((n - peak) / width) ** 2))


def _poisson(chance: Random, mean: float) -> int:
    """Return a count around a mean, by Knuth's product of chances."""
    left, n = exp(-mean), 0
    product = chance.random()
    while product > left:
        product *= chance.random()
        n += 1
    return n
