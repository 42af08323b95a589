"""Wordings for many bodies: "UBND các xã, thị trấn", "các sở, ban, ngành"."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from phaodai.foundation.agencies import rules
from phaodai.foundation.agencies.naming import standard_kinds
from phaodai.foundation.agencies.resolution import MAX_LENGTH, Place, place_of
from phaodai.foundation.agencies.rows import Expansion
from phaodai.foundation.agencies.rules import COMMITTEE, KIND_OF_WORD, Token
from phaodai.foundation.units import queries as units
from phaodai.foundation.units.models import Unit
from phaodai.foundation.units.rules import DEPTH
from phaodai.vocabulary.bodies import CATALOGUE
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

MANY = frozenset({"cac", "moi", "tung", "cap", "nhung"})
_SECTOR_WORDS = frozenset(
    {"so", "ban", "nganh", "phong", "doan", "the", "co", "quan", "chuyen", "mon", "don", "vi",
     "tinh", "huyen", "cap"}
)  # fmt: skip
_PARTY_PARTS = {
    "tinh": UnitLevel.PROVINCE,
    "huyen": UnitLevel.DISTRICT,
    "thanh": UnitLevel.DISTRICT,
    "thi": UnitLevel.DISTRICT,
    "quan": UnitLevel.DISTRICT,
    "dang": UnitLevel.COMMUNE,
}


def expand(text: str, *, near: UnitRef, on: date) -> list[Expansion]:
    """Return what a wording for many bodies covers, whether the bodies are stored or not.

    "UBND các xã, thị trấn" near a district is the People's Committee of its communes of those two
    kinds; "các huyện, thành phố" alone speaks of their People's Committees; "các sở, ban, ngành"
    is one answer for each kind. A wording for one body returns nothing.

    Args:
        text: The wording as printed.
        near: The unit whose document it is.
        on: The day of the document.
    """
    place = place_of(near, on)
    found, _title = rules.without_title(rules.tokens(text[:MAX_LENGTH]))
    keys = [token.key for token in found]
    while keys[:2] == ["tat", "ca"] or keys[:2] == ["toan", "the"]:
        keys, found = keys[2:], found[2:]
    kinds, rest, is_many = _body_part(keys)
    tail = found[len(found) - len(rest) :]
    if kinds == [] and is_many:
        by_party = _party(rest, place, kinds=["party_committee"])
        if by_party is not None:
            return by_party
        by_sector = _sectors(rest, tail, text, place)
        if by_sector:
            return by_sector
    elif kinds and is_many:
        by_party = _party(rest, place, kinds=kinds)
        if by_party is not None:
            return by_party
    return _units(kinds, rest, tail, text, place, is_many=is_many)


def _body_part(keys: Sequence[str]) -> tuple[list[str], list[str], bool]:
    """Return the kinds of body named, what is left, and whether a word for many stands there."""
    rest = list(keys)
    is_many = bool(rest) and rest[0] in MANY
    if is_many:
        rest = rest[1:]
    readings = list(rules.readings(rest))
    if not readings:
        return [], rest, is_many
    longest = readings[0].n_tokens
    kinds = [reading.kind for reading in readings if reading.n_tokens == longest]
    rest = rest[longest:]
    if rest and rest[0] in MANY:
        return kinds, rest[1:], True
    return kinds, rest, is_many


def _units(
    kinds: list[str],
    rest: Sequence[str],
    tail: Sequence[Token],
    text: str,
    place: Place,
    *,
    is_many: bool,
) -> list[Expansion]:
    unit_words, n = rules.unit_words(rest)
    above = UnitLevel(place.unit.level)
    level = rules.level_of(unit_words, above=above)
    if level is None and kinds and is_many and not unit_words:
        level = _own_level(kinds, above)
    if level is None:
        return []
    is_below = DEPTH[level] > DEPTH[above]
    if not is_many and not (is_below and unit_words):
        return []  # "UBND xã" in a commune is one body
    within = _within(tail[n:], text, level, place)
    if within is None:
        return []
    named = tuple(dict.fromkeys(KIND_OF_WORD[word] for word in unit_words))
    # "cấp xã" is every unit of the level, whatever its word.
    unit_kinds = () if _says_level(text) else named
    codes = kinds or ([COMMITTEE] if level is not UnitLevel.HAMLET else ["hamlet_head"])
    codes = [code for code in codes if level in CATALOGUE[code].levels]
    if not codes:
        return []
    n_units = units.count_below(UnitRef(within.ref), level=level, on=place.on, kinds=unit_kinds)
    return [_expansion(code, level, within, unit_kinds, n_units) for code in codes if n_units]


def _says_level(text: str) -> bool:
    keys = rules.words(text)
    return any(a == "cap" and b in rules.UNIT_WORDS for a, b in pairwise(keys))


def _own_level(kinds: Collection[str], above: UnitLevel) -> UnitLevel | None:
    """Return the level of "các Trạm Y tế": the first level below the place that has them."""
    levels = {level for code in kinds for level in CATALOGUE[code].levels}
    below = [level for level in UnitLevel if level in levels and DEPTH[level] > DEPTH[above]]
    return below[0] if below else None


def _within(rest: Sequence[Token], text: str, level: UnitLevel, place: Place) -> Unit | None:
    """Return the unit inside which the many lie: named, or the nearest above their level."""
    left = list(rest)
    while left and left[0].key in rules.FILLERS:
        left = left[1:]
    line = [unit for unit in place.line if DEPTH[UnitLevel(unit.level)] < DEPTH[level]]
    if not left:
        return line[0] if line else None
    unit_words, n = rules.unit_words([token.key for token in left])
    if n == len(left) and len(unit_words) == 1:
        kind = KIND_OF_WORD[unit_words[0]]
        here = [u for u in line if u.kind == kind or u.level == rules.UNIT_WORDS[unit_words[0]]]
        return here[0] if here else None
    name = text[left[0].start : left[-1].end]
    meant = units.disambiguate(name, near=place.unit.path, on=place.on)
    meant = [row for row in meant if DEPTH[row.level] < DEPTH[level]]
    return Unit.objects.get(ref=meant[0].ref) if len(meant) == 1 else None


def _party(rest: Sequence[str], place: Place, *, kinds: list[str]) -> list[Expansion] | None:
    """Read "các huyện, thành ủy": words of units with one "ủy" at the end."""
    if not rest or rest[-1] != "uy" or len(rest) < 2:
        return None
    parts = [key for key in rest if key not in {"uy", "pho"}]
    if not parts or any(part not in _PARTY_PARTS for part in parts):
        return None
    levels = {_PARTY_PARTS[part] for part in parts}
    if UnitLevel.PROVINCE in levels:
        levels = {UnitLevel.PROVINCE}
    if len(levels) != 1:
        return None
    level = levels.pop()
    line = [unit for unit in place.line if DEPTH[UnitLevel(unit.level)] < DEPTH[level]]
    if not line:
        return None
    n = units.count_below(UnitRef(line[0].ref), level=level, on=place.on)
    return [_expansion(code, level, line[0], (), n) for code in kinds if n]


def _sectors(
    rest: Sequence[str], tail: Sequence[Token], text: str, place: Place
) -> list[Expansion]:
    """Read "các sở, ban, ngành", "các phòng, ban", "các đoàn thể" of the nearest unit."""
    n = 0
    while n < len(rest) and rest[n] in _SECTOR_WORDS:
        n += 1
    named = set(rest[:n])
    if not named & {"so", "nganh", "phong", "the"}:
        return []
    left = [token for token in tail[n:] if token.key not in rules.FILLERS]
    if "so" in named or "tinh" in named:
        wanted: tuple[UnitLevel, ...] = (UnitLevel.PROVINCE,)
    elif "phong" in named or "huyen" in named:
        wanted = (UnitLevel.DISTRICT, UnitLevel.COMMUNE)
    else:
        wanted = (UnitLevel.PROVINCE, UnitLevel.DISTRICT)
    if left:
        name = text[left[0].start : left[-1].end]
        meant = units.disambiguate(name, near=place.unit.path, on=place.on, levels=wanted)
        line = list(Unit.objects.filter(ref__in=[row.ref for row in meant]))
        if len(line) != 1:
            return []
    else:
        line = [unit for unit in place.line if UnitLevel(unit.level) in wanted]
    if not line:
        return []
    level = UnitLevel(line[0].level)
    standard = {kind.code for kind in standard_kinds(level)}
    codes = [code for code in rules.sectors(sorted(named), level) if code in standard]
    return [_expansion(code, level, line[0], (), 1) for code in codes]


def _expansion(
    code: str, level: UnitLevel, within: Unit, unit_kinds: tuple[str, ...], n: int
) -> Expansion:
    return Expansion(
        kind=code,
        level=level,
        within=UnitRef(within.ref),
        within_name=within.full_name,
        unit_kinds=unit_kinds,
        n=n,
    )
