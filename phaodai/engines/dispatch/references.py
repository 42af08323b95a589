"""Other documents that a text names: type, number, symbol, date, issuer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phaodai.engines.dispatch.dates import PartialDate, find_date
from phaodai.engines.dispatch.forms import TYPE_BY_FOLD, type_of_symbol
from phaodai.engines.dispatch.text import Page, modern_tone


@dataclass(frozen=True, slots=True)
class Citation:
    """One document named in a text.

    Notes:
        The number is the ordinal alone; what follows it is the symbol, so that "30/2020/NĐ-CP"
        has the number "30" and the symbol "2020/NĐ-CP".
    """

    start: int
    end: int
    type: str | None
    number: str | None
    symbol: str | None
    date: PartialDate | None
    issuer: str | None

    @property
    def key(self) -> tuple[str, str]:
        """What two mentions of the same document share."""
        return (self.number or "").lstrip("0"), symbol_key(self.symbol or "") or (self.type or "")

    def as_dict(self) -> dict[str, object]:
        """Return the object of the contract."""
        return {
            "type": self.type,
            "number": self.number,
            "symbol": self.symbol,
            "date": date_as_dict(self.date),
            "issuer": self.issuer,
        }


def symbol_key(symbol: str) -> str:
    """Return a symbol as two mentions of it agree: "CV-HU", "CV/HU" and "cv/hu" are one."""
    return symbol.replace("-", "/").upper().replace("Đ", "D")


def date_as_dict(value: PartialDate | None) -> dict[str, object]:
    """Return a date with its precision as the contract writes it."""
    if value is None:
        return {"value": None, "precision": "none"}
    return {"value": value.iso, "precision": value.precision}


_GROUP = r"[A-ZĐĂÂÊÔƠƯ][A-ZĐĂÂÊÔƠƯa-zđ&.]{0,11}\d{0,3}"
_SYMBOL = re.compile(
    r"(?<![\w/])(?P<num>\d{1,5})(?P<mark>[a-z]?)[ *]{0,3}(?P<sep>\s?[/\-–]\s?)"
    r"(?P<sym>(?:\d{4}\s?/\s?)?"
    + _GROUP
    + r"(?:\s?[-–/](?:\s?|\s?\n\s{0,24})"
    + _GROUP
    + r"){0,4})"
)
_TYPE = re.compile(
    r"(?<!\w)(?P<type>" + "|".join(sorted(TYPE_BY_FOLD, key=len, reverse=True)) + r")"
    r"(?:\s+ket\s+luan)?(?:\s+lien\s+tich)?\s*(?:so)?\s*[:.]?\s*$"
)
_LAW = re.compile(r"(?<!\w)(?P<type>bo\s+luat|luat|phap\s+lenh|hien\s+phap)\s+")
_LAW_SO = re.compile(r"(?<!\w)(?P<type>luat|phap\s+lenh|nghi\s+quyet)\s[^;.]{0,140}?so\s*:?\s*$")
_AFTER = re.compile(r"[\s*]*,?[\s*]*(?:(?:ky|ban hanh)\s+)?(?=ngay|\d|thang)")
_OF = re.compile(r"[\s*]*,?[\s*]*(?:cua|do)\s+")
_ISSUER_END = re.compile(
    r",(?!\s+chong)|[;:.()\"]|\s-\s|\s(?:ve|tai|v/v|quy\s+dinh|huong\s+dan|phe\s+duyet|ban\s+hanh|trong|va\s+cac"
    r"|dat|la|co|dang|gom|khi|nham|nhung|thuc\s+hien|trien\s+khai"
    r"|sua\s+doi|ke\s+tu|tu\s+ngay|doi\s+voi|den\s+het|co\s+hieu|duoc|da|va\s+y"
    r"|cong\s+bo|nham|de|yeu\s+cau|giao|thong\s+qua|tren|kem|nhu\s+sau)(?:\s|$)"
    r"|\s(?:va)\s+(?=(?:[a-z]+\s){1,4}so\s|co\s+hieu|thay\s+the|bai\s+bo)"
)
_OF_BEFORE = re.compile(r"(?<!\w)cua\s+(?P<name>[a-z][a-z -]{2,50}?)\s+(?:tai|theo)\s+(?:cac\s+)?$")
_PERSON = re.compile(r"(?:cac\s+)?(?:dong\s+chi|ong|ba|d/c)\s")
_LOOK_BACK = 48
_LOOK_AHEAD = 160


def find_citations(page: Page, start: int, end: int) -> list[Citation]:
    """Return the documents named in a stretch, in order."""
    citations: list[Citation] = []
    for match in _SYMBOL.finditer(page.text, start, end):
        sym = match.group("sym").rstrip(".&")
        if not _is_symbol(sym, match.group("sep")):
            continue
        symbol = "".join(sym.replace("–", "-").split())
        back = max(start, match.start() - _LOOK_BACK)
        if re.match(r"\d{4}/(?:QH|UBTVQH)", symbol):
            back = max(start, match.start() - _LOOK_AHEAD)
            law = _LAW_SO.search(page.folded, back, match.start())
            if law is not None:
                act = TYPE_BY_FOLD.get(" ".join(law.group("type").split()), "luật")
                stop = match.start("sym") + len(sym)
                when, issuer, stop = _tail(page, stop, end)
                citations.append(
                    Citation(law.start(), stop, act, match.group("num"), symbol, when, issuer)
                )
                continue
        named = _TYPE.search(page.folded, back, match.start())
        spelt = TYPE_BY_FOLD.get(" ".join(named.group("type").split())) if named else None
        kind = type_of_symbol(symbol) or spelt or ("công văn" if named is None else None)
        if named is None and type_of_symbol(symbol) is None and not _has_so(page, match.start()):
            continue
        stop = match.start("sym") + len(sym)
        when, issuer, stop = _tail(page, stop, end)
        begin = named.start() if named else match.start()
        if issuer is None:
            issuer = _issuer_before(page, start, begin)
        citations.append(
            Citation(begin, stop, kind, match.group("num") + match.group("mark"),
                     symbol, when, issuer)
        )  # fmt: skip
    return citations


def find_laws(page: Page, start: int, end: int) -> list[Citation]:
    """Return laws and ordinances named without a number, which the form cites by title alone."""
    laws: list[Citation] = []
    until = start
    numbered = [(item.start, item.end) for item in find_citations(page, start, end)]
    for match in _LAW.finditer(page.folded, start, end):
        if not page.text[match.start()].isupper() or match.start() < until:
            continue
        if any(first <= match.start() < last for first, last in numbered):
            continue
        if page.folded[max(0, match.start() - 4) : match.start()].split()[-1:] == ["cua"]:
            continue
        line_end = page.folded.find(";", match.end(), end)
        stop = line_end if line_end >= 0 else min(end, match.end() + _LOOK_AHEAD)
        found = find_date(page.folded, match.end(), stop)
        title = page.plain(match.start(), found[1] if found else stop)
        kind = TYPE_BY_FOLD.get(" ".join(match.group("type").split()), "luật")
        until = found[2] if found and len(title) < 200 else match.end()
        cited = found[0] if found and len(title) < 200 else None
        laws.append(Citation(match.start(), stop, kind, None, None, cited, None))
    return laws


def _has_so(page: Page, position: int) -> bool:
    return page.folded[max(0, position - 4) : position].strip().endswith(("so", "so:"))


def _is_symbol(symbol: str, separator: str) -> bool:
    head = symbol.replace("–", "-").replace(" ", "").split("/")[0].split("-")[0]
    if symbol[:4].isdigit():
        return True
    if sum(1 for char in symbol if char.isupper()) < 2:
        return False
    return len(head) >= 2 or "/" in symbol or "/" in separator


def _tail(page: Page, stop: int, end: int) -> tuple[PartialDate | None, str | None, int]:
    """Read ", ngày …" and "của …" that follow a symbol."""
    folded = page.folded
    limit = min(end, stop + _LOOK_AHEAD)
    when: PartialDate | None = None
    lead = _AFTER.match(folded, stop, limit)
    if lead is not None:
        found = find_date(folded, lead.end(), min(limit, lead.end() + 30))
        if found is not None and found[1] - lead.end() <= 1:
            when, stop = found[0], found[2]
    of = _OF.match(folded, stop, limit)
    if of is None or _PERSON.match(folded, of.end()):
        return when, None, stop
    begin = of.end()
    border = _ISSUER_END.search(folded, begin, min(end, begin + _LOOK_AHEAD))
    finish = border.start() if border else min(end, begin + _LOOK_AHEAD)
    begin, finish = page.trim(begin, finish)
    if when is None and border is not None:
        late = find_date(folded, begin, finish)
        if late is not None:
            when, finish = late[0], page.trim(begin, late[1])[1]
    if finish <= begin or finish - begin > 90:
        return when, None, stop
    name = modern_tone(page.plain(begin, finish))
    return when, name[:1].upper() + name[1:], finish


def _issuer_before(page: Page, start: int, at: int) -> str | None:
    """Read "… của Bộ Y tế tại Công điện số …": the issuer named before the document."""
    left = max(start, at - 70)
    match = _OF_BEFORE.search(page.folded, left, at)
    if match is None or not page.text[match.start("name")].isupper():
        return None
    return modern_tone(page.plain(*match.span("name")))


def merge(citations: list[Citation]) -> list[Citation]:
    """Join the mentions of the same document: first place, fullest facts."""
    merged: dict[tuple[str, str], Citation] = {}
    for index, item in enumerate(citations):
        key = item.key if item.number else (str(index), item.type or "")
        known = merged.get(key)
        if known is None:
            merged[key] = item
        elif known.date is None or known.issuer is None:
            merged[key] = Citation(
                known.start, known.end, known.type or item.type, known.number, known.symbol,
                known.date or item.date, known.issuer or item.issuer,
            )  # fmt: skip
    return list(merged.values())
