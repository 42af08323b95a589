"""Headings by their meaning: what a column is called, and which known thing that is."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

# Words of headings that say nothing, folded; phrases before their parts.
_EMPTY = re.compile(
    r"\b(?:so luong|so truong hop|truong hop|tong so ca|so ca|so nguoi|trong ngay|trong do|"
    r"number of|of these|on the day|so|ca|nguoi|the|of)\b"
)
# What is written short, or otherwise, in offices -> the words of forms, folded.
_SAME = (
    (re.compile(r"\b(?:luy ke|luy tich|tich luy|cong lai)\b"), "cong don"),
    (re.compile(r"\bhien (?:dang|con)\b"), "dang"),
    (re.compile(r"\bxn\b"), "xet nghiem"),
    (re.compile(r"\bcl tt\b"), "cach ly tap trung"),
    (re.compile(r"\bcltt\b"), "cach ly tap trung"),
    (re.compile(r"\bcltn\b"), "cach ly tai nha"),
    (re.compile(r"\bbn\b"), "benh nhan"),
    (re.compile(r"\btv\b"), "tu vong"),
    (re.compile(r"\bkhoi benh\b"), "khoi"),
    (re.compile(r"\bphat sinh\b"), "moi"),
    (re.compile(r"\bf ?([0-9])\b"), r"f\1"),
)
_WORD = re.compile(r"[a-z0-9_]+")
_MARKS = re.compile("[\u0300-\u036f]{4,}")  # ordering endless marks takes quadratic time
LONGEST_HEADING = 300  # characters; what is longer is prose


def fold(text: str) -> str:
    """Return a key without case, accents, punctuation or surplus space, NFC or NFD alike."""
    text = _MARKS.sub("", text[: 2 * LONGEST_HEADING])
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(letter for letter in text if unicodedata.category(letter) != "Mn")
    return " ".join(_WORD.findall(bare.casefold()))


def meaning(text: str) -> frozenset[str]:
    """Return the words of a heading that mean something."""
    key = fold(text)
    for short, full in _SAME:
        key = short.sub(full, key)
    return frozenset(_EMPTY.sub(" ", key).split())


@dataclass(frozen=True, slots=True)
class Named:
    """Something that a heading or a cell may name.

    Attributes:
        key: what stands for it: the code of a field, the reference of a unit.
        names: wordings, the chief one first.
        codes: what names it beyond doubt.
        is_percent: figures of it are 0 to 100, where a spreadsheet keeps 0 to 1.
        is_figure: whether figures stand in it, and no words.
    """

    key: str
    names: tuple[str, ...]
    codes: tuple[str, ...] = ()
    is_percent: bool = False
    is_figure: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """A known thing that a heading may mean; `score` is 0 to 1."""

    key: str
    score: float


class Lexicon:
    """Known things, to be found by what they are called."""

    def __init__(self, things: Iterable[Named]) -> None:
        """Take the things; their order decides between equals."""
        self.things: Sequence[Named] = tuple(things)
        self._codes = {fold(code): thing.key for thing in self.things for code in thing.codes}
        self._found: dict[str, tuple[Match, ...]] = {}

    @cached_property
    def _wordings(self) -> list[tuple[str, str, frozenset[str]]]:
        return [
            (thing.key, fold(name), meaning(name)) for thing in self.things for name in thing.names
        ]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for i, (_, _, parts) in enumerate(self._wordings):
            for word in parts:
                found.setdefault(word, []).append(i)
        return found

    @cached_property
    def _names(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for i, (_, name, _) in enumerate(self._wordings):
            found.setdefault(name, set()).add(i)
        return found

    @cached_property
    def _weights(self) -> dict[str, float]:
        """Return what a word tells: little where many things share it."""
        holders: Counter[str] = Counter()
        for thing in self.things:
            holders.update(frozenset().union(*(meaning(name) for name in thing.names)))
        return {word: math.log(1 + len(self.things) / count) for word, count in holders.items()}

    def is_code(self, heading: str) -> bool:
        """Say whether a heading is the code of a known thing."""
        return fold(heading) in self._codes

    def find(self, heading: str) -> tuple[Match, ...]:
        """Return what a heading may mean, the likeliest first, at most three."""
        heading = heading[:LONGEST_HEADING]
        if heading not in self._found:
            self._found[heading] = self._search(heading)
        return self._found[heading]

    def _search(self, heading: str) -> tuple[Match, ...]:
        key = fold(heading)
        if not key:
            return ()
        if key in self._codes:
            return (Match(self._codes[key], 1.0),)
        if key.replace(" ", "").isdecimal():
            return ()  # a figure; most cells that are looked at are
        words = meaning(heading)
        unknown = math.log(1 + len(self.things))
        own = sum(self._weights.get(word, unknown) for word in words)
        best: dict[str, float] = {}
        near = {i for word in words for i in self._by_word.get(word, ())}
        near |= self._names.get(key, set())
        for thing, name, parts in (
            self._wordings[i] for i in sorted(near | self._names.get(key, set()))
        ):
            if name == key:
                score = 1.0
            elif not (shared := words & parts):
                continue
            else:
                common = 2 * sum(self._weights[word] for word in shared)
                score = 0.99 * common / (own + sum(self._weights[word] for word in parts))
            best[thing] = max(best.get(thing, 0.0), score)
        ranked = sorted(best.items(), key=lambda each: -each[1])
        return tuple(Match(thing, score) for thing, score in ranked[:3])
