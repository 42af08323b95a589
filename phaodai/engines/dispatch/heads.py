"""How an order begins: the bodies that it is given to, and where its own words start."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from phaodai.engines.dispatch.bodies import BodyPhrase, BodyReader
from phaodai.engines.dispatch.lexicon import words_of
from phaodai.engines.dispatch.names import SECTORS
from phaodai.engines.dispatch.orders import verb_at
from phaodai.engines.dispatch.text import fold
from phaodai.engines.dispatch.units import Unit, depth_zero_commas


@dataclass(slots=True)
class Head:
    """How a unit begins: the bodies it is given to, and where its own words start."""

    leads: list[BodyPhrase] = field(default_factory=list)
    content: int = 0
    is_explicit: bool = False
    is_bodies_only: bool = False
    is_condition: bool = False


_GIVING = (
    ("giao", "cho"), ("giao",), ("yeu", "cau"), ("de", "nghi"), ("kinh", "de", "nghi"),
    ("phan", "cong"), ("uy", "quyen"), ("doi", "voi"), ("trach", "nhiem", "cua"), ("nhiem", "vu",
    "cua"),
    ("trach", "nhiem", "thuc", "hien", "cua"), ("ve", "phia"), ("tran", "trong", "de", "nghi"),
    ("giao", "trach", "nhiem", "cho"), ("giao", "nhiem", "vu", "cho"), ("chi", "dao"),
)  # fmt: skip
_ADDRESSED = (
    ("cac", "ong", ",", "ba", ":"), ("cac", "ong", "/", "ba", ":"), ("ong", ",", "ba", ":"),
    ("cac", "ong", "(", "ba", ")", ":"), ("cac", "dong", "chi", ":"), ("cac", "ong", "ba", ":"),
    ("cac", "ong", "(", "ba", ")"), ("cac", "ong", ",", "ba"), ("cac", "ong", ":"),
)  # fmt: skip
"""Polite words before a list of posts."""
_ORDERING = (
    ("yeu", "cau"),
    ("giao", "cho"),
    ("giao",),
    ("de", "nghi"),
    ("phan", "cong"),
    ("mong",),
)
_STARTERS = frozenset(
    [
        "trong",
        "tren",
        "can",
        "de",
        "nham",
        "khi",
        "theo",
        "truoc",
        "hang",
        "dinh",
        "sau",
        "tu",
        "voi",
        "neu",
        "doi",
        "tai",
        "qua",
        "ngoai",
        "rieng",
        "thuc",
        "ngay",
        "mau",
        "cu",
        "viec",
        "truong",
        "moi",
        "den",
        "cung",
        "vao",
        "xet",
        "duoi",
        "ben",
        "thong",
        "nhu",
        "hien",
        "cham",
        "muon",
        "nhan",
        "phat",
    ]
)
_REMARKS = tuple(
    words_of(remark)
    for remark in (
        "trong phạm vi lãnh đạo, quản lý", "trong phạm vi quản lý", "thuộc phạm vi quản lý",
        "trong phạm vi chức năng, nhiệm vụ được giao", "trong phạm vi nhiệm vụ được giao",
        "theo địa bàn phân công", "theo địa bàn được phân công", "theo địa bàn phụ trách",
        "trên địa bàn", "theo phân cấp quản lý", "theo phân cấp",
    )
)  # fmt: skip
"""What may stand between a body and its order without naming the body."""
_LINKS = frozenset(
    {
        "khi",
        "neu",
        "trong",
        "theo",
        "tren",
        "tai",
        "sau",
        "truoc",
        "tu",
        "de",
        "phai",
        "can",
        "co",
        "la",
        "cham",
        "duoc",
        "se",
        "thi",
        "nao",
    }
)
_NOT_ACTING = frozenset(
    {"la", "da", "duoc", "bi", "gom", "co", "cua", "thuoc", "dang", "vua", "ve", "o", "tren", "tai",
     "nhu", "cung", "van", "con", "chua", "nam", "trong", "tinh", "hien", "do", "cho", "den", "va",
     "hoac", "khong", "so", "voi", "nhan", "dien", "sau", "truoc", "tu", "thi"}
)  # fmt: skip
"""Words after a body's name that do not say what it is to do."""
_TOLD_OF = frozenset({"nhieu", "su", "mot", "luc", "nguy", "xu", "so", "ty", "tong", "ket", "van"})
"""Words after "có" that tell of a body instead of choosing among bodies."""
_SECTOR_WORDS = sorted((words_of(name) for name in SECTORS), key=len, reverse=True)
_SECTOR_FIRST = frozenset(words[0] for words in _SECTOR_WORDS)


