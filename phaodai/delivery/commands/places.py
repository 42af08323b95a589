"""Days and units as arguments of commands."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from phaodai.delivery.commands import runtime

if TYPE_CHECKING:  # rows need Django, which starts only when a command runs
    from phaodai.foundation.units.rows import UnitRow

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class Day(click.ParamType[date]):
    """A day, written 2025-07-01 or 01/07/2025."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(value, date):
            return value
        match = _VIETNAMESE.fullmatch(value)
        try:
            if match is not None:
                return date(int(match[3]), int(match[2]), int(match[1]))
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r}: 2025-07-01 / 01/07/2025", param, ctx)


DAY = Day()


def today() -> date:
    """Return the present day in Vietnam."""
    return runtime.clock().astimezone(HERE).date()


def find_unit(text: str, *, on: date) -> "UnitRow":
    """Return the one unit that a code or a name means on a day, or end with what to write."""
    from phaodai.foundation.units import queries

    if text.isascii() and text.replace("-", "").isalnum() and any(c.isdigit() for c in text):
        try:
            return queries.unit_by_code(text, on=on)
        except queries.UnknownUnit:
            pass
    found = queries.disambiguate(text, near=None, on=on)
    if len(found) > 1:
        listed = "\n".join(f"  {unit.code or '-'}  {place(unit)}" for unit in found[:20])
        runtime.fail(
            f"“{text}” ngày {on:%d/%m/%Y} có thể là nhiều đơn vị; ghi mã, hoặc thêm đơn vị cấp "
            f"trên sau dấu phẩy:\n{listed}",
            f"“{text}” may be several units on {on.isoformat()}: write the code, or the unit "
            "above after a comma",
        )
    if not found:
        runtime.fail(
            f"không có đơn vị “{text}” ngày {on:%d/%m/%Y}; tìm bằng `phaodai unit find`, nạp cây "
            "bằng `phaodai unit load 2024` rồi `phaodai unit load 2025`",
            f"no unit “{text}” on {on.isoformat()}; look with `phaodai unit find`, load the tree "
            "with `phaodai unit load 2024`, then `phaodai unit load 2025`",
        )
    return found[0]


def place(unit: "UnitRow") -> str:
    """Return a unit with the unit above: "huyện Mai Sơn, tỉnh Sơn La"."""
    return f"{unit.full_name}, {unit.parent_name}" if unit.parent_name else unit.full_name
