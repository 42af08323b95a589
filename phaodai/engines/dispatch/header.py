"""The head of a document: issuer, number and symbol, place and date, subject, addressees."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.addressees import INVITED, read_addressees, read_invitees
from phaodai.engines.dispatch.dates import digits, make_date, repaired
from phaodai.engines.dispatch.forms import TYPE_BY_FOLD, type_of_symbol
from phaodai.engines.dispatch.head import (
    ADDRESSED,
    BODY_OPENS,
    DATE_LINE,
    ISSUER_HEADS,
    MASKS,
    MOTTO,
    NUMBER_LINE,
    SUBJECT,
    URGENCY,
    WINDOW,
    WIRES,
    Header,
    Span,
)
from phaodai.engines.dispatch.lexicon import Lexicon, words_of
from phaodai.engines.dispatch.names import sentence_case
from phaodai.engines.dispatch.subjects import read_subject, read_title_subject, unmasked
from phaodai.engines.dispatch.text import Page, fold, modern_tone


def read_header(page: Page, start: int, end: int, lexicon: Lexicon) -> Header:
    """Read the head of the document that begins at a place.

    Args:
        page: the text.
        start: first place of this document.
        end: where this document ends.
        lexicon: known names, for the sentence case of issuers.
    """
    header = Header()
    limit = min(end, start + WINDOW)
    to = ADDRESSED.search(page.folded, start, limit)
    top_end = to.start() if to else _top_end(page, start, limit)
    header.has_motto = MOTTO.search(page.folded, start, top_end) is not None
    _read_number(page, header, start, top_end)
    _read_date(page, header, start, min(limit, top_end + 300) if to is None else top_end)
    title = _find_title(page, start, limit)
    is_titled = title is not None and (to is None or title[0] < to.start())
    _read_urgency(page, header, start, min(limit, top_end + 200))
    _read_issuer(page, header, start, _issuer_end(page, header, start, top_end, title), lexicon)
    _cut_place(page, header)
    header.end = top_end
    _decide_type(header, title[2] if title and is_titled else None)
    if title is not None and is_titled and not (header.type == "công văn" and to is not None):
        header.type_span = header.type_span or (title[0], title[1])
        header.end = title[1]
        read_title_subject(page, header, title[1], limit, lexicon)
    else:
        read_subject(page, header, start, top_end)
    if to is not None:
        header.end = read_addressees(page, header, to.end(), end)
        late = SUBJECT.search(page.folded, to.end(), header.end)
        if header.subject is None and late is not None:
            read_subject(page, header, late.start(), header.end)
    elif header.type == "công điện":
        since = title[1] if title else start
        wires = WIRES.search(page.folded, since, min(limit, since + 1500))
        if wires is not None:
            header.end = read_addressees(page, header, wires.end(), end)
    elif header.type == "giấy mời":
        invited = INVITED.search(page.folded, title[1] if title else start, limit)
        if invited is not None:
            header.end = read_invitees(page, header, invited.end(), end)
    if header.type is None and (to is not None or header.subject is not None):
        header.type = "công văn"
    return header


def _top_end(page: Page, start: int, limit: int) -> int:
    """Return where the head ends in a document that addresses nobody."""
    seen = start
    for pattern, source in ((NUMBER_LINE, page.text), (DATE_LINE, page.text)):
        match = pattern.search(source, start, min(limit, start + 1500))
        if match is not None:
            seen = max(seen, match.end())
    title = _find_title(page, start, limit)
    if title is not None:
        seen = max(seen, title[1])
    for line in page.lines:
        if line.start < start or line.is_blank:
            continue
        if line.start >= limit:
            break
        if line.start > seen and BODY_OPENS.match(page.folded, line.start):
            return line.start
    return min(limit, max(seen, start))


def _read_number(page: Page, header: Header, start: int, end: int) -> None:
    for match in NUMBER_LINE.finditer(page.text, start, end):
        line_start = page.folded.rfind("\n", start, match.start()) + 1
        before = page.folded[max(line_start, start) : match.start()]
        if SUBJECT.search(before) or re.search(
            r"(?:van|bao|dinh|quyet|hoach|dien|ket\s+luan)\s*$", before
        ):
            continue
        if (
            before.strip()
            and not re.search(r" {2}$|nam\s*$|phuc\s*$", before)
            and not page.is_caps(max(line_start, start), match.start())
        ):
            continue
        symbol = "".join(match.group("sym").replace("–", "-").split()).rstrip(".&-/")
        begin = match.start("sym")
        stop = begin + len(match.group("sym").rstrip(" .&"))
        place = re.search(r"\s+[A-ZĐ][a-zà-ỹ]", match.group("sym"))
        if place is not None:
            stop = begin + place.start()
            symbol = "".join(page.text[begin:stop].replace("–", "-").split())
        header.symbol, header.symbol_span = symbol, (begin, stop)
        raw = match.group("num").strip(" *_.…")
        number = digits(raw) if raw else None
        if number is not None:
            n_start, n_end = page.trim(match.start("num"), match.end("num"), " \n.")
            header.number = repaired(page.plain(n_start, n_end))
            header.number_span = (n_start, n_end)
        return


def _read_date(page: Page, header: Header, start: int, end: int) -> None:  # noqa: C901 - one branch per form
    best: re.Match[str] | None = None
    for match in DATE_LINE.finditer(page.text, start, end):
        line_start = max(start, page.folded.rfind("\n", start, match.start()) + 1)
        before = page.folded[line_start : match.start()]
        if before.rstrip().endswith((",", ".")) and not SUBJECT.search(before):
            best = match
            break
        if best is None and not re.search(r"\w\s*$", before) and match.group("y"):
            best = match
    if best is None:
        return
    year = digits(best.group("y") or "")
    month = _blank_or_number(best.group("m"))
    day = _blank_or_number(best.group("d"))
    header.date = make_date(year, month, day)
    line_start = max(start, page.folded.rfind("\n", start, best.start()) + 1)
    if header.symbol_span and line_start < header.symbol_span[1] <= best.start():
        line_start = header.symbol_span[1]
    begin, stop = page.trim(line_start, best.start(), " \n,.")
    for mask in MASKS:
        for hit in mask.finditer(page.folded, begin, stop):
            begin = max(begin, hit.end())
    gap = page.folded.rfind("   ", begin, stop)
    if gap >= 0:
        begin = gap
    begin, stop = page.trim(begin, stop, " \n,.-:;")
    date_start, date_end = page.trim(best.start(), best.end())
    if header.date is not None or best.group("y") is None:
        header.date_span = (date_start, date_end)
    printed = page.plain(begin, stop)
    if SUBJECT.match(page.folded, begin) or (len(printed) > 40 and "/" not in printed):
        header.place_span = (begin, stop)
    elif 2 <= len(printed) <= 40 and printed[0].isupper() and "/" not in printed:
        if page.is_caps(begin, stop) and not any(char.isdigit() for char in printed):
            printed = printed.title()
        header.place, header.place_span = modern_tone(printed), (begin, stop)


def _cut_place(page: Page, header: Header) -> None:
    """Find the place at the end of a line that the subject begins: the issuer's own name."""
    if header.place is not None or header.place_span is None:
        return
    begin, stop = header.place_span
    header.place_span = None
    words = list(re.finditer(r"\S+", page.text[begin:stop]))
    area = fold(header.issuer or "").split()
    for size in (4, 3, 2, 1):
        run = words[-size:]
        if len(words) <= size or not all(word.group()[:1].isupper() for word in run):
            continue
        name = page.plain(begin + run[0].start(), stop)
        if area[-size:] == fold(name).split():
            header.place = modern_tone(name)
            header.place_span = (begin + run[0].start(), stop)
            return


