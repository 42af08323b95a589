"""What units said, row by row: as it is believed now, or as it was at a moment."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from phaodai.indicators.amounts import to_value
from phaodai.indicators.models import PastValue, Value
from phaodai.indicators.reading.measures import Figure


class Statement(NamedTuple):
    """One value: who said it about which day, and when that was known."""

    unit: int
    series: int
    day: int
    amount: int
    known_at: datetime


def own_figure(said: Statement) -> Figure:
    """Return what one unit says of itself, with what has to be said beside it."""
    return Figure(
        value=to_value(said.amount),
        n_reported=1,
        n_expected=1,
        known_at=said.known_at,
        day=date.fromordinal(said.day),
    )


def statements(
    *,
    series: Collection[int],
    units: Collection[int],
    last: int,
    first: int | None = None,
    as_of: datetime | None = None,
    newest: bool = False,
) -> Iterator[Statement]:
    """Yield what units said of some days, in the order of the days.

    Args:
        series: Numbers of what is asked for.
        units: Numbers of the units.
        last: Last day, an ordinal, included.
        first: First day, included; None = however old.
        as_of: Moment of knowledge; None is now.
        newest: Of each unit and series only what is said of the newest day.
    """
    if not series or not units:
        return
    asked = Q(series_id__in=series, unit_id__in=units, day__lte=last)
    if first is not None:
        asked &= Q(day__gte=first)
    if newest and first == last:
        newest = False
    found = [*_rows(Value, asked, as_of, newest=newest)]
    if as_of is not None:
        found += _rows(
            PastValue, asked & Q(closed_by__published_at__gt=as_of), as_of, newest=newest
        )
    found.sort(key=lambda each: each.day)
    if newest:
        found = list({(each.unit, each.series): each for each in found}.values())
    yield from found


def _rows(
    table: type[Value] | type[PastValue], asked: Q, as_of: datetime | None, *, newest: bool
) -> Iterator[Statement]:
    rows = table._default_manager.filter(asked)  # noqa: SLF001 - documented by Django
    if as_of is not None:
        rows = rows.filter(publication__published_at__lte=as_of)
    if newest:
        of_each = [F("unit_id"), F("series_id")]
        rows = rows.annotate(
            place=Window(RowNumber(), partition_by=of_each, order_by=F("day").desc())
        ).filter(place=1)
    for row in rows.values_list(
        "unit_id", "series_id", "day", "amount", "publication__published_at"
    ):
        yield Statement(*row)
