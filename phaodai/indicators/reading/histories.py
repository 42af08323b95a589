"""What many units said of themselves day by day, for courses."""

from collections.abc import Collection
from datetime import date, datetime

from phaodai.indicators.amounts import to_value
from phaodai.indicators.reading.measures import Figure, Measure, entries_of, ids_of, values_of
from phaodai.indicators.reading.members import numbers_of
from phaodai.vocabulary.refs import UnitRef


def own_histories(
    *,
    measure: Measure,
    units: Collection[UnitRef],
    first: date,
    last: date,
    as_of: datetime | None = None,
) -> dict[date, dict[UnitRef, Figure]]:
    """Return day by day what units said of themselves, in two queries however many they are.

    Returns:
        Day -> unit -> figure. A day on which nobody spoke, and a unit that was silent on a day,
        are absent.

    Raises:
        UnknownUnit: A reference is of no unit.
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    entries_of([measure])
    numbers = numbers_of(units)
    rows = values_of(ids_of([measure]), as_of).between(first, last)
    said: dict[date, dict[UnitRef, Figure]] = {}
    for unit, number, amount, at in rows.filter(unit_id__in=list(numbers)).values_list(
        "unit_id", "day", "amount", "published_at"
    ):
        day = date.fromordinal(number)
        figure = Figure(value=to_value(amount), n_reported=1, n_expected=1, known_at=at, day=day)
        said.setdefault(day, {})[numbers[unit]] = figure
    return said
