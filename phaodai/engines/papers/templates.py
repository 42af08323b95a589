"""Templates of papers: blocks with names in braces, which figures and words then fill.

A template is data that a unit edits. `{f0_new}` stands for one value, `{rising.unit}` for a value
of a row of a list; `{{` and `}}` are braces. A block with `when` is left out while that name says
nothing; one with `each` comes once for every row of a list.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from phaodai.engines.papers.model import (
    Block,
    Heading,
    Paper,
    Paragraph,
    Run,
    Table,
    Words,
    counting_runs,
)

LONGEST, MOST = 5_000, 200  # characters of a block, blocks of a template
_PART = re.compile(r"\{\{|\}\}|\{(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}|[{}]")
# Numbers that name something instead of counting it: papers, days, hours, viruses, grounds.
_NAMING = re.compile(
    r"\d+(?:/\d{4})?[/-][A-ZĐÀ-Ỹ][\w&-]*(?:[/-][\w&-]+)*"
    r"|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}|ngày \d{1,2}(?: tháng \d{1,2}(?: năm \d{4})?)?"
    r"|(?:tháng|năm|quý|tuần) \d{1,4}|\d{1,2} ?(?:giờ|h)(?: ?\d{2}(?: phút)?)?|\d{1,2}:\d{2}"
    r"|[A-Za-zĐđÀ-ỹ]+-?\d+|(?:mũi|tầng|cấp độ|cấp|điểm|khoản|Điều|mục|số|giai đoạn) \d+"
)


class Kind(StrEnum):
    """What a block becomes."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    BASIS = "basis"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a template.

    Attributes:
        text: with names in braces; of a table its title.
        level: of a heading, 1 to 3.
        table: name of a table.
        when: a value without which the block is left out; "" for none.
        each: a list; the block comes once for each row.
    """

    kind: Kind
    text: str = ""
    level: int = 1
    table: str = ""
    when: str = ""
    each: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What a template may name.

    Attributes:
        values: single values.
        lists: names of a row's values, by list.
        tables: whole tables.
    """

    values: frozenset[str]
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contents:
    """What fills a template; a value without runs says nothing."""

    values: Mapping[str, tuple[Run, ...]]
    lists: Mapping[str, Sequence[Mapping[str, tuple[Run, ...]]]] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)

    @property
    def names(self) -> Names:
        """What may be named here; a list without rows names nothing of them."""
        return Names(
            frozenset(self.values),
            {name: frozenset(*map(set, rows[:1])) for name, rows in self.lists.items()},
            frozenset(self.tables),
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a template is broken.

    Attributes:
        block: which, counted from 1; 0 for the template as a whole.
        column: of the letter, counted from 1; 0 for the block as a whole.
        code: "brace", "unknown", "unknown_list", "unknown_table", "level", "long", "many",
            "empty" or "outside" (a name of a row in a block that is not repeated).
        word: what is meant.
    """

    block: int
    column: int
    code: str
    word: str = ""


def check(parts: Sequence[Part], names: Names) -> tuple[Fault, ...]:
    """Return every fault of a template, in order."""
    faults = [Fault(0, 0, "many", str(len(parts)))] if len(parts) > MOST else []
    if not parts:
        faults.append(Fault(0, 0, "empty"))
    for number, part in enumerate(parts[:MOST], 1):
        faults += _check_part(number, part, names)
    return tuple(faults)


def check_text(text: str, names: Names, *, block: int = 0, each: str = "") -> Iterator[Fault]:
    """Return the faults of one text, such as a subject."""
    if len(text) > LONGEST:
        yield Fault(block, 0, "long", str(len(text)))
    for match in _PART.finditer(text):
        name, at = match["name"], match.start() + 1
        if match[0] in ("{", "}"):
            yield Fault(block, at, "brace", text[match.start() :][:20])
        elif name and "." in name:
            listed, key = name.split(".")
            if listed not in names.lists:
                yield Fault(block, at, "unknown", name)
            elif listed != each:
                yield Fault(block, at, "outside", name)
            elif names.lists[listed] and key not in names.lists[listed]:
                yield Fault(block, at, "unknown", name)
        elif name and name not in names.values:
            yield Fault(block, at, "unknown", name)


def _check_part(number: int, part: Part, names: Names) -> Iterator[Fault]:
    yield from check_text(part.text, names, block=number, each=part.each)
    if part.kind is Kind.TABLE:
        if part.table not in names.tables:
            yield Fault(number, 0, "unknown_table", part.table)
    elif not part.text.strip():
        yield Fault(number, 0, "empty")
    if part.kind is Kind.HEADING and part.level not in (1, 2, 3):
        yield Fault(number, 0, "level", str(part.level))
    if part.when and part.when not in names.values | set(names.lists):
        yield Fault(number, 0, "unknown", part.when)
    if part.each and part.each not in names.lists:
        yield Fault(number, 0, "unknown_list", part.each)


def fill(parts: Sequence[Part], contents: Contents) -> tuple[Block, ...]:
    """Return the blocks of a template that has no faults.

    Raises:
        KeyError: It names what is not there; `check` says so beforehand.
    """
    return tuple(block for part in parts for block in _filled(part, contents))


def fill_text(
    text: str, contents: Contents, row: Mapping[str, tuple[Run, ...]] | None = None
) -> tuple[Run, ...]:
    """Return the runs of a text, figures left bound to what they are read from."""
    runs: list[Run] = []
    begin = 0
    for match in _PART.finditer(text):
        runs.append(Words(text[begin : match.start()]))
        begin = match.end()
        name = match["name"]
        if not name:
            runs.append(Words(match[0][0]))
        elif "." in name:
            runs += (row or {})[name.split(".")[1]]
        else:
            runs += contents.values[name]
    runs.append(Words(text[begin:]))
    return tuple(run for run in runs if run.text)


def _filled(part: Part, contents: Contents) -> Iterator[Block]:
    if part.when and not (contents.values.get(part.when) or contents.lists.get(part.when)):
        return
    rows = contents.lists[part.each] if part.each else (None,)
    for row in rows:
        yield _block(part, contents, row)


def _block(part: Part, contents: Contents, row: Mapping[str, tuple[Run, ...]] | None) -> Block:
    runs = fill_text(part.text, contents, row)
    match part.kind:
        case Kind.HEADING:
            return Heading(part.level, runs)
        case Kind.TABLE:
            table = contents.tables[part.table]
            title = "".join(run.text for run in runs) or table.title
            return Table(table.headings, table.rows, table.widths, table.n_words, title)
        case kind:
            return Paragraph(runs, is_item=kind is Kind.ITEM, is_basis=kind is Kind.BASIS)


def typed_numbers(paper: Paper) -> tuple[str, ...]:
    """Return the numbers of a body that somebody typed and that no figure stands behind.

    Numbers that name something, such as papers, days and COVID-19, count nothing and are left out.
    """
    return tuple(
        match[0]
        for run in counting_runs(paper)
        if isinstance(run, Words)
        for match in re.finditer(r"\d[\d.,]*", _NAMING.sub("", run.text))
    )
