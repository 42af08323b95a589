"""Ways in which a right figure becomes a wrong one, each with how likely it makes what is seen."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, log
from typing import Final

import numpy as np

from phaodai.engines.discrepancies.counts import LEAST_MEAN, log_chance


class Mistake(StrEnum):
    """What may have gone wrong."""

    SIGN = "SIGN"  # a minus before a count
    EXTRA_DIGIT = "EXTRA_DIGIT"  # a digit too many at the end: ten times as much
    LOST_DIGIT = "LOST_DIGIT"  # a digit left out
    DOUBLED_DIGIT = "DOUBLED_DIGIT"  # a key pressed twice
    TRANSPOSED = "TRANSPOSED"  # two digits exchanged
    OTHER_COLUMN = "OTHER_COLUMN"  # the figure of another field
    TOTAL_AS_DAY = "TOTAL_AS_DAY"  # all since the beginning in place of the day's
    COPIED = "COPIED"  # yesterday's figure once more
    ZERO_FOR_SILENCE = "ZERO_FOR_SILENCE"  # nothing was counted, and zero was written
    MOVED = "MOVED"  # of other days: held back and then given together
    OTHER_UNIT = "OTHER_UNIT"  # exchanged with a neighbour's
    BULK = "BULK"  # something was added that is not of the day


# Of all wrong figures, so many are of each kind: common ones of entry first.
SHARES: Final = {
    Mistake.SIGN: 0.05,
    Mistake.EXTRA_DIGIT: 0.20,
    Mistake.LOST_DIGIT: 0.05,
    Mistake.DOUBLED_DIGIT: 0.06,
    Mistake.TRANSPOSED: 0.06,
    Mistake.OTHER_COLUMN: 0.10,
    Mistake.TOTAL_AS_DAY: 0.06,
    Mistake.COPIED: 0.04,
    Mistake.ZERO_FOR_SILENCE: 0.12,
    Mistake.MOVED: 0.15,
    Mistake.OTHER_UNIT: 0.02,
    Mistake.BULK: 0.09,
}
FURTHEST: Final = log(1e6)  # how far a bulk may reach, as a logarithm


@dataclass(frozen=True, slots=True)
class Seen:
    """One figure with what stands around it.

    Args:
        value: What was stated.
        mean: What the day was leading up to.
        size: Of the series.
        previous: What was stated of the day before; None = nothing.
        so_far: Sum of all days before in the series; None = not known.
        others: What else was stated in the same report.
        exchanged: How likely it is as a neighbour's who got this one's, a logarithm.
        around: Ways to cut a stretch of days out of which this one may have been filled:
            for each, what was stated of the other days and what was to be expected of them.
    """

    value: float
    mean: float
    size: float
    previous: float | None = None
    so_far: float | None = None
    others: Sequence[float] = ()
    exchanged: float | None = None
    around: Sequence[tuple[Sequence[float], Sequence[float]]] = ()


Course = Callable[[float], float]  # how likely a right figure would have been, a logarithm


def explained(seen: Seen, course: Course) -> dict[Mistake, tuple[float, float | None]]:
    """Return how likely each mistake makes the figure, and what was meant by it.

    Args:
        seen: The figure with its surroundings.
        course: How likely any figure would have been, had it been right.

    Returns:
        Mistake -> log-likelihood with its share of all mistakes, and the right figure where the
        mistake tells it. Mistakes that cannot have made this figure are absent.
    """
    found: dict[Mistake, tuple[float, float | None]] = {}
    for mistake, how_likely, meant in _all(seen, course):
        if how_likely > -inf:
            before = found.get(mistake)
            weight = how_likely + log(SHARES[mistake])
            if before is None or weight > before[0]:
                found[mistake] = (weight, meant)
    return found


def _all(seen: Seen, course: Course) -> list[tuple[Mistake, float, float | None]]:
    value = seen.value
    if value < 0:
        return [
            (Mistake.SIGN, course(-value), -value),
            (Mistake.BULK, -log(-value + 1) - log(FURTHEST), None),
        ]
    found: list[tuple[Mistake, float, float | None]] = []
    if value == int(value):
        found += _digits(seen, course)
    if seen.previous is not None and value == seen.previous and value > 0:
        found.append((Mistake.COPIED, 0.0, None))
    if value > 0 and value in seen.others:
        found.append((Mistake.OTHER_COLUMN, -log(len(seen.others)), None))
    if value == 0:
        found.append((Mistake.ZERO_FOR_SILENCE, 0.0, None))
    if seen.so_far is not None and value > seen.so_far > 4 * seen.mean:
        day = value - seen.so_far
        found.append((Mistake.TOTAL_AS_DAY, course(day), day))
    if seen.exchanged is not None:
        found.append((Mistake.OTHER_UNIT, seen.exchanged, None))
    found += [(Mistake.MOVED, _moved(seen, *each), None) for each in seen.around]
    if value > seen.mean + 1:
        found.append((Mistake.BULK, -log(value - seen.mean) - log(FURTHEST), None))
    return found


def _digits(seen: Seen, course: Course) -> Iterator[tuple[Mistake, float, float | None]]:
    """Yield what keys do to a figure; digits too many only make it larger, too few smaller."""
    digits = str(int(seen.value))
    n_pairs = max(len(digits) - 1, 1)

    def meant(mistake: Mistake, right: str, chance: float) -> tuple[Mistake, float, float]:
        return mistake, course(float(right)) + log(chance), float(right)

    if seen.value > seen.mean and len(digits) > 1:
        ends_in_zero = digits[-1] == "0"
        yield meant(Mistake.EXTRA_DIGIT, digits[:-1], 0.6 if ends_in_zero else 0.05)
    for place in range(1, len(digits)):
        one, two, rest = digits[place - 1], digits[place], digits[place + 1 :]
        if one == two and seen.value > seen.mean:
            yield meant(Mistake.DOUBLED_DIGIT, digits[:place] + rest, 1 / n_pairs)
        elif one != two and (two != "0" or place > 1):
            yield meant(Mistake.TRANSPOSED, digits[: place - 1] + two + one + rest, 1 / n_pairs)
    if 0 < seen.value < seen.mean:
        for place in range(len(digits) + 1):
            for lost in "0123456789"[place == 0 :]:
                right = digits[:place] + lost + digits[place:]
                yield meant(Mistake.LOST_DIGIT, right, 0.1 / (len(digits) + 1))


def _moved(seen: Seen, others: Sequence[float], means: Sequence[float]) -> float:
    """Return how likely the day is as one share of what the stretch as a whole came to.

    The sum is as it should be and its parts fall anywhere, so each other day that is far from
    its own expectation speaks for it.
    """
    total = seen.value + sum(others)
    mean = max(seen.mean + sum(means), LEAST_MEAN)
    together = float(log_chance(total, mean, seen.size * (1 + len(others))))
    anywhere = len(others) * log(total + 1)
    apart = sum(
        max(float(log_chance(each, max(m, LEAST_MEAN), seen.size)), -30.0)
        for each, m in zip(others, means, strict=True)
    )
    return min(together - anywhere - apart, 0.0)


def together(parts: Sequence[float]) -> float:
    """Return the logarithm of the sum of what is given as logarithms."""
    return float(np.logaddexp.reduce(parts)) if parts else -inf
