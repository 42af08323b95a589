"""Recurrences as orders word them: every day, on Fridays, on the 25th of each month."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.dues import Due
from phaodai.engines.dispatch.text import Page
from phaodai.engines.dispatch.wordings import (
    CLOCK,
    DAYS_EACH_YEAR,
    DAYS_OF_YEAR,
    EVERY,
    FIRST_OF_QUARTER,
    HALVES,
    LAST_OF_MONTH,
    MONTHDAY,
    NOT_RECURRING,
    SMALL_NUMBERS,
    TIMES_A_DAY,
    UNITS,
    WEEK_SPAN,
    WEEKDAY,
    WEEKDAYS,
)

_ORDER = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def clock_time(hour: str | None, minute: str | None, part: str | None = None) -> str | None:
    """Return a time of day as HH:MM, or None where the hour is missing or absurd.

    Args:
        hour: digits of the hour.
        minute: digits of the minute.
        part: folded part of the day named before it; after noon small hours count from 12.
    """
    if hour is None or int(hour) > 24:
        return None
    value = int(hour) % 24
    if part in {"chieu", "toi"} and value < 12:
        value += 12
    return f"{value:02d}:{int(minute or 0):02d}"


class RecurrenceReader:
    """Read recurrences on one page."""

    def __init__(self, page: Page) -> None:
        """Bind the page."""
        self.page = page

    def read(self, start: int, end: int) -> Due | None:
        """Return the first recurrence between two places, with the hour it names."""
        folded = self.page.folded
        yearly = self._days_of_year(start, end)
        if yearly is not None:
            return yearly
        halves = HALVES.search(folded, start, end)
        if halves is not None:
            return self._due("FREQ=MONTHLY;INTERVAL=6", halves.span(), None, start)
        for match in EVERY.finditer(folded, start, end):
            if NOT_RECURRING.search(folded[max(start, match.start() - 20) : match.start()]):
                continue
            if match.group("each") == "hang" and not self._is_every(match.start()):
                continue
            left = max(start, match.start() - 60)
            right = min(end, match.end() + 40)
            rule = self._rule(match, left, right)
            clock = self._clock(left, right, match)
            if rule is None or (match.group("days") and clock is None):
                continue
            return self._due(rule, match.span(), clock, left)
        found = TIMES_A_DAY.search(folded, start, end)
        if found is not None:
            near = self._clock(found.start(), min(end, found.end() + 40), found)
            return self._due("FREQ=DAILY", found.span(), near, found.start())
        quarterly = FIRST_OF_QUARTER.search(folded, start, end)
        if quarterly is not None:
            return self._due(self._first_of_quarter(quarterly), quarterly.span(), None, start)
        return None

    def _due(
        self, rule: str, span: tuple[int, int], clock: tuple[str, int, int] | None, left: int
    ) -> Due:
        begin, finish = span
        if clock is not None:
            begin, finish = min(begin, clock[1]), max(finish, clock[2])
        for pattern in (WEEKDAY, MONTHDAY):
            named = pattern.search(self.page.folded, left, begin)
            if named is not None and (";BY" in rule):
                begin = min(begin, named.start())
        return Due("recurring", None, clock[0] if clock else None, rule, start=begin, end=finish)

    def _is_every(self, at: int) -> bool:
        """Tell hàng, hằng (every) from hạng, hãng, háng by its accents."""
        return self.page.text[at : at + 4].lower() in {"hàng", "hằng", "hang"}

    def _days_of_year(self, start: int, end: int) -> Due | None:
        """Read "định kỳ 6 tháng, năm (trước ngày 15/6 và 15/12)", "trước ngày 15/12 hằng năm"."""
        folded = self.page.folded
        found = [*DAYS_OF_YEAR.finditer(folded, start, end)]
        for match in found or DAYS_EACH_YEAR.finditer(folded, start, end):
            pairs = re.findall(r"(\d{1,2})\s?/\s?(\d{1,2})", match.group("days"))
            days = [(int(day), int(month)) for day, month in pairs]
            if not days or not all(1 <= day <= 31 and 1 <= month <= 12 for day, month in days):
                continue
            months = ",".join(str(month) for _, month in days)
            rule = f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={days[0][0]}"
            return Due("recurring", rrule=rule, start=match.start(), end=match.end())
        return None

    def _first_of_quarter(self, match: re.Match[str]) -> str:
        months = "1,4,7,10" if match.group("which") == "dau" else "3,6,9,12"
        return f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={int(match.group('d'))}"

    def _rule(self, match: re.Match[str], left: int, right: int) -> str | None:
        quarterly = FIRST_OF_QUARTER.search(self.page.folded, left, right)
        if quarterly is not None:
            return self._first_of_quarter(quarterly)
        unit = match.group("unit") or match.group("per") or match.group("kunit")
        if unit is None:
            return self._periodic(match, left, right)
        frequency, interval = UNITS[unit]
        raw = match.group("k")
        if raw is not None:
            interval *= SMALL_NUMBERS.get(raw) or int(raw)
        rule = f"FREQ={frequency}" + (f";INTERVAL={interval}" if interval > 1 else "")
        weekday = self._weekdays(left, right)
        if frequency == "WEEKLY" and weekday:
            return f"{rule};BYDAY={weekday}"
        if frequency == "MONTHLY" and match.group("unit") is not None:
            return rule + self._monthdays(unit, left, right)
        return rule

    def _periodic(self, match: re.Match[str], left: int, right: int) -> str | None:
        """Return the rule of "định kỳ" and "các ngày", by the day that stands with them."""
        weekday = self._weekdays(left, right)
        if weekday:
            return f"FREQ=WEEKLY;BYDAY={weekday}"
        monthday = MONTHDAY.search(self.page.folded, left, right)
        if monthday is not None:
            return f"FREQ=MONTHLY;BYMONTHDAY={min(31, max(1, int(monthday.group('d'))))}"
        return "FREQ=DAILY" if match.group("days") else None

    def _monthdays(self, unit: str, left: int, right: int) -> str:
        monthday = MONTHDAY.search(self.page.folded, left, right)
        if monthday is not None:
            days = [int(day) for day in (monthday.group("d"), monthday.group("d2")) if day]
            if all(1 <= day <= 31 for day in days):
                return f";BYMONTHDAY={','.join(str(day) for day in days)}"
        if unit == "thang" and LAST_OF_MONTH.search(self.page.folded, left, right):
            return ";BYMONTHDAY=-1"
        return ""

    def _weekdays(self, left: int, right: int) -> str:
        span = WEEK_SPAN.search(self.page.folded, left, right)
        if span is not None:
            first = _ORDER.index(WEEKDAYS[span.group("a")])
            last = "SU" if span.group("sun") else WEEKDAYS[span.group("b")]
            return ",".join(_ORDER[first : _ORDER.index(last) + 1])
        days: list[str] = []
        for match in WEEKDAY.finditer(self.page.folded, left, right):
            printed = self.page.text[match.start() : match.start() + 3].lower()
            if printed not in {"thứ", "thu", "chủ", "chu"}:
                continue
            found = ["SU"] if match.group("sun") else [WEEKDAYS[match.group("w")]]
            found += [WEEKDAYS[raw] for raw in re.findall(r"[2-7]", match.group("more") or "")]
            days += [day for day in found if day not in days]
        return ",".join(days)

    def _clock(self, left: int, right: int, near: re.Match[str]) -> tuple[str, int, int] | None:
        for match in CLOCK.finditer(self.page.folded, left, right):
            clock = clock_time(
                match.group("h"), match.group("min"), match.group("part") or match.group("part2")
            )
            between = self.page.folded[
                min(match.end(), near.end()) : max(match.start(), near.start())
            ]
            if clock is not None and ";" not in between and "." not in between:
                return clock, match.start(), match.end()
        return None
