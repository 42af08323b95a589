"""Enclosed files turned into reports, by the readers that every other way of sending uses."""

import hashlib
import posixpath

from phaodai.delivery.intake.queue_files import BadQueue, read_file
from phaodai.engines.forms.definition import Text
from phaodai.registers.reports.lettering import Enclosed, Entry

OTHER = Text(
    "Không nhận loại tệp này. Gửi kèm tệp .json đã xuất từ trang Báo cáo của Pháo Đài.",
    "This kind of file is not taken. Enclose the .json file that the page of reports of Pháo Đài "
    "exports.",
)


def read(name: str, content: bytes) -> Enclosed:
    """Read one enclosed file; whatever is wrong with it is said and nothing is guessed."""
    digest = hashlib.sha256(content).hexdigest()
    if posixpath.splitext(name)[1].lower() != ".json":
        return Enclosed(name, len(content), digest, fault=OTHER)
    try:
        queued = read_file(content)
    except BadQueue as error:
        return Enclosed(name, len(content), digest, fault=Text(error.vi, error.en))
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
    return Enclosed(name, len(content), digest, entries)
