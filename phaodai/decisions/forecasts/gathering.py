"""From the table of facts to one table of units and days, the sums above the communes with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from phaodai.decisions.forecasts.rules import HISTORY_DAYS, INDICATOR, MOST_SILENT, VERSION
from phaodai.engines.forecasting.series import Counts
from phaodai.foundation.units.models import Ancestor, Unit
from phaodai.indicators import reading
from phaodai.indicators.reading import Basis, Measure
from phaodai.vocabulary import sources
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

READ_DAYS = 14  # at a time, so that a country's figures are never all in memory as rows

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Cases of units by day.

    Args:
        units: Their numbers: communes, then the units above them.
        counts: A row for each of them.
        measure: What was read.
    """

    units: list[int]
    counts: Counts
    measure: Measure

    @property
    def digest(self) -> str:
        """Name the figures and the rules they are read by: the same again is nothing new."""
        told = sha256(f"{VERSION} {self.measure} {self.counts.last_day}".encode())
        told.update(np.array(self.units, dtype=np.int64).tobytes())
        told.update(np.ascontiguousarray(self.counts.values).tobytes())
        return told.hexdigest()


def gather(
    *, disease: str, last: date, now: datetime, as_of: datetime | None = None
) -> Gathered | None:
    """Read the cases of all communes, and sum them up; None where nobody has said anything.

    The source that says most is believed, for all units alike: sources are never mixed. A sum
    of a day on which more than a tenth of the communes was silent is unknown; otherwise it is
    raised in proportion to those that are silent. The tree is that of the last day.

    Args:
        disease: Code.
        last: Last day.
        now: The present moment of business.
        as_of: Figures as they were known then; None is now.
    """
    rows = Unit.objects.valid_on(last).filter(level=UnitLevel.COMMUNE.value).order_by("path")
    refs = {pk: UnitRef(ref) for pk, ref in rows.values_list("pk", "ref")}
    told = [
        (measure, _own(measure, list(refs.values()), last, as_of))
        for measure in (
            Measure(INDICATOR, each.source, Basis(each.basis), disease)
            for each in sources.believed(INDICATOR)
        )
    ]
    measure, own = max(told, key=lambda each: int((~np.isnan(each[1])).sum()))
    if np.isnan(own).all():
        return None
    communes = list(refs)
    above, sums = _above(communes, own, last)
    counts = Counts(np.concatenate([own, sums]), last, as_of or now, measure.source)
    return Gathered([*communes, *above], counts, measure)


def _own(
    measure: Measure, units: Sequence[UnitRef], last: date, as_of: datetime | None
) -> Floats:  # fmt: skip
    places = {unit: place for place, unit in enumerate(units)}
    first = last - timedelta(days=HISTORY_DAYS - 1)
    values = np.full((len(units), HISTORY_DAYS), np.nan)
    for start in range(0, HISTORY_DAYS, READ_DAYS):
        histories = reading.own_histories(
            measure=measure, units=units, first=first + timedelta(days=start),
            last=min(first + timedelta(days=start + READ_DAYS - 1), last), as_of=as_of,
        )  # fmt: skip
        for day, said in histories.items():
            for unit, figure in said.items():
                if figure.value is not None:
                    values[places[unit], (day - first).days] = float(figure.value)
    return values


def _above(communes: Sequence[int], own: Floats, last: date) -> tuple[list[int], Floats]:
    places = {unit: place for place, unit in enumerate(communes)}
    below: dict[int, list[int]] = {}
    terms = Ancestor.objects.filter(
        first_day__lte=last.toordinal(), last_day__gte=last.toordinal()
    ).values_list("above_id", "unit_id")
    for above, unit in terms:
        if unit in places and above not in places:
            below.setdefault(above, []).append(places[unit])
    sums = np.full((len(below), own.shape[1]), np.nan)
    for row, some in enumerate(below.values()):
        known = ~np.isnan(own[some])
        share = known.mean(axis=0)
        is_usable = share >= 1 - MOST_SILENT
        told = np.nansum(own[some][:, is_usable], axis=0) / share[is_usable]
        sums[row, is_usable] = np.rint(told)
    return list(below), sums
