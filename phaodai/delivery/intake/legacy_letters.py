"""Vietnamese letters of before Unicode: TCVN3 (ABC), VNI and Windows-1258, told apart by spelling.

Notes:
    Old documents hold these as bytes (plain text) or as the Latin-1 letters of the same numbers
    (Word and PDF files that used .VnTime or VNI-Times fonts). Both come down to one table each.
    Which one it is, is decided by spelling: the right reading makes Vietnamese syllables.
"""

import re
import unicodedata
from enum import StrEnum


class Legacy(StrEnum):
    """Encodings older than Unicode."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


# TCVN 5712:1993, third form: runs of letters from the number that the first of them has.
_TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_TCVN3 = {start + i: letter for start, run in _TCVN3_RUNS.items() for i, letter in enumerate(run)}
_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX = {
    "â": "\u0302",
    "à": "\u0302\u0300",
    "á": "\u0302\u0301",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
}
_BREVE = {
    "ê": "\u0306",
    "è": "\u0306\u0300",
    "é": "\u0306\u0301",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
# VNI: a letter, then a sign that stands for its marks; six letters have a number of their own.
_VNI_MARKS: dict[str, dict[str, str]] = {
    "a": _TONES | _CIRCUMFLEX | _BREVE,
    "e": _TONES | _CIRCUMFLEX,
    "o": _TONES | _CIRCUMFLEX,
    "u": _TONES,
    "y": _TONES,
    "ô": _TONES,
    "ö": _TONES,
}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên "
    "iêng iêp iêt iêu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc "
    "oe oen oeo oet oi om on ong oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc "
    "ui um un ung up ut uân uâng uât uây uê uêch uênh uêu uơ uôc uôi uôm uôn uông uôt uy uya uych "
    "uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y ych yêm "
    "yên yêng yêt yêu ynh yt"
)
_SYLLABLE = re.compile(_ONSET + "(?:" + "|".join(_RIMES.split()) + ")")
_TONE_MARKS = dict.fromkeys((0x300, 0x301, 0x303, 0x309, 0x323))
_TOKEN = re.compile(r"[^\s!-@\[-`{-~–—“”‘’…«»]+")
_SAMPLE_CHARS = 200_000
_MODERN = re.compile("[\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]")
_HIGH_LATIN = re.compile("[\u00a1-\u00ff]")
_NOT_TCVN3 = re.compile("[" + "".join(chr(n) for n in range(0xC0, 0x100) if n not in _TCVN3) + "]")
_GOOD_SHARE = 0.75


def spelling(text: str) -> tuple[float, int]:
    """Measure how far the accented words of a text are Vietnamese syllables.

    Args:
        text: Any text; only its first 200,000 characters count.

    Returns:
        The share of words with a letter beyond ASCII that are well-formed syllables (0-1; 0 when
        there are none), and the number of such words.
    """
    n_words = n_good = 0
    for word in _TOKEN.findall(text[:_SAMPLE_CHARS]):
        if word.isascii():
            continue
        n_words += 1
        n_good += is_syllable(word)
    return (n_good / n_words if n_words else 0.0), n_words


def is_syllable(word: str) -> bool:
    """Tell whether a word is spelled like one Vietnamese syllable."""
    if len(word) > 24:  # the longest, written with loose marks, has about ten
        return False
    marks = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", marks.translate(_TONE_MARKS))
    n_tones = len(marks) - len(marks.translate(_TONE_MARKS))
    return n_tones <= 1 and _SYLLABLE.fullmatch(bare) is not None


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """Turn the Latin-1 letters of a TCVN3 text into Vietnamese.

    Args:
        text: Text as Latin-1 letters.
        capitals: Whether the font shows capitals only (its name ends in H, such as .VnTimeH).
    """
    letters = unicodedata.normalize("NFC", text.translate(_TCVN3))
    return letters.upper() if capitals else letters


def from_vni(text: str) -> str:
    """Turn the Latin-1 letters of a VNI text into Vietnamese."""
    out: list[str] = []
    i = 0
    while i < len(text):
        letter = text[i]
        marks = _VNI_MARKS.get(letter.lower(), {})
        sign = marks.get(text[i + 1].lower(), "") if i + 1 < len(text) else ""
        plain = _VNI_LETTERS.get(letter.lower(), letter.lower())
        out.append((plain.upper() if letter.isupper() else plain) if plain != letter else letter)
        out.append(sign)
        i += 2 if sign else 1
    return unicodedata.normalize("NFC", "".join(out))


def legacy_of_font(name: str) -> Legacy | None:
    """Tell from a font's name how its letters are numbered; None for a Unicode font."""
    folded = name.strip().lower()
    if folded.startswith(".vn"):
        return Legacy.TCVN3
    if folded.startswith("vni-") or folded.startswith("vni "):
        return Legacy.VNI
    return None


