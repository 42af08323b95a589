"""The tree of clauses of a document's body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phaodai.engines.dispatch.layout import RANKS, Mark, Paragraph, is_table
from phaodai.engines.dispatch.tables import Row
from phaodai.engines.dispatch.text import Page


@dataclass(slots=True)
class Clause:
    """One clause: its mark, the paragraphs before its children, and the children.

    Attributes:
        path: labels from the top, joined by full stops ("II.2.-3", "4.(1)", "Điều 2.1.a").
        own: stretches of its own text, before, between and after its children.
    """

    path: str
    mark: Mark
    start: int
    end: int
    own: list[tuple[int, int]] = field(default_factory=list)
    children: list[Clause] = field(default_factory=list)
    parent: Clause | None = None
    heading: str | None = None
    is_intro: bool = False
    rows: list[Row] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """Return the object of the contract."""
        return {"path": self.path, "span": [self.start, self.end], "heading": self.heading}

    def walk(self) -> list[Clause]:
        """Return the clause and all below it in reading order."""
        found = [self]
        for child in self.children:
            found.extend(child.walk())
        return found


@dataclass(slots=True)
class Body:
    """A document's body: what introduces the clauses, the clauses, and what closes it."""

    opening: list[Paragraph] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    closing: list[Paragraph] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def all_clauses(self) -> list[Clause]:
        """Return every clause in reading order."""
        return [clause for top in self.clauses for clause in top.walk()]


_LONGEST_TITLE = 90
_INLINE = re.compile(r"\((?P<n>\d{1,2}|i{1,3}|iv|vi{0,3}|ix|x)\)\s{0,3}(?=[^\s.,;:)])")
_INLINE_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_CLOSES = re.compile(
    r"(?:vay\s|giao|yeu\s+cau|de\s+nghi|trong\s+qua\s+trinh|qua\s+trinh|voi\s+noi\s+dung|tren\s+day"
    r"|can\s+cu\s+noi"
    r"|nhan\s+duoc|noi\s+nhan|cac\s+|uy\s+ban|ubnd|chu\s+tich|so\s|van\s+phong|thu\s+truong"
    r"|giam\s+doc"
    r"|ban\s+thuong|chi\s+thi\s+nay|cong\s+dien\s+nay|quyet\s+dinh\s+nay|ke\s+hoach\s+nay|neu\s+co"
    r"|nghi\s+quyet\s+nay|cong\s+van\s+nay|ban\s+tuyen|ban\s+to|uy\s+ban|phan\s+cong"
    r"|van\s+ban\s+nay|tran\s+trong"
    r"|bo\s+y\s+te|phong\s+y|trung\s+tam|cong\s+an|thong\s+bao\s+nay|de\s+bao\s+dam|tinh\s+uy"
    r"|huyen\s+uy)"
)


def build_body(page: Page, paragraphs: list[Paragraph]) -> Body:
    """Build the tree from paragraphs.

    Args:
        page: the text.
        paragraphs: the body's paragraphs in order.

    Notes:
        A paragraph without a mark belongs to the numbered clause before it. After the last clause
        of the document it closes the document instead when it begins as closings do: with a body,
        or with "Giao", "Yêu cầu", "Trong quá trình thực hiện" and the like.
    """
    body = Body()
    stack: list[Clause] = []
    tables = [item for item in paragraphs if is_table(page, item)]
    marked = [index for index, item in enumerate(paragraphs) if item.mark is not None]
    first = marked[0] if marked else len(paragraphs)
    last = marked[-1] if marked else -1
    body.opening = [item for item in paragraphs[:first] if item not in tables]
    body.rows = [row for item in paragraphs[:first] for row in item.rows]
    for index, item in enumerate(paragraphs[first:], start=first):
        if item.mark is not None:
            _place(body, stack, item)
        elif item in tables:
            _add_table(stack, item)
        elif _is_between(page, tables, paragraphs[index - 1 : index + 2]):
            continue
        elif index > last and _closes(page, body, stack[-1], item):
            body.closing.append(item)
        else:
            _extend(stack, item)
    for clause in body.all_clauses():
        _split_inline(page, clause)
    for top in body.clauses:
        _number(top, None)
    for clause in body.all_clauses():
        clause.heading, clause.is_intro = _heading(page, clause)
    return body


def _closes(page: Page, body: Body, clause: Clause, item: Paragraph) -> bool:
    """Say whether a paragraph after the last mark closes the document."""
    if body.closing:
        return True
    return _is_closing(page, item) and not _awaits(page, clause)


def _is_between(page: Page, tables: list[Paragraph], near: list[Paragraph]) -> bool:
    """Say whether a short line between two tables only heads the rows below it."""
    if len(near) < 3 or near[0] not in tables or near[2] not in tables:
        return False
    return _is_bare(page, near[1].start, near[1].end)


def _is_bare(page: Page, start: int, end: int) -> bool:
    """Say whether a stretch is short and ends as titles do."""
    start, end = page.trim(start, end)
    return end - start < _LONGEST_TITLE and page.folded[start:end][-1:] not in tuple(".;!?,")


def _add_table(stack: list[Clause], item: Paragraph) -> None:
    stack[-1].rows.extend(item.rows)
    for clause in stack:
        clause.end = max(clause.end, item.end)


