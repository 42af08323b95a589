"""Files that are kept as they are: judged in the confined process, never turned into text.

What is taken can neither run nor show a script: PDF, Word and Excel without macros, plain text,
tables in text, JPEG and PNG. The content decides; a name only tells a table from prose.
"""

import posixpath
import re
import struct
import zlib

from phaodai.delivery.intake import kinds, plain, recognition, supervision
from phaodai.delivery.intake.archives import Package
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.kinds import Kind
from phaodai.delivery.intake.limits import MIB, Limits
from phaodai.foundation.files.rules import UnacceptableFile

LIMITS = Limits(max_part_bytes=60 * MIB, max_pages=2_000, max_pixels=200_000_000)  # none drawn
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"

_ZIP = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_ZIP_END_WITHIN = 66_000  # bytes from the end: a comment has 65,535 at most
_PNG_END = b"IEND"
_JPEG_END = b"\xff\xd9"
_SHEET_MAIN = "spreadsheetml.sheet.main+xml"
_MACRO_MARKS = ("macroenabled", "vnd.ms-office.vbaproject", "ms-excel.macrosheet")
_PROGRAMS = re.compile(
    r"\.(?:exe|dll|com|scr|msi|bat|cmd|ps1|vbs?|vbe|jse?|wsf|hta|jar|lnk|html?|mht(?:ml)?|swf)$",
    re.IGNORECASE,
)
_FETCHED = frozenset({"attachedTemplate", "frame", "aFChunk", "oleObject", "subDocument"})
_DYNAMIC = (b"DDEAUTO", b"ddeLink")
_PDF_ACTIONS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)(?![A-Za-z])")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_NAME = re.compile(rb"/[!-'*-.0-;=?-Z^-z|~]*#[!-'*-.0-;=?-Z^-z|~]*")
_PDF_OBJECTS = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
_MOST_OBJECT_BYTES = 8 * MIB
_MARKUP = re.compile(
    r"<\s*(?:script|html|svg|iframe|object|embed|body|!doctype\s+html|\?php|\?xml)\b", re.IGNORECASE
)
_SCRIPT_STARTS = (
    "#!", "@echo", "<%", "[autorun]", "[internetshortcut]", "windows registry editor",
    "mime-version:", "content-type:", "{\\rtf", "%!ps",
)  # fmt: skip
_SCRIPT_WORDS = re.compile(
    r"\bcreateobject\s*\(|\bwscript\.|\bpowershell(?:\.exe)?\s+-|\bcmd(?:\.exe)?\s+/c\b"
    r"|\bimport\s+os\b.*\bos\.system\b",
    re.IGNORECASE,
)

_KINDS_VI = "Nhận PDF, Word (.docx), Excel (.xlsx), .txt, .csv, ảnh .jpg và .png."
_KINDS_EN = "PDF, Word (.docx), Excel (.xlsx), .txt, .csv, .jpg and .png are taken."
_SENTENCES: dict[UnreadableCode, tuple[str, str]] = {
    UnreadableCode.WRONG_KIND: (
        f"Tệp này là {{what_vi}}, không nhận làm tệp đính kèm. {_KINDS_VI}",
        f"This file is {{what_en}} and cannot be attached. {_KINDS_EN}",
    ),
    UnreadableCode.IS_ARCHIVE: (
        "Không nhận tệp nén. Giải nén trên máy rồi đính kèm từng tệp.",
        "Archives are not taken. Unpack it on your computer and attach each file.",
    ),
    UnreadableCode.MACROS: (
        (
            "Tệp có macro (chương trình kèm theo) nên không nhận. Trong Word, Excel chọn Lưu thành "
            "(Save As), kiểu .docx hoặc .xlsx, rồi đính kèm tệp mới."
        ),
        (
            "The file carries macros (programs), which are not taken. In Word or Excel choose "
            "Save As, type .docx or .xlsx, and attach the new file."
        ),
    ),
    UnreadableCode.UNSAFE_CONTENT: (
        (
            "Tệp có phần không an toàn ({what}) nên không nhận. Mở tệp, in hoặc lưu thành PDF rồi "
            "đính kèm tệp mới; nếu không rõ nguồn gốc, báo bộ phận công nghệ thông tin."
        ),
        (
            "The file has an unsafe part ({what}) and is not taken. Open it, print or save it as "
            "PDF and attach that; if its origin is unclear, tell your IT staff."
        ),
    ),
    UnreadableCode.OLD_WORD: (
        f"Tệp Word, Excel kiểu cũ không nhận. Mở ra, lưu thành .docx hoặc .xlsx. {_KINDS_VI}",
        f"Old Word and Excel files are not taken. Save it as .docx or .xlsx. {_KINDS_EN}",
    ),
}
_SENTENCES[UnreadableCode.IS_SPREADSHEET] = _SENTENCES[UnreadableCode.OLD_WORD]


