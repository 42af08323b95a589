"""Who is believed about an indicator, in order; stated and counted are never mixed."""

from dataclasses import dataclass
from typing import Final

from phaodai.vocabulary.indicators import CATALOGUE

STATED: Final = 1
COUNTED: Final = 2
REPORTS: Final = "reports"


@dataclass(frozen=True, slots=True)
class Belief:
    """One source and how it comes by its values."""

    source: str
    basis: int


# Where the rule below does not hold. The census counts whole groups of five years; the age groups
# of vaccination are interpolated from it.
_EXCEPTIONS: Final[dict[str, tuple[Belief, ...]]] = {
    "population.count": (
        Belief("census2019", STATED),
        Belief("census2019:interpolated", STATED),
        Belief(REPORTS, STATED),
    ),
}


def believed(indicator: str) -> tuple[Belief, ...]:
    """Return who is asked about a flow, a stock or a unit's own figure, the first first.

    A register that counts its own rows comes before what is stated in reports; that of reports
    counts who filed them.
    """
    if indicator in _EXCEPTIONS:
        return _EXCEPTIONS[indicator]
    publishers = CATALOGUE[indicator].publishers
    counted = tuple(Belief(each, COUNTED) for each in sorted(publishers - {REPORTS} or publishers))
    return (*counted, Belief(REPORTS, STATED)) if REPORTS in publishers else counted


def believed_below(denominator: str, above: Belief) -> tuple[Belief, ...]:
    """Return who may say the denominator of a ratio whose numerator is said by `above`.

    The same source says both, since they are parts of one statement; the population, which no
    register of cases or doses knows, is asked of the census.
    """
    return _EXCEPTIONS.get(denominator, (above,))
