"""Sentences and parts of sentences: the smallest stretches that can order something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phaodai.engines.dispatch.text import Page

_BREAK = re.compile(r"[.;!?]")
_ABBREVIATED = re.compile(
    r"(?<!\w)(?:tp|tt|tx|ths|ts|bs|pgs|gs|d/c|v\.v|q|p|ubnd|nd|stt|st|tm|kt|tl|bv|t|h|x|tnhh|vd"
    r"|km)$"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, or one part of it between semicolons outside parentheses."""

    start: int
    end: int
    first: int
    after: int


def split_units(page: Page, start: int, end: int) -> list[Unit]:
    """Cut a stretch at full stops and semicolons that stand outside parentheses and quotes.

    Args:
        page: the text.
        start: first place.
        end: last place.
    """
    folded, text = page.folded, page.text
    closed = _closed_spans(folded, start, end)
    units: list[Unit] = []
    begin = start
    hole = 0
    for match in _BREAK.finditer(folded, start, end):
        at = match.start()
        while hole < len(closed) and closed[hole][1] <= at:
            hole += 1
        if hole < len(closed) and closed[hole][0] < at < closed[hole][1]:
            continue
        if match.group() != ";":
            rest = folded[at + 1 : min(end, at + 4)]
            following = rest.lstrip(" \n\"')")
            if (at + 1 < end and rest == rest.lstrip(" \n\"')")) or not following:
                continue
            if following[0].isalpha():
                place = at + 1 + len(rest) - len(following)
                if not text[place].isupper():
                    continue
            elif not following[0].isdigit() and following[0] not in '"-+':
                continue
            if _ABBREVIATED.search(folded, max(begin, at - 6), at):
                continue
        _add(page, units, begin, at + 1)
        begin = at + 1
    _add(page, units, begin, end)
    return [piece for unit in units for piece in _split_aside(page, unit)]


_ASIDE = re.compile(
    r"\(\s{0,3}(?:cac|nhung|moi|neu|truong\s+hop|rieng|yeu\s+cau|de\s+nghi"
    r"|giao)\s[^()]{10,160}?(?<!\w)"
    r"(?:thi|phai|co\s+trach\s+nhiem)\s"
)
"""A closing parenthesis that orders something of its own, by a subject and a duty."""


def _split_aside(page: Page, unit: Unit) -> list[Unit]:
    """Cut off a last parenthesis that is an order of its own ("(xã nào … thì giải trình …)")."""
    folded = page.folded
    for match in _ASIDE.finditer(folded, unit.start + 1, unit.end):
        depth = 0
        for at in range(match.start(), unit.end):
            depth += {"(": 1, ")": -1}.get(folded[at], 0)
            if depth == 0:
                break
        if depth == 0 and not any(char.isalnum() for char in folded[at + 1 : unit.end]):
            pieces: list[Unit] = []
            _add(page, pieces, unit.start, match.start())
            _add(page, pieces, match.start() + 1, at)
            return pieces
    return [unit]


def _add(page: Page, units: list[Unit], start: int, end: int) -> None:
    start, end = page.trim(start, end, " \n;,")
    if any(char.isalnum() for char in page.folded[start:end]):
        units.append(Unit(start, end, page.token_at(start), page.token_at(end)))


def _closed_spans(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the outermost spans in parentheses and in double quotes, closed ones only."""
    spans: list[tuple[int, int]] = []
    stack: list[int] = []
    for at in range(start, end):
        char = folded[at]
        if char == "(":
            stack.append(at)
        elif char == ")" and stack:
            opened = stack.pop()
            if not stack:
                spans.append((opened, at))
    quote = folded.find('"', start, end)
    while quote >= 0:
        close = folded.find('"', quote + 1, min(end, quote + 240))
        if close < 0:
            break
        spans.append((quote, close))
        quote = folded.find('"', close + 1, end)
    spans.sort()
    merged: list[tuple[int, int]] = []
    for span in spans:
        if merged and span[0] < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span[1]))
        else:
            merged.append(span)
    return merged


def depth_zero_commas(page: Page, start: int, end: int) -> list[int]:
    """Return the places of commas outside closed parentheses and quotes."""
    closed = _closed_spans(page.folded, start, end)
    commas: list[int] = []
    hole = 0
    at = page.folded.find(",", start, end)
    while at >= 0:
        while hole < len(closed) and closed[hole][1] <= at:
            hole += 1
        if not (hole < len(closed) and closed[hole][0] < at < closed[hole][1]):
            commas.append(at)
        at = page.folded.find(",", at + 1, end)
    return commas
