"""A paper as PDF, set by Typst."""

import io
import json
from collections.abc import Sequence
from datetime import datetime

import segno
import typst

from phaodai.engines.papers.layout import Line, Sheet, lay_out, printable
from phaodai.engines.papers.measures import (
    BETWEEN,
    BOXES,
    FACE,
    HANG,
    INDENT,
    LEFT_COLUMN,
    LINES,
    MARGIN,
    RED,
    RIGHT_COLUMN,
    STAND_INS,
    URGENCY_SIZES,
)
from phaodai.engines.papers.model import Paper, Run, Seal, Table

MEDIA_TYPE = "application/pdf"
ROOM_FOR_THE_HAND = 26.0  # millimetres between post and name
_SINGLE = 0.46  # em between lines that stand close, for letters set 1.2 em high


class FaceMissing(RuntimeError):
    """No letters are installed in which a paper may be printed."""

    def __init__(self) -> None:
        faces = ", ".join((FACE, *STAND_INS))
        super().__init__(
            f"no face of {faces} is installed (Debian: fonts-croscore or fonts-liberation)"
        )


def write(paper: Paper, *, now: datetime) -> bytes:
    """Set a paper.

    Args:
        paper: What it says.
        now: The moment that the file names as its making.

    Returns:
        A PDF with tags, letters embedded.

    Raises:
        FaceMissing: No face with the right widths is installed.
    """
    source = set_sheet(lay_out(paper), title=paper.subject or paper.kind)
    return _set(source, timestamp=int(now.timestamp()))


def check_faces() -> None:
    """Look whether a paper could be printed.

    Raises:
        FaceMissing: No face with the right widths is installed.
    """
    _set(_SETTINGS + "a", timestamp=0)


def _set(source: str, *, timestamp: int) -> bytes:
    pdf, warnings = typst.Compiler(source.encode()).compile_with_warnings(
        format="pdf", timestamp=timestamp
    )
    unknown = {str(each).lower() for each in warnings if "unknown font" in str(each)}
    if len(unknown) > len(STAND_INS):
        raise FaceMissing
    if not isinstance(pdf, bytes):
        raise TypeError("Typst made no single file")
    return pdf


def set_sheet(sheet: Sheet, *, title: str) -> str:
    """Return the source of a sheet; whatever was typed stands in quoted text alone."""
    foot = _columns(
        [*(_line(each) for each in sheet.foot_left), _seal(sheet.seal)],
        [_signature(sheet.foot_right)],
    )
    parts = [
        _SETTINGS,
        f"#set document(title: {_quoted(title)})",
        _columns(
            [*(_line(each) for each in sheet.left), _urgency(sheet)],
            [_line(each) for each in sheet.right],
        ),
        *(f"#{_line(each)}" for each in sheet.front),
        "#v(6pt)",
        *(f"#{_line(each) if isinstance(each, Line) else _table(each)}" for each in sheet.body),
        f"#block(above: 12pt, breakable: false)[\n{foot}\n]",
    ]
    return "\n".join(parts)


_SETTINGS = f"""\
#set page(paper: "a4", margin: (top: {MARGIN["top"]}mm, bottom: {MARGIN["bottom"]}mm,
  left: {MARGIN["left"]}mm, right: {MARGIN["right"]}mm), header-ascent: 30%,
  header: context if counter(page).get().first() > 1 {{
    align(center, text(size: {BOXES["page"].size}pt, counter(page).display()))
  }})
#set text(font: ({", ".join(map(json.dumps, (FACE, *STAND_INS)))}), lang: "vi", hyphenate: false,
  fill: black, top-edge: 0.9em, bottom-edge: -0.25em, overhang: false)
#set par(leading: 0.05em, spacing: 0pt)
#let ruled(part, it) = layout(room => {{
  let wide = calc.min(measure(it).width, room.width)
  stack(spacing: 3pt, it, align(center, line(length: part * wide, stroke: 0.6pt)))
}})
"""


