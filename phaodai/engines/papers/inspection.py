"""A Word file measured against Annex I of Decree 30/2020/NĐ-CP, whoever wrote it.

Boxes are found by what stands in them, not by the names of styles, and the letters are measured
as Word would show them: run, then style, then the styles it builds on, then the defaults.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.text.run import Run

from phaodai.engines.papers.finding import NUMBER, PLACE, Place, boxes_of
from phaodai.engines.papers.layout import PARTY
from phaodai.engines.papers.measures import BOXES, FACE, MARGINS, PAGE
from phaodai.engines.papers.shown import aligned, face, flag, size

Boxes = dict[str, list[Place]]
SIDES = {
    "1a": "right", "1b": "right", "2b": "left", "3": "left", "4": "right", "7a": "right",
    "9b-title": "left",
}  # fmt: skip
REQUIRED = ("1a", "1b", "2b", "3", "4", "6", "7a", "9b-title", "9b")
REQUIRED_PARTY = ("1a", "2b", "3", "4", "6", "7a", "9b-title", "9b")


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something that is not as the Decree asks.

    Attributes:
        box: of Annex I, or "page".
        what: "missing", "size", "face", "bold", "italic", "caps", "align", "margin", "paper",
            "zero", "place", "end", "colour" or "number".
        found: what is there.
        asked: what is asked.
        text: the beginning of what stands there.
    """

    box: str
    what: str
    found: str
    asked: str
    text: str = ""


def inspect(file: bytes) -> tuple[Deviation, ...]:
    """Measure a .docx.

    Args:
        file: The file's bytes.

    Returns:
        What deviates, in reading order; empty where nothing does.
    """
    document = docx.Document(io.BytesIO(file))
    boxes = boxes_of(document)
    checks = (_missing, _letters, _words, _sides, _ends)
    return (*_page(document), *(found for check in checks for found in check(boxes)))


def _page(document: Document) -> Iterator[Deviation]:
    section = document.sections[0]
    sides = (section.page_width, section.page_height)
    found = tuple(round(length.mm, 1) if length is not None else 0.0 for length in sides)
    if any(abs(one - other) > 0.6 for one, other in zip(found, PAGE, strict=True)):
        yield Deviation("page", "paper", f"{found[0]:g} × {found[1]:g} mm", "A4, 210 × 297 mm")
    for side, allowed in MARGINS.items():
        margin = getattr(section, f"{side}_margin")
        wide = round(margin.mm, 1) if margin is not None else 0.0
        if not allowed.low - 0.1 <= wide <= allowed.high + 0.1:
            yield Deviation(
                "page", "margin", f"{side} {wide:g} mm", f"{allowed.low:g}–{allowed.high:g} mm"
            )
    header = section.header
    numbers = [each for each in header.paragraphs if "PAGE" in each._p.xml]  # noqa: SLF001
    if not numbers:
        yield Deviation("page", "number", "none", "in the middle of the top margin")
    for number in numbers:
        if aligned(number) != "center":
            yield Deviation("page", "align", aligned(number), "center")
        for run in number.runs:
            yield from _measure("page", run, "")
    if numbers and not section.different_first_page_header_footer:
        yield Deviation("page", "number", "on the first page", "from the second page on")


def _missing(boxes: Boxes) -> Iterator[Deviation]:
    is_party = any(place.text == PARTY for place in boxes.get("1a", ()))
    for box in REQUIRED_PARTY if is_party else REQUIRED:
        if box not in boxes:
            yield Deviation(box, "missing", "nothing", "one")
    if "5a" not in boxes and "5b" not in boxes:
        yield Deviation("5a", "missing", "nothing", "kind and subject, or V/v")
    if "9a" not in boxes and "5a" not in boxes:
        yield Deviation("9a", "missing", "nothing", "Kính gửi")


def _letters(boxes: Boxes) -> Iterator[Deviation]:
    for box, places in boxes.items():
        if box not in BOXES:
            continue
        for place in places:
            for run in place.paragraph.runs:
                if run.text.strip():
                    yield from _measure(box, run, place.text)
            asked, found = BOXES[box].align, aligned(place.paragraph)
            if asked and found != asked and not (asked == "left" and found == "justify"):
                yield Deviation(box, "align", found, asked, place.text[:40])
            if BOXES[box].caps and place.text != place.text.upper():
                yield Deviation(box, "caps", place.text[:40], "capitals", place.text[:40])


def _measure(box: str, run: Run, text: str) -> Iterator[Deviation]:
    shape, begins = BOXES[box], text[:40]
    if face(run) != FACE:
        yield Deviation(box, "face", face(run), FACE, begins)
    if size(run) not in shape.sizes:
        sizes = f"{shape.sizes.low:g}–{shape.sizes.high:g}"
        yield Deviation(box, "size", f"{size(run):g}", sizes, begins)
    for name in ("bold", "italic"):
        asked = getattr(shape, name)
        # In the body a word may stand out; elsewhere the look is laid down.
        if (asked or not box.startswith("6")) and flag(run, name) != asked:
            yield Deviation(box, name, str(not asked).lower(), str(asked).lower(), begins)
    colour = run.font.color.rgb if run.font.color is not None else None
    if box != "10b" and colour is not None and str(colour) != "000000":
        yield Deviation(box, "colour", str(colour), "black", begins)


def _words(boxes: Boxes) -> Iterator[Deviation]:
    for place in boxes.get("3", ()):
        match = NUMBER.match(place.text)
        if match and match["number"].isdecimal() and len(match["number"]) == 1:
            yield Deviation("3", "zero", match["number"], f"0{match['number']}", place.text)
    for place in boxes.get("4", ()):
        match = PLACE.fullmatch(place.text)
        if match is None:
            continue
        day, month = match["day"], match["month"]
        if day.isdecimal() and len(day) < 2:
            yield Deviation("4", "zero", day, f"0{day}", place.text)
        if month in ("1", "2"):
            yield Deviation("4", "zero", month, f"0{month}", place.text)


def _sides(boxes: Boxes) -> Iterator[Deviation]:
    for box, side in SIDES.items():
        for place in boxes.get(box, ()):
            if place.side != side:
                yield Deviation(box, "place", place.side or "across", side, place.text[:40])


def _ends(boxes: Boxes) -> Iterator[Deviation]:
    said = [place.text for key in ("6", "6-basis", "6-part") for place in boxes.get(key, ())]
    if said and not any(text.endswith("./.") for text in said):
        yield Deviation("6", "end", said[-1][-20:], "./.")
    copies = [place.text for place in boxes.get("9b", ())]
    if copies and not copies[-1].startswith("- Lưu:"):
        yield Deviation("9b", "end", copies[-1], "- Lưu: VT, …", copies[-1])
    for at, text in enumerate(copies, 1):
        mark = "." if at == len(copies) else ";"
        if not text.endswith(mark):
            yield Deviation("9b", "end", text[-1:], mark, text)
