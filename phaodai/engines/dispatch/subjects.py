"""The subject of a document, over its broken lines."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.head import (
    BODY_OPENS,
    MASKS,
    SUBJECT,
    URGENCY,
    WIRES,
    Header,
    Span,
)
from phaodai.engines.dispatch.lexicon import Lexicon
from phaodai.engines.dispatch.names import sentence_case
from phaodai.engines.dispatch.text import Page, fold, modern_tone


def unmasked(page: Page, start: int, end: int, header: Header) -> list[Span]:
    """Return what is left of a line when the signs of the other column are taken away."""
    holes: list[Span] = []
    for mask in MASKS:
        holes += [hit.span() for hit in mask.finditer(page.folded, start, end)]
    for span in (header.place_span, header.date_span, header.urgency_span):
        if span is not None and span[0] < end and span[1] > start:
            holes.append((max(span[0], start), min(span[1], end)))
    pieces: list[Span] = []
    begin = start
    for hole_start, hole_end in sorted(holes):
        piece = page.trim(begin, max(begin, hole_start), " \n,.-|")
        if piece[0] < piece[1]:
            pieces.append(piece)
        begin = max(begin, hole_end)
    piece = page.trim(begin, max(begin, end), " \n,.-|")
    if piece[0] < piece[1]:
        pieces.append(piece)
    return pieces


def read_subject(page: Page, header: Header, start: int, end: int) -> None:
    """Read "V/v …", or the "Về …" of a Party letter, over its broken lines."""
    mark = SUBJECT.search(page.folded, start, end)
    begin = mark.end() if mark else None
    if mark is None:
        for line in page.lines:
            if start <= line.start < end and page.folded.startswith("ve ", line.start):
                begin = line.start
                break
    if begin is None:
        return
    spans: list[Span] = []
    position = begin
    while position < end:
        line_end = page.folded.find("\n", position)
        line_end = end if line_end < 0 else min(line_end, end)
        pieces = [
            piece
            for piece in unmasked(page, position, line_end, header)
            if not (page.is_caps(*piece) and len(spans) > 0 and _is_furniture(page, piece))
        ]
        if pieces:
            spans.append((pieces[0][0], pieces[0][1]))
            spans[-1] = _with_dashes(page, position, spans[-1], line_end)
        elif spans:
            break
        position = line_end + 1
    if not spans:
        return
    parts = [page.plain(*span) for span in spans]
    subject = ""
    for part in parts:
        is_cut = subject.endswith("-") and not subject.endswith(" -")
        subject += part if is_cut or not subject else f" {part}"
    header.subject = _without_mark(subject)
    header.subject_span = (spans[0][0], spans[-1][1])


def _with_dashes(page: Page, start: int, piece: Span, end: int) -> Span:
    """Give a line of the subject back the dash at its edge."""
    begin, stop = piece
    if page.folded[start:begin].strip() == "-":
        begin = page.folded.index("-", start)
    if page.folded[stop:end].strip() == "-":
        stop = page.folded.index("-", stop) + 1
    return begin, stop


_CLAUSE = re.compile(r"(?:[ivx]{1,4}|[a-h]|\d{1,2})\s?[./)]\s")
_ABOUT = re.compile(r"(?:v\s?/\s?v|ve\s+viec)(?!\w)\s*:?\s*")


def _without_mark(subject: str) -> str | None:
    """Drop "V/v" and "Về việc"; a bare "Về" belongs to the subject and stays."""
    mark = _ABOUT.match(fold(subject))
    if mark is not None:
        subject = subject[mark.end() :]
    return modern_tone(subject.strip(" .;:,-")) or None


def _is_furniture(page: Page, piece: Span) -> bool:
    folded = page.folded[piece[0] : piece[1]]
    return any(pattern.fullmatch(folded.strip()) for _, pattern in URGENCY)


def _lowered(printed: str, lexicon: Lexicon) -> str:
    """Write a line of the subject that is printed in capitals as in a sentence."""
    letters = [char for char in printed if char.isalpha()]
    if len(letters) < 4 or sum(char.isupper() for char in letters) < 0.8 * len(letters):
        return printed
    cased = sentence_case(printed, lexicon)
    return cased[:1].lower() + cased[1:]


def read_title_subject(  # noqa: C901 - one branch per form
    page: Page, header: Header, start: int, limit: int, lexicon: Lexicon
) -> None:
    """Read the lines between the name of the type and the body."""
    spans: list[Span] = []
    previous_blank = False
    for line in page.lines:
        if line.start < start:
            continue
        if line.start >= limit:
            break
        if line.is_blank:
            previous_blank = True
            continue
        folded = page.folded[line.start : line.end]
        if not re.search(r"[a-z]", folded):
            continue
        if folded.startswith(("(kem theo", "(ban hanh", "kinh gui")) or WIRES.search(folded):
            break
        if spans and (
            BODY_OPENS.match(page.folded, line.start)
            and (previous_blank or page.text[line.start].isupper())
        ):
            break
        if spans and _CLAUSE.match(folded):
            break
        if not spans and folded.startswith("cua ") and " ve " in folded:
            about = line.start + folded.index(" ve ") + 1
            spans += unmasked(page, about, line.end, header)
            continue
        if folded.startswith(("cua ", "*")) and not spans:
            continue
        if page.is_caps(line.start, line.end) and _is_authority_line(folded):
            break
        is_sentence = folded[-1] in ",;.:" or len(folded) > 200
        if not spans and is_sentence and BODY_OPENS.match(page.folded, line.start):
            break
        if spans and previous_blank and page.text[line.start].isupper():
            break
        spans += unmasked(page, line.start, line.end, header)
        previous_blank = False
        if len(spans) >= 8 or (spans and spans[-1][1] - spans[0][0] > 600):
            break
    if not spans:
        return
    subject = " ".join(_lowered(page.plain(*span), lexicon) for span in spans)
    subject = subject[:1].upper() + subject[1:] if page.is_caps(*spans[0]) else subject
    header.subject = _without_mark(subject)
    header.subject_span = (spans[0][0], spans[-1][1])
    header.end = max(header.end, spans[-1][1])


def _is_authority_line(folded: str) -> bool:
    return folded.startswith(
        ("uy ban nhan dan", "chu tich", "giam doc", "bo truong", "hoi dong nhan dan", "thu tuong")
    )
