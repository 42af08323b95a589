"""What terms and conditions say of one report; None where a figure they need is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from phaodai.engines.forms.expressions import (
    All,
    Compare,
    Comparison,
    Condition,
    Constant,
    Difference,
    Given,
    Not,
    Previous,
    Some,
    Sum,
    Term,
    Usual,
    Value,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a report, in hundredths; what is not known is not there.

    Attributes:
        today: figures of the report itself, by field.
        previous: those of the period before.
        history: earlier figures of a field, in any order.
        given: fields that are not blank.
    """

    today: Mapping[str, int]
    previous: Mapping[str, int] = field(default_factory=dict)
    history: Mapping[str, Sequence[int]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Range:
    """Where a figure usually lies, in quarters of a hundredth so that medians stay whole."""

    middle: int
    width: int


def amount_of(term: Term, figures: Figures) -> int | None:
    """Return a term in hundredths."""
    match term:
        case Value(name):
            return figures.today.get(name)
        case Previous(name):
            return figures.previous.get(name)
        case Constant(amount):
            return amount
        case Sum(terms):
            total = 0
            for each in terms:
                part = amount_of(each, figures)
                if part is None:
                    return None
                total += part
            return total
        case Difference(left, right):
            first, second = amount_of(left, figures), amount_of(right, figures)
            return None if first is None or second is None else first - second


def holds(condition: Condition, figures: Figures) -> bool | None:
    """Say whether a condition holds."""
    match condition:
        case Compare(how, left, right, tolerance):
            first, second = amount_of(left, figures), amount_of(right, figures)
            if first is None or second is None:
                return None
            return (how is Comparison.AT_MOST or first >= second - tolerance) and (
                how is Comparison.AT_LEAST or first <= second + tolerance
            )
        case Usual(name):
            amount, usual = figures.today.get(name), usual_range(condition, figures)
            if amount is None or usual is None:
                return None
            return abs(4 * amount - usual.middle) <= usual.width
        case Given(name):
            return name in figures.given
        case All(conditions):
            found = [holds(each, figures) for each in conditions]
            return False if False in found else None if None in found else True
        case Some(conditions):
            found = [holds(each, figures) for each in conditions]
            return True if True in found else None if None in found else False
        case Not(inner):
            answer = holds(inner, figures)
            return None if answer is None else not answer


def usual_range(condition: Usual, figures: Figures) -> Range | None:
    """Return median and spread × MAD of the history; None where there is too little of it."""
    history = figures.history.get(condition.field, ())
    if len(history) < condition.enough:
        return None
    middle = _doubled_median(history)
    deviation = _doubled_median([abs(2 * each - middle) for each in history])
    return Range(2 * middle, max(condition.spread * deviation, 4 * condition.least))


def _doubled_median(values: Sequence[int]) -> int:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] * 2 if len(values) % 2 else ordered[half - 1] + ordered[half]
