"""What units say of themselves; nothing is added up here."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from phaodai.indicators import dimensions
from phaodai.indicators.amounts import to_value
from phaodai.indicators.models import Basis, Value
from phaodai.indicators.reading.measures import (
    ID_FIELDS,
    Figure,
    Measure,
    entries_of,
    ids_of,
    values_of,
)
from phaodai.indicators.reading.members import numbers_of
from phaodai.vocabulary.refs import UnitRef

Answers = dict[tuple[UnitRef, Measure], Figure]


def own(
    *,
    measures: Collection[Measure],
    units: Collection[UnitRef],
    day: date,
    as_of: datetime | None = None,
) -> Answers:
    """Return what units say of themselves about one day.

    Args:
        measures: What is asked for.
        units: The units themselves; nothing below them is added up.
        day: The day it is about.
        as_of: Moment of knowledge; later publications are ignored. None is now.

    Returns:
        (unit, measure) -> figure. What was not said is absent: absent is not zero.

    Raises:
        UnknownUnit: A reference is of no unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    return latest(measures=measures, units=units, first=day, last=day, as_of=as_of)


def latest(
    *,
    measures: Collection[Measure],
    units: Collection[UnitRef],
    last: date,
    first: date | None = None,
    as_of: datetime | None = None,
) -> Answers:
    """Return what units last said of themselves, by the day `last`; each figure has its day.

    Args:
        measures: What is asked for.
        units: The units themselves.
        last: Last day that counts, included.
        first: First day that counts: what is older is too old. None = however old.
        as_of: Moment of knowledge; None is now.

    Returns:
        (unit, measure) -> figure. What was never said is absent: absent is not zero.

    Raises:
        UnknownUnit: A reference is of no unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    entries_of(measures)
    ids = ids_of(measures)
    numbers = numbers_of(units)
    rows = values_of(ids, as_of).filter(unit_id__in=list(numbers), day__lte=last.toordinal())
    if first is not None:
        rows = rows.filter(day__gte=first.toordinal())
    if first != last:
        newest = Window(RowNumber(), partition_by=["unit_id", *ID_FIELDS], order_by=F("day").desc())
        rows = rows.annotate(place=newest).filter(place=1)
    answers: Answers = {}
    for unit, day, amount, at, *key in rows.values_list(
        "unit_id", "day", "amount", "published_at", *ID_FIELDS
    ):
        measure = ids.get(tuple(key))
        if measure is not None:
            answers[numbers[unit], measure] = Figure(
                value=to_value(amount),
                n_reported=1,
                n_expected=1,
                known_at=at,
                day=date.fromordinal(day),
            )
    return answers


def own_series(
    *,
    measure: Measure,
    units: Collection[UnitRef],
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[UnitRef, dict[date, Decimal]]:
    """Return what units said of themselves day by day.

    Returns:
        Unit -> day -> value; every unit is there, a day on which it was silent is absent.

    Raises:
        UnknownUnit: A reference is of no unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    entries_of([measure])
    numbers = numbers_of(units)
    answers: dict[UnitRef, dict[date, Decimal]] = {ref: {} for ref in numbers.values()}
    rows = (
        values_of(ids_of([measure]), as_of)
        .between(first, last)
        .filter(unit_id__in=list(numbers))
        .order_by("day")
    )
    for unit, day, amount in rows.values_list("unit_id", "day", "amount"):
        answers[numbers[unit]][date.fromordinal(day)] = to_value(amount)
    return answers


def own_figures(
    *,
    measure: Measure,
    unit: UnitRef,
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[date, Figure]:
    """Return what one unit says of itself day by day, with when it was said.

    Returns:
        Day -> figure, in order. A day on which it was silent is absent.

    Raises:
        UnknownUnit: The reference is of no unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    entries_of([measure])
    rows = (
        values_of(ids_of([measure]), as_of)
        .between(first, last)
        .filter(unit_id__in=list(numbers_of([unit])))
        .order_by("day")
    )
    return {
        date.fromordinal(day): Figure(
            value=to_value(amount),
            n_reported=1,
            n_expected=1,
            known_at=at,
            day=date.fromordinal(day),
        )
        for day, amount, at in rows.values_list("day", "amount", "published_at")
    }


def spoken(indicator: str) -> list[Measure]:
    """Return everything that was ever said about an indicator, by who said it and of what.

    Raises:
        UnknownIndicator: There is no such indicator.
    """
    number = dimensions.indicator_ids({indicator})[indicator]
    said = (
        Value.objects.filter(indicator_id=number, superseded_at=None)
        .order_by("source__code", "basis", "disease__code", "stratum__code")
        .values_list("source__code", "basis", "disease__code", "stratum__code")
        .distinct()
    )
    return [
        Measure(indicator, source, Basis(basis), disease, stratum)
        for source, basis, disease, stratum in said
    ]
