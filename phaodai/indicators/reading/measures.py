"""What is asked for and what is answered, in plain values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from phaodai.indicators import dimensions
from phaodai.indicators.models import Basis, Series
from phaodai.vocabulary import strata
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Indicator as Entry
from phaodai.vocabulary.measures import Kind


class NeverSummed(Exception):
    """Ratios are recomputed from their parts; levels and percentiles are each unit's own."""


class NotOverDays(Exception):
    """The sum of a stock over several days means nothing: ask for one day."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is asked for: one indicator of one disease and stratum, from one source.

    Args:
        indicator: Code; a ratio is asked for by its two parts.
        source: Which register, report or census is believed.
        basis: Stated or counted; the two are never mixed.
        disease: Code, or "" for none in particular.
        stratum: "age=18+;dose=2", or "" for all.
    """

    indicator: str
    source: str
    basis: Basis
    disease: str = ""
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with what has to be said beside it.

    Args:
        value: In the measure of the indicator; None where nobody said anything.
        n_reported: How many statements it is made of.
        n_expected: How many there would be if every unit had spoken on every day.
        known_at: When the newest of its parts was published; None without a value.
        day: The newest day it is made of; None without a value.
    """

    value: Decimal | None
    n_reported: int
    n_expected: int
    known_at: datetime | None
    day: date | None

    @property
    def is_complete(self) -> bool:
        """Say whether everybody spoke."""
        return self.n_reported == self.n_expected


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio by its two parts, which may come from different sources."""

    indicator: str
    numerator: Measure
    denominator: Measure
    scale: int


@dataclass(frozen=True, slots=True)
class RatioFigure:
    """A quotient with both parts.

    Args:
        value: Times the scale, not rounded; None where a part is missing or divides by zero.
            To hold it against a threshold, compare numerator * scale with threshold *
            denominator: whole numbers fall on the right side of a border.
        numerator: Its sum, over what has both parts.
        denominator: Its sum, over what has both parts.
        is_complete: Whether every unit had both. Where numerator and denominator come from
            units of different levels, what silent units would add to the numerator is missing.
    """

    value: Decimal | None
    numerator: Figure
    denominator: Figure
    is_complete: bool


def ratio_of(
    indicator: str,
    *,
    source: str,
    basis: Basis,
    disease: str = "",
    stratum: str = "",
    denominator_source: str = "",
    denominator_basis: Basis | None = None,
) -> Ratio:
    """Return what a ratio of the catalogue is made of.

    The denominator keeps what it knows of disease and stratum: the coverage of "age=18+;dose=2"
    for COVID-19 is divided by the population of "age=18+".

    Args:
        indicator: Code of a ratio.
        source: Who says the numerator.
        basis: Of the numerator.
        disease: Code, or "".
        stratum: Of the ratio.
        denominator_source: Who says the denominator; "" = the same.
        denominator_basis: Of the denominator; None = the same.

    Raises:
        UnknownIndicator: There is no ratio of that code.
        UnknownStratum: The ratio or one of its parts is not broken down that way.
    """
    entry = CATALOGUE.get(indicator)
    if entry is None or entry.kind is not Kind.RATIO:
        raise dimensions.UnknownIndicator(indicator)
    dimensions.check_stratum(entry, stratum)
    return Ratio(
        indicator=indicator,
        numerator=_part(entry.numerator, source, basis, disease, stratum),
        denominator=_part(
            entry.denominator,
            denominator_source or source,
            basis if denominator_basis is None else denominator_basis,
            disease,
            stratum,
        ),
        scale=entry.scale,
    )


def _part(code: str, source: str, basis: Basis, disease: str, stratum: str) -> Measure:
    entry = CATALOGUE[code]
    known = {name for each in entry.strata for name in each.dimensions}
    part = strata.project(stratum, known)
    dimensions.check_stratum(entry, part)
    return Measure(code, source, basis, disease if entry.of_disease else "", part)


def entries_of(measures: Collection[Measure]) -> Mapping[str, Entry]:
    """Return what the indicators of measures are.

    Raises:
        UnknownIndicator: One of them does not exist.
        UnknownStratum: One of them is not broken down that way.
    """
    entries = dimensions.entries(measure.indicator for measure in measures)
    for measure in measures:
        dimensions.check_stratum(entries[measure.indicator], measure.stratum)
    return entries


def series_of(measures: Collection[Measure]) -> dict[int, Measure]:
    """Return measures by the numbers of their series; those of which nobody spoke are absent.

    Raises:
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
    """
    indicators = dimensions.indicator_ids({measure.indicator for measure in measures})
    diseases = dimensions.disease_ids({measure.disease for measure in measures})
    wanted = {
        (indicators[m.indicator], diseases[m.disease], m.stratum, m.source, int(m.basis)): m
        for m in measures
    }
    rows = Series.objects.filter(
        indicator__in=set(indicators.values()),
        source__code__in={m.source for m in measures},
        stratum__code__in={m.stratum for m in measures},
    )
    return {
        pk: wanted[i, d, stratum, source, basis]
        for pk, i, d, stratum, source, basis in rows.values_list(
            "pk", "indicator_id", "disease_id", "stratum__code", "source__code", "basis"
        )
        if (i, d, stratum, source, basis) in wanted
    }
