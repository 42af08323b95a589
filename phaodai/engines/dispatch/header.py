"""The head of a document: issuer, number and symbol, place and date, subject, addressees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phaodai.engines.dispatch.dates import PartialDate, digits, make_date
from phaodai.engines.dispatch.forms import TYPE_BY_FOLD, type_of_symbol
from phaodai.engines.dispatch.lexicon import Lexicon
from phaodai.engines.dispatch.names import FULL_HEADS, NAMED_HEADS, sentence_case, words_of
from phaodai.engines.dispatch.text import Page, fold, modern_tone

Span = tuple[int, int]


@dataclass(slots=True)
class Header:
    """What stands above the body of a document."""

    end: int = 0
    type: str | None = None
    type_span: Span | None = None
    number: str | None = None
    number_span: Span | None = None
    symbol: str | None = None
    symbol_span: Span | None = None
    issuer: str | None = None
    issuer_span: Span | None = None
    parent: str | None = None
    parent_span: Span | None = None
    place: str | None = None
    place_span: Span | None = None
    date: PartialDate | None = None
    date_span: Span | None = None
    urgency: str = ""
    urgency_span: Span | None = None
    subject: str | None = None
    subject_span: Span | None = None
    addressees: list[tuple[str, int, int]] = field(default_factory=list)
    has_motto: bool = False


MOTTO = re.compile(r"c[o0]ng\s+h[o0]a\s+xa\s+h[o0][il]\s+chu\s+ngh[il]a\s+v[il][ée]?e?t\s+nam")
_MASKS = (
    MOTTO,
    re.compile(r"d[o0]c\s+l[a]p\s*-?\s*t[u]\s+d[o0]\s*-?\s*hanh\s+phuc"),
    re.compile(r"dang\s+c[o0]ng\s+san\s+v[il]et\s+nam"),
    re.compile(r"(?<!\w)(?:ban\s+sao|du\s+thao|toi\s+mat|tuyet\s+mat|mat)(?=\s*(?:\n|$))"),
    re.compile(r"[-=~.\"'^|]{3,}"),
)
_NUMBER = re.compile(
    r"(?<![\w])S[ốôồổỗộốo0óòỏõọơớ]\s{0,3}[:;.]?(?P<num>[ *_.…\dOolISB|]{0,24}?)"
    r"(?P<sep>\s?[/\-–]\s?)\s{0,4}"
    r"(?P<sym>(?:\d{4}\s?/\s?)?[A-ZĐ][A-Za-zĐđƯƠÔÊ0-9&.]{0,12}"
    r"(?:\s?[-–/.]\s?[A-ZĐ][A-Za-zĐđƯƠÔÊ0-9&]{0,14}){0,5})",
)
_DATE_LINE = re.compile(
    r"ng[aàáảãạâ]y(?P<d>[\s.…_*\doOlI|iớSBZg]{0,12}?)\s{0,3}th[aáàảãạ]ng(?P<m>[\s.…_*\doOlI"
    r"|ớSBZg]{0,12}?)"
    r"\s{0,3}n[aăâắặ]m(?P<y>[ *]{0,3}[12Zl][ \doOlI|SBZgb]{3,5})?",
    re.IGNORECASE,
)
_URGENCY = (
    ("hỏa tốc", re.compile(r"(?<!\w)hoa\s+toc(?:\s+hen\s+gio)?(?!\w)")),
    ("thượng khẩn", re.compile(r"(?<!\w)thuong\s+khan(?!\w)")),
    ("khẩn", re.compile(r"(?<!\w)khan(?!\w)")),
)
_SUBJECT = re.compile(r"(?<!\w)[v]\s?[/\\l]\s?[v](?!\w)\s*[:.]?|(?<!\w)ve\s+viec\s*:")
_TO = re.compile(r"(?<!\w)kinh\s+g[ou]i(?!\w)\s*[:;.]?")
_WIRES = re.compile(r"(?<!\w)dien\s*:")
_BODY_OPENS = re.compile(
    r"(?:thuc\s+hien|can\s+cu|theo|tiep\s+theo|de\s+|nham|trien\s+khai|sau\s+thoi|trong\s+thoi"
    r"|thoi\s+gian"
    r"|hien\s+nay|truoc\s+tinh|ngay\s+\d|xet|thi\s+hanh|tren\s+co\s+so|qua\s|vua\s+qua|tinh\s+hinh"
    r"|uy\s+ban\s+nhan\s+dan\s+[a-z ]{2,30}(?:nhan\s+duoc|yeu\s+cau|co\s+y\s+kien|ban\s+hanh"
    r"|xay\s+dung|giao)"
    r"|ubnd\s|chu\s+tich\s|so\s+y\s+te\s|bo\s+y\s+te\s|i\.|1\.|dieu\s+1|phan\s)"
)
_HEADS = frozenset(
    words_of(name) for name in (*NAMED_HEADS, *FULL_HEADS, "Thủ tướng", "Nhà nước", "Chủ tịch nước")
) - {("quan", "su"), ("bien", "phong"), ("to",), ("quan", "doi"), ("trung", "uong"), ("doi",),
     ("quoc", "hoi"), ("mat",
     "tran"), ("dang",), ("hat",), ("cang",), ("quy",), ("doan",)}  # fmt: skip
_WINDOW = 6000


def read_header(page: Page, start: int, end: int, lexicon: Lexicon) -> Header:
    """Read the head of the document that begins at a place.

    Args:
        page: the text.
        start: first place of this document.
        end: where this document ends.
        lexicon: known names, for the sentence case of issuers.
    """
    header = Header()
    limit = min(end, start + _WINDOW)
    to = _TO.search(page.folded, start, limit)
    top_end = to.start() if to else _top_end(page, start, limit)
    header.has_motto = MOTTO.search(page.folded, start, top_end) is not None
    _read_number(page, header, start, top_end)
    _read_date(page, header, start, min(limit, top_end + 300) if to is None else top_end)
    title = _find_title(page, start, limit)
    is_titled = title is not None and (to is None or title[0] < to.start())
    _read_urgency(page, header, start, min(limit, top_end + 200))
    _read_issuer(page, header, start, _issuer_end(page, header, start, top_end, title), lexicon)
    header.end = top_end
    _decide_type(header, title[2] if title and is_titled else None)
    if title is not None and is_titled and not (header.type == "công văn" and to is not None):
        header.type_span = header.type_span or (title[0], title[1])
        _read_title_subject(page, header, title[1], limit, lexicon)
    else:
        _read_subject(page, header, start, top_end)
    if to is not None:
        header.end = _read_addressees(page, header, to.end(), end)
        late = _SUBJECT.search(page.folded, to.end(), header.end)
        if header.subject is None and late is not None:
            _read_subject(page, header, late.start(), header.end)
    elif header.type == "công điện":
        since = title[1] if title else start
        wires = _WIRES.search(page.folded, since, min(limit, since + 1500))
        if wires is not None:
            header.end = _read_addressees(page, header, wires.end(), end)
    if header.type is None and (to is not None or header.subject is not None):
        header.type = "công văn"
    return header


def _top_end(page: Page, start: int, limit: int) -> int:
    """Return where the head ends in a document that addresses nobody."""
    seen = start
    for pattern, source in ((_NUMBER, page.text), (_DATE_LINE, page.text)):
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
        if line.start > seen and _BODY_OPENS.match(page.folded, line.start):
            return line.start
    return min(limit, max(seen, start))


def _read_number(page: Page, header: Header, start: int, end: int) -> None:
    for match in _NUMBER.finditer(page.text, start, end):
        line_start = page.folded.rfind("\n", start, match.start()) + 1
        before = page.folded[max(line_start, start) : match.start()]
        if _SUBJECT.search(before) or re.search(
            r"(?:van|bao|dinh|quyet|hoach|dien|ket\s+luan)\s*$", before
        ):
            continue
        if (
            before.strip()
            and not re.search(r" {2}$|nam$|nam\s+$", before)
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
            printed = page.plain(n_start, n_end).replace(" ", "")
            header.number = printed if printed.isdigit() else str(number)
            header.number_span = (n_start, n_end)
        return


def _read_date(page: Page, header: Header, start: int, end: int) -> None:
    best: re.Match[str] | None = None
    for match in _DATE_LINE.finditer(page.text, start, end):
        line_start = max(start, page.folded.rfind("\n", start, match.start()) + 1)
        before = page.folded[line_start : match.start()]
        if before.rstrip().endswith((",", ".")) and not _SUBJECT.search(before):
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
    for mask in _MASKS:
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
    if 2 <= len(printed) <= 40 and printed[0].isupper() and "/" not in printed:
        if page.is_caps(begin, stop) and not any(char.isdigit() for char in printed):
            printed = printed.title()
        header.place, header.place_span = modern_tone(printed), (begin, stop)


def _blank_or_number(raw: str) -> int | None:
    cleaned = raw.strip(" .…_*\n\t")
    return digits(cleaned) if cleaned else None


def _read_urgency(page: Page, header: Header, start: int, end: int) -> None:
    for name, pattern in _URGENCY:
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
                if (words == name or words == f"{name} ket luan" or is_spread) and page.is_caps(
                    begin, stop
                ):
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
    subject = _SUBJECT.search(page.folded, start, end)
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
        for begin, stop in _unmasked(page, line.start, min(line.end, end), header):
            if not page.is_caps(begin, stop) or header.urgency_span == (begin, stop):
                continue
            words = words_of(page.folded[begin:stop])
            is_head = any(words[: len(name)] == name for name in _HEADS if name)
            if words[:1] == ("so",) and words[1:2] == (":",):
                continue
            if is_head or not groups:
                groups.append([(begin, stop)])
            else:
                groups[-1].append((begin, stop))
    groups = _rejoin(page, groups)
    if not groups:
        return
    header.issuer, header.issuer_span = _name_of(page, groups[-1], lexicon)
    if len(groups) > 1:
        header.parent, header.parent_span = _name_of(page, groups[-2], lexicon)


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
    return sentence_case(printed.strip(" -,.;:"), lexicon), (spans[0][0], spans[-1][1])


def _unmasked(page: Page, start: int, end: int, header: Header) -> list[Span]:
    """Return what is left of a line when the signs of the other column are taken away."""
    holes: list[Span] = []
    for mask in _MASKS:
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


def _decide_type(header: Header, words: str | None) -> None:
    by_symbol = type_of_symbol(header.symbol) if header.symbol else None
    header.type = by_symbol or words
    if by_symbol and header.symbol_span:
        header.type_span = header.symbol_span
    if header.type is None and header.symbol is not None:
        header.type, header.type_span = "công văn", header.symbol_span


def _read_subject(page: Page, header: Header, start: int, end: int) -> None:
    """Read "V/v …", or the "Về …" of a Party letter, over its broken lines."""
    mark = _SUBJECT.search(page.folded, start, end)
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
            for piece in _unmasked(page, position, line_end, header)
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


_ABOUT = re.compile(r"(?:v\s?/\s?v|ve\s+viec)(?!\w)\s*:?\s*")


def _without_mark(subject: str) -> str | None:
    """Drop "V/v" and "Về việc"; a bare "Về" belongs to the subject and stays."""
    mark = _ABOUT.match(fold(subject))
    if mark is not None:
        subject = subject[mark.end() :]
    return modern_tone(subject.strip(" .;:,-")) or None


def _is_furniture(page: Page, piece: Span) -> bool:
    folded = page.folded[piece[0] : piece[1]]
    return any(pattern.fullmatch(folded.strip()) for _, pattern in _URGENCY)


def _lowered(printed: str, lexicon: Lexicon) -> str:
    """Write a line of the subject that is printed in capitals as in a sentence."""
    letters = [char for char in printed if char.isalpha()]
    if len(letters) < 4 or sum(char.isupper() for char in letters) < 0.8 * len(letters):
        return printed
    cased = sentence_case(printed, lexicon)
    return cased[:1].lower() + cased[1:]


def _read_title_subject(
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
        if folded.startswith(("(kem theo", "(ban hanh", "kinh gui")) or _WIRES.search(folded):
            break
        if spans and (
            _BODY_OPENS.match(page.folded, line.start)
            and (previous_blank or page.text[line.start].isupper())
        ):
            break
        if page.is_caps(line.start, line.end) and folded.startswith(("cua ", "*")):
            continue
        if page.is_caps(line.start, line.end) and _is_authority_line(folded):
            break
        if not spans and _BODY_OPENS.match(page.folded, line.start):
            break
        if spans and previous_blank and page.text[line.start].isupper():
            break
        spans += _unmasked(page, line.start, line.end, header)
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


def _read_addressees(page: Page, header: Header, start: int, end: int) -> int:
    """Read the addressees after "Kính gửi:" and return where they end."""
    item: list[int] = []
    position = start
    stop_at = start
    dashed = False
    count = 0
    while position < end and count < 60:
        count += 1
        line_end = page.folded.find("\n", position)
        line_end = end if line_end < 0 else min(line_end, end)
        begin, stop = page.trim(position, line_end)
        if begin >= stop:
            if item and _is_closed(page, item) and not dashed:
                break
            position = line_end + 1
            continue
        head = page.folded[begin]
        is_dash = head in "-+•●▪·"
        if _SUBJECT.match(page.folded, begin):
            break
        if is_dash:
            dashed = True
            _close(page, header, item)
            item = [begin + 1, stop]
        elif item and not _is_closed(page, item):
            if _starts_body(page, begin) and page.text[begin].isupper():
                break
            item[1] = stop
        elif item or header.addressees:
            ends_list = page.folded[item[1] - 1] == "." if item else True
            if dashed or ends_list or _starts_body(page, begin):
                break
            _close(page, header, item)
            item = [begin, stop]
        else:
            item = [begin, stop]
        stop_at = stop
        if (
            item
            and page.folded[item[1] - 1] == "."
            and not page.folded[item[0] : item[1]].endswith(("..", "tp.", "tt."))
        ):
            break
        position = line_end + 1
    _close(page, header, item)
    return stop_at


def _starts_body(page: Page, begin: int) -> bool:
    return _BODY_OPENS.match(page.folded, begin) is not None


def _is_closed(page: Page, item: list[int]) -> bool:
    return page.folded[item[1] - 1] in ".;,:"


def _close(page: Page, header: Header, item: list[int]) -> None:
    if not item:
        return
    begin = item[0]
    for stop in [
        *(match.start() for match in re.finditer(r";", page.folded[item[0] : item[1]])),
        item[1] - item[0],
    ]:
        left, right = page.trim(begin, item[0] + stop, " \n;,.-:")
        if left < right:
            header.addressees.append((modern_tone(page.plain(left, right)), left, right))
        begin = item[0] + stop + 1
    item.clear()
