"""The strip above the day: when each unit answered, how long is left, who is missing.

Positions are percents of the width, so that one drawing fits a phone and a wall; heights are
pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from phaodai.registers.directives.homerows import Roll

BASE, HIGH, LOW = 76, 44, 62  # the axis, and the two rows of names above it
LETTER = 1.05  # percent of the width that one letter of a name takes on a wide screen
SHORTEST = timedelta(hours=2)
MOST_DOTS = 24
ROWS, ROW, STEP = 4, 15, 2.4  # missing units: how many stand in a column, and how far apart


@dataclass(frozen=True, slots=True)
class Mark:
    """One point on the strip; `label` is "" where there is no room for a name."""

    x: str
    y: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip, ready to be drawn."""

    answered: Sequence[Mark]
    missing: Sequence[Mark]
    n_more: int  # missing ones for which there is no dot
    hours: Sequence[Mark]
    now: str
    due: str
    due_label: str
    wait: tuple[str, str]  # begin and width of the time between now and the deadline
    is_past: bool


def draw(roll: Roll, now: datetime) -> Strip:
    """Lay out a roll between its first answer and its deadline, or now where that is later."""
    times = [row.answered_at for row in roll.answered if row.answered_at]
    first = min([*times, roll.due_at - SHORTEST, now])
    first = max(first, roll.due_at - timedelta(hours=24))
    last = max([*times, roll.due_at, now])
    span = (last - first) / 0.84
    start = first - span * 0.04

    def at(moment: datetime) -> float:
        return max(0.0, min(100.0, (moment - start) / span * 100))

    shown, due = at(now), at(roll.due_at)
    left, right = min(shown, due), max(shown, due)
    gone = roll.missing[:MOST_DOTS]
    columns = max(1, -(-len(gone) // ROWS))
    width = (columns - 1) * STEP
    # Beside the two lines where there is no room between them.
    first_x = (left + right - width) / 2 if right - left > width + STEP else right + STEP / 2
    return Strip(
        answered=_named(
            [(at(row.answered_at), row.place) for row in roll.answered if row.answered_at]
        ),
        missing=[
            Mark(_x(first_x + n // ROWS * STEP), BASE - 12 - n % ROWS * ROW)
            for n in range(len(gone))
        ],
        n_more=len(roll.missing) - len(gone),
        hours=[Mark(_x(at(hour)), BASE, f"{hour:%H:%M}") for hour in _hours(start, last, roll)],
        now=_x(shown),
        due=_x(due),
        due_label=f"{timezone.localtime(roll.due_at):%H:%M}",
        wait=(_x(left), _x(right - left)),
        is_past=now > roll.due_at,
    )


def _named(points: Sequence[tuple[float, str]]) -> list[Mark]:
    """Give names to points in two rows, as long as they do not run into one another."""
    free = {LOW: 0.0, HIGH: 0.0}  # from where each row is empty
    marks = []
    for x, name in sorted(points):
        half = len(name) * LETTER / 2
        row = next((row for row, begin in free.items() if x - half >= begin), None)
        if row is None:
            marks.append(Mark(_x(x), BASE))
            continue
        free[row] = x + half + LETTER
        marks.append(Mark(_x(x), row, name))
    return marks


def _hours(start: datetime, last: datetime, roll: Roll) -> list[datetime]:
    """Return at most five full hours that leave room for the hour of the deadline."""
    step = timedelta(hours=max(1, round((last - start) / timedelta(hours=5))))
    hour = timezone.localtime(start).replace(minute=0, second=0, microsecond=0)
    found = []
    while hour < last:
        if hour > start and abs(hour - roll.due_at) >= step * 0.6:
            found.append(hour)
        hour += step
    return found


def _x(percent: float) -> str:
    return f"{percent:.2f}%"
