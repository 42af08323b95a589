"""What publications are made of: facts as registers say them, and facts in numbers of the table."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from phaodai.indicators import dimensions
from phaodai.indicators.amounts import to_amount
from phaodai.indicators.models import Basis
from phaodai.vocabulary.measures import Kind

Key = tuple[int, int, int]  # unit, series, day


class SaidTwice(Exception):
    """One publication holds two values for the same key."""


class IsComputed(Exception):
    """A ratio is computed from its parts when it is read; nobody publishes it."""


class NotItsPublisher(Exception):
    """The catalogue does not grant the indicator to this source."""


class NotOfOneDisease(Exception):
    """The indicator is not counted disease by disease."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of one unit and day.

    Args:
        unit_id: The unit's own number.
        day: The reporting day it is about.
        indicator: Code of the catalogue, never of a ratio: those are computed when read.
        value: In the measure of the indicator; from 0, at most four decimals.
        disease: Code, or "" where no disease in particular is meant.
        stratum: "age=18+;dose=2", or "" for all.
    """

    unit_id: int
    day: date
    indicator: str
    value: Decimal | int
    disease: str = ""
    stratum: str = ""


def by_key(
    facts: Iterable[Fact],
    *,
    source: str,
    basis: Basis,
    said: Mapping[dimensions.Numbers, int] | None = None,
) -> dict[Key, int]:
    """Check facts against the catalogue and return their amounts by key.

    Args:
        facts: What is said.
        source: Who says it.
        basis: Stated or counted.
        said: The numbers of what it has said before, where they were just read.

    Raises:
        UnknownIndicator: A code is not in the catalogue.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
        IsComputed: It is a ratio.
        NotItsPublisher: The source may not publish it.
        NotOfOneDisease: A disease is named where none is meant.
        ImpossibleValue: A value is negative, not finite, or finer than four decimals.
        SaidTwice: Two facts share a key.
    """
    stated = list(facts)
    cells = {(fact.indicator, fact.disease, fact.stratum) for fact in stated}
    check_cells(cells, source=source, basis=basis)
    series = dimensions.series_ids(
        cells, source=dimensions.source_id(source), basis=basis, said=said
    )
    amounts: dict[Key, int] = {}
    for fact in stated:
        key = (
            fact.unit_id,
            series[fact.indicator, fact.disease, fact.stratum],
            fact.day.toordinal(),
        )
        if key in amounts:
            raise SaidTwice(f"{fact.indicator} {fact.stratum} of {fact.unit_id} on {fact.day}")
        amounts[key] = to_amount(fact.value)
    return amounts


def check_cells(cells: Collection[dimensions.Cell], *, source: str, basis: Basis) -> None:
    """Look at each indicator, disease and stratum once, however many units speak of it.

    Raises:
        UnknownIndicator: A code is not in the catalogue.
        UnknownStratum: The indicator is not broken down that way.
        IsComputed: It is a ratio.
        NotItsPublisher: The source may not publish it.
        NotOfOneDisease: A disease is named where none is meant.
    """
    entries = dimensions.entries(code for code, _, _ in cells)
    for code, disease, stratum in cells:
        entry = entries[code]
        if entry.kind is Kind.RATIO:
            raise IsComputed(f"{code} = {entry.numerator} / {entry.denominator}")
        if not entry.may_be_published_by(source):
            raise NotItsPublisher(f"{source} may not publish {code}")
        if basis is Basis.COUNTED and dimensions.is_local(code):
            raise NotItsPublisher(f"{code} can only be stated: no register counts it")
        if disease and not entry.of_disease:
            raise NotOfOneDisease(f"{code} is not of {disease}")
        dimensions.check_stratum(entry, stratum)
