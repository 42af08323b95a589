"""From the table of facts, and what persons stated, to the figures that a pack reads."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from phaodai.decisions.levels.models import Level, Stated
from phaodai.decisions.levels.packbook import parted
from phaodai.engines.levels import windows
from phaodai.engines.levels.figures import MOST, SILENT, BadFigures, Figures, Span, Whole
from phaodai.engines.levels.grading import Assessment, assess
from phaodai.engines.levels.pack import Pack
from phaodai.engines.levels.parts import Choice, Input
from phaodai.foundation.units.models import Ancestor, Unit
from phaodai.indicators import reading
from phaodai.indicators.reading import Basis, Measure
from phaodai.vocabulary import sources
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.refs import UnitRef


class WrongFigures(ValueError):
    """A figure cannot be right.

    Attributes:
        name: Of which input.
        units: Where, at most ten.
    """

    def __init__(self, error: BadFigures, units: Sequence[Unit]) -> None:
        """Name the units that the engine knows by their places."""
        self.name = error.name
        self.units = tuple(units[place] for place in error.units)
        super().__init__(str(error))


def graded(pack: Pack, figures: Figures, units: Sequence[Unit], *, on: date) -> Assessment:
    """Grade units from figures in their order.

    Raises:
        OutsideDates: The pack does not hold on the day.
        WrongFigures: Figures cannot be right.
    """
    try:
        return assess(pack, figures, on=on)
    except BadFigures as error:
        raise WrongFigures(error, units) from error


def gather(
    *, pack: Pack, disease: str, units: Sequence[Unit], on: date, as_of: datetime
) -> Figures:
    """Return what was known of units at a moment.

    A day on which a unit was silent leaves its sum open upwards: silence is not zero.

    Args:
        pack: Which figures are read, and over which days.
        disease: Of those of the pack.
        units: In the order in which they are returned.
        on: The day that is assessed.
        as_of: What was published or stated later is not read.
    """
    reader = _Reader(pack, disease, units, on, as_of)
    counts = {each.code: reader.span(each) for each in pack.asked}
    past = {each.code: reader.past(each) for each in pack.inputs if each.years}
    return Figures(len(units), counts, past, reader.previous())


def stated(
    *, pack: Pack, disease: str, units: Sequence[Unit], on: date, as_of: datetime
) -> Figures:
    """Return only what persons stated of units, and the levels in effect; see `gather`."""
    reader = _Reader(pack, disease, units, on, as_of)
    counts = {each.code: reader.span(each) for each in pack.choices}
    return Figures(len(units), counts, previous=reader.previous())


class _Reader:
    def __init__(
        self, pack: Pack, disease: str, units: Sequence[Unit], on: date, as_of: datetime
    ) -> None:
        self.pack, self.disease, self.on, self.as_of = pack, disease, on, as_of
        self.rows = {UnitRef(unit.ref): row for row, unit in enumerate(units)}
        self.by_pk = {unit.pk: row for row, unit in enumerate(units)}
        self.stated = self._read_stated()

    def span(self, of: Input | Choice) -> Span:
        """Return what is known of one input or choice."""
        if isinstance(of, Choice):
            return Span.of(self._newest(of.code, None, self._above(of.of)))
        if of.figure and of.window:
            days = windows.counted(of, self.on)
            table = self._days(of.figure, days)
            zero = np.zeros(len(table), dtype=np.int64)
            return Span.of_days(table, least=zero, most=zero + SILENT)
        if of.figure:
            return Span.of(self._latest(of.figure))
        first = windows.counted(of, self.on).first if of.window else None
        return Span.of(self._newest(of.code, first, self.by_pk))

    def past(self, of: Input) -> Whole:
        """Return the same of earlier years: what was stated of one, else the sum of its days."""
        table = np.full((len(self.rows), of.years), SILENT)
        for place, days in enumerate(windows.earlier(of, self.on)):
            if of.figure:
                said = self._days(of.figure, days)
                table[:, place] = np.where((said == SILENT).any(axis=1), SILENT, said.sum(axis=1))
            for row in self.stated.get(of.code, ()):
                if row.day == days.first and row.unit_id in self.by_pk:
                    table[self.by_pk[row.unit_id], place] = row.value
        return table

    def previous(self) -> Span:
        """Return the places of the levels in effect, as far as the pack has such a grade."""
        places = {each.code: place for place, each in enumerate(self.pack.grades)}
        found = np.full(len(self.rows), -1)
        rows = Level.objects.filter(unit_id__in=self.by_pk, disease=self.disease)
        rows = rows.in_effect(self.as_of).order_by("effective_at", "pk")
        for unit, grade in rows.values_list("unit_id", "grade"):
            found[self.by_pk[unit]] = places.get(grade, -1)
        return Span(found, found)

    def _read_stated(self) -> dict[str, list[Stated]]:
        """Return what was stated for the pack by the moment, by input, the oldest first."""
        found: dict[str, list[Stated]] = {}
        rows = Stated.objects.filter(
            pack=self.pack.code, disease=self.disease, day__lte=self.on, stated_at__lte=self.as_of
        ).exclude(superseded_at__lte=self.as_of)
        for row in rows.order_by("day", "stated_at", "pk"):
            found.setdefault(row.name, []).append(row)
        return found

    def _newest(self, name: str, first: date | None, rows: Mapping[int, Whole | int]) -> Whole:
        found = np.full(len(self.rows), SILENT)
        for stated in self.stated.get(name, ()):
            if stated.unit_id in rows and (first is None or stated.day >= first):
                found[rows[stated.unit_id]] = stated.value
        return found

    def _above(self, level: str) -> Mapping[int, Whole | int]:
        """Return units of a level -> rows of those below; without a level each unit itself."""
        if not level:
            return self.by_pk
        day = self.on.toordinal()
        pairs = Ancestor.objects.filter(
            unit_id__in=self.by_pk, above__level=level, first_day__lte=day, last_day__gte=day
        ).values_list("above_id", "unit_id")
        found: dict[int, list[int]] = {}
        for above, unit in pairs:
            found.setdefault(above, []).append(self.by_pk[unit])
        return {above: np.array(rows) for above, rows in found.items()}

    def _measures(self, figure: str) -> Iterator[Measure]:
        """Yield who is asked, the one that is believed last: he writes over the others."""
        code, stratum = parted(figure)
        disease = self.disease if CATALOGUE[code].of_disease else ""
        for belief in reversed(sources.believed(code)):
            yield Measure(code, belief.source, Basis(belief.basis), disease, stratum)

    def _days(self, figure: str, days: windows.Days) -> Whole:
        """Return day by day what units said; of a unit one source alone, in shape (n, n_days)."""
        table = np.full((len(self.rows), (days.last - days.first).days + 1), SILENT)
        for measure in self._measures(figure):
            said = np.full_like(table, SILENT)
            histories = reading.own_histories(
                measure=measure, units=self._refs, first=days.first, last=days.last,
                as_of=self.as_of,
            )  # fmt: skip
            for day, figures in histories.items():
                for unit, each in figures.items():
                    if each.value is not None:
                        said[self.rows[unit], (day - days.first).days] = _whole(each.value)
            spoke = (said != SILENT).any(axis=1)
            table[spoke] = said[spoke]
        return table

    def _latest(self, figure: str) -> Whole:
        found = np.full(len(self.rows), SILENT)
        for measure in self._measures(figure):
            answers = reading.latest(
                measures=[measure], units=self._refs, last=self.on, as_of=self.as_of
            )
            for (unit, _), each in answers.items():
                if each.value is not None:
                    found[self.rows[unit]] = _whole(each.value)
        return found

    @property
    def _refs(self) -> Collection[UnitRef]:
        return list(self.rows)


def _whole(value: Decimal) -> int:
    """Return a count; of groups that were interpolated the nearest."""
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))


def kept(figures: Figures, row: int) -> dict[str, object]:
    """Return the figures of one unit as they are stored."""
    spans = {**figures.counts, "previous": figures.before}
    found: dict[str, object] = {
        name: [int(span.low[row]), None if span.high[row] == MOST else int(span.high[row])]
        for name, span in spans.items()
    }
    if figures.past:
        found["past"] = {name: years[row].tolist() for name, years in figures.past.items()}
    return found


def stored(kept: Mapping[str, object]) -> Figures:
    """Return the figures of one unit as they were read."""
    spans = {
        name: Span(np.array([ends[0]]), np.array([MOST if ends[1] is None else ends[1]]))
        for name, ends in kept.items()
        if isinstance(ends, list)
    }
    past = kept.get("past")
    years = past.items() if isinstance(past, dict) else ()
    return Figures(
        1,
        {name: span for name, span in spans.items() if name != "previous"},
        {name: np.array([each]) for name, each in years},
        spans["previous"],
    )
