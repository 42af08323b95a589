"""What the head of a document holds, and the signs by which its parts are known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phaodai.engines.dispatch.dates import PartialDate
from phaodai.engines.dispatch.lexicon import words_of
from phaodai.engines.dispatch.names import FULL_HEADS, NAMED_HEADS

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
MASKS = (
    MOTTO,
    re.compile(r"d[o0]c\s+l[a]p\s*-?\s*t[u]\s+d[o0]\s*-?\s*hanh\s+phuc"),
    re.compile(r"dang\s+c[o0]ng\s+san\s+v[il]et\s+nam"),
    re.compile(r"(?<!\w)(?:ban\s+sao|du\s+thao|toi\s+mat|tuyet\s+mat|mat)(?=\s*(?:\n|$))"),
    re.compile(r"[-=~.\"'^|]{3,}"),
)
NUMBER_LINE = re.compile(
    r"(?<![\w])S[ốôồổỗộốo0óòỏõọơớ]\s{0,3}[:;.]?(?P<num>[ *_.…\dOolISB|]{0,24}?)"
    r"(?P<sep>\s?[/\-–]\s?)\s{0,4}"
    r"(?P<sym>(?:\d{4}\s?/\s?)?[A-ZĐ][A-Za-zĐđƯƠÔÊ0-9&.]{0,12}"
    r"(?:\s?[-–/.]\s?[A-ZĐ][A-Za-zĐđƯƠÔÊ0-9&]{0,14}){0,5})",
)
DATE_LINE = re.compile(
    r"ng[aàáảãạâ]y(?P<d>[\s.…_*\doOlI|iớSBZg]{0,12}?)\s{0,3}th[aáàảãạ]ng(?P<m>[\s.…_*\doOlI"
    r"|ớSBZg]{0,12}?)"
    r"\s{0,3}n[aăâắặ]m(?P<y>[ *]{0,3}[12Zl][ \doOlI|SBZgb]{3,5})?",
    re.IGNORECASE,
)
URGENCY = (
    ("hỏa tốc", re.compile(r"(?<!\w)hoa\s+toc(?:\s+hen\s+gio)?(?!\w)")),
    ("thượng khẩn", re.compile(r"(?<!\w)thuong\s+khan(?!\w)")),
    ("khẩn", re.compile(r"(?<!\w)khan(?!\w)")),
)
SUBJECT = re.compile(r"(?<!\w)[v]\s?[/\\l]\s?[v](?!\w)\s*[:.]?|(?<!\w)ve\s+viec\s*:")
ADDRESSED = re.compile(r"(?<!\w)kinh\s+g[ou]i(?!\w)\s*[:;.]?")
WIRES = re.compile(r"(?<!\w)dien\s*:")
BODY_OPENS = re.compile(
    r"(?:thuc\s+hien|can\s+cu|theo|tiep\s+theo|de\s+|nham|trien\s+khai|sau\s+thoi|trong\s+thoi"
    r"|thoi\s+gian"
    r"|hien\s+nay|truoc\s+tinh|ngay\s+\d|xet|thi\s+hanh|tren\s+co\s+so|qua\s|vua\s+qua|tinh\s+hinh"
    r"|uy\s+ban\s+nhan\s+dan\s+[a-z ]{2,30}(?:nhan\s+duoc|yeu\s+cau|co\s+y\s+kien|ban\s+hanh"
    r"|xay\s+dung|giao)"
    r"|ubnd\s|chu\s+tich\s|so\s+y\s+te\s|bo\s+y\s+te\s|i\.|1\.|dieu\s+1|phan\s)"
)
ISSUER_HEADS = frozenset(
    words_of(name) for name in (*NAMED_HEADS, *FULL_HEADS, "Thủ tướng", "Nhà nước", "Chủ tịch nước")
) - {("quan", "su"), ("bien", "phong"), ("to",), ("quan", "doi"), ("trung", "uong"), ("doi",),
     ("quoc", "hoi"), ("mat",
     "tran"), ("dang",), ("hat",), ("cang",), ("quy",), ("doan",)}  # fmt: skip
WINDOW = 6000
