"""Spreadsheets turned into text cells, in the confined process: .xlsx, .xls, .ods, .csv, .tsv."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from phaodai.delivery.intake import plain, supervision
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.limits import MIB, Limits
from phaodai.delivery.intake.marks import Marks, marks_of
from phaodai.engines.sheets.cells import exact
from phaodai.engines.sheets.hidden import NOTHING, Hidden

MOST_ROWS = (
    65_536  # of one sheet; the old .xls ends there, and what was longer was cut without a word
)
MOST_CELLS = 2_000_000
MOST_SHEETS = 50
LONGEST_CELL = 5_000  # characters
LIMITS = Limits(max_bytes=10 * MIB, memory_bytes=512 * MIB, max_chars=20_000_000)

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_MACROS = ("vbaproject.bin",)
_DIRECTORY_ENTRY = b"PK\x01\x02"

SENTENCES: dict[UnreadableCode, tuple[str, str]] = {
    UnreadableCode.WRONG_KIND: (
        "Tệp này không phải bảng tính. Dùng tệp .xlsx, .xls, .ods hoặc .csv.",
        "This file is no spreadsheet. Use .xlsx, .xls, .ods or .csv.",
    ),
    UnreadableCode.TOO_LARGE: (
        (
            "Bảng lớn quá mức cho phép ({limit}). Bỏ các dòng, trang không cần, hoặc "
            "chia thành nhiều "
            "tệp. Không có dòng nào được nhập."
        ),
        (
            "The sheet is over the limit ({limit}). Remove rows and sheets that are not needed, or "
            "split it into several files. No row was taken."
        ),
    ),
    UnreadableCode.TOO_COMPLEX: (
        (
            "Bảng khai kích thước bất thường hoặc cần quá nhiều bộ nhớ ({limit}). Sao chép phần số "
            "liệu sang một bảng mới rồi tải lên."
        ),
        (
            "The sheet claims an abnormal size or needs too much memory ({limit}). Copy "
            "the figures "
            "into a new sheet and upload that."
        ),
    ),
    UnreadableCode.TOO_SLOW: (
        (
            "Đọc bảng quá lâu nên đã dừng ({limit}). Sao chép phần số liệu sang một bảng "
            "mới rồi tải "
            "lên."
        ),
        (
            "Reading took too long and was stopped ({limit}). Copy the figures into a "
            "new sheet and "
            "upload that."
        ),
    ),
    UnreadableCode.MACROS: (
        (
            "Bảng có macro (chương trình kèm theo) nên không nhận. Trong Excel chọn Lưu "
            "thành (Save "
            "As), kiểu .xlsx, rồi tải lên tệp mới."
        ),
        (
            "The sheet carries macros (programs), which are not taken. In Excel choose "
            "Save As, type "
            ".xlsx, and upload the new file."
        ),
    ),
    UnreadableCode.DAMAGED: (
        (
            "Bảng tính bị hỏng hoặc chưa tải xong. Mở bằng Excel hoặc LibreOffice, lưu "
            "lại rồi tải lên."
        ),
        (
            "The spreadsheet is damaged or incomplete. Open it in Excel or LibreOffice, "
            "save it again "
            "and upload that."
        ),
    ),
    UnreadableCode.ARCHIVE_BOMB: (
        "Tệp nén bất thường nên không mở. Sao chép phần số liệu sang một bảng mới rồi tải lên.",
        "The file unpacks abnormally and was not opened. Copy the figures into a new sheet.",
    ),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file.

    Attributes:
        name: of the sheet; "" in a text table.
        rows: cells as text, figures exact, days as dd/mm/yyyy.
        merged: first row and column, last row and column of ranges that are one cell.
        hidden: what its author hid; of an old .xls that is not known.
    """

    name: str
    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]]
    hidden: Hidden = NOTHING


def read_tables(content: bytes, *, filename: str) -> list[Table]:
    """Read a spreadsheet in the confined process; empty sheets are left out.

    Raises:
        UnreadableFile: It cannot be read; `sentence` says why in words for spreadsheets.
    """
    if len(content) > LIMITS.max_bytes:
        raise UnreadableFile(UnreadableCode.TOO_LARGE, limit=f"{LIMITS.max_bytes // MIB} MB")
    found = supervision.ask_worker(
        content, task="tabulate", filename=filename, limits=LIMITS, seconds=LIMITS.wall_seconds
    )
    return [
        Table(
            sheet["name"],
            sheet["rows"],
            [(r[0], r[1], r[2], r[3]) for r in sheet["merged"]],
            Hidden.load(sheet["hidden"]),
        )
        for sheet in found["sheets"]
    ]


def sentence(error: UnreadableFile) -> tuple[str, str]:
    """Return what is wrong with a spreadsheet and how to mend it, Vietnamese and English."""
    if error.code not in SENTENCES:
        return error.message_vi, error.message_en
    facts = {"limit": "…", **error.facts}
    vi, en = SENTENCES[error.code]
    return vi.format_map(facts), en.format_map(facts)


