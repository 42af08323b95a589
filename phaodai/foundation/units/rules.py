"""How a unit is called, and which changes of the tree are sound; plain values only."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.units import UnitLevel

COUNTRY_CODE = "VN"
COUNTRY_NAME = "Việt Nam"
# The day from which an edition that opens the tree is taken to hold, when its rows bear no days:
# the decision that gave the units their codes. Load an older edition first to know better.
# Source: QĐ 124/2004/QĐ-TTg, signed 8/7/2004.
KNOWN_SINCE = date(2004, 7, 8)
# Districts end, provinces and communes are merged.
# Source: NQ 202/2025/QH15; Law 72/2025/QH15 on local government, in force 1/7/2025 (merged units).
TWO_LEVELS_SINCE = date(2025, 7, 1)

DEPTH: Mapping[UnitLevel, int] = {level: depth for depth, level in enumerate(UnitLevel)}

# Official words before a name -> levels they may stand at. Longest first where one begins another.
# Source: Law 77/2015/QH13 art. 2 (units), Circular 04/2012/TT-BNV art. 2 (thôn, tổ dân phố).
KIND_LEVELS: Mapping[str, tuple[UnitLevel, ...]] = {
    "nước": (UnitLevel.COUNTRY,),
    "tỉnh": (UnitLevel.PROVINCE,),
    "thành phố": (UnitLevel.PROVINCE, UnitLevel.DISTRICT),
    "huyện đảo": (UnitLevel.DISTRICT,),
    "huyện": (UnitLevel.DISTRICT,),
    "quận": (UnitLevel.DISTRICT,),
    "thị xã": (UnitLevel.DISTRICT,),
    "thị trấn": (UnitLevel.COMMUNE,),
    "phường": (UnitLevel.COMMUNE,),
    "đặc khu": (UnitLevel.COMMUNE,),
    "xã": (UnitLevel.COMMUNE,),
    "tổ dân phố": (UnitLevel.HAMLET,),
    "khu dân cư": (UnitLevel.HAMLET,),
    "khu phố": (UnitLevel.HAMLET,),
    "tiểu khu": (UnitLevel.HAMLET,),
    "thôn": (UnitLevel.HAMLET,),
    "bản": (UnitLevel.HAMLET,),
    "ấp": (UnitLevel.HAMLET,),
    "buôn": (UnitLevel.HAMLET,),
    "bon": (UnitLevel.HAMLET,),
    "làng": (UnitLevel.HAMLET,),
    "xóm": (UnitLevel.HAMLET,),
    "khóm": (UnitLevel.HAMLET,),
    "phum": (UnitLevel.HAMLET,),
    "sóc": (UnitLevel.HAMLET,),
    "tổ nhân dân": (UnitLevel.GROUP,),
    "tổ tự quản": (UnitLevel.GROUP,),
    "tổ liên gia": (UnitLevel.GROUP,),
    "cụm dân cư": (UnitLevel.GROUP,),
}
# Provinces and districts whose names begin with such a word: alone they are no hamlets.
WHOLE_NAMES = frozenset({"buôn đôn", "buôn hồ", "buôn ma thuột", "sóc sơn", "sóc trăng"})
# What people write for the kinds.
_SHORT_KINDS: Mapping[str, str] = {
    "tp": "thành phố",
    "t.p": "thành phố",
    "tx": "thị xã",
    "tt": "thị trấn",
    "tdp": "tổ dân phố",
    "h": "huyện",
    "q": "quận",
    "p": "phường",
    "x": "xã",
    "t": "tỉnh",
}
_KINDS_BY_KEY = {fold(kind): kind for kind in KIND_LEVELS}
_KIND_PREFIX = re.compile(
    "(" + "|".join(sorted((re.escape(k) for k in KIND_LEVELS), key=len, reverse=True)) + r")\s+",
    re.I,
)
_KEY_PREFIX = re.compile(
    "("
    + "|".join(sorted((re.escape(k) for k in _KINDS_BY_KEY), key=len, reverse=True))
    + r")\s+(?=\S)"
)
_SHORT_PREFIX = re.compile(r"(t\.p|tp|tx|tt|tdp|[hqpxt])(\.\s*|\s+)(?=\S)")
_INNER_KIND = re.compile(
    r"\s+(?=(?:tinh|thanh pho|tp\.?|huyen|quan|thi xa|xa|phuong|thi tran)\s+\S)"
)
_DASH = re.compile(r"\s*[-\u2010-\u2015]\s*")


class UnsoundChange(ValueError):
    """The change would break the tree; the message says which rule, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


@dataclass(frozen=True, slots=True)
class Wording:
    """A place as somebody wrote it: "TP Phan Rang-Tháp Chàm, Ninh Thuận"."""

    key: str  # of the name without its kind
    whole_key: str  # of the name with whatever stood before it
    kind: str = ""  # official word, "" where none was written
    within: tuple["Wording", ...] = field(default=())


def name_key(text: str) -> str:
    """Return the search key of a name: folded, dashes and apostrophes alike, "01" as "1"."""
    key = fold(_DASH.sub(" - ", text.replace("\u2019", "'").replace("\u2018", "'")))
    return key.lstrip("0") if key.isdecimal() and key.lstrip("0") else key


def bare_name(name: str) -> str:
    """Return a name without accents, spaces and signs: "Ia H' Drai" is "Ia H'Drai"."""
    return "".join(letter for letter in name_key(name) if letter.isalnum())


def name_keys(name: str) -> set[str]:
    """Return the bare name as it stands and without its kind: Sóc Trăng is no "sóc"."""
    return {bare_name(name), bare_name(split_name(name)[1])}