def _is_closing(page: Page, item: Paragraph) -> bool:
    return _CLOSES.match(page.folded, item.start) is not None


def _awaits(page: Page, clause: Clause) -> bool:
    """Say whether a clause is so far a bare title, so that the next paragraph is its text."""
    if clause.children or len(clause.own) != 1 or clause.rows:
        return False
    return _is_bare(page, *clause.own[0])


def _extend(stack: list[Clause], item: Paragraph) -> None:
    """Give a paragraph without a mark to the clause it goes on in."""
    while len(stack) > 1 and stack[-1].mark.kind in {"dash", "plus"}:
        if len(stack[-1].parent.children if stack[-1].parent else []) == 1:
            break
        stack.pop()
    stack[-1].own.append((item.start, item.end))
    for clause in stack:
        clause.end = max(clause.end, item.end)


def _place(body: Body, stack: list[Clause], item: Paragraph) -> None:
    mark = item.mark
    if mark is None:
        return
    rank = RANKS[mark.kind]
    if mark.kind == "number" and mark.ordinal == 1 and stack and stack[-1].mark.kind == "letter":
        rank = RANKS["letter"]
    while stack and RANKS[stack[-1].mark.kind] >= rank:
        stack.pop()
    if mark.kind in {"decimal", "subdecimal"}:
        _pop_to_prefix(stack, mark)
    clause = Clause("", mark, mark.start, item.end)
    if item.end > item.start:
        clause.own.append((item.start, item.end))
    if stack:
        clause.parent = stack[-1]
        stack[-1].children.append(clause)
    else:
        body.clauses.append(clause)
    stack.append(clause)
    for open_clause in stack:
        open_clause.end = max(open_clause.end, item.end)


def _pop_to_prefix(stack: list[Clause], mark: Mark) -> None:
    """Close numbered clauses that a decimal such as 5.1 does not belong to."""
    prefix = mark.label.rsplit(".", 1)[0]
    if any(clause.mark.label == prefix for clause in stack):
        while stack and stack[-1].mark.label != prefix and stack[-1].mark.kind != "roman":
            stack.pop()


def _split_inline(page: Page, clause: Clause) -> None:
    """Turn "(1) …; (2) …" inside a clause's text into its children."""
    if clause.children or not clause.own:
        return
    for place, (start, end) in enumerate(clause.own):
        items = _inline_marks(page, start, end)
        if len(items) < 2:
            continue
        clause.own[place] = (start, items[0][0])
        for index, (begin, text_start, label, ordinal) in enumerate(items):
            stop = items[index + 1][0] if index + 1 < len(items) else end
            stop = page.trim(begin, stop)[1]
            mark = Mark("inline", f"({label})", ordinal, begin, text_start)
            child = Clause("", mark, begin, stop, [(text_start, stop)], [], clause)
            clause.children.append(child)
        return


def _inline_marks(page: Page, start: int, end: int) -> list[tuple[int, int, str, int]]:
    items: list[tuple[int, int, str, int]] = []
    for match in _INLINE.finditer(page.folded, start, end):
        raw = match.group("n")
        ordinal = int(raw) if raw.isdigit() else _INLINE_ROMAN.index(raw) + 1
        if ordinal == len(items) + 1:
            before = page.folded[max(start, match.start() - 3) : match.start()].strip()
            if not before or before[-1] in ":;,." or ordinal > 1 or match.start() == start:
                items.append((match.start(), match.end(), raw, ordinal))
    return items


def _number(clause: Clause, parent: Clause | None) -> None:
    label = clause.mark.label
    if parent is None:
        clause.path = label
    elif clause.mark.kind in {"decimal", "subdecimal"}:
        shared = parent.mark.label
        if label.startswith(shared + "."):
            clause.path = parent.path + label[len(shared) :]
        else:
            clause.path = f"{parent.path}.{label}"
    else:
        clause.path = f"{parent.path}.{label}"
    count = {"dash": 0, "plus": 0}
    for child in clause.children:
        if child.mark.kind in count:
            count[child.mark.kind] += 1
            sign = "-" if child.mark.kind == "dash" else "+"
            child.mark.label = f"{sign}{count[child.mark.kind]}"
        _number(child, clause)


def _heading(page: Page, clause: Clause) -> tuple[str | None, bool]:
    """Return the clause's title, and whether its first paragraph only introduces.

    Notes:
        A title is the own text of a clause with children that ends in a colon or without a
        sign; of a longer text only the last sentence introduces, and it is no title.
    """
    if not clause.own:
        return None, False
    start, end = page.trim(*clause.own[0])
    if start >= end:
        return None, False
    folded = page.folded[start:end]
    is_open = folded[-1] not in ".;!?"
    has_more = bool(clause.children or clause.rows) or len(clause.own) > 1
    first_stop = re.search(r"[.;]\s", folded)
    if has_more and is_open and first_stop is None:
        return page.plain(start, end).rstrip(" .:;,"), True
    if has_more and page.is_caps(start, end):
        return page.plain(start, end).rstrip(" .:;,"), True
    return None, bool(clause.children) and folded[-1] == ":"
