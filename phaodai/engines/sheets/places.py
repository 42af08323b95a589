"""Names of units as cells hold them: "Xã Phước Hải", "P. Đài Sơn", "TT Phước Dân", "22861"."""

import re
from collections.abc import Iterable

from phaodai.engines.sheets.words import LONGEST_HEADING, Named, fold

_SHORT = (
    (re.compile(r"^(?:p|ph)(?=[ 0-9])"), "phuong "),
    (re.compile(r"^x (?=\S)"), "xa "),
    (re.compile(r"^tt (?=\S)"), "thi tran "),
    (re.compile(r"^tx (?=\S)"), "thi xa "),
    (re.compile(r"^h (?=\S)"), "huyen "),
    (re.compile(r"^(?:ubnd|uy ban nhan dan) (?=\S)"), ""),
)
_KIND = re.compile(r"^(?:xa|phuong|thi tran|thi xa|thanh pho|quan|huyen|tinh|dac khu) (?=\S)")
_COMMUNE = re.compile(r"^(?:xa|phuong|thi tran) (?=\S)")
_NUMBERING = re.compile(r"^(?:[0-9]+|[ivx]+)[.)/ ]+(?=[^\d\s])", re.IGNORECASE)
TOTAL = re.compile(
    r"^(?:(?:tong|cong)(?: .{0,30})?|total|sum"
    r"|toan (?:huyen|xa|tinh|thanh pho|thi xa|quan|dia ban))$"
)


class Places:
    """The units that a sheet may speak of."""

    def __init__(self, places: Iterable[Named]) -> None:
        """Take the units with their full and short names and their codes."""
        self.places = tuple(places)
        self._codes: dict[str, set[str]] = {}
        self._full: dict[str, set[str]] = {}
        self._bare: dict[str, set[str]] = {}
        self._found: dict[str, frozenset[str]] = {}
        for place in self.places:
            for code in place.codes:
                self._codes.setdefault(fold(code), set()).add(place.key)
            for name in place.names:
                self._full.setdefault(_key(name), set()).add(place.key)
                self._bare.setdefault(_bare(name), set()).add(place.key)

    def find(self, text: str) -> frozenset[str]:
        """Return the units that a cell may name: none, one, or several of the same name."""
        if text not in self._found:
            self._found[text] = self._search(text[:LONGEST_HEADING])
        return self._found[text]

    def _search(self, text: str) -> frozenset[str]:
        code = fold(text)
        if code.isdecimal():
            return frozenset(self._codes.get(code, self._codes.get(code.zfill(5), ())))
        key = _key(text)
        if not key:
            return frozenset()
        if key in self._full:
            return frozenset(self._full[key])
        if _KIND.match(key):
            return frozenset()  # another kind of unit of that name is another unit
        return frozenset(self._bare.get(key, ()))


def is_total(text: str) -> bool:
    """Say whether a row speaks of all units together."""
    return bool(TOTAL.match(fold(_NUMBERING.sub("", text.strip()))))


def is_name_of_unit(text: str) -> bool:
    """Say whether a short line reads like the name of a commune, known or not."""
    key = _key(text)
    return len(key.split()) <= 6 and bool(_COMMUNE.match(key)) and "bao cao" not in key


def _key(text: str) -> str:
    key = fold(_NUMBERING.sub("", text.strip()))
    for short, full in _SHORT:
        key = short.sub(full, key)
    return key


def _bare(text: str) -> str:
    return _KIND.sub("", _key(text))
