"""What many units said of themselves day by day, for courses."""

from collections.abc import Collection
from datetime import date, datetime

from phaodai.indicators.reading.measures import Figure, Measure, entries_of, series_of
from phaodai.indicators.reading.members import numbers_of
from phaodai.indicators.reading.statements import own_figure, statements
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
    said: dict[date, dict[UnitRef, Figure]] = {}
    for each in statements(
        series=series_of([measure]),
        units=numbers,
        first=first.toordinal(),
        last=last.toordinal(),
        as_of=as_of,
    ):
        figure = own_figure(each)
        said.setdefault(date.fromordinal(each.day), {})[numbers[each.unit]] = figure
    return said
