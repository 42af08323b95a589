"""Plain text of any encoding met in Vietnamese offices, and the last cleaning of every text."""

import re
import unicodedata

from phaodai.delivery.intake import legacy_letters
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.notes import Note

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_SAMPLE_BYTES = 8192
_TOLERATED_LOSS = 0.001
_MARK = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31-\u0e4e"
_MARK_RUN = re.compile(
    f"([{_MARK}\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{{4}})"
    f"[{_MARK}\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029\u000b\u000c]")
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TRAILING = re.compile("[ \t]+(?=\n|$)")
_BLANK_LINES = re.compile("\n{3,}")


def decode_text(raw: bytes) -> tuple[str, list[Note]]:
    """Turn the bytes of a plain text file into text.

    Args:
        raw: The file, not empty.

    Returns:
        The text, not yet cleaned, and remarks.

    Raises:
        UnreadableFile: The bytes are no text (WRONG_KIND) or in no known encoding
            (UNKNOWN_ENCODING).
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _lenient(raw[len(mark) :], encoding)
    sample = raw[:_SAMPLE_BYTES]
    if b"\0" in sample:
        return _decode_wide(raw, sample)
    if _n_controls(sample) > len(sample) * 0.02:
        raise _not_text()
    try:
        return _repaired(raw.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    old = legacy_letters.decode(raw)
    if old is not None:
        return old[0], [Note.LEGACY_ENCODING]
    try:
        return _lenient(raw, "utf-8")
    except UnreadableFile:
        raise UnreadableFile(UnreadableCode.UNKNOWN_ENCODING) from None


def clean(text: str) -> str:
    """Give a text its one form: NFC, LF, plain spaces, nothing unseen, no pile of blank lines.

    Args:
        text: Any text, also with lone surrogates or endless combining marks.

    Notes:
        Runs of combining marks are cut before normalising: ordering them takes quadratic time.
    """
    text = _BREAKS.sub("\n", text)
    text = _MARK_RUN.sub(r"\1", _UNSEEN.sub("", text))
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    text = _BLANK_LINES.sub("\n\n", _TRAILING.sub("", text))
    return text.strip("\n") + "\n" if text.strip() else ""


def _decode_wide(raw: bytes, sample: bytes) -> tuple[str, list[Note]]:
    """Read UTF-16 without a mark: Vietnamese text then has a zero in most bytes of one parity."""
    zeros = (sample[::2].count(0), sample[1::2].count(0))
    half = len(sample) / 2
    if zeros[1] > 0.4 * half and zeros[0] < 0.05 * half:
        return _lenient(raw, "utf-16-le")
    if zeros[0] > 0.4 * half and zeros[1] < 0.05 * half:
        return _lenient(raw, "utf-16-be")
    raise _not_text()


def _lenient(raw: bytes, encoding: str) -> tuple[str, list[Note]]:
    """Decode, forgiving a few broken characters such as a cut last one."""
    text = raw.decode(encoding, errors="replace")
    n_lost = text.count("\ufffd")
    if n_lost > max(1, len(text) * _TOLERATED_LOSS):
        raise UnreadableFile(UnreadableCode.UNKNOWN_ENCODING)
    if _n_controls(text[:_SAMPLE_BYTES].encode("utf-8", "replace")) > 0.02 * _SAMPLE_BYTES:
        raise _not_text()
    repaired, notes = _repaired(text)
    return repaired, notes + ([Note.LOST_CHARACTERS] if n_lost else [])


def _repaired(text: str) -> tuple[str, list[Note]]:
    repaired, changed = legacy_letters.repair(text)
    return repaired, [Note.LEGACY_ENCODING] if changed else []


def _n_controls(sample: bytes) -> int:
    return sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 or byte == 127 for byte in sample)


def _not_text() -> UnreadableFile:
    return UnreadableFile(
        UnreadableCode.WRONG_KIND, what_vi="tệp nhị phân không rõ loại", what_en="an unknown binary"
    )
