"""The end of a document: recipients, and the block of the signature."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phaodai.engines.dispatch.forms import POST_BY_FOLD, post_of
from phaodai.engines.dispatch.lexicon import Lexicon
from phaodai.engines.dispatch.names import sentence_case
from phaodai.engines.dispatch.text import Page, fold, modern_tone


@dataclass(slots=True)
class Footer:
    """What stands below the body of a document.

    Notes:
        Recipients are the lines of "Nơi nhận" as printed, one entry each, "Như trên" and "Lưu"
        included; the marks of purpose in parentheses (b/c, t/h, đăng tải, …) are dropped.
    """

    start: int
    end: int
    recipients: list[tuple[str, int, int]] = field(default_factory=list)
    authority: list[str] = field(default_factory=list)
    authority_span: tuple[int, int] | None = None
    collective: str | None = None
    post: str | None = None
    post_span: tuple[int, int] | None = None
    name: str | None = None
    name_span: tuple[int, int] | None = None


_RECIPIENTS = re.compile(r"(?<!\w)n[o0]i\s{0,3}nhan(?!\w)\s*[:.;]?")
_AUTHORITY = re.compile(
    r"(?<![\w/.])(?P<mark>T ?[/.]? ?M|K ?[/.]? ?T|TL|T/L|TUQ|T/UQ|Q(?=\s?[.:]))\s?[.:]?\s{0,3}"
    r"(?=[A-ZĐÀ-ỸƯƠĂÂÊÔ]{2,})"
)
_POST = re.compile(
    r"(?<!\w)(?:"
    + "|".join(re.escape(post) for post in sorted(POST_BY_FOLD, key=len, reverse=True))
    + r")(?!\w)"
)
_PURPOSE = re.compile(
    r"[\s;,]*\(\s*(?:de\s+)?(?:b/c|b\.c|bc|bao cao|t/h|th|thuc hien|d/b|de biet|biet|p/h|phoi hop"
    r"|dang tai|dang tin|c/d|chi dao|kt|kiem tra|theo doi|t/d|g/s|giam sat|de dang tai"
    r"|de b/c|tong hop|de tong hop|thay b/c|dua tin|de dua tin|dang cong|phat hanh)"
    r"(?:[\s,;/]+[a-z/ ]{1,24})?\s*\)"
)
_NAME_WORD = r"[A-ZĐÀ-ỸƯƠĂÂÊÔ][\w’'-]*"
_NAME = re.compile(rf"{_NAME_WORD}(?: {{1,3}}{_NAME_WORD}){{1,5}}")
_RANK = re.compile(
    r"^(?:(?:bscki{1,3}|bsck\s?i{1,2}|dscki{1,2}|bs|ths|ts|pgs|gs|cn|ks|ttut|ttnd|ds|bsnt"
    r"|(?:thieu|trung|thuong|dai)\s+(?:uy|ta|tuong)|ong|ba)(?![a-z])\.?\s*)+"
)
_GAP = re.compile(r" {3,}|\t")


def find_footer(page: Page, start: int, end: int, lexicon: Lexicon) -> Footer:
    """Find and read the recipients and the signature between two places of a text.

    Args:
        page: the document.
        start: where the body begins; nothing before it is looked at.
        end: where this document ends.
        lexicon: known names, for the sentence case of posts.
    """
    recipients = None
    for match in _RECIPIENTS.finditer(page.folded, start, end):
        if page.text[match.start()].isupper():
            recipients = match
    signature = _signature_start(page, recipients.start() if recipients else start, end)
    if recipients is None and signature is None:
        return Footer(end, end)
    first_sign = signature
    if recipients is not None:
        earlier = _signature_start(page, max(start, recipients.start() - 400), recipients.start())
        first_sign = min(
            (place for place in (earlier, signature) if place is not None), default=None
        )
    places = [place for place in (recipients.start() if recipients else None, first_sign) if
              place is not None]  # fmt: skip
    footer = Footer(min(places), end)
    _read_signature(page, footer, first_sign, end, lexicon)
    if recipients is not None:
        _read_recipients(page, footer, recipients.end(), end)
    footer.end = max(
        [footer.start]
        + [span[1] for span in (footer.name_span, footer.post_span) if span]
        + [item[2] for item in footer.recipients]
    )
    return footer


def _signature_start(page: Page, start: int, end: int) -> int | None:
    """Return where the signature begins: an authority mark or a post in capitals on its line."""
    for match in _AUTHORITY.finditer(page.text, start, end):
        stop = page.text.find("\n", match.end())
        stop = end if stop < 0 else min(stop, end)
        if page.is_caps(match.end(), min(stop, match.end() + 12)):
            return match.start()
    for match in _POST.finditer(page.folded, start, end):
        line_start = page.folded.rfind("\n", 0, match.start()) + 1
        before = page.folded[line_start : match.start()]
        if page.is_caps(match.start(), match.end()) and (
            not before.strip()
            or before.endswith("   ")
            or before.rstrip().endswith((";", ".", ":"))
        ):
            return match.start()
    return None


def _read_signature(
    page: Page, footer: Footer, start: int | None, end: int, lexicon: Lexicon
) -> None:
    if start is None:
        return
    text = page.text
    marks = list(_AUTHORITY.finditer(text, start, end))
    for match in marks:
        mark = match.group("mark").replace("/", "").replace(".", "").replace(" ", "") + "."
        if mark not in footer.authority:
            footer.authority.append(mark)
        if mark == "TM." and footer.collective is None:
            stop = text.find("\n", match.end())
            stop = end if stop < 0 else min(stop, end)
            footer.collective = sentence_case(page.plain(match.end(), stop), lexicon)
    if marks:
        footer.authority_span = page.trim(marks[0].start(), marks[-1].start(1) + 3)
    posts = [
        match
        for match in _POST.finditer(page.folded, start, end)
        if page.is_caps(match.start(), match.end())
    ]
    delegated = [match for match in marks if match.group("mark")[0] in "KT"]
    if posts:
        last = _signing_post(page, posts, marks)
        post_start, post_end = last.start(), last.end()
        has_own = not marks or last.start() > marks[-1].end() or not delegated
        is_deputised = bool(footer.authority) and footer.authority[-1] in {"KT.", "TL.", "TUQ."}
        if has_own or not is_deputised or len(posts) > 1:
            line_end = page.folded.find("\n", post_end)
            tail = page.folded[post_end : end if line_end < 0 else line_end].strip()
            if tail and len(tail) < 40 and page.is_caps(post_end, post_end + len(tail) + 3):
                post_end = end if line_end < 0 else line_end
            post_start, post_end = page.trim(post_start, post_end)
            printed = page.plain(post_start, post_end)
            known = post_of(printed)
            footer.post = known or _post_case(printed, lexicon)
            footer.post_span = (post_start, post_end)
    after = max(
        [start]
        + ([footer.post_span[1]] if footer.post_span else [])
        + [match.end() for match in marks]
    )
    _read_name(page, footer, after, end)


def _signing_post(
    page: Page, posts: list[re.Match[str]], marks: list[re.Match[str]]
) -> re.Match[str]:
    """Return the post that signs: the first below the last mark; later ones are held besides."""
    if not marks:
        return posts[0] if "\n" in page.text[posts[0].end() : posts[-1].start()] else posts[-1]
    line_end = page.folded.find("\n", marks[-1].end())
    below = [post for post in posts if 0 <= line_end < post.start()]
    return below[0] if below else posts[-1]


def _post_case(printed: str, lexicon: Lexicon) -> str:
    match = _POST.match(fold(printed))
    if match is None:
        return sentence_case(printed, lexicon)
    size = len(match.group().split())
    words = printed.split()
    post = post_of(" ".join(words[:size])) or ""
    return f"{post} {sentence_case(' '.join(words[size:]), lexicon)}".strip()


def _read_name(page: Page, footer: Footer, after: int, end: int) -> None:
    """Take the first line after the post that is nothing but a person's name."""
    line_start = after
    seen_lines = 0
    while line_start < end and seen_lines < 40:
        line_end = page.folded.find("\n", line_start)
        line_end = end if line_end < 0 else min(line_end, end)
        for piece_start, piece_end in _pieces(page, line_start, line_end):
            rank = _RANK.match(page.folded[piece_start:piece_end])
            name_start = piece_start + (rank.end() if rank else 0)
            name_start, name_end = page.trim(name_start, piece_end, " \n.,")
            printed = page.plain(name_start, name_end)
            if _NAME.fullmatch(printed) and not _looks_like_body(printed):
                if page.is_caps(name_start, name_end):
                    printed = printed.title()
                footer.name = modern_tone(printed) if "’" not in printed else printed
                footer.name_span = (name_start, name_end)
                return
        line_start = line_end + 1
        seen_lines += 1


