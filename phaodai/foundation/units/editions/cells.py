"""One cell of a list of units: text in, value out, or a reason why not."""

import math
import re
from collections.abc import Sequence
from datetime import date, datetime

from phaodai.foundation.units import rules
from phaodai.foundation.units.editions.statements import Entry, Rejection, reject
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.units import UnitLevel

# Digits of official codes. Source: QĐ 124/2004/QĐ-TTg art. 1.
CODE_DIGITS = {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,19}")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YES = {"1", "x", "co", "true", "yes", "y", "dung"}
_NO = {"0", "khong", "false", "no", "n", "sai"}


class Wrong(Exception):
    """A cell that cannot be taken: column, value, why and what to do, in both languages."""

    def __init__(self, column: str, value: object, why: tuple[str, str], fix: tuple[str, str]):
        """Keep what to say about it."""
        super().__init__(column)
        self.column, self.value, self.why, self.fix = column, value, why, fix

    def at(self, row: int) -> Rejection:
        """Return the explanation of the row."""
        return reject(row, self.column, self.value, why=self.why, fix=self.fix)


class Collector:
    """Entries of one source; a unit that is stated twice is taken once."""

    def __init__(self) -> None:
        """Begin empty."""
        self.entries: list[Entry] = []
        self.rejections: list[Rejection] = []
        self._rows: dict[tuple[object, ...], int] = {}

    def add(self, entry: Entry) -> None:
        """Take an entry, or reject it as a repetition."""
        same: tuple[object, ...] = (entry.level, entry.code, entry.valid_from)
        if not entry.code:
            same = (entry.parent_code, entry.kind, entry.name.casefold(), entry.valid_from)
        first = self._rows.setdefault(same, entry.row)
        if first != entry.row:
            self.rejections.append(
                reject(
                    entry.row,
                    "code" if entry.code else "name",
                    entry.code or entry.name,
                    why=(f"trùng với dòng {first}", f"repeats row {first}"),
                    fix=("bỏ một trong hai dòng", "leave one of the two out"),
                )
            )
        else:
            self.entries.append(entry)


