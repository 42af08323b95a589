"""Targets that a wording sets: indicator, comparator, value, stratum, disease, day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from phaodai.engines.dispatch.dues import Due
from phaodai.engines.dispatch.forms import DISEASES
from phaodai.engines.dispatch.text import Page


@dataclass(frozen=True, slots=True)
class Target:
    """One figure that shows whether an order was met.

    Notes:
        Strata join "age=", "dose=" with a semicolon: "age=18+;dose=2", "age=12-17;dose=2",
        "age=18+;dose=booster", "age=50+;dose=2". The disease is the document's, by the codes of
        `forms.DISEASES`, for what is counted by disease, else None. "không để … tăng lên cấp độ
        n" holds the level at n - 1.
    """

    indicator: str
    disease: str | None
    stratum: str | None
    comparator: str
    value: float
    unit: str
    by: str | None
    start: int
    end: int

    @property
    def key(self) -> tuple[object, ...]:
        """What two statements of the same target share."""
        return (self.indicator, self.stratum, self.comparator, self.value, self.by)

    def as_dict(self) -> dict[str, object]:
        """Return the object of the contract."""
        value = int(self.value) if self.value == int(self.value) else self.value
        return {
            "indicator": self.indicator,
            "disease": self.disease,
            "stratum": self.stratum,
            "comparator": self.comparator,
            "value": value,
            "unit": self.unit,
            "by": self.by,
            "span": [self.start, self.end],
        }


_TURNAROUND = re.compile(
    r"(?:tra|co|tra\s+loi|thong\s+bao|cung\s+cap|nhan"
    r"|bao)\s+(?:loi\s+)?ket\s+qua(?:\s+xet\s+nghiem|\s+[a-z-]+){0,5}?\s+"
    r"(?:trong\s+vong|trong\s+thoi\s+gian|trong|khong\s+qua|toi\s+da|cham\s+nhat(?:\s+(?:la|sau"
    r"|trong))?|truoc|duoi)"
    r"(?:\s+(?:vong|khong\s+qua|toi\s+da))?\s+(?P<n>\d\s\d|\d{1,3})\s?(?P<unit>gio|h|tieng"
    r"|ngay)(?!\w)"
)
_TURNAROUND_LATE = re.compile(
    r"(?:trong\s+vong|trong|khong\s+qua|cham\s+nhat(?:\s+sau)?)\s+(?P<n>\d\s\d"
    r"|\d{1,3})\s?(?P<unit>gio|h"
    r"|tieng|ngay)\s+"
    r"(?:(?!ke\s|tu\s|sau\s)[a-z]+\s+){0,12}?(?:tra|co|phai\s+co|thong\s+bao"
    r"|tra\s+loi)\s+ket\s+qua(?:\s+xet\s+nghiem)?"
)
_DOSE = (
    ("booster", re.compile(r"(?:mui|lieu)\s+(?:tiem\s+)?nhac\s+lai|tiem\s+nhac\s+lai")),
    ("additional", re.compile(r"mui\s+bo\s+sung")),
    ("4", re.compile(r"mui\s+(?:thu\s+)?(?:4|tu|bon)(?!\w)|4\s+mui")),
    ("3", re.compile(r"mui\s+(?:thu\s+)?(?:3|ba)(?!\w)|(?:du\s+)?0?3\s+(?:mui|lieu)")),
    (
        "2",
        re.compile(
            r"mui\s+(?:thu\s+)?0?(?:2|hai)(?!\w)|(?:du\s+)?(?:0?2|hai)\s+(?:mui|lieu)"
            r"|du\s+lieu\s+co\s+ban|tiem\s+du\s+lieu(?!\w)"
        ),
    ),
    (
        "1",
        re.compile(
            r"mui\s+(?:thu\s+)?0?(?:1|mot)(?!\w)|(?:it\s+nhat\s+)?(?:0?1|mot)\s+(?:mui|lieu)"
            r"|mui\s+dau"
        ),
    ),
)
_AGE_RANGE = re.compile(
    r"(?:tu\s+)?(?P<a>\d{1,2})\s?(?:(?P<am>thang)\s+(?:tuoi\s+)?|tuoi\s+)?(?:-|den"
    r"|toi)\s?(?P<under>duoi\s+)?(?P<b>\d{1,2})\s?(?P<unit>tuoi|thang)"
)
_AGE_OVER = re.compile(r"(?:tu\s+du|tu|tren|du)\s+(?P<a>\d{1,2})\s?tuoi(?:\s+tro\s+len)?")
_AGE_PLUS = re.compile(r"(?P<a>\d{1,2})\s?tuoi\s+tro\s+len|(?P<b>\d{2})\s?\+")
_AGE_UNDER = re.compile(r"duoi\s+(?P<a>\d{1,2})\s?tuoi")
_PERCENT = re.compile(
    r"(?P<cmp>(?:it\s+nhat|toi\s+thieu|dat\s+tren|tren|hon|lon\s+hon|>=|≥|>|duoi|nho\s+hon"
    r"|thap\s+hon|<=|≤|<|khong\s+qua|toi\s+da"
    r"|khong\s+duoi|khong\s+thap\s+hon|dat\s+it\s+nhat|dat\s+toi\s+thieu|dat\s+ty\s+le|dat\s+tu"
    r"|dat|tu)\s*)?(?P<n>\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|phan\s+tram)(?P<up>\s+tro\s+len)?"
)
_FINISH = re.compile(
    r"(?:hoan\s+thanh|hoan\s+tat|ket\s+thuc|tiem\s+xong|phu\s+kin|bao\s+phu\s+(?:day\s+)?du)"
)
_DONE = re.compile(
    r"(?:hoan\s+(?:thanh|tat)|ket\s+thuc)\s+(?:viec\s+|cong\s+tac\s+|chien\s+dich\s+"
    r"|dot\s+)?tiem(?!\w)"
    r"[^.;]{0,60}?(?<!\w)cho\s+(?:tre|nguoi|toan\s+bo|tat\s+ca|hoc\s+sinh|doi\s+tuong|nhan\s+dan"
    r"|can\s+bo|cac)"
    r"|tiem\s+xong\s[^.;]{0,60}?(?<!\w)cho\s"
)
_ANIMALS = re.compile(
    r"(?<!\w)(?:(?<!bị\s)(?<!do\s)(?<!nghi\s)(?:chó|mèo)(?!\s+(?:cắn|cào|nghi))|đàn\s+(?:vật"
    r"|trâu|bò|lợn|gia|gà|vịt)|gia\s+súc|gia\s+cầm|vật\s+nuôi|trâu|lợn|động\s+vật"
    r"|cho,\s+meo|dan\s+cho|gia\s+suc|gia\s+cam|vat\s+nuoi)(?!\w)",
    re.IGNORECASE,
)
_CHECKED = re.compile(r"(?:tien\s+su|lich\s+su|kiem\s+tra|ra\s+soat|tap\s+huan)[^.;,]{0,40}$")
_OF_A_DISEASE = frozenset({"samples", "vaccination", "levels", "cases"})
"""Families of indicators that are counted for one disease."""
_PRIORITY = re.compile(r"uu\s+tien[^.;]*")
_LEVEL_UP = re.compile(
    r"khong\s+(?:de[^.;]{0,50}?|bi\s+)?(?:tang|chuyen|nang|len|roi|lay\s+lan)(?:\s+(?:len|sang|thanh|qua"
    r"|vao|o))*\s+(?:muc\s+)?cap(?:\s+do)?\s+(?P<n>[1-4])(?!\d)"
)
_LEVEL_HOLD = re.compile(
    r"(?:khong\s+(?:de[^.;]{0,50}?|bi\s+)?vuot|giu|duy\s+tri|bao\s+dam|dam\s+bao|kiem\s+soat|dua|tro\s+ve"
    r"|dat)[^.;]{0,45}?cap(?:\s+do)?\s+(?P<n>[1-4])(?!\d)"
)
_HUNGRY = re.compile(
    r"khong\s+(?:de|mot|co)[^.;]{0,70}?(?:thieu\s+(?:an|doi|luong\s+thuc)|bi\s+doi|(?<!\w)doi(?!\w))"
)
_UNREACHED = re.compile(
    r"khong\s+de\s+(?:[^.;,]{0,25}?)(?:nguoi|f0|benh\s+nhan|truong\s+hop|ca)[^.;,]{0,40}?(?:khong"
    r"|chua)\s+(?:the\s+|duoc\s+)?(?:lien\s+(?:he|lac)|tiep\s+can|quan\s+ly|theo\s+doi|lien\s+lac)"
)
_PLAN = re.compile(
    r"(?:hoan\s+(?:thanh|thien|tat)|xong)[^.;]{0,60}?(?:kich\s+ban|phuong\s+an|ke\s+hoach)"
)
_REPORT = re.compile(r"(?<!\w)(?:bao\s+cao|so\s+lieu|bao\s+(?:so|ve))(?!\w)")
_VACCINE = re.compile(r"(?:tiem|vac\s?-?\s?xin|vaccine|bao\s+phu|mui\s)")
_COVERED = re.compile(r"(?:tiem|bao\s+phu|ty\s+le|do\s+bao|duoc\s+tiem)")


DISEASE_OF_WORDING: Final[dict[str, str]] = {
    wording: code for code, wordings in reversed(DISEASES) for wording in wordings
}
_DISEASE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(re.escape(word) for word in sorted(DISEASE_OF_WORDING, key=len, reverse=True))
    + r")(?!\w)"
)


def find_disease(folded: str) -> str | None:
    """Return the code of the disease that a folded text names first, or None."""
    match = _DISEASE.search(folded)
    return DISEASE_OF_WORDING[match.group()] if match is not None else None


def only_disease(folded: str) -> str | None:
    """Return the disease of a document that names one alone, or one above all others."""
    counts = Counter(DISEASE_OF_WORDING[match.group()] for match in _DISEASE.finditer(folded))
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < 3 * ranked[1][1]):
        return None
    return ranked[0][0]


class TargetReader:
    """Read the targets of orders, for the indicators that the caller knows."""

    def __init__(self, page: Page, indicators: Collection[str], disease: str | None) -> None:
        """Bind the page, the codes that may be emitted and the document's disease."""
        self.page = page
        self.indicators = frozenset(indicators)
        self.disease = disease

    def read(self, start: int, end: int, due: Due) -> list[Target]:
        """Return the targets that one order sets.

        Args:
            start: where the order begins.
            end: where it ends.
            due: its deadline, which dates the targets.
        """
        found = [
            *self._turnaround(start, end), *self._vaccination(start, end, due),
            *self._level(start, end, due), *self._zero(start, end, due),
            *self._reports(start, end, due),
        ]  # fmt: skip
        if not any(target.indicator == "vaccination.coverage" for target in found):
            found += self._plans(start, end, due)
        unique: dict[tuple[object, ...], Target] = {}
        for target in found:
            if target.indicator in self.indicators:
                unique.setdefault(target.key, target)
        return sorted(unique.values(), key=lambda target: target.start)

    def _make(
        self, code: str, stratum: str | None, comparator: str, value: float, unit: str,
        by: str | None, span: tuple[int, int], near: tuple[int, int],
    ) -> Target:  # fmt: skip
        disease = None
        if code.split(".")[0] in _OF_A_DISEASE:
            disease = find_disease(self.page.folded[near[0] : near[1]]) or self.disease
        return Target(code, disease, stratum, comparator, value, unit, by, *span)

    def _turnaround(self, start: int, end: int) -> list[Target]:
        for pattern in (_TURNAROUND, _TURNAROUND_LATE):
            match = pattern.search(self.page.folded, start, end)
            if match is not None:
                hours = int("".join(match.group("n").split())) * (
                    24 if match.group("unit") == "ngay" else 1
                )
                return [
                    self._make("samples.turnaround", None, "<=", hours, "hours", None,
                               match.span(), (start, end))
                ]  # fmt: skip
        return []

    def _vaccination(self, start: int, end: int, due: Due) -> list[Target]:
        folded = self.page.folded
        if not _VACCINE.search(folded, start, end) or _ANIMALS.search(self.page.text, start, end):
            return []
        priority = _PRIORITY.search(folded, start, end)
        targets: list[Target] = []
        for match in _PERCENT.finditer(folded, start, end):
            if priority and priority.start() <= match.start() < priority.end():
                continue
            if _CHECKED.search(folded[max(start, match.start() - 60) : match.start()]):
                continue
            left = max(start, match.start() - 160)
            if not _COVERED.search(folded, left, min(end, match.end() + 160)):
                continue
            nearby = (max(start, folded.rfind(";", start, match.start()) + 1), end)
            ahead = self._stratum(match.start(), min(end, match.end() + 140)) or ""
            around = self._stratum(*nearby) or ""
            parts = {
                part.split("=")[0]: part for part in (*around.split(";"), *ahead.split(";")) if part
            }
            stratum = ";".join(parts[key] for key in ("age", "dose") if key in parts) or None
            targets.append(
                self._make("vaccination.coverage", stratum, _comparator(match),
                           float(match.group("n").replace(",", ".")), "percent", due.date,
                           self._widen(match.start(), match.end(), end), (start, end))
            )  # fmt: skip
        if targets:
            return targets
        finish = _FINISH.search(folded, start, end)
        if finish is None or re.search(
            r"khong\s+$", folded[max(start, finish.start() - 6) : finish.start()]
        ):
            return []
        if not re.search(r"tiem|mui", folded[finish.start() : end]):
            return []
        stop = priority.start() if priority and priority.start() > finish.start() else end
        stratum = self._stratum(finish.start(), stop)
        if stratum is None and not _DONE.search(folded, finish.start(), stop):
            return []
        span = self.page.trim(finish.start(), stop, " \n;,.")
        return [
            self._make("vaccination.coverage", stratum, ">=", 100, "percent", due.date, span,
                       (start, end))
        ]  # fmt: skip

    def _widen(self, start: int, stop: int, end: int) -> tuple[int, int]:
        border = re.search(r"[;.]\s|[;.]$", self.page.folded[stop:end])
        finish = stop + border.start() if border else end
        return self.page.trim(start, min(finish, stop + 160), " \n;,.")

    def _stratum(self, start: int, end: int) -> str | None:
        """Read the age group and the dose nearest to the start of a stretch."""
        folded = self.page.folded
        ages: list[tuple[int, str]] = []
        span = _AGE_RANGE.search(folded, start, end)
        if span is not None:
            last = int(span.group("b")) - (1 if span.group("under") else 0)
            first = span.group("a")
            mark = "m" if span.group("unit") == "thang" else ""
            head = "m" if span.group("am") and not mark else mark
            ages.append((span.start(), f"{int(first)}{head}-{last}{mark}"))
        over = _AGE_OVER.search(folded, start, end)
        if over is not None and (span is None or over.start() != span.start()):
            ages.append((over.start(), f"{int(over.group('a'))}+"))
        plus = _AGE_PLUS.search(folded, start, end)
        if plus is not None and not ages:
            ages.append((plus.start(), f"{int(plus.group('a') or plus.group('b'))}+"))
        under = _AGE_UNDER.search(folded, start, end)
        if under is not None and not ages:
            last = int(under.group("a")) - 1
            ages.append((under.start(), f"0-{last}" if last else "0"))
        doses: list[tuple[int, str]] = []
        for code, pattern in _DOSE:
            match = pattern.search(folded, start, end)
            if match is not None:
                doses.append((match.start(), code))
        parts = []
        if ages:
            parts.append(f"age={min(ages)[1]}")
        if doses:
            parts.append(f"dose={min(doses)[1]}")
        return ";".join(parts) or None

    def _level(self, start: int, end: int, due: Due) -> list[Target]:
        match = _LEVEL_UP.search(self.page.folded, start, end)
        if match is not None and int(match.group("n")) > 1:
            value = int(match.group("n")) - 1
        else:
            match = _LEVEL_HOLD.search(self.page.folded, start, end)
            if match is None or "theo tung" in match.group():
                return []
            value = int(match.group("n"))
        return [self._make("levels.level", None, "<=", value, "level", due.date, match.span(),
                           (start, end))]  # fmt: skip

    def _zero(self, start: int, end: int, due: Due) -> list[Target]:
        targets = []
        for code, pattern in (
            ("welfare.households_hungry", _HUNGRY), ("cases.unreached", _UNREACHED),
        ):  # fmt: skip
            match = pattern.search(self.page.folded, start, end)
            if match is not None and self._is_hunger(code, match):
                targets.append(
                    self._make(code, None, "=", 0, "count", due.date, match.span(), (start, end))
                )
        return targets

    def _is_hunger(self, code: str, match: re.Match[str]) -> bool:
        """Tell đói from đối, đội, đổi where the match ends in that one word."""
        if code != "welfare.households_hungry" or not match.group().endswith("doi"):
            return True
        printed = self.page.text[match.end() - 3 : match.end()].lower()
        return printed == "đói" or match.group().endswith(("thieu doi", "bi doi"))

    def _plans(self, start: int, end: int, due: Due) -> list[Target]:
        match = _PLAN.search(self.page.folded, start, end)
        if match is None or due.kind != "date":
            return []
        return [self._make("plans.completed", None, ">=", 100, "percent", due.date, match.span(),
                           (start, end))]  # fmt: skip

    def _reports(self, start: int, end: int, due: Due) -> list[Target]:
        if due.kind != "recurring" or due.time is None or due.start is None or due.end is None:
            return []
        if not _REPORT.search(self.page.folded, start, end):
            return []
        return [self._make("reports.filed_by_cutoff", None, ">=", 100, "percent", None,
                           (due.start, due.end), (start, end))]  # fmt: skip


def _comparator(match: re.Match[str]) -> str:
    raw = " ".join((match.group("cmp") or "").split())
    if match.group("up"):
        return ">="
    if raw in {"tren", "hon", "lon hon", ">", "dat tren"}:
        return ">"
    if raw in {"duoi", "nho hon", "thap hon", "<"}:
        return "<"
    if raw in {"khong qua", "toi da", "<=", "≤"}:
        return "<="
    return ">="
