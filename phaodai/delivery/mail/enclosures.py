"""Enclosed files turned into reports, by the readers that every other way of sending uses."""

import hashlib
import posixpath
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from phaodai.delivery.intake.errors import UnreadableFile
from phaodai.delivery.intake.queue_files import BadQueue, read_file
from phaodai.delivery.intake.tables import Table, read_tables, sentence
from phaodai.engines.forms.definition import Text
from phaodai.engines.sheets.layout import Way, turned
from phaodai.engines.sheets.records import once
from phaodai.registers.reports.lettering import Enclosed, Entry, Place, Sheeted, TabBack
from phaodai.registers.reports.queries.workbooks import Opened, open_any
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.workbookrows import Line, Verdict
from phaodai.vocabulary.access import Actor

MOST_ROWS = 200  # of a spreadsheet, below its headings: a letter is taken in by one transaction
LONGEST_CELL = 500  # characters that are kept to be sent back
SHEETS: Final = frozenset({".xlsx", ".xls", ".ods", ".csv", ".tsv"})
OTHER = Text(
    "Không nhận loại tệp này. Gửi kèm bảng tính (.xlsx, .xls, .ods, .csv) theo mẫu, hoặc tệp "
    ".json đã xuất từ trang Báo cáo của Pháo Đài.",
    "This kind of file is not taken. Enclose a spreadsheet (.xlsx, .xls, .ods, .csv) by the "
    "template, or the .json file that the page of reports of Pháo Đài exports.",
)
NOT_OPENED = Text(
    "Bảng tính chưa mở vì chưa xác minh được người gửi. Nếu đã gọi xác minh, lưu tệp từ hộp thư "
    "rồi tải lên ở trang Nhập từ bảng tính.",
    "The spreadsheet was not opened: it is not clear who sent it. Once you have called and know, "
    "save the file from the mailbox and upload it at Import a spreadsheet.",
)
NO_FORM = Text(
    "Bảng tính không có tiêu đề của mẫu nào mà người gửi được giao nộp, hoặc hợp với hai mẫu như "
    "nhau. Tải bảng mẫu, chép số vào rồi gửi lại.",
    "The spreadsheet has the headings of no form that the sender files, or fits two alike. Take a "
    "template, copy the figures into it and send that.",
)
TOO_LONG = Text(
    f"Bảng tính có hơn {MOST_ROWS} dòng số liệu. Chia thành nhiều thư, hoặc tải lên ở trang Nhập "
    "từ bảng tính.",
    f"The spreadsheet has more than {MOST_ROWS} rows of figures. Split it into several letters, or "
    "upload it at Import a spreadsheet.",
)
NO_REASON = Text(
    "Đã có báo cáo khác của kỳ này. Nếu số trong bảng mới đúng, ghi lý do sửa vào cột “Giải trình” "
    "rồi gửi lại.",
    "Another report of this period was filed before. If the sheet is right, say why in the column "
    "“Giải trình” and send it again.",
)


def read(name: str, content: bytes, *, actor: Actor | None, now: datetime) -> Enclosed:
    """Read one enclosed file; whatever is wrong with it is said and nothing is guessed.

    Args:
        name: Of the file.
        content: The file.
        actor: Who sent it; None where that is not clear, then no spreadsheet is opened.
        now: The present moment.
    """
    bare = Enclosed(name, len(content), hashlib.sha256(content).hexdigest())
    extension = posixpath.splitext(name)[1].lower()
    if extension in SHEETS:
        return _sheet(bare, content, actor, now)
    if extension != ".json":
        return replace(bare, fault=OTHER)
    try:
        queued = read_file(content)
    except BadQueue as error:
        return replace(bare, fault=Text(error.vi, error.en))
    entries = tuple(
        Entry(
            id=each.id,
            body=each.body,
            form=each.form,
            version=each.version,
            day=each.day,
            base=each.base,
            values=each.values,
            comments=each.comments,
            filled_at=each.filled_at,
            clock_offset=each.clock_offset,
        )
        for each in queued
    )
    return replace(bare, entries=entries)


def _sheet(bare: Enclosed, content: bytes, actor: Actor | None, now: datetime) -> Enclosed:
    if actor is None:
        return replace(bare, fault=NOT_OPENED)
    try:
        tables = read_tables(content, filename=bare.name)
    except UnreadableFile as error:
        return replace(bare, fault=Text(*sentence(error)))
    found = [
        (table, opened)
        for table in tables
        if (
            opened := open_any(
                actor=actor, rows=table.rows, merged=table.merged, title=table.name, now=now
            )
        )
    ]
    if not found:
        return replace(bare, fault=NO_FORM)
    if sum(opened.reading.n_lines for _, opened in found) > MOST_ROWS:
        return replace(bare, fault=TOO_LONG)
    return _judged(bare, found, now)


def _judged(bare: Enclosed, found: Sequence[tuple[Table, Opened]], now: datetime) -> Enclosed:
    readings = once([(table.name, opened.reading) for table, opened in found])
    judged = [
        (at, opened, line)
        for at, ((_, opened), reading) in enumerate(zip(found, readings, strict=True))
        for line in opened.judge(reading.records, now)
    ]
    entries, rejected, n_same = [], [], 0
    for at, opened, line in judged:
        place = Place(at, line.number, line.filer.unit_name if line.filer else line.named)
        if line.verdict is Verdict.SAME:
            n_same += 1
        elif line.verdict is Verdict.REJECTED:
            rejected.append((place, _told(line)))
        elif line.verdict is Verdict.CHANGED and not line.note:
            rejected.append((place, NO_REASON))
        else:
            entries.append(_entry(opened, line, place))
    return replace(
        bare,
        entries=tuple(entries),
        sheet=Sheeted(
            n_lines=sum(reading.n_lines for reading in readings),
            n_same=n_same,
            n_skipped=sum(len(reading.skipped) for reading in readings),
            rejected=tuple(rejected),
            tabs=tuple(_back(table, opened) for table, opened in found),
            hidden=tuple(
                Text(said.vi, said.en)
                for table, opened in found
                if opened.layout is not None and (said := table.hidden.told(opened.layout))
            ),
        ),
    )


def _entry(opened: Opened, line: Line, place: Place) -> Entry:
    assert line.filer is not None  # noqa: S101 - judged fit
    assert line.day is not None  # noqa: S101
    assert line.id is not None  # noqa: S101
    is_correction = line.verdict is Verdict.CHANGED
    return Entry(
        id=line.id,
        body=line.filer.body,
        form=opened.form.code,
        version=opened.form.version,
        day=line.day,
        base=line.base,
        values=line.values,
        comments={**line.comments, **({REASON: line.note} if is_correction else {})},
        place=place,
    )


def _told(line: Line) -> Text:
    return Text(
        " ".join(each.vi for each in line.problems), " ".join(each.en for each in line.problems)
    )


def _back(table: Table, opened: Opened) -> TabBack:
    assert opened.layout is not None  # noqa: S101 - found by its headings
    is_across = opened.layout.way is Way.UNITS_ACROSS
    rows = turned(table.rows) if is_across else table.rows
    first = opened.layout.first
    return TabBack(
        table.name,
        [_short(row) for row in rows[:first]],
        {number: _short(row) for number, row in enumerate(rows[first:], first + 1)},
    )


def _short(row: Sequence[str]) -> list[str]:
    return [cell[:LONGEST_CELL] for cell in row]
