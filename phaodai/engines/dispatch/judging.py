"""Whether a stretch of a document orders something: by its form, and by where it stands."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.clauses import Clause
from phaodai.engines.dispatch.deadlines import DeadlineReader
from phaodai.engines.dispatch.heads import Head
from phaodai.engines.dispatch.leads import LeadReader
from phaodai.engines.dispatch.orders import (
    CLOSING,
    CLOSING_CONTENT,
    FORMULA,
    NARRATIVE,
    ORDERS,
    verb_at,
)
from phaodai.engines.dispatch.text import fold
from phaodai.engines.dispatch.units import Unit

_SILENT_HEADING = re.compile(
    r"(?<!\w)(?:muc\s+dich|danh\s+gia|tinh\s+hinh|ket\s+qua|can\s+cu|pham\s+vi|doi\s+tuong"
    r"|nhan\s+dinh|su\s+can\s+thiet"
    r"|ton\s+tai|han\s+che|nguyen\s+nhan|du\s+bao|khai\s+niem|giai\s+thich|quan\s+diem|thoi\s+gian"
    r"|dia\s+diem|dac\s+diem"
    r"|thanh\s+phan|nhung\s+dinh|co\s+so\s+phap|thuc\s+trang|kinh\s+phi|uu\s+diem|khai\s+quat"
    r"|dac\s+diem|kich\s+ban\s+dich)(?!\w)"
)
_GOAL_HEADING = re.compile(r"(?<!\w)(?:muc\s+tieu|chi\s+tieu|muc\s+dich|chi\s+so)(?!\w)")
_ACTING_HEADING = re.compile(
    r"(?<!\w)(?:to\s+chuc\s+thuc\s+hien|phan\s+cong|nhiem\s+vu|giai\s+phap|trach\s+nhiem"
    r"|bien\s+phap|yeu\s+cau\s+cac)(?!\w)"
)
PERFORMS = re.compile(
    r"(?:dong\s+y|thong\s+nhat\s+(?:chu\s+truong|voi|de\s+nghi|noi\s+dung|cac|ve)|phe\s+duyet"
    r"|ban\s+hanh\s+kem\s+theo|bai\s+bo"
    r"|cong\s+bo|thanh\s+lap\s+(?:ban|to|doan|tieu|so|trung|hoi|doi)|kien\s+toan\s+(?:ban|to)"
    r"|sua\s+doi|bo\s+sung\s+(?:cac\s+)?(?:ong|ba|dong\s+chi)(?!\w)|ghi\s+nhan|danh\s+gia\s+cao"
    r"|hoan\s+nghenh|bieu\s+duong|ban\s+hanh\s+(?:quy|ke|kem)|ap\s+dung|quy\s+dinh)"
)
"""What an authority does itself by saying it, in decisions and conclusions."""
_FOUNDS = re.compile(
    r"(?:thanh\s+lap|kien\s+toan|ban\s+hanh|phe\s+duyet|cong\s+bo|sua\s+doi|ap\s+dung)"
)
"""What a body named above may be told to do as well."""
_PERSON = re.compile(r"(?:dong\s+chi|ong|ba|ong\s*\(ba\)|d/c)[\s:]+[a-z]+\s+[a-z]+[^.;]*?[,\-]")
PASSIVE = re.compile(
    r"(?:viec|cong\s+tac)\s[^.;]{0,160}?(?:tien\s+hanh|thuc\s+hien|bao\s+dam|dam\s+bao)"
)
"""An order without a body: "Việc … phải được thực hiện …"."""
_REPORTS = re.compile(
    r"(?<!\w)(?:bao\s+cao|phan\s+anh|thong\s+tin|trao\s+doi|lien\s+he)\s+(?:kip\s+thoi\s+"
    r"|ngay\s+)?(?:ve|ubnd|uy\s+ban|so|bo|voi|den|truc\s+tiep)\s"
)
_ASKS = re.compile(r"(?:yeu\s+cau|de\s+nghi|can\s+cu|voi\s+noi|nhan\s+duoc|tren\s+day)(?!\w)")
_GIVES = re.compile(r"(?:giao|yeu\s+cau|de\s+nghi|phan\s+cong)(?!\w)")
_TELLING = frozenset({"ghi", "phat", "tang", "giam", "nhan", "duy", "tiem"})
_POINTS = re.compile(
    r"(?:(?:cac|nhung)\s+)?(?:nhiem\s+vu|noi\s+dung|cong\s+viec|hoat\s+dong)(?!\w)[^.;]*(?<!\w)"
    r"(?:phu\s+luc|(?:bang|bieu)\s+(?:sau|duoi|kem|duoi\s+day|dinh\s+kem))(?!\w)"
)
"""A sentence that only says which table gives the tasks."""
_LISTS = re.compile(
    r"(?:so|danh\s+sach|ty\s+le|tong|ong|ba|thoi\s+gian|dia\s+diem|thanh\s+phan|doi\s+tuong|mau"
    r"|bang|muc|phu\s+luc"
    r"|co\s+quan|hinh\s+thuc|nguon|kinh\s+phi|noi\s+dung|ten|dien\s+thoai|dong\s+chi|[\d%])(?!\w)"
)
_WATCHES = re.compile(
    r"(?:chu\s+tri|phoi\s+hop|theo\s+doi|don\s+doc|kiem\s+tra|tong\s+hop|chiu\s+trach\s+nhiem)(?!\w)"
)
"""What an issuer may take upon itself in its closing words."""
_TELLS = re.compile(
    r"(?:ngay\s+\d|ngay\s+[\d/]+|sang\s+ngay|chieu\s+ngay|tai\s+(?:cuoc|buoi|hoi|phien|phong)|vua\s+qua|tham\s+du)"
)
_APART = frozenset({"closing", "opening", "whole", "invite"})


class OrderJudge:
    """Tell orders from titles, narratives, lists and closing formulas."""

    def __init__(self, leads: LeadReader, deadlines: DeadlineReader, kind: str | None) -> None:
        """Bind the readers and the document's type.

        Args:
            leads: bodies of orders.
            deadlines: deadlines of orders.
            kind: the document's type.
        """
        self.page = leads.page
        self.leads = leads
        self.deadlines = deadlines
        self.kind = kind

    def mode(self, clause: Clause, mode: str) -> str:
        """Return how far a clause's words count as orders, by its title and the titles above."""
        title = fold(clause.heading or "")
        if not title:
            return mode
        if _ACTING_HEADING.search(title):
            return "order"
        if len(title) > 120:
            return mode
        if _GOAL_HEADING.search(title):
            return "goal"
        if _SILENT_HEADING.search(title):
            return "silent"
        return mode

    def is_order(self, unit: Unit, head: Head, mode: str, *, goes_on: bool, is_item: bool) -> bool:
        """Say whether a unit orders something.

        Args:
            unit: the stretch.
            head: the bodies that it names.
            mode: how far the words of this part of the document count as orders.
            goes_on: an order of the same clause stands before it.
            is_item: an item of a list whose bodies are named above it.
        """
        folded = self.page.folded[unit.start : unit.end]
        if self._is_empty(unit, head, mode, folded):
            return False
        words = self.leads.words
        at = head.content
        opens = at < unit.after and verb_at(words, at) > 0
        orders = ORDERS.search(folded) is not None
        if NARRATIVE.search(folded) and not orders and (not opens or words[at] in _TELLING):
            return False
        if mode == "goal":
            return True
        concludes = self.kind in {"quyết định", "nghị quyết", "thông báo", "kết luận"}
        if concludes and not head.leads and PERFORMS.match(folded):
            return is_item and _FOUNDS.match(folded) is not None
        if _PERSON.match(folded) and not orders:
            return False
        if mode in _APART or mode == "silent":
            return self._stands_apart(head, mode, folded, goes_on=goes_on, opens=opens)
        return (
            opens
            or (bool(head.leads) and not (self._lists(head, unit) and not orders))
            or orders
            or PASSIVE.match(folded) is not None
            or self.deadlines.read(unit.start, unit.end).is_strong
            or self.deadlines.names_impossible_day(unit.start, unit.end)
            or (is_item and _LISTS.match(folded) is None and len(folded) > 24)
        )

    def _lists(self, head: Head, unit: Unit) -> bool:
        """Say whether only a list follows the bodies ("Các thành viên: danh sách …")."""
        if head.content >= unit.after or self.leads.words[head.content - 1] != ":":
            return False
        return _LISTS.match(self.page.folded, self.page.tokens[head.content].start) is not None

    def _stands_apart(
        self, head: Head, mode: str, folded: str, *, goes_on: bool, opens: bool
    ) -> bool:
        """Judge a unit outside the clauses that give orders: it must say whom it orders."""
        orders = ORDERS.search(folded) is not None
        if mode == "invite":
            return bool(head.leads) and _GIVES.match(folded) is not None
        if mode != "closing" and _TELLS.match(folded) and not orders:
            return False
        if mode == "closing":
            orders = orders or _REPORTS.search(folded) is not None
            return (bool(head.leads) or goes_on or orders) and (opens or orders)
        return (bool(head.leads) and (opens or orders)) or (goes_on and opens)

    def _is_empty(self, unit: Unit, head: Head, mode: str, folded: str) -> bool:
        """Say whether a unit is a formula, a title, or names nobody but the issuer."""
        if FORMULA.match(folded) or head.is_bodies_only:
            return True
        if not head.leads and _POINTS.match(folded):
            return True
        if self.page.is_caps(unit.start, unit.end) and ":" not in folded:
            return True
        ends = folded.rstrip(' "').endswith(("/.", "./"))
        if (ends or mode in _APART or mode == "listed") and self._is_formula(folded):
            return mode != "order" or _ASKS.match(folded) is not None
        if mode not in _APART and mode != "listed":
            return False
        if not self.leads.is_issuer(head.leads):
            return False
        at = self.page.tokens[head.content].start if head.content < unit.after else unit.end
        return mode != "closing" or _WATCHES.match(self.page.folded, at) is None

    def _is_formula(self, folded: str) -> bool:
        """Say whether a closing sentence orders nothing but to carry the document out."""
        match = CLOSING.search(folded)
        return match is not None and not CLOSING_CONTENT.search(folded[: match.start()] + " ")