def _blank_or_number(raw: str) -> int | None:
    cleaned = raw.strip(" .…_*\n\t")
    return digits(cleaned) if cleaned else None


def _read_urgency(page: Page, header: Header, start: int, end: int) -> None:
    for name, pattern in URGENCY:
        for match in pattern.finditer(page.folded, start, end):
            line_start = page.folded.rfind("\n", start, match.start()) + 1
            line_end = page.folded.find("\n", match.end())
            line_end = end if line_end < 0 else line_end
            alone = page.folded[line_start : match.start()].strip(" -.!:") == ""
            alone = alone and page.folded[match.end() : line_end].strip(" -.!:") == ""
            if page.is_caps(match.start(), match.end()) and (
                alone or page.folded[match.end() :].startswith("  ")
                or page.folded[:match.start()].endswith("  ")
            ):  # fmt: skip
                header.urgency, header.urgency_span = name, match.span()
                return


_TITLE_TAILS = frozenset(
    {"", "ket luan", "y kien ket luan", "y kien chi dao", "lien nganh", "lien tich", "phoi hop",
     "hanh dong", "khan", "hoa toc", "hoa toc hen gio"}
)  # fmt: skip
"""Words that may stand on the line of the type after its name."""


def _find_title(page: Page, start: int, limit: int) -> tuple[int, int, str] | None:
    """Find the line of capitals that names the type: CHỈ THỊ, KẾ HOẠCH, QUYẾT ĐỊNH."""
    for line in page.lines:
        if line.start < start or line.is_blank:
            continue
        if line.start >= limit:
            return None
        for begin, stop in ((line.start, line.end),):
            words = page.folded[begin:stop].strip(" :.-")
            words = " ".join(words.split())
            spaced = words.replace(" ", "")
            for name, spelt in TYPE_BY_FOLD.items():
                is_spread = spaced == name.replace(" ", "")
                tail = words.removeprefix(name).strip()
                is_named = words.startswith(name) and tail in _TITLE_TAILS
                if (is_named or is_spread) and page.is_caps(begin, stop):
                    return begin, stop, spelt
                if (
                    words.startswith(name + " ")
                    and page.is_caps(begin, begin + len(name))
                    and (re.match(rf"{name}\s+(?:v/v|ve|so\s*:)", words))
                ):
                    return begin, begin + len(name), spelt
    return None


