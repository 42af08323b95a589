"""Words about letters, for pages and for answers."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from phaodai.registers.reports.lettering import Place, Sheeted
from phaodai.registers.reports.queries.letters import FileRow
from phaodai.registers.reports.states import AnswerState, AsideReason, LetterState

REASONS = {
    AsideReason.UNKNOWN_SENDER: _(
        "Người gửi lạ: địa chỉ này không phải của người dùng nào, hoặc chưa được xác nhận. Báo "
        "quản trị thêm địa chỉ; chủ địa chỉ nhập mã ở Tài khoản của tôi."
    ),
    AsideReason.NO_CODE: _(
        "Tiêu đề thiếu mã người gửi (dạng PD-XXXX-XXXX). Thêm mã được cấp rồi gửi lại."
    ),
    AsideReason.FORGED: _(
        "Máy chủ thư thấy thư không gửi từ nơi nó ghi (SPF, DKIM hoặc DMARC). Gửi từ hộp thư "
        "cơ quan."
    ),
    AsideReason.TOO_LARGE: _("Thư lớn hơn 15 MB. Chỉ gửi kèm tệp báo cáo rồi gửi lại."),
    AsideReason.UNREADABLE: _("Thư hỏng hoặc có quá nhiều phần. Gửi lại thư mới với tệp báo cáo."),
    AsideReason.NOTHING_ENCLOSED: _("Thư không có tệp đính kèm. Đính kèm tệp báo cáo rồi gửi lại."),
    AsideReason.NOT_ALL_TAKEN: _("Còn báo cáo chưa nhận được; lý do ghi ở từng tệp."),
}
STATES = {
    LetterState.FILED: _("Đã nộp"),
    LetterState.ASIDE: _("Để riêng, chờ xử lý"),
    LetterState.IGNORED: _("Thư máy, bỏ qua"),
    LetterState.SETTLED: _("Đã xử lý"),
}
ANSWERS = {
    AnswerState.NONE: _("Không trả lời"),
    AnswerState.DUE: _("Chờ gửi trả lời"),
    AnswerState.SENT: _("Đã trả lời"),
    AnswerState.GIVEN_UP: _("Không gửi được trả lời"),
}
TONES = {  # glyph, tone
    LetterState.FILED: ("done", "done"),
    LetterState.ASIDE: ("late", "late"),
    LetterState.IGNORED: ("none", "none"),
    LetterState.SETTLED: ("done", "done"),
}


def counted(file: FileRow) -> str:
    """Say that the rows of a spreadsheet are all accounted for; "" of another file."""
    if file.sheet is None:
        return ""
    n_taken = sum(each.is_taken for each in file.results)
    return gettext(
        "Bảng có %(lines)s dòng = %(taken)s đã nhận + %(same)s như đã gửi + %(rejected)s chưa nhận "
        "+ %(skipped)s bỏ qua."
    ) % {
        "lines": file.sheet.n_lines,
        "taken": n_taken,
        "same": file.sheet.n_same,
        "rejected": len(file.sheet.rejected) + len(file.results) - n_taken,
        "skipped": file.sheet.n_skipped,
    }


def row_name(sheet: Sheeted, place: Place) -> str:
    """Say where a row stands: its number, and of several sheets which."""
    row = gettext("dòng %(n)s") % {"n": place.number}
    return f"{sheet.tabs[place.tab].name}, {row}" if len(sheet.tabs) > 1 else row
