"""What obligations demand of figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from phaodai.indicators.amounts import to_value
from phaodai.indicators.models import Comparator, Target
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """One target of one unit."""

    ref: UUID
    obligation: UUID
    unit: UnitRef
    unit_path: str
    level: UnitLevel
    indicator: str
    disease: str
    stratum: str
    comparator: Comparator
    value: Decimal
    first_day: date
    last_day: date | None
    published_at: datetime


def running_targets(
    *,
    day: date,
    units: Collection[UnitRef] | None = None,
    obligations: Collection[UUID] | None = None,
    ended_since: date | None = None,
    as_of: datetime | None = None,
) -> list[TargetRow]:
    """Return the targets whose term covers a day, in one query.

    Args:
        day: The day on which they run.
        ended_since: Also those that ended before the day, on or after this one.
        units: Of these units alone; None = of all.
        obligations: Of these obligations alone; None = of all.
        as_of: Targets as they stood at that moment; None is now.

    Returns:
        By unit, obligation and indicator.
    """
    running = Target.objects.running_on(day)
    if ended_since is not None:
        running |= Target.objects.filter(last_day__gte=ended_since, last_day__lt=day)
    found = running.known_at(as_of)
    if units is not None:
        found = found.filter(unit__ref__in=units)
    if obligations is not None:
        found = found.filter(obligation_ref__in=obligations)
    related = found.select_related("unit", "indicator", "disease", "stratum")
    return [
        TargetRow(
            ref=target.ref,
            obligation=target.obligation_ref,
            unit=UnitRef(target.unit.ref),
            unit_path=target.unit.path,
            level=UnitLevel(target.unit.level),
            indicator=target.indicator.code,
            disease=target.disease.code,
            stratum=target.stratum.code,
            comparator=Comparator(target.comparator),
            value=to_value(target.amount),
            first_day=target.first_day,
            last_day=target.last_day,
            published_at=target.published_at,
        )
        for target in related.order_by("unit_id", "obligation_ref", "indicator_id", "pk")
    ]
