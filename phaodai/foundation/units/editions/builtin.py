"""The editions that come with the product, read from data files of an installed package.

Only the files of `vietnamadminunits` are read (63 provinces of early 2025, 34 of July 2025, and
which old commune went where); its code is never imported, its dependencies are not installed.
Source: the package's own statement, from the General Statistics Office's lists; MIT licence.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from phaodai.foundation.units import rules
from phaodai.foundation.units.editions.statements import Edition, Entry, Heir, Key, Unreadable
from phaodai.foundation.units.states import AliasKind, Change
from phaodai.vocabulary.units import UnitLevel

PACKAGE = "vietnamadminunits"
# Huế is a centrally run city in it, as it has been since 1/1/2025 (NQ 175/2024/QH15).
DAYS: Mapping[str, date] = {"2024": date(2025, 1, 1), "2025": rules.TWO_LEVELS_SINCE}
# Abbreviations of names that stand in documents; the official name alone is in the data.
SHORT_NAMES: Mapping[str, tuple[str, ...]] = {
    "01": ("HN", "TPHN"),
    "46": ("TT Huế", "Thừa Thiên Huế", "Thừa Thiên - Huế"),
    "77": ("BR-VT", "BRVT"),
    "79": ("HCM", "TP.HCM", "TPHCM", "Sài Gòn"),
}
_OLD = """
    SELECT provinceCode, province, provinceLat, provinceLon,
           districtCode, district, districtLat, districtLon,
           wardCode, ward, wardLat, wardLon, provinceKey, districtKey, wardKey
    FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode
"""
_NEW = """
    SELECT provinceCode, province, provinceLat, provinceLon,
           wardCode, ward, wardLat, wardLon, wardAreaKm2, provinceKey, wardKey
    FROM admin_units ORDER BY provinceCode, wardCode
