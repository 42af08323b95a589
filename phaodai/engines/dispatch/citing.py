"""The documents a document carries out, rests on and mentions."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.clauses import Body
from phaodai.engines.dispatch.references import (
    Citation,
    find_citations,
    find_laws,
    merge,
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


def cite(reading: Reading, body: Body, end: int) -> None:
    """Sort the documents named: carried out, bases of the preamble, references elsewhere."""
    page, header, footer = reading.page, reading.header, reading.footer
    border = body.clauses[0].start if body.clauses else (
        body.opening[0].end if body.opening else header.end
    )  # fmt: skip
    head_span = header.subject_span or (0, 0)
    in_subject = find_citations(page, *head_span)
    carried_keys = {
        item.key for item in in_subject if _governed(page, item, head_span[0], _CARRIES)
    }
    opening = find_citations(page, header.end, border)
    carried: list[Citation] = []
    bases: list[Citation] = []
    followed = False
    for item in opening:
        since = _paragraph_start(body, item.start, header.end)
        is_carried = _governed(page, item, since, _CARRIES) and not _nearer_base(page, item, since)
        if not is_carried and followed and _continues(page, carried[-1].end, item.start):
            is_carried = True
        followed = is_carried
        if is_carried or item.key in carried_keys:
            carried.append(item)
            followed = True
        else:
            bases.append(item)
    carried = merge([*carried, *[item for item in in_subject if item.key in carried_keys]])
    keys = {item.key for item in carried}
    laws = find_laws(page, header.end, border)
    bases += [item for item in in_subject if item.key not in keys]
    bases = sorted(merge([item for item in [*bases, *laws] if item.key not in keys]),
                   key=lambda item: item.start)  # fmt: skip
    keys |= {item.key for item in bases}
    own = (
        (header.number or "").lstrip("0"),
        (header.symbol or "").replace("-", "/").upper().replace("Đ", "D"),
    )
    later = find_citations(page, border, footer.start)
    if footer.end < end:
        later += find_citations(page, footer.end, end)
    reading.carries_out = carried
    reading.bases = bases
    reading.references = [item for item in merge(later) if item.key not in keys and item.key != own]


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
