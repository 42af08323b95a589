"""Words and pictures of a PDF, through PDFium."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.layout import Word
from phaodai.delivery.intake.limits import Limits

_POINTS_PER_INCH = 72
_OCR_DPI = 300
_FEW_CHARS = 200  # a signature stamp over a scan has fewer letters than a page of text
_COVERING_SHARE = 0.5
_WORD_GAP = 0.28  # of the letter's height: wider gaps part words that no space parts
_SHARED_HEIGHT = 0.5
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"
}  # fmt: skip
_MAX_CHARS_PER_PAGE = 200_000


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page of a PDF shows.

    Attributes:
        words: Its words, points, y downwards.
        height: Height of the page, points.
        is_scan: Whether it is a picture with little or no text.
    """

    words: list[Word]
    height: float
    is_scan: bool


class Pdf:
    """An open PDF."""

    def __init__(self, raw: bytes, limits: Limits) -> None:
        """Open a PDF.

        Raises:
            UnreadableFile: PASSWORD_PROTECTED, DAMAGED or TOO_MANY_PAGES.
        """
        self._limits = limits
        try:
            self._document = pdfium.PdfDocument(raw)
            self.n_pages = len(self._document)
        except pdfium.PdfiumError as error:
            protected = getattr(error, "err_code", None) in {
                pdfium_c.FPDF_ERR_PASSWORD,
                pdfium_c.FPDF_ERR_SECURITY,
            }
            code = UnreadableCode.PASSWORD_PROTECTED if protected else UnreadableCode.DAMAGED
            raise UnreadableFile(code) from None
        if self.n_pages == 0:
            raise UnreadableFile(UnreadableCode.DAMAGED)
        if self.n_pages > limits.max_pages:
            raise UnreadableFile(UnreadableCode.TOO_MANY_PAGES, limit=str(limits.max_pages))

    def pages(self) -> Iterator[Page]:
        """Read page after page; a page that cannot be opened is left empty."""
        left = self._limits.max_chars
        for i in range(self.n_pages):
            try:
                page = self._document[i]
            except pdfium.PdfiumError:
                yield Page(words=[], height=0.0, is_scan=False)
                continue
            text_page = page.get_textpage()
            words, n_chars = _words(page, text_page)
            left -= n_chars
            if left < 0:
                raise UnreadableFile(UnreadableCode.TOO_LARGE, limit="5 MB")
            is_scan = n_chars < _FEW_CHARS and _is_covered(page)
            height = page.get_height()
            text_page.close()
            page.close()
            yield Page(words=words, height=height, is_scan=is_scan)

    def picture(self, i: int) -> bytes:
        """Render a page for recognition: grey, 300 dots an inch, as a PGM picture.

        Args:
            i: Index of the page, from 0.
        """
        page = self._document[i]
        width, height = page.get_size()
        inches = max(width * height / _POINTS_PER_INCH**2, 1e-6)
        dpi = min(_OCR_DPI, (self._limits.max_pixels / inches) ** 0.5)
        bitmap = page.render(scale=dpi / _POINTS_PER_INCH, grayscale=True)
        data = bytes(bitmap.buffer)
        rows = b"".join(
            data[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height)
        )
        header = f"P5 {bitmap.width} {bitmap.height} 255\n".encode("ascii")
        bitmap.close()
        page.close()
        return header + rows


def _is_covered(page: pdfium.PdfPage) -> bool:
    """Tell whether one picture covers most of the page."""
    width, height = page.get_size()
    for shape in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = shape.get_bounds()
        if (right - left) * (top - bottom) >= _COVERING_SHARE * width * height:
            return True
    return False


def _words(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> tuple[list[Word], int]:
    """Put the letters of a page together to words, in the order of the file."""
    n_chars = min(text_page.count_chars(), _MAX_CHARS_PER_PAGE)
    turn = page.get_rotation()
    x_min, y_min, x_max, y_max = page.get_mediabox()
    builder = _Builder()
    box = pdfium_c.FS_RECTF()
    pointer = ctypes.byref(box)
    get_unicode = pdfium_c.FPDFText_GetUnicode
    get_box = pdfium_c.FPDFText_GetLooseCharBox
    for i in range(n_chars):
        number = get_unicode(text_page, i)
        if number in {0x20, 0x0A, 0x0D, 0x09, 0xA0, 0x3000}:
            builder.end()
            continue
        if number in _HYPHENS or number in _LIGATURES:
            letter = _HYPHENS.get(number) or _LIGATURES[number]
        elif 0x20 < number <= 0x10FFFF:
            letter = chr(number)
        else:
            continue
        if not get_box(text_page, i, pointer):
            continue
        x0, x1, y0, y1 = box.left, box.right, box.bottom, box.top
        if turn == 90:
            corners = (y0 - y_min, y1 - y_min, x0 - x_min, x1 - x_min)
        elif turn == 180:
            corners = (x_max - x1, x_max - x0, y0 - y_min, y1 - y_min)
        elif turn == 270:
            corners = (y_max - y1, y_max - y0, x_max - x1, x_max - x0)
        else:
            corners = (x0 - x_min, x1 - x_min, y_max - y1, y_max - y0)
        builder.add(letter, *corners)
    builder.end()
    return builder.words, n_chars


class _Builder:
    """Words under construction."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._letters: list[str] = []
        self._x0 = self._x1 = self._top = self._bottom = 0.0

    def add(self, letter: str, x0: float, x1: float, top: float, bottom: float) -> None:
        """Add a letter to the word, or begin a new word with it when it stands apart."""
        if self._letters:
            shared = min(bottom, self._bottom) - max(top, self._top)
            height = max(min(bottom - top, self._bottom - self._top), 0.001)
            gap = x0 - self._x1
            apart = gap > _WORD_GAP * height or gap < -1.5 * height
            if apart or shared < _SHARED_HEIGHT * height:
                self.end()
        if not self._letters:
            self._x0, self._x1, self._top, self._bottom = x0, x1, top, bottom
        self._letters.append(letter)
        self._x1 = max(self._x1, x1)

    def end(self) -> None:
        """Finish the word."""
        if self._letters:
            self.words.append(
                Word(
                    text="".join(self._letters),
                    x0=self._x0,
                    x1=self._x1,
                    top=self._top,
                    bottom=self._bottom,
                )
            )
            self._letters = []
