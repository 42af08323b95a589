"""The tree in which rules and formulas are written, and its JSON.

Terms: `"f0_new"` (a field of this report), `3`, `{"number": "0.5"}`, `{"previous": "f0_new"}` (the
report of the period before), `{"sum": [terms]}`, `{"difference": [term, term]}`.

Conditions: `{"equal": [term, term], "tolerance": 2}`, `{"at_most": [term, term]}`,
`{"at_least": [term, term]}`, `{"usual": "f0_new", "spread": 5, "least": 10, "enough": 7}`,
`{"given": "difficulties"}`, `{"all": [conditions]}`, `{"any": [conditions]}`, `{"not": condition}`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from phaodai.engines.forms.numbers import PER_ONE, write_number


@dataclass(frozen=True, slots=True)
class Value:
    """The figure of a field in this report."""

    field: str


@dataclass(frozen=True, slots=True)
class Previous:
    """The figure of a field in the report of the period before."""

    field: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, in hundredths."""

    amount: int


@dataclass(frozen=True, slots=True)
class Sum:
    """All of them together."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first less the second."""

    left: "Term"
    right: "Term"


Term = Value | Previous | Constant | Sum | Difference


class Comparison(StrEnum):
    """How two terms are compared."""

    EQUAL = "equal"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Compare:
    """Two terms stand so to each other; `tolerance`, in hundredths, may be missing or over."""

    how: Comparison
    left: Term
    right: Term
    tolerance: int = 0


@dataclass(frozen=True, slots=True)
class Usual:
    """A figure lies where it usually does: median of its history ± spread × MAD.

    Attributes:
        field: whose figure.
        spread: how many median absolute deviations away is still usual.
        least: half-width in hundredths below which nothing is unusual: small figures jump.
        enough: how many days of history it takes to say anything.
    """

    field: str
    spread: int
    least: int
    enough: int


@dataclass(frozen=True, slots=True)
class Given:
    """A field is not blank."""

    field: str


@dataclass(frozen=True, slots=True)
class All:
    """Each of them holds."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of them holds at least."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    condition: "Condition"


Condition = Compare | Usual | Given | All | Some | Not


def named(node: Term | Condition) -> Iterator[str]:
    """Yield the fields that a tree names, in order of reading."""
    match node:
        case Value(field) | Previous(field) | Given(field) | Usual(field=field):
            yield field
        case Sum(terms):
            for term in terms:
                yield from named(term)
        case Difference(left, right) | Compare(left=left, right=right):
            yield from named(left)
            yield from named(right)
        case All(conditions) | Some(conditions):
            for each in conditions:
                yield from named(each)
        case Not(condition):
            yield from named(condition)


def recalled(node: Condition) -> Iterator[str]:
    """Yield the fields whose earlier periods a condition looks at."""
    match node:
        case Usual(field=field):
            yield field
        case All(conditions) | Some(conditions):
            for each in conditions:
                yield from recalled(each)
        case Not(condition):
            yield from recalled(condition)


def preceding(node: Term | Condition) -> Iterator[str]:
    """Yield the fields whose figure of the period before a tree looks at."""
    match node:
        case Previous(field):
            yield field
        case Sum(terms):
            for term in terms:
                yield from preceding(term)
        case Difference(left, right) | Compare(left=left, right=right):
            yield from preceding(left)
            yield from preceding(right)
        case All(conditions) | Some(conditions):
            for each in conditions:
                yield from preceding(each)
        case Not(condition):
            yield from preceding(condition)


def has_previous(node: Term) -> bool:
    """Say whether a term looks back at the period before."""
    match node:
        case Previous():
            return True
        case Sum(terms):
            return any(has_previous(term) for term in terms)
        case Difference(left, right):
            return has_previous(left) or has_previous(right)
        case _:
            return False


def decimals_of(term: Term) -> int:
    """Return how many decimals the constants of a term have."""
    match term:
        case Constant(amount):
            return len(write_number(amount).partition(".")[2])
        case Sum(terms):
            return max(decimals_of(each) for each in terms)
        case Difference(left, right):
            return max(decimals_of(left), decimals_of(right))
        case _:
            return 0


def dump_term(term: Term) -> Any:
    """Return the JSON of a term."""
    match term:
        case Value(field):
            return field
        case Previous(field):
            return {"previous": field}
        case Constant(amount):
            number = _dump_number(amount)
            return number if isinstance(number, int) else {"number": number}
        case Sum(terms):
            return {"sum": [dump_term(each) for each in terms]}
        case Difference(left, right):
            return {"difference": [dump_term(left), dump_term(right)]}


def dump_condition(condition: Condition) -> Any:
    """Return the JSON of a condition."""
    match condition:
        case Compare(how, left, right, tolerance):
            written: dict[str, Any] = {how.value: [dump_term(left), dump_term(right)]}
            return {**written, "tolerance": _dump_number(tolerance)} if tolerance else written
        case Usual(field, spread, least, enough):
            return {
                "usual": field,
                "spread": spread,
                "least": _dump_number(least),
                "enough": enough,
            }
        case Given(field):
            return {"given": field}
        case All(conditions):
            return {"all": [dump_condition(each) for each in conditions]}
        case Some(conditions):
            return {"any": [dump_condition(each) for each in conditions]}
        case Not(inner):
            return {"not": dump_condition(inner)}


def _dump_number(amount: int) -> int | str:
    return write_number(amount) if amount % PER_ONE else amount // PER_ONE
