"""How much of the machine one untrusted file may use."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Ceilings for one file; the defaults are those of the reliability plan, test S-9.

    Attributes:
        max_bytes: Size of the file as sent, bytes.
        max_unpacked_bytes: Sum of the sizes that an archive's entries unpack to, bytes.
        max_ratio: Unpacked size over packed size, for the archive as a whole.
        max_entries: Entries of an archive.
        max_part_bytes: One XML part that is parsed into a tree, bytes; a tree takes about eight
            times as much memory.
        max_pages: Pages of a PDF.
        max_chars: Length of the extracted text, Unicode code points.
        max_pixels: Pixels of a picture or of a rendered page.
        cpu_seconds: Processor time of the reading process, seconds.
        wall_seconds: Time by the clock until the reading process is stopped, seconds.
        memory_bytes: Address space of the reading process, bytes.
        ocr: Whether scans may be recognised when the recogniser is installed.
        ocr_pages: Scanned pages recognised in one file.
        ocr_seconds: Time by the clock for recognising one file, seconds.
        ocr_memory_bytes: Address space while recognising, bytes.
        convert_old_word: Whether .doc and .rtf may be converted when LibreOffice is installed.
        convert_seconds: Time by the clock for converting one file, seconds.
    """

    max_bytes: int = 20 * MIB
    max_unpacked_bytes: int = 200 * MIB
    max_ratio: int = 100
    max_entries: int = 5_000
    max_part_bytes: int = 20 * MIB
    max_pages: int = 300
    max_chars: int = 5_000_000
    max_pixels: int = 40_000_000
    cpu_seconds: int = 8
    wall_seconds: float = 9.0
    memory_bytes: int = 256 * MIB
    ocr: bool = True
    ocr_pages: int = 30
    ocr_seconds: float = 180.0
    ocr_memory_bytes: int = 1024 * MIB
    convert_old_word: bool = True
    convert_seconds: float = 60.0
