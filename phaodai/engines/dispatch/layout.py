"""Lines joined into paragraphs, each with the mark of its clause if it has one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phaodai.engines.dispatch.tables import Row, TableReader, is_row
from phaodai.engines.dispatch.text import Line, Page

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_ORDINALS = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8}
_LETTERS = "abcdđeghiklmnopqrstuvxy"

RANKS = {
    "part": 0, "chapter": 1, "section": 2, "capital": 3, "roman": 4, "article": 5, "number": 6,
    "decimal": 7, "subdecimal": 8, "letter": 9, "paren": 10, "dash": 11, "plus": 12, "inline": 13,
}  # fmt: skip
"""Depth of each kind of mark, the highest first (Decree 30/2020, Annex I, II.6)."""


@dataclass(slots=True)
class Mark:
    """The number, letter or dash that opens a clause."""

    kind: str
    label: str
    ordinal: int
    start: int
    end: int


@dataclass(slots=True)
class Paragraph:
    """One paragraph, its broken lines joined; its text begins after the mark.

    Attributes:
        rows: the rows of a table of tasks; such a paragraph has no text of its own.
    """

    start: int
    end: int
    mark: Mark | None
    rows: list[Row] = field(default_factory=list)


_PART = re.compile(
    r"phan\s+(?:thu\s+)?(?P<n>[ivxl]{1,5}|nhat|hai|ba|tu|nam|sau|bay|tam|\d{1,2})(?![a-z])\s*[.:)]?"
)
_CHAPTER = re.compile(r"chuong\s+(?P<n>[ivxl]{1,6}|\d{1,2})(?![a-z])\s*[.:]?")
_SECTION = re.compile(r"(?:tieu\s+)?muc\s+(?P<n>[ivxl]{1,5}|\d{1,2})\s*(?:[.:]\s|$|\n)")
_ARTICLE = re.compile(r"dieu\s{0,3}(?P<n>[\dlo]{1,3}[a-z]?)\s*[.:]")
_ROMAN_MARK = re.compile(r"(?P<n>[ivxl]{1,5})\s?[./)\-]\s{0,4}(?=\S)")
_CAPITAL = re.compile(r"(?P<n>[a-h])\s?[./)]\s{1,4}(?=\S)")
_DECIMAL = re.compile(
    r"(?P<n>[\dl]{1,2}(?:\s?\.\s?\d{1,2}){1,3})\s?[.)/:]?\s{1,4}(?=[^\d\s]|\d{1,3}(?:[.,]\d{1,2})?\s?%)"
)
_NUMBER_MARK = re.compile(
    r"(?P<n>[\dlIi]{1,2})(?P<dot>\s?[.)/]|\s?[-:](?=\s))\s{0,4}(?=[^\d\s.,)]|(?<=\s)\d{1,3}\s?%)"
)
_LETTER = re.compile(r"(?P<n>[a-y]{1,2}\d?)\s?(?P<dot>[.)])\s{0,4}(?=\S)")
_DASH = re.compile(r"(?:-|[•●▪■◦·○]|>|v(?=\s{2,})|)\s{0,6}(?=[^\s\-])")
_PAREN = re.compile(r"\((?P<n>\d{1,2})\)\s{0,4}(?=[^\s.,;:)])")
_PLUS = re.compile(r"\+\s{0,6}(?=\S)")
_STAR = re.compile(r"\*\s+(?=\S)|\*(?=[A-ZĐÀ-Ỹ][^*]*$)")
_PAGE_NUMBER = re.compile(r"(?:-\s*)?(?:trang\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*-)?")
_CONTACT = re.compile(
    r"(?<!\w)(?:dt|sdt|tel|dien\s+thoai|fax|email|e-mail|website"
    r"|hotline)\s?[:.]?\s{0,3}\(?[+\d]?\d[\d .()\-]{6,}"
    r"|^(?:dia\s+chi|tru\s+so|email|e-mail|website|dien\s+thoai|dt|fax)\s?[:.]\s"
)
"""The address line at the foot of a page (Decree 30/2020, Annex I, box 13)."""
_VERBAL = re.compile(
    r"(?<!\w)(?:bao\s+cao|lien\s+he|gui|thong\s+tin|thong\s+bao|cung\s+cap|truoc|hang\s+ngay"
    r"|de\s+nghi|yeu\s+cau"
    r"|giao|thuc\s+hien)(?!\w)"
)
_OPEN_END = re.compile(
    r"(?:,|-|\(|/|\b(?:va|hoac|cac|cua|cho|voi|tai|ve|trong|theo|den|tu|de|la|duoc|nhung|do|o|so"
    r"|ngay|thang|phong|khong|co))$"
)
_TERMINAL = ".;:!?"
_WIDE = 0.8


def read_paragraphs(page: Page, start: int, end: int) -> list[Paragraph]:
    """Join the lines of a stretch into paragraphs.

    Args:
        page: the text.
        start: first place of the body.
        end: last place of the body.

    Notes:
        A paragraph goes on over a blank line, a page number or a page break when its sentence
        does: the next line begins with a small letter, or the last one left a parenthesis open
        or ended without a sign.
    """
    lines = [
        Line(max(line.start, start), min(line.end, end), line.indent)
        for line in page.lines
        if line.end > start and line.start < end
    ]
    lines = [line for line in lines if not line.is_blank]
    lines = [line for line in lines if not _is_furniture(page, line)]
    width, is_wrapped = _measure(page, lines)
    paragraphs: list[Paragraph] = []
    last: Line | None = None
    known: dict[str, int] = {}
    depth = 0
    table: list[Line] = []
    tables = TableReader(page)
    for line in [*lines, None]:
        if line is not None and is_row(page, line):
            table.append(line)
            continue
        if table:
            rows = tables.read(table)
            paragraphs.append(Paragraph(table[0].start, table[-1].end, None, rows))
            last, depth, table = None, 0, []
        if line is None:
            break
        mark = _read_mark(page, line, known)
        if mark is not None and depth > 0 and mark.kind in {"dash", "plus", "number", "letter"}:
            mark = mark if depth > 2 or _is_new_start(page, mark) else None
        if (
            mark is None
            and last is not None
            and paragraphs
            and (_goes_on(page, paragraphs[-1], last, line, width, depth, is_wrapped=is_wrapped))
        ):
            paragraphs[-1].end = line.end
        else:
            if mark is not None:
                _remember(known, mark)
            paragraphs.append(Paragraph(mark.end if mark else line.start, line.end, mark))
            depth = 0
        depth = _depth(page, line, depth)
        if paragraphs[-1].end - paragraphs[-1].start > 6000:
            depth = 0
        last = line
    return [item for piece in paragraphs for item in _split_run_on(page, piece)]


def is_table(page: Page, item: Paragraph) -> bool:
    """Say whether a paragraph is a table, of tasks or of anything else."""
    line_end = page.text.find("\n", item.start)
    line_end = item.end if line_end < 0 else min(line_end, item.end)
    return item.mark is None and is_row(page, Line(item.start, line_end, 0))


def _is_new_start(page: Page, mark: Mark) -> bool:
    """Say whether a mark inside an open parenthesis begins a clause all the same."""
    char = page.text[mark.end : mark.end + 1]
    return char.isupper() or mark.kind in {"number", "letter"} or char in "*("


def _is_furniture(page: Page, line: Line) -> bool:
    folded = page.folded[line.start : line.end]
    if _CONTACT.search(folded) and len(folded) < 160 and not _VERBAL.search(folded):
        before = page.folded[: line.start].rstrip(" ").endswith("\n\n")
        after = page.folded[line.end :].lstrip(" ").startswith("\n\n")
        if (before and after) or _CONTACT.match(folded):
            return True
    if len(folded) > 14:
        return not any(char.isalnum() for char in folded)
    return _PAGE_NUMBER.fullmatch(folded) is not None or not any(char.isalnum() for char in folded)


def _measure(page: Page, lines: list[Line]) -> tuple[int, bool]:
    """Return the usual width of a full line, and whether the text is broken at it."""
    sizes = sorted(line.end - line.start for line in lines)
    if not sizes:
        return 80, False
    width = sizes[int(len(sizes) * 0.85)]
    full = [line for line in lines if line.end - line.start >= 0.7 * width]
    open_ends = sum(1 for line in full if page.folded[line.end - 1] not in _TERMINAL)
    return width, width <= 140 and open_ends >= 0.3 * max(1, len(full)) and len(lines) > 3


def _depth(page: Page, line: Line, depth: int) -> int:
    for char in page.folded[line.start : line.end]:
        if char == "(":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
    return depth


def _goes_on(
    page: Page,
    block: Paragraph,
    last: Line,
    line: Line,
    width: int,
    depth: int,
    *,
    is_wrapped: bool,
) -> bool:
    folded = page.folded
    first = page.text[line.start : line.end].lstrip('*_ "“(')[:1]
    gap = folded.count("\n", last.end, line.start) > 1
    ending = folded[last.start : last.end].rstrip(" \"')")
    size = last.end - last.start
    if depth > 0:
        return True
    if (first and first.islower()) or first in {",", ")", ";"}:
        return True
    if folded[: last.end].endswith("./.") or folded[: last.end].endswith("/."):
        return False
    if ending and ending[-1] in _TERMINAL:
        if gap or not is_wrapped:
            return False
        return size >= _WIDE * width and line.indent <= last.indent + 1
    if _OPEN_END.search(ending):
        return True
    if page.is_caps(last.start, last.end) != page.is_caps(line.start, line.end):
        return False
    is_heading = block.mark is not None and block.end == last.end and size < 0.75 * width
    is_bold = page.text[block.start : last.end].strip().endswith("**")
    if is_heading and (gap or is_bold or not is_wrapped or size < 0.6 * width):
        return False
    if not is_wrapped:
        return not is_heading and size > 60 and gap
    return not gap or size >= 0.6 * width


def _remember(known: dict[str, int], mark: Mark) -> None:
    known[mark.kind] = mark.ordinal
    rank = RANKS[mark.kind]
    for kind in [kind for kind in known if RANKS[kind] > rank]:
        del known[kind]


def _value(raw: str) -> int:
    raw = raw.replace(" ", "")
    if raw in _ORDINALS:
        return _ORDINALS[raw]
    if raw.isdecimal():
        return int(raw)
    total = 0
    for index, char in enumerate(raw):
        worth = _ROMAN.get(char, 0)
        following = _ROMAN.get(raw[index + 1], 0) if index + 1 < len(raw) else 0
        total += -worth if worth < following else worth
    return total


def _read_mark(page: Page, line: Line, known: dict[str, int]) -> Mark | None:
    """Read the mark that opens a line, or None where the line only goes on."""
    folded, start, end = page.folded, line.start, line.end
    begin = start
    text = page.text
    star = _STAR.match(text, start, end)
    if star is not None:
        ordinal = known.get("dash", 0) + 1
        return Mark("dash", f"-{ordinal}", ordinal, start, star.end())
    while begin < end and folded[begin] in ' "':
        begin += 1
    for kind, pattern in (("part", _PART), ("chapter", _CHAPTER), ("section", _SECTION)):
        match = pattern.match(folded, begin, end)
        if match is not None and text[begin].isupper() and _stands_alone(page, match.end(), end):
            printed = page.plain(begin, match.end()).rstrip(".: )")
            label = printed if not page.is_caps(begin, match.end()) else printed.capitalize()
            label = label.split(" ")[0] + " " + printed.split(" ")[-1]
            return Mark(kind, label, _value(match.group("n")), begin, _skip(page, match.end(), end))
    match = _ARTICLE.match(folded, begin, end)
    if match is not None and text[begin].isupper():
        number = match.group("n").replace("l", "1").replace("o", "0")
        ordinal = int(re.sub(r"\D", "", number) or 0)
        return Mark("article", f"Điều {number}", ordinal, begin, _skip(page, match.end(), end))
    return _numbered(page, begin, end, known) or _bulleted(page, begin, end, known)


def _stands_alone(page: Page, at: int, end: int) -> bool:
    rest = page.folded[at:end].strip(" .:-")
    return not rest or page.is_caps(at, end) or page.text[at:end].lstrip(" .:*-")[:1].isupper()


def _skip(page: Page, at: int, end: int) -> int:
    while at < end and page.folded[at] in " .:":
        at += 1
    return at


def _numbered(page: Page, begin: int, end: int, known: dict[str, int]) -> Mark | None:  # noqa: C901 - one branch per form
    folded, text = page.folded, page.text
    match = _ROMAN_MARK.match(folded, begin, end)
    if match is not None and text[begin : match.end("n")].isupper():
        ordinal = _value(match.group("n"))
        expected = known.get("roman", 0) + 1
        if 0 < ordinal <= 30 and (ordinal == 1 or abs(ordinal - expected) <= 1):
            label = text[begin : match.end("n")]
            return Mark("roman", label, ordinal, begin, match.end())
    match = _DECIMAL.match(folded, begin, end)
    if match is not None:
        label = match.group("n").replace(" ", "").replace("l", "1")
        parts = label.split(".")
        kind = "decimal" if len(parts) == 2 else "subdecimal"
        if all(part.isdigit() for part in parts) and int(parts[0]) < 40:
            return Mark(kind, label, int(parts[-1]), begin, match.end())
    match = _NUMBER_MARK.match(folded, begin, end)
    if match is not None:
        number = match.group("n").replace("l", "1").replace("i", "1")
        ordinal = int(number)
        expected = known.get("number", 0) + 1
        is_first = not known and ordinal < 10 and text[match.end()].isupper()
        if ordinal == 1 or -1 < ordinal - expected <= 2 or (is_first and ordinal > 0):
            return Mark("number", str(ordinal), ordinal, begin, match.end())
    match = _CAPITAL.match(folded, begin, end)
    if match is not None and text[begin].isupper():
        ordinal = ord(match.group("n")) - ord("a") + 1
        if ordinal == known.get("capital", 0) + 1:
            return Mark("capital", text[begin], ordinal, begin, match.end())
    match = _LETTER.match(folded, begin, end)
    if match is not None and text[begin].islower():
        printed = text[begin : match.end("n")]
        place = _LETTERS.find(printed[0])
        expected = known.get("letter", 0) + 1
        if place >= 0 and (
            place == 0 or match.group("dot") == ")" or abs(place + 1 - expected) <= 2
        ):
            return Mark("letter", printed, place + 1, begin, match.end())
    return None


def _bulleted(page: Page, begin: int, end: int, known: dict[str, int]) -> Mark | None:
    match = _PLUS.match(page.folded, begin, end)
    if match is not None:
        ordinal = known.get("plus", 0) + 1
        return Mark("plus", f"+{ordinal}", ordinal, begin, match.end())
    match = _PAREN.match(page.folded, begin, end)
    if match is not None and int(match.group("n")) == known.get("paren", 0) + 1:
        before = page.folded[max(0, begin - 200) : begin].rstrip(" \n")
        if before.endswith((".", ":", ";")):
            ordinal = int(match.group("n"))
            return Mark("paren", f"({ordinal})", ordinal, begin, match.end())
    match = _DASH.match(page.folded, begin, end)
    if match is not None and match.end() > begin:
        ordinal = known.get("dash", 0) + 1
        return Mark("dash", f"-{ordinal}", ordinal, begin, match.end())
    return None


_RUN_ON = re.compile(r"(?<=[.;:])\s+(?P<n>\d{1,2})\.\s+(?=\S)")


_RUN_ON_INLINE = re.compile(r"(?<=[.;,:])(\s+)\((?P<n>\d{1,2})\)\s{0,3}(?=[^\s.,;:)])")


def _split_run_on(page: Page, block: Paragraph) -> list[Paragraph]:
    """Cut a paragraph in which the line breaks between numbered clauses were lost."""
    if block.mark is None or block.mark.kind not in {"number", "paren"}:
        return [block]
    kind = block.mark.kind
    pieces = [block]
    expected = block.mark.ordinal + 1
    pattern = _RUN_ON if kind == "number" else _RUN_ON_INLINE
    for match in pattern.finditer(page.folded, block.start, block.end):
        is_new = kind == "paren" or page.text[match.end() : match.end() + 1].isupper()
        if int(match.group("n")) == expected and is_new:
            pieces[-1] = Paragraph(pieces[-1].start, match.start(), pieces[-1].mark)
            label = match.group("n") if kind == "number" else f"({expected})"
            begin = match.end(1) if kind == "paren" else match.start("n")
            mark = Mark(kind, label, expected, begin, match.end())
            pieces.append(Paragraph(match.end(), block.end, mark))
            expected += 1
    return pieces
