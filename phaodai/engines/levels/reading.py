"""Strict reading of tables: each fault names its place, and all are found in one go."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from phaodai.engines.levels.parts import Certainty, Number, Text

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a pack, and where."""

    key: str
    vi: str
    en: str


class BadPack(ValueError):
    """Data are no rule pack."""

    def __init__(self, faults: Collection[Fault]) -> None:
        super().__init__("; ".join(f"{each.key}: {each.en}" for each in faults))
        self.faults = tuple(faults)


@dataclass(slots=True)
class Found:
    """What reading gathers: faults, the sources that there are, numbers with their sources."""

    faults: list[Fault] = field(default_factory=list)
    sources: Mapping[str, str] = field(default_factory=dict)
    numbers: list[Number] = field(default_factory=list)


class Row:
    """One table, read key by key; a key that nobody asked for is a fault too."""

    def __init__(self, data: object, key: str, found: Found) -> None:
        self.key = key
        self.found = found
        self._numbers: dict[str, Any] = {}
        self._left: dict[str, Any] = {}
        if isinstance(data, Mapping):
            self._left = dict(data)
        else:
            self.fail("", "phải là một bảng", "has to be a table")

    def path(self, name: str) -> str:
        """Return the full name of a key."""
        return ".".join(part for part in (self.key, name) if part)

    def fail(self, name: str, vi: str, en: str) -> None:
        """Note a fault at a key."""
        self.found.faults.append(Fault(self.path(name), vi, en))

    def has(self, name: str) -> bool:
        """Say whether a key is there and was not asked for yet."""
        return name in self._left

    def take(self, name: str) -> Any:
        """Return a value and note that it was asked for."""
        return self._left.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """Return the keys that nobody asked for yet."""
        return tuple(self._left)

    def length(self, name: str) -> int:
        """Return how many rows a list has, which is not read yet."""
        value = self._left.get(name)
        return len(value) if isinstance(value, list) else 0

    def inner(self, name: str) -> "Row":
        """Return the table below a key."""
        return Row(self.take(name), self.path(name), self.found)

    def words(self, name: str, *, default: str | None = None) -> str:
        """Return text that is not blank; without a default it must be there."""
        value = self.take(name)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value.strip() and len(value) <= 500:
            return value
        self.fail(name, "phải là chữ, không để trống", "has to be text, not blank")
        return ""

    def text(self, name: str) -> Text:
        """Return a wording in both languages."""
        inner = self.inner(name)
        text = Text(inner.words("vi"), inner.words("en"))
        inner.close()
        return text

    def code(self, name: str = "code") -> str:
        """Return a code of small letters, digits and strokes."""
        value = self.words(name)
        if value and _CODE.fullmatch(value) is None:
            self.fail(
                name,
                f"“{value}”: mã gồm chữ thường không dấu, chữ số và gạch",
                f"“{value}”: a code is of small letters, digits and strokes",
            )
        return value

    def one_of(
        self, name: str, allowed: Collection[str] | None, *, default: str | None = None
    ) -> str:
        """Return one of the words that are allowed; None allows all."""
        value = self.words(name, default=default)
        if value and value != default:
            self.known(name, value, allowed)
        return value

    def known(self, name: str, value: str, allowed: Collection[str] | None) -> bool:
        """Note a word that is none of those allowed."""
        if allowed is None or value in allowed:
            return True
        listed = ", ".join(sorted(allowed)[:30])
        self.fail(name, f"“{value}” không thuộc: {listed}", f"“{value}” is none of: {listed}")
        return False

    def word_of(self, name: str, kind: type[E], *, default: E) -> E:
        """Return a member of an enumeration; it must be there, the default stands for a fault."""
        word = self.one_of(name, {*kind})
        return kind(word) if word in {*kind} else default

    def listed(self, name: str, allowed: Collection[str] | None) -> tuple[str, ...]:
        """Return a list of words, none twice; one word alone is a list of one."""
        value = self.take(name)
        words = [value] if isinstance(value, str) else value
        if (
            not isinstance(words, list)
            or not words
            or not all(isinstance(each, str) and each for each in words)
            or len(set(words)) < len(words)
        ):
            self.fail(
                name,
                "phải là danh sách mã, không trùng, có ít nhất một mã",
                "has to be a list of codes, not empty, none twice",
            )
            return ()
        return tuple(each for each in words if self.known(name, each, allowed))

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes or no."""
        value = self.take(name) if self.has(name) else default
        if not isinstance(value, bool):
            self.fail(name, "phải là true hoặc false", "has to be true or false")
            return default
        return value

    def whole(self, name: str, *, least: int, most: int) -> int:
        """Return a whole number between two bounds; it needs a source."""
        value = self.take(name)
        if type(value) is not int or not least <= value <= most:
            self.fail(
                name,
                f"phải là số nguyên từ {least} đến {most}",
                f"has to be a whole number from {least} to {most}",
            )
            return least
        self._numbers[name] = value
        return value

    def fraction(self, name: str) -> Fraction | None:
        """Return a number that is written exactly; it needs a source."""
        value = self.take(name)
        if type(value) is int or isinstance(value, Decimal):
            value = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if not isinstance(value, str) or _DECIMAL.fullmatch(value) is None:
            self.fail(
                name,
                'phải là số từ 0 trở lên; số lẻ viết trong ngoặc kép, ví dụ "0.5"',
                'has to be a number from 0 on; decimals are written in quotes, like "0.5"',
            )
            return None
        self._numbers[name] = value
        return Fraction(value)

    def day(self, name: str, *, needed: bool) -> date | None:
        """Return a day; it needs a source."""
        value = self.take(name)
        if value is None and not needed:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fail(name, "phải là ngày, ví dụ 2021-10-12", "has to be a day like 2021-10-12")
            return None
        self._numbers[name] = value.isoformat()
        return value

    def days(self, *, needed: bool) -> tuple[date | None, date | None]:
        """Return the first and the last day, in this order."""
        first, last = self.day("first_day", needed=needed), self.day("last_day", needed=False)
        if first and last and last < first:
            self.fail(
                "last_day",
                f"{last} đứng trước ngày đầu {first}",
                f"{last} is before the first day {first}",
            )
        return first, last

    def says(self, name: str, value: str) -> None:
        """Note a rule in words, which needs a source like a number."""
        self._numbers[name] = value

    def rows(self, name: str, read: Callable[["Row"], T], *, needed: bool = True) -> list[T]:
        """Read a list of tables, each named by its code or what it is for."""
        value = self.take(name)
        if value is None and not needed:
            return []
        if not isinstance(value, list) or not value:
            self.fail(name, "phải là danh sách có ít nhất một mục", "has to be a list, not empty")
            return []
        return [
            read(Row(row, f"{self.path(name)}[{label_of(row, at)}]", self.found))
            for at, row in enumerate(value, start=1)
        ]

    def close(self) -> None:
        """Note keys that nobody asked for, and what the numbers of this table rest on."""
        if self._numbers and not self.has("source"):
            listed = ", ".join(self._numbers)
            self.fail("source", f"{listed}: số không có nguồn", f"{listed}: no source is given")
        elif self._numbers:
            source = self.one_of("source", self.found.sources)
            certainty = self.word_of("certainty", Certainty, default=Certainty.UNVERIFIED)
            self.found.numbers += [
                Number(self.path(name), str(value), source, certainty)
                for name, value in self._numbers.items()
            ]
        for name in self._left:
            self.fail(str(name), "khóa này không có trong bộ quy tắc", "there is no such key")


def label_of(row: object, at: int) -> str:
    """Return the name of a row in a list: its code, what it is for, or its place."""
    if isinstance(row, Mapping):
        if isinstance(row.get("code"), str):
            return str(row["code"])
        if isinstance(row.get("level"), str):
            return str(row["level"])
        if isinstance(row.get("when"), Mapping):
            return ";".join(
                f"{name}={'|'.join(map(str, bands)) if isinstance(bands, list) else bands}"
                for name, bands in sorted(row["when"].items())
            )
    return str(at)
