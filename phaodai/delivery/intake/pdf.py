"""Words and pictures of a PDF, through PDFium."""

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.layout import Word
from phaodai.delivery.intake.limits import Limits

_POINTS_PER_INCH = 72
_OCR_DPI = 300
_FEW_CHARS = 200  # a signature stamp over a scan has fewer letters than a page of text
_COVERING_SHARE = 0.5
# Shares of the size of a font.
_SAME_FOOT = 0.12
_GAP_AS_SPACE = 0.15
_ABOVE_FOOT = 0.9
_BELOW_FOOT = 0.25
_MAX_MARKS = 6
_SPACES = frozenset({0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x3000})
_REPLACED = {
    0x02: "-", 0xAD: "-", 0xFFFE: "-",
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl",
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
        """Read page after page.

        Raises:
            UnreadableFile: A page cannot be opened (DAMAGED: a text with a gap would mislead) or
                holds more letters than paper does (TOO_LARGE).
        """
        left = self._limits.max_chars
        for i in range(self.n_pages):
            try:
                page = self._document[i]
            except pdfium.PdfiumError:
                raise UnreadableFile(UnreadableCode.DAMAGED) from None
            text_page = page.get_textpage()
            words, n_chars = _words(page, text_page)
            left -= n_chars
            if left < 0:
                raise _too_many_letters(self._limits.max_chars)
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


def _too_many_letters(limit: int) -> UnreadableFile:
    return UnreadableFile(UnreadableCode.TOO_LARGE, limit=f"{limit:,} chữ / characters")


def _is_covered(page: pdfium.PdfPage) -> bool:
    """Tell whether one picture covers most of the page."""
    width, height = page.get_size()
    for shape in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = shape.get_bounds()
        if (right - left) * (top - bottom) >= _COVERING_SHARE * width * height:
            return True
    return False


@dataclass(slots=True)
class _Letter:
    """A letter and where it stands: its foot line, its sides, the size of its font."""

    text: str
    foot: float
    x0: float
    x1: float
    size: float


def _words(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> tuple[list[Word], int]:
    """Put the letters of a page together to words by where they stand.

    Notes:
        Programs that lack a font's Vietnamese letters draw these from another font, after the rest
        of the line: the order in the file is then no order of reading. So letters are sorted.
    """
    letters, n_chars = _letters(page, text_page)
    letters.sort(key=lambda letter: letter.foot)
    words: list[Word] = []
    row: list[_Letter] = []
    for letter in letters:
        if row and letter.foot - row[0].foot > _SAME_FOOT * min(letter.size, row[0].size):
            words += _row_words(row)
            row = []
        row.append(letter)
    return words + _row_words(row), n_chars


def _letters(page: pdfium.PdfPage, text_page: pdfium.PdfTextPage) -> tuple[list[_Letter], int]:
    n_chars = text_page.count_chars()
    if n_chars > _MAX_CHARS_PER_PAGE:
        raise _too_many_letters(_MAX_CHARS_PER_PAGE)
    place = _placement(page)
    sizes = _Sizes(text_page)
    letters: list[_Letter] = []
    box = pdfium_c.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    box_pointer, x_pointer, y_pointer = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    for i in range(n_chars):
        number = pdfium_c.FPDFText_GetUnicode(text_page, i)
        if number in _SPACES:
            text = " "
        elif number in _REPLACED:
            text = _REPLACED[number]
        elif 0x20 < number <= 0x10FFFF:
            text = chr(number)
        else:
            continue
        if letters and unicodedata.combining(text[0]):
            if len(letters[-1].text) < _MAX_MARKS:
                letters[-1].text += text
            continue
        if text == " " and pdfium_c.FPDFText_IsGenerated(text_page, i) == 1:
            continue
        placed = pdfium_c.FPDFText_GetLooseCharBox(text_page, i, box_pointer)
        if placed and pdfium_c.FPDFText_GetCharOrigin(text_page, i, x_pointer, y_pointer):
            x0, _ = place(box.left, box.top)
            x1, _ = place(box.right, box.bottom)
            _, foot = place(x.value, y.value)
            size = sizes.of_letter(i)
            letters.append(_Letter(text, foot, min(x0, x1), max(x0, x1), size))
    return letters, n_chars


class _Sizes:
    """Sizes of letters on the page: the font's size times the scale of its text object."""

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._page = text_page
        self._matrix = pdfium_c.FS_MATRIX()
        self._pointer = ctypes.byref(self._matrix)
        self._object: int | None = None
        self._size = 1.0

    def of_letter(self, i: int) -> float:
        """Give the size of one letter, points; asked anew only where the text object changes."""
        owner = pdfium_c.FPDFText_GetTextObject(self._page, i)
        address = ctypes.cast(owner, ctypes.c_void_p).value
        if address is None or address != self._object:
            self._object = address
            scale = 1.0
            if pdfium_c.FPDFText_GetMatrix(self._page, i, self._pointer):
                m = self._matrix
                scale = abs(m.a * m.d - m.b * m.c) ** 0.5
            self._size = max(pdfium_c.FPDFText_GetFontSize(self._page, i) * scale, 0.5)
        return self._size


def _placement(page: pdfium.PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """Make the function from the page's own coordinates to those of the turned page, y down."""
    x_min, y_min, x_max, y_max = page.get_mediabox()
    turned: dict[int, Callable[[float, float], tuple[float, float]]] = {
        90: lambda x, y: (y - y_min, x - x_min),
        180: lambda x, y: (x_max - x, y - y_min),
        270: lambda x, y: (y_max - y, x_max - x),
    }
    return turned.get(page.get_rotation(), lambda x, y: (x - x_min, y_max - y))


def _row_words(row: list[_Letter]) -> list[Word]:
    """Cut the letters on one foot line into words, at spaces and at gaps as wide as one."""
    row.sort(key=lambda letter: letter.x0)
    words: list[Word] = []
    word: list[_Letter] = []
    right = 0.0
    for letter in row:
        apart = letter.text == " " or letter.x0 - right > _GAP_AS_SPACE * letter.size
        if word and apart:
            words.append(_word(word))
            word = []
        if letter.text != " ":
            right = max(right, letter.x1) if word else letter.x1
            word.append(letter)
    return [*words, _word(word)] if word else words


def _word(letters: list[_Letter]) -> Word:
    size = median(letter.size for letter in letters)
    foot = letters[0].foot
    return Word(
        text="".join(letter.text for letter in letters),
        x0=letters[0].x0,
        x1=max(letter.x1 for letter in letters),
        top=foot - _ABOVE_FOOT * size,
        bottom=foot + _BELOW_FOOT * size,
    )
