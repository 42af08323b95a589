"""Text of a Word document in the order in which a person reads the page."""

from dataclasses import dataclass, field
from itertools import groupby
from xml.etree.ElementTree import Element

from phaodai.delivery.intake import legacy_letters
from phaodai.delivery.intake.archives import Package
from phaodai.delivery.intake.notes import Note
from phaodai.delivery.intake.numbering import (
    Lists,
    attribute,
    bullet,
    child,
    local_name,
    read_lists,
    value_of,
    whole,
)
from phaodai.delivery.intake.word_styles import Look, Styles, look_of, read_styles

_BLOCK_WRAPPERS = frozenset(
    {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "body", "tbl", "tr"}
)
_INLINE_WRAPPERS = frozenset(
    {"hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple",
     "dir", "bdo", "ruby", "rubyBase", "oMath", "oMathPara"}
)  # fmt: skip
_DELETED = frozenset({"del", "moveFrom"})
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTE_KINDS = ("footnote", "endnote")
_MOTTO = ("cộng hòa xã hội chủ nghĩa việt nam", "cộng hoà xã hội chủ nghĩa việt nam",
          "đảng cộng sản việt nam")  # fmt: skip
_GRID_COLUMNS = 3
_MOST_COLUMNS = 63  # of a table in Word
_TICKS = {"\uf0a8": "☐", "\uf06f": "☐", "\uf0fe": "☒", "\uf0fd": "☒", "\uf0fc": "✓", "\uf052": "☑"}


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """Neighbouring letters of one look."""

    text: str
    font: str
    capitals: bool


