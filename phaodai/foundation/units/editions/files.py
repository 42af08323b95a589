"""Lists of units as people have them: the statistics office's table, a plain table, JSON."""

import csv
import io
import json
import re
from datetime import date

from python_calamine import CalamineError, CalamineWorkbook

from phaodai.foundation.units import rules
from phaodai.foundation.units.editions import cells, documents
from phaodai.foundation.units.editions.cells import Collector, Wrong
from phaodai.foundation.units.editions.statements import Edition, Entry, Unreadable
from phaodai.foundation.units.states import AliasKind
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.units import UnitLevel

MAX_BYTES = 64 * 1024 * 1024
# Headings of the statistics office's export, folded.
GSO = ("tinh thanh pho", "ma tp", "quan huyen", "ma qh", "phuong xa", "ma px")
# Headings of a plain table -> column; the English word or the Vietnamese one.
COLUMNS = {
    "code": "code",
    "ma": "code",
    "name": "name",
    "ten": "name",
    "kind": "kind",
    "loai": "kind",
    "level": "level",
    "cap": "level",
    "parent_code": "parent_code",
    "ma cap tren": "parent_code",
    "valid_from": "valid_from",
    "tu ngay": "valid_from",
    "valid_to": "valid_to",
    "den ngay": "valid_to",
    "lat": "lat",
    "vi do": "lat",
    "lon": "lon",
    "kinh do": "lon",
    "is_remote": "is_remote",
    "vung sau vung xa": "is_remote",
    "aliases": "aliases",
    "ten khac": "aliases",
    "name_en": "name_en",
    "ten tieng anh": "name_en",
    "area_km2": "area_km2",
    "dien tich": "area_km2",
}
_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_TABLE_MAGIC = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04")


def read(file_name: str, data: bytes, *, day: date | None, today: date) -> Edition:
    """Read a list of units of any of the known forms.

    Args:
        file_name: For the report, and for a day written in it (2021-11-06).
        data: The bytes of the file.
        day: The day that the list describes; None = the file or its name says it.
        today: The day a plain list describes when nobody says anything.

    Raises:
        Unreadable: It is none of these forms, damaged, too large, or its day is not known.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("tệp lớn hơn 64 MB", "the file is larger than 64 MB")
    if not data.strip():
        raise Unreadable("tệp rỗng", "the file is empty")
    stated = day or _day_in(file_name)
    if data.startswith(_TABLE_MAGIC):
        return _table(file_name, _sheet(data), day=stated, today=today)
    content = _decode(data)
    if content.lstrip()[:1] in {"{", "["}:
        try:
            value = json.loads(content)
        except (json.JSONDecodeError, RecursionError) as error:
            raise Unreadable(f"JSON hỏng: {error}", f"broken JSON: {error}") from error
        return documents.read(file_name, value, day=stated)
    return _table(file_name, _csv(content), day=stated, today=today)


def _day_in(file_name: str) -> date | None:
    match = _DAY_IN_NAME.search(file_name)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _decode(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "không phải chữ Unicode: lưu lại tệp với bảng mã UTF-8",
            "not Unicode text: save the file again as UTF-8",
        ) from error


def _sheet(data: bytes) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise Unreadable(
            f"không đọc được bảng tính: {error}", f"the spreadsheet cannot be read: {error}"
        ) from error
    return [[cells.text(cell) for cell in row] for row in rows]


def _csv(content: str) -> list[list[str]]:
    head = content[:2000]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable(f"CSV hỏng: {error}", f"broken CSV: {error}") from error
    return [[cells.text(cell) for cell in row] for row in rows]


def _table(file_name: str, rows: list[list[str]], *, day: date | None, today: date) -> Edition:
    place = cells.first_row(rows, set(GSO))
    if place is not None:
        if day is None:
            raise Unreadable(
                "bảng này không ghi ngày: thêm --edition 2021-11-06",
                "this table names no day: add --edition 2021-11-06",
            )
        return _statistics_office(file_name, rows, place, day)
    for name, code in (("name", "code"), ("ten", "ma"), ("name", "parent_code")):
        place = cells.first_row(rows, {name, code})
        if place is not None:
            return _plain(file_name, rows, place, day or today)
    raise Unreadable(
        "không thấy dòng tiêu đề: cần cột code, name, kind, parent_code (hoặc mã, tên, loại, "
        "mã cấp trên), hay bảng của Tổng cục Thống kê",
        "no heading: columns code, name, kind, parent_code are wanted, or the statistics "
        "office's table",
    )


def _statistics_office(file_name: str, rows: list[list[str]], place: int, day: date) -> Edition:
    """Read the office's export: a commune a row, with the district and province it lies in."""
    heading = [fold(cell) for cell in rows[place]]
    at = [heading.index(word) for word in GSO]
    english = heading.index("ten tieng anh") if "ten tieng anh" in heading else None
    found = Collector()
    known: dict[tuple[UnitLevel, str], str] = {}
    for number, row in enumerate(rows[place + 1 :], place + 2):
        if not any(row):
            continue
        padded = row + [""] * (len(heading) - len(row))
        cell = [padded[column] for column in at]
        name_en = padded[english] if english is not None else ""
        try:
            province = _office_unit(found, known, number, cell[0:2], UnitLevel.PROVINCE, "")
            district = _office_unit(found, known, number, cell[2:4], UnitLevel.DISTRICT, province)
            if cell[4] or cell[5]:  # an island district may have no communes
                _office_unit(
                    found, known, number, cell[4:6], UnitLevel.COMMUNE, district, name_en=name_en
                )
        except Wrong as wrong:
            found.rejections.append(wrong.at(number))
    return Edition(
        source=file_name[:80],
        day=day,
        is_complete=True,
        entries=tuple(found.entries),
        rejections=tuple(found.rejections),
    )


