"""Answers to letters: composed when they go out, in the sender's language."""

import posixpath
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from django.utils import translation
from django.utils.translation import gettext as _

from phaodai.delivery import clock
from phaodai.delivery.documents.workbooks import MEDIA_TYPE, returned_book
from phaodai.delivery.web.reports.letter_words import REASONS, counted, row_name
from phaodai.foundation.accounts.correspondents import Correspondent, Unconfirmed
from phaodai.registers.reports.queries.letters import FileRow, LetterRow
from phaodai.registers.reports.states import LetterState

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")


def compose(letter: LetterRow, to: Correspondent, *, address: str) -> EmailMessage:
    """Write the answer to a letter.

    Its id follows from the letter's, so that one that goes out twice is known as the same.

    Args:
        letter: What came of it.
        to: The user who sent it; the answer goes to his address on record.
        address: Of the mailbox.
    """
    with translation.override(to.language):
        answer = EmailMessage(policy=SMTP)
        answer["From"] = address
        answer["To"] = to.address
        answer["Subject"] = f"Re: {letter.subject}" if letter.subject else _subject(letter)
        answer["Message-ID"] = f"<{letter.ref}@{address.rpartition('@')[2]}>"
        if _MESSAGE_ID.fullmatch(letter.message_id):
            answer["In-Reply-To"] = answer["References"] = letter.message_id
        answer["Auto-Submitted"] = "auto-replied"
        answer["X-Auto-Response-Suppress"] = "All"
        answer.set_content("\n".join(_lines(letter, to)))
        for file in letter.files:
            if file.sheet is not None and (back := file.sheet.back(file.results, to.language)):
                name = f"loi-{posixpath.splitext(file.name)[0][:80]}.xlsx"
                kind, _slash, subkind = MEDIA_TYPE.partition("/")
                answer.add_attachment(
                    returned_book(back), maintype=kind, subtype=subkind, filename=name
                )
    return answer


def compose_code(to: Unconfirmed, *, address: str) -> EmailMessage:
    """Write the letter with the code that proves an address."""
    with translation.override(to.language):
        letter = EmailMessage(policy=SMTP)
        letter["From"], letter["To"] = address, to.address
        letter["Subject"] = _("Mã xác nhận địa chỉ thư: %(code)s") % {"code": to.code}
        letter["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
        letter["Auto-Submitted"] = "auto-generated"
        letter["X-Auto-Response-Suppress"] = "All"
        letter.set_content(
            _(
                "Quản trị Pháo Đài ghi địa chỉ này để nhận báo cáo của %(name)s.\n"
                "Đăng nhập Pháo Đài, mở Tài khoản của tôi và nhập mã: %(code)s\n"
                "Chưa nhập mã thì thư từ địa chỉ này chưa được nhận. Nếu không phải của bạn, xin "
                "bỏ qua thư này."
            )
            % {"name": to.name, "code": to.code}
        )
    return letter


def _subject(letter: LetterRow) -> str:
    return _("Đã nhận báo cáo") if letter.state is LetterState.FILED else _("Báo cáo chưa nhận")


def _lines(letter: LetterRow, to: Correspondent) -> Iterator[str]:
    came = letter.received_at.astimezone(clock.HERE)
    yield _("Pháo Đài đã nhận thư lúc %(moment)s.") % {"moment": f"{came:%H:%M %d/%m/%Y}"}
    if letter.reason is not None:
        yield ""
        yield str(REASONS[letter.reason])
    for file in letter.files:
        yield ""
        yield from _of_file(file, to.language)
    yield ""
    yield _("Chỉ báo cáo có mã biên nhận là đã nộp. Thư này do máy gửi, xin đừng trả lời.")


def _of_file(file: FileRow, language: str) -> Iterator[str]:
    yield f"{file.name}:"
    if file.fault is not None:
        yield f"  ✗ {getattr(file.fault, language)}"
    if file.sheet is not None:
        yield f"  {counted(file)}"
        for said in file.sheet.hidden:
            yield f"  {getattr(said, language)}"
    for result in file.results:
        entry = result.entry
        mark = "✓" if result.is_taken else "✗"
        receipt = _(" Mã biên nhận: %(code)s.") % {"code": result.receipt} if result.receipt else ""
        unit = f"{entry.place.unit}, " if entry.place else ""
        yield f"  {mark} {unit}{entry.form}, {entry.day:%d/%m/%Y}:{receipt}"
        for line in result.lines:
            yield f"    {getattr(line, language)}"
    if file.sheet is not None:
        for place, text in file.sheet.rejected:
            yield f"  ✗ {place.unit or '–'} ({row_name(file.sheet, place)}):"
            yield f"    {getattr(text, language)}"
        if file.sheet.back(file.results, language):
            yield "  " + _(
                "Các dòng chưa nhận ở tệp gửi kèm thư này, cột “Lỗi” ghi lý do: sửa rồi gửi lại "
                "đúng tệp ấy."
            )