@dataclass
class _Reader:
    styles: Styles
    lists: Lists
    notes: list[Note] = field(default_factory=list)
    _depth: int = 0

    def remark(self, note: Note) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def blocks(self, container: Element) -> list[str]:
        """Read paragraphs and tables of a body, a cell, a box or a note, as lines."""
        lines: list[str] = []
        for node in container:
            name = local_name(node)
            if name == "p":
                lines += self.paragraph(node)
            elif name == "tbl":
                lines += self.table(node)
            elif name == "AlternateContent":
                lines += self.blocks(_chosen(node))
            elif name in _BLOCK_WRAPPERS:
                lines += self.blocks(node)
            elif name in _DELETED:
                self.remark(Note.TRACKED_CHANGES)
        return lines

    def table(self, table: Element) -> list[str]:
        """Read a table cell by cell; rows of a grid of three columns or more become one line each.

        Notes:
            Letterheads and the closing block of a dispatch are tables of two columns without
            borders: the left cell is read to its end before the right one. A list of tasks is a
            grid: its cells belong together by row, and an empty one keeps its column.
        """
        rows = [
            [lines for cell in _cells(row) for lines in (self.cell(cell), *_covered(cell))]
            for row in _rows(table)
        ]
        filled = [[cell for cell in row if any(line.strip() for line in cell)] for row in rows]
        wide = [row for row in filled if len(row) >= _GRID_COLUMNS]
        is_grid = len(wide) >= 2 and 2 * len(wide) >= len([row for row in filled if row])
        lines: list[str] = [""]
        for row, cells in zip(filled, rows, strict=True):
            if is_grid and len(row) > 1:
                lines.append("\t".join(_one_line(cell) for cell in cells))
            else:
                for cell in row:
                    lines += [*cell, ""]
        return [*lines, ""]

    def cell(self, cell: Element) -> list[str]:
        """Read one cell; the lower parts of a cell merged downwards are empty."""
        merge = child(child(cell, "tcPr"), "vMerge")
        if merge is not None and attribute(merge, "val") != "restart":
            return []
        self._depth += 1
        lines = self.blocks(cell)
        self._depth -= 1
        return lines

    def paragraph(self, paragraph: Element) -> list[str]:
        """Read a paragraph with its label, and after it the boxes that hang on it.

        Notes:
            The label of an empty paragraph counts as text in a table alone, where a column of
            serial numbers is made of such paragraphs.
        """
        properties = child(paragraph, "pPr")
        style = value_of(properties, "pStyle") or self.styles.default_paragraph
        ground = self.styles.look(style).over(self.styles.default_look)
        pieces: list[_Piece] = []
        boxes: list[Element] = []
        self._inline(paragraph, ground, pieces, boxes)
        text = "".join(self._in_unicode(piece) for piece in _joined(pieces))
        label = self._label(properties, style)
        if label and (text.strip() or self._depth):
            text = label + text.lstrip(" \t")
        lines = text.split("\n")
        for box in boxes:
            inside = self.blocks(box)
            if any(line.strip() for line in inside):
                self.remark(Note.TEXT_BOXES)
                lines += inside
        return lines

    def _label(self, properties: Element | None, style: str) -> str:
        number, level_text = self._list_of(properties, style)
        if number is None or number == "0":
            return ""
        i = whole(level_text, -1)
        if i < 0:
            i = self.lists.level_of_style(number, style) or 0
        found = self.lists.next_label(number, i)
        if found is None:
            return ""
        label, level = found
        legacy = legacy_letters.legacy_of_font(level.font or "")
        if legacy is not None and level.form != "bullet":
            label = legacy_letters.convert(label, legacy=legacy)
        return label + (" " if label and level.spaced else "")

    def _list_of(self, properties: Element | None, style: str) -> tuple[str | None, str | None]:
        own = child(properties, "numPr")
        from_style = self.styles.numbering(style)
        if own is None:
            return from_style or (None, None)
        number = value_of(own, "numId")
        level = value_of(own, "ilvl")
        if number is None and from_style is not None:
            return from_style[0], level
        return number, level

    def _inline(
        self,
        node: Element,
        ground: Look,
        pieces: list[_Piece],
        boxes: list[Element],
    ) -> None:
        for item in node:
            name = local_name(item)
            if name == "r":
                self._run(item, ground, pieces, boxes)
            elif name in _INLINE_WRAPPERS:
                if name == "ins":
                    self.remark(Note.TRACKED_CHANGES)
                self._inline(item, ground, pieces, boxes)
            elif name in _DELETED:
                self.remark(Note.TRACKED_CHANGES)
            elif name == "AlternateContent":
                self._inline(_chosen(item), ground, pieces, boxes)

    def _run(
        self,
        run: Element,
        ground: Look,
        pieces: list[_Piece],
        boxes: list[Element],
    ) -> None:
        properties = child(run, "rPr")
        look = look_of(properties)
        style = value_of(properties, "rStyle")
        if style is not None:
            look = look.over(self.styles.look(style))
        look = look.over(ground)
        text = self._run_text(run, boxes)
        if look.hidden and text:
            self.remark(Note.HIDDEN_TEXT)
            return
        font = (look.font if text.isascii() else look.high_font or look.font) or ""
        pieces.append(_Piece(text=text, font=font, capitals=bool(look.capitals)))

    def _in_unicode(self, piece: _Piece) -> str:
        text = piece.text
        legacy = legacy_letters.legacy_of_font(piece.font)
        if legacy is not None:
            capitals = piece.font.strip().lower().endswith("h")
            text = legacy_letters.convert(text, legacy=legacy, capitals=capitals)
            if text != piece.text and not piece.text.isascii():
                self.remark(Note.LEGACY_ENCODING)
        return text.upper() if piece.capitals else text

    def _run_text(self, run: Element, boxes: list[Element]) -> str:
        out: list[str] = []
        for item in run:
            name = local_name(item)
            if name == "t":
                out.append(item.text or "")
            elif name in _SIGNS:
                out.append(_SIGNS[name])
            elif name == "softHyphen":
                out.append("\u00ad")
            elif name == "sym":
                out.append(_symbol(item))
            elif name in {"footnoteReference", "endnoteReference"}:
                self.remark(Note.FOOTNOTES)
            elif name in {"drawing", "pict", "object"}:
                boxes += _boxes(item)
            elif name == "AlternateContent":
                boxes += _boxes(_chosen(item))
        return "".join(out)


