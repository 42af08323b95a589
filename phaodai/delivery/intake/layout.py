"""Words on a page put into the order in which a person reads them. Pure: numbers in, text out.

Notes:
    Dispatches are one column of text between two blocks of two columns: the letterhead and the
    closing block (recipients on the left, signature on the right). The left column of a block is
    read to its end before the right one; three columns or more are a table and are read by rows.
"""

import itertools
import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

_MIN_GAP = 0.7  # of a line's height: narrower gaps are spaces between words
_CLEAR_GAP = 2.5  # of a line's height: one line with such a gap is two columns by itself
_MIN_GUTTER = 0.4
_SAME_FOOT = 0.2
_SHARED_HEIGHT = 0.5
_GAP_OVER_SPACE = 2.0
_WIDEST_SPACE = 1.5
_TAB = 4.0  # of a line's height: how far a tab carries the text after a label
_MAX_BLANK = 4.5  # line heights between two lines of one block of columns
_PARAGRAPH_GAP = 0.85
_INDENT = 0.8
_SAME_EDGE = 2.0  # points, or dots of a scan
_EDGE_SHARE = 0.12  # of the page: where page numbers stand
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:trang|page)?\s*\d{1,4}(?:\s*[/|]\s*\d{1,4})?[-–—\s]*", re.I)
_LABEL = re.compile(
    r"(?:[-–—+•▪*◦]\s|[-–—+•](?=\w)|\(?[0-9]{1,2}[.)](?:[0-9]{1,2}[.)]?)*\s|\(?[a-zđ]\)\s|"
    r"[IVXL]{1,6}[.)]\s|(?:Điều|Chương|Mục|Phần|Khoản)\s+[0-9IVXL]+\b|Lưu:|Nơi nhận)"
)
_BARE_LABEL = re.compile(r"[-–—+•▪*◦]|\(?(?:[0-9]{1,2}[.)]?)+[.)]|\(?[a-zđ]\)|[IVXL]{1,6}[.)]")
_STARTS_ITEM = re.compile(r"[-–—+•]\s*\S|Lưu\b|Nơi nhận")
_ENDS_SENTENCE = (".", ";", ":", "!", "?", "./.", "”")
_OFF_CENTRE = 1.5
_ADDRESS = re.compile(r"k[íi]nh\s+g[ửu]i", re.I)
_LIST_ROWS = 4
_MOTTO = re.compile(r"cộng (?:hòa|hoà) xã hội|đảng cộng sản|độc lập\s*-", re.I)
_RECIPIENTS = re.compile(r"n[ơo]i\s+nh[ậâa]n", re.I)


@dataclass(frozen=True, kw_only=True)
class Word:
    """One printed word and its box, y growing downwards, any unit of length."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(kw_only=True)
class Line:
    """Words on one height, cut where the gap between two of them is wide."""

    segments: list[list[Word]]
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """Measure the line."""
        return max(self.bottom - self.top, 0.001)

    @property
    def x0(self) -> float:
        """Find its left end."""
        return self.segments[0][0].x0

    @property
    def x1(self) -> float:
        """Find its right end."""
        return self.segments[-1][-1].x1

    @property
    def text(self) -> str:
        """Join its words."""
        return " ".join(word.text for segment in self.segments for word in segment)


@dataclass(kw_only=True)
class Paragraphs:
    """Text gathered over the pages of a document."""

    lines: list[str] = field(default_factory=list)
    last: Line | None = None
    last_right: float = 0.0
    starts_hanging: bool = False


def read_pages(pages: list[tuple[list[Word], float]]) -> str:
    """Put the words of all pages into one text.

    Args:
        pages: For each page its words in any order, and its height in the same unit.

    Returns:
        Text with a line per paragraph, or per printed line within columns.
    """
    out = Paragraphs()
    for words, height in pages:
        lines = _without_page_number(lines_of(words), height)
        if not lines:
            continue
        left = -_margin([-line.x0 for line in lines])
        right = _margin([line.x1 for line in lines])
        i = 0
        page_begins = True
        while i < len(lines):
            block = _block_at(lines, i)
            if block is None:
                _flow(out, lines[i], left=left, right=right, page_begins=page_begins)
                i += 1
            else:
                end, gutters = block
                out.lines += ["", *_columns(lines[i:end], gutters), ""]
                out.last = None
                i = end
            page_begins = False
    return "\n".join(out.lines)


def lines_of(words: list[Word]) -> list[Line]:
    """Group words to lines from top to bottom, and cut each line at its wide gaps.

    Notes:
        Columns set in different sizes do not share their heights. So words are first joined to runs
        on one foot line; runs beside each other then make a line, runs over each other never do.
    """
    lines: list[list[list[Word]]] = []
    for run in sorted(_runs(words), key=lambda r: (_middle(r), r[0].x0)):
        if lines and all(_is_beside(run, other) for other in lines[-1]):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [
        _cut(sorted((word for run in line for word in run), key=lambda w: w.x0)) for line in lines
    ]


def _runs(words: list[Word]) -> list[list[Word]]:
    """Join words that stand on one foot line with ordinary gaps between them."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.bottom, w.x0)):
        if rows:
            foot = rows[-1][0]
            height = min(word.bottom - word.top, foot.bottom - foot.top)
            if word.bottom - foot.bottom <= _SAME_FOOT * height:
                rows[-1].append(word)
                continue
        rows.append([word])
    runs: list[list[Word]] = []
    for row in rows:
        row.sort(key=lambda w: w.x0)
        runs.append([row[0]])
        for before, word in pairwise(row):
            if word.x0 - before.x1 >= _MIN_GAP * (word.bottom - word.top):
                runs.append([])
            runs[-1].append(word)
    return runs