def examine(content: bytes, name: str) -> str:
    """Have a file judged in the confined process.

    Args:
        content: The file.
        name: As the sender gave it.

    Returns:
        Its media type.

    Raises:
        UnacceptableFile: It is not one that is kept; says why and how to mend it.
    """
    try:
        found = supervision.ask_worker(
            content, task="judge", filename=name, limits=LIMITS, seconds=LIMITS.wall_seconds
        )
    except UnreadableFile as error:
        vi, en = error.message_vi, error.message_en
        if error.code in _SENTENCES:
            vi, en = (text.format(**error.facts) for text in _SENTENCES[error.code])
        raise UnacceptableFile(str(error.code), vi, en) from None
    return str(found["media_type"])


def judge(raw: bytes, *, filename: str, limits: Limits) -> str:
    """Tell what a file is and refuse what is not kept; runs in the confined process alone.

    Raises:
        UnreadableFile: The file is not one that is kept.
    """
    if raw.startswith(_ZIP):
        return _judge_package(raw, limits)
    kind, _ = kinds.recognise(raw, filename="")
    if kind is Kind.PDF:
        return _judge_pdf(raw, limits)
    if kind in {Kind.PNG, Kind.JPEG}:
        return _judge_picture(raw, kind, limits)
    if kind is Kind.TEXT:
        return _judge_text(raw, filename)
    if kind is Kind.OLD_WORD:
        raise UnreadableFile(UnreadableCode.OLD_WORD)
    name = "RTF" if kind is Kind.RTF else "TIFF"
    raise UnreadableFile(UnreadableCode.WRONG_KIND, what_vi=f"tệp {name}", what_en=f"a {name} file")


# --- Word and Excel ---------------------------------------------------------------------------


class _Sheets(Package):
    """A checked Excel package."""

    def _main_part(self) -> str:
        types = self.tree("[Content_Types].xml")
        for node in [] if types is None else types:
            kind, part = (node.get("ContentType") or "").lower(), node.get("PartName") or ""
            if kind.endswith(_SHEET_MAIN) and part.lstrip("/") in self.names:
                return part.lstrip("/")
        raise UnreadableFile(UnreadableCode.DAMAGED)


def _judge_package(raw: bytes, limits: Limits, *, depth: int = 0) -> str:
    media_type = str(Kind.PACKAGE)
    try:
        package = Package(raw, limits)
    except UnreadableFile as error:
        if error.code is not UnreadableCode.IS_SPREADSHEET:
            raise
        package, media_type = _Sheets(raw, limits), SHEET
    types = package.tree("[Content_Types].xml")
    declared = " ".join((node.get("ContentType") or "").lower() for node in types or [])
    names = sorted(package.names)
    if any(mark in declared for mark in _MACRO_MARKS) or any(
        name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name for name in names
    ):
        raise UnreadableFile(UnreadableCode.MACROS)
    for name in names:
        if _PROGRAMS.search(name) or "/activeX/" in name:
            raise _unsafe("chương trình bên trong / a program inside")
        if name.endswith(".rels"):
            _check_relations(package, name)
        if "/embeddings/" in name and not name.endswith("/"):
            _check_embedded(package, name, limits, depth)
        if name.endswith(".xml") and ("externalLinks/" in name or name == package.main_part):
            content = package._unpack(name)  # noqa: SLF001 - what a reader of parts would do
            if any(mark in content for mark in _DYNAMIC):
                raise _unsafe("lệnh gọi chương trình khác (DDE) / a call of another program (DDE)")
    return media_type


def _check_relations(package: Package, name: str) -> None:
    part = package.tree(name)
    for relation in [] if part is None else part:
        kind = (relation.get("Type") or "").rpartition("/")[2]
        if relation.get("TargetMode") == "External" and kind in _FETCHED:
            raise _unsafe("nội dung tải từ nơi khác / content fetched from elsewhere")


def _check_embedded(package: Package, name: str, limits: Limits, depth: int) -> None:
    """Take an embedded Word or Excel file that would be taken by itself, and nothing else."""
    extension = posixpath.splitext(name)[1].lower()
    if depth or extension not in {".docx", ".xlsx"}:
        raise _unsafe("tệp nhúng bên trong / a file embedded inside")
    content = package._unpack(name)  # noqa: SLF001 - what a reader of parts would do
    if not content.startswith(_ZIP):
        raise _unsafe("tệp nhúng bên trong / a file embedded inside")
    _judge_package(content, limits, depth=depth + 1)