def read_word(package: Package) -> tuple[str, list[Note]]:
    """Read the text of a checked Word package.

    Args:
        package: The checked file.

    Returns:
        The text, not yet cleaned, and remarks.

    Raises:
        UnreadableFile: A part is damaged or too large.
    """
    styles = read_styles(_first_tree(package, "styles"))
    lists = read_lists(_first_tree(package, "numbering"), styles.lists)
    reader = _Reader(styles=styles, lists=lists, notes=package.notes)
    root = package.tree(package.main_part)
    body = child(root, "body")
    lines = [] if body is None else reader.blocks(body)
    lines = _letterhead(package, reader, lines) + lines
    if Note.FOOTNOTES in reader.notes:
        for kind in _NOTE_KINDS:
            lines += _page_notes(package, reader, kind)
    text, repaired = legacy_letters.repair("\n".join(lines))
    if repaired:
        reader.remark(Note.LEGACY_ENCODING)
    return text, reader.notes


def _first_tree(package: Package, kind: str) -> Element | None:
    for name in package.related(kind).values():
        return package.tree(name)
    return None


def _letterhead(package: Package, reader: _Reader, lines: list[str]) -> list[str]:
    """Take the page header when the national motto stands there and not in the body."""
    if _has_motto(lines):
        return []
    for name in package.related("header").values():
        root = package.tree(name)
        header = [] if root is None else reader.blocks(root)
        if _has_motto(header):
            reader.remark(Note.PAGE_HEADER_USED)
            return header
    return []


def _has_motto(lines: list[str]) -> bool:
    text = " ".join(" ".join(lines).lower().split())
    return any(motto in text for motto in _MOTTO)


def _page_notes(package: Package, reader: _Reader, kind: str) -> list[str]:
    """Read footnotes or endnotes; the separators that Word keeps among them have a type."""
    root = _first_tree(package, f"{kind}s")
    lines: list[str] = []
    n = 0
    for node in [] if root is None else root:
        if local_name(node) == kind and attribute(node, "type") in {None, "normal"}:
            n += 1
            text = " ".join(" ".join(reader.blocks(node)).split())
            if text:
                lines += ["", f"[{n}] {text}"]
    return lines


def _rows(table: Element) -> list[Element]:
    return _inside(table, "tr")


def _cells(row: Element) -> list[Element]:
    return _inside(row, "tc")


def _one_line(cell: list[str]) -> str:
    """Return a cell on one line; paragraphs that begin anew are parted as items of a list."""
    line = ""
    for paragraph in (" ".join(text.split()) for text in cell):
        begins = bool(line) and paragraph[:1].isupper() and line[-1].isalnum()
        line = f"{line}{';' * begins} {paragraph}".strip()
    return line


def _covered(cell: Element) -> list[list[str]]:
    """Return the empty cells to the right of one that was merged over further columns."""
    n_columns = whole(value_of(child(cell, "tcPr"), "gridSpan"), 1)
    return [[]] * (min(n_columns, _MOST_COLUMNS) - 1)


def _inside(container: Element, wanted: str) -> list[Element]:
    """Find rows or cells, through the wrappers that content controls and revisions put around."""
    found: list[Element] = []
    for node in container:
        name = local_name(node)
        if name == wanted:
            found.append(node)
        elif name in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            found += _inside(node, wanted)
    return found


def _chosen(alternatives: Element) -> Element:
    """Take the first of several renderings of the same thing."""
    for name in ("Choice", "Fallback"):
        node = child(alternatives, name)
        if node is not None:
            return node
    return alternatives


def _boxes(drawing: Element) -> list[Element]:
    """Find the text boxes of a drawing, not those inside other boxes or a second rendering."""
    found: list[Element] = []
    for node in drawing:
        name = local_name(node)
        if name == "txbxContent":
            found.append(node)
        elif name == "AlternateContent":
            found += _boxes(_chosen(node))
        else:
            found += _boxes(node)
    return found


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """Join neighbours of one look: Word cuts words, and VNI letters, into several runs."""
    return [
        _Piece(text="".join(piece.text for piece in group), font=font, capitals=capitals)
        for (font, capitals), group in groupby(pieces, key=lambda p: (p.font, p.capitals))
    ]


def _symbol(node: Element) -> str:
    code = attribute(node, "char") or ""
    try:
        letter = chr(int(code, 16)) if len(code) <= 6 else ""
    except (ValueError, OverflowError):
        return ""
    if letter in _TICKS:
        return _TICKS[letter]
    return bullet(letter, font=attribute(node, "font"))
