"""Names of units in running text: "các xã, phường", "tỉnh Bắc Kạn", "cấp huyện"."""

from __future__ import annotations

from collections.abc import Iterable

from phaodai.engines.dispatch.groups import (
    EXACT,
    FULL,
    KIND,
    NAMED,
    NOT_AFTER_KIND,
    QUANTITY,
    TITLE,
    Table,
)
from phaodai.engines.dispatch.lexicon import Lexicon, words_of
from phaodai.engines.dispatch.orders import verb_at
from phaodai.engines.dispatch.text import Page


class UnitNames:
    """Read the names of units from the tokens of one page."""

    def __init__(self, page: Page, lexicon: Lexicon) -> None:
        """Bind a page and the bodies that the caller knows."""
        self.page = page
        self.tokens = page.tokens
        self.words = [token.fold for token in page.tokens]
        self.lexicon = lexicon
        self.local: dict[str, list[tuple[str, ...]]] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Take the names that the document itself gives its bodies, of three words or more."""
        for name in names:
            words = words_of(name)
            if len(words) >= 3 and not {",", ";", ":"} & set(words):
                self.local.setdefault(words[0], []).append(words)

    def _local(self, at: int, end: int) -> int:
        """Return the length of the longest such name at a token."""
        found = (
            len(words)
            for words in self.local.get(self.words[at], ())
            if at + len(words) <= end and tuple(self.words[at : at + len(words)]) == words
        )
        return max(found, default=0)

    def _at(self, table: Table, at: int, end: int) -> int:
        """Return the length of the longest entry at a token; accents must not speak against it."""
        if at >= end:
            return 0
        for words, lows in table.get(self.words[at], ()):
            size = len(words)
            if at + size > end or tuple(self.words[at : at + size]) != words:
                continue
            if self._is_exact(at, lows[0]) if size == 1 else self._sounds_like(lows, at):
                return size
        return 0

    def _sounds_like(self, lows: tuple[str, ...], at: int) -> bool:
        """Tell "cơ sở" from "có số": some word of a longer name must carry its own accents."""
        if self.page.is_accentless:
            return True
        return any(low == self.tokens[at + place].low for place, low in enumerate(lows))

    def _is_exact(self, at: int, low: str = "") -> bool:
        """Say whether a single word carries the accents of the word looked for."""
        token = self.tokens[at]
        if self.page.is_accentless:
            return True
        wanted = EXACT.get(token.fold)
        if wanted is None:
            return not low or token.low == low
        return token.low == low or token.low in wanted

    def _starts_body(self, at: int, end: int) -> bool:
        return bool(self._at(FULL, at, end) or self._at(NAMED, at, end) or self._at(TITLE, at, end))

    def _is_short_party(self, at: int) -> bool:
        """Say whether "huyện, thành ủy" is written for "huyện ủy, thành ủy"."""
        return self._is_party(at) and self.words[at] in {"thanh", "thi", "quan", "huyen"}

    def _is_party(self, at: int) -> bool:
        return self.words[at + 1 : at + 2] == ["uy"] and self.words[at] in {
            "tinh", "thanh", "huyen", "thi", "quan", "dang"
        }  # fmt: skip

    def _units(self, at: int, end: int) -> int:  # noqa: C901 - one branch per form
        """Read "các xã, phường, thị trấn", "tỉnh Bắc Kạn", "trên địa bàn tỉnh", "cấp huyện".

        Returns:
            The token after them, or 0 where none stand here.
        """
        position = at
        if self.words[position : position + 3] == ["tren", "dia", "ban"]:
            position += 3
            if position < end and self.words[position] == "toan":
                position += 1
        elif self.words[position : position + 2] in (["trong", "tinh"], ["trong", "toan"], ["cua",
        "tinh"],
                                                     ["cua", "huyen"], ["trong",
                                                     "huyen"]):  # fmt: skip
            position += 1
            if position < end and self.words[position] == "toan":
                position += 1
        elif self.words[position : position + 1] == ["o"] and position + 1 < end:
            position += 1 if self._kind(position + 1, end) else 0
        start = position
        quantity = self._at(QUANTITY, position, end)
        is_level = False
        if (
            not quantity
            and position + 1 < end
            and self.words[position].isdigit()
            and self._kind(position + 1, end)
        ):
            quantity = 1  # "UBND 12 phường"
        if quantity and position + quantity < end and self._kind(position + quantity, end):
            position += quantity
        if self.words[position : position + 1] == ["cap"] and self._kind(position + 1, end):
            position += 1
            is_level = True
        is_known = False
        while True:
            size = self._kind(position, end)
            if not size:
                break
            is_known = True
            position += size
            if quantity and self.words[position : position + 1] == [":"]:
                position += self._lists_names(position + 1, end)
            position = position if is_level else self._proper(position, end)
            if quantity and position > start + quantity:
                position = self._more_names(position, end)
            nearest = position
            if position < end and self.words[position] in {",", "va", "/", ";"}:
                following = position + 1
                if self.words[position] == ";" or (self.words[following : following + 1] == ["va"]):
                    break
                if self.words[following : following + 1] == ["cap"]:
                    following += 1
                if self._is_short_party(following) and not is_level and at == start:
                    return 0
                if self._kind(following, end):
                    position = following
                    continue
            position = nearest
            break
        return position if is_known else 0

    def _lists_names(self, at: int, end: int) -> bool:
        """Say whether two names or more stand after "các xã:", not what the communes are to do."""
        stop = self._proper(at, end)
        if stop == at or stop + 1 >= end or self.words[stop] not in {",", "va"}:
            return False
        return self.tokens[stop + 1].is_capital or self._kind(stop + 1, end) > 0

    def _named_units(self, at: int, end: int) -> list[tuple[int, int, str]]:
        """Read "xã Phước Hải, An Hải và phường Phủ Hà" whole, each name with its kind.

        Returns:
            First token, token after the last and name of each; nothing where some kind of unit
            stands without a name ("xã, phường") or anything else follows.
        """
        found: list[tuple[int, int, str]] = []
        kind = ""
        position = at
        while position < end:
            begin, size = position, self._kind(position, end)
            if size:
                position += size
                kind = self.page.plain(self.tokens[begin].start, self.tokens[position - 1].end)
                position += self.words[position : position + 1] == [":"]
            stop = self._proper(position, end)
            if stop == position:
                return []
            name = self.page.plain(self.tokens[position].start, self.tokens[stop - 1].end)
            found.append((begin, stop, f"{kind} {name}"))
            if stop < end and self.words[stop] not in {",", "va"}:
                return []
            position = stop + 1
        return found

    def _more_names(self, at: int, end: int) -> int:
        """Step over further names in "các tỉnh Bình Dương, Đồng Nai và Long An"."""
        position = at
        while position + 1 < end and self.words[position] in {",", "va"}:
            following = position + 1
            if not (self.tokens[following].is_capital and self.tokens[position - 1].is_capital):
                break
            if self._starts_body(following, end) or verb_at(self.words, following) > 1:
                break
            if self._kind(following, end) or self._at(QUANTITY, following, end):
                break
            stop = self._proper(following, end)
            if stop == following:
                break
            position = stop
        return position

    def _kind(self, at: int, end: int) -> int:
        size = self._at(KIND, at, end)
        if not size:
            return 0
        token = self.tokens[at]
        if size == 1 and token.fold == "ban" and token.low != "bản" and not self.page.is_accentless:
            return 0
        following = self.words[at + size] if at + size < len(self.words) else ""
        if following in NOT_AFTER_KIND.get(self.words[at + size - 1], ()):
            return 0
        return size

    def _proper(self, at: int, end: int) -> int:
        """Step over the proper name of a unit, also of one that joined two: "Bà Rịa - Vũng Tàu"."""
        position = self._capitals(at, end)
        second = position + 1
        if (
            position > at
            and second < end
            and self.words[position] == "-"
            and not self._starts_body(second, end)
            and not self._kind(second, end)
            and self.words[second : second + 2] != ["dong", "chi"]
        ):
            stop = self._capitals(second, end)
            return stop if stop > second else position
        return position

    def _capitals(self, at: int, end: int) -> int:
        """Step over at most four capitalised words that belong to one name."""
        position = at
        while position < end and position - at < 4:
            token = self.tokens[position]
            if not token.is_capital or (not token.fold.isalpha() and not token.fold.isdigit()):
                break
            if self._at(FULL, position, end) > 1 or (
                position > at and self._starts_body(position, end)
            ):
                break
            if verb_at(self.words, position) and not (
                position + 1 < end and self.tokens[position + 1].is_capital
            ):
                break
            position += 1
        return position