def _issuer_end(
    page: Page, header: Header, start: int, end: int, title: tuple[int, int, str] | None
) -> int:
    places = [end]
    if header.symbol_span is not None:
        number = page.folded.rfind("so", start, (header.number_span or header.symbol_span)[0])
        places.append(number if number >= 0 else header.symbol_span[0])
    if title is not None:
        places.append(title[0])
    subject = SUBJECT.search(page.folded, start, end)
    if subject is not None:
        places.append(subject.start())
    return max(start, min(places))


def _read_issuer(page: Page, header: Header, start: int, end: int, lexicon: Lexicon) -> None:
    """Gather the lines of capitals above the number into bodies; the last one issues."""
    groups: list[list[Span]] = []
    for line in page.lines:
        if line.start < start or line.is_blank:
            continue
        if line.start >= end:
            break
        for begin, stop in unmasked(page, line.start, min(line.end, end), header):
            if not page.is_caps(begin, stop) or header.urgency_span == (begin, stop):
                continue
            words = words_of(page.folded[begin:stop])
            if words[:2] == ("so", ":"):
                continue
            if _is_head(words) or not groups:
                groups.append([(begin, stop)])
            else:
                groups[-1].append((begin, stop))
    groups = _rejoin(page, groups)
    if not groups:
        return
    header.issuer, header.issuer_span = _name_of(page, groups[-1], lexicon)
    if len(groups) > 1 and not fold(header.issuer).startswith(("uy ban nhan dan", "ubnd")):
        header.parent, header.parent_span = _name_of(page, groups[-2], lexicon)


def _is_head(words: tuple[str, ...]) -> bool:
    """Say whether a line begins the name of a body; "PHÒNG, CHỐNG DỊCH" goes on with one."""
    if words[:2] == ("phong", "chong") or words[:3] == ("phong", ",", "chong"):
        return False
    return any(words[: len(name)] == name for name in ISSUER_HEADS if name)


def _rejoin(page: Page, groups: list[list[Span]]) -> list[list[Span]]:
    """Join a head left alone on its line to the line that completes it."""
    joined: list[list[Span]] = []
    for group in groups:
        if joined:
            last = words_of(page.folded[joined[-1][-1][0] : joined[-1][-1][1]])
            if last and (last in {("ban", "chi", "huy"), ("bo", "chi", "huy"), ("ban", "quan",
            "ly"),
                         ("trung", "tam"), ("ban", "chi", "dao"), ("so",), ("bo",), ("van",
                         "phong"),
                         ("hoi", "dong"), ("ban",), ("phong",)} or last[-1] in {"va", "-",
                         ","}):  # fmt: skip
                joined[-1].extend(group)
                continue
        joined.append(group)
    return joined


def _name_of(page: Page, spans: list[Span], lexicon: Lexicon) -> tuple[str, Span]:
    printed = " ".join(page.plain(begin, stop) for begin, stop in spans)
    return sentence_case(printed.strip(" -,.;:"), lexicon, is_name=True), (
        spans[0][0],
        spans[-1][1],
    )


def _decide_type(header: Header, words: str | None) -> None:
    by_symbol = type_of_symbol(header.symbol) if header.symbol else None
    header.type = by_symbol or words
    if by_symbol and header.symbol_span:
        header.type_span = header.symbol_span
    if header.type is None and header.symbol is not None:
        header.type, header.type_span = "công văn", header.symbol_span
