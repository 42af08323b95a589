"""Read a sheet by its layout: one record for each unit and day, a fault wherever one may doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from phaodai.engines.sheets import cells
from phaodai.engines.sheets.layout import (
    CODE,
    DAY,
    NOTE,
    PLACE,
    Layout,
    Merged,
    Rows,
    Way,
    turned,
    turned_ranges,
)
from phaodai.engines.sheets.places import Places, is_total
from phaodai.engines.sheets.words import Lexicon, fold

# Columns beside the units of a sheet that lies the other way.
_BESIDE = frozenset({"dvt", "don vi tinh", "ghi chu", "stt", "tt", "ma", "ma chi tieu", "note"})


class SheetFault(StrEnum):
    """Why a row or a cell is not taken."""

    NO_PLACE = "no_place"
    UNKNOWN_PLACE = "unknown_place"
    SAME_NAME = "same_name"
    CODE_DIFFERS = "code_differs"
    NO_DAY = "no_day"
    BAD_DAY = "bad_day"
    OTHER_DAY = "other_day"
    TWICE = "twice"
    DASH = "dash"
    FORMULA = "formula"
    ERROR_CELL = "error_cell"
    MERGED_CELL = "merged_cell"
    PERCENT_SCALE = "percent_scale"
    NO_VALUES = "no_values"


class Skip(StrEnum):
    """Why a row is no record."""

    BLANK = "blank"
    TOTAL = "total"
    HEADING = "heading"  # repeated, of columns numbered, of a group of rows; a signature


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and the text that it is about."""

    code: SheetFault
    column: int | None = None
    value: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What a sheet says of one unit and day.

    Attributes:
        line: number of the row (or column, where units lie across) as spreadsheets count, from 1.
        place: key of the unit; "" where it is not known which.
        named: as the sheet names it.
        day: the last day of the period; None where it is not known.
        values: text by field, blanks left out.
        note: what stands in the column of notes.
        faults: any of them keeps the record from being filed.
    """

    line: int
    place: str
    named: str
    day: date | None
    values: Mapping[str, str]
    note: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows of a sheet below its headings: records and skipped ones, nothing else.

    Attributes:
        records: in the order of the sheet.
        skipped: number of a row -> why it is no record.
        sums: what a row of totals says, by field; to be compared.
        n_lines: rows below the headings; records and skipped ones make as many.
    """

    records: tuple[Record, ...]
    skipped: Mapping[int, Skip]
    sums: Mapping[str, str] = field(default_factory=dict)
    n_lines: int = 0


def read(
    rows: Rows,
    layout: Layout,
    *,
    fields: Lexicon,
    places: Places,
    day: date | None,
    place: str = "",
    merged: Merged = (),
) -> Reading:
    """Read a sheet.

    Args:
        rows: The cells as text.
        layout: What they mean.
        fields: What the form asks.
        places: The units that it may be about.
        day: The period for rows that name none.
        place: The unit for a sheet that names none.
        merged: Ranges that are one cell.
    """
    if layout.way is Way.UNITS_ACROSS:
        rows, merged = turned(rows), turned_ranges(merged)
    covered = _covered(merged)
    reader = _Reader(
        layout=layout,
        places=places,
        day=day,
        place=place,
        numbers=frozenset(thing.key for thing in fields.things if thing.is_figure),
        shares=frozenset(thing.key for thing in fields.things if thing.is_percent),
        covered=covered,
        owners={
            owner: cells.tidy(rows[owner[0]][owner[1]])
            for owner in covered.values()
            if owner[0] < len(rows) and owner[1] < len(rows[owner[0]])
        },
    )
    records: list[Record] = []
    skipped: dict[int, Skip] = {}
    sums: dict[str, str] = {}
    body = rows[layout.first :]
    for number, row in enumerate(body, layout.first):
        cellsof = [cells.tidy(cell) for cell in row]
        if (why := reader.skip(cellsof)) is not None:
            skipped[number + 1] = why
            if why is Skip.TOTAL:
                sums |= reader.values(cellsof)
            continue
        records.append(reader.record(number, cellsof))
    (found,) = once([("", Reading(tuple(records), skipped, sums, len(body)))])
    return found


