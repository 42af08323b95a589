"""Reading the wording of a body: which kind, which unit, one or many; plain values only."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from phaodai.vocabulary.bodies import CATALOGUE, Branch
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.units import UnitLevel

COMMITTEE = "people_committee"
# Words between body and unit that say nothing, and what an epidemic adds to a committee's name.
FILLERS = frozenset(
    {"cua", "thuoc", "tai", "o", "tren", "dia", "ban", "trong", "pham", "vi", "toan"}
)
EPIDEMIC = frozenset(
    {"phong", "chong", "dich", "benh", "covid", "19", "covid19", "sars", "cov", "2", "viem",
     "duong", "ho", "hap", "cap", "quoc", "gia"}
)  # fmt: skip
EPIDEMIC_KINDS = frozenset({"steering_committee", "command_centre", "national_steering_committee"})
# Titles before a body: "Chủ tịch UBND huyện" names the body through its head.
_TITLES = (
    "chu tich", "pho chu tich", "bi thu", "pho bi thu", "giam doc", "pho giam doc", "truong phong",
    "pho truong phong", "truong ban", "pho truong ban", "truong", "pho truong", "thu truong",
    "pho thu truong", "nguoi dung dau", "lanh dao", "chi huy truong", "pho chi huy truong",
    "chanh van phong", "pho chanh van phong", "tram truong", "pho tram truong", "cuc truong",
    "vien truong", "chanh an", "chanh thanh tra", "tong bien tap", "bo truong", "tap the",
    "cac dong chi", "dong chi",
)  # fmt: skip
# Words of units -> level; "thành phố" is decided by its company.
UNIT_WORDS: Mapping[str, UnitLevel] = {
    "tinh": UnitLevel.PROVINCE,
    "huyen": UnitLevel.DISTRICT,
    "quan": UnitLevel.DISTRICT,
    "thi xa": UnitLevel.DISTRICT,
    "thanh pho": UnitLevel.DISTRICT,
    "tp": UnitLevel.DISTRICT,
    "xa": UnitLevel.COMMUNE,
    "phuong": UnitLevel.COMMUNE,
    "thi tran": UnitLevel.COMMUNE,
    "dac khu": UnitLevel.COMMUNE,
    "thon": UnitLevel.HAMLET,
    "ban": UnitLevel.HAMLET,
    "tieu khu": UnitLevel.HAMLET,
    "to dan pho": UnitLevel.HAMLET,
    "khu pho": UnitLevel.HAMLET,
    "ap": UnitLevel.HAMLET,
    "buon": UnitLevel.HAMLET,
    "xom": UnitLevel.HAMLET,
}
KIND_OF_WORD: Mapping[str, str] = {
    "tinh": "tỉnh", "huyen": "huyện", "quan": "quận", "thi xa": "thị xã", "thanh pho": "thành phố",
    "tp": "thành phố", "xa": "xã", "phuong": "phường", "thi tran": "thị trấn",
    "dac khu": "đặc khu", "thon": "thôn", "ban": "bản", "tieu khu": "tiểu khu",
    "to dan pho": "tổ dân phố", "khu pho": "khu phố", "ap": "ấp", "buon": "buôn", "xom": "xóm",
}  # fmt: skip
# Wordings that hold the word of the unit inside: "Huyện ủy", "Tỉnh đoàn".
_INNER = re.compile(r"\b(tinh|thanh|huyen|quan|thi|dang) (uy|doan|doi)\b")
_INNER_KINDS = {
    "tinh": "tỉnh",
    "thanh": "thành phố",
    "huyen": "huyện",
    "quan": "quận",
    "thi": "thị xã",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text, folded, with its place in it."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the beginning of a text: a kind of body, and what is left."""

    kind: str  # code of the catalogue
    n_tokens: int
    unit_kind: str  # that the wording itself implies: "huyện" of "Huyện ủy"; "xã*" = commune


