"""Bodies named in running text: where a name begins and how far it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from phaodai.engines.dispatch.bodynames import BodyNames
from phaodai.engines.dispatch.groups import (
    BARE,
    FULL,
    GROUP,
    NAMED,
    NESTING,
    QUALIFIER,
    QUANTITY,
    SCHOOLING,
    TITLE,
)
from phaodai.engines.dispatch.names import UNIT_KINDS
from phaodai.engines.dispatch.orders import verb_at
from phaodai.engines.dispatch.text import fold

_KINDS = frozenset(fold(kind) for kind in UNIT_KINDS)
_NAMED_GROUPS = frozenset({"phong", "so", "truong", "trung tam", "khoa", "cuc", "chi cuc", "hoi"})
"""General words that a name may follow: "các phòng GDĐT", "các trường THPT"."""


@dataclass(frozen=True, slots=True)
class BodyPhrase:
    """One body, or one group named together ("các sở, ban, ngành"), in the text.

    Attributes:
        code: the lexicon's code of its core, "" where it is unknown or a general group.
        is_named: a body by name, which a lexicon should know; not a general group.
        text: its name written out, where the text names several bodies of one kind together
            ("UBND xã B" of "UBND các xã A, B"); "" where the words themselves are its name.
    """

    start: int
    end: int
    first: int
    after: int
    code: str
    is_named: bool
    text: str = ""


class BodyReader(BodyNames):
    """Read bodies from the tokens of one page."""

    def list_at(self, at: int, end: int) -> list[BodyPhrase]:
        """Return the bodies listed from a token on, or an empty list where none begins there.

        Args:
            at: index of the first token.
            end: index after the last token of the unit.
        """
        found: list[BodyPhrase] = []
        position = at
        while position < end:
            if found and self.words[position] in {"nhat", "dac", "trong"}:
                position = self._skip_apposition(position, end)
            phrase = self.phrase_at(position, end, is_listed=bool(found))
            if phrase is None:
                break
            found += self.each(phrase)
            position = phrase.after
            following = self._separator(position, end)
            if following is None:
                break
            position = following
        return found

    def each(self, phrase: BodyPhrase) -> list[BodyPhrase]:
        """Return one by one the bodies of units named together: "UBND các xã A, B và C"."""
        tokens = self.tokens
        for at in range(phrase.first, phrase.after):
            size = self._at(QUANTITY, at, phrase.after)
            if not size or not self._kind(at + size, phrase.after):
                continue
            named = self._named_units(at + size, phrase.after)
            if len(named) < 2:
                break
            head = self.page.plain(phrase.start, tokens[at].start)
            each = [
                replace(
                    phrase, start=tokens[first].start, end=tokens[after - 1].end, first=first,
                    after=after, text=f"{head} {name}".strip(),
                )
                for first, after, name in named
            ]  # fmt: skip
            each[0] = replace(each[0], start=phrase.start, first=phrase.first)
            return each
        return [phrase]

    def _skip_apposition(self, at: int, end: int) -> int:
        """Step over "nhất là", "đặc biệt là" between a body and its chief part."""
        for words in (("nhat", "la"), ("dac", "biet", "la"), ("trong", "do", "co")):
            if tuple(self.words[at : at + len(words)]) == words:
                return min(end, at + len(words))
        return at

    def _separator(self, at: int, end: int) -> int | None:
        if at >= end:
            return None
        word = self.words[at]
        if word in {",", ";"} or word == "va" or (word == "&"):
            following = at + 1
            if following < end and word in {",", ";"} and self.words[following] in {"va", "cung"}:
                following += 1
            return following
        if word == "cung" and at + 1 < end and self.words[at + 1] in {"voi", "cac", "toan"}:
            return at + (2 if self.words[at + 1] == "voi" else 1)
        return None

    def phrase_at(  # noqa: C901 - one branch per form
        self, at: int, end: int, *, is_listed: bool = False
    ) -> BodyPhrase | None:
        """Return the body that begins at a token, or None.

        Args:
            at: index of the token.
            end: index after the last token that may belong to it.
            is_listed: a body stands before it in the same list.
        """
        if at >= end:
            return None
        position = at
        while position < end and self.words[position] in {"dong", "ong", "ba", "cac"}:
            if self.words[position : position + 2] == ["dong", "chi"]:
                position += 2
            elif self.words[position] == "cac" and self.words[position + 1 : position + 3] == [
                "dong",
                "chi",
            ]:
                position += 3
            else:
                break
        is_addressed = position > at
        begin_at = position
        has_quantity = False
        size = self._at(QUANTITY, position, end)
        if size:
            has_quantity = True
            position += size
        elif position < end and self.words[position].isdigit() and position > at:
            return None
        core = self._core(position, end, 0, is_free=has_quantity or is_listed or is_addressed)
        if core is None and is_addressed:
            core = self._person(position, end)
        if core is None:
            core = self._place(position, end)
        if core is None:
            return None
        after, code, is_named = core
        if after <= position or (is_addressed and after == position):
            return None
        begin = begin_at if is_addressed else at
        return BodyPhrase(
            self.tokens[begin].start, self.tokens[after - 1].end, at, after, code, is_named
        )

    def _person(self, at: int, end: int) -> tuple[int, str, bool] | None:
        """Read "Nguyễn Văn A - Phó Chủ tịch UBND huyện" after "đồng chí"."""
        position = at
        while position < end and position - at < 6 and self.tokens[position].is_capital:
            if self._at(TITLE, position, end):
                return None
            position += 1
        if position - at < 2 or position >= end or self.words[position] not in {"-", ","}:
            return None
        return self._core(position + 1, end, 1)

    def _place(self, at: int, end: int) -> tuple[int, str, bool] | None:
        """Read a unit by its name as the body that governs it: "Thành phố Hồ Chí Minh"."""
        size = self._kind(at, end)
        if not size or at + size >= end or not self.tokens[at + size].is_capital:
            return None
        after = self._units(at, end)
        return (after, "", False) if after else None

    def _core(  # noqa: C901 - one branch per form
        self, at: int, end: int, depth: int, *, is_free: bool = True
    ) -> tuple[int, str, bool] | None:
        """Read a title, a named body or a general group; return its end, code, named."""
        if depth > 4 or at >= end:
            return None
        size = self._title(at, end)
        if size:
            position = at + size
            while self._separator(position, end) is not None:
                following = self._separator(position, end)
                more = self._title(following, end) if following is not None else 0
                if not more or following is None:
                    break
                position = following + more
            quantity = self._at(QUANTITY, position, end)
            inner = self._core(position + quantity, end, depth + 1)
            if inner is not None:
                return inner
            if size > 1 and self.words[at] == "truong":
                inner = self._core(at + 1, end, depth + 1)
                if inner is not None:
                    return inner
            units = self._units(position, end)
            if units:
                return units, "", False
            if self.words[at + 1 : at + 2] == ["chuc"] and position < end:
                stop = self._name_tail(position, end)
                if stop > position:
                    return stop, "", False
            if self.words[at : at + size] in (["thu", "tuong"], ["bo", "truong"]):
                return position, "", True
            if self.words[at : at + 2] == ["thu", "truong"] or (is_free and depth == 0):
                return self._qualify(at, position, end, depth + 1), "", False
            return None
        named = self._named(at, end, depth)
        local = self._local(at, end)
        if local and (named is None or at + local > named[0]):
            named = (at + local, named[1] if named else "", True)
        group = self._group(at, end, is_free=is_free)
        if named is not None and (group is None or named[0] >= group[0]):
            return named
        return group

    def _is_whole(self, at: int, end: int) -> bool:
        """Say whether one known word is a name by itself, not a head such as "Trường", "Báo"."""
        if not self._at(NAMED, at, end):
            return True
        following = at + 1
        if following >= end or not self.words[following].isalpha():
            return True
        return bool(
            self.tokens[following].is_capital
            or self._kind(following, end)
            or self._at(QUALIFIER, following, end)
        )

    def _names_on(self, at: int, end: int) -> bool:
        """Say whether what follows "Thường trực" is the body whose board it is."""
        if at >= end:
            return False
        return self.tokens[at].is_capital or self._is_party(at) or bool(self._at(QUANTITY, at, end))

    def _title(self, at: int, end: int) -> int:
        size = self._at(TITLE, at, end)
        if size == 2 and self.words[at : at + 2] == ["thuong", "truc"]:
            return 0
        if size == 1 and self.words[at] in {"ld", "ct", "pct", "truong"}:
            return size if self.words[at] != "truong" or (
                at + 1 < end and self.words[at + 1] in {"phong", "ban", "cac", "tram", "cong"}
            ) else 0  # fmt: skip
        return size

    def _named(self, at: int, end: int, depth: int) -> tuple[int, str, bool] | None:  # noqa: C901 - one branch per form
        token = self.tokens[at]
        known = None
        if token.is_capital or self._is_party(at):
            known = self.lexicon.match(self.words, at)
        if known is not None and known[0] < verb_at(self.words, at):
            known = None
        if known is not None and known[0] == 1 and not self._is_whole(at, end):
            known = None
        full = self._at(FULL, at, end) if token.is_capital or self._is_party(at) else 0
        is_board = full > 0 and self._names_on(at + full, end)
        if known is None and verb_at(self.words, at) > 1 and not is_board:
            return None
        code = ""
        position = at
        if known is not None and at + known[0] <= end and (known[0] > 1 or self._is_exact(at)):
            position, code = at + known[0], known[1]
            if position > at + 1 and self._at(QUANTITY, position - 1, position):
                position -= 1
        if full and at + full > position:
            position = at + full
        if position == at or self._is_lone_head(at, position, end):
            head = self._at(NAMED, at, end) if token.is_capital else 0
            if not head:
                if position == at:
                    return None
            else:
                tail = self._name_tail(at + head, end)
                if tail == at + head and position == at:
                    return None
                position = max(position, tail)
        if position < end and self.words[position] == "." and self.words[at] in {"tt", "tp"}:
            position += 1
        position = max(position, self._joined_name(at, position, end))
        position = self._purpose(self._own_name(position, end), end)
        return self._qualify(at, position, end, depth), code, True

    def _qualify(self, at: int, position: int, end: int, depth: int) -> int:  # noqa: C901 - one branch per form
        """Read what narrows a body: its unit, its superior, "liên quan"."""
        for _ in range(5):
            before = position
            position = self._units(position, end) or position
            size = self._at(QUALIFIER, position, end)
            if size and self.tokens[position].low == "cung":
                size = 0
            if size and not (self.words[position] in {"quan", "phu", "cung", "co", "cong", "y",
            "nhan", "du"}
                             and self._goes_to_verb(position, size, end)):  # fmt: skip
                position += size
                if self.words[position - 1] == "thuoc" and self._is_party(position):
                    position += 2
            if self.words[position : position + 2] == ["phu", "trach"]:
                position = self._units(position + 2, end) or position
            if position < end and self.words[position] in {"thuoc", "cua"} and depth < 3:
                quantity = self._at(QUANTITY, position + 1, end)
                inner = self._core(position + 1 + quantity, end, depth + 1)
                governs = self.words[position] == "thuoc" or self._governs(position + 1)
                if inner is not None and governs:
                    position = inner[0]
            elif (
                position == before
                and position < end
                and self.words[at] in NESTING
                and self.tokens[position].is_capital
                and depth < 4
                and not verb_at(self.words, position)
            ):
                inner = self._named(position, end, depth + 1)
                if inner is not None:
                    position = inner[0]
            elif (
                position == before and depth < 4 and self._is_group_of_committees(at, position, end)
            ):
                quantity = self._at(QUANTITY, position, end)
                inner = self._group(position + quantity, end)
                if inner is not None:
                    position = inner[0]
            elif position == before and self._is_party(position) and self.words[at] in NESTING:
                inner = self._named(position, end, depth + 1)
                if inner is not None:
                    position = inner[0]
            if position == before:
                position = self._lone_superior(position, end)
                break
        return position

    def _governs(self, at: int) -> bool:
        """Say whether a council or a committee follows "của": "các Ban của Hội đồng nhân dân"."""
        return self.words[at : at + 1] == ["hdnd"] or self.words[at : at + 2] in (
            ["hoi", "dong"], ["quoc", "hoi"], ["uy", "ban"], ["tinh", "uy"], ["huyen", "uy"],
            ["thanh", "uy"], ["ban", "chi"],
        )  # fmt: skip

    def _is_group_of_committees(self, at: int, position: int, end: int) -> bool:
        """Say whether "các huyện, thành ủy" follows a standing board or an office."""
        if self.words[at : at + 2] not in (["ban", "thuong"], ["thuong", "truc"], ["van", "phong"]):
            return False
        quantity = self._at(QUANTITY, position, end)
        return bool(quantity) and any(
            self._is_party(place) for place in range(position + quantity, min(end, position + 6))
        )

    def _goes_to_verb(self, at: int, size: int, end: int) -> bool:
        """Say whether a qualifier is in truth a verb ("quản lý chặt chẽ …")."""
        first = self.words[at]
        if first in {"quan", "phu", "cung"} and size == 2:
            return not (at + size >= end or verb_at(self.words, at + size) > 0 or
                        self.words[at + size] in {",", ";", ":", "va"})  # fmt: skip
        return False

    def _group(  # noqa: C901 - one branch per form
        self, at: int, end: int, *, is_free: bool = True
    ) -> tuple[int, str, bool] | None:
        """Read a general group: "cơ quan, đơn vị, địa phương liên quan"."""
        size = self._at(GROUP, at, end)
        if not size:
            return None
        first = " ".join(self.words[at : at + size]).replace(" ,", ",")
        bare = first in BARE
        if not (is_free or bare):
            return None
        position = at + size
        if first in _NAMED_GROUPS and position < end and self.tokens[position].is_capital:
            position = self._name_tail(position, end)
        if first in _KINDS:
            position = self._proper(position, end)
            if position > at + size and at and self.words[at - 1] == "cac":
                position = self._more_names(position, end)
        position = self._qualify(at, position, end, 1)
        while position < end and self.words[position] in {",", "va", "-", "/", ";"}:
            following = position + 1
            kind = self._at(SCHOOLING, following, end)
            if kind and self.words[position] in {",", "va"}:
                position = self._qualify(at, following + kind, end, 1)
                continue
            if self.words[position] == "," and self.words[following : following + 1] == ["va"]:
                following += 1
            if self.words[position] == ";":
                break
            more = self._at(GROUP, following, end)
            if not more or self.tokens[following].is_capital:
                break
            if verb_at(self.words, following) >= more and self.words[following] in {
                "to",
                "phong",
                "quan",
            }:
                break
            if self.words[position] == "va" and self._at(QUANTITY, following, end):
                break
            position = following + more
            if " ".join(self.words[following:position]) in _NAMED_GROUPS:
                position = self._name_tail(position, end) if position < end else position
            position = self._qualify(at, position, end, 1)
        return position, "", False
