"""Reads for pages and commands, checked against the posts of the reader."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from phaodai.foundation.units import queries as units
from phaodai.indicators import dimensions, policies, reading
from phaodai.indicators.models import Basis, Disease, Indicator
from phaodai.indicators.reading import Figure, Measure, Ratio, RatioFigure
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Indicator as Entry
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator of the catalogue or of this installation."""

    entry: Entry
    is_local: bool


@dataclass(frozen=True, slots=True)
class DiseaseRow:
    """A disease that figures may be about."""

    code: str
    label_vi: str
    label_en: str


def get_indicators(*, actor: Actor) -> list[IndicatorRow]:
    """Return the catalogue by code, local indicators last.

    Raises:
        NotAllowed: The actor may not see indicators.
    """
    policies.check_can_list(actor)
    local = Indicator.objects.filter(is_local=True).order_by("code")
    return [
        *(IndicatorRow(CATALOGUE[code], is_local=False) for code in sorted(CATALOGUE)),
        *(IndicatorRow(dimensions.local_entry(row), is_local=True) for row in local),
    ]


def get_indicator(*, actor: Actor, code: str) -> IndicatorRow:
    """Return one indicator.

    Raises:
        NotAllowed: The actor may not see indicators.
        UnknownIndicator: There is none of that code.
    """
    policies.check_can_list(actor)
    return IndicatorRow(dimensions.entries([code])[code], is_local=dimensions.is_local(code))


def get_diseases(*, actor: Actor) -> list[DiseaseRow]:
    """Return the diseases that figures may be about, the empty code first.

    Raises:
        NotAllowed: The actor may not see indicators.
    """
    policies.check_can_list(actor)
    return [
        DiseaseRow(*row)
        for row in Disease.objects.order_by("code").values_list("code", "label_vi", "label_en")
    ]


def get_spoken(*, actor: Actor, code: str) -> list[Measure]:
    """Return who says anything about an indicator, and of which diseases and strata.

    Raises:
        NotAllowed: The actor may not see indicators.
        UnknownIndicator: There is none of that code.
    """
    policies.check_can_list(actor)
    return reading.spoken(code)


def get_series(
    *,
    actor: Actor,
    measure: Measure,
    unit: UnitRef,
    level: UnitLevel,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[date, Figure]:
    """Return daily sums over the units of one level below a unit; see `reading.series`.

    Raises:
        NotAllowed: The unit lies outside the actor's posts.
        UnknownUnit: There is no such unit.
    """
    policies.check_can_view(actor, units.get_unit(unit).path)
    return reading.series(
        measure=measure, unit=unit, level=level, first=first, last=last, as_of=as_of
    )


def get_own_series(
    *,
    actor: Actor,
    measure: Measure,
    unit: UnitRef,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[date, Figure]:
    """Return what a unit says of itself day by day, whatever the kind of the indicator.

    Raises:
        NotAllowed: The unit lies outside the actor's posts.
        UnknownUnit: There is no such unit.
    """
    policies.check_can_view(actor, units.get_unit(unit).path)
    return reading.own_figures(measure=measure, unit=unit, first=first, last=last, as_of=as_of)


@dataclass(frozen=True, slots=True)
class Counting:
    """What a register is asked for: one indicator, of a disease and a stratum or of neither."""

    indicator: str
    register: str
    disease: str = ""
    stratum: str = ""


def get_counted(
    *, actor: Actor, asked: Collection[Counting], unit: UnitRef, day: date
) -> dict[Counting, Figure]:
    """Return what registers counted of a unit and day; what is stated is never among it.

    Returns:
        What was counted, with when; what nobody counted is absent.

    Raises:
        NotAllowed: The unit lies outside the actor's posts.
        UnknownUnit: There is no such unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    policies.check_can_view(actor, units.get_unit(unit).path)
    measures = {
        Measure(each.indicator, each.register, Basis.COUNTED, each.disease, each.stratum): each
        for each in asked
    }
    said = reading.own(measures=measures, units=[unit], day=day)
    return {measures[measure]: figure for (_, measure), figure in said.items()}


def get_ratio_series(
    *,
    actor: Actor,
    of: Ratio,
    unit: UnitRef,
    level: UnitLevel,
    first: date,
    last: date,
    denominator_level: UnitLevel | None = None,
    as_of: datetime | None = None,
) -> dict[date, RatioFigure]:
    """Return a ratio day by day; see `reading.ratio_series`.

    Raises:
        NotAllowed: The unit lies outside the actor's posts.
        UnknownUnit: There is no such unit.
    """
    policies.check_can_view(actor, units.get_unit(unit).path)
    return reading.ratio_series(
        of=of,
        unit=unit,
        level=level,
        first=first,
        last=last,
        denominator_level=denominator_level,
        as_of=as_of,
    )
