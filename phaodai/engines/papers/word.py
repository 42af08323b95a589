"""A paper as a Word file, every paragraph in a style named after its box."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import docx
import segno
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

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
    PAGE,
    RED,
    RIGHT_COLUMN,
    URGENCY_SIZES,
    WIDTH,
    Box,
)
from phaodai.engines.papers.model import Paper, Run, Seal, Table, Words

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ROOM_FOR_THE_HAND = 60.0  # points above the name
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_TWIPS = 1440 / 25.4  # in a millimetre
# Widths of letters of the face in bold, in ems: close enough for a rule beneath a line.
_CAPITAL, _SMALL, _SPACE = 0.69, 0.48, 0.25


def write(paper: Paper, *, now: datetime) -> bytes:
    """Write a paper.

    Args:
        paper: What it says.
        now: The moment that the file names as its making.

    Returns:
        A .docx without macros, fields but for the page number, or links.
    """
    document = docx.Document()
    _page(document)
    _styles(document)
    sheet = lay_out(paper)
    _head(document, sheet)
    for line in sheet.front:
        _fill(document.add_paragraph(), line, WIDTH)
    for each in sheet.body:
        if isinstance(each, Line):
            _fill(document.add_paragraph(), each, WIDTH)
        else:
            _table(document, each)
    _foot(document, sheet)
    made = document.core_properties
    made.author = printable(paper.issuer)[:255]
    made.title = printable(paper.subject or paper.kind)[:255]
    made.created = made.modified = now.astimezone(UTC).replace(tzinfo=None)
    made.language, made.comments = "vi-VN", ""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    section.top_margin, section.bottom_margin = Mm(MARGIN["top"]), Mm(MARGIN["bottom"])
    section.left_margin, section.right_margin = Mm(MARGIN["left"]), Mm(MARGIN["right"])
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = number.add_run()
    run.font.size, run.font.name = Pt(BOXES["page"].size), FACE
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001 - the library has no fields


def _styles(document: Document) -> None:
    normal: Any = document.styles["Normal"]
    _face(normal, BOXES["6"])
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    for name, box in BOXES.items():
        style: Any = document.styles.add_style(f"Ô {name}", 1)
        style.base_style = normal
        _face(style, box)
        if box.align:
            style.paragraph_format.alignment = _ALIGN[box.align]
        if name in ("6", "6-basis", "6-part"):
            style.paragraph_format.line_spacing = LINES


def _face(style: Any, box: Box) -> None:
    style.font.name, style.font.size = FACE, Pt(box.size)
    style.font.bold, style.font.italic = box.bold, box.italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        faces.set(qn(f"w:{script}"), FACE)


def _head(document: Document, sheet: Sheet) -> None:
    left, right = _columns(document)
    _fill_cell(left, sheet.left, LEFT_COLUMN)
    _fill_cell(right, sheet.right, RIGHT_COLUMN)
    if sheet.urgency is not None:
        _urgency(left, sheet.urgency.value)


def _foot(document: Document, sheet: Sheet) -> None:
    gap = document.add_paragraph()
    gap.paragraph_format.line_spacing = Pt(8)
    gap.paragraph_format.keep_with_next = True
    left, right = _columns(document)
    _fill_cell(left, sheet.foot_left, LEFT_COLUMN)
    if sheet.seal is not None:
        _seal(left, sheet.seal)
    _fill_cell(right, sheet.foot_right, RIGHT_COLUMN)
    for cell in (left, right):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _columns(document: Document) -> tuple[_Cell, _Cell]:
    table = document.add_table(1, 2)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _cell_margins(table, 0)
    row = table.rows[0]
    _keep_whole(row)
    left, right = row.cells
    for at, (cell, width) in enumerate(((left, LEFT_COLUMN), (right, RIGHT_COLUMN))):
        cell.width = table.columns[at].width = Mm(width)
    return left, right


def _fill_cell(cell: _Cell, lines: Iterable[Line], width: float) -> None:
    for paragraph, line in zip(_paragraphs(cell), lines, strict=False):
        _fill(paragraph, line, width)


def _paragraphs(cell: _Cell) -> Iterator[Paragraph]:
    """Return a cell's first paragraph, which is always there, and then new ones."""
    yield cell.paragraphs[0]
    while True:
        yield cell.add_paragraph()


def _fill(paragraph: Paragraph, line: Line, width: float) -> None:
    paragraph.style = f"Ô {line.box}"
    shape = paragraph.paragraph_format
    shape.space_before = Pt(line.above) if line.runs else Pt(ROOM_FOR_THE_HAND)
    if line.is_indented:
        shape.first_line_indent = Mm(INDENT)
    if line.hangs:
        shape.left_indent = Mm(HANG)
    if line.is_kept:
        shape.keep_with_next = True
    _say(paragraph, line.runs)
    if line.rule:
        _rule(paragraph, line, width)


