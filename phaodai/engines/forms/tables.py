"""Strict reading of tables: every fault names its key, and all are found in one go."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from phaodai.engines.forms.definition import Text

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a definition, and where."""

    key: str
    vi: str
    en: str


class BadForm(ValueError):
    """A definition is not one of a form."""

    def __init__(self, faults: Collection[Fault]) -> None:
        super().__init__("; ".join(f"{each.key}: {each.en}" for each in faults))
        self.faults = tuple(faults)


class Table:
    """One table, read key by key; a key that nobody asked for is a fault too."""

    def __init__(self, data: object, key: str, faults: list[Fault]) -> None:
        self.key = key
        self.faults = faults
        self._left: dict[str, Any] = {}
        if isinstance(data, Mapping):
            self._left = dict(data)
        else:
            faults.append(Fault(key, "phải là một bảng", "has to be a table"))

    def path(self, name: str) -> str:
        """Return the full name of a key."""
        return f"{self.key}.{name}" if self.key else name

    def fail(self, name: str, vi: str, en: str) -> None:
        """Note a fault at a key."""
        self.faults.append(Fault(self.path(name), vi, en))

    def take(self, name: str, default: Any = None) -> Any:
        """Return a value and note that it was asked for."""
        return self._left.pop(name, default)

    def has(self, name: str) -> bool:
        """Say whether a key is there and was not asked for yet."""
        return name in self._left

    def words(self, name: str, *, most: int, default: str | None = None) -> str:
        """Return text that is not blank; without a default it must be there."""
        value = self.take(name, default)
        if value is None:
            self.fail(name, "thiếu", "is missing")
        elif not isinstance(value, str) or (value != default and not value.strip()):
            self.fail(name, "phải là chữ", "has to be text")
        elif len(value) > most:
            self.fail(name, f"dài quá {most} ký tự", f"is longer than {most} characters")
        else:
            return value
        return ""

    def text(self, name: str, *, most: int = 300) -> Text:
        """Return a wording in both languages."""
        inner = self.inner(name)
        found = Text(inner.words("vi", most=most), inner.words("en", most=most))
        inner.close()
        return found

    def code(self, name: str, pattern: re.Pattern[str] = CODE) -> str:
        """Return a code of small letters, digits and underscores."""
        value = self.words(name, most=60)
        if value and pattern.fullmatch(value) is None:
            self.fail(
                name,
                f"“{value}”: mã gồm chữ thường không dấu, chữ số và gạch, bắt đầu bằng chữ",
                f"“{value}”: a code is of small letters, digits and strokes, and begins with a "
                "letter",
            )
        return value

    def one_of(
        self, name: str, allowed: Collection[str] | None, *, default: str | None = None
    ) -> str:
        """Return one of the words that are allowed; None allows all."""
        value = self.words(name, most=80, default=default)
        if value and allowed is not None and value not in allowed:
            listed = ", ".join(sorted(allowed)[:30])
            self.fail(name, f"“{value}” không thuộc: {listed}", f"“{value}” is none of: {listed}")
        return value

    def word_of(self, name: str, kind: type[E], default: E, *, needed: bool = True) -> E:
        """Return a member of an enumeration; the default also stands for a fault."""
        word = self.one_of(name, {*kind}, default=None if needed else default)
        return kind(word) if word in {*kind} else default

    def inner(self, name: str) -> "Table":
        """Return the table below a key."""
        return Table(self.take(name), self.path(name), self.faults)

    def number(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number between two bounds."""
        value = self.take(name, default)
        if value is None:
            self.fail(name, "thiếu", "is missing")
            return least
        if type(value) is not int or not least <= value <= most:
            self.fail(
                name,
                f"phải là số nguyên từ {least} đến {most}",
                f"has to be a whole number from {least} to {most}",
            )
            return least
        return value

    def flag(self, name: str) -> bool:
        """Return a yes or no; no where it is not said."""
        value = self.take(name, default=False)
        if not isinstance(value, bool):
            self.fail(name, "phải là true hoặc false", "has to be true or false")
            return False
        return value

    def clock(self, name: str, *, least: int, most: int) -> int:
        """Return minutes after midnight of "10:00"; "24:00" is the end of the day."""
        value = self.words(name, most=5)
        minutes = -1
        if CLOCK.fullmatch(value) is not None:
            minutes = int(value[:2]) * 60 + int(value[3:])
        if value and not least <= minutes <= most:
            ends = [f"{each // 60:02}:{each % 60:02}" for each in (least, most)]
            self.fail(
                name,
                f"“{value}”: giờ viết như 10:00, từ {ends[0]} đến {ends[1]}",
                f"“{value}”: a time is written like 10:00, {ends[0]} to {ends[1]}",
            )
        return minutes

    def rows(self, name: str, read: Callable[["Table"], T], *, needed: bool = True) -> list[T]:
        """Read a list of tables, each named by its place from 1."""
        value = self.take(name, [])
        if not isinstance(value, list) or (needed and not value):
            self.fail(name, "phải là danh sách có ít nhất một mục", "has to be a list, not empty")
            return []
        return [
            read(Table(row, f"{self.path(name)}[{at}]", self.faults))
            for at, row in enumerate(value, start=1)
        ]

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for name in self._left:
            self.fail(str(name), "khóa này không có trong mẫu", "there is no such key")
