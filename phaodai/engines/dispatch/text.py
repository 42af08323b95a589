"""The text of a document, its same-length folded twin, and its words."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

_STRAIGHT = {
    "đ": "d",
    "Đ": "d",
    "ð": "d",
    "Ð": "d",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "−": "-",
    "…": ".",
    "*": " ",
    "_": " ",
    "\r": "\n",
    "\x0b": "\n",
    "\x0c": "\n",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\ufeff": " ",
    "\u200b": " ",
    "\u200c": " ",
    "\u200d": " ",
    "\u00ad": " ",
}


class _FoldTable(dict[int, str]):
    """A translation table that learns each character once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _STRAIGHT.get(char)
        if folded is None:
            if char.isspace() and char != "\n":
                folded = " "
            else:
                base = unicodedata.normalize("NFD", char)[0].lower()
                folded = base if len(base) == 1 else char
        self[code] = folded
        return folded


_FOLD = _FoldTable()


_AS_DIGIT = str.maketrans("ol|iq", "01110")
_MISREAD = re.compile(
    r"(?<!\w)[ol|i]{1,2}(?=\d{1,4}(?:[/.\-:,hg%]|\s|$))"
    r"|(?<=\d)[ol|i]{1,2}(?=\d|[/.\-:hg]\d|\s?[/\-]\s?[a-z]|\s?gio(?!\w))"
    r"|(?<=[/.]\d)[ol|i]{1,2}(?!\w)|(?<=\d\dh)oo?(?!\w)|(?<=\dh)oo(?!\w)"
    r"|(?<=\d)[ol](?=\s{1,2}thang(?!\w))|(?<=gio\s)oo(?!\w)|(?<=[/.])[ol|i](?=\d)|(?<=\d/)[ol"
    r"|i](?=/\d)"
)


def _digit(match: re.Match[str]) -> str:
    """Return the digits that a scanner saw as letters; the bars of a drawn table stay."""
    seen = match.group()
    if "|" in seen:
        text = match.string
        begin, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
        if text.count("|", begin, end if end >= 0 else len(text)) > 2:
            return seen
    return seen.translate(_AS_DIGIT)


def repair_digits(folded: str) -> str:
    """Put digits where a scanner saw letters in a number; the length stays.

    Args:
        folded: text from `fold_aligned`.
    """
    for _ in range(2):
        repaired = _MISREAD.sub(_digit, folded)
        if repaired == folded:
            break
        folded = repaired
    return folded


def normalise(text: str) -> str:
    """Return the text in NFC with line ends LF; a second call changes nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def fold_aligned(text: str) -> str:
    """Fold case, accents, marks and typographic signs, one character to one character.

    Notes:
        Asterisks and underscores of emphasis become spaces, so that patterns see through them.
    """
    return text.translate(_FOLD)


def fold(text: str) -> str:
    """Fold for comparing: case, accents, đ, dashes, and runs of white space."""
    return " ".join(fold_aligned(unicodedata.normalize("NFC", text)).split())


_OLD_TONE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE = re.compile(r"(?<![qQ])([oOuU][àáảãạèéẻẽẹỳýỷỹỵÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ])(?!\w)")


def _shift_tone(match: re.Match[str]) -> str:
    pair = match.group(1)
    shifted = _OLD_TONE.get(pair.lower())
    if shifted is None:
        return pair
    first = shifted[0].upper() if pair[0].isupper() else shifted[0]
    last = shifted[1].upper() if pair[1].isupper() else shifted[1]
    return first + last


def modern_tone(text: str) -> str:
    """Write the tone mark where the house writes it: Ủy, Hòa, not Uỷ, Hoà."""
    return _TONE.sub(_shift_tone, text)


def tone_key(text: str) -> str:
    """Return a lower-case key equal for hoà and hòa, uỷ and ủy, NFD and NFC."""
    return modern_tone(unicodedata.normalize("NFC", text)).lower()


def collapse(text: str) -> str:
    """Collapse every run of white space to one space and strip the ends."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """Drop the marks of emphasis and collapse white space."""
    return collapse(text.replace("*", " ").replace("_", " "))


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of the text."""

    start: int
    end: int
    fold: str
    low: str
    is_capital: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its surrounding blanks; empty where start == end."""

    start: int
    end: int
    indent: int

    @property
    def is_blank(self) -> bool:
        """Say whether nothing but blanks stands on the line."""
        return self.start >= self.end


_WORD = re.compile(r"[^\W_]+|[^\w\s]")
_LINE = re.compile(r"[^\n]*")


class Page:
    """A normalised text with its folded twin, lines and tokens."""

    def __init__(self, text: str) -> None:
        """Prepare the views of one text.

        Args:
            text: any string; it is normalised here.
        """
        self.text = normalise(text)
        self.folded = repair_digits(fold_aligned(self.text))

    def slice(self, start: int, end: int) -> str:
        """Return the slice with white space collapsed."""
        return collapse(self.text[start:end])

    def plain(self, start: int, end: int) -> str:
        """Return the slice without marks of emphasis and with white space collapsed."""
        return plain(self.text[start:end])

    def trim(self, start: int, end: int, signs: str = " \n") -> tuple[int, int]:
        """Shrink a span past blanks, marks of emphasis and the given signs."""
        folded = self.folded
        while start < end and folded[start] in signs:
            start += 1
        while end > start and folded[end - 1] in signs:
            end -= 1
        return start, end

    @cached_property
    def lines(self) -> list[Line]:
        """All lines of the text in order, blank ones included."""
        lines: list[Line] = []
        position = 0
        for raw in self.folded.split("\n"):
            stripped = raw.strip()
            indent = len(raw) - len(raw.lstrip())
            if stripped:
                start = position + indent
                lines.append(Line(start, start + len(stripped), indent))
            else:
                lines.append(Line(position, position, 0))
            position += len(raw) + 1
        return lines

    @cached_property
    def tokens(self) -> list[Token]:
        """Every word and sign in order."""
        text = self.text
        return [
            Token(
                match.start(),
                match.end(),
                match.group(),
                tone_key(text[match.start() : match.end()]),
                text[match.start()].isupper(),
            )
            for match in _WORD.finditer(self.folded)
        ]

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def token_at(self, position: int) -> int:
        """Return the index of the first token that starts at or after a position."""
        return bisect_left(self._starts, position)

    @cached_property
    def is_accentless(self) -> bool:
        """Say whether the accents were lost: hardly any letter carries one."""
        letters = sum(1 for char in self.text if char.isalpha())
        marked = sum(1 for char in self.text if ord(char) > 127 and char.isalpha())
        return letters > 0 and marked < letters * 0.03

    def is_word(self, token: Token, word: str) -> bool:
        """Say whether a token is this word, accents lost only where the page lost them."""
        if token.low == word:
            return True
        return self.is_accentless and token.fold == fold_aligned(word)

    def is_caps(self, start: int, end: int) -> bool:
        """Say whether a stretch is printed in capitals."""
        letters = [char for char in self.text[start:end] if char.isalpha()]
        if len(letters) < 2:
            return False
        return sum(1 for char in letters if char.isupper()) >= 0.8 * len(letters)
