"""The reading itself, done inside the confined process: bytes in, text and remarks out."""

from dataclasses import dataclass, field

from phaodai.delivery.intake import kinds, plain
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.kinds import Kind
from phaodai.delivery.intake.layout import Word
from phaodai.delivery.intake.limits import Limits
from phaodai.delivery.intake.notes import Note

_POOR_CONFIDENCE = 65.0


@dataclass(kw_only=True)
class Extraction:
    """What came out of a file.

    Attributes:
        text: Clean text; empty when the file is a scan that was not recognised.
        kind: What the file is.
        n_pages: Pages, None where the kind has none before printing.
        n_scans: Pages that are pictures and wait for recognition.
        was_ocr: Whether text was recognised from pictures.
        notes: Remarks.
    """

    text: str = ""
    kind: Kind = Kind.TEXT
    n_pages: int | None = None
    n_scans: int = 0
    was_ocr: bool = False
    notes: list[Note] = field(default_factory=list)


def extract(raw: bytes, *, filename: str, limits: Limits, recognise_scans: bool) -> Extraction:
    """Read a file of any kind.

    Args:
        raw: The file.
        filename: Its name, for remarks only.
        limits: Ceilings.
        recognise_scans: Whether to send pictures through tesseract; otherwise they are only
            reported as scans.

    Raises:
        UnreadableFile: The file cannot be read.
    """
    kind, is_named_right = kinds.recognise(raw, filename=filename)
    out = Extraction(kind=kind)
    if not is_named_right:
        out.notes.append(Note.WRONG_EXTENSION)
    if kind is Kind.TEXT:
        text, notes = plain.decode_text(raw)
        out.notes += notes
    elif kind is Kind.PACKAGE:
        text = _word(raw, limits, out)
    elif kind is Kind.PDF:
        text = _pdf(raw, limits, out, recognise_scans=recognise_scans)
    elif kind in kinds.IMAGES:
        text = _picture(raw, limits, out, recognise_scans=recognise_scans)
    else:
        raise old_word(kind)
    if len(text) > limits.max_chars:
        raise UnreadableFile(
            UnreadableCode.TOO_LARGE, limit=f"{limits.max_chars:,} chữ / characters"
        )
    out.text = plain.clean(text)
    if not out.text and not out.n_scans:
        raise UnreadableFile(UnreadableCode.NO_TEXT)
    return out


def old_word(kind: Kind) -> UnreadableFile:
    """Make the error for a kind that only LibreOffice can turn into .docx."""
    name = "RTF" if kind is Kind.RTF else "Word (.doc)"
    return UnreadableFile(UnreadableCode.OLD_WORD, what_vi=name, what_en=name)


def _word(raw: bytes, limits: Limits, out: Extraction) -> str:
    from phaodai.delivery.intake.archives import Package
    from phaodai.delivery.intake.word import read_word

    text, notes = read_word(Package(raw, limits))
    out.notes += notes
    return text


def _pdf(raw: bytes, limits: Limits, out: Extraction, *, recognise_scans: bool) -> str:
    from phaodai.delivery.intake import layout, legacy_letters
    from phaodai.delivery.intake.pdf import Pdf

    document = Pdf(raw, limits)
    out.n_pages = document.n_pages
    pages = list(document.pages())
    scans = [i for i, page in enumerate(pages) if page.is_scan]
    placed = [(page.words, page.height) for page in pages]
    if scans and not recognise_scans:
        out.n_scans = len(scans)
    elif scans:
        sureness: list[float] = []
        for i in scans[: limits.ocr_pages]:
            for words, height, sure in _recognised(document.picture(i), 300, limits):
                placed[i] = (words, height)
                sureness += sure
        _remark_recognised(out, sureness)
        if len(scans) > limits.ocr_pages:
            out.notes.append(Note.SCANNED_PAGES_SKIPPED)
    text, repaired = legacy_letters.repair(layout.read_pages(placed))
    if repaired:
        out.notes.append(Note.LEGACY_ENCODING)
    return text


def _picture(raw: bytes, limits: Limits, out: Extraction, *, recognise_scans: bool) -> str:
    from phaodai.delivery.intake import layout, recognition

    recognition.check_size(raw, kind=out.kind, limits=limits)
    if not recognise_scans:
        out.n_scans = 1
        return ""
    pages = _recognised(raw, None, limits)
    out.n_pages = len(pages)
    _remark_recognised(out, [value for _, _, sure in pages for value in sure])
    return layout.read_pages([(words, height) for words, height, _ in pages])


def _recognised(
    picture: bytes, dpi: int | None, limits: Limits
) -> list[tuple[list[Word], float, list[float]]]:
    from phaodai.delivery.intake import recognition

    return recognition.read_picture(picture, dpi=dpi, seconds=limits.ocr_seconds)


def _remark_recognised(out: Extraction, sureness: list[float]) -> None:
    out.was_ocr = True
    out.notes.append(Note.RECOGNISED_FROM_SCAN)
    if not sureness or sum(sureness) / len(sureness) < _POOR_CONFIDENCE:
        out.notes.append(Note.POOR_SCAN)
