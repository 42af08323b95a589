"""Vietnamese text as a key: the same word however it was typed.

Source: the two customs of placing the tone mark (hòa/hoà, ủy/uỷ), Unicode NFC and NFD.
"""

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# An open syllable in oa, oe or uy: the mark may stand on either vowel. "qu" is a consonant.
_OPEN_SYLLABLE = re.compile(rf"(?<![qQ])([oOuU])([aAeEyY])([{_TONES}])(?![^\W\d_])")
_PAIRS = {"oa", "oe", "uy"}


def tone_key(text: str) -> str:
    """Return the text in NFC with each tone mark where the older custom puts it.

    Both "hoà" and "hòa" become "hòa"; "uỷ" and "ủy" become "ủy". Idempotent.
    """

    def move(match: re.Match[str]) -> str:
        first, second, tone = match.groups()
        if (first + second).lower() not in _PAIRS:
            return match.group()
        return first + tone + second

    moved = _OPEN_SYLLABLE.sub(move, unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", moved)


def fold(text: str) -> str:
    """Return a key without case, tones, accents or surplus space: "Uỷ  ban" -> "uy ban".

    Idempotent; đ and Đ become d. Search columns hold it, because SQLite's own `lower()` and
    `LIKE` know no Vietnamese letter.
    """
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        if unicodedata.category(letter) != "Mn" and letter != "\0"  # which PostgreSQL refuses
    )
    return " ".join(bare.casefold().split())
