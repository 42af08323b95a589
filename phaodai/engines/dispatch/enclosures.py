"""What is sent along with a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from phaodai.engines.dispatch.references import Citation
from phaodai.engines.dispatch.text import Page, modern_tone


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One thing enclosed, with the words that say so.

    Notes:
        A remark such as "(gửi kèm văn bản)" or "(gửi kèm bản điện tử)" after a document that the
        preamble carries out encloses that document; any other thing is named as printed.
    """

    text: str
    span: tuple[int, int]
    is_inferred: bool


_REMARK = re.compile(
    r"\(\s*(?:xin\s+|co\s+|duoc\s+)?(?P<what>[^()]{0,60}?)(?:gui|kem|dinh\s+kem"
    r"|sao\s+gui)(?:\s+(?:kem|theo|gui))*(?P<rest>[^()]{0,80})\)"
)
_SENTENCE = re.compile(
    r"(?<!\w)(?:gui\s+kem(?:\s+theo)?|dinh\s+kem(?:\s+theo)?|kem\s+theo(?:\s+(?:cong\s+van"
    r"|van\s+ban|ke\s+hoach)\s+nay)?(?:\s+la)?)\s*:?\s+"
    r"(?P<what>(?:phu\s+luc|bieu\s+mau|mau|danh\s+sach|de\s+cuong|bang|ban\s+sao|quy\s+trinh"
    r"|huong\s+dan|ke\s+hoach|phieu)[^.;()\n]{0,90})"
)
_BARE = re.compile(
    r"(?:ban\s+dien\s+tu|van\s+ban|file|ban\s+mem|ban\s+sao|cong\s+van|thong\s+bao|tai\s+lieu|co"
    r"|xin|ban\s+chup|theo|noi\s+dung|\s|[.,])*"
)


def find_enclosures(page: Page, start: int, end: int, carried: list[Citation]) -> list[Enclosure]:
    """Return what a stretch says is enclosed, in order.

    Args:
        page: the text.
        start: where the body begins.
        end: where it ends.
        carried: documents that the preamble carries out.
    """
    found: list[Enclosure] = []
    for match in _REMARK.finditer(page.folded, start, end):
        what = f"{match.group('what')} {match.group('rest')}".strip()
        if _BARE.fullmatch(what):
            before = [item for item in carried if item.end <= match.start() and item.start >= start]
            if before:
                found.append(Enclosure(_cited(page, before[-1]), match.span(), is_inferred=True))
                continue
        begin, stop = (
            match.span("rest") if match.group("rest").strip(" .,:") else match.span("what")
        )
        begin, stop = page.trim(begin, stop, " \n.,:;")
        if begin < stop:
            found.append(
                Enclosure(modern_tone(page.plain(begin, stop)), match.span(), is_inferred=False)
            )
    for match in _SENTENCE.finditer(page.folded, start, end):
        begin, stop = page.trim(*match.span("what"), " \n.,:;")
        text = modern_tone(page.plain(begin, stop))
        if any(item.span[0] <= begin < item.span[1] for item in found):
            continue
        if text and all(text != item.text for item in found):
            found.append(Enclosure(text, (begin, stop), is_inferred=False))
    found.sort(key=lambda item: item.span)
    return found


def _cited(page: Page, item: Citation) -> str:
    """Name a document by its printed type, number and symbol."""
    return modern_tone(page.plain(item.start, _symbol_end(page, item)))


def _symbol_end(page: Page, item: Citation) -> int:
    number = page.text.find(item.number or "", item.start, item.end)
    at = number if number >= 0 else item.start
    wanted = "".join((item.symbol or "").split())
    seen = 0
    place = at + len(item.number or "")
    while place < item.end and seen < len(wanted):
        if page.text[place].replace("–", "-") == wanted[seen]:
            seen += 1
        place += 1
    return place
