"""Proper names of bodies in running text: where the name after a head ends."""

from __future__ import annotations

from phaodai.engines.dispatch.groups import GROUP, KIND, NAMED, PURPOSE, QUALIFIER, SECTOR
from phaodai.engines.dispatch.orders import verb_at
from phaodai.engines.dispatch.unitnames import UnitNames


class BodyNames(UnitNames):
    """Read the names that follow the heads of bodies."""

    def _own_name(self, at: int, end: int) -> int:
        """Step over the proper name of a body ("Bệnh viện đa khoa khu vực Mộc Châu")."""
        is_other = self._is_party(at) or self._starts_body(at, end) or self._kind(at, end)
        if at >= end or is_other or self._at(QUALIFIER, at, end):
            return at
        return self._proper(at, end) if self.lexicon.match(self.words, at) is None else at

    def _name_tail(self, at: int, end: int) -> int:
        """Return where the name after a head ends: a sector, or a run of capitalised words."""
        sector = self._at(SECTOR, at, end)
        if sector and (self.tokens[at].is_capital or not verb_at(self.words, at)):
            return at + sector
        position = at
        words = 0
        while position < end and words < 10:
            token = self.tokens[position]
            if token.is_capital and not (words and self._starts_body(position, end)):
                if (
                    verb_at(self.words, position)
                    and words
                    and not self._lower_follows(position, end)
                ):
                    break
                size = verb_at(self.words, position)
                position += size if size > 1 and not words else 1
                words += 1
                if size > 1 and words == 1:
                    continue
                if (
                    position < end
                    and self._is_syllable(position)
                    and not verb_at(self.words, position)
                ):
                    position += 1
                continue
            is_link = token.fold in {"va", "-", ","} and words
            if is_link and position + 1 < end and self.tokens[position + 1].is_capital:
                if token.fold == "," and not self._closes_with_and(position + 1, end):
                    break
                if self._starts_body(position + 1, end) or verb_at(self.words, position + 1):
                    break
                position += 1
                continue
            break
        return position

    def _joined_name(self, at: int, position: int, end: int) -> int:
        """Read on where a known name is only the first part ("Trung tâm Văn hóa - Truyền thông").

        Returns:
            The end of the longer name, or 0.
        """
        head = self._at(NAMED, at, end) if self.tokens[at].is_capital else 0
        if not head or position + 1 >= end or self.words[position] not in {"-", "va", ","}:
            return 0
        following = position + 1
        if (
            not self.tokens[following].is_capital
            or self._starts_body(following, end)
            or self._at(GROUP, following, end)
            or self._kind(following, end)
        ):
            return 0
        return self._name_tail(following, end)

    def _lower_follows(self, at: int, end: int) -> bool:
        return at + 1 < end and self._is_syllable(at + 1)

    def _is_syllable(self, at: int) -> bool:
        token = self.tokens[at]
        return (
            not token.is_capital
            and token.fold.isalpha()
            and token.fold not in {"va", "cac", "co", "da", "la", "tren", "cua", "trong", "theo",
            "de", "duoc", "tai",
                                   "voi", "cung", "ve", "nhu", "thi", "tu", "khi", "can", "phai",
                                   "lam", "vao"}
            and self._at(KIND, at, at + 2) == 0
        )  # fmt: skip

    def _closes_with_and(self, at: int, end: int) -> bool:
        return "va" in self.words[at : min(end, at + 5)]

    def _purpose(self, at: int, end: int) -> int:
        """Step over "phòng, chống dịch COVID-19" after a committee or a command."""
        size = self._at(PURPOSE, at, end)
        quiet = at
        if not size:
            for nation in (
                ("quoc", "gia"),
                ("trung", "uong"),
                ("cap", "tinh"),
                ("cap", "huyen"),
                ("cap", "xa"),
            ):
                if tuple(self.words[at : at + 2]) == nation and self._at(PURPOSE, at + 2, end):
                    quiet = at + 2
                    size = self._at(PURPOSE, quiet, end)
                    break
        if not size:
            return at
        position = quiet + size
        while position < end and (
            self.words[position]
            in {"covid", "-", "19", "benh", "dich", "sars", "cov", "2", "hiv", "/", "aids"}
            or (
                self.tokens[position].is_capital
                and not self._starts_body(position, end)
                and self.tokens[position].fold != "ubnd"
            )
        ):
            if verb_at(self.words, position) and not self.tokens[position].is_capital:
                break
            position += 1
        return position

    def _lone_superior(self, at: int, end: int) -> int:
        """Step over the bare superior in "Thanh tra Sở", "Văn phòng Bộ", when a verb follows."""
        if at >= end or not self.tokens[at].is_capital or not self._is_exact(at):
            return at
        if self.words[at] not in {"so", "bo", "cuc", "vien", "tinh", "huyen"}:
            return at
        is_last = at + 1 >= end or self.words[at + 1] in {",", ";", ":", "va", "."}
        return at + 1 if is_last or verb_at(self.words, at + 1) else at

    def _is_lone_head(self, at: int, position: int, end: int) -> bool:
        """Say whether only a head such as "Ban" was known while its name goes on."""
        return (
            position == at + 1
            and bool(self._at(NAMED, at, end))
            and position < end
            and (self.tokens[position].is_capital or self._at(SECTOR, position, end) > 0)
        )