def _looks_like_body(printed: str) -> bool:
    folded = fold(printed)
    first = folded.split()[0]
    return folded in POST_BY_FOLD or _POST_HEAD.match(folded) is not None or (first in {
        "so", "ubnd", "uy", "hdnd", "bo", "ban", "phong", "van", "noi", "nhu", "trung",
        "phu", "ky", "da", "signature", "cong", "tm", "kt", "chu", "pho", "giam", "hoi",
    } and not _NAMES_THAT_BEGIN_SO.match(folded))  # fmt: skip


_POST_HEAD = re.compile(
    r"(?:chu\s+tich|truong\s+ban|giam\s+doc|bi\s+thu|pho\s+(?:chu|truong|giam|bi))(?!\w)"
)
_NAMES_THAT_BEGIN_SO = re.compile(
    r"(?:van|ho|ha|chu|phu|trung|cong|bo|ban)\s\w+(?:\s\w+){1,2}$(?<!nhan dan)(?<!hoc)(?<!phong)"
)


def _pieces(page: Page, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a line at column gaps; a name may also stand after the archive line's full stop."""
    pieces: list[tuple[int, int]] = []
    begin = start
    for gap in _GAP.finditer(page.folded, start, end):
        if page.folded[begin : gap.start()].strip():
            pieces.append((begin, gap.start()))
        begin = gap.end()
    if page.folded[begin:end].strip():
        pieces.append((begin, end))
    if len(pieces) == 1 and "luu" in page.folded[start:end]:
        dot = page.folded.rfind(". ", start, end)
        if dot >= 0:
            pieces.append((dot + 2, end))
    return pieces


def _read_recipients(page: Page, footer: Footer, start: int, end: int) -> None:  # noqa: C901 - one branch per form
    """Read the lines of "Nơi nhận" up to the archive line or the signature."""
    limit = end
    if footer.authority_span and footer.authority_span[0] > start and not _is_beside(page, footer):
        limit = min(limit, footer.authority_span[0])
    elif footer.post_span and footer.post_span[0] > start and not _is_beside(page, footer):
        limit = min(limit, footer.post_span[0])
    item: list[int] = []
    position = start
    seen_archive = False
    while position < limit:
        line_end = page.folded.find("\n", position)
        line_end = limit if line_end < 0 else min(line_end, limit)
        left_end = _left_column_end(page, footer, position, line_end)
        begin, stop = page.trim(position, left_end)
        if begin < stop:
            head = page.folded[begin]
            is_item = head in "-+•●▪·" or (not footer.recipients and not item)
            if is_item:
                _close_item(page, footer, item)
                if seen_archive:
                    return
                body = begin + 1 if head in "-+•●▪·" else begin
                item = [body, stop]
            elif item and not seen_archive:
                item[1] = stop
            elif seen_archive:
                break
            if page.folded[item[0] : item[1]].lstrip().startswith("luu"):
                seen_archive = True
        elif seen_archive:
            break
        position = line_end + 1
    _close_item(page, footer, item)


def _is_beside(page: Page, footer: Footer) -> bool:
    """Say whether the signature stands on the same lines as the recipients."""
    span = footer.authority_span or footer.post_span
    if span is None:
        return False
    line_start = page.folded.rfind("\n", 0, span[0]) + 1
    return bool(page.folded[line_start : span[0]].strip())


def _left_column_end(page: Page, footer: Footer, start: int, end: int) -> int:
    """Return where the recipients' column ends on a line that also carries the signature."""
    for span in (footer.authority_span, footer.post_span, footer.name_span):
        if span and start < span[0] < end:
            end = span[0]
    mark = _AUTHORITY.search(page.text, start, end)
    if mark is not None and mark.start() > start:
        end = mark.start()
    for gap in _GAP.finditer(page.folded, start, end):
        if page.folded[start : gap.start()].strip():
            return gap.start()
    return end


def _close_item(page: Page, footer: Footer, item: list[int]) -> None:
    if not item:
        return
    start = item[0]
    for gap in _NEXT_ITEM.finditer(page.folded, item[0], item[1]):
        _close_one(page, footer, start, gap.start())
        start = gap.end()
    _close_one(page, footer, start, item[1])
    item.clear()


_NEXT_ITEM = re.compile(r"[;,.]\s{1,3}[-•●▪·]\s{1,3}(?=\S)")


def _close_one(page: Page, footer: Footer, start: int, end: int) -> None:
    begin, stop = page.trim(start, end, " \n;,.-")
    folded = page.folded[begin:stop]
    for purpose in _PURPOSE.finditer(folded):
        if purpose.end() >= len(folded):
            stop = begin + purpose.start()
            break
    begin, stop = page.trim(begin, stop, " \n;,.")
    if begin < stop:
        footer.recipients.append((modern_tone(page.plain(begin, stop)), begin, stop))
