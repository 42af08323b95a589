"""Cases claimed by more than one: by codes alone, never by names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """A unit says that a case is its own.

    Args:
        code: Of the case.
        unit: Row of the table.
        day: On which it was claimed, an ordinal.
    """

    code: str
    unit: int
    day: int


def key_of(code: str) -> str:
    """Return a code without what hands add to it: case, spaces, hyphens, full stops, slashes."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def claimed_by_several(claims: Iterable[Claim]) -> dict[str, tuple[Claim, ...]]:
    """Return code -> the first claim of each unit, the earliest first, where there are several."""
    by_code: dict[str, dict[int, Claim]] = defaultdict(dict)
    for claim in sorted(claims, key=lambda each: (each.day, each.unit)):
        by_code[key_of(claim.code)].setdefault(claim.unit, claim)
    return {code: tuple(units.values()) for code, units in by_code.items() if len(units) > 1}
