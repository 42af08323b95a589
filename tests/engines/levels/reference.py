"""The same rules once more: one unit at a time, in fractions, as an officer would apply them.

Written from the regulations and not from the packs, so that both can be wrong only apart. What is
not known is tried with every number that could matter.
"""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from math import ceil
from typing import Any

Row = dict[str, Any]
HUGE = 10**9


def nq128_4800(row: Row, on: date) -> tuple[int, int]:
    """Grade a commune by Decision 4800; grades count from 0, a previous of -1 is none."""
    weekly = Fraction(row["cases"], row["residents"]) * 100_000
    first_doses = Fraction(row["adults_dose1"], row["adults"])
    if first_doses >= Fraction(70, 100):
        level = 1 if weekly < 50 else 2 if weekly < 150 else 3
    elif weekly < 20:
        level = 1
    elif weekly < 50:
        level = 2
    else:
        level = 3 if weekly < 150 else 4
    old = "over65" if on < date(2021, 11, 1) else "over50"
    elderly = Fraction(row[f"{old}_dose2"], row[old])
    if elderly < Fraction(80, 100) and row["cases"] > 0 and level < 4:
        level += 1
    if row["care_province"] == 1 or row["care_district"] == 1:
        level = max(level, row["previous"] + 1)
    return level - 1, level - 1


def nq128_218(row: Row, on: date) -> tuple[int, int]:
    """Grade a commune by what is known of Decision 218; where it is open, best and worst."""
    weekly = Fraction(row["cases"], row["residents"]) * 100_000
    oxygen = Fraction(row["oxygen"], row["residents"]) * 100_000
    one = 1 if weekly < 90 else 2 if weekly < 450 else 3 if weekly < 600 else 4
    two = 1 if oxygen < 8 else 2 if oxygen < 16 else 3 if oxygen < 24 else 4
    full18 = Fraction(row["adults_dose2"] * 100, row["adults"])
    full50 = Fraction(row["over50_dose2"] * 100, row["over50"])
    if full18 >= 90 and full50 >= 90 and row["care"] == 0:
        responses = ["high"]
    elif full18 < 80 and full50 < 80 and row["care"] == 1:
        responses = ["low"]
    else:
        responses = ["high", "medium", "low"]
    if full50 >= 90:
        raised = [0]
    elif full50 < 80:
        raised = [1]
    else:
        raised = [0, 1]
    by_response = {"high": (1, 1, 2, 3), "medium": (1, 2, 3, 4), "low": (2, 3, 4, 4)}
    levels = [
        min(by_response[response][spread - 1] + more, 4)
        for spread in range(min(one, two), max(one, two) + 1)
        for response in responses
        for more in raised
    ]
    return min(levels) - 1, max(levels) - 1


def tt15_2026(row: Row, on: date) -> tuple[int, int]:
    """Say whether there is no warning (0), a warning (1) or an epidemic (2) in a commune."""
    group = ("a", "endemic", "not_endemic", "new")[row["group"]]
    if group == "endemic":
        month = _above(row["month_cases"], row["past_months"], 2)
        week = _above(row["week_cases"], row["past_weeks"], 1)
        levels = [
            2 if is_epidemic else int(is_raised) for is_epidemic in month for is_raised in week
        ]
        return min(levels), max(levels)
    if group == "not_endemic":
        linked = row["linked"]
        level = 2 if linked >= 5 else 1 if linked >= 3 else 0
        return level, level
    if group == "a":
        return (1, 2) if row["confirmed"] >= 1 else (0, 0)
    return (1, 2) if row["risk"] >= 1 else (0, 0)


def _above(count: int, years: list[int | str | None], deviations: int) -> list[bool]:
    """Say whether a count can lie above mean + deviations; a year is None where not known."""
    if count == 0:
        return [False]
    known = [year for year in years if year != "epidemic"]
    if None in known or len(known) < 2:
        return [False, True]
    mean = Fraction(sum(known), len(known))
    variance = sum((year - mean) ** 2 for year in known) / (len(known) - 1)
    distance = count - mean
    return [distance > 0 and distance**2 > deviations**2 * variance]


RULES: dict[str, Callable[[Row, date], tuple[int, int]]] = {
    "nq128-4800": nq128_4800,
    "nq128-218": nq128_218,
    "tt15-2026": tt15_2026,
}

# Input -> what it is divided by (or divides) and the borders of that share.
SHARES = {
    "nq128-4800": {
        "cases": ("residents", (20, 50, 150), 100_000),
        "adults_dose1": ("adults", (70,), 100),
        "over65_dose2": ("over65", (80,), 100),
        "over50_dose2": ("over50", (80,), 100),
    },
    "nq128-218": {
        "cases": ("residents", (90, 450, 600), 100_000),
        "oxygen": ("residents", (8, 16, 24), 100_000),
        "adults_dose2": ("adults", (80, 90), 100),
        "over50_dose2": ("over50", (80, 90), 100),
    },
    "tt15-2026": {},
}
CHOICES = {"care_province": 2, "care_district": 2, "care": 2, "group": 4, "risk": 4}


def grade(pack: str, row: Row, on: date) -> tuple[int, int]:
    """Return the best and the worst grade of a unit, trying whatever is not known."""
    unknown = [name for name, value in row.items() if value is None]
    found = []
    for values in product(*(list(_tried(pack, name, row)) for name in unknown)):
        found.append(RULES[pack]({**row, **dict(zip(unknown, values, strict=True))}, on))
    return min(low for low, _ in found), max(high for _, high in found)


def _tried(pack: str, name: str, row: Row) -> Iterator[int]:
    """Yield numbers of an input, one at least within each stretch that the rules tell apart."""
    if name in CHOICES:
        yield from range(CHOICES[name])
    elif name == "previous":
        yield from range(-1, 4)
    elif name in SHARES[pack]:
        over, borders, per = SHARES[pack][name]
        yield from (0, 1, HUGE)
        for border in borders:
            if row[over] is not None:
                edge = ceil(Fraction(border * row[over], per))
                yield from {edge, max(edge - 1, 0)}
    elif any(over == name for over, _, _ in SHARES[pack].values()):
        yield from (1, HUGE)
        for count, (over, borders, per) in SHARES[pack].items():
            if over == name and row[count] is not None:
                for border in borders:
                    edge = row[count] * per // border
                    yield from {max(edge, 1), edge + 1}
    else:
        yield from (0, 1, 2, 3, 4, 5, HUGE)
