"""Read the data of a rule pack, strictly: every fault with its place, all of them at once."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phaodai.engines.levels import checking
from phaodai.engines.levels.pack import (
    Adjustment,
    Axis,
    Cell,
    Condition,
    Effect,
    Method,
    Pack,
    Rollup,
    Table,
    bands_of,
)
from phaodai.engines.levels.parts import (
    Choice,
    Criterion,
    Input,
    InputKind,
    Period,
    Spread,
    Value,
    Window,
)
from phaodai.engines.levels.reading import BadPack, Found, Row

MOST_BOXES = 1_000_000  # a table of more combinations is a mistake


@dataclass(frozen=True, slots=True)
class Names:
    """What packs may point at; None allows all.

    Attributes:
        diseases: Codes.
        units: Levels of units, from above to below.
        figures: Indicators with their parts.
    """

    diseases: Collection[str] | None = None
    units: Collection[str] | None = None
    figures: Collection[str] | None = None


def load(data: object, *, names: Names | None = None) -> Pack:
    """Return the rule pack that data define.

    Args:
        data: A table as TOML gives it; see `docs/rules/levels.md`.
        names: What it may point at.

    Raises:
        BadPack: With every fault and its place.
    """
    found = Found()
    pack = _Loader(names or Names(), found).pack(Row(data, "", found))
    if pack is None or found.faults:
        raise BadPack(found.faults)
    return pack


class _Loader:
    def __init__(self, names: Names, found: Found) -> None:
        self.names = names
        self.found = found
        self.inputs: dict[str, Input] = {}
        self.axes: dict[str, Axis] = {}

    def pack(self, row: Row) -> Pack | None:
        self.found.sources = self._sources(row)
        code, version = row.code(), _version(row)
        title, diseases = row.text("title"), row.listed("diseases", self.names.diseases)
        first_day, last_day = _inner(row, "valid", lambda inner: inner.days(needed=True))
        units = _inner(row, "units", self._units)
        decides, lead_hours = _inner(row, "deciding", self._deciding)
        grades = tuple(row.rows("grades", _value))
        inputs = tuple(row.rows("inputs", self._input))
        self.inputs = {each.code: each for each in inputs}
        choices = tuple(row.rows("choices", self._choice, needed=False))
        criteria = tuple(row.rows("criteria", self._criterion))
        measures: tuple[Axis, ...] = (*criteria, *choices)
        self.axes = {each.code: each for each in measures}
        left = iter(range(row.length("tables"))[::-1])
        tables = tuple(
            row.rows("tables", lambda each: self._table(each, () if next(left) else grades))
        )
        adjustments = tuple(row.rows("adjustments", self._adjustment, needed=False))
        rollups = tuple(row.rows("rollups", self._rollup, needed=False))
        row.close()
        _once(row, "grades", (each.code for each in grades))
        of_choices = [each.code for each in choices]
        _once(row, "inputs", [*of_choices, *(each.code for each in inputs)])
        of_tables = [each.code for each in tables]
        _once(row, "criteria", [*of_choices, *of_tables, *(each.code for each in criteria)])
        _once(row, "adjustments", (each.code for each in adjustments))
        _once(row, "rollups", (each.level for each in rollups))
        if first_day is None or self.found.faults:
            return None
        return Pack(
            code=code,
            version=version,
            title=title,
            diseases=diseases,
            first_day=first_day,
            last_day=last_day,
            sources=self.found.sources,
            units=units,
            decides=decides,
            lead_hours=lead_hours,
            grades=grades,
            inputs=inputs,
            choices=choices,
            criteria=criteria,
            tables=tables,
            adjustments=adjustments,
            rollups=rollups,
            numbers=tuple(self.found.numbers),
        )

    def _sources(self, row: Row) -> Mapping[str, str]:
        inner = row.inner("sources")
        sources = {name: inner.words(name) for name in inner.names()}
        inner.close()
        return sources

    def _units(self, row: Row) -> tuple[str, ...]:
        levels = row.listed("levels", self.names.units)
        row.says("levels", ", ".join(levels))
        return levels

    def _deciding(self, row: Row) -> tuple[str, int]:
        level = row.one_of("level", self.names.units)
        row.says("level", level)
        return level, row.whole("lead_hours", least=0, most=720) if row.has("lead_hours") else 0

    def _input(self, row: Row) -> Input:
        code, text = row.code(), row.text("text")
        kind = row.word_of("kind", InputKind, default=InputKind.COUNT)
        figure = row.one_of("figure", self.names.figures, default="")
        window = None
        if row.has("window"):
            period = row.word_of("window", Period, default=Period.DAYS)
            row.says("window", period)
            is_days = period is Period.DAYS
            window = Window(period, row.whole("days", least=1, most=366) if is_days else 0)
        years = row.whole("years", least=1, most=50) if row.has("years") else 0
        if years and window is None:
            row.fail(
                "years",
                "muốn so với các năm trước phải có khoảng ngày (window)",
                "earlier years can be compared over a window alone",
            )
        row.close()
        return Input(code, text, kind, figure, window, years)

    def _choice(self, row: Row) -> Choice:
        choice = Choice(
            code=row.code(),
            text=row.text("text"),
            values=tuple(row.rows("values", _value)),
            is_ordered=row.flag("ordered", default=True),
            of=row.one_of("of", self.names.units, default=""),
        )
        _once(row, "values", (each.code for each in choice.values))
        if choice.of:
            row.says("of", choice.of)
        row.close()
        return choice

    def _criterion(self, row: Row) -> Criterion:
        code, text = row.code(), row.text("text")
        of = row.one_of("of", self.inputs)
        over = row.one_of("over", self.inputs, default="")
        per = row.whole("per", least=1, most=10_000_000) if over else 1
        each_days = row.whole("each_days", least=1, most=366) if row.has("each_days") else 0
        spread = None
        if row.has("spread"):
            spread = row.word_of("spread", Spread, default=Spread.SAMPLE)
            row.says("spread", spread)
        worse = row.one_of("worse", ("up", "down"))
        bands = checking.bands(row, has_mean=spread is not None)
        counted = self.inputs.get(of)
        checking.proportion(row, counted, self.inputs.get(over), each_days=each_days, spread=spread)
        _once(row, "bands", (each.code for each in bands))
        row.close()
        return Criterion(code, text, of, over, per, each_days, spread, worse == "up", bands)

    def _table(self, row: Row, grades: tuple[Value, ...]) -> Table:
        code, over = row.code(), row.listed("over", self.axes)
        results = grades or tuple(row.rows("results", _value))
        sizes = tuple(len(bands_of(self.axes[name])) for name in over)
        cells = tuple(row.rows("cells", lambda each: self._cell(each, over, results)))
        row.close()
        table = Table(code, over, sizes, results, cells)
        if not self.found.faults:
            checking.coverage(row, table, [self.axes[name] for name in over], most=MOST_BOXES)
        self.axes[code] = table
        return table

    def _cell(self, row: Row, over: Collection[str], results: tuple[Value, ...]) -> Cell:
        key = row.key
        named = dict(self._conditions(row, "when", over))
        codes = [each.code for each in results]
        gives = row.listed("gives", codes)
        row.says("gives", " – ".join(gives))
        places = [codes.index(each) for each in gives] or [0]
        row.close()
        when = tuple(named.get(name, tuple(range(len(bands_of(self.axes[name]))))) for name in over)
        return Cell(key, when, min(places), max(places))

    def _conditions(
        self, row: Row, name: str, allowed: Collection[str]
    ) -> list[tuple[str, tuple[int, ...]]]:
        inner, found = row.inner(name), []
        for of in inner.names():
            if not inner.known(of, of, allowed):
                inner.take(of)
                continue
            codes = bands_of(self.axes[of])
            found.append((of, tuple(sorted(codes.index(each) for each in inner.listed(of, codes)))))
        inner.close()
        return found

    def _adjustment(self, row: Row) -> Adjustment:
        code, text = row.code(), row.text("text")
        effect = row.word_of("effect", Effect, default=Effect.HOLD)
        row.says("effect", effect)
        by = row.whole("by", least=1, most=9) if effect is Effect.RAISE else 0
        when, unless = (
            tuple(Condition(*each) for each in self._conditions(row, name, self.axes))
            if row.has(name)
            else ()
            for name in ("when", "unless")
        )
        first_day, last_day = row.days(needed=False)
        checking.direction(row, when, unless, self.axes)
        row.close()
        return Adjustment(code, text, effect, by, when, unless, first_day, last_day)

    def _rollup(self, row: Row) -> Rollup:
        level = row.one_of("level", self.names.units)
        method = row.word_of("method", Method, default=Method.FIGURES)
        row.says("method", method)
        least = row.whole("least", least=1, most=10_000) if method is Method.COUNT else 0
        row.close()
        return Rollup(level, method, least)


def _value(row: Row) -> Value:
    value = Value(row.code(), row.text("text"))
    row.close()
    return value


def _version(row: Row) -> int:
    value = row.take("version")
    if type(value) is int and 1 <= value <= 9_999:
        return value
    row.fail("version", "phải là số nguyên từ 1", "has to be a whole number from 1 on")
    return 1


def _inner(row: Row, name: str, read: Any) -> Any:
    inner = row.inner(name)
    value = read(inner)
    inner.close()
    return value


def _once(row: Row, name: str, codes: Iterable[str]) -> None:
    for code, times in Counter(codes).items():
        if code and times > 1:
            row.fail(
                name,
                f"mã “{code}” có {times} lần; mỗi mã chỉ được dùng một lần",
                f"“{code}” is there {times} times; each code may be there once",
            )