# --- PDF --------------------------------------------------------------------------------------


def _judge_pdf(raw: bytes, limits: Limits) -> str:
    import pypdfium2.raw as pdfium_c

    from phaodai.delivery.intake.pdf import Pdf

    document = Pdf(raw, limits)
    handle = document._document.raw  # noqa: SLF001 - counts that its class does not offer
    if (
        pdfium_c.FPDFDoc_GetJavaScriptActionCount(handle) > 0
        or pdfium_c.FPDFDoc_GetAttachmentCount(handle) > 0
        or _acts(raw)
        or any(_acts(objects) for objects in _packed_objects(raw))
    ):
        raise _unsafe("chương trình hoặc tệp nhúng trong PDF / a program or a file inside the PDF")
    _check_no_second_kind(raw)
    return str(Kind.PDF)


def _acts(part: bytes) -> bool:
    """Tell whether part of a PDF starts programs or holds files, however its names are spelled."""
    if _PDF_ACTIONS.search(part):
        return True
    return any(
        _PDF_ACTIONS.search(_PDF_ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), found[0]))
        for found in _PDF_NAME.finditer(part)
    )


def _packed_objects(raw: bytes) -> list[bytes]:
    """Unpack the streams that hold objects; what cannot be unpacked is left to the reader."""
    found, left = [], 8 * _MOST_OBJECT_BYTES
    for match in _PDF_OBJECTS.finditer(raw):
        try:
            objects = zlib.decompressobj().decompress(raw[match.end() :], _MOST_OBJECT_BYTES)
        except zlib.error:
            continue
        left -= len(objects)
        if left < 0:
            raise UnreadableFile(UnreadableCode.TOO_COMPLEX, limit=f"{_MOST_OBJECT_BYTES} B")
        found.append(objects)
    return found


# --- pictures and text ------------------------------------------------------------------------


def _judge_picture(raw: bytes, kind: Kind, limits: Limits) -> str:
    recognition.check_size(raw, kind=kind, limits=limits)
    if kind is Kind.PNG:
        if _png_length(raw) != len(raw):
            raise _unsafe("phần thừa sau ảnh / something behind the picture")
    elif raw.rfind(_JPEG_END) < 0:
        raise UnreadableFile(UnreadableCode.DAMAGED)
    _check_no_second_kind(raw)
    if re.search(rb"<(?:script|html|svg\s|\?php)|%PDF-1", raw, re.IGNORECASE):
        raise _unsafe("hai loại tệp trong một / two kinds of file in one")
    return str(kind)


def _png_length(raw: bytes) -> int:
    """Follow the chunks of a PNG to its end."""
    at = 8
    try:
        while True:
            n_bytes, kind = struct.unpack_from(">I4s", raw, at)
            (stated,) = struct.unpack_from(">I", raw, at + 8 + n_bytes)
            if zlib.crc32(raw[at + 4 : at + 8 + n_bytes]) != stated:
                raise UnreadableFile(UnreadableCode.DAMAGED)
            at += 12 + n_bytes
            if kind == _PNG_END:
                return int(at)
    except struct.error:
        raise UnreadableFile(UnreadableCode.DAMAGED) from None


def _judge_text(raw: bytes, filename: str) -> str:
    text, _ = plain.decode_text(raw)
    start = text.lstrip("\ufeff \t\r\n").lower()
    if (
        start.startswith(_SCRIPT_STARTS)
        or _MARKUP.search(text)
        or _SCRIPT_WORDS.search(text)
        or _ZIP_END in raw[-_ZIP_END_WITHIN:]
    ):
        raise UnreadableFile(
            UnreadableCode.WRONG_KIND,
            what_vi="trang web hoặc tập lệnh",
            what_en="a web page or a script",
        )
    return CSV if filename.lower().endswith(".csv") else str(Kind.TEXT)


def _check_no_second_kind(raw: bytes) -> None:
    """Refuse a file that is also an archive: archives are read from their end."""
    if _ZIP_END in raw[-_ZIP_END_WITHIN:]:
        raise _unsafe("hai loại tệp trong một / two kinds of file in one")


def _unsafe(what: str) -> UnreadableFile:
    return UnreadableFile(UnreadableCode.UNSAFE_CONTENT, what=what)