def tokens(text: str) -> list[Token]:
    """Cut a text into folded words; "và" and "&" part words and say nothing."""
    found = [Token(fold(m.group()), *m.span()) for m in re.finditer(r"[^\W_]+", text)]
    return [token for token in found if token.key != "va"]


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text."""
    return tuple(token.key for token in tokens(text))


def without_title(found: Sequence[Token]) -> tuple[list[Token], bool]:
    """Drop titles before a body: "Chủ tịch UBND huyện" is about the People's Committee.

    A title is dropped only where a body is named after it.
    """
    rest = list(found)
    is_changed = True
    while is_changed and rest:
        is_changed = False
        if any(True for _ in readings([t.key for t in rest])):
            break
        for title in sorted(_TITLES, key=len, reverse=True):
            parts = title.split()
            if [t.key for t in rest[: len(parts)]] == parts and len(rest) > len(parts):
                rest = rest[len(parts) :]
                is_changed = True
                break
    return rest, len(rest) != len(found)


def readings(keys: Sequence[str]) -> Iterator[Reading]:
    """Yield the kinds of bodies that the words may begin with, the longest wording first."""
    table = _wordings()
    for n in range(min(len(keys), _longest()), 0, -1):
        for kind, unit_kind in table.get(tuple(keys[:n]), ()):
            yield Reading(kind=kind, n_tokens=n, unit_kind=unit_kind)


def unit_words(keys: Sequence[str]) -> tuple[list[str], int]:
    """Return the words of units that a text begins with ("xa", "thi tran") and how many words."""
    found: list[str] = []
    place = 0
    while place < len(keys):
        for n in (3, 2, 1):
            word = " ".join(keys[place : place + n])
            if word in UNIT_WORDS and len(keys[place : place + n]) == n:
                found.append(word)
                place += n
                break
        else:
            break
    return found, place


def level_of(unit_word: Sequence[str], *, above: UnitLevel | None = None) -> UnitLevel | None:
    """Return the one level that words of units name together, or None for a mixture.

    A city goes with its company: "tỉnh, thành phố" are provinces, "huyện, thành phố" districts;
    alone it lies one level below `above`.
    """
    levels = {UNIT_WORDS[word] for word in unit_word if word not in {"thanh pho", "tp"}}
    if not levels:
        if not unit_word:
            return None
        return UnitLevel.PROVINCE if above is UnitLevel.COUNTRY else UnitLevel.DISTRICT
    if levels == {UnitLevel.PROVINCE} and any(word in {"thanh pho", "tp"} for word in unit_word):
        return UnitLevel.PROVINCE
    return levels.pop() if len(levels) == 1 else None


def sectors(keys: Sequence[str], level: UnitLevel) -> list[str]:
    """Return the kinds that "sở, ban, ngành", "phòng", "đoàn thể" mean together on a level."""
    found: list[str] = []
    for kind in CATALOGUE.values():
        first, *_rest = words(kind.short_vi)
        is_command = words(kind.short_vi)[:2] == ("ban", "chi")  # set up for a purpose, no ban
        is_directed = kind.superior == COMMITTEE and not kind.is_general
        means = (
            ("so" in keys and first == "so")
            or ("phong" in keys and first == "phong")
            or ("ban" in keys and first == "ban" and is_directed and not is_command)
            or ("nganh" in keys and _is_line_agency(kind.code))
            or ("the" in keys and "doan" in keys and kind.branch is Branch.FRONT)
        )
        if means and level in kind.levels:
            found.append(kind.code)
    return found


def _is_line_agency(code: str) -> bool:
    """Say whether a body is a line agency (ngành): directed from above, not by the committee."""
    kind = CATALOGUE[code]
    by_branch = kind.branch in {Branch.POLICE, Branch.MILITARY, Branch.JUDICIARY}
    return not kind.superior and (
        by_branch or (kind.branch is Branch.STATE and not kind.is_general)
    )


@cache
def _wordings() -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Return wording -> kinds of bodies with the kind of unit that the wording implies."""
    table: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for kind in CATALOGUE.values():
        for text in (*kind.names, *kind.abbreviations, *kind.aliases):
            bare = re.sub(r"\{kind\}|\{name\}", " ", text)
            key = _without_place(list(words(bare)))
            if any(a == "cac" and b in UNIT_WORDS for a, b in pairwise(key)):
                continue  # a wording for many; `expansion` reads those
            inner = _INNER.search(" ".join(key))
            implied = _INNER_KINDS.get(inner.group(1), "xã*") if inner else ""
            entry = (kind.code, implied)
            if key and key not in _TOO_COMMON and entry not in table.setdefault(tuple(key), []):
                table[tuple(key)].append(entry)
    return table


def _without_place(key: list[str]) -> list[str]:
    """Drop the word of the unit at the end of a wording: "Thanh tra tỉnh", "Trạm Y tế các"."""
    if key[-1:] == ["cac"]:
        key = key[:-1]
    if len(key) > 3 and " ".join(key[-2:]) in UNIT_WORDS:
        return key[:-2]
    return key[:-1] if len(key) > 2 and key[-1] in UNIT_WORDS else key


# Words that begin half of all sentences: "trưởng", "trường".
_TOO_COMMON = (["truong"],)


@cache
def _longest() -> int:
    return max(len(key) for key in _wordings())
