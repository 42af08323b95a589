"""The numbers of a unit with their change over seven days, and which units drive it.

Everything is asked for at once: the number of queries depends on how many numbers are shown, not on
how many units lie below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from phaodai.delivery.web.chairman.choosing import Choice
from phaodai.foundation.units.rows import UnitRow
from phaodai.indicators import reading
from phaodai.indicators.reading import Basis, Figure, Measure
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.sources import believed
from phaodai.vocabulary.units import UnitLevel

WEEK: Final = timedelta(days=7)
SPAN: Final = 14  # days of the small course
LEVEL: Final = "levels.level"
PEOPLE: Final = "population.count"
PER: Final = 100_000
ALIKE: Final = Decimal("0.05")  # how far apart two sides may be in completeness
SUMMED: Final = UnitLevel.COMMUNE  # whose statements are added up


@dataclass(frozen=True, slots=True)
class Share:
    """How one unit below moved."""

    unit: UnitRow
    now: Figure
    before: Figure

    @property
    def change(self) -> Decimal | None:
        """By how much; None where it was silent on one side."""
        return change_of(self.now, self.before)

    @property
    def distance(self) -> Decimal:
        """How far it moved, whichever way; 0 where it was silent on one side."""
        return abs(self.change or Decimal(0))

    @property
    def n_missing(self) -> int:
        """How many statements are still to come."""
        return self.now.n_expected - self.now.n_reported


@dataclass(frozen=True, slots=True)
class Number:
    """One number.

    Attributes:
        measure: who is believed.
        now: the last seven days of a flow, the last day of a stock.
        before: the same seven days earlier.
        days: the small course, day by day; a silent day is absent.
        shares: of the units just below.
    """

    choice: Choice
    measure: Measure
    now: Figure
    before: Figure
    days: Mapping[date, Figure]
    shares: Sequence[Share]

    @property
    def change(self) -> Decimal | None:
        """By how much it moved; None where either side is silent."""
        return change_of(self.now, self.before)

    @property
    def n_missing(self) -> int:
        """How many statements are still to come."""
        return self.now.n_expected - self.now.n_reported

    def drivers(self) -> list[Share]:
        """Return the units that moved with the whole, the furthest first; all where it stands."""
        moved = [share for share in self.shares if share.change]
        whole = self.change
        if whole:
            moved = [share for share in moved if (share.change or 0) * whole > 0]
        return sorted(moved, key=lambda share: -share.distance)

    def part_of(self, shares: Iterable[Share]) -> int:
        """Return in per cent how much of all movement in its direction some units make."""
        whole = sum(share.distance for share in self.drivers())
        return round(100 * sum(share.distance for share in shares) / whole) if whole else 0


@dataclass(frozen=True, slots=True)
class Place:
    """One unit in the table that stands where the map of levels will.

    Attributes:
        level: from 1 to 4, as somebody recorded it; None where nobody has.
        people: of the census; None where it does not know the unit.
        cases: of seven days.
    """

    unit: UnitRow
    level: int | None
    level_day: date | None
    people: Decimal | None
    cases: Figure | None
    before: Figure | None = None

    @property
    def rate(self) -> Decimal | None:
        """Return the cases of seven days per 100,000 people."""
        if self.people is None or self.cases is None or self.cases.value is None or not self.people:
            return None
        return self.cases.value * PER / self.people


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a unit on a day."""

    day: date
    numbers: Sequence[Number]
    places: Sequence[Place] = field(default_factory=tuple)

    @property
    def known_at(self) -> datetime | None:
        """When the newest of the figures was published; None where all are silent."""
        times = [each.now.known_at for each in self.numbers if each.now.known_at is not None]
        return max(times, default=None)

    @property
    def has_levels(self) -> bool:
        """Whether anybody recorded a level."""
        return any(place.level is not None for place in self.places)


def change_of(now: Figure, before: Figure) -> Decimal | None:
    """Return by how much a figure moved; None where unlike is held against unlike.

    Fewer reports are no fall, more of them no rise; a rise in spite of fewer is one all the more.
    """
    if now.value is None or before.value is None:
        return None
    change = now.value - before.value
    fuller = _completeness(now) - _completeness(before)
    return None if abs(fuller) > ALIKE and change * fuller >= 0 else change