"""


def edition(name: str) -> Edition:
    """Return a built-in edition: "2024" (three levels, its last state) or "2025" (two levels).

    Raises:
        Unreadable: There is no such edition, or the package's files are missing.
    """
    if name not in DAYS:
        raise Unreadable(
            f"không có ấn bản {name!r}: dùng 2024 hoặc 2025",
            f"there is no edition {name!r}: use 2024 or 2025",
        )
    entries = _three_levels() if name == "2024" else _two_levels()
    heirs, continuing = reform() if name == "2025" else ((), None)
    return Edition(
        source=f"{PACKAGE} {distribution(PACKAGE).version}, {name}",
        day=DAYS[name],
        is_complete=True,
        entries=tuple(entries),
        heirs=heirs,
        continuing=continuing,
    )


def reform() -> tuple[tuple[Heir, ...], frozenset[Key]]:
    """Return what became of each unit on 1/7/2025, and which units simply went on.

    A province or commune goes on where it is made of one old one alone, whole, under the same
    code. Communes that were divided name no shares: nobody has counted them.
    """
    data = json.loads(_file("converter_2025.json").read_text(encoding="utf-8"))
    old, old_provinces = _old_keys()
    new, new_provinces = _new_keys()
    heirs: list[Heir] = []
    for to, olds in data["DICT_PROVINCE"].items():
        key = UnitLevel.PROVINCE, new_provinces[to]
        heirs += _joined([(UnitLevel.PROVINCE, old_provinces[each]) for each in olds], key)
    made_of: dict[Key, list[Key]] = defaultdict(list)
    for province, wards in data["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            made_of[new[province, ward]] += [old[each] for each in olds]
    parts: list[Heir] = []
    for province, divided in data["DICT_PROVINCE_WARD_DIVIDED"].items():
        for each, pieces in divided.items():
            for piece in pieces:
                parts.append(
                    Heir(
                        row=0,
                        old=old[each],
                        new=new[province, piece["newWardKey"]],
                        share=None,
                        reason=Change.SPLIT,
                        is_default=bool(piece["isDefaultNewWard"]),
                    )
                )
    with_parts = {heir.new for heir in parts}
    for key, whole in made_of.items():
        heirs += _joined(whole, key, is_more=key in with_parts)
    continuing = {
        heir.new for heir in heirs if heir.reason is Change.RENAME and heir.old == heir.new
    }
    return (*heirs, *parts), frozenset(continuing)


def _joined(olds: list[Key], new: Key, *, is_more: bool = False) -> list[Heir]:
    """Return the steps of whole units into a new one; a single one is a change of name."""
    is_merger = len(olds) > 1 or is_more
    reason = Change.MERGE if is_merger else Change.RENAME
    return [Heir(row=0, old=old, new=new, share=1.0, reason=reason) for old in olds]


def _three_levels() -> Iterable[Entry]:
    seen: set[str] = set()
    for row, record in enumerate(_rows(_OLD), 1):
        (p_code, p_name, p_lat, p_lon, d_code, d_name, d_lat, d_lon, *ward) = record
        code, name, lat, lon = ward[:4]
        if p_code not in seen:
            seen.add(p_code)
            yield _entry(row, UnitLevel.PROVINCE, p_code, p_name, "", p_lat, p_lon)
        if d_code not in seen:
            seen.add(d_code)
            yield _entry(row, UnitLevel.DISTRICT, d_code, d_name, p_code, d_lat, d_lon)
        if code:  # five island districts have no communes
            yield _entry(row, UnitLevel.COMMUNE, code, name, d_code, lat, lon)


def _two_levels() -> Iterable[Entry]:
    seen: set[str] = set()
    for row, record in enumerate(_rows(_NEW), 1):
        p_code, p_name, p_lat, p_lon, code, name, lat, lon, area, *_keys = record
        if p_code not in seen:
            seen.add(p_code)
            yield _entry(row, UnitLevel.PROVINCE, p_code, p_name, "", p_lat, p_lon)
        yield _entry(row, UnitLevel.COMMUNE, code, name, p_code, lat, lon, area)


def _entry(
    row: int,
    level: UnitLevel,
    code: str,
    full_name: str,
    parent_code: str,
    latitude: float | None,
    longitude: float | None,
    area_km2: float | None = None,
) -> Entry:
    kind, name = rules.split_name(full_name)
    above = UnitLevel.PROVINCE if level is UnitLevel.DISTRICT else None
    short = SHORT_NAMES.get(code, ()) if level is UnitLevel.PROVINCE else ()
    return Entry(
        row=row,
        level=level,
        kind=kind,
        name=name,
        code=code,
        parent_code=parent_code,
        parent_level=above,
        latitude=latitude,
        longitude=longitude,
        area_km2=area_km2,
        aliases=tuple((text, AliasKind.SHORT) for text in short),
    )


def _old_keys() -> tuple[dict[str, Key], dict[str, str]]:
    """Return the package's own keys of old communes and provinces -> official codes."""
    communes: dict[str, Key] = {}
    provinces: dict[str, str] = {}
    for record in _rows(_OLD):
        p_code, d_code, code = record[0], record[4], record[8]
        province, district, ward = record[12:]
        provinces[province] = p_code
        # An island district without communes became a commune itself.
        key = (UnitLevel.COMMUNE, code) if code else (UnitLevel.DISTRICT, d_code)
        communes[f"{province}_{district}_{ward or ''}"] = key
    return communes, provinces


def _new_keys() -> tuple[dict[tuple[str, str], Key], dict[str, str]]:
    communes: dict[tuple[str, str], Key] = {}
    provinces: dict[str, str] = {}
    for record in _rows(_NEW):
        province, ward = record[9:]
        provinces[province] = record[0]
        communes[province, ward] = (UnitLevel.COMMUNE, record[4])
    return communes, provinces


def _rows(query: str) -> list[tuple[Any, ...]]:
    address = f"{_file('dataset.db').as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as data:
        return data.execute(query).fetchall()


def _file(name: str) -> Path:
    """Return the path of a data file; the package itself is not imported."""
    try:
        path = Path(str(distribution(PACKAGE).locate_file(f"{PACKAGE}/data/{name}")))
    except PackageNotFoundError as error:
        raise _missing(name) from error
    if not path.is_file():
        raise _missing(name)
    return path


def _missing(name: str) -> Unreadable:
    return Unreadable(
        f"thiếu tệp dữ liệu {name} của gói {PACKAGE}: cài lại các gói của phần mềm",
        f"the data file {name} of the package {PACKAGE} is missing: install the packages again",
    )
