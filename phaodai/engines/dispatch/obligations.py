"""Obligations: what each clause orders, whom, until when, and what figure proves it.

Decisions where the contract leaves room:

- A paragraph or a clause that introduces a list ("… yêu cầu … thực hiện các nhiệm vụ sau:") gives
  the list its bodies and is no obligation; earlier sentences of the same clause are.
- The closing formula ("Yêu cầu … nghiêm túc triển khai thực hiện./.") is none, unless it orders a
  report, a follow-up or sets a day. "… chịu trách nhiệm thi hành Quyết định này" in an article is.
- Sentences, and parts between semicolons, of one clause stay together while lead, deadline and
  target agree; a part without a deadline of its own does not take its neighbour's. A sentence
  that only dates ("Thời gian hoàn thành chậm nhất …") dates what stands before it.
- An order without a deadline is "standing" when it opens with a verb that has no end (tăng cường,
  tiếp tục, bảo đảm, …) or says thường xuyên, 24/24; it is "none" when it asks for a thing made.
- Bodies are taken from the order itself or an earlier sentence of its clause ("clause"), then from
  the clauses and the introduction above ("parent"), then from the addressees ("addressees").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from phaodai.engines.dispatch.bodies import BodyPhrase
from phaodai.engines.dispatch.clauses import Body, Clause
from phaodai.engines.dispatch.deadlines import NONE, STANDING, DeadlineReader, Due
from phaodai.engines.dispatch.forms import SILENT_TYPES
from phaodai.engines.dispatch.leads import Head, LeadReader
from phaodai.engines.dispatch.orders import (
    CLOSING,
    CLOSING_CONTENT,
    FORMULA,
    NARRATIVE,
    ORDERS,
    is_exhortation,
    verb_at,
)
from phaodai.engines.dispatch.targets import Target, TargetReader
from phaodai.engines.dispatch.text import Page, fold
from phaodai.engines.dispatch.units import Unit, split_units


@dataclass(frozen=True, slots=True)
class Party:
    """A body with a part in an obligation, and where it was found."""

    start: int
    end: int
    by: str
    level: str
    is_named: bool
    code: str

    def as_dict(self, page: Page) -> dict[str, object]:
        """Return the object of the contract."""
        return {
            "text": page.plain(self.start, self.end),
            "span": [self.start, self.end],
            "by": self.by,
        }


@dataclass(slots=True)
class Obligation:
    """One thing that a clause orders."""

    clause: str | None
    start: int
    end: int
    lead: list[Party]
    coordinate: list[Party]
    accountable: list[Party]
    due: Due
    targets: list[Target]
    confidence: float = 0.9
    is_exhortation: bool = False


@dataclass(slots=True)
class Context:
    """The bodies that a list inherits from what stands above it."""

    leads: list[Party] = field(default_factory=list)
    coordinates: list[Party] = field(default_factory=list)


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
_PERFORMS = re.compile(
    r"(?:dong\s+y|thong\s+nhat\s+(?:chu\s+truong|voi|de\s+nghi|noi\s+dung|cac|ve)|phe\s+duyet"
    r"|ban\s+hanh\s+kem\s+theo|bai\s+bo"
    r"|cong\s+bo|thanh\s+lap\s+(?:ban|to|doan|tieu|so|trung|hoi|doi)|kien\s+toan\s+(?:ban|to)"
    r"|sua\s+doi|ghi\s+nhan|danh\s+gia\s+cao"
    r"|hoan\s+nghenh|bieu\s+duong|ban\s+hanh\s+(?:quy|ke|kem)|ap\s+dung|quy\s+dinh)"
)
_PERSON = re.compile(r"(?:dong\s+chi|ong|ba|ong\s*\(ba\)|d/c)[\s:]+[a-z]+\s+[a-z]+[^.;]*?[,\-]")
_PASSIVE = re.compile(
    r"(?:viec|cong\s+tac)\s[^.;]{0,160}?(?:tien\s+hanh|thuc\s+hien|bao\s+dam|dam\s+bao)"
)
_REPORTS = re.compile(
    r"(?<!\w)(?:bao\s+cao|phan\s+anh|thong\s+tin|trao\s+doi|lien\s+he)\s+(?:kip\s+thoi\s+"
    r"|ngay\s+)?(?:ve|ubnd|uy\s+ban|so|bo|voi|den|truc\s+tiep)\s"
)
_ASKS = re.compile(r"(?:yeu\s+cau|de\s+nghi|can\s+cu|voi\s+noi|nhan\s+duoc|tren\s+day)(?!\w)")
_TELLING = frozenset({"ghi", "phat", "tang", "giam", "nhan", "duy", "tiem"})
_LISTS = re.compile(
    r"(?:so|danh\s+sach|ty\s+le|tong|ong|ba|thoi\s+gian|dia\s+diem|thanh\s+phan|doi\s+tuong|mau|bang|muc|phu\s+luc"
    r"|co\s+quan|hinh\s+thuc|nguon|kinh\s+phi|noi\s+dung|ten|dien\s+thoai|dong\s+chi|[\d%])(?!\w)"
)
_PREPARES = re.compile(r"(?:chuan\s+bi|san\s+sang|xay\s+dung|chu\s+dong\s+chuan)")
_NATIONAL = ("bo ", "chinh phu", "thu tuong", "ban chi dao quoc gia", "van phong chinh phu", "cuc ")
_AREA = re.compile(
    r"(?<!\w)(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+\S.*$"
    r"|(?<=ủy )[A-ZĐ].*$"
)


def _is_item(path: str | None) -> bool:
    """Say whether a path ends in a dash, a letter or an inline number."""
    last = (path or "").rsplit(".", 1)[-1]
    return last[:1] in {"-", "+", "("} or (last.isalpha() and last.islower())


def _last_sentence(page: Page, units: list[Unit]) -> list[Unit]:
    """Return the last sentence as one unit, its parts between semicolons joined again."""
    if not units:
        return []
    at = len(units) - 1
    while at > 0 and page.folded[units[at - 1].end : units[at - 1].end + 1] == ";":
        at -= 1
    first, last = units[at], units[-1]
    return [Unit(first.start, last.end, first.first, last.after)]


class ObligationReader:
    """Read the obligations of one document's body."""

    def __init__(
        self,
        page: Page,
        leads: LeadReader,
        deadlines: DeadlineReader,
        targets: TargetReader,
        kind: str | None,
        issuer: str | None,
        addressees: list[Party],
    ) -> None:
        """Bind the readers and the head of the document.

        Args:
            page: the text.
            leads: bodies of orders.
            deadlines: deadlines of orders.
            targets: targets of orders.
            kind: the document's type.
            issuer: who issues it.
            addressees: who it is sent to, the last resort for a lead.
        """
        self.page = page
        self.leads = leads
        self.deadlines = deadlines
        self.targets = targets
        self.kind = kind
        self.issuer = issuer
        self.addressees = addressees
        self.found: list[Obligation] = []

    def read(self, body: Body) -> list[Obligation]:
        """Return the obligations in order of their spans."""
        if self.kind in SILENT_TYPES:
            return []
        opening = self._opening(body)
        for clause in body.clauses:
            self._clause(clause, opening, "order")
        for item in body.closing:
            self._stretch(None, [(item.start, item.end)], opening, "closing")
        self.found.sort(key=lambda item: (item.start, item.end))
        return self.found

    def _opening(self, body: Body) -> Context:
        """Read what the introduction orders, and the bodies that it gives the list to."""
        context = Context()
        for index, item in enumerate(body.opening):
            units = split_units(self.page, item.start, item.end)
            is_last = index == len(body.opening) - 1
            stretch = self.page.folded[item.start : item.end].rstrip(" \n")
            introduces = bool(body.clauses) and (is_last or stretch.endswith(":"))
            if introduces:
                for unit in _last_sentence(self.page, units):
                    leads = self.leads.ordered(unit)
                    if leads:
                        context.leads = self._parties(leads, "parent")
                        named = self.leads.coordinates(unit)
                        context.coordinates = self._parties(named, "parent")
                continue
            mode = "opening" if body.clauses else "whole"
            self._stretch(None, [(item.start, item.end)], context, mode)
        return context

    def _clause(self, clause: Clause, above: Context, mode: str) -> None:
        mode = self._mode(clause, mode)
        own = list(clause.own)
        context = above
        if clause.is_intro and own:
            start, end = own[0]
            units = split_units(self.page, start, end)
            sentence = _last_sentence(self.page, units)
            intro = sentence[0] if sentence else None
            if clause.heading is not None and units:
                intro = Unit(units[0].start, units[-1].end, units[0].first, units[-1].after)
            own[0] = (start, intro.start if intro else end)
            if clause.heading is not None:
                own = own[1:]
            context = self._intro(intro, above, is_title=clause.heading is not None)
        stated = self._stretch(clause.path, own, context, mode)
        below = context
        if stated and (not clause.is_intro or context.leads is above.leads):
            below = Context(stated, [] if context is above else context.coordinates)
        for child in clause.children:
            self._clause(child, below, mode)

    def _intro(self, intro: Unit | None, above: Context, *, is_title: bool) -> Context:
        """Return the bodies that an introduction or a title gives the clauses below it to."""
        if intro is None:
            return above
        leads = self.leads.ordered(intro)
        if not leads and is_title:
            leads = self.leads.title(intro)
        coordinates = self._parties(self.leads.coordinates(intro), "parent")
        if not leads:
            return Context(above.leads, [*above.coordinates, *coordinates])
        spans = {(item.start, item.end) for item in leads}
        coordinates = [item for item in coordinates if (item.start, item.end) not in spans]
        return Context(self._parties(leads, "parent"), coordinates)

    def _mode(self, clause: Clause, mode: str) -> str:
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

    def _stretch(  # noqa: C901 - one branch per form
        self,
        path: str | None,
        stretches: list[tuple[int, int]],
        context: Context,
        mode: str,
    ) -> list[Party]:
        """Read the obligations of one clause's own text; return the first bodies it names."""
        stated: list[Party] = []
        latest: list[Party] = []
        shared: list[Party] = []
        for start, end in stretches:
            current: Obligation | None = None
            for unit, head in self._units(start, end):
                if head.is_explicit and head.leads:
                    latest = self._parties(head.leads, "clause")
                    shared = self._shared(unit, head)
                    stated = stated or latest
                if current is not None and self.deadlines.is_only_deadline(unit.start, unit.end):
                    self._date(current, unit)
                    continue
                if not self._is_order(
                    unit,
                    head,
                    mode,
                    goes_on=current is not None,
                    is_item=bool(context.leads) and current is None and _is_item(path),
                ):
                    if current is not None and mode == "order":
                        current.end = unit.end
                    continue
                made = self._make(path, unit, head, latest, context, shared)
                if head.leads and self.leads.words[head.leads[-1].after - 1] == "nao":
                    latest = []
                if mode == "goal" and not made.targets:
                    continue
                if current is not None and self._is_same(current, made):
                    self._join(current, made)
                    continue
                previous = self.found[-1] if self.found else None
                if (
                    current is None
                    and previous is not None
                    and path is not None
                    and previous.clause == path
                    and self._is_same(previous, made)
                ):
                    current = previous
                    self._join(current, made)
                    continue
                current = made
                self.found.append(made)
        for item in self.found:
            if item.clause == path:
                self._settle(item)
        return stated

    def _units(self, start: int, end: int) -> list[tuple[Unit, Head]]:
        """Cut a stretch into units; a part that only names bodies joins the one after it."""
        result: list[tuple[Unit, Head]] = []
        waiting: Unit | None = None
        for unit in split_units(self.page, start, end):
            if waiting is not None:
                unit = Unit(waiting.start, unit.end, waiting.first, unit.after)
            head = self.leads.head(unit)
            if not head.leads and _PERFORMS.match(self.page.folded, unit.start, unit.end):
                given = self.leads.ordered(unit)
                if given:
                    head = Head(given, given[-1].after, is_explicit=True)
            if head.is_bodies_only and self.page.folded[unit.end : unit.end + 1] == ";":
                waiting = unit
                continue
            waiting = None
            result.append((unit, head))
        if waiting is not None:
            result.append((waiting, Head(content=waiting.first)))
        return result

    def _is_order(self, unit: Unit, head: Head, mode: str, *, goes_on: bool, is_item: bool) -> bool:  # noqa: C901 - one branch per form
        """Say whether a unit orders something.

        Args:
            unit: the stretch.
            head: the bodies that it names.
            mode: how far the words of this part of the document count as orders.
            goes_on: an order of the same clause stands before it.
            is_item: an item of a list whose bodies are named above it.
        """
        folded = self.page.folded[unit.start : unit.end]
        if FORMULA.match(folded) or head.is_bodies_only:
            return False
        if self.page.is_caps(unit.start, unit.end) and ":" not in folded:
            return False
        ends = folded.rstrip(' "').endswith(("/.", "./"))
        if (ends or mode in {"closing", "opening", "whole"}) and self._is_formula(folded):
            return not (mode != "order" or _ASKS.match(folded))
        if mode in {"closing", "opening", "whole"} and self.leads.is_issuer(head.leads):
            return False
        words = self.leads.words
        at = head.content
        opens = at < unit.after and verb_at(words, at) > 0
        tells = NARRATIVE.search(folded) and not ORDERS.search(folded)
        if tells and (not opens or words[at] in _TELLING):
            return False
        if mode == "goal":
            return True
        concludes = self.kind in {"quyết định", "nghị quyết", "thông báo", "kết luận"}
        if concludes and not head.leads and _PERFORMS.match(folded):
            return False
        if _PERSON.match(folded) and not ORDERS.search(folded):
            return False
        if mode in {"silent", "opening", "whole"}:
            explicit = bool(head.leads) and (opens or bool(ORDERS.search(folded)))
            return explicit or (goes_on and opens)
        if mode == "closing":
            orders = bool(ORDERS.search(folded)) or bool(_REPORTS.search(folded))
            return (bool(head.leads) or goes_on or orders) and (opens or orders)
        return (
            opens
            or bool(head.leads)
            or bool(ORDERS.search(folded))
            or _PASSIVE.match(folded) is not None
            or self.deadlines.read(unit.start, unit.end).is_strong
            or (is_item and _LISTS.match(folded) is None and len(folded) > 24)
        )

    def _is_formula(self, folded: str) -> bool:
        """Say whether a closing sentence orders nothing but to carry the document out."""
        match = CLOSING.search(folded)
        return match is not None and not CLOSING_CONTENT.search(folded[: match.start()] + " ")

    def _make(
        self,
        path: str | None,
        unit: Unit,
        head: Head,
        latest: list[Party],
        context: Context,
        shared: list[Party],
    ) -> Obligation:
        leads = latest or [self._by(item, "parent") for item in context.leads] or self.addressees
        is_inherited = not latest
        coordinates = self._parties(self.leads.coordinates(unit), "clause")
        taken = {(item.start, item.end) for item in leads}
        coordinates = [item for item in coordinates if (item.start, item.end) not in taken]
        given = (
            [self._by(item, "parent") for item in context.coordinates] if is_inherited else shared
        )
        known = set(self._texts(coordinates))
        coordinates += [item for item in given if self._text(item) not in known]
        answering, is_lead = self.leads.accountable(unit, head.leads)
        accountable = leads if is_lead else self._parties(answering, "clause")
        prepares = _PREPARES.match(self.page.folded, self._content_place(unit, head)) is not None
        due = self.deadlines.read(unit.start, unit.end, is_preparation=prepares)
        targets = self.targets.read(unit.start, unit.end, due)
        made = Obligation(path, unit.start, unit.end, leads, coordinates, accountable, due, targets)
        made.is_exhortation = is_exhortation(self.leads.words, self._content(unit, head))
        return made

    def _content(self, unit: Unit, head: Head) -> int:
        """Return the token that the order proper begins with, past "chủ trì, phối hợp với …:"."""
        if head.leads:
            stop = min(unit.after, head.content + 60)
            for at in range(head.content, stop):
                if self.leads.words[at] == ":" and at + 1 < unit.after:
                    return at + 1
        named = self.leads.coordinates(unit)
        opening = self.leads.words[head.content : head.content + 2]
        if named and opening in (["chu", "tri"], ["phoi", "hop"]):
            after = max(item.after for item in named)
            if after < unit.after and verb_at(self.leads.words, after):
                return after
        return head.content

    def _shared(self, unit: Unit, head: Head) -> list[Party]:
        """Return the co-ordinators named before a colon: they hold for all that follows it."""
        at = self._content(unit, head)
        if at == head.content or self.leads.words[at - 1] != ":":
            return []
        named = self.leads.coordinates(Unit(unit.start, self.page.tokens[at].start, unit.first, at))
        return self._parties(named, "clause")

    def _content_place(self, unit: Unit, head: Head) -> int:
        tokens = self.page.tokens
        at = self._content(unit, head)
        return tokens[at].start if at < len(tokens) else unit.start

    def _is_same(self, current: Obligation, made: Obligation) -> bool:
        if self._texts(current.lead) != self._texts(made.lead):
            return False
        if [item.key for item in current.targets] != [item.key for item in made.targets]:
            return False
        return current.due.key == made.due.key

    def _join(self, current: Obligation, made: Obligation) -> None:
        current.end = made.end
        for mine, other in (
            (current.coordinate, made.coordinate), (current.accountable, made.accountable),
        ):  # fmt: skip
            known = self._texts(mine)
            mine.extend(item for item in other if self._text(item) not in known)
        if made.due.kind == "standing" and current.due.kind == "none":
            current.due = made.due

    def _date(self, current: Obligation, unit: Unit) -> None:
        """Let a sentence that only dates extend the order before it."""
        due = self.deadlines.read(unit.start, unit.end)
        current.end = unit.end
        if due.is_strong:
            current.due = due
            current.targets = self.targets.read(current.start, current.end, due)

    def _settle(self, item: Obligation) -> None:
        """Decide between a task and a standing duty, and how sure the reading is."""
        if item.due is NONE and item.is_exhortation:
            item.due = STANDING
        item.start, item.end = self.page.trim(item.start, item.end, " \n;,")
        sure = {"clause": 0.92, "parent": 0.85, "addressees": 0.7}
        score = min((sure[party.by] for party in item.lead), default=0.45)
        if self.page.is_accentless:
            score -= 0.2
        if item.due.is_inferred or item.due.kind == "event":
            score -= 0.08
        item.confidence = round(max(0.1, score), 2)

    def _parties(self, phrases: list[BodyPhrase], by: str) -> list[Party]:
        return [
            Party(item.start, item.end, by, item.level, item.is_named, item.code)
            for item in phrases
        ]

    def _by(self, item: Party, by: str) -> Party:
        return Party(item.start, item.end, by, item.level, item.is_named, item.code)

    def _text(self, item: Party) -> str:
        return fold(self.page.plain(item.start, item.end))

    def _texts(self, items: list[Party]) -> list[str]:
        return [self._text(item) for item in items]

    def scope(self, item: Obligation) -> list[dict[str, object]]:
        """Return the units that an obligation binds, by the bodies that lead it.

        Notes:
            "within" is the issuer's own unit; "địa phương" are the units one level below it.
        """
        area = _AREA.search(self.issuer or "")
        within = area.group() if area is not None else None
        scopes: list[dict[str, object]] = []
        for party in item.lead:
            level = self._below() if party.level == "locality" else party.level
            entry: dict[str, object] = {
                "level": level, "within": within, "text": self.page.plain(party.start, party.end),
            }  # fmt: skip
            if entry not in scopes:
                scopes.append(entry)
        return scopes

    def _below(self) -> str:
        folded = fold(self.issuer or "") + " "
        if folded.startswith(_NATIONAL):
            return "province"
        for word, level in (
            ("huyen", "commune"), ("quan ", "commune"), ("thi xa", "commune"), ("phuong", "hamlet"),
            ("thi tran", "hamlet"), (" xa ", "hamlet"), ("tinh", "district"), ("thanh pho",
            "district"),
        ):  # fmt: skip
            if word in folded:
                return level
        return "district"