@dataclass(slots=True)
class _Reader:
    layout: Layout
    places: Places
    day: date | None
    place: str
    numbers: frozenset[str]
    shares: frozenset[str]
    covered: Mapping[tuple[int, int], tuple[int, int]]
    owners: Mapping[tuple[int, int], str]

    def skip(self, row: Sequence[str]) -> Skip | None:
        """Say why a row is no record, or None."""
        if not any(row):
            return Skip.BLANK
        named = self._cell(row, PLACE)
        if named and is_total(named):
            return Skip.TOTAL
        if not named and any(is_total(text) for text in row):
            return Skip.TOTAL
        if fold(named) in _BESIDE or _counts_up(row) or self._is_heading(row):
            return Skip.HEADING
        if not named and not any(cells.is_number_like(text) for text in row):
            return Skip.HEADING
        filled = sum(1 for text in row if text)
        if not self.values(row) and filled <= 2 and not self.places.find(named):
            return Skip.HEADING
        return None

    def _is_heading(self, row: Sequence[str]) -> bool:
        """Say whether a row repeats the headings, as on each page of a printed table."""
        headings = {each.index: each.heading for each in self.layout.columns if each.heading}
        filled = [(index, text) for index, text in enumerate(row) if text]
        return len(filled) > 1 and all(
            headings.get(index, "").endswith(text) for index, text in filled
        )

    def record(self, number: int, row: Sequence[str]) -> Record:
        """Read one row."""
        faults: list[Fault] = []
        named = self._cell(row, PLACE) or self._from_above(number, PLACE)
        key = self._place(named, self._cell(row, CODE), faults)
        day = self._day(self._cell(row, DAY) or self._from_above(number, DAY), faults)
        values = self.values(row)
        for name, index in self.layout.fields().items():
            text = values.get(name, "")
            owner = self.covered.get((number, index))
            if (owner is not None and owner[0] != number) or (
                owner is not None and self._spans_rows(owner, index)
            ):
                faults.append(Fault(SheetFault.MERGED_CELL, index, text, name))
            elif name in self.numbers and cells.is_dash(text):
                faults.append(Fault(SheetFault.DASH, index, text, name))
            elif cells.is_error(text):
                faults.append(Fault(SheetFault.ERROR_CELL, index, text, name))
            elif cells.is_formula(text):
                faults.append(Fault(SheetFault.FORMULA, index, text, name))
            elif name in self.shares and _is_fraction(text):
                faults.append(Fault(SheetFault.PERCENT_SCALE, index, text, name))
        if not values:
            faults.append(Fault(SheetFault.NO_VALUES))
        return Record(
            line=number + 1,
            place=key,
            named=named,
            day=day,
            values=values,
            note=self._cell(row, NOTE),
            faults=tuple(faults),
        )

    def values(self, row: Sequence[str]) -> dict[str, str]:
        """Return what a row says, by field."""
        found = {}
        for name, index in self.layout.fields().items():
            text = row[index] if index < len(row) else ""
            if text:
                is_marked = name in self.shares and text.endswith("%")
                found[name] = text[:-1].rstrip() if is_marked else text
        # "85%" is 85 of a field of shares; a bare 0.85 may be either and is asked about.
        return found

    def _place(self, named: str, code: str, faults: list[Fault]) -> str:
        if not named and not code:
            if self.layout.at(PLACE) is not None:
                faults.append(Fault(SheetFault.NO_PLACE))
                return ""
            return self._only_place(faults)
        by_name = self.places.find(named) if named else frozenset()
        by_code = self.places.find(code) if code else frozenset()
        if by_name and by_code and not by_name & by_code:
            faults.append(Fault(SheetFault.CODE_DIFFERS, value=f"{named} ≠ {code}"))
            return ""
        found = by_name & by_code if by_name and by_code else by_name or by_code
        if len(found) == 1 and not (code and not by_code) and not (named and not by_name):
            return next(iter(found))
        value = " ".join(text for text in (named, code) if text)
        is_double = len(found) > 1
        faults.append(
            Fault(SheetFault.SAME_NAME if is_double else SheetFault.UNKNOWN_PLACE, value=value)
        )
        return ""

    def _only_place(self, faults: list[Fault]) -> str:
        """Return the unit of a sheet that names none in its rows."""
        named = self.layout.places
        if not named and self.layout.strangers:
            stranger = self.layout.strangers[0]
            faults.append(Fault(SheetFault.UNKNOWN_PLACE, value=stranger))
            return ""
        found = {self.place} - {""} or named
        if len(found) != 1 or (named and not named & found):
            faults.append(Fault(SheetFault.NO_PLACE))
            return ""
        return next(iter(found))

    def _day(self, text: str, faults: list[Fault]) -> date | None:
        if text:
            day = cells.read_day(text)
            if day is None:
                faults.append(Fault(SheetFault.BAD_DAY, self.layout.at(DAY), text))
            return day
        if self.layout.at(DAY) is None and self.layout.days and self.day not in self.layout.days:
            if self.day is not None or len(self.layout.days) > 1:
                said = ", ".join(f"{day:%d/%m/%Y}" for day in sorted(self.layout.days))
                faults.append(Fault(SheetFault.OTHER_DAY, value=said))
                return self.day
            return next(iter(self.layout.days))
        if self.day is None:
            faults.append(Fault(SheetFault.NO_DAY))
        return self.day

    def _cell(self, row: Sequence[str], meaning: str) -> str:
        index = self.layout.at(meaning)
        return row[index] if index is not None and index < len(row) else ""

    def _from_above(self, number: int, meaning: str) -> str:
        """Return what a merged cell says of the rows that it covers."""
        index = self.layout.at(meaning)
        owner = None if index is None else self.covered.get((number, index))
        return "" if owner is None else self.owners.get(owner, "")

    def _spans_rows(self, owner: tuple[int, int], index: int) -> bool:
        return self.covered.get((owner[0] + 1, index)) == owner


