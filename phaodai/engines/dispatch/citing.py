"""The documents a document carries out, rests on and mentions."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.clauses import Body
from phaodai.engines.dispatch.references import (
    Citation,
    find_citations,
    find_laws,
    merge,
    symbol_key,
)
from phaodai.engines.dispatch.result import Reading
from phaodai.engines.dispatch.text import Page

_CARRIES = re.compile(
    r"(?<!\w)(?:thuc\s+hien|trien\s+khai|thi\s+hanh|chap\s+hanh|tiep\s+tuc\s+thuc\s+hien"
    r"|quan\s+triet|cu\s+the\s+hoa)(?!\w)[^;.]{0,60}$"
)
_BASED = re.compile(
    r"(?<!\w)(?:can\s+cu|theo|xet|tren\s+co\s+so|sau\s+khi\s+xem\s+xet|tai)(?!\w)[^;.]{0,60}$"
)


_REPLACES = re.compile(
    r"(?<!\w)(?:thay\s+the|thay\s+cho|bai\s+bo|huy\s+bo)(?!\w)"
    r"(?:(?!(?<!\w)(?:theo|can\s+cu|tai)(?!\w))[^;.]){0,80}$"
)
_AMENDS = re.compile(
    r"(?<!\w)(?:sua\s+doi|bo\s+sung|dinh\s+chinh|dieu\s+chinh)(?!\w)"
    r"(?:(?!(?<!\w)(?:theo|can\s+cu)(?!\w))[^;.]){0,80}$"
)
_OF_ANOTHER = re.compile(
    r"(?<!\w)(?:can\s+cu|theo|xet|luat|thuc\s+hien|trien\s+khai|so\s*:?\s*\d)(?!\w)"
)
"""Before "sửa đổi", "thay thế": what shows that another document does it."""
_ITSELF = re.compile(
    r"(?:cong\s+van|quyet\s+dinh|chi\s+thi|ke\s+hoach|nghi\s+quyet|thong\s+bao|huong\s+dan|van\s+ban"
    r"|cong\s+dien|quy\s+dinh|phuong\s+an)\s+nay(?!\w)"
)
_DECIDES = frozenset({"quyết định", "nghị quyết"})


def cite(reading: Reading, body: Body, end: int) -> None:
    """Sort the documents named, each under the first reason that holds for it.

    Notes:
        A document that this one replaces or amends is that wherever it is named. What the subject
        or the preamble carries out comes next (a report reports on it), then the bases of the
        preamble, then what is named elsewhere.
    """
    page, header, footer = reading.page, reading.header, reading.footer
    border = body.clauses[0].start if body.clauses else (
        body.opening[0].end if body.opening else header.end
    )  # fmt: skip
    head_span = header.subject_span or (0, 0)
    in_subject = find_citations(page, *head_span)
    carried_keys = {
        item.key for item in in_subject if _governed(page, item, head_span[0], _CARRIES)
    }
    begin = min(header.end, head_span[1] or header.end)
    opening = find_citations(page, begin, border)
    later = find_citations(page, border, footer.start)
    if footer.end < end:
        later += find_citations(page, footer.end, end)
    places = (("subject", in_subject), ("opening", opening), ("later", later))
    ended = {
        relation: {
            item.key for place, items in places for item in _ended(reading, items, place, pattern)
        }
        for relation, pattern in (("replaces", _REPLACES), ("amends", _AMENDS))
    }
    named = [*in_subject, *opening, *later]
    reading.replaces = _keyed(named, ended["replaces"])
    reading.amends = _keyed(named, ended["amends"] - ended["replaces"])
    keys = ended["replaces"] | ended["amends"]
    carried: list[Citation] = []
    bases: list[Citation] = []
    followed = False
    for item in opening:
        since = _paragraph_start(body, item.start, begin)
        is_carried = _governed(page, item, since, _CARRIES) and not _nearer_base(page, item, since)
        if not is_carried and followed and _continues(page, carried[-1].end, item.start):
            is_carried = True
        followed = is_carried
        if is_carried or item.key in carried_keys:
            carried.append(item)
            followed = True
        else:
            bases.append(item)
    carried += [item for item in in_subject if item.key in carried_keys]
    carried = [item for item in merge(carried) if item.key not in keys]
    if header.type == "báo cáo":
        reading.reports_on = carried
    else:
        reading.carries_out = carried
    keys |= {item.key for item in carried}
    laws = find_laws(page, header.end, border)
    bases += [item for item in in_subject if item.key not in keys]
    reading.bases = sorted(
        merge([item for item in [*bases, *laws] if item.key not in keys]),
        key=lambda item: item.start,
    )
    keys |= {item.key for item in reading.bases}
    keys.add(((header.number or "").lstrip("0"), symbol_key(header.symbol or "")))
    reading.references = [item for item in merge(later) if item.key not in keys]


_AND = re.compile(r"[\s,;]*(?:va(?:\s+cac)?\s+)?")


def _ended(
    reading: Reading, items: list[Citation], place: str, pattern: re.Pattern[str]
) -> list[Citation]:
    """Return those that the document itself replaces or amends, each of a list "A, B và C" too."""
    found: list[Citation] = []
    for item in items:
        follows = bool(found) and _AND.fullmatch(reading.page.folded, found[-1].end, item.start)
        if item.number and (follows or _ends(reading, item, place, pattern)):
            found.append(item)
    return found


def _keyed(named: list[Citation], keys: set[tuple[str, str]]) -> list[Citation]:
    """Return the documents of these keys, every mention of one joined."""
    return merge([item for item in named if item.key in keys])


def _ends(reading: Reading, item: Citation, place: str, pattern: re.Pattern[str]) -> bool:
    """Say whether this document itself replaces or amends one that it names.

    Args:
        reading: the document.
        item: the document named.
        place: "subject", "opening" or "later"; in a clause of a letter only "Công văn này thay
            thế …" is said of itself, for "Sửa đổi Kế hoạch …" orders others to do it.
        pattern: wordings of the relation, up to the document named.
    """
    folded = reading.page.folded
    left = max(0, item.start - 120)
    verb = pattern.search(folded[left : item.start])
    if verb is None:
        return False
    at = left + verb.start()
    begin = max(folded.rfind(sign, 0, at) for sign in '.;:\n"') + 1
    before = folded[max(begin, at - 160) : at]
    if _OF_ANOTHER.search(before):
        return False
    if place != "later" or _ITSELF.search(before):
        return True
    return not before.strip() and reading.header.type in _DECIDES


def _paragraph_start(body: Body, at: int, default: int) -> int:
    for item in body.opening:
        if item.start <= at <= item.end:
            return item.start
    return default


def _governed(page: Page, item: Citation, start: int, pattern: re.Pattern[str]) -> bool:
    left = max(start, item.start - 90)
    return pattern.search(page.folded[left : item.start] + " ") is not None


def _nearer_base(page: Page, item: Citation, start: int) -> bool:
    """Say whether "theo" or "căn cứ" stands nearer to the document than "thực hiện" does."""
    before = page.folded[max(start, item.start - 90) : item.start]
    base = max(
        (match.start() for match in re.finditer(r"(?<!\w)(?:can\s+cu|theo)(?!\w)", before)),
        default=-1,
    )
    carry = max(
        (
            match.start()
            for match in re.finditer(r"(?<!\w)(?:thuc\s+hien|trien\s+khai|thi\s+hanh)", before)
        ),
        default=-1,
    )
    return base > carry


def _continues(page: Page, start: int, end: int) -> bool:
    """Say whether two documents are listed together ("thực hiện A …, B … và C")."""
    between = page.folded[start:end]
    return len(between) < 260 and not re.search(
        r"[.]\s|(?<!\w)(?:theo|can\s+cu|tai)(?!\w)", between
    )
