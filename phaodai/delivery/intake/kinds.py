"""What a file really is, told from its first bytes and never from its name."""

from enum import StrEnum

from phaodai.delivery.intake import compound_files
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile


class Kind(StrEnum):
    """Kinds of file that can be read, with their media types."""

    TEXT = "text/plain"
    PACKAGE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    OLD_WORD = "application/msword"
    RTF = "application/rtf"


RTF_SIGNATURE = b"{\\rtf"
IMAGES = frozenset({Kind.PNG, Kind.JPEG, Kind.TIFF})
_PDF_HEADER_WITHIN_BYTES = 1024
_EXTENSIONS: dict[Kind, frozenset[str]] = {
    Kind.TEXT: frozenset({"txt", "text", "md", ""}),
    Kind.PACKAGE: frozenset({"docx", ""}),
    Kind.PDF: frozenset({"pdf", ""}),
    Kind.PNG: frozenset({"png", ""}),
    Kind.JPEG: frozenset({"jpg", "jpeg", "jfif", ""}),
    Kind.TIFF: frozenset({"tif", "tiff", ""}),
    Kind.OLD_WORD: frozenset({"doc", "dot", ""}),
    Kind.RTF: frozenset({"rtf", ""}),
}
_READABLE: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", Kind.PACKAGE),
    (b"%PDF-", Kind.PDF),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (RTF_SIGNATURE, Kind.RTF),
)
_UNREADABLE: tuple[tuple[bytes, str, str], ...] = (
    (b"MZ", "chương trình Windows", "a Windows program"),
    (b"\x7fELF", "chương trình Linux", "a Linux program"),
    (b"#!", "tập lệnh", "a script"),
    (b"GIF8", "ảnh GIF", "a GIF picture"),
    (b"BM", "ảnh BMP", "a BMP picture"),
    (b"\0\0\0\x1cftyp", "tệp phim hoặc ảnh HEIC", "a film or a HEIC picture"),
    (b"\0\0\0\x18ftyp", "tệp phim hoặc ảnh HEIC", "a film or a HEIC picture"),
    (b"\0\0\0 ftyp", "tệp phim hoặc ảnh HEIC", "a film or a HEIC picture"),
    (b"SQLite format 3\0", "cơ sở dữ liệu", "a database"),
    (b"%!PS", "tệp PostScript", "a PostScript file"),
)
_ARCHIVES = (
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"PK\x05\x06",
)
_WEB_PAGES = (b"<!doctype html", b"<html", b"<?xml", b"<svg", b"mime-version:")
_SPREADSHEET_STREAMS = ("Workbook", "Book")


def recognise(raw: bytes, *, filename: str) -> tuple[Kind, bool]:
    """Tell what a file is from its content.

    Args:
        raw: The file.
        filename: Its name; only used to tell a table in plain text (.csv) from prose, and to
            notice a wrong extension.

    Returns:
        The kind, and whether the extension belongs to it.

    Raises:
        UnreadableFile: It is empty or of a kind that is not read (EMPTY, WRONG_KIND, IS_ARCHIVE,
            IS_SPREADSHEET, PASSWORD_PROTECTED, DAMAGED).
    """
    if not raw:
        raise UnreadableFile(UnreadableCode.EMPTY)
    kind = _kind(raw)
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    if kind is Kind.TEXT and extension in {"csv", "tsv"}:
        raise UnreadableFile(UnreadableCode.IS_SPREADSHEET)
    if kind is Kind.TEXT and extension in {"docx", "pdf", "doc"}:
        raise UnreadableFile(UnreadableCode.DAMAGED)
    return kind, extension in _EXTENSIONS[kind]


def _kind(raw: bytes) -> Kind:
    for signature, kind in _READABLE:
        if raw.startswith(signature):
            return kind
    if raw.startswith(compound_files.SIGNATURE):
        return _kind_of_compound_file(raw)
    for signature, what_vi, what_en in _UNREADABLE:
        if raw.startswith(signature) and (len(signature) > 2 or b"\0" in raw[:512]):
            raise UnreadableFile(UnreadableCode.WRONG_KIND, what_vi=what_vi, what_en=what_en)
    if raw.startswith(_ARCHIVES):
        raise UnreadableFile(UnreadableCode.IS_ARCHIVE)
    if b"%PDF-" in raw[:_PDF_HEADER_WITHIN_BYTES]:
        return Kind.PDF
    start = raw[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_WEB_PAGES):
        raise UnreadableFile(
            UnreadableCode.WRONG_KIND, what_vi="trang web hoặc XML", what_en="a web page or XML"
        )
    return Kind.TEXT


def _kind_of_compound_file(raw: bytes) -> Kind:
    try:
        starts = compound_files.stream_starts(raw)
    except compound_files.BrokenCompoundFile:
        raise UnreadableFile(UnreadableCode.DAMAGED) from None
    if "EncryptedPackage" in starts:
        raise UnreadableFile(UnreadableCode.PASSWORD_PROTECTED)
    if any(name in starts for name in _SPREADSHEET_STREAMS):
        raise UnreadableFile(UnreadableCode.IS_SPREADSHEET)
    if "WordDocument" in starts:
        if compound_files.is_encrypted_word(raw, start=starts["WordDocument"]):
            raise UnreadableFile(UnreadableCode.PASSWORD_PROTECTED)
        return Kind.OLD_WORD
    raise UnreadableFile(
        UnreadableCode.WRONG_KIND,
        what_vi="tệp Office cũ (PowerPoint, Outlook…)",
        what_en="an old Office file (PowerPoint, Outlook…)",
    )