def split_name(full_name: str) -> tuple[str, str]:
    """Split "Huyện Mai Sơn" into the official word in lower case and the name.

    A text that begins with no such word comes back with an empty kind; so does the name of a
    province or a district that happens to begin with one ("Sóc Trăng").
    """
    text = " ".join(full_name.split())
    match = _KIND_PREFIX.match(text)
    if match is None or unicodedata.normalize("NFC", text).lower() in WHOLE_NAMES:
        return "", text
    kind = match.group(1).lower()
    return ("huyện" if kind == "huyện đảo" else kind), text[match.end() :]


def level_of_kind(kind: str, *, parent: UnitLevel | None = None) -> UnitLevel | None:
    """Return the level of an official word; the parent decides about "thành phố".

    Directly below the country a city is a province, below a province it is a district.
    """
    levels = KIND_LEVELS.get(" ".join(kind.lower().split()), ())
    if len(levels) > 1 and parent is not None:
        return UnitLevel.PROVINCE if parent is UnitLevel.COUNTRY else UnitLevel.DISTRICT
    return levels[0] if levels else None


def read_wording(text: str) -> Wording:
    """Read what somebody wrote; parts after commas or in brackets name what it lies in."""
    parts = [part for part in re.split(r"[,;()]", text) if part.strip(" .")]
    if not parts:
        return Wording(key="", whole_key="")
    first, *rest = (_read_part(part) for part in parts)
    return Wording(first.key, first.whole_key, first.kind, tuple(rest))


def read_whole(text: str) -> Wording:
    """Read a text as one name, commas and brackets included: "Phước Hải (cũ)"."""
    return Wording(key=name_key(text), whole_key=name_key(text))


def read_without_commas(text: str) -> Wording | None:
    """Read "huyện Tân Uyên tỉnh Lai Châu", or return None where there is nothing to part."""
    pieces = _INNER_KIND.split(fold(text))
    return read_wording(", ".join(pieces)) if len(pieces) > 1 else None


def _read_part(part: str) -> Wording:
    whole = name_key(part.strip(" ."))
    match = _KEY_PREFIX.match(whole)
    if match is not None:
        kind = _KINDS_BY_KEY[match.group(1)]
        kind = "huyện" if kind == "huyện đảo" else kind
        return Wording(name_key(whole[match.end() :]), whole, kind)
    short = _SHORT_PREFIX.match(whole)
    if short is not None:
        return Wording(name_key(whole[short.end() :]), whole, _SHORT_KINDS[short.group(1)])
    return Wording(whole, whole)


def day_before(day: date) -> date:
    """Return the last day of what ends when something else begins."""
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    """Return the first day of what begins when something else has ended."""
    return day + timedelta(days=1)


def opening_day(edition: date) -> date:
    """Return the day from which the first edition of a tree is taken to hold.

    The tree of two levels began on a known day; the older ones reach back as far as codes do.
    """
    return TWO_LEVELS_SINCE if edition >= TWO_LEVELS_SINCE else KNOWN_SINCE


def check_parent(child: UnitLevel, parent: UnitLevel) -> None:
    """Refuse a parent that is not above the child.

    A level may be left out: communes lie directly below a province since July 2025.

    Raises:
        UnsoundChange: The parent's level is the same or lower.
    """
    if DEPTH[parent] >= DEPTH[child]:
        raise UnsoundChange(
            f"đơn vị cấp {child} không thể thuộc đơn vị cấp {parent}",
            f"a unit of level {child} cannot lie below one of level {parent}",
        )


def check_not_below_itself(unit_path: str, parent_path: str) -> None:
    """Refuse a parent that lies at or below the unit.

    Raises:
        UnsoundChange: It does.
    """
    if parent_path.startswith(unit_path):
        raise UnsoundChange(
            "không thể chuyển một đơn vị vào chính nó hoặc vào đơn vị trực thuộc nó",
            "a unit cannot be moved below itself",
        )


def check_open(*, valid_from: date, valid_to: date | None, day: date, name: str) -> None:
    """Refuse a change of a unit that has ended or that begins only on or after the day.

    Raises:
        UnsoundChange: The unit is closed, or the day leaves it no day of its own.
    """
    if valid_to is not None:
        raise UnsoundChange(
            f"{name} đã chấm dứt ngày {valid_to:%d/%m/%Y}",
            f"{name} ended on {valid_to.isoformat()}",
        )
    if day <= valid_from:
        raise UnsoundChange(
            f"ngày {day:%d/%m/%Y} không sau ngày bắt đầu {valid_from:%d/%m/%Y} của {name}",
            f"{day.isoformat()} is not after the first day of {name}, {valid_from.isoformat()}",
        )


def check_shares(shares: Sequence[float | None]) -> None:
    """Refuse shares outside (0, 1], or known shares that do not sum to 1.

    Raises:
        UnsoundChange: A share is no part, or the parts are not the whole.
    """
    known = [share for share in shares if share is not None]
    if any(not 0 < share <= 1 for share in known):
        raise UnsoundChange("tỷ lệ phải lớn hơn 0 và không quá 1", "a share must be in (0, 1]")
    total = sum(known)
    if len(known) == len(shares) and abs(total - 1) > 1e-6:
        raise UnsoundChange(
            f"tổng các tỷ lệ là {total:g}, phải bằng 1", f"the shares sum to {total:g}, not 1"
        )
    if len(known) < len(shares) and total >= 1:
        raise UnsoundChange(
            "các tỷ lệ đã biết không chừa phần cho đơn vị chưa rõ tỷ lệ",
            "the known shares leave nothing for those that are unknown",
        )


def overlaps(terms: Iterable[tuple[date, date | None]], *, first: date, last: date | None) -> bool:
    """Say whether a term shares a day with any of the others; None is an open end."""
    return any(
        (last is None or other_first <= last) and (other_last is None or other_last >= first)
        for other_first, other_last in terms
    )
