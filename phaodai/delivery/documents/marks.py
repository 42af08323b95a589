"""What is seen of a signature on a printed paper, and where: in the room left for the hand."""

import threading
from datetime import datetime
from enum import StrEnum
from typing import Final

import pypdfium2
import typst

from phaodai.engines.forms.schedule import HERE
from phaodai.engines.papers.layout import printable
from phaodai.engines.papers.measures import FACE, STAND_INS
from phaodai.engines.signatures.signing import Mark

WIDTH, HEIGHT = 126, 54  # points
ABOVE: Final = 8  # points between the name and the mark
_one = threading.Lock()  # PDFium serves one thread at a time


class Side(StrEnum):
    """Who signs; the value is the name of the field in the file."""

    HEAD = "Nguoi-ky"
    BODY = "Co-quan"


def mark_of(pdf: bytes, *, below: str, holder: str, side: Side, now: datetime) -> Mark | None:
    """Return the mark of a signature, above the last place where a name is printed.

    The mark of the body covers a third of the head's at its left, as Decree 30/2020 has it.

    Args:
        pdf: The file, one that we printed.
        below: The name below the signature.
        holder: Whose certificate it is.
        side: Whose mark it is.
        now: The real moment.

    Returns:
        None where the name is not printed.
    """
    place = _place(pdf, printable(below).strip(), side)
    if place is None:
        return None
    page, left, low = place
    return Mark(page, (left, low, left + WIDTH, low + HEIGHT), _draw(holder, now, side))


def _place(pdf: bytes, name: str, side: Side) -> tuple[int, int, int] | None:
    if not name:
        return None
    with _one:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return _find(document, name, side)
        finally:
            document.close()


def _find(document: pypdfium2.PdfDocument, name: str, side: Side) -> tuple[int, int, int] | None:
    for at in reversed(range(len(document))):
        text = document[at].get_textpage()
        search, found = text.search(name, match_case=True), None
        while (hit := search.get_next()) is not None:
            found = hit
        if found is None:
            continue
        boxes = [text.get_charbox(found[0] + each) for each in range(found[1])]
        middle = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
        left = round(middle - WIDTH / 2) - (WIDTH * 2 // 3 if side is Side.BODY else 0)
        low = round(max(box[3] for box in boxes)) + ABOVE
        return at, left, low
    return None


def _draw(holder: str, now: datetime, side: Side) -> bytes:
    """Set the mark as a page of its own size: who signed, and when to the second."""
    said = f"{now.astimezone(HERE):%d/%m/%Y %H:%M:%S} +07:00"
    colour, pad = ("#a4161a", "right") if side is Side.BODY else ("#1d3f8f", "left")
    source = (
        f"#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt, fill: none)\n"
        f"#set text(font: ({', '.join(_quoted(each) for each in (FACE, *STAND_INS))}), "
        f'size: 7.5pt, lang: "vi", fill: rgb("{colour}"))\n'
        f"#set par(leading: 0.4em)\n"
        f'#rect(width: 100%, height: 100%, stroke: 0.6pt + rgb("{colour}"), '
        f"inset: ({pad}: {WIDTH // 3 + 2}pt, rest: 3pt), align(left + horizon, "
        f'text("Ký số: ") + text(weight: "bold", {_quoted(holder)}) + linebreak() + '
        f"text({_quoted(said)})))"
    )
    pdf = typst.compile(source.encode(), format="pdf")
    if not isinstance(pdf, bytes):
        raise TypeError("Typst made no single file")
    return pdf


def _quoted(text: str) -> str:
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
