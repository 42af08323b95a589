"""Dates as printed and as scanned: full, partial, spaced, with letters for digits."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_LOOKALIKE = {
    "o": "0", "O": "0", "Q": "0", "D": "0", "l": "1", "I": "1", "i": "1", "|": "1", "!": "1",
    "Z": "2", "z": "2", "S": "5", "s": "5", "b": "6", "ớ": "6", "ó": "6", "б": "6",
    "B": "8", "g": "9", "q": "9",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar day of which the month or the day may be missing."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def iso(self) -> str:
        """The date in ISO 8601 at its own precision."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    @property
    def precision(self) -> str:
        """How much of the date is known: day, month or year."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    @property
    def first_day(self) -> date:
        """The first day that this date can mean."""
        return date(self.year, self.month or 1, self.day or 1)


def digits(raw: str) -> int | None:
    """Read a number in which a scanner may have put letters for digits or spaces between.

    Returns:
        None where anything else stands in the string, or nothing.
    """
    compact = repaired(raw)
    return int(compact) if compact.isascii() and compact.isdigit() and len(compact) <= 6 else None


def repaired(raw: str) -> str:
    """Return a printed number with digits for look-alike letters and without spaces."""
    return "".join(_LOOKALIKE.get(char, char) for char in raw if not char.isspace())


def make_date(year: int | None, month: int | None, day: int | None) -> PartialDate | None:
    """Build a date as exact as its parts allow; None where the year is missing or absurd."""
    if year is None or not 1900 <= year <= 2199:
        return None
    if month is None or not 1 <= month <= 12:
        return PartialDate(year)
    if day is None or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return PartialDate(year, month)
    return PartialDate(year, month, day)


def last_day(year: int, month: int) -> str:
    """Return the last day of a month in ISO 8601."""
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


DAY = r"(?:[0-3](?: ?\d)?|\d)"
"""One or two digits of a day; a scanner may have put a blank between them."""
_NUMERIC = re.compile(
    r"(?<!\d)(?:ngay\s*)?(?P<d>[0-3] ?\d|\d)\s?[/.\-]\s?(?P<m>[01] ?\d|\d)\s?[/.\-]\s?"
    r"(?P<y>(?:19|20|2 0)\s?\d\s?\d)(?!\d)"
)
_WORDED = re.compile(
    r"(?<!\w)(?:ngay\s{0,3}(?P<d>[\dol|][\dol| ]?))?\s{0,3}thang\s{0,3}(?P<m>[\dol|]{1,2})\s{0,3}"
    r",?\s{0,3}nam\s{0,3}(?P<y>[12][\dol]{3})"
)


_SAID_DAY = (
    re.compile(
        r"(?<!\w)(?:ngay|truoc|cham\s+nhat(?:\s+(?:la|vao|den))?|muon\s+nhat|han(?:\s+cuoi)?|xong)"
        r"\s{0,3}:?\s{0,3}(?:ngay\s{1,3})?(?P<d>\d{1,2})(?:\s?[/.\-]\s?|\s{1,3}thang\s{1,3})"
        r"(?P<m>\d{1,2})"
        r"(?:(?:\s?[/.\-]\s?|\s{0,3},?\s{0,3}nam\s{1,3})(?P<y>(?:19|20)\d\d))?(?!\d)"
    ),
    re.compile(r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d/])"),
    re.compile(r"(?<!\w)(?P<d>)thang\s{1,3}(?P<m>0?0|1[3-9]|[2-9]\d)/(?P<y>(?:19|20)\d\d)(?!\d)"),
)
_BARE_DAY = re.compile(r"(?<![\d/])(?P<d>\d{1,2})\s?[/.\-]\s?(?P<m>\d{1,2})(?P<y>)(?![\d/])")
_LEAP = 2020


def impossible_days(
    folded: str, start: int, end: int, year: int | None, *, is_cell: bool = False
) -> list[tuple[int, int]]:
    """Return where days stand that no calendar has: 31/02, 32/12, 29/02 of a year without it.

    Args:
        folded: the folded text.
        start: first place.
        end: last place.
        year: of days without one, where it is known.
        is_cell: the stretch is a deadline's cell, where a day needs no "trước" or "ngày".
    """
    found: list[tuple[int, int]] = []
    for pattern in (*_SAID_DAY, _BARE_DAY) if is_cell else _SAID_DAY:
        for match in pattern.finditer(folded, start, end):
            month, at = int(match["m"]), int(match["y"] or year or _LEAP)
            last = calendar.monthrange(at, month)[1] if 1 <= month <= 12 else 0
            is_known = any(begin < match.end() and match.start() < stop for begin, stop in found)
            if not is_known and not 1 <= int(match["d"] or 1) <= last:
                found.append(match.span())
    return sorted(found)


def find_date(folded: str, start: int, end: int) -> tuple[PartialDate, int, int] | None:
    """Return the first full or month date written between two places of a folded text."""
    found: tuple[PartialDate, int, int] | None = None
    for pattern in (_NUMERIC, _WORDED):
        match = pattern.search(folded, start, end)
        if match is None:
            continue
        day = digits(match.group("d")) if match.group("d") else None
        value = make_date(digits(match.group("y")), digits(match.group("m")), day)
        if value is not None and (found is None or match.start() < found[1]):
            found = (value, match.start(), match.end())
    return found
