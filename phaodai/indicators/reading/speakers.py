"""Who said anything: the units that are worth reading where a country has ten thousand."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef

from phaodai.foundation.units.models import Unit
from phaodai.indicators.models import Value
from phaodai.indicators.reading.measures import Measure, entries_of, series_of
from phaodai.vocabulary.units import UnitLevel


def speakers(
    *, measures: Collection[Measure], level: UnitLevel, first: date, last: date
) -> set[int]:
    """Return the numbers of the units of a level that said any of it on any of the days.

    Raises:
        UnknownIndicator: There is no such indicator.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
    """
    entries_of(measures)
    said = Value.objects.filter(
        unit_id=OuterRef("pk"),
        series_id__in=list(series_of(measures)),
        day__gte=first.toordinal(),
        day__lte=last.toordinal(),
    )
    found = Unit.objects.filter(Exists(said), level=level.value)
    return set(found.values_list("pk", flat=True))