def _covered(merged: Merged) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the first cell of each merged range by every cell of it."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in merged:
        for row in range(top, min(bottom, top + 10_000) + 1):
            for column in range(left, min(right, left + 500) + 1):
                found[row, column] = (top, left)
    return found


def _is_fraction(text: str) -> bool:
    """Say whether a figure lies between 0 and 1 and so may be a share of one."""
    digits = text.replace(",", ".")
    return (digits.startswith("0.") and digits[2:].isdecimal()) or digits == "1"


def _counts_up(row: Sequence[str]) -> bool:
    """Say whether a row numbers the columns: A, B, 1, 2, 3, … or (1), (2), (3)."""
    texts = [text.strip("() ") for text in row if text]
    numbers = [int(text) for text in texts if text.isascii() and text.isdecimal()]
    letters = [text for text in texts if len(text) == 1 and text.isalpha()]
    return (
        len(numbers) >= 3
        and len(numbers) + len(letters) == len(texts)
        and numbers[0] in (0, 1, 2, 3)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def once(sheets: Sequence[tuple[str, Reading]]) -> list[Reading]:
    """Return the sheets of one file so that no two rows speak of one unit and day.

    Where two do neither is taken.

    Args:
        sheets: Each with its name, which is said of rows of the others.
    """
    seen: dict[tuple[str, date | None], list[tuple[int, int]]] = {}
    for at, (_, reading) in enumerate(sheets):
        for each in reading.records:
            if each.place:
                seen.setdefault((each.place, each.day), []).append((at, each.line))
    return [
        replace(reading, records=tuple(_marked(each, at, sheets, seen) for each in reading.records))
        for at, (_, reading) in enumerate(sheets)
    ]


def _marked(
    record: Record,
    at: int,
    sheets: Sequence[tuple[str, Reading]],
    seen: Mapping[tuple[str, date | None], Sequence[tuple[int, int]]],
) -> Record:
    others = [
        str(line) if sheet == at else f"{line} ({sheets[sheet][0]})"
        for sheet, line in seen.get((record.place, record.day), ())
        if (sheet, line) != (at, record.line)
    ]
    if not others or not record.place:
        return record
    fault = Fault(SheetFault.TWICE, value=", ".join(others[:5]))
    faults = [each for each in record.faults if each.code is not SheetFault.TWICE]
    return replace(record, faults=(*faults, fault))
