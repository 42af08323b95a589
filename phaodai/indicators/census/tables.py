"""The tables of the census: district by urban and rural by age, and province by age."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from phaodai.vocabulary.strata import FIVE_YEARS
from phaodai.vocabulary.units import UnitLevel

DAY: Final = date(2019, 4, 1)
# Source: final results of the census of 2019, General Statistics Office, 19/12/2019.
NATIONAL: Final = 96_208_984
AREAS: Final = ("urban", "rural")

_AGE = re.compile(r"0*(\d+)\s*-\s*0*(\d+)")
_PROVINCE = ("province_code", "province", "age", "population")
_DISTRICT = ("province_code", "province", "district_code", "district", "area", "age", "population")


class Unreadable(Exception):
    """The file is no table of the census; the message says why in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


@dataclass(slots=True)
class Counted:
    """One unit of the census with its cells, and what is wrong with them."""

    level: UnitLevel
    code: str
    name: str
    province_code: str
    province: str
    n_rows: int = 0
    cells: dict[tuple[str, str], int] = field(default_factory=dict)  # (area or "", age) -> people
    problems: list[tuple[str, str]] = field(default_factory=list)  # vi, en

    @property
    def total(self) -> int:
        """All its people, as far as they could be read."""
        return sum(self.cells.values())


def read(raw: bytes) -> list[Counted]:
    """Read one file, unit by unit.

    Raises:
        Unreadable: It is not UTF-8 text, lacks a column, or holds no row.
    """
    try:
        text = raw.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = {(name or "").strip().lower() for name in reader.fieldnames or ()}
        is_district = "district_code" in header
        if missing := [c for c in (_DISTRICT if is_district else _PROVINCE) if c not in header]:
            raise Unreadable(
                f"thiếu cột {', '.join(missing)}", f"lacks the columns {', '.join(missing)}"
            )
        units: dict[tuple[str, str, str], Counted] = {}
        for line, row in enumerate(_rows(reader), start=2):
            _take(units, row, line=line, is_district=is_district)
    except UnicodeDecodeError as error:
        raise Unreadable("tệp không phải UTF-8", "the file is not UTF-8") from error
    except csv.Error as error:
        raise Unreadable(f"không đọc được bảng: {error}", f"no readable table: {error}") from error
    if not units:
        raise Unreadable("tệp không có dòng nào", "the file holds no row")
    n_cells = len(FIVE_YEARS) * (len(AREAS) if is_district else 1)
    for unit in units.values():
        if not unit.problems and len(unit.cells) < n_cells:
            n = n_cells - len(unit.cells)
            unit.problems.append((f"thiếu {n} trong {n_cells} nhóm", f"lacks {n} of {n_cells}"))
    return list(units.values())


def _rows(reader: "csv.DictReader[str]") -> Iterator[Mapping[str, str]]:
    for row in reader:
        yield {
            (name or "").strip().lower(): (value or "").strip()
            for name, value in row.items()
            if isinstance(value, str | None)  # more cells than columns come as a list
        }


def _take(
    units: dict[tuple[str, str, str], Counted],
    row: Mapping[str, str],
    *,
    line: int,
    is_district: bool,
) -> None:
    code, name = row["province_code"], row["province"]
    level = UnitLevel.PROVINCE
    if is_district:
        code, name, level = row["district_code"], row["district"], UnitLevel.DISTRICT
    unit = units.setdefault(
        (row["province_code"], code, name),
        Counted(level, code, name, row["province_code"], row["province"]),
    )
    unit.n_rows += 1
    area = row["area"].lower() if is_district else ""
    age = _age(row["age"])
    people = row["population"]
    if not code or not name:
        _refuse(unit, line, "thiếu mã hoặc tên", "no code or no name")
    elif age not in FIVE_YEARS:
        _refuse(unit, line, f"nhóm tuổi “{row['age']}”", f"age group “{row['age']}”")
    elif is_district and area not in AREAS:
        _refuse(unit, line, f"khu vực “{row['area']}”", f"area “{row['area']}”")
    elif not (people.isascii() and people.isdecimal()):
        _refuse(unit, line, f"dân số “{people}”", f"population “{people}”")
    elif int(people) > NATIONAL:
        _refuse(unit, line, f"dân số {people}: hơn cả nước", f"population {people}: over all")
    elif (area, age) in unit.cells:
        _refuse(unit, line, f"nhóm {area} {age} có hai lần", f"{area} {age} is there twice")
    else:
        unit.cells[area, age] = int(people)


def _refuse(unit: Counted, line: int, vi: str, en: str) -> None:
    unit.problems.append((f"dòng {line}: {vi}", f"line {line}: {en}"))


def _age(text: str) -> str:
    match = _AGE.fullmatch(text)
    return f"{match[1]}-{match[2]}" if match else text.replace(" ", "")
