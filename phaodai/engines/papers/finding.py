"""Which paragraph of a Word file stands in which box of Annex I, told by what it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from phaodai.engines.papers.layout import MOTTO, NATION, PARTY
from phaodai.engines.papers.shown import aligned, flag

NUMBER = re.compile(r"Số:?\s*(?P<number>[\w…. ]*?)\s*(?P<joint>[/-])\s*(?P<symbol>\S.*)")
PLACE = re.compile(
    r".+, ngày\s*(?P<day>\d*|…+|\.+)\s*tháng\s*(?P<month>\d*|…+|\.+)\s*năm\s*(\d{4}|…*|\.*)\s*"
)
_SIGNED = re.compile(
    r"(TM|T/M|Q|KT|TL|TUQ)\. ?\S|(QUYỀN )?(PHÓ )?(CHỦ TỊCH|GIÁM ĐỐC|BÍ THƯ|TRƯỞNG )"
)
_KINDS = (
    "NGHỊ QUYẾT", "QUYẾT ĐỊNH", "CHỈ THỊ", "QUY CHẾ", "QUY ĐỊNH", "THÔNG CÁO", "THÔNG BÁO",
    "HƯỚNG DẪN", "CHƯƠNG TRÌNH", "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN", "BÁO CÁO", "BIÊN BẢN",
    "TỜ TRÌNH", "CÔNG ĐIỆN",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph, with the side of the page on which it stands: "left", "right" or ""."""

    paragraph: Paragraph
    side: str

    @property
    def text(self) -> str:
        """What it says, with single spaces."""
        return " ".join(self.paragraph.text.split())


def _places(document: Document) -> Iterator[Place]:
    held: Place | None = None  # it may be the title of a table of figures, set as that table is
    for each in document.iter_inner_content():
        is_frame = isinstance(each, WordTable) and _is_frame(each)
        if held is not None and (isinstance(each, Paragraph) or is_frame):
            yield held
        held = None
        if isinstance(each, Paragraph):
            held = Place(each, "")
        elif is_frame:
            yield from _cells(each)
    if held is not None:
        yield held


def _is_frame(table: WordTable) -> bool:
    """Whether a table only puts head or foot side by side; the letters of others are free."""
    return len(table.columns) == 2 and not _is_ruled(table)


def _cells(table: WordTable) -> Iterator[Place]:
    for row in table.rows:
        for side, cell in zip(("left", "right"), row.cells, strict=False):
            for paragraph in cell.paragraphs:
                yield Place(paragraph, side)


def _is_ruled(table: WordTable) -> bool:
    style = table.style.name if table.style is not None else ""
    return style == "Table Grid" or table._tbl.tblPr.find(qn("w:tblBorders")) is not None  # noqa: SLF001


def boxes_of(document: Document) -> dict[str, list[Place]]:
    """Tell which paragraph stands in which box; the key "" never occurs."""
    named = [place for place in _places(document) if place.text]
    found = Found({})
    for at, place in enumerate(named):
        after = named[at + 1] if at + 1 < len(named) else None
        found.boxes.setdefault(found.tell(place, after), []).append(place)
    return found.boxes


@dataclass
class Found:
    """What was found so far, and in which stretch of the paper the reading is."""

    boxes: dict[str, list[Place]]
    stretch: str = "head"  # then "front", "addressees", "body", "foot"

    def tell(self, place: Place, after: Place | None) -> str:
        """Return the box of a paragraph, and move on where it begins a new stretch."""
        text = place.text
        fixed = {NATION: "1a", PARTY: "1a", MOTTO: "1b"}.get(text)
        if fixed:
            return fixed
        if self.stretch == "head" and place.side == "left":
            return self._left(text, after)
        if PLACE.fullmatch(text) and "4" not in self.boxes:
            return "4"
        for begins, box, stretch in (
            (text in _KINDS and "5a" not in self.boxes, "5a", "front"),
            (text.startswith("Kính gửi"), "9a", "addressees"),
            (text.startswith("Nơi nhận"), "9b-title", "foot"),
        ):
            if begins:
                self.stretch = stretch
                return box
        return self._within(place)

    def _within(self, place: Place) -> str:
        text = place.text
        if self.stretch == "foot" and place.side == "left":
            return "9b" if text.startswith("-") else "seal"
        if self.stretch == "foot" and place.side == "right":
            return "7a" if text == text.upper() and _SIGNED.match(text) else "7b"
        if self.stretch == "front" and aligned(place.paragraph) == "center":
            return "5a-subject"
        if self.stretch == "addressees" and text.startswith("- "):
            return "9a"
        self.stretch = "body"
        return _said(place.paragraph)

    def _left(self, text: str, after: Place | None) -> str:
        if NUMBER.match(text):
            return "3"
        if "3" in self.boxes:
            return "5b"
        if text == "*":
            return "star"
        if after is None or after.side != "left" or after.text == "*":
            return "2b"
        return "2b" if NUMBER.match(after.text) else "2a"


def _said(paragraph: Paragraph) -> str:
    runs = [run for run in paragraph.runs if run.text.strip()]
    if runs and all(flag(run, "bold") for run in runs):
        return "6-part"
    if runs and all(flag(run, "italic") for run in runs):
        return "6-basis"
    return "6"