def _quoted(text: str) -> str:
    """Return a text as a literal of Typst's; nothing in it is ever read as markup."""
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _runs(runs: Sequence[Run], box: str) -> str:
    shape = BOXES[box]
    said = []
    for run in runs:
        weight = "bold" if run.bold or shape.bold else "regular"
        style = "italic" if run.italic or shape.italic else "normal"
        said.append(
            f'text(size: {shape.size}pt, weight: "{weight}", style: "{style}", {_quoted(run.text)})'
        )
    return " + ".join(said) or "[]"


def _line(line: Line) -> str:
    shape, content = BOXES[line.box], _runs(line.runs, line.box)
    justify = str(shape.align == "justify").lower()
    indent = f"(amount: {INDENT}mm, all: true)" if line.is_indented else "0mm"
    pad = HANG if line.hangs else 0
    leading = f"{LINES - 1 + 0.05:.2f}em" if line.box.startswith("6") else "0.05em"
    made = f"par(justify: {justify}, first-line-indent: {indent}, leading: {leading}, {content})"
    if line.rule:
        made = f"ruled({line.rule}, {made})"
    if shape.align in ("center", "right", "left"):
        made = f"align({shape.align}, {made})"
    sticks = str(line.is_kept).lower()
    return (
        f"block(above: {line.above}pt, below: 0pt, width: 100%, sticky: {sticks}, "
        f"inset: (left: {pad}mm), {made})"
    )


def _columns(left: Sequence[str], right: Sequence[str]) -> str:
    return (
        f"#grid(columns: ({LEFT_COLUMN}mm, {RIGHT_COLUMN}mm),\n"
        f"  {{ {'; '.join(filter(None, left))} }},\n  {{ {'; '.join(filter(None, right))} }})"
    )


def _signature(lines: Sequence[Line]) -> str:
    return "; ".join(_line(each) if each.runs else f"v({ROOM_FOR_THE_HAND}mm)" for each in lines)


def _urgency(sheet: Sheet) -> str:
    if sheet.urgency is None:
        return ""
    width, height = URGENCY_SIZES[sheet.urgency.value]
    size = BOXES["10b"].size
    return (
        f'block(above: 8pt, width: 100%, align(center, rect(width: {width}mm, height: {height}mm, '
        f'stroke: 1pt + rgb("{RED}"), inset: 0pt, align(center + horizon, text(size: {size}pt, '
        f'weight: "bold", fill: rgb("{RED}"), {_quoted(sheet.urgency.value)})))))'
    )  # fmt: skip


def _seal(seal: Seal | None) -> str:
    if seal is None:
        return ""
    drawn = io.BytesIO()
    segno.make(seal.target, error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    picture = _quoted(drawn.getvalue().decode().replace("\n", ""))
    size = BOXES["seal"].size
    return (
        f"block(above: 10pt, grid(columns: (18mm, auto), column-gutter: 3mm, align: horizon, "
        f'image(bytes({picture}), format: "svg", width: 18mm, alt: {_quoted(seal.code)}), '
        f"text(size: {size}pt, {_quoted(seal.note)} + linebreak() + {_quoted(seal.code)})))"
    )


def _table(table: Table) -> str:
    size = BOXES["6-table"].size
    widths = table.widths or (1.0,) * len(table.headings)
    columns = ", ".join(f"{width}fr" for width in widths) + ","
    heads = ", ".join(
        f'text(size: {size}pt, weight: "bold", {_quoted(each)})' for each in table.headings
    )
    rows = [
        ", ".join(
            f"align({'left' if at < table.n_words else 'right'}, {_runs(cell, '6-table')})"
            for at, cell in enumerate(row)
        )
        for row in table.rows
    ]
    title = (
        f"block(above: {BETWEEN}pt, width: 100%, sticky: true, align(center, text(size: {size}pt, "
        f'style: "italic", {_quoted(table.title)}))); '
        if table.title
        else ""
    )
    body = "".join(f", {row}" for row in rows)
    return (
        f"{{ {title}block(above: {BETWEEN}pt, below: {BETWEEN}pt, width: 100%, "
        f"table(columns: ({columns}), inset: 3pt, stroke: 0.5pt, align: center + horizon, "
        f"table.header({heads}){body})) }}"
    )
