"""What units say of themselves; nothing is added up here."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from phaodai.indicators import dimensions
from phaodai.indicators.amounts import to_value
from phaodai.indicators.models import Basis, Series
from phaodai.indicators.reading.measures import Figure, Measure, entries_of, series_of
from phaodai.indicators.reading.members import numbers_of
from phaodai.indicators.reading.statements import own_figure, statements
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
    asked = series_of(measures)
    numbers = numbers_of(units)
    return {
        (numbers[each.unit], asked[each.series]): own_figure(each)
        for each in statements(
            series=asked,
            units=numbers,
            first=None if first is None else first.toordinal(),
            last=last.toordinal(),
            as_of=as_of,
            newest=True,
        )
    }


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
    for each in statements(
        series=series_of([measure]),
        units=numbers,
        first=first.toordinal(),
        last=last.toordinal(),
        as_of=as_of,
    ):
        answers[numbers[each.unit]][date.fromordinal(each.day)] = to_value(each.amount)
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
    return {
        date.fromordinal(each.day): own_figure(each)
        for each in statements(
            series=series_of([measure]),
            units=numbers_of([unit]),
            first=first.toordinal(),
            last=last.toordinal(),
            as_of=as_of,
        )
    }


def spoken(indicator: str) -> list[Measure]:
    """Return everything that was ever said about an indicator, by who said it and of what.

    Raises:
        UnknownIndicator: There is no such indicator.
    """
    number = dimensions.indicator_ids({indicator})[indicator]
    said = (
        Series.objects.filter(indicator_id=number)
        .order_by("source__code", "basis", "disease__code", "stratum__code")
        .values_list("source__code", "basis", "disease__code", "stratum__code")
    )
    return [
        Measure(indicator, source, Basis(basis), disease, stratum)
        for source, basis, disease, stratum in said
    ]
