"""What units said on given days with the version of the report that says it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from phaodai.indicators.amounts import to_value
from phaodai.indicators.models import Value
from phaodai.indicators.reading.measures import Measure, entries_of, series_of
from phaodai.indicators.reading.members import numbers_of
from phaodai.vocabulary.refs import UnitRef


@dataclass(frozen=True, slots=True)
class Cited:
    """A value with where it stands.

    Args:
        value: In the measure of the indicator.
        known_at: When it was published.
        revision: The version of the report that says it; None where no report does.
    """

    value: Decimal
    known_at: datetime
    revision: UUID | None


def cited(
    *, measures: Collection[Measure], units: Collection[UnitRef], days: Collection[date]
) -> dict[tuple[UnitRef, Measure, date], Cited]:
    """Return what units say now of given days, with its version; three queries in all.

    Raises:
        UnknownUnit: A reference is of no unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    entries_of(measures)
    asked, numbers = series_of(measures), numbers_of(units)
    rows = Value.objects.filter(
        series_id__in=list(asked),
        unit_id__in=list(numbers),
        day__in=[day.toordinal() for day in days],
    ).values_list(
        "unit_id", "series_id", "day", "amount", "publication__published_at",
        "publication__revision_ref",
    )  # fmt: skip
    return {
        (numbers[unit], asked[series], date.fromordinal(day)): Cited(
            to_value(amount), known_at, revision
        )
        for unit, series, day, amount, known_at, revision in rows
    }
