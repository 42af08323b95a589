"""One figure against its surroundings: a real course of the epidemic, or a mistake?

Both sides are likelihoods of the same figure. The real side knows growth and fall within a day
or two, clusters brought in from outside, and that a real rise shows in neighbours and in figures
that go with it. The other side knows how figures go wrong (`mistakes`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from typing import Final

import numpy as np

from phaodai.engines.discrepancies.counts import LEAST_MEAN, Floats, log_chance
from phaodai.engines.discrepancies.mistakes import Mistake, Seen, explained, together

MISTAKEN: Final = 0.01  # of all figures, before one has looked
STEP_FORWARD: Final = 0.25  # e-folds a day by which a course mostly changes, seen from before
STEP_OUTBREAK: Final = 0.8  # the same on the days of an outbreak
STEP_BETWEEN: Final = 0.08  # the same, between known days before and after
BURST_SHARE: Final = 0.005  # days on which cases are brought in from outside
BURST_MEAN: Final = 10.0
BURST_SIZE: Final = 0.4
# What figures beside this one may say for a rise and against it, in nats: rising together may be
# chance, staying flat in an outbreak hardly.
MOST_FOR, MOST_AGAINST = 5.0, 6.0
LEAST_TIMES, LEAST_STEP = 3.0, 5.0  # times as much, and more: what other figures would follow

_GROWTH: Final = np.arange(-4.0, 4.01, 0.1)
_LN10: Final = log(10)


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure that rises with this one where the rise is real.

    Args:
        value: What was stated of the day.
        mean: What it was leading up to.
        size: Of its series.
    """

    value: float
    mean: float
    size: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for a real course and what for a mistake.

    Attributes:
        real: log10 of the likelihood of the figure if it is real.
        wrong: log10 of its likelihood if it is mistaken.
        odds_wrong: Chance that it is mistaken, both sides and how rare mistakes are together.
        mistake: The likeliest of them.
        meant: The right figure, where the mistake tells it.
        expected: What the day was leading up to.
        low: Nine real days of ten lie between this and `high`.
        high: See `low`.
    """

    real: float
    wrong: float
    odds_wrong: float
    mistake: Mistake
    meant: float | None
    expected: float
    low: float
    high: float


def weigh(
    seen: Seen,
    *,
    means: Sequence[float],
    is_between: bool = False,
    beside: Sequence[Beside] = (),
    neighbours: float = 0.0,
    burst: float = BURST_MEAN,
    mistaken: float = MISTAKEN,
) -> Weighed:
    """Weigh one figure.

    Args:
        seen: The figure with its surroundings.
        means: What it may have been leading up to: from before, by the trend, from after.
        is_between: The days after are among the means: a step that does not last is no growth.
        beside: Figures of the same report that go with this one.
        neighbours: By how many standard deviations neighbours rose on the day together.
        burst: Mean of what is brought in from outside at once.
        mistaken: Share of wrong figures, before one has looked.
    """
    step = STEP_BETWEEN if is_between else STEP_FORWARD
    levels = np.maximum(np.asarray(means, dtype=np.float64), LEAST_MEAN)
    grown = levels[:, None] * np.exp(_GROWTH)[None, :]
    usual = _steps(step) - log(len(levels))
    # An outbreak rises, and what rose has not fallen back on the days after.
    fast = (
        usual
        if is_between
        else np.where(_GROWTH < 0, -np.inf, _steps(STEP_OUTBREAK)) + log(2 / len(levels))
    )
    support = _support(seen, beside)
    # What rises beside it speaks for an outbreak, and so for a smaller figure that was meant too.
    risen = min(max(neighbours - 1.0, 0.0), 2.0)
    if seen.value > seen.mean:
        risen += max(support, 0.0)
    share = min(BURST_SHARE * exp(risen), 0.5)

    @cache
    def course(value: float) -> float:
        fits = log_chance(value, grown, seen.size)
        brought = log_chance(round(value - seen.mean), burst, BURST_SIZE)
        ways = [
            log(1 - share) + float(np.logaddexp.reduce((fits + usual).ravel())),
            log(share / 2) + float(np.logaddexp.reduce((fits + fast).ravel())),
            log(share / 2) + float(brought),
        ]
        return together(ways)

    real = course(seen.value) + min(support, 0.0)
    mistakes = explained(seen, course)
    wrong = together([weight for weight, _ in mistakes.values()])
    likeliest = max(mistakes, key=lambda each: mistakes[each][0], default=Mistake.BULK)
    against = wrong + log(mistaken) - real - log(1 - mistaken)
    low, high = _band(levels, seen.size, step)
    return Weighed(
        real=real / _LN10,
        wrong=wrong / _LN10,
        odds_wrong=1.0 / (1.0 + exp(-min(max(against, -700.0), 700.0))),
        mistake=likeliest,
        meant=mistakes[likeliest][1] if mistakes else None,
        expected=seen.mean,
        low=low,
        high=high,
    )


def _steps(scale: float) -> Floats:
    """Return how likely each growth is where most lie within the scale, as logarithms."""
    steps: Floats = -np.abs(_GROWTH) / scale
    steps -= np.logaddexp.reduce(steps)
    return steps


def _support(seen: Seen, beside: Sequence[Beside]) -> float:
    """Return what the figures beside it say for a real rise or fall, in nats."""
    if not beside or seen.value < 0 or abs(seen.value - seen.mean) <= LEAST_STEP:
        return 0.0
    rise = log((seen.value + 1) / (seen.mean + 1))
    if abs(rise) <= log(LEAST_TIMES):
        return 0.0
    follows = np.linspace(0.2, 1.2, 6) * rise
    said = 0.0
    for each in beside:
        m = max(each.mean, LEAST_MEAN)
        fits = log_chance(each.value, m * np.exp(_GROWTH), each.size)
        usual = np.logaddexp.reduce(fits + _steps(STEP_FORWARD))
        risen = np.logaddexp.reduce(log_chance(each.value, m * np.exp(follows), each.size))
        said += float(risen - log(len(follows)) - usual)
    return min(max(said, -MOST_AGAINST), MOST_FOR)


def _band(levels: Floats, size: float, step: float) -> tuple[float, float]:
    """Return the middle nine tenths by the spread of the counts and of the growth together."""
    mean = float(np.exp(np.mean(np.log(levels))))
    spread = np.sqrt(1 / max(mean, 1.0) + 1 / size + 2 * step**2)
    return max(mean * exp(-1.645 * spread) - (mean < 3), 0.0), mean * exp(1.645 * spread) + 1