def _say(paragraph: Paragraph, runs: Sequence[Run]) -> None:
    for each in runs:
        run = paragraph.add_run(printable(each.text))
        if each.bold:
            run.bold = True
        if each.italic:
            run.italic = True


def _rule(paragraph: Paragraph, line: Line, width: float) -> None:
    """Draw the rule beneath a line: a border as wide as a part of what the line says."""
    size = BOXES[line.box].size
    letters = sum(
        _SPACE if letter in " -" else _CAPITAL if letter.isupper() else _SMALL
        for letter in line.text
    )
    wide = line.rule * min(width, letters * size * 25.4 / 72)
    side = Mm((width - wide) / 2)
    ruled: Any = paragraph._p  # noqa: SLF001 - the library has no borders
    under = Paragraph(ruled.makeelement(qn("w:p"), {}), paragraph._parent)  # noqa: SLF001
    ruled.addnext(under._p)  # noqa: SLF001
    shape = under.paragraph_format
    shape.left_indent = shape.right_indent = side
    shape.line_spacing, shape.space_before, shape.space_after = Pt(2), Pt(2.5), Pt(2)
    borders = OxmlElement("w:pBdr")
    borders.append(_border("top", size=6))
    under._p.get_or_add_pPr().append(borders)  # noqa: SLF001


def _border(side: str, *, size: int, colour: str = "000000") -> Any:
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
        border.set(qn(f"w:{name}"), value)
    return border


def _urgency(cell: _Cell, word: str) -> None:
    """Draw the red box of urgency: a table of one cell of the Decree's size."""
    width, height = URGENCY_SIZES[word]
    cell.add_paragraph().paragraph_format.line_spacing = Pt(6)
    table = cell.add_table(1, 1)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    row = table.rows[0]
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.EXACTLY
    inner = row.cells[0]
    inner.width = table.columns[0].width = Mm(width)
    inner.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        borders.append(_border(side, size=8, colour=RED))
    inner._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001
    paragraph = inner.paragraphs[0]
    paragraph.style = "Ô 10b"
    paragraph.add_run(word).font.color.rgb = RGBColor.from_string(RED)
    cell.paragraphs[-1].paragraph_format.line_spacing = Pt(2)  # Word wants one after a table


def _seal(cell: _Cell, seal: Seal) -> None:
    picture = io.BytesIO()
    segno.make(seal.target, error="m").save(picture, kind="png", scale=8, border=0)
    picture.seek(0)
    paragraph = cell.add_paragraph(style="Ô seal")
    paragraph.paragraph_format.space_before = Pt(10)
    paragraph.add_run().add_picture(picture, width=Mm(18))
    for text in (seal.note, seal.code):
        cell.add_paragraph(printable(text), style="Ô seal")


def _table(document: Document, table: Table) -> None:
    if table.title:
        title = document.add_paragraph(style="Ô 6-table")
        title.alignment, title.paragraph_format.keep_with_next = _ALIGN["center"], True
        title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(BETWEEN / 2)
        title.add_run(table.title).italic = True
    parts = table.widths or (1.0,) * len(table.headings)
    widths = [round(WIDTH * part / sum(parts) * _TWIPS) for part in parts]
    style = document.styles["Ô 6-table"].style_id
    heads = [(Words(text, bold=True),) for text in table.headings]
    head = _row(heads, widths, ["center"] * len(heads), style, "<w:tblHeader/>")
    aligns = ["left" if at < table.n_words else "right" for at in range(len(heads))]
    rows = "".join(_row(row, widths, aligns, style, "<w:cantSplit/>") for row in table.rows)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    # Written whole: the library goes through the table once for every cell that it adds.
    document.element.body.insert_element_before(
        parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{head}{rows}</w:tbl>"
        ),
        "w:sectPr",
    )


def _row(
    cells: Sequence[Sequence[Run]],
    widths: Sequence[int],
    aligns: Sequence[str],
    style: str,
    how: str,
) -> str:
    said = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/><w:spacing w:before="30" w:after="30"/>'
        f'<w:jc w:val="{align}"/></w:pPr>{"".join(map(_said, runs))}</w:p></w:tc>'
        for runs, width, align in zip(cells, widths, aligns, strict=True)
    )
    return f"<w:tr><w:trPr>{how}</w:trPr>{said}</w:tr>"


def _said(run: Run) -> str:
    looks = "<w:b/>" * run.bold + "<w:i/>" * run.italic
    text = escape(printable(run.text))
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def _cell_margins(table: Any, width: int) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001