def _completeness(figure: Figure) -> Decimal:
    return Decimal(figure.n_reported) / max(figure.n_expected, 1)


def get_picture(
    *, unit: UnitRow, below: Sequence[UnitRow], day: date, choices: Sequence[Choice]
) -> Picture:
    """Return the numbers of a unit on a day, and what has to be said of the units just below.

    Args:
        unit: Whose page it is.
        below: The units just below it; none of a commune.
        day: The last day that counts.
        choices: What is shown.
    """
    asked = {choice: _measures(choice) for choice in choices}
    refs = [unit.ref, *(each.ref for each in below)]
    now, before = _periods(asked, refs, day), _periods(asked, refs, day - WEEK)
    numbers = []
    for choice, measures in asked.items():
        spoken = (
            m for m in measures if now[unit.ref, m].n_reported or before[unit.ref, m].n_reported
        )
        measure = next(spoken, measures[-1])
        numbers.append(
            Number(
                choice=choice,
                measure=measure,
                now=now[unit.ref, measure],
                before=before[unit.ref, measure],
                days=reading.series(
                    measure=measure,
                    unit=unit.ref,
                    level=SUMMED,
                    first=day - timedelta(days=SPAN - 1),
                    last=day,
                ),
                shares=[
                    Share(each, now[each.ref, measure], before[each.ref, measure]) for each in below
                ],
            )
        )
    return Picture(day, numbers, _places(below or [unit], day, numbers))


def _measures(choice: Choice) -> list[Measure]:
    return [
        Measure(choice.indicator, each.source, Basis(each.basis), choice.disease, choice.stratum)
        for each in believed(choice.indicator)
    ]


def _periods(
    asked: Mapping[Choice, Sequence[Measure]], refs: Sequence[UnitRef], last: date
) -> dict[tuple[UnitRef, Measure], Figure]:
    found: dict[tuple[UnitRef, Measure], Figure] = {}
    for is_flow, first in ((True, last - WEEK + timedelta(days=1)), (False, last)):
        measures = [m for choice, some in asked.items() if choice.is_flow is is_flow for m in some]
        if measures:
            found |= reading.totals(
                measures=measures, units=refs, level=SUMMED, first=first, last=last
            )
    return found


def _places(units: Sequence[UnitRow], day: date, numbers: Sequence[Number]) -> list[Place]:
    counted = next((each for each in numbers if each.choice.is_flow), None)
    disease = counted.choice.disease if counted is not None else ""
    levels = [Measure(LEVEL, b.source, Basis(b.basis), disease) for b in believed(LEVEL)]
    people = [Measure(PEOPLE, b.source, Basis(b.basis)) for b in believed(PEOPLE)]
    said = reading.latest(measures=[*levels, *people], units=[each.ref for each in units], last=day)
    cases: dict[UnitRef, Share] = {}
    if counted is not None:
        cases = {share.unit.ref: share for share in counted.shares}
        if not cases and len(units) == 1:
            cases = {units[0].ref: Share(units[0], counted.now, counted.before)}
    places = []
    for unit in units:
        level = _first(said, unit.ref, levels)
        head = _first(said, unit.ref, people)
        share = cases.get(unit.ref)
        places.append(
            Place(
                unit=unit,
                level=None if level is None or level.value is None else int(level.value),
                level_day=None if level is None else level.day,
                people=None if head is None else head.value,
                cases=share.now if share is not None else None,
                before=share.before if share is not None else None,
            )
        )
    return sorted(places, key=_order)


def _first(
    said: Mapping[tuple[UnitRef, Measure], Figure], unit: UnitRef, measures: Iterable[Measure]
) -> Figure | None:
    return next((said[unit, m] for m in measures if (unit, m) in said), None)


def _order(place: Place) -> tuple[int, Decimal, Decimal]:
    """The gravest first: by level, by rate, by cases."""
    cases = place.cases.value if place.cases is not None else None
    rate = place.rate
    return (
        -(place.level or 0),
        -(rate if rate is not None else Decimal(-1)),
        -(cases if cases is not None else Decimal(-1)),
    )
