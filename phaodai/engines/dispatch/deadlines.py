"""Deadlines as orders word them: days, recurrences, durations, events, at once, always."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phaodai.engines.dispatch.dates import PartialDate, digits, last_day, make_date
from phaodai.engines.dispatch.text import Page

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

_D = r"(?P<d>[0-3]\s?\d|\d)"
_M = r"(?P<m>[01]\s?\d|\d)"
_Y = r"(?P<y>(?:19|20)\s?\d\s?\d)"
_HOUR = r"(?P<h>[0-2]?\d)\s?(?:(?:h|g|gio|:)\s?(?P<min>[0-5]\d)?(?:\s?(?:phut|p))?)(?!\w)"
_TRIGGER = (
    r"(?P<trigger>cham\s+nhat(?:\s+(?:la|vao|den|toi|trong|truoc|sau))*|muon\s+nhat(?:\s+(?:la|vao"
    r"|den|trong))?"
    r"|truoc(?:\s+(?:va\s+trong|hoac\s+trong))?|xong\s+(?:truoc|trong|vao)|(?:hoan\s+thanh"
    r"|ket\s+thuc)(?:\s+(?:xong|truoc|trong|vao))+"
    r"|den\s+het|het|tu\s+nay\s+den(?:\s+het)?|den|toi|han\s+cuoi(?:\s+la)?|thoi\s+han(?:\s+la)?"
    r"|trong|vao|cuoi|khong\s+qua"
    r"|thoi\s+gian\s+(?:hoan\s+thanh|thuc\s+hien|bao\s+cao|gui)?)"
)
_DAY_MONTH = re.compile(rf"(?<![\d/.]){_D}\s?[/.\-]\s?{_M}(?:\s?[/.\-]\s?{_Y})?(?![\d/])")
_DAY_WORDS = re.compile(
    rf"(?<!\d){_D}\s{{1,3}}thang\s{{1,3}}{_M}(?:\s{{1,3}},?\s{{0,2}}nam\s{{1,3}}{_Y})?(?!\d)"
)
_MONTH = re.compile(
    rf"thang\s{{1,3}}{_M}(?:\s?[/.\-]\s?{_Y}"
    rf"|\s{{1,3}},?\s{{0,2}}nam\s{{1,3}}(?:{_Y.replace('<y>', '<y2>')}|nay))?(?![\d/])"
)
_QUARTER = re.compile(
    r"quy\s{1,3}(?P<q>iv|i{1,3}|[1-4])(?:\s?[/\-]\s?|\s{1,3}(?:nam\s{1,3})?)?(?P<y>(?:19"
    r"|20)\d\d)?(?!\w)"
)
_YEAR = re.compile(rf"nam\s{{1,3}}{_Y}(?!\d)")
_BEFORE = re.compile(
    _TRIGGER
    + r"\s{0,3}(?:"
    + _HOUR
    + r")?[\s,]{0,3}(?:cac\s+)?(?:ngay|cuoi|het|dau|giua|ngay\s+thu\s+\w+\s*,?)?[\s,(]{0,3}(?:ngay\s+)?$"
)
_LOOK_BACK = 70
_CITED = re.compile(
    r"(?<!\w)(?:so\s{0,2}:?\s{0,2}\S{1,24}[\s,]{0,3}ngay|ban\s+hanh\s+ngay|ky\s+ngay)\s*$"
)

_EVERY = re.compile(
    r"(?<!\w)(?:(?P<each>han?g|moi)\s+(?P<unit>ngay|tuan|thang|quy|nam)"
    r"|(?P<n>\d{1,2})\s?lan\s?[/]?\s?(?:mot\s+|moi\s+|trong\s+)?(?P<per>ngay|tuan|thang|quy|nam)"
    r"|(?P<k>\d{1,2}|mot|hai|ba)\s(?P<kunit>gio|ngay|tuan|thang|quy|nam)\s?(?:/|mot|1|01)\s?(?:1\s"
    r"|01\s)?lan"
    r"|(?P<days>cac\s+ngay)(?!\s+(?:le|nghi|tet))|(?P<periodic>dinh\s+ky\s+(?=ngay|thu|truoc|vao"
    r"|tuan|thang|quy)))(?!\w)"
)
_WEEKDAY = re.compile(
    r"(?<!\w)(?:thu\s{1,3}(?P<w>hai|ba|tu|nam|sau|bay|[2-7])|(?P<sun>chu\s{1,3}nhat))(?!\w)"
)
_WEEKDAYS = {"hai": "MO", "ba": "TU", "tu": "WE", "nam": "TH", "sau": "FR", "bay": "SA",
             "2": "MO", "3": "TU", "4": "WE", "5": "TH", "6": "FR", "7": "SA"}  # fmt: skip
_MONTHDAY = re.compile(
    r"ngay\s{1,3}(?P<d>[0-3]?\d)\s{1,3}(?:va\s+ngay\s+(?P<d2>[0-3]?\d)\s+)?(?:cua\s+"
    r"|trong\s+)?(?:hang|moi|cac)\s{1,3}(?:thang|quy)"
)
_FIRST_OF_QUARTER = re.compile(
    r"ngay\s{1,3}(?P<d>[0-3]?\d)\s{1,3}(?:cua\s+)?thang\s+(?P<which>dau"
    r"|cuoi)\s+(?:cua\s+)?(?:moi\s+)?quy"
)
_LAST_OF_MONTH = re.compile(r"(?:ngay\s+)?cuoi\s+(?:cua\s+)?(?:hang\s+|moi\s+)?thang")
_UNITS = {"ngay": ("DAILY", 1), "tuan": ("WEEKLY", 1), "thang": ("MONTHLY", 1), "quy": ("MONTHLY",
3),
          "nam": ("YEARLY", 1), "gio": ("HOURLY", 1)}  # fmt: skip
_SMALL = {"mot": 1, "hai": 2, "ba": 3}
_NOT_RECURRING = re.compile(
    r"(?:sinh\s+hoat|doi\s+song|nhu\s+cau|cong\s+viec|thuong|cuoc\s+song)\s*$"
)

_DURATION = re.compile(
    r"(?<!\w)(?P<trigger>trong\s+vong|trong\s+thoi\s+han|trong\s+thoi\s+gian|thoi\s+han"
    r"|cham\s+nhat(?:\s+(?:la|trong|sau))*"
    r"|khong\s+qua|toi\s+da|khong\s+cham\s+hon|sau|truoc|trong"
    r"|duoi)(?:\s+vong)?(?:\s+toi\s+da)?(?:\s+khong\s+qua)?\s{1,3}"
    r"(?P<n>\d{1,3}|[a-z]{2,4})\s?(?:\(\s?(?P<n2>\w{1,4})\s?\)\s?)?(?P<unit>phut|gio|tieng|h|ngay"
    r"|tuan|thang)(?P<work>\s+lam\s+viec)?(?!\w)"
)
_SINCE = re.compile(
    r"[\s,]{0,3}(?:ke\s+|tinh\s+)?tu\s+(?P<since>khi|ngay|luc|thoi\s+diem"
    r"|gio)(?!\w)[^,.;:()\n]{0,90}|[\s,]{0,3}sau\s+khi[^,.;:()\n]{0,80}"
)
_WORD_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
                 "chin": 9, "muoi": 10}  # fmt: skip
_EVENT = re.compile(
    r"(?<!\w)(?:tai\s+(?:cac\s+)?(?:cuoc\s+hop|phien\s+hop|ky\s+hop|hoi\s+nghi|buoi\s+hop"
    r"|cuoc\s+giao\s+ban)[^,.;:()\n]{0,40}?"
    r"(?:sap\s+toi|toi|gan\s+nhat|tiep\s+theo|lan\s+sau|toi\s+day)"
    r"|(?:ngay\s+)?(?:sau\s+)?khi\s+(?:co|nhan\s+duoc)\s+(?:y\s+kien\s+)?(?:huong\s+dan|chi\s+dao"
    r"|thong\s+bao|quyet\s+dinh|ke\s+hoach|van\s+ban)[^,.;()\n]{0,60}"
    r"|ngay\s+(?:sau\s+)?khi\s+(?:co|phat\s+hien|ghi\s+nhan|xay\s+ra|tiep\s+nhan|duoc|xuat\s+hien"
    r"|ket\s+thuc|nhan\s+(?:duoc\s+)?(?:thong\s+tin|ket\s+qua|tin|bao\s+cao|mau)"
    r"|hoan\s+thanh)[^,.;()\n]{0,60})"
)
_RECEIVED = re.compile(
    r"(?<!\w)ngay\s+(?:sau\s+)?khi\s+(?:nhan|tiep\s+nhan)\s+duoc\s+(?:cong|van|chi|ke|quyet|thong"
    r"|huong)[^,.;()\n]{0,40}"
)
_URGENT = re.compile(
    r"(?<!\w)(?:khan\s+truong|khan\s+cap|ngay\s+lap\s+tuc|lap\s+tuc|tuc\s+thi|cap\s+bach|hoa\s+toc"
    r"|(?:trong\s+)?thoi\s+gian\s+(?:som|nhanh|ngan)\s+nhat|som\s+nhat\s+co\s+the"
    r"|nhanh\s+nhat\s+co\s+the)(?!\w)"
)
_AT_ONCE = re.compile(
    r"(?<=[a-z])\s{1,2}(?P<now>ngay)(?!\w)(?!\s+(?:tai|tu|khi|sau|ca|o|canh|trong|truoc|tren|day"
    r"|trong)(?!\w))"
)
_STANDING = re.compile(
    r"(?<!\w)(?:thuong\s+xuyen|lien\s+tuc|24\s?(?:h|gio)?\s?/\s?(?:24|7)(?:\s?(?:h|gio))?"
    r"|thuong\s+truc\s+24)(?!\w)"
)
_ONLY = re.compile(
    r"^[\s(]*(?:(?:va|phai|yeu\s+cau|toan\s+bo|tat\s+ca)\s+)*(?:thoi\s+(?:gian"
    r"|han)(?:\s+(?:hoan\s+thanh|thuc\s+hien|xong|ket\s+thuc))?|hoan\s+thanh|xong|cham\s+nhat"
    r"|han\s+hoan\s+thanh"
    r"|truoc\s+ngay|ket\s+thuc|viec\s+nay|noi\s+dung\s+nay|cac\s+noi\s+dung|nhiem\s+vu\s+nay"
    r"|cong\s+viec)"
)


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
        due = self._recurring(start, end) or self._date(start, end)
        if due is None:
            due = self._duration(start, end)
        if due is None:
            due = self._immediate(start, end)
        if due is None:
            due = self._event(start, end, is_preparation=is_preparation)
        if due is not None:
            return due
        match = _STANDING.search(self.page.folded, start, end)
        if match is not None:
            return Due("standing", start=match.start(), end=match.end())
        return NONE

    def is_only_deadline(self, start: int, end: int) -> bool:
        """Say whether a sentence does nothing but date the order before it."""
        opening = _ONLY.match(self.page.folded[start:end])
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
            (_DAY_MONTH, self._day), (_DAY_WORDS, self._day), (_QUARTER, self._quarter),
            (_MONTH, self._month), (_YEAR, self._year),
        ):  # fmt: skip
            for match in pattern.finditer(self.page.folded, start, end):
                back = max(start, match.start() - _LOOK_BACK)
                before = self.page.folded[back : match.start()]
                lead = _BEFORE.search(before)
                if lead is None or _CITED.search(before):
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
        if trigger == "vao" and not re.search(
            r"(?:to\s+chuc|hop|bao\s+cao|hoan\s+thanh|gui)", before
        ):
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
        for match in _EVERY.finditer(folded, start, end):
            if _NOT_RECURRING.search(folded[max(start, match.start() - 20) : match.start()]):
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
        quarterly = _FIRST_OF_QUARTER.search(folded, start, end)
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

    def _rule(self, match: re.Match[str], left: int, right: int) -> str | None:
        folded = self.page.folded
        quarterly = _FIRST_OF_QUARTER.search(folded, left, right)
        if quarterly is not None:
            return self._first_of_quarter(quarterly)
        unit = match.group("unit") or match.group("per") or match.group("kunit")
        weekday = self._weekdays(left, right)
        if unit is None:
            if weekday:
                return f"FREQ=WEEKLY;BYDAY={weekday}"
            monthday = _MONTHDAY.search(folded, left, right)
            if monthday is not None:
                return f"FREQ=MONTHLY;BYMONTHDAY={int(monthday.group('d'))}"
            return "FREQ=DAILY" if match.group("days") else None
        frequency, interval = _UNITS[unit]
        raw = match.group("k")
        if raw is not None:
            interval *= _SMALL.get(raw) or int(raw)
        rule = f"FREQ={frequency}" + (f";INTERVAL={interval}" if interval > 1 else "")
        if frequency == "WEEKLY" and weekday:
            return f"{rule};BYDAY={weekday}"
        if frequency == "MONTHLY" and match.group("unit") is not None:
            monthday = _MONTHDAY.search(folded, left, right)
            if monthday is not None:
                days = [int(day) for day in (monthday.group("d"), monthday.group("d2")) if day]
                if all(1 <= day <= 31 for day in days):
                    return f"{rule};BYMONTHDAY={','.join(str(day) for day in days)}"
            if unit == "thang" and _LAST_OF_MONTH.search(folded, left, right):
                return f"{rule};BYMONTHDAY=-1"
        return rule

    def _weekdays(self, left: int, right: int) -> str:
        days: list[str] = []
        for match in _WEEKDAY.finditer(self.page.folded, left, right):
            day = "SU" if match.group("sun") else _WEEKDAYS[match.group("w")]
            printed = self.page.text[match.start() : match.start() + 3].lower()
            if printed not in {"thứ", "thu", "chủ", "chu"} or day in days:
                continue
            days.append(day)
        return ",".join(days)

    _CLOCK = re.compile(
        r"(?<!\w)(?:truoc|vao\s+luc|vao|luc|cham\s+nhat(?:\s+(?:la|vao|luc|den|truoc))?)\s{1,3}(?:"
        + _HOUR + r")"
    )  # fmt: skip

    def _clock(self, left: int, right: int, near: re.Match[str]) -> tuple[str, int, int] | None:
        for match in self._CLOCK.finditer(self.page.folded, left, right):
            clock = self._time(match.group("h"), match.group("min"))
            between = self.page.folded[
                min(match.end(), near.end()) : max(match.start(), near.start())
            ]
            if clock is not None and ";" not in between and "." not in between:
                return clock, match.start(), match.end()
        weekday = _WEEKDAY.search(self.page.folded, left, right)
        if weekday is not None and near.group("days") is None:
            trigger = re.search(r"(?:truoc|vao|cham\s+nhat\s+(?:vao|la)?)?\s*(?:ngay\s+)?$",
                                self.page.folded[left : weekday.start()])  # fmt: skip
            return None if trigger is None else None
        return None

    def _duration(self, start: int, end: int) -> Due | None:
        folded = self.page.folded
        for match in _DURATION.finditer(folded, start, end):
            amount = self._amount(match)
            if amount is None or amount == 0:
                continue
            trigger = match.group("trigger").split()[0]
            unit = match.group("unit")
            since = _SINCE.match(folded, match.end(), end)
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
            if raw is not None and raw.isdigit():
                return int(raw)
        return _WORD_NUMBERS.get(match.group("n"))

    def _immediate(self, start: int, end: int) -> Due | None:
        received = _RECEIVED.search(self.page.folded, start, end)
        if received is not None:
            return Due("immediate", start=received.start(), end=received.end())
        match = _URGENT.search(self.page.folded, start, end)
        if match is not None and not re.search(
            r"(?:tinh\s+huong|truong\s+hop|cap\s+cuu|tinh\s+trang|viec|muc\s+do)\s*$",
            self.page.folded[max(start, match.start() - 14) : match.start()],
        ):
            return Due("immediate", start=match.start(), end=match.end())
        for now in _AT_ONCE.finditer(self.page.folded, start, end):
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
        match = _EVENT.search(self.page.folded, start, end)
        if match is None:
            return None
        if is_preparation and match.group().startswith("ngay"):
            return None
        begin, finish = self.page.trim(match.start(), match.end())
        return Due("event", start=begin, end=finish)
