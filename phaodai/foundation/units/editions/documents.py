"""Lists of units that circulate as JSON, and the lists of what was split and merged."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from phaodai.foundation.units import rules
from phaodai.foundation.units.editions import cells
from phaodai.foundation.units.editions.cells import Collector, Wrong
from phaodai.foundation.units.editions.statements import (
    Edition,
    Entry,
    Heir,
    Key,
    Rejection,
    Unreadable,
    reject,
)
from phaodai.foundation.units.states import Change
from phaodai.vocabulary.units import UnitLevel

_NESTED = ("level1_id", "level2_id", "level3_id")
_LEVELS = (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE)


def read(file_name: str, value: Any, *, day: date | None) -> Edition:
    """Read one of the known forms of JSON.

    `{"data": [{"level1_id", "name", "level2s": [... "level3s"]}], "data_date"}` is a tree of three
    levels; `[{"Code", "FullName", "Wards": [...]}]` one of two; `{"data": [{... "splits"}]}` and
    `{"data": [{... "merges"}]}` tell what became of old units, or what new ones are made of.

    Raises:
        Unreadable: It is none of them, or names no day.
    """
    source = file_name[:80]
    if _is_list(value, "Wards"):
        found = Collector()
        for number, record in enumerate(_numbered(value, "Wards"), 1):
            _take(found, number, *record, code="Code", name="FullName", name_en="FullNameEn")
        return _tree(source, found, day or rules.TWO_LEVELS_SINCE)
    data = value.get("data") if isinstance(value, Mapping) else None
    if not isinstance(data, list):
        data = []
    if _is_list(data, "splits"):
        return _steps(source, _splits(data), day or rules.TWO_LEVELS_SINCE)
    if _is_list(data, "merges"):
        return _steps(source, _merges(data), day or rules.TWO_LEVELS_SINCE)
    if _is_list(data, "level1_id"):
        stated = day or _day(value.get("data_date"))
        if stated is None:
            raise Unreadable(
                "tệp không ghi ngày: thêm --edition 2021-07-01",
                "the file names no day: add --edition 2021-07-01",
            )
        found = Collector()
        for number, record in enumerate(_numbered(data, "level2s", "level3s"), 1):
            code = _NESTED[_LEVELS.index(record[1])]
            _take(found, number, *record, code=code, name="name", name_en="")
        return _tree(source, found, stated)
    raise Unreadable(
        "JSON này không phải danh sách đơn vị hành chính đã biết",
        "this JSON is no known list of administrative units",
    )


def _is_list(value: Any, mark: str) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(record, Mapping) for record in value)
        and any(mark in record for record in value)
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _numbered(
    records: Any, *inner: str, level: int = 0, parent: str = ""
) -> Iterator[tuple[Mapping[str, Any], UnitLevel, str]]:
    """Walk a nested list: record, level, code of the unit above."""
    is_two_level = inner == ("Wards",)
    for record in records if isinstance(records, list) else []:
        if not isinstance(record, Mapping):
            record = {}
        yield record, _LEVELS[level], parent
        if inner:
            below = 2 if is_two_level else level + 1
            own = record.get("Code" if is_two_level else _NESTED[level], "")
            yield from _numbered(record.get(inner[0], []), *inner[1:], level=below, parent=str(own))


def _take(
    found: Collector,
    row: int,
    record: Mapping[str, Any],
    level: UnitLevel,
    parent: str,
    *,
    code: str,
    name: str,
    name_en: str,
) -> None:
    try:
        full_name = cells.name(cells.text(record.get(name)), name)
        own = cells.code(cells.text(record.get(code)), code, level, is_needed=True)
        kind, short = cells.split_full_name(full_name)
        found.add(
            Entry(
                row=row,
                level=level,
                kind=kind,
                name=short,
                code=own,
                parent_code=parent,
                name_en=cells.text(record.get(name_en))[:200] if name_en else "",
            )
        )
    except Wrong as wrong:
        found.rejections.append(wrong.at(row))


def _tree(source: str, found: Collector, day: date) -> Edition:
    return Edition(
        source=source,
        day=day,
        is_complete=True,
        entries=tuple(found.entries),
        rejections=tuple(found.rejections),
    )


def _steps(source: str, found: Iterator[Heir | Rejection], day: date) -> Edition:
    steps = list(found)
    return Edition(
        source=source,
        day=day,
        is_complete=False,
        heirs=tuple(step for step in steps if isinstance(step, Heir)),
        rejections=tuple(step for step in steps if isinstance(step, Rejection)),
    )


def _splits(data: list[Mapping[str, Any]]) -> Iterator[Heir | Rejection]:
    """Read old unit -> new ones; a single one takes the old one whole."""
    for row, (record, level, code) in enumerate(_old_units(data), 1):
        news = [cells.text(new.get("new_id")) for new in record.get("splits", [])]
        if not code or not all(news):
            yield _no_code(row, record)
            continue
        target = UnitLevel.PROVINCE if level is UnitLevel.PROVINCE else UnitLevel.COMMUNE
        for new in news:
            is_whole = len(news) == 1
            yield Heir(
                row=row,
                old=(level, code),
                new=(target, new),
                share=1.0 if is_whole else None,
                reason=Change.MERGE if is_whole else Change.SPLIT,
                is_default=is_whole,
            )


def _old_units(
    data: list[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], UnitLevel, str]]:
    for province in data:
        yield province, UnitLevel.PROVINCE, cells.text(province.get("level1_id"))
        for level, key in ((UnitLevel.DISTRICT, "level2"), (UnitLevel.COMMUNE, "level3")):
            for record in province.get(f"{key}s", []):
                yield record, level, cells.text(record.get(f"{key}_id"))


def _merges(data: list[Mapping[str, Any]]) -> Iterator[Heir | Rejection]:
    """Read new unit <- old ones; "full" says that the old one went over whole."""
    row = 0
    for province in data:
        units = [(province, UnitLevel.PROVINCE, "level1_id")]
        units += [(ward, UnitLevel.COMMUNE, "level2_id") for ward in province.get("level2s", [])]
        for record, level, key in units:
            row += 1
            new: Key = level, cells.text(record.get(key))
            for old in record.get("merges", []):
                code = cells.text(old.get("old_id"))
                if not code or not new[1]:
                    yield _no_code(row, record)
                    continue
                is_whole = old.get("type") == "full"
                # An island district without communes has a code of three digits.
                is_district = level is UnitLevel.COMMUNE and len(code) == 3
                yield Heir(
                    row=row,
                    old=(UnitLevel.DISTRICT if is_district else level, code),
                    new=new,
                    share=1.0 if is_whole else None,
                    reason=Change.MERGE if is_whole else Change.SPLIT,
                    is_default=is_whole,
                )


def _no_code(row: int, record: Mapping[str, Any]) -> Rejection:
    return reject(
        row,
        "new_id",
        record.get("name", ""),
        why=("thiếu mã đơn vị cũ hoặc mới", "the code of the old or new unit is missing"),
        fix=("ghi đủ hai mã", "write both codes"),
    )