def text(value: object) -> str:
    """Return a cell as text: numbers of a table without ".0", days as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def code(value: str, column: str, level: UnitLevel | None, *, is_needed: bool) -> str:
    """Read a code; leading zeros that a spreadsheet dropped are put back.

    Raises:
        Wrong: It is missing, or has other characters or more digits than the level's codes.
    """
    if not value:
        if is_needed:
            raise Wrong(
                column,
                value,
                ("thiếu mã", "the code is missing"),
                ("ghi mã của Tổng cục Thống kê", "write the statistics office's code"),
            )
        return ""
    digits = CODE_DIGITS.get(level) if level is not None else None
    if digits is not None and value.isdecimal() and value.isascii():
        value = value.zfill(digits)
    if _CODE.fullmatch(value) is None or (digits is not None and len(value) != digits):
        wanted = f"{digits} chữ số" if digits else "1–20 chữ và số"
        wanted_en = f"{digits} digits" if digits else "1 to 20 letters and digits"
        raise Wrong(
            column,
            value,
            (f"mã không hợp lệ, cần {wanted}", f"not a code, {wanted_en} are wanted"),
            ("sửa mã", "mend the code"),
        )
    return value


def parent_code(value: str) -> str:
    """Read the code of the unit above, whose level is not known from the cell."""
    if value.isdecimal() and value.isascii() and len(value) in {1, 4}:
        value = f"0{value}"  # a spreadsheet dropped the zero
    return code(value, "parent_code", None, is_needed=False)


def name(value: str, column: str = "name") -> str:
    """Read a name.

    Raises:
        Wrong: It is empty, too long, holds what cannot be printed, or no letter or digit.
    """
    is_name = 0 < len(value) <= 200 and value.isprintable() and any(c.isalnum() for c in value)
    if not is_name or "\ufffd" in value:
        raise Wrong(
            column,
            value,
            ("tên trống, quá dài hoặc có ký tự lạ", "empty, too long, or strange characters"),
            ("ghi tên bằng chữ Unicode, tối đa 200 ký tự", "write 1 to 200 Unicode characters"),
        )
    return value


def split_full_name(value: str) -> tuple[str, str]:
    """Split "Xã Chiềng Mung" into its kind and its name.

    Raises:
        Wrong: It begins with no kind.
    """
    kind, rest = rules.split_name(value)
    if not kind:
        raise Wrong(
            "name",
            value,
            ("tên không mở đầu bằng loại đơn vị", "the name does not begin with a kind"),
            ("ghi như “Xã Chiềng Mung”", "write as “Xã Chiềng Mung”"),
        )
    return kind, rest


def day(value: str, column: str) -> date | None:
    """Read a day as 2025-07-01 or 01/07/2025; an empty cell is None.

    Raises:
        Wrong: It is no day.
    """
    if not value:
        return None
    match = _DAY.fullmatch(value)
    try:
        if match is not None:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(value)
    except ValueError as error:
        raise Wrong(
            column,
            value,
            ("không phải một ngày", "not a day"),
            ("ghi 2025-07-01 hoặc 01/07/2025", "write 2025-07-01 or 01/07/2025"),
        ) from error


def number(value: str, column: str, *, low: float, high: float) -> float | None:
    """Read a number with a point or a comma; an empty cell is None.

    Raises:
        Wrong: It is no number between the two bounds.
    """
    if not value:
        return None
    try:
        found = float(value.replace(",", "."))
    except ValueError:
        found = math.nan
    if not low <= found <= high:
        raise Wrong(
            column,
            value,
            (f"không phải số từ {low:g} đến {high:g}", f"not a number from {low:g} to {high:g}"),
            ("sửa số hoặc để trống", "mend the number or leave it empty"),
        )
    return found


def yes_no(value: str, column: str) -> bool | None:
    """Read 1/0, x, có/không; an empty cell is None.

    Raises:
        Wrong: It is something else.
    """
    key = fold(value)
    if not key:
        return None
    if key in _YES | _NO:
        return key in _YES
    raise Wrong(
        column,
        value,
        ("không phải có hoặc không", "neither yes nor no"),
        ("ghi 1 hoặc 0", "write 1 or 0"),
    )


def kind_and_level(
    kind: str, level: str, full_name: str, *, is_top: bool
) -> tuple[str, str, UnitLevel]:
    """Return kind, name and level of a row; the kind may stand before the name.

    Raises:
        Wrong: Kind or level are not known.
    """
    word, rest = kind.lower(), full_name
    if not word:
        word, rest = rules.split_name(full_name)
    elif full_name.lower().startswith(f"{word} "):
        rest = full_name[len(word) + 1 :]
    found: UnitLevel | None
    if level:
        found = _level(level)
    else:
        parent = UnitLevel.COUNTRY if is_top else UnitLevel.PROVINCE
        found = rules.level_of_kind(word, parent=parent)
    if found is None or not word or len(word) > 40:
        raise Wrong(
            "kind",
            kind or full_name,
            ("không rõ loại hoặc cấp của đơn vị", "kind or level of the unit is not known"),
            (
                f"ghi một trong: {', '.join(rules.KIND_LEVELS)}; hoặc thêm cột level",
                f"write one of: {', '.join(rules.KIND_LEVELS)}; or add a column level",
            ),
        )
    return word, rest, found


def _level(value: str) -> UnitLevel:
    try:
        return UnitLevel(value.upper())
    except ValueError as error:
        raise Wrong(
            "level",
            value,
            ("không có cấp này", "there is no such level"),
            (f"ghi một trong: {', '.join(UnitLevel)}", f"write one of: {', '.join(UnitLevel)}"),
        ) from error


def first_row(rows: Sequence[Sequence[str]], wanted: set[str]) -> int | None:
    """Return the place of the heading: the first row that holds all the wanted words."""
    for place, row in enumerate(rows[:20]):
        if wanted <= {fold(cell) for cell in row}:
            return place
    return None
