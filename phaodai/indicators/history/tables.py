"""Tables of series: what each row says, and why a row cannot be taken."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from phaodai.indicators.amounts import ImpossibleValue, to_amount
from phaodai.vocabulary.units import UnitLevel

LEVELS: Final = (UnitLevel.COMMUNE, UnitLevel.DISTRICT, UnitLevel.PROVINCE)
_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class Unreadable(Exception):
    """The file is no table of a series; the message says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the table names it; neither code nor name is the country."""

    level: UnitLevel
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row that can be read: what is left out in a cell is silence."""

    line: int
    day: date
    place: Place
    values: Mapping[str, Decimal]  # column -> value


@dataclass(frozen=True, slots=True)
class Rejection:
    """Rows that are not taken, and why, in both languages."""

    lines: tuple[int, ...]
    what: str
    vi: str
    en: str

    @property
    def n_rows(self) -> int:
        """How many rows."""
        return len(self.lines)


@dataclass(slots=True)
class Table:
    """What was read of a file; every row is in one of the two lists."""

    rows: list[Row] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def n_read(self) -> int:
        """How many rows the file has."""
        return len(self.rows) + sum(each.n_rows for each in self.rejections)


def read(raw: bytes, *, columns: Sequence[str]) -> Table:
    """Read a table with the columns `date`, those of a unit, and some of figures.

    The unit is named by `commune_code`/`commune`, `district_code`/`district` or
    `province_code`/`province`, the lowest that is there; without any it is the country.

    Args:
        raw: CSV in UTF-8 with a header.
        columns: Headers of the figures that are wanted.

    Raises:
        Unreadable: It is not UTF-8 text, lacks a column, or holds no row.
    """
    try:
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        header = [(name or "").strip() for name in reader.fieldnames or ()]
        if missing := [name for name in ("date", *columns) if name not in header]:
            raise Unreadable(
                f"thiếu cột {', '.join(missing)}; có {', '.join(header)}",
                f"lacks the columns {', '.join(missing)}; there are {', '.join(header)}",
            )
        level = next((each for each in LEVELS if _names(each) & set(header)), UnitLevel.COUNTRY)
        table = Table()
        for line, row in enumerate(reader, start=2):
            _take(table, {(k or "").strip(): v for k, v in row.items()}, line, level, columns)
    except UnicodeDecodeError as error:
        raise Unreadable("tệp không phải UTF-8", "the file is not UTF-8") from error
    except csv.Error as error:
        raise Unreadable(f"không đọc được bảng: {error}", f"no readable table: {error}") from error
    if not table.n_read:
        raise Unreadable("tệp không có dòng nào", "the file holds no row")
    return table


def _names(level: UnitLevel) -> set[str]:
    return {level.lower(), f"{level.lower()}_code"}


def _take(
    table: Table, row: Mapping[str, str], line: int, level: UnitLevel, columns: Sequence[str]
) -> None:
    def reject(what: str, vi: str, en: str) -> None:
        table.rejections.append(Rejection((line,), what, vi, en))

    written = (row.get("date") or "").strip()
    day = _day(written)
    if day is None:
        return reject(written, "ngày không có trong lịch", "no day of the calendar")
    values: dict[str, Decimal] = {}
    for column in columns:
        cell = (row.get(column) or "").strip()
        if not cell:
            continue
        try:
            value = Decimal(cell)
            to_amount(value)
        except (InvalidOperation, ImpossibleValue):
            return reject(
                f"{column} = {cell}",
                "không phải số từ 0, tối đa bốn chữ số thập phân",
                "no number from 0 with at most four decimals",
            )
        values[column] = value
    prefix = level.lower()
    code = (row.get(f"{prefix}_code") or "").strip()
    name = (row.get(prefix) or "").strip()
    if level is not UnitLevel.COUNTRY and not code and not name:
        return reject("", "không ghi đơn vị", "names no unit")
    table.rows.append(Row(line, day, Place(level, code, name), values))
    return None


def _day(text: str) -> date | None:
    match = _VIETNAMESE.fullmatch(text)
    try:
        if match is not None:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None
