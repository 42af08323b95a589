"""Deadlines as orders word them: days, recurrences, durations, events, at once, always."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.dates import PartialDate, digits, impossible_days, last_day, make_date
from phaodai.engines.dispatch.dues import NONE, Due
from phaodai.engines.dispatch.recurrences import RecurrenceReader, clock_time
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
    LOOK_BACK,
    MONTH,
    MONTHS,
    ONLY,
    QUARTER,
    QUARTERS,
    RECEIVED,
    SINCE,
    TODAY,
    URGENT,
    WEEK_ENDS,
    WEEK_OF_MONTH,
    WORD_NUMBERS,
    YEAR,
)

_TOLD = re.compile(
    r"(?<!\w)(?:ghi\s+nhan|xay\s+ra|phat\s+hien|tu\s+vong|khoi\s+phat|da|duoc\s+ban\s+hanh"
    r"|co\s+hieu\s+luc)(?!\w)[^.;]{0,40}$"
)
_PURPOSE = re.compile(r"(?<!\w)(?:de|nham|phuc\s+vu|hoac|san\s+sang|chuan\s+bi)(?!\w)[^;.]*$")


_BEGINS = re.compile(r"(?<!\w)(?:tu|bat\s+dau)(?:\s+ngay)?\s*$")
"""Before the only day of a cell: the work begins then."""


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
        self.recurrences = RecurrenceReader(page)

    def read(self, start: int, end: int, *, is_preparation: bool = False) -> Due:
        """Return the deadline of one order.

        Args:
            start: where the order begins.
            end: where it ends.
            is_preparation: the order prepares for something, so that "ngay khi" tells when the
                thing prepared is used, not when the preparing is due.
        """
        due = (
            self.recurrences.read(start, end)
            or self._date(start, end)
            or self._week(start, end)
            or self._today(start, end)
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

    def names_impossible_day(self, start: int, end: int) -> bool:
        """Say whether a deadline stands here that no calendar has; one in quotes is told of."""
        year = self.issued.year if self.issued is not None else None
        days = impossible_days(self.page.folded, start, end, year)
        return any(self.page.folded[max(0, at - 1)] != '"' for at, _ in days)

    def read_cell(self, start: int, end: int) -> Due:
        """Return the deadline that a cell of a table gives, which needs no "trước" or "trong"."""
        due = self.read(start, end)
        if due.kind != "none":
            return due
        folded = self.page.folded
        for pattern in (QUARTERS, MONTHS, DAY_MONTH, DAY_WORDS, QUARTER, MONTH, YEAR):
            found = list(pattern.finditer(folded, start, end))
            if not found:
                continue
            match = found[-1]
            if _BEGINS.search(folded[start : match.start()]):
                continue
            parts = match.groupdict()
            year = digits(parts.get("y") or parts.get("y2") or "")
            is_inferred = year is None
            year = year or (self.issued.year if self.issued else None)
            if year is None:
                continue
            day = self._last_day_of(parts, year)
            if day is not None:
                return Due("date", day, start=start, end=end, is_inferred=is_inferred)
        if re.search(r"(?<!\w)(?:ca\s+nam|quanh\s+nam|trong\s+nam)(?!\w)", folded[start:end]):
            return Due("standing", start=start, end=end)
        return NONE

    def _last_day_of(self, parts: dict[str, str | None], year: int) -> str | None:
        quarter = parts.get("q")
        if quarter:
            month = {"i": 3, "ii": 6, "iii": 9, "iv": 12}.get(quarter) or int(quarter) * 3
            return last_day(year, month)
        if "m" not in parts:
            return f"{year}-12-31"
        number, day = digits(parts.get("m") or ""), digits(parts.get("d") or "")
        if number is None or not 1 <= number <= 12:
            return None
        if day is None:
            return last_day(year, number)
        value = make_date(year, number, day)
        return value.iso if value is not None and value.precision == "day" else None

    def _week(self, start: int, end: int) -> Due | None:
        """Read "trong tuần 3 tháng 6/2023" as the last day of that week of the month."""
        match = WEEK_OF_MONTH.search(self.page.folded, start, end)
        if match is None:
            return None
        year = digits(match.group("y") or match.group("y2") or "")
        is_inferred = year is None
        year = year or (self.issued.year if self.issued else None)
        month = int(match.group("m"))
        if year is None or not 1 <= month <= 12:
            return None
        final = last_day(year, month)
        day = WEEK_ENDS.get(match.group("w"))
        value = f"{final[:8]}{day:02d}" if day else final
        return Due("date", value, start=match.start(), end=match.end(), is_inferred=is_inferred)

    def _today(self, start: int, end: int) -> Due | None:
        match = TODAY.search(self.page.folded, start, end)
        if match is None:
            return None
        if self.issued is None or self.issued.precision != "day":
            return Due("immediate", start=match.start(), end=match.end())
        return Due("date", self.issued.iso, start=match.start(), end=match.end())

    def _date(self, start: int, end: int) -> Due | None:
        best: Due | None = None
        rank = (True, 0)
        for pattern, reader in (
            (DAY_MONTH, self._day), (DAY_WORDS, self._day), (QUARTER, self._quarter),
            (MONTHS, self._month), (MONTH, self._month), (YEAR, self._year),
        ):  # fmt: skip
            for match in pattern.finditer(self.page.folded, start, end):
                back = max(start, match.start() - LOOK_BACK)
                before = self.page.folded[back : match.start()]
                lead = BEFORE.search(before)
                if lead is None or CITED.search(before):
                    continue
                found = reader(match, lead, before, back)
                if found is None:
                    continue
                is_weak = lead.group("trigger").split()[0] in {"den", "toi", "vao"}
                if best is None or (is_weak, found.start or 0) < rank:
                    best, rank = found, (is_weak, found.start or 0)
        return best

    def _day(self, match: re.Match[str], lead: re.Match[str], before: str, back: int) -> Due | None:
        trigger = " ".join(lead.group("trigger").split())
        is_named = re.search(r"(?<!\w)(?:ngay|dem|sang|chieu|toi)(?!\w)", lead.group())
        if trigger in {"trong", "vao", "khong qua", "cuoi"} and is_named is None:
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
        hour = clock_time(lead.group("h"), lead.group("min"))
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
            if compact.isdecimal():
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
