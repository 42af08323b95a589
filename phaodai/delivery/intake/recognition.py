"""Text of scans, through the tesseract program with its Vietnamese data."""

import functools
import shutil
import struct
import subprocess

from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.kinds import Kind
from phaodai.delivery.intake.layout import Word
from phaodai.delivery.intake.limits import Limits

_LANGUAGE = "vie"
_COLUMNS = 12
_WORD_ROW = "5"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@functools.cache
def is_installed() -> bool:
    """Tell whether tesseract and its Vietnamese data are there; asked once per process."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        listed = subprocess.run(  # noqa: S603 - a program of the system, fixed words
            [program, "--list-langs"], capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _LANGUAGE in (listed.stdout + listed.stderr).decode("utf-8", "replace").split()


def read_picture(
    picture: bytes, *, dpi: int | None, seconds: float
) -> list[tuple[list[Word], float, list[float]]]:
    """Recognise a picture.

    Args:
        picture: PGM, PNG, JPEG or TIFF.
        dpi: Its resolution where it is known, dots an inch; None lets tesseract judge.
        seconds: Time by the clock, seconds.

    Returns:
        For each page of the picture: its words (pixels, y downwards), its height (pixels), and how
        sure tesseract is of each word (0-100).

    Raises:
        UnreadableFile: The picture is damaged (DAMAGED) or takes too long (TOO_SLOW).
    """
    program = shutil.which("tesseract") or "tesseract"
    command = [program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", "3"]
    if dpi is not None:
        command += ["--dpi", str(dpi)]
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, fixed words
            [*command, "tsv"], input=picture, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(UnreadableCode.TOO_SLOW, limit=f"{seconds:.0f} s") from None
    if done.returncode != 0:
        raise UnreadableFile(UnreadableCode.DAMAGED)
    return _parse(done.stdout.decode("utf-8", "replace"))


def check_size(picture: bytes, *, kind: Kind, limits: Limits) -> None:
    """Refuse a picture whose stated size would fill the memory.

    Raises:
        UnreadableFile: DAMAGED when it states none, TOO_COMPLEX when it is too large.
    """
    try:
        width, height = _SIZES[kind](picture)
    except (struct.error, KeyError, IndexError):
        raise UnreadableFile(UnreadableCode.DAMAGED) from None
    if width <= 0 or height <= 0:
        raise UnreadableFile(UnreadableCode.DAMAGED)
    if width * height > limits.max_pixels:
        raise UnreadableFile(
            UnreadableCode.TOO_COMPLEX, limit=f"{limits.max_pixels // 1_000_000} megapixel"
        )


def _png_size(raw: bytes) -> tuple[int, int]:
    if raw[12:16] != b"IHDR":
        raise KeyError
    width, height = struct.unpack_from(">II", raw, 16)
    return width, height


def _jpeg_size(raw: bytes) -> tuple[int, int]:
    at = 2
    while True:
        marker, kind, n_bytes = struct.unpack_from(">BBH", raw, at)
        if marker != 0xFF:
            raise KeyError
        if kind in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", raw, at + 5)
            return width, height
        at += 2 + n_bytes


def _tiff_size(raw: bytes) -> tuple[int, int]:
    """Add up the pages of a TIFF: as wide as the widest, as high as all together."""
    order = "<" if raw[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", raw, 4)
    width = height = 0
    for _ in range(1_000):
        if at == 0:
            return width, height
        (n_tags,) = struct.unpack_from(order + "H", raw, at)
        tags = {}
        for i in range(n_tags):
            tag, form, _ = struct.unpack_from(order + "HHI", raw, at + 2 + 12 * i)
            code = "H" if form == 3 else "I"
            (tags[tag],) = struct.unpack_from(order + code, raw, at + 10 + 12 * i)
        width = max(width, tags[256])
        height += tags[257]
        (at,) = struct.unpack_from(order + "I", raw, at + 2 + 12 * n_tags)
    raise KeyError


_SIZES = {Kind.PNG: _png_size, Kind.JPEG: _jpeg_size, Kind.TIFF: _tiff_size}


def _parse(table: str) -> list[tuple[list[Word], float, list[float]]]:
    """Read tesseract's table: page rows give the height, word rows the text."""
    pages: list[tuple[list[Word], float, list[float]]] = []
    line_box = (0.0, 0.0)
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != _COLUMNS:
            continue
        left, top, width, height = (float(cell) for cell in cells[6:10])
        if cells[0] == "1":
            pages.append(([], height, []))
        elif cells[0] == "4":
            line_box = (top, top + height)
        elif cells[0] == _WORD_ROW and pages and cells[11].strip():
            word = Word(
                text=cells[11].strip(),
                x0=left,
                x1=left + width,
                top=line_box[0],
                bottom=line_box[1],
            )
            pages[-1][0].append(word)
            pages[-1][2].append(float(cells[10]))
    return pages