def _middle(run: list[Word]) -> float:
    return (run[0].top + run[0].bottom) / 2


def _is_beside(run: list[Word], other: list[Word]) -> bool:
    """Tell whether two runs share their height and not their width."""
    a, b = run[0], other[0]
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    if shared < _SHARED_HEIGHT * min(a.bottom - a.top, b.bottom - b.top):
        return False
    return run[0].x0 >= other[-1].x1 or other[0].x0 >= run[-1].x1


def _cut(words: list[Word]) -> Line:
    top = median(word.top for word in words)
    bottom = median(word.bottom for word in words)
    height = max(bottom - top, 0.001)
    gaps = [b.x0 - a.x1 for a, b in itertools.pairwise(words)]
    limit = _MIN_GAP * height
    if len(gaps) >= 4:  # a justified line: all its spaces are wide
        space = sorted(gaps)[len(gaps) // 4]
        limit = max(limit, min(_GAP_OVER_SPACE * space, _WIDEST_SPACE * height))
    segments = [[words[0]]]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap >= limit:
            segments.append([])
        segments[-1].append(word)
    if len(segments) == 2 and _is_label(segments[0], segments[1], height):
        segments = [segments[0] + segments[1]]
    return Line(segments=segments, top=top, bottom=bottom)


def _is_label(first: list[Word], second: list[Word], height: float) -> bool:
    """Tell whether a short first piece is the number of a list item, set off by a tab."""
    near = second[0].x0 - first[0].x1 <= _TAB * height
    return near and len(first) == 1 and bool(_BARE_LABEL.fullmatch(first[0].text))


def _without_page_number(lines: list[Line], height: float) -> list[Line]:
    """Drop a page number from the first and the last line, near the edges of the page."""
    if lines and lines[0].bottom < _EDGE_SHARE * height and _PAGE_NUMBER.fullmatch(lines[0].text):
        lines = lines[1:]
    if (
        lines
        and lines[-1].top > (1 - _EDGE_SHARE) * height
        and _PAGE_NUMBER.fullmatch(lines[-1].text)
    ):
        lines = lines[:-1]
    return lines


def _margin(ends: list[float]) -> float:
    """Find the farthest end that three lines or more share, else the farthest of all."""
    farthest = sorted(ends, reverse=True)
    for i, end in enumerate(farthest[:-2]):
        if end - farthest[i + 2] <= _SAME_EDGE:
            return end
    return farthest[0]


Span = tuple[float, float]


def _block_at(lines: list[Line], start: int) -> tuple[int, list[Span]] | None:
    """Find a block of columns that begins at a line: where it ends and its gutters."""
    first = lines[start]
    if len(first.segments) < 2:
        return None
    gutters: list[Span] = _gaps(first)
    end = start + 1
    n_wide = 1
    closing = bool(_RECIPIENTS.search(first.text))
    best = (end, gutters) if _is_clear(first) else None
    for i in range(start + 1, len(lines)):
        line = lines[i]
        narrowed = _narrowed(gutters, line)
        blank = line.top - lines[i - 1].bottom
        if not narrowed or (blank > _MAX_BLANK * line.height and not closing):
            break
        gutters = narrowed
        closing = closing or bool(_RECIPIENTS.search(line.text))
        beside = line.top < lines[i - 1].bottom - 0.2 * line.height
        if len(line.segments) > 1 or beside:
            n_wide += 1
            best = (i + 1, gutters)
        elif closing and best is not None:
            best = (i + 1, gutters)
    if best is None or (n_wide < 2 and not _is_clear(first)):
        return None
    end, gutters = best
    gutters = _used(gutters, lines[start:end])
    return _with_subject(lines, start, end, gutters), gutters


def _with_subject(lines: list[Line], start: int, end: int, gutters: list[Span]) -> int:
    """Take in the lines below the left column that are centred as it is: the subject "V/v …"."""
    if len(gutters) != 1:
        return end
    middle = sum(gutters[0]) / 2
    lefts = [line.segments[0] for line in lines[start:end] if line.x0 < middle]
    centre = (min(s[0].x0 for s in lefts) + max(s[-1].x1 for s in lefts)) / 2
    while end < len(lines):
        line = lines[end]
        close = line.top - lines[end - 1].bottom <= _PARAGRAPH_GAP * line.height
        centred = abs((line.x0 + line.x1) / 2 - centre) <= _OFF_CENTRE * line.height
        if not (close and centred and line.x1 <= middle) or _ADDRESS.match(line.text):
            break
        end += 1
    return end


def _gaps(line: Line) -> list[Span]:
    return [(a[-1].x1, b[0].x0) for a, b in pairwise(line.segments)]


def _is_clear(line: Line) -> bool:
    return any(b - a >= _CLEAR_GAP * line.height for a, b in _gaps(line))


def _narrowed(gutters: list[Span], line: Line) -> list[Span]:
    """Keep the parts of the gutters that a further line leaves free."""
    free = [(float("-inf"), line.x0), *_gaps(line), (line.x1, float("inf"))]
    least = _MIN_GUTTER * line.height
    return [
        (max(a, c), min(b, d))
        for a, b in gutters
        for c, d in free
        if min(b, d) - max(a, c) >= least
    ]


def _used(gutters: list[Span], lines: list[Line]) -> list[Span]:
    """Keep the gutters that have text on both sides."""
    kept: list[Span] = []
    for a, b in sorted(gutters):
        middle = (a + b) / 2
        since = (kept[-1][0] + kept[-1][1]) / 2 if kept else float("-inf")
        if any(since < word.x0 < middle for line in lines for s in line.segments for word in s):
            kept.append((a, b))
    while kept and not any(line.x1 > (kept[-1][0] + kept[-1][1]) / 2 for line in lines):
        kept.pop()
    return kept


def _columns(lines: list[Line], gutters: list[Span]) -> list[str]:
    middles = [(a + b) / 2 for a, b in gutters]
    rows: list[list[str]] = []
    for line in lines:
        row: list[list[str]] = [[] for _ in range(len(middles) + 1)]
        for segment in line.segments:
            for word in segment:
                column = sum(word.x0 > middle for middle in middles)
                row[column].append(word.text)
        rows.append([" ".join(cell) for cell in row])
    if len(middles) >= 2 or _is_list(rows):
        return _table(rows)
    out: list[str] = []
    for column in range(len(middles) + 1):
        out += _column([row[column] for row in rows if row[column]])
        out.append("")
    return out[:-1]


def _is_list(rows: list[list[str]]) -> bool:
    """Tell a list of pairs from a block of two columns: no side is ever empty, no known words."""
    text = " ".join(cell for row in rows for cell in row)
    known = _RECIPIENTS.search(text) or _MOTTO.search(text)
    return len(rows) >= _LIST_ROWS and all(all(row) for row in rows) and not known


def _column(cells: list[str]) -> list[str]:
    """Give the lines of one column; a list item that runs over two lines becomes one again."""
    out: list[str] = []
    for text in cells:
        open_item = bool(out) and _STARTS_ITEM.match(out[-1]) and not out[-1].endswith((";", "."))
        if open_item and not out[-1].endswith(":") and not _STARTS_ITEM.match(text):
            out[-1] += " " + text
        else:
            out.append(text)
    return out


def _table(rows: list[list[str]]) -> list[str]:
    """Give one line per row; a line whose first column is empty continues the row above."""
    whole: list[list[str]] = []
    for row in rows:
        if whole and not row[0] and any(whole[-1]):
            whole[-1] = [" ".join(filter(None, pair)) for pair in zip(whole[-1], row, strict=True)]
        else:
            whole.append(row)
    return ["\t".join(row) for row in whole]


def _flow(out: Paragraphs, line: Line, *, left: float, right: float, page_begins: bool) -> None:
    """Add a line of running text: it continues the paragraph or begins a new one."""
    text = line.text
    if out.last is not None and _continues(out, line, left=left, page_begins=page_begins):
        out.lines[-1] += " " + text
        out.starts_hanging = False
    else:
        out.lines.append(text)
        out.starts_hanging = bool(_LABEL.match(text))
    out.last = line
    out.last_right = right


def _continues(out: Paragraphs, line: Line, *, left: float, page_begins: bool) -> bool:
    last = out.last
    if last is None:
        return False
    blank = line.top - last.bottom
    if not page_begins and blank > _PARAGRAPH_GAP * line.height:
        return False
    first_word = line.segments[0][0]
    room = out.last_right - last.x1
    if room > first_word.x1 - first_word.x0 + 0.6 * line.height:
        return False  # the word would have fitted above: the paragraph ended there
    flush = line.x0 <= left + _INDENT * line.height
    if page_begins:
        return flush and not last.text.endswith(_ENDS_SENTENCE) and not _LABEL.match(line.text)
    if _LABEL.match(line.text):
        return flush and not last.text.endswith(_ENDS_SENTENCE) and last.x0 > line.x0
    if flush:
        return True
    same_edge = abs(line.x0 - last.x0) < 0.2 * line.height
    return same_edge or (out.starts_hanging and line.x0 > last.x0)