def read_text(text: str) -> Table:
    """Read what was pasted or lies in a text file; tabs win over semicolons and commas."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    head = lines[:20_000]
    mark = "\t" if "\t" in head else (";" if head.count(";") >= head.count("\n") > 0 else ",")
    if mark == "," and "," not in head:
        mark = "\t"
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=mark)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append([cell[:LONGEST_CELL] for cell in row])
            _check_size(rows[-1:], n_rows=len(rows))
    except csv.Error:
        raise UnreadableFile(UnreadableCode.DAMAGED) from None
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return Table("", rows, [])


def tabulate(raw: bytes, *, filename: str, limits: Limits) -> dict[str, object]:
    """Read a spreadsheet; runs in the confined process alone.

    Raises:
        UnreadableFile: It cannot be read.
    """
    if not raw:
        raise UnreadableFile(UnreadableCode.EMPTY)
    if raw.startswith(_ZIP):
        _check_package(raw, limits)
    elif not raw.startswith(_OLD):
        if raw.startswith((b"%PDF", b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff")):
            raise UnreadableFile(UnreadableCode.WRONG_KIND)
        text, _ = plain.decode_text(raw)
        if text[:200].lstrip("\ufeff \r\n\t").lower().startswith(("<!doctype", "<html", "<?xml")):
            raise UnreadableFile(UnreadableCode.WRONG_KIND)
        table = read_text(text.removeprefix("\ufeff"))
        return {"sheets": [_told(table)] if table.rows else []}
    return {"sheets": [_told(table) for table in _sheets(raw) if table.rows]}


def _told(table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "rows": table.rows,
        "merged": table.merged,
        "hidden": asdict(table.hidden),
    }


def _sheets(raw: bytes) -> Iterator[Table]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        if len(sheets) > MOST_SHEETS:
            raise UnreadableFile(UnreadableCode.TOO_LARGE, limit=f"{MOST_SHEETS} trang / sheets")
        n_cells = 0
        marks = marks_of(raw) if raw.startswith(_ZIP) else {}
        for each in sheets:
            sheet = book.get_sheet_by_name(each.name)
            n_rows, n_columns = sheet.total_height, sheet.total_width
            # The .xls of old ends at this row: a full one was most likely cut.
            if n_rows > MOST_ROWS or (n_rows == MOST_ROWS and raw.startswith(_OLD)):
                raise _too_many_rows()
            n_cells += n_rows * n_columns
            if n_cells > MOST_CELLS:
                raise UnreadableFile(UnreadableCode.TOO_LARGE, limit=f"{MOST_CELLS:,} ô / cells")
            cells = sheet.to_python(skip_empty_area=False)
            rows = [[_text(cell) for cell in row] for row in cells]
            mark = marks.get(each.name, Marks())
            for (y, x), shown in mark.failed.items():  # the reader takes these for blanks
                if y < len(rows) and x < len(rows[y]):
                    rows[y][x] = shown
            merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            yield Table(
                each.name,
                rows if any(map(any, rows)) else [],
                merged,
                mark.hidden,
            )
    except PasswordError:
        raise UnreadableFile(UnreadableCode.PASSWORD_PROTECTED) from None
    except (CalamineError, OSError, ValueError, IndexError):
        raise UnreadableFile(UnreadableCode.DAMAGED) from None


def _text(cell: object) -> str:
    """Return a cell as people write it, so that one grammar reads all sheets."""
    match cell:
        case str():
            return cell[:LONGEST_CELL]
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return exact(cell)
        case datetime():
            is_day = cell.time() == time.min
            return f"{cell:%d/%m/%Y}" if is_day else f"{cell:%d/%m/%Y %H:%M:%S}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case time() | timedelta():
            return str(cell)
    return ""


def _check_size(rows: list[list[str]], *, n_rows: int) -> None:
    if n_rows > MOST_ROWS:
        raise _too_many_rows()
    if any(len(row) > 2_000 for row in rows):
        raise UnreadableFile(UnreadableCode.TOO_LARGE, limit="2.000 cột / columns")


def _too_many_rows() -> UnreadableFile:
    return UnreadableFile(UnreadableCode.TOO_LARGE, limit="65.536 dòng / rows")


def _check_package(raw: bytes, limits: Limits) -> None:
    """Judge the table of contents before anything is unpacked."""
    if raw.count(_DIRECTORY_ENTRY) > limits.max_entries:
        raise UnreadableFile(UnreadableCode.ARCHIVE_BOMB)
    try:
        entries = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableFile(UnreadableCode.DAMAGED) from None
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.max_unpacked_bytes or unpacked > max(limits.max_ratio * len(raw), MIB):
        raise UnreadableFile(UnreadableCode.ARCHIVE_BOMB)
    names = {entry.filename.lower() for entry in entries}
    if any(name.endswith(_MACROS) for name in names):
        raise UnreadableFile(UnreadableCode.MACROS)
    is_sheet = any(name.startswith("xl/") for name in names) or "content.xml" in names
    if not is_sheet:
        raise UnreadableFile(UnreadableCode.WRONG_KIND)
