"""An uploaded file turned into clean text: the one door of this room. Needs no Django.

The file itself is only ever parsed in a confined process (`worker.py`); this module reads bytes,
counts them and asks that process.
"""

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from typing import Any

from phaodai.delivery.intake import recognition, supervision
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.kinds import RTF_SIGNATURE, Kind
from phaodai.delivery.intake.limits import MIB, Limits
from phaodai.delivery.intake.notes import Note

_FILE_CODES = {
    errno.ENOENT: UnreadableCode.NOT_FOUND,
    errno.ENOTDIR: UnreadableCode.NOT_FOUND,
    errno.ENAMETOOLONG: UnreadableCode.NOT_FOUND,
    errno.EISDIR: UnreadableCode.NOT_A_FILE,
    errno.ENXIO: UnreadableCode.NOT_A_FILE,
    errno.EACCES: UnreadableCode.NO_PERMISSION,
    errno.EPERM: UnreadableCode.NO_PERMISSION,
}
_USUAL = Limits()


@dataclass(frozen=True, kw_only=True)
class ExtractedText:
    """The text of a file and where it came from.

    Attributes:
        text: NFC, line ends LF, a line per paragraph, one blank line at most.
        media_type: What the file is by its content.
        sha256: Fingerprint of the file as sent, 64 hexadecimal digits.
        n_pages: Pages; None where the kind has none before printing (.txt, .docx).
        was_ocr: Whether text was recognised from pictures.
        notes: Remarks for the person who checks the text.
    """

    text: str
    media_type: str
    sha256: str
    n_pages: int | None
    was_ocr: bool
    notes: tuple[Note, ...]


def extract_text(
    path_or_bytes: str | os.PathLike[str] | bytes, *, filename: str, limits: Limits = _USUAL
) -> ExtractedText:
    """Turn a file of any supported kind into clean text.

    Args:
        path_or_bytes: Where the file lies, or the file itself.
        filename: Its name as the sender gave it; the content decides, not the name.
        limits: Ceilings on size, time and memory.

    Returns:
        The text with remarks.

    Raises:
        UnreadableFile: The file cannot be read; the message says why and how to mend it.
        WorkerBroken: The installation lacks a library; no file could be read.
    """
    raw = _load(path_or_bytes, limits)
    try:
        content, answer = raw, _read(raw, filename, limits)
        converted = False
    except UnreadableFile as error:
        if error.code is not UnreadableCode.OLD_WORD:
            raise
        content = _converted(raw, error, limits)
        answer = _read(content, filename, limits)
        converted = True
    if answer["n_scans"]:
        answer = _recognised(answer, content, filename, limits)
    notes = [Note(value) for value in answer["notes"]]
    if converted:
        notes = [note for note in notes if note is not Note.WRONG_EXTENSION]
        notes.append(Note.CONVERTED_FROM_OLD_WORD)
        answer["kind"] = Kind.RTF if raw.startswith(RTF_SIGNATURE) else Kind.OLD_WORD
    return ExtractedText(
        text=answer["text"],
        media_type=str(answer["kind"]),
        sha256=hashlib.sha256(raw).hexdigest(),
        n_pages=answer["n_pages"],
        was_ocr=answer["was_ocr"],
        notes=tuple(dict.fromkeys(notes)),
    )


def _load(path_or_bytes: str | os.PathLike[str] | bytes, limits: Limits) -> bytes:
    """Get the bytes, never more of them than the limit, never from a pipe or a device."""
    if isinstance(path_or_bytes, bytes):
        raw = path_or_bytes[: limits.max_bytes + 1]
    else:
        raw = _load_file(path_or_bytes, limits)
    if len(raw) > limits.max_bytes:
        raise UnreadableFile(UnreadableCode.TOO_LARGE, limit=f"{limits.max_bytes // MIB} MB")
    if not raw:
        raise UnreadableFile(UnreadableCode.EMPTY)
    return raw


def _load_file(path: str | os.PathLike[str], limits: Limits) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except ValueError:  # a zero byte in the name
        raise UnreadableFile(UnreadableCode.NOT_FOUND) from None
    except OSError as error:
        code = _FILE_CODES.get(error.errno or 0, UnreadableCode.NO_PERMISSION)
        raise UnreadableFile(code) from None
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise UnreadableFile(UnreadableCode.NOT_A_FILE)
        if state.st_size > limits.max_bytes:
            raise UnreadableFile(UnreadableCode.TOO_LARGE, limit=f"{limits.max_bytes // MIB} MB")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limits.max_bytes + 1)
    finally:
        os.close(descriptor)


def _read(content: bytes, filename: str, limits: Limits) -> dict[str, Any]:
    return supervision.ask_worker(
        content, task="read", filename=filename, limits=limits, seconds=limits.wall_seconds
    )


def _recognised(
    answer: dict[str, Any], content: bytes, filename: str, limits: Limits
) -> dict[str, Any]:
    """Read a scan again with recognition; without it, keep the pages that hold text."""
    if limits.ocr and recognition.is_installed():
        return supervision.ask_worker(
            content,
            task="recognise",
            filename=filename,
            limits=limits,
            seconds=limits.ocr_seconds,
        )
    if answer["text"] and answer["n_scans"] < (answer["n_pages"] or 0):
        answer["notes"].append(Note.SCANNED_PAGES_SKIPPED)
        return answer
    raise UnreadableFile(UnreadableCode.SCAN_WITHOUT_OCR)


def _converted(raw: bytes, error: UnreadableFile, limits: Limits) -> bytes:
    if not (limits.convert_old_word and supervision.can_convert()):
        raise error
    content = supervision.convert_to_docx(raw, limits=limits)
    if content is None:
        raise UnreadableFile(UnreadableCode.DAMAGED)
    return content