def _office_unit(
    found: Collector,
    known: dict[tuple[UnitLevel, str], str],
    row: int,
    pair: list[str],
    level: UnitLevel,
    parent: str,
    *,
    name_en: str = "",
) -> str:
    """Take one of the three units of a row; return its code."""
    full_name, raw = pair
    code = cells.code(raw, f"mã {level.lower()}", level, is_needed=True)
    kind, name = cells.split_full_name(cells.name(full_name))
    before = known.get((level, code))
    if before is not None and level is not UnitLevel.COMMUNE:
        if before != f"{parent} {full_name}":
            raise Wrong(
                "code",
                code,
                ("mã này đứng với tên khác ở dòng trước", "another name bore this code above"),
                ("sửa mã hoặc tên", "mend the code or the name"),
            )
        return code
    known[level, code] = f"{parent} {full_name}"
    above = {UnitLevel.DISTRICT: UnitLevel.PROVINCE, UnitLevel.COMMUNE: UnitLevel.DISTRICT}
    found.add(
        Entry(
            row=row,
            level=level,
            kind=kind,
            name=name,
            code=code,
            parent_code=parent,
            parent_level=above.get(level),
            name_en=name_en,
        )
    )
    return code


def _plain(file_name: str, rows: list[list[str]], place: int, day: date) -> Edition:
    heading = [COLUMNS.get(fold(cell), "") for cell in rows[place]]
    found = Collector()
    for number, row in enumerate(rows[place + 1 :], place + 2):
        if not any(row):
            continue
        padded = row + [""] * (len(heading) - len(row))
        cell = {column: padded[i] for i, column in enumerate(heading) if column}
        try:
            found.add(_plain_entry(number, cell))
        except Wrong as wrong:
            found.rejections.append(wrong.at(number))
    return Edition(
        source=file_name[:80],
        day=day,
        is_complete=False,
        entries=tuple(found.entries),
        rejections=tuple(found.rejections),
    )


def _plain_entry(row: int, cell: dict[str, str]) -> Entry:
    parent = cells.parent_code(cell.get("parent_code", ""))
    kind, name, level = cells.kind_and_level(
        cell.get("kind", ""),
        cell.get("level", ""),
        cells.name(cell.get("name", "")),
        is_top=parent in {"", rules.COUNTRY_CODE},
    )
    first = cells.day(cell.get("valid_from", ""), "valid_from")
    last = cells.day(cell.get("valid_to", ""), "valid_to")
    if first is not None and last is not None and last < first:
        raise Wrong(
            "valid_to",
            last,
            ("ngày kết thúc trước ngày bắt đầu", "the last day is before the first"),
            ("đổi lại hai ngày", "change the two days"),
        )
    others = [t.strip() for t in re.split(r"[;|]", cell.get("aliases", "")) if t.strip()]
    return Entry(
        row=row,
        level=level,
        kind=kind,
        name=cells.name(name),
        code=cells.code(cell.get("code", ""), "code", level, is_needed=level in cells.CODE_DIGITS),
        parent_code=parent,
        name_en=cell.get("name_en", "")[:200],
        latitude=cells.number(cell.get("lat", ""), "lat", low=-90, high=90),
        longitude=cells.number(cell.get("lon", ""), "lon", low=-180, high=180),
        area_km2=cells.number(cell.get("area_km2", ""), "area_km2", low=0, high=1e6),
        is_remote=cells.yes_no(cell.get("is_remote", ""), "is_remote"),
        aliases=tuple((cells.name(text, "aliases"), AliasKind.OTHER) for text in others),
        valid_from=first,
        valid_to=last,
    )
