"""What may be attached, and under which name."""

import re
import unicodedata
from collections.abc import Mapping

MIB = 1024 * 1024
MOST_BYTES = 20 * MIB
MOST_PER_OWNER = 50
MOST_NAME_BYTES = 180  # file systems take 255, and a browser may add " (1)"

# Media type -> extensions; the first is the one that a file without any of them is given.
EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "text/plain": ("txt",),
    "text/csv": ("csv",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
}
PICTURES = frozenset({"image/jpeg", "image/png"})
ANY_EXTENSION = frozenset(extension for known in EXTENSIONS.values() for extension in known)

_PATH = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_NAMELESS = "tep"


class UnacceptableFile(Exception):
    """The file is not kept; the message says why and how to mend it."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        """Keep the code and both sentences.

        Args:
            code: What is wrong, stable, in capitals.
            vi: What is wrong and how to mend it, in Vietnamese.
            en: The same in English.
        """
        super().__init__(f"{code}: {en}")
        self.code, self.message_vi, self.message_en = code, vi, en


def check_size(n_bytes: int) -> None:
    """Refuse what is empty or too large.

    Raises:
        UnacceptableFile: EMPTY or TOO_LARGE.
    """
    if n_bytes == 0:
        raise UnacceptableFile(
            "EMPTY",
            "Tệp rỗng (0 byte). Kiểm tra lại tệp trên máy rồi đính kèm lại.",
            "The file is empty (0 bytes). Check it on your device and attach it again.",
        )
    if n_bytes > MOST_BYTES:
        raise UnacceptableFile(
            "TOO_LARGE",
            f"Tệp lớn hơn {MOST_BYTES // MIB} MB. Giảm cỡ ảnh hoặc chia thành nhiều tệp.",
            f"The file is larger than {MOST_BYTES // MIB} MB. Make pictures smaller, or split it.",
        )


def clean_name(name: str, media_type: str) -> str:
    """Return a name that is safe on every system and says what the file is.

    Args:
        name: As the sender gave it: a path, decomposed letters, anything.
        media_type: What the file is by its content; decides the extension.
    """
    text = _PATH.split(unicodedata.normalize("NFC", name))[-1]
    text = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char)[0] != "C"  # no controls, no turned text
    )
    text = _FORBIDDEN.sub("_", " ".join(text.split())).strip(" .")
    stem, dot, extension = text.rpartition(".")
    known = EXTENSIONS[media_type]
    if dot and extension.lower() in ANY_EXTENSION:
        extension = extension.lower() if extension.lower() in known else known[0]
    elif not dot and text.lower() in ANY_EXTENSION:  # ".pdf"
        stem, extension = "", known[0]
    else:
        stem, extension = text, known[0]
    stem = _cut(stem.strip(" ."), MOST_NAME_BYTES - len(extension) - 1).strip(" .") or _NAMELESS
    return f"{'_' if _RESERVED.match(stem) else ''}{stem}.{extension}"


def _cut(text: str, n_bytes: int) -> str:
    """Shorten to so many bytes of UTF-8, never inside a letter."""
    return text.encode()[:n_bytes].decode(errors="ignore")