def convert(text: str, *, legacy: Legacy, capitals: bool = False) -> str:
    """Turn Latin-1 letters of a legacy encoding into Vietnamese; Unicode text is left alone.

    Args:
        text: Letters as the file holds them.
        legacy: How they are numbered.
        capitals: Whether the font shows capitals only.

    Notes:
        A legacy font name is no proof: Word keeps it on text that was later typed in Unicode and
        shows that text in another font. Letters that the old encoding lacks settle it; otherwise
        the better spelling wins, and the font where spelling cannot tell.
    """
    if _MODERN.search(text) or (legacy is Legacy.TCVN3 and _NOT_TCVN3.search(text)):
        return text
    other = from_tcvn3(text, capitals=capitals) if legacy is Legacy.TCVN3 else from_vni(text)
    if _HIGH_LATIN.search(text):
        as_is, n_words = spelling(text)
        if n_words and as_is > spelling(other)[0]:
            return text
    return other


def repair(text: str) -> tuple[str, bool]:
    """Convert the lines of a text that hold TCVN3 or VNI letters under Unicode numbers.

    Returns:
        The text, and whether any line was converted. Lines that are spelled well stay as they are.

    Notes:
        Two accented words at least must support the change of a line; the encoding is chosen once
        for the whole text, from the lines that are spelled badly.
    """
    if not _HIGH_LATIN.search(text):
        return text, False
    lines = text.split("\n")
    doubtful = {
        i
        for i, line in enumerate(lines)
        if _HIGH_LATIN.search(line) and not _MODERN.search(line) and spelling(line)[0] < 0.5
    }
    sample = "\n".join(lines[i] for i in sorted(doubtful))
    if spelling(sample)[1] < 2:
        return text, False
    readings = {legacy: convert_blindly(sample, legacy=legacy) for legacy in Legacy}
    best = max(Legacy, key=lambda legacy: spelling(readings[legacy])[0])
    if spelling(readings[best])[0] < _GOOD_SHARE:
        return text, False
    for i in doubtful:
        changed = convert_blindly(lines[i], legacy=best)
        if spelling(changed)[0] > spelling(lines[i])[0]:
            lines[i] = changed
    return "\n".join(lines), True


def convert_blindly(text: str, *, legacy: Legacy) -> str:
    """Read a text as the given encoding, whatever comes out."""
    return from_tcvn3(text) if legacy is Legacy.TCVN3 else from_vni(text)


def decode(raw: bytes) -> tuple[str, bool] | None:
    """Read bytes that are not Unicode as the old encoding that spells Vietnamese best.

    Returns:
        The text and whether an old encoding was used, or None when none makes sense.
    """
    readings = [
        from_tcvn3(raw.decode("latin-1")),
        from_vni(raw.decode("latin-1")),
        unicodedata.normalize("NFC", raw.decode("cp1258", errors="replace")),
    ]
    best = max(readings, key=lambda text: spelling(text)[0])
    return (best, True) if spelling(best)[0] >= _GOOD_SHARE else None
