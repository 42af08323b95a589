"""Scores of a planted province, and single series with one known fault each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from phaodai.engines.discrepancies import claims, judging
from phaodai.engines.discrepancies.counts import Floats
from phaodai.engines.discrepancies.rules import Kind, Rule
from tests.engines.discrepancies.province import WEEK, Planted, Province

N_DAYS = 150


@dataclass(frozen=True)
class Score:
    """What of the planted mistakes was found, and what else."""

    n_planted: int
    n_findings: int
    missed: list[Planted]
    besides: list[str]  # rules of findings that no planted mistake explains

    @property
    def recall(self) -> float:
        """Share of the planted that was found."""
        return 1 - len(self.missed) / self.n_planted

    @property
    def precision(self) -> float:
        """Share of the findings that is of something planted."""
        return 1 - len(self.besides) / self.n_findings


def score(made: Province, rules: Sequence[Rule]) -> Score:
    """Hold the rules against a province.

    A mistake is found where a rule that can tell it names its unit and one of its days among the
    figures that disagree; any other finding counts against the precision.
    """
    found: list[tuple[str, set[int], frozenset[int], str]] = []
    for level, panel in (("COMMUNE", made.communes), ("DISTRICT", made.districts)):
        of_level = [rule for rule in rules if rule.level == level]
        for each in judging.judge(panel, of_level):
            days = frozenset(day for _, day in each.cells)
            found.append((level, {each.unit}, days, each.rule))
    (of_claims,) = (rule.code for rule in rules if rule.kind is Kind.CLAIMED)
    for several in claims.claimed_by_several(made.claims).values():
        days = frozenset(claim.day for claim in several)
        found.append(("COMMUNE", {claim.unit for claim in several}, days, of_claims))
    explained: set[int] = set()
    missed = []
    for mistake in made.planted:
        hits = {
            place
            for place, (level, units, days, rule) in enumerate(found)
            if level == mistake.level
            and mistake.unit in units
            and days & set(mistake.days)
            and rule in mistake.rules
        }
        explained |= hits
        if not hits:
            missed.append(mistake)
    besides = [each[3] for place, each in enumerate(found) if place not in explained]
    return Score(len(made.planted), len(found), missed, besides)


def epidemic(rng: np.random.Generator) -> Floats:
    """Return a clean series of daily counts: a drifting wave, overdispersed, mostly with a week."""
    pace = np.where(rng.random(N_DAYS) < 0.1, rng.normal(0, 0.06, N_DAYS), 0.0).cumsum()
    course = np.cumsum(pace - pace.mean() + rng.normal(0, 0.03, N_DAYS))
    mean = 10 ** rng.uniform(1, 4) * np.exp(np.maximum(course - course.max(), -5))
    if rng.random() < 0.5:
        mean = mean * WEEK[np.arange(N_DAYS) % 7]
    size = rng.choice([5.0, 10.0, 30.0, 100.0])
    return rng.negative_binomial(size, size / (size + mean)).astype(float)


Fault = Callable[
    [Floats, int], Sequence[int] | None
]  # changes a series; its days, None if it cannot


def put(rng: np.random.Generator, make: Fault) -> tuple[Floats, Sequence[int]] | None:
    """Return a series with a fault on a day of at least twenty, and the days; None = no place."""
    line = epidemic(rng)
    days = np.flatnonzero(line[30:135] >= 20) + 30
    if not len(days):
        return None
    told = make(line, int(rng.choice(days)))
    return None if told is None else (line, told)


def _set(value: Callable[[Floats, int], float]) -> Fault:
    def make(line: Floats, day: int) -> Sequence[int]:
        line[day] = value(line, day)
        return [day]

    return make


def _held_back(n: int) -> Fault:
    def make(line: Floats, day: int) -> Sequence[int]:
        line[day + n] = line[day : day + n + 1].sum()
        line[day : day + n] = 0
        return range(day, day + n + 1)

    return make


def _ahead(line: Floats, day: int) -> Sequence[int]:
    line[day], line[day + 1] = line[day] + line[day + 1], 0
    return [day, day + 1]


def _week_copied(line: Floats, day: int) -> Sequence[int]:
    line[day : day + 7] = line[day - 7 : day]
    return range(day, day + 7)


def _weekly(line: Floats, day: int) -> Sequence[int]:
    weeks = np.zeros_like(line)
    for last in range(6, line.size, 7):
        weeks[last] = line[last - 6 : last + 1].sum()
    line[:] = weeks
    return range(line.size)


def _rounded(line: Floats, day: int) -> Sequence[int] | None:
    if np.sum(line >= 20) < 60:
        return None
    line[:] = np.round(line / 10) * 10
    return range(line.size)


def _exchanged(line: Floats, day: int) -> Sequence[int] | None:
    digits = str(int(line[day]))
    other = float(digits[1] + digits[0] + digits[2:])
    if max(other, line[day]) < 4 * max(min(other, line[day]), 1):
        return None  # 32 for 23 is told by nothing
    line[day] = other
    return [day]


FAULTS: dict[str, Fault] = {
    "a digit too many": _set(lambda line, day: line[day] * 10),
    "a digit lost": _set(lambda line, day: line[day] // 10),
    "a digit doubled": _set(lambda line, day: float(str(int(line[day]))[0] + str(int(line[day])))),
    "digits exchanged": _exchanged,
    "below zero": _set(lambda line, day: -line[day]),
    "zero for silence": _set(lambda line, day: 0.0),
    "the total as the day": _set(lambda line, day: float(line[: day + 1].sum())),
    "held back a day": _held_back(1),
    "held back three days": _held_back(3),
    "two days given on the first": _ahead,
    "a bulk of ten days": _set(
        lambda line, day: float(line[day] + 10 * line[day - 7 : day].mean())
    ),
    "a week copied": _week_copied,
    "reported once a week": _weekly,
    "rounded": _rounded,
}
