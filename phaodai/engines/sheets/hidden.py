"""What the author of a sheet hid: it is read like all the rest, and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from phaodai.engines.sheets.layout import Layout, Way


@dataclass(frozen=True, slots=True)
class Told:
    """What a person does not see on the screen and what was read all the same.

    Attributes:
        n_rows: rows below the headings.
        columns: names and headings of the columns that mean something.
        is_whole: whether the sheet itself is hidden.
    """

    n_rows: int = 0
    columns: tuple[str, ...] = ()
    is_whole: bool = False

    def __bool__(self) -> bool:
        """Say whether there is anything to tell."""
        return bool(self.n_rows or self.columns or self.is_whole)

    @property
    def vi(self) -> str:
        """What is hidden and what to do, in Vietnamese."""
        parts = self._parts("cả trang tính", "{n} dòng", "{n} dòng", "cột {names}")
        return (
            f"Bảng có phần bị ẩn mà số trong đó vẫn được đọc: {parts}. Bỏ ẩn để xem lại, hoặc xóa "
            "phần ấy rồi gửi lại."
        )

    @property
    def en(self) -> str:
        """The same in English."""
        parts = self._parts("the whole sheet", "{n} row", "{n} rows", "columns {names}")
        return (
            f"Parts of the sheet are hidden and were read all the same: {parts}. Unhide and check "
            "them, or delete them and send again."
        )

    def _parts(self, whole: str, row: str, rows: str, columns: str) -> str:
        names = ", ".join(f"“{name}”" for name in self.columns)
        said = [
            whole if self.is_whole else "",
            (row if self.n_rows == 1 else rows).format(n=self.n_rows) if self.n_rows else "",
            columns.format(names=names) if names else "",
        ]
        return ", ".join(part for part in said if part)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden in a sheet as it came.

    Attributes:
        rows: numbers, from 1.
        columns: indexes, from 0.
        is_whole: whether the sheet itself is hidden.
    """

    rows: Sequence[int] = ()
    columns: Sequence[int] = ()
    is_whole: bool = False

    @classmethod
    def load(cls, data: Any) -> "Hidden":
        """Return what was kept as JSON; a bare list holds rows."""
        return cls(**data) if isinstance(data, dict) else cls(rows=data)

    def told(self, layout: Layout) -> Told:
        """Return what of it lies in the part of the sheet that is read."""
        rows, columns = set(self.rows), set(self.columns)
        if layout.way is Way.UNITS_ACROSS:
            rows, columns = {each + 1 for each in columns}, {each - 1 for each in rows}
        return Told(
            n_rows=sum(1 for number in rows if number > layout.first),
            columns=tuple(
                f"{layout.name_of(each)}: {each.heading}"
                for each in layout.columns
                if each.index in columns and each.meaning and each.has_values
            ),
            is_whole=self.is_whole,
        )


NOTHING = Hidden()
