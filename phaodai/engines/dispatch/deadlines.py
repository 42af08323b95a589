"""Deadlines as orders word them: days, recurrences, durations, events, at once, always."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phaodai.engines.dispatch.dates import PartialDate, digits, last_day, make_date
from phaodai.engines.dispatch.text import Page
from phaodai.engines.dispatch.wordings import (
    ALWAYS,
    AT_ONCE,
    BEFORE,
    CITED,
    DAY_MONTH,
    DAY_WORDS,
    DURATION,
    EVENT,
    EVERY,
    FIRST_OF_QUARTER,
    HOUR,
    LAST_OF_MONTH,
    LOOK_BACK,
    MONTH,
    MONTHDAY,
    NOT_RECURRING,
    ONLY,
    QUARTER,
    RECEIVED,
    SINCE,
    SMALL_NUMBERS,
    UNITS,
    URGENT,
    WEEKDAY,
    WEEKDAYS,
    WORD_NUMBERS,
    YEAR,
)

_TOLD = re.compile(
    r"(?<!\w)(?:ghi\s+nhan|xay\s+ra|phat\s+hien|tu\s+vong|khoi\s+phat|da|duoc\s+ban\s+hanh"
    r"|co\s+hieu\s+luc)(?!\w)[^.;]{0,40}$"
)
_PURPOSE = re.compile(r"(?<!\w)(?:de|nham|phuc\s+vu|hoac|san\s+sang|chuan\s+bi)(?!\w)[^;.]*$")

STRONG = frozenset({"date", "recurring", "duration", "event", "immediate"})


@dataclass(frozen=True, slots=True)
class Due:
    """When an order is to be carried out.

    Notes:
        "trước ngày 15/9" keeps the printed day as the last one. A day or month without a year
        takes the document's year and is marked as inferred.
    """

    kind: str
    date: str | None = None
    time: str | None = None
    rrule: str | None = None
    duration: str | None = None
    working_days: bool | None = None
    since: str | None = None
    start: int | None = None
    end: int | None = None
    is_inferred: bool = False

    @property
    def is_strong(self) -> bool:
        """Say whether the order names a time of its own."""
        return self.kind in STRONG

    @property
    def key(self) -> tuple[str | None, ...]:
        """What two orders with the same deadline share; orders without one share all."""
        if not self.is_strong:
            return ("",)
        return (self.kind, self.date, self.time, self.rrule, self.duration)

    def as_dict(self, page: Page) -> dict[str, object]:
        """Return the object of the contract."""
        has_span = self.start is not None and self.end is not None
        return {
            "kind": self.kind,
            "date": self.date,
            "time": self.time,
            "rrule": self.rrule,
            "duration": self.duration,
            "working_days": self.working_days,
            "from": self.since,
            "text": page.plain(self.start or 0, self.end or 0) if has_span else None,
            "span": [self.start, self.end] if has_span else None,
        }


NONE = Due("none")
STANDING = Due("standing")


class DeadlineReader:
    """Read deadlines against one document's date."""

    def __init__(self, page: Page, issued: PartialDate | None) -> None:
        """Bind the page and the document's own date.

        Args:
            page: the text.
            issued: the document's date, which lends its year to dates without one.
        """
        self.page = page
        self.issued = issued

    def read(self, start: int, end: int, *, is_preparation: bool = False) -> Due:
        """Return the deadline of one order.

        Args:
            start: where the order begins.
            end: where it ends.
            is_preparation: the order prepares for something, so that "ngay khi" tells when the
                thing prepared is used, not when the preparing is due.
        """
        due = (
            self._recurring(start, end)
            or self._date(start, end)
            or self._duration(start, end)
            or self._received(start, end)
            or self._event(start, end, is_preparation=is_preparation)
            or self._immediate(start, end)
        )
        if due is not None:
            return due
        match = ALWAYS.search(self.page.folded, start, end)
        if match is not None:
            return Due("standing", start=match.start(), end=match.end())
        return NONE

    def is_only_deadline(self, start: int, end: int) -> bool:
        """Say whether a sentence does nothing but date the order before it."""
        opening = ONLY.match(self.page.folded[start:end])
        if opening is None:
            return False
        due = self.read(start, end)
        if not due.is_strong or due.start is None or due.end is None:
            return False
        said = set(range(start, start + opening.end())) | set(range(due.start, due.end))
        rest = [at for at in range(start, end) if at not in said and self.page.folded[at].isalpha()]
        return len(rest) <= 24

    def _date(self, start: int, end: int) -> Due | None:
        best: Due | None = None
        for pattern, reader in (
            (DAY_MONTH, self._day), (DAY_WORDS, self._day), (QUARTER, self._quarter),
            (MONTH, self._month), (YEAR, self._year),
        ):  # fmt: skip
            for match in pattern.finditer(self.page.folded, start, end):
                back = max(start, match.start() - LOOK_BACK)
                before = self.page.folded[back : match.start()]
                lead = BEFORE.search(before)
                if lead is None or CITED.search(before):
                    continue
                found = reader(match, lead, before, back)
                if found is not None and (best is None or (found.start or 0) < (best.start or 0)):
                    best = found
                if found is not None:
                    break
        return best

    def _day(self, match: re.Match[str], lead: re.Match[str], before: str, back: int) -> Due | None:
        trigger = " ".join(lead.group("trigger").split())
        if trigger in {"trong", "vao", "khong qua", "cuoi"} and "ngay" not in lead.group():
            return None
        if trigger in {"den", "toi"} and not self._is_until(before, lead):
            return None
        if trigger == "vao" and _TOLD.search(before):
            return None
        year = digits(match.group("y") or "")
        month, day = digits(match.group("m")), digits(match.group("d"))
        is_inferred = year is None
        if year is None:
            year = self.issued.year if self.issued else None
        if month is None or day is None or not 1 <= month <= 12 or not 1 <= day <= 31:
            return None
        hour = self._time(lead.group("h"), lead.group("min"))
        span = (back + lead.start(), match.end())
        if year is None:
            return Due("date", None, hour, start=span[0], end=span[1])
        value = make_date(year, month, day)
        if value is None or value.precision != "day":
            return None
        return Due("date", value.iso, hour, start=span[0], end=span[1], is_inferred=is_inferred)

    def _is_until(self, before: str, lead: re.Match[str]) -> bool:
        """Say whether "đến ngày" closes a period that is ordered, not one that is told of."""
        return not re.search(r"(?:tinh|ke|cho|luy\s+ke)\s*$", before[: lead.start()])

    def _month(
        self, match: re.Match[str], lead: re.Match[str], before: str, back: int
    ) -> Due | None:
        if re.search(r"\d\s*$", before):
            return None
        month = digits(match.group("m"))
        year = digits(match.group("y") or match.group("y2") or "")
        is_inferred = year is None
        if year is None:
            year = self.issued.year if self.issued else None
        if month is None or not 1 <= month <= 12 or year is None:
            return None
        trigger = " ".join(lead.group("trigger").split())
        if trigger in {"vao", "khong qua"}:
            return None
        if trigger in {"den", "toi"} and not self._is_until(before, lead):
            return None
        span = (back + lead.start(), match.end())
        if trigger.endswith("truoc") and "cuoi" not in lead.group() and "trong" not in lead.group():
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        day = last_day(year, month)
        if re.search(r"(?:giua)\s*$", before):
            day = f"{day[:8]}15"
        return Due("date", day, start=span[0], end=span[1], is_inferred=is_inferred)

    def _quarter(
        self, match: re.Match[str], lead: re.Match[str], before: str, back: int
    ) -> Due | None:
        raw = match.group("q")
        quarter = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(raw) or int(raw)
        year = digits(match.group("y") or "") or (self.issued.year if self.issued else None)
        if year is None:
            return None
        is_inferred = match.group("y") is None
        return Due("date", last_day(year, quarter * 3), start=back + lead.start(), end=match.end(),
                   is_inferred=is_inferred)  # fmt: skip

    def _year(
        self, match: re.Match[str], lead: re.Match[str], before: str, back: int
    ) -> Due | None:
        trigger = " ".join(lead.group("trigger").split())
        if trigger in {"vao", "khong qua", "truoc"} or re.search(r"thang\s*\d*\s*$", before):
            return None
        year = digits(match.group("y"))
        if year is None:
            return None
        return Due("date", f"{year}-12-31", start=back + lead.start(), end=match.end())

    def _time(self, hour: str | None, minute: str | None) -> str | None:
        if hour is None or int(hour) > 24:
            return None
        return f"{int(hour) % 24:02d}:{int(minute or 0):02d}"

    def _recurring(self, start: int, end: int) -> Due | None:
        folded = self.page.folded
        for match in EVERY.finditer(folded, start, end):
            if NOT_RECURRING.search(folded[max(start, match.start() - 20) : match.start()]):
                continue
            if match.group("each") == "hang" and not self._is_every(match.start()):
                continue
            left = max(start, match.start() - 60)
            window_end = min(end, match.end() + 40)
            rule = self._rule(match, left, window_end)
            if rule is None:
                continue
            clock = self._clock(left, window_end, match)
            begin = min(match.start(), clock[1]) if clock else match.start()
            finish = max(match.end(), clock[2]) if clock else match.end()
            if match.group("days") and clock is None:
                continue
            return Due(
                "recurring", None, clock[0] if clock else None, rule, start=begin, end=finish
            )
        quarterly = FIRST_OF_QUARTER.search(folded, start, end)
        if quarterly is not None:
            return Due("recurring", None, None, self._first_of_quarter(quarterly),
                       start=quarterly.start(), end=quarterly.end())  # fmt: skip
        return None

    def _is_every(self, at: int) -> bool:
        """Tell hàng, hằng (every) from hạng, hãng, háng by its accents."""
        return self.page.text[at : at + 4].lower() in {"hàng", "hằng", "hang"}

    def _first_of_quarter(self, match: re.Match[str]) -> str:
        months = "1,4,7,10" if match.group("which") == "dau" else "3,6,9,12"
        return f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={int(match.group('d'))}"

    def _rule(self, match: re.Match[str], left: int, right: int) -> str | None:  # noqa: C901 - one branch per form
        folded = self.page.folded
        quarterly = FIRST_OF_QUARTER.search(folded, left, right)
        if quarterly is not None:
            return self._first_of_quarter(quarterly)
        unit = match.group("unit") or match.group("per") or match.group("kunit")
        weekday = self._weekdays(left, right)
        if unit is None:
            if weekday:
                return f"FREQ=WEEKLY;BYDAY={weekday}"
            monthday = MONTHDAY.search(folded, left, right)
            if monthday is not None:
                return f"FREQ=MONTHLY;BYMONTHDAY={int(monthday.group('d'))}"
            return "FREQ=DAILY" if match.group("days") else None
        frequency, interval = UNITS[unit]
        raw = match.group("k")
        if raw is not None:
            interval *= SMALL_NUMBERS.get(raw) or int(raw)
        rule = f"FREQ={frequency}" + (f";INTERVAL={interval}" if interval > 1 else "")
        if frequency == "WEEKLY" and weekday:
            return f"{rule};BYDAY={weekday}"
        if frequency == "MONTHLY" and match.group("unit") is not None:
            monthday = MONTHDAY.search(folded, left, right)
            if monthday is not None:
                days = [int(day) for day in (monthday.group("d"), monthday.group("d2")) if day]
                if all(1 <= day <= 31 for day in days):
                    return f"{rule};BYMONTHDAY={','.join(str(day) for day in days)}"
            if unit == "thang" and LAST_OF_MONTH.search(folded, left, right):
                return f"{rule};BYMONTHDAY=-1"
        return rule

    def _weekdays(self, left: int, right: int) -> str:
        days: list[str] = []
        for match in WEEKDAY.finditer(self.page.folded, left, right):
            day = "SU" if match.group("sun") else WEEKDAYS[match.group("w")]
            printed = self.page.text[match.start() : match.start() + 3].lower()
            if printed not in {"thứ", "thu", "chủ", "chu"} or day in days:
                continue
            days.append(day)
        return ",".join(days)

    _CLOCK = re.compile(
        r"(?<!\w)(?:truoc|vao\s+luc|vao|luc|cham\s+nhat(?:\s+(?:la|vao|luc|den|truoc))?)\s{1,3}(?:"
        + HOUR + r")"
    )  # fmt: skip

    def _clock(self, left: int, right: int, near: re.Match[str]) -> tuple[str, int, int] | None:
        for match in self._CLOCK.finditer(self.page.folded, left, right):
            clock = self._time(match.group("h"), match.group("min"))
            between = self.page.folded[
                min(match.end(), near.end()) : max(match.start(), near.start())
            ]
            if clock is not None and ";" not in between and "." not in between:
                return clock, match.start(), match.end()
        return None

    def _duration(self, start: int, end: int) -> Due | None:
        folded = self.page.folded
        for match in DURATION.finditer(folded, start, end):
            amount = self._amount(match)
            if amount is None or amount == 0:
                continue
            trigger = match.group("trigger").split()[0]
            unit = match.group("unit")
            since = SINCE.match(folded, match.end(), end)
            if trigger in {"sau", "truoc", "duoi"} and (trigger != "truoc" or since is None):
                continue
            after = folded[match.end() : min(end, match.end() + 18)]
            if re.match(r"\s+(?:\d|thang\s+\d|qua|gan\s+day|truoc|toi\s+da)", after) and unit in {
                "ngay",
                "thang",
                "tuan",
            }:
                continue
            if unit == "thang" and re.match(r"\s*\d", after):
                continue
            code = {"phut": f"PT{amount}M", "gio": f"PT{amount}H", "h": f"PT{amount}H",
                    "tieng": f"PT{amount}H", "ngay": f"P{amount}D", "tuan": f"P{amount}W",
                    "thang": f"P{amount}M"}[unit]  # fmt: skip
            finish = match.end()
            words = None
            if since is not None:
                finish = self.page.trim(since.start(), since.end())[1]
                begin = since.start("since") if since.group("since") else since.start()
                words = self.page.plain(begin, finish).lstrip(", ")
            return Due("duration", None, None, None, code, match.group("work") is not None, words,
                       match.start(), finish)  # fmt: skip
        return None

    def _amount(self, match: re.Match[str]) -> int | None:
        for raw in (match.group("n"), match.group("n2")):
            compact = "".join((raw or "").split())
            if compact.isdigit():
                return int(compact)
        return WORD_NUMBERS.get(match.group("n"))

    def _received(self, start: int, end: int) -> Due | None:
        """Read "ngay khi nhận được Công điện này": at once, for who reads it has received it."""
        received = RECEIVED.search(self.page.folded, start, end)
        if received is None:
            return None
        return Due("immediate", start=received.start(), end=received.end())

    def _immediate(self, start: int, end: int) -> Due | None:
        match = URGENT.search(self.page.folded, start, end)
        if match is not None and not re.search(
            r"(?:tinh\s+huong|truong\s+hop|cap\s+cuu|tinh\s+trang|viec|muc\s+do)\s*$",
            self.page.folded[max(start, match.start() - 14) : match.start()],
        ):
            return Due("immediate", start=match.start(), end=match.end())
        for now in AT_ONCE.finditer(self.page.folded, start, end):
            printed = self.page.text[now.start("now") : now.end("now")].lower()
            if printed == "ngay" and self._follows_verb(now.start("now")):
                return Due("immediate", start=now.start("now"), end=now.end("now"))
        return None

    def _follows_verb(self, at: int) -> bool:
        """Say whether "ngay" qualifies an action; in a page without accents it may be a day."""
        if not self.page.is_accentless:
            return True
        if self.page.folded[at + 3 : at + 6].strip()[:1].isdigit():
            return False
        before = self.page.folded[max(0, at - 24) : at].split()
        return not before or before[-1] not in {
            "hang",
            "moi",
            "cac",
            "trong",
            "mot",
            "vao",
            "truoc",
            "den",
        }

    def _event(self, start: int, end: int, *, is_preparation: bool) -> Due | None:
        match = EVENT.search(self.page.folded, start, end)
        if match is None:
            return None
        if is_preparation and not match.group().startswith("tai"):
            return None
        if match.group().startswith("khi") and _PURPOSE.search(
            self.page.folded[start : match.start()]
        ):
            return None
        begin, finish = self.page.trim(match.start(), match.end())
        return Due("event", start=begin, end=finish)