class HeadReader:
    """Find the bodies at the head of units on one page."""

    def __init__(self, reader: BodyReader, issuer: str | None) -> None:
        """Bind the body reader and the name of the document's issuer.

        Args:
            reader: bodies of the page.
            issuer: who issues the document and therefore orders, never obeys, in it.
        """
        self.reader = reader
        self.page = reader.page
        self.words = reader.words
        self.issuer = _expand(issuer or "")

    def head(self, unit: Unit) -> Head:
        """Read the bodies that a unit is given to, where it names them."""
        at = self._skip_signs(unit.first, unit.after)
        found = self._at(at, unit.after) or self._after_topic(at, unit)
        if found is not None:
            return found
        if at < unit.after and self.words[at] in _STARTERS:
            ordered = self._ordered(unit)
            limit = min(unit.end, unit.start + 700)
            if ordered is not None:
                limit = min(limit, ordered.leads[0].start)
            for comma in depth_zero_commas(self.page, unit.start, limit):
                found = self._at(self.page.token_at(comma + 1), unit.after, is_strict=True)
                if found is not None and found.leads:
                    return found
            if ordered is not None:
                return ordered
        return Head(content=at)

    def _after_topic(self, at: int, unit: Unit) -> Head | None:
        """Read "Về công tác xét nghiệm: Giao Trung tâm Y tế …": the bodies after the topic."""
        if at >= unit.after or self.words[at] not in {"ve", "cong", "doi"}:
            return None
        for place in range(at + 1, min(unit.after, at + 25)):
            if self.words[place] in {".", ";", "("}:
                return None
            if self.words[place] == ":":
                return self._at(place + 1, unit.after)
        return None

    def is_issuer(self, leads: list[BodyPhrase]) -> bool:
        """Say whether a unit names nobody but the issuer, who does not order itself."""
        return bool(self.issuer) and bool(leads) and all(self._is_issuer(item) for item in leads)

    def _skip_signs(self, at: int, end: int) -> int:
        while at < end and (not self.words[at].isalnum() or self.words[at] in {"rieng", "va"}):
            at += 1
        for opener in (("dong", "thoi"), ("ngoai", "ra"), ("truoc", "mat"), ("trong", "do")):
            if tuple(self.words[at : at + len(opener)]) == opener:
                at += len(opener)
                while at < end and self.words[at] in {",", ":"}:
                    at += 1
        for polite in _ADDRESSED:
            if tuple(self.words[at : at + len(polite)]) == polite:
                return at + len(polite)
        return at

    def _at(self, at: int, end: int, *, is_strict: bool = False) -> Head | None:  # noqa: C901 - one branch per form
        """Read a list of bodies at a token, past "Giao" or "Đề nghị" before it."""
        opener = self._opener(at, end, _ORDERING if is_strict else _GIVING)
        begin = at + opener
        leads = self.reader.list_at(begin, end)
        if not leads:
            return None
        if opener and self.words[at] == "chi" and not is_strict:
            return None
        if (
            opener
            and self.words[at : at + 2] == ["doi", "voi"]
            and not self._is_addressed(leads, end)
        ):
            return None
        after = leads[-1].after
        ordering = self._opener(after, end, _ORDERING)
        if ordering and len(leads) == 1 and self._is_issuer(leads[0]):
            inner = self.reader.list_at(after + ordering, end)
            if inner:
                leads, after = inner, inner[-1].after
                opener = ordering
            elif after + ordering >= end or self.words[after + ordering] == ":":
                return Head([], after + ordering)
        expanded = self._expand_group(leads, after, end)
        if expanded:
            leads, after = expanded, expanded[-1].after
        rest = self._skip_remarks(after, end)
        further = self._to_colon(rest, end)
        if further:
            tokens = self.page.tokens
            leads = [*leads, replace(
                leads[-1], start=tokens[rest + 1].start, end=tokens[further - 1].end,
                first=rest + 1, after=further, code="", is_named=False,
            )]  # fmt: skip
            rest = further
        if rest >= end or all(not word.isalnum() for word in self.words[rest:end]):
            return Head(leads, end, is_explicit=True, is_bodies_only=True)
        if self.words[rest] in {":", "-"}:
            return Head(leads, rest + 1, is_explicit=True)
        if verb_at(self.words, rest) or (not is_strict and (opener or self.words[rest] in _LINKS)):
            then = self._then(rest, end)
            if then:
                return Head(leads, then, is_explicit=True, is_condition=True)
            if not opener and self.words[rest] == "co" and not self.has_duty(rest):
                duty = self._late_duty(rest, end) or self._past_clause(rest, end)
                return Head(leads, duty, is_explicit=True) if duty else None
            is_named = verb_at(self.words, rest) > 1
            if not opener and not is_named and self.words[rest] in {"la", "duoc"}:
                duty = self._late_duty(rest, end)
                return Head(leads, duty, is_explicit=True) if duty else None
            return Head(leads, rest, is_explicit=True)
        token = self.page.tokens[rest]
        is_named = all(item.is_named for item in leads) and not token.is_capital
        acts = is_named and not is_strict and token.fold not in _NOT_ACTING
        if token.fold.isalpha() and (opener or acts):
            return Head(leads, rest, is_explicit=True)
        duty = self._late_duty(rest, end)
        return Head(leads, duty, is_explicit=True) if duty else None

    def _to_colon(self, at: int, end: int) -> int:
        """Find the colon that closes a list whose last body has no known form ("…, già làng:")."""
        if at >= end or self.words[at] not in {",", "va"}:
            return 0
        for place in range(at + 1, min(end - 1, at + 7)):
            if self.words[place] == ":":
                return place if place > at + 1 else 0
            if not self.words[place].isalpha() or verb_at(self.words, place) > 1:
                return 0
        return 0

    def _then(self, at: int, end: int) -> int:
        """Find the order of "X nào …, thì phải …" or "X có … thì giải trình …" after X."""
        if self.words[at] not in {"nao", "co", "de"}:
            return 0
        for place in range(at + 1, min(end - 1, at + 26)):
            if self.words[place] == "thi":
                return place + 1 if verb_at(self.words, place + 1) or self.words[at] != "de" else 0
        return 0

    def _late_duty(self, at: int, end: int) -> int:
        """Find "… và các ông, bà có tên tại Điều 1 chịu trách nhiệm" after a list of bodies."""
        if self.words[at] not in {",", "va", "cung", "la", "co"}:
            return 0
        for place in range(at, min(end, at + 30)):
            if self.words[place : place + 3] in (
                ["chiu", "trach", "nhiem"],
                ["co", "trach", "nhiem"],
                ["co", "nhiem", "vu"],
            ):
                return place
        return 0

    def _past_clause(self, at: int, end: int) -> int:
        """Find the order after "các xã có chợ, cảng cá …": what narrows the bodies before it."""
        if self.words[at + 1 : at + 2] and (
            self.words[at + 1].isdigit() or self.words[at + 1] in _TOLD_OF
        ):
            return 0
        for place in range(at + 2, min(end, at + 24)):
            if self.words[place] in {".", ";", ":", "(", "da", "dang", "duoc"}:
                return 0
            is_noun = self.words[place - 1] in {"khu", "so", "diem", "phong", "chot", "ca", "benh"}
            if verb_at(self.words, place) and not is_noun:
                return place
        return 0

    def _is_addressed(self, leads: list[BodyPhrase], end: int) -> bool:
        """Say whether "Đối với X" gives X the order: a comma or a colon, or nothing, follows."""
        after = leads[-1].after
        if after >= end or self.words[after] == ":":
            return True
        return self.words[after] == "," and verb_at(self.words, after + 1) > 0

    def has_duty(self, at: int) -> bool:
        """Say whether "có nhiệm vụ", "có trách nhiệm" and the like stand at a token."""
        return self.words[at : at + 1] == ["co"] and self.words[at + 1 : at + 3] in (
            ["trach", "nhiem"], ["ke", "hoach"], ["bien", "phap"], ["phuong", "an"], ["su", "phoi"],
            ["nhiem", "vu"], ["giai", "phap"], ["van", "ban"],
        )  # fmt: skip

    def _opener(self, at: int, end: int, openers: tuple[tuple[str, ...], ...]) -> int:
        best = 0
        for opener in openers:
            if len(opener) > best and tuple(self.words[at : min(end, at + len(opener))]) == opener:
                best = len(opener)
        return best

    def _skip_remarks(self, at: int, end: int) -> int:
        """Step over "trong phạm vi quản lý" and a parenthesis after the bodies."""
        position = at
        for remark in _REMARKS:
            if tuple(self.words[position : position + len(remark)]) == remark:
                position = min(end, position + len(remark))
                break
        if position < end and self.words[position] == "(":
            depth = 0
            for place in range(position, min(end, position + 80)):
                depth += {"(": 1, ")": -1}.get(self.words[place], 0)
                if depth == 0:
                    position = place + 1
                    break
        if (
            position + 1 < end
            and self.words[position] == ","
            and (
                self.words[position + 1]
                in {"theo", "can", "tren", "trong", "thuong", "chu", "khan"}
                or verb_at(self.words, position + 1)
            )
        ):
            position += 1
        return position

    def _expand_group(self, leads: list[BodyPhrase], after: int, end: int) -> list[BodyPhrase]:
        """Read "các phòng, đơn vị: Kinh tế và Hạ tầng, …" as the bodies it lists."""
        if leads[-1].is_named or after >= end or self.words[after] != ":":
            return []
        items: list[BodyPhrase] = []
        position = after + 1
        while position < end:
            sector = self._sector(position, end)
            if sector:
                tokens = self.page.tokens
                stop = position + sector
                items.append(
                    BodyPhrase(
                        tokens[position].start,
                        tokens[stop - 1].end,
                        position,
                        stop,
                        code="",
                        is_named=False,
                    )
                )
            else:
                phrase = self.reader.phrase_at(position, end, is_listed=bool(items))
                if phrase is None:
                    break
                items += self.reader.each(phrase)
                stop = phrase.after
            position = stop
            if position < end and self.words[position] in {",", ";", "va"}:
                position += 1
                continue
            break
        if not items:
            return []
        return items if leads[0].is_named is False and len(leads) == 1 else [*leads[:-1], *items]

    def _sector(self, at: int, end: int) -> int:
        if at >= end or self.words[at] not in _SECTOR_FIRST or not self.page.tokens[at].is_capital:
            return 0
        for words in _SECTOR_WORDS:
            size = len(words)
            if tuple(self.words[at : min(end, at + size)]) == words:
                return size if self._ends_item(at, at + size, end) else 0
        return 0

    def _ends_item(self, at: int, after: int, end: int) -> bool:
        """Say whether a sector is an item of a list, not the verb of the same sound."""
        if after >= end:
            return not verb_at(self.words, at)
        if self.words[after] in {",", ";", "va"}:
            follows = after + 1 < end and self.page.tokens[after + 1].is_capital
            return follows or not verb_at(self.words, at)
        return not verb_at(self.words, at)

    def _ordered(self, unit: Unit) -> Head | None:
        """Find "…, UBND tỉnh yêu cầu các sở …" inside a longer sentence."""
        for at in range(unit.first, unit.after):
            size = self._opener(at, unit.after, _ORDERING)
            if not size or at == unit.first:
                continue
            leads = self.reader.list_at(at + size, unit.after)
            if leads and not self._is_possessive(at):
                after = leads[-1].after
                content = self._skip_remarks(after, unit.after)
                is_only = after >= unit.after
                return Head(leads, content, is_explicit=True, is_bodies_only=is_only)
        return None

    def _is_possessive(self, at: int) -> bool:
        """Say whether "yêu cầu" is a noun here ("đáp ứng yêu cầu", "theo đề nghị của")."""
        return self.words[at - 1] in {"ung", "theo", "cac", "co", "nhung", "va", "dung", "khi",
        "muc", "tieu", "hien",
                                      "duoc", "ban", "van", "nhiem"}  # fmt: skip

    def _is_issuer(self, phrase: BodyPhrase) -> bool:
        name = _expand(self.page.plain(phrase.start, phrase.end))
        if not self.issuer:
            return True
        if not name:
            return False
        name = _COMMITTEES.sub("", name)
        return f"{self.issuer} ".startswith(f"{name} ") or self.issuer in name


_COMMITTEES = re.compile(
    r"^(?:cac\s+dong\s+chi\s+)?(?:(?:tap\s+the\s+)?(?:ban\s+thuong\s+vu|thuong\s+truc"
    r"|ban\s+chap\s+hanh|thuong\s+vu)\s+)+"
)
_POSTS = re.compile(
    r"^(?:cac\s+)?(?:(?:pho\s+)?(?:chu\s+tich|giam\s+doc|bi\s+thu|truong\s+ban|bo\s+truong"
    r"|cuc\s+truong|vien\s+truong)\s+)+"
)


def _expand(name: str) -> str:
    folded = fold(name)
    folded = re.sub(r"(?<!\w)ubnd(?!\w)", "uy ban nhan dan", folded)
    folded = re.sub(r"(?<!\w)bcd(?!\w)", "ban chi dao", folded)
    return _POSTS.sub("", folded)
