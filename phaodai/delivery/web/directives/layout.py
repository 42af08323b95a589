"""Where the parts of a dispatch stand on paper: boxes of the header, and the end with its list.

Looks at the text alone and moves nothing: a part is a span of the same text.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from phaodai.vocabulary.folding import fold

Span = tuple[int, int]

_PARAGRAPH = re.compile(r"(?:(?!\n[^\S\n]*\n).)+", re.DOTALL)
_BODY_BEGINS = re.compile(
    r"(kinh gui|can cu|thuc hien|de |sau |trong thoi gian|nham |hien nay|dieu \d|phan |muc "
    r"|[ivx]{1,4}\.|\d+[.)]|[a-z]\)|-)"
)
_SIGNATURE = re.compile(
    r"^\**\s*(t/?m\.?|kt\.?|tl\.?|tuq\.?|q\.?|chu tich|bi thu|giam doc|truong)\b"
)
_EMPHASIS = re.compile(r"(\*{1,2})(?=[^\s*])((?:(?!\n[^\S\n]*\n)[^*])+?)(?<=[^\s*])\1(?!\*)")
LONGEST_HEADER_PARAGRAPH = 360
MOST_HEADER_PARAGRAPHS = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """Spans of the parts of a dispatch; what is not named is the body."""

    header: Span | None
    boxes: tuple[Span, ...]  # paragraphs of the header, in reading order
    footer: Span | None
    recipients: Span | None
    signature: Span | None
    bold: tuple[Span, ...]
    italic: tuple[Span, ...]
    signs: tuple[Span, ...]  # asterisks of emphasis: part of the text, not of its look


def lay_out(text: str, *, first_order: int) -> Layout:
    """Find the parts of a dispatch.

    Args:
        text: The whole text.
        first_order: Where the first obligation begins; the header ends before it.
    """
    boxes = _header_boxes(text, first_order)
    recipients, signature = _end(text, boxes[-1][1] if boxes else 0)
    bold, italic, signs = _emphasis(text)
    parts = [part for part in (recipients, signature) if part]
    return Layout(
        header=(boxes[0][0], boxes[-1][1]) if boxes else None,
        boxes=tuple(boxes),
        footer=(parts[0][0], parts[-1][1]) if parts else None,
        recipients=recipients,
        signature=signature,
        bold=bold,
        italic=italic,
        signs=signs,
    )


def _paragraphs(text: str, start: int = 0) -> Iterator[Span]:
    for match in _PARAGRAPH.finditer(text, start):
        raw = match.group()
        if raw.strip():
            begin = match.start() + len(raw) - len(raw.lstrip())
            yield begin, match.start() + len(raw.rstrip())


def _header_boxes(text: str, first_order: int) -> list[Span]:
    boxes: list[Span] = []
    for start, end in _paragraphs(text):
        words = fold(text[start:end]).lstrip("* ")
        if (
            end > first_order
            or end - start > LONGEST_HEADER_PARAGRAPH
            or len(boxes) == MOST_HEADER_PARAGRAPHS
            or _BODY_BEGINS.match(words)
        ):
            break
        boxes.append((start, end))
    return boxes


def _end(text: str, after: int) -> tuple[Span | None, Span | None]:
    """Return the spans of the list of recipients and of the signature below or beside it."""
    parts = list(_paragraphs(text, after))
    at = next(
        (
            i
            for i in range(len(parts) - 1, -1, -1)
            if fold(text[slice(*parts[i])]).lstrip("* ").startswith("noi nhan")
        ),
        None,
    )
    if at is None:
        return None, None
    last = at
    for i in range(at + 1, len(parts)):
        words = fold(text[slice(*parts[i])])
        if _SIGNATURE.match(words) or not words.startswith(("-", "+", "nhu tren", "luu")):
            break
        last = i
    recipients = (parts[at][0], parts[last][1])
    if last + 1 == len(parts):
        return recipients, None
    return recipients, (parts[last + 1][0], parts[-1][1])


def _emphasis(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]:
    bold: list[Span] = []
    italic: list[Span] = []
    signs: list[Span] = []
    for match in _EMPHASIS.finditer(text):
        (bold if len(match.group(1)) == 2 else italic).append(match.span(2))
        signs += [match.span(1), (match.end(2), match.end())]
    return tuple(bold), tuple(italic), tuple(signs)


def gaps(parts: Sequence[Span]) -> Iterator[Span]:
    """Yield what lies between consecutive parts."""
    for (_, end), (start, _) in itertools.pairwise(parts):
        if end < start:
            yield end, start
