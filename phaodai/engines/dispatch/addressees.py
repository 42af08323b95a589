"""The addressees of a document."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.head import (
    BODY_OPENS,
    SUBJECT,
    Header,
)
from phaodai.engines.dispatch.text import Page, modern_tone


def read_addressees(page: Page, header: Header, start: int, end: int) -> int:  # noqa: C901 - one branch per form
    """Read the addressees after "Kính gửi:" and return where they end."""
    item: list[int] = []
    position = start
    stop_at = start
    dashed = False
    count = 0
    while position < end and count < 60:
        count += 1
        line_end = page.folded.find("\n", position)
        line_end = end if line_end < 0 else min(line_end, end)
        begin, stop = page.trim(position, line_end)
        if begin >= stop:
            if item and not dashed and (_is_closed(page, item) or _begins_anew(page, line_end)):
                break
            position = line_end + 1
            continue
        head = page.folded[begin]
        is_dash = head in "-+•●▪·"
        if SUBJECT.match(page.folded, begin):
            break
        if is_dash:
            dashed = True
            _close(page, header, item)
            item = [begin + 1, stop]
        elif item and not _is_closed(page, item):
            if _starts_body(page, begin) and page.text[begin].isupper():
                break
            item[1] = stop
        elif item or header.addressees:
            ends_list = page.folded[item[1] - 1] == "." if item else True
            goes_on = bool(item) and page.folded[item[1] - 1] == ";"
            if dashed or ends_list or (_starts_body(page, begin) and not goes_on):
                break
            _close(page, header, item)
            item = [begin, stop]
        else:
            item = [begin, stop]
        stop_at = stop
        if (
            item
            and page.folded[item[1] - 1] == "."
            and not page.folded[item[0] : item[1]].endswith(("..", "tp.", "tt."))
        ):
            break
        position = line_end + 1
    _close(page, header, item)
    return stop_at


INVITED = re.compile(r"(?<!\w)(?:kinh|tran\s+trong)\s+moi(?!\w)\s*:?")
_ATTENDS = re.compile(r"(?<!\w)(?:toi|den|ve|tham|cung)?\s*du\s|(?<!\w)tham\s+gia\s|[.:]\s*\n|\.$")


def read_invitees(page: Page, header: Header, start: int, end: int) -> int:
    """Read who is invited after "kính mời:" and return where they end.

    Args:
        page: the text.
        header: the head that takes the names.
        start: after the words of the invitation.
        end: the last place to look at.
    """
    line_end = page.folded.find("\n", start)
    line_end = end if line_end < 0 else min(line_end, end)
    if not page.folded[start:line_end].strip(" :"):
        return read_addressees(page, header, start, end)
    border = _ATTENDS.search(page.folded, start, min(end, line_end + 400))
    stop = border.start() if border else line_end
    _close(page, header, [start, stop])
    return stop


def _begins_anew(page: Page, at: int) -> bool:
    """Say whether a paragraph with a capital follows a blank line, not one more addressee."""
    rest = page.text[at : at + 200].lstrip()
    line = rest.split("\n", 1)[0]
    return bool(rest) and rest[0].isupper() and len(line) > 60


def _starts_body(page: Page, begin: int) -> bool:
    return BODY_OPENS.match(page.folded, begin) is not None


def _is_closed(page: Page, item: list[int]) -> bool:
    return page.folded[item[1] - 1] in ".;,:"


_NAMED_TOGETHER = re.compile(r"(?<!\w)cac\s+(?:so|bo|phong|ban|don\s+vi|co\s+quan)\s*:")
"""One addressee that lists several by their sectors: "Giám đốc các Sở: Y tế; Công Thương"."""


def _close(page: Page, header: Header, item: list[int]) -> None:
    if not item:
        return
    begin = item[0]
    if _NAMED_TOGETHER.search(page.folded, item[0], item[1]):
        left, right = page.trim(item[0], item[1], " \n;,.-:")
        header.addressees.append((modern_tone(page.plain(left, right)), left, right))
        item.clear()
        return
    for stop in [
        *(match.start() for match in re.finditer(r";", page.folded[item[0] : item[1]])),
        item[1] - item[0],
    ]:
        left, right = page.trim(begin, item[0] + stop, " \n;,.-:")
        if left < right:
            header.addressees.append((modern_tone(page.plain(left, right)), left, right))
        begin = item[0] + stop + 1
    item.clear()
