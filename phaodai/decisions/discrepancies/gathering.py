"""From the table of facts to the tables that rules are held against."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from phaodai.decisions.discrepancies.rules import Named, named
from phaodai.engines.discrepancies.judging import judge
from phaodai.engines.discrepancies.panels import Disagreement, Panel
from phaodai.engines.discrepancies.rules import Kind, Rule
from phaodai.foundation.units.models import Ancestor, Unit
from phaodai.indicators import reading
from phaodai.indicators.reading import Basis, Measure
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

HISTORY: Final = timedelta(days=35)  # that a figure is weighed against
HABITS: Final = timedelta(days=60)  # over which round figures are counted
NEAR: Final = timedelta(days=8)  # within which a total was last stated
WEIGHING: Final = frozenset({Kind.UNLIKELY, Kind.COPIED, Kind.MISSING})
_BACK: Final = {Kind.DIGITS: HABITS, **dict.fromkeys(WEIGHING, HISTORY)}


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that is judged.

    Args:
        pk: Its number.
        ref: Its reference.
        group: Number of the unit above it, whose other units are its neighbours.
    """

    pk: int
    ref: UnitRef
    group: int


@dataclass(frozen=True, slots=True)
class Found:
    """A disagreement of a unit on a day, with its rule, its figures and what they were then."""

    rule: Rule
    place: Place
    day: date
    cells: tuple[tuple[str, date, float], ...]
    what: Disagreement


def find(
    *,
    rules: Collection[Rule],
    first: date,
    last: date,
    units: Collection[int] | None = None,
) -> list[Found]:
    """Hold rules against the figures of some days.

    Args:
        rules: Which; claims of cases are looked for elsewhere.
        first: First day that is judged.
        last: Last one, included.
        units: Numbers of the only units that are judged; their neighbours are read as well.
    """
    found: list[Found] = []
    for (level, disease, back), some in _alike(rules).items():
        start = first - back
        names = {named(figure) for rule in some for figure in rule.figures}
        spoke = reading.speakers(
            measures=[measure_of(name, disease) for name in names if not name.is_below],
            level=UnitLevel(level), first=start, last=last,
        )  # fmt: skip
        places = [place for place in _places(UnitLevel(level), last, units) if place.pk in spoke]
        if not places:
            continue
        panel = _panel(some, places, disease, start, first, last)
        for each in judge(panel, some):
            place = places[each.unit]
            if units is not None and place.pk not in units:
                continue
            rule = next(rule for rule in some if rule.code == each.rule)
            cells = tuple(
                (figure, start + timedelta(days=day), float(panel.values[figure][each.unit, day]))
                for figure, day in each.cells
            )
            found.append(Found(rule, place, start + timedelta(days=each.day), cells, each))
    return found


def _alike(rules: Collection[Rule]) -> dict[tuple[str, str, timedelta], list[Rule]]:
    """Return rules that share a table: of one level and disease, looking back as far."""
    found: dict[tuple[str, str, timedelta], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.kind is not Kind.CLAIMED:
            found[rule.level, rule.disease, _BACK.get(rule.kind, NEAR)].append(rule)
    return found


def _places(level: UnitLevel, day: date, units: Collection[int] | None) -> list[Place]:
    """Return the units of a level that exist on the day; of some, all that lie beside them."""
    found = Unit.objects.valid_on(day).filter(level=level.value)
    if units is not None:
        above = Unit.objects.filter(pk__in=units, level=level.value).values("parent_id")
        found = found.filter(parent_id__in=above)
    rows = found.order_by("path").values_list("pk", "ref", "parent_id")
    return [Place(pk, UnitRef(ref), parent or 0) for pk, ref, parent in rows]


def measure_of(name: Named, disease: str) -> Measure:
    """Return what is asked of the table of facts."""
    basis = Basis.STATED if name.is_stated else Basis.COUNTED
    return Measure(name.code, name.source, basis, disease, name.stratum)


def _panel(
    rules: Sequence[Rule],
    places: Sequence[Place],
    disease: str,
    start: date,
    first: date,
    last: date,
) -> Panel:
    rows = {place.ref: row for row, place in enumerate(places)}
    shape = (len(places), (last - start).days + 1)
    values: dict[str, np.ndarray] = {}
    for figure in dict.fromkeys(figure for rule in rules for figure in rule.figures):
        table = np.full(shape, np.nan)
        name = named(figure)
        said = _below if name.is_below else _own
        for ref, day, value in said(measure_of(name, disease), list(rows), start, last):
            table[rows[ref], (day - start).days] = value
        values[figure] = table
    groups = np.array([place.group for place in places], dtype=np.int64)
    return Panel(values, groups, judged=(first - start).days)


def _own(
    measure: Measure, units: list[UnitRef], first: date, last: date
) -> Iterator[tuple[UnitRef, date, float]]:
    histories = reading.own_histories(measure=measure, units=units, first=first, last=last)
    for day, said in histories.items():
        for unit, figure in said.items():
            if figure.value is not None:
                yield unit, day, float(figure.value)


def _below(
    measure: Measure, units: list[UnitRef], first: date, last: date
) -> Iterator[tuple[UnitRef, date, float]]:
    """Yield sums over the communes below, of days on which all of them have spoken."""
    day = first
    while day <= last:
        totals = reading.totals(
            measures=[measure], units=units, level=UnitLevel.COMMUNE, first=day, last=day,
        )  # fmt: skip
        for (unit, _), figure in totals.items():
            if figure.value is not None and figure.is_complete:
                yield unit, day, float(figure.value)
        day += timedelta(days=1)


def units_above(units: Collection[int], day: date) -> set[int]:
    """Return the districts above units, whose sums they change."""
    above = Ancestor.objects.filter(
        unit_id__in=units, first_day__lte=day.toordinal(), last_day__gte=day.toordinal()
    ).values("above_id")
    districts = Unit.objects.filter(pk__in=above, level=UnitLevel.DISTRICT.value)
    return set(districts.values_list("pk", flat=True))


def cite(found: Collection[Found]) -> Mapping[tuple[UnitRef, Measure, date], reading.Cited]:
    """Return the versions of all figures that were found; one reading a disease and source."""
    cited: dict[tuple[UnitRef, Measure, date], reading.Cited] = {}
    wanted: dict[Measure, tuple[set[UnitRef], set[date]]] = {}
    for each in found:
        for figure, day, _ in each.cells:
            name = named(figure)
            if not name.is_below:
                measure = measure_of(name, each.rule.disease)
                units, days = wanted.setdefault(measure, (set(), set()))
                units.add(each.place.ref)
                days.add(day)
    for measure, (units, days) in wanted.items():
        cited |= reading.cited(measures=[measure], units=units, days=days)
    return cited
