"""What is said of signatures and of papers on their way."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from phaodai.engines.signatures.verifying import Signature, Verdict
from phaodai.registers.reports.states import SendingState, SignedAs

SIGNED_AS = {
    SignedAs.HEAD: _("Người ký"),
    SignedAs.BODY: _("Cơ quan (thay con dấu)"),
}

# Tone and icon of the state, its word.
SENDING = {
    SendingState.DUE: ("late", "late", _("chờ gửi")),
    SendingState.SENT: ("none", "none", _("đã gửi, chưa xác nhận")),
    SendingState.RECEIVED: ("done", "done", _("đã nhận")),
    SendingState.FAILED: ("over", "over", _("không gửi được")),
}

# Why a certificate or a file cannot be used, and how to mend it.
CANNOT_SIGN = {
    "unreadable": _(
        "Không mở được tệp chứng thư: sai mật khẩu, hoặc tệp không phải .p12/.pfx. Gõ lại mật "
        "khẩu hoặc chọn đúng tệp."
    ),
    "no_key": _("Tệp này có chứng thư nhưng không có khóa riêng; chọn tệp .p12/.pfx có khóa."),
    "not_yet": _("Chứng thư chưa đến ngày có hiệu lực; kiểm tra ngày bắt đầu với nơi cấp."),
    "expired": _("Chứng thư đã hết hạn; xin gia hạn hoặc cấp mới rồi ký."),
    "purpose": _("Chứng thư này không dùng để ký; dùng chứng thư ký số của mình."),
    "weak": _("Chứng thư dùng thuật toán yếu (SHA-1 hoặc khóa ngắn) nên không nhận; xin cấp mới."),
    "untrusted": _(
        "Không có nơi cấp nào được tin cậy ở đây đứng sau chứng thư này; quản trị thêm chứng thư "
        "của nơi cấp vào danh sách tin cậy rồi ký lại."
    ),
    "stamp": _("Dịch vụ cấp dấu thời gian không trả lời; thử lại, hoặc nhờ quản trị xem địa chỉ."),
    "stamp_untrusted": _(
        "Dấu thời gian do một nơi không được tin cậy ở đây cấp; quản trị thêm chứng thư của nơi "
        "cấp ấy vào danh sách tin cậy rồi ký lại."
    ),
    "revocation": _(
        "Chứng thư đã bị thu hồi, hoặc nơi cấp không trả lời là chưa; hỏi nơi cấp, hoặc thử lại."
    ),
    "token": _(
        "Thiết bị ký số không trả lời hoặc không có khóa đã khai báo; cắm lại thiết bị, hoặc nhờ "
        "quản trị xem bằng lệnh phaodai paper tokens."
    ),
    "pin": _(
        "Thiết bị ký số không nhận mã PIN đã khai báo; đừng thử lại nhiều lần kẻo thiết bị khóa, "
        "nhờ quản trị xem tệp mã PIN."
    ),
    "pdf": _("Tệp PDF của văn bản không ký được; ban hành lại văn bản."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict in words: tone and icon, in short, what it means."""

    tone: str
    icon: str
    short: object
    meaning: object


_VERDICTS = {
    Verdict.SOUND: Said(
        "done", "done", _("Chữ ký hợp lệ"),
        _("Nội dung đã ký còn nguyên, nơi cấp chứng thư được tin cậy."),
    ),
    Verdict.UNTRUSTED: Said(
        "late", "late", _("Chưa rõ người ký"),
        _("Nội dung còn nguyên, nhưng nơi cấp chứng thư không có trong danh sách tin cậy ở đây."),
    ),
    Verdict.REVOKED: Said(
        "over", "over", _("Chứng thư đã bị thu hồi"), _("Không dùng chữ ký này làm căn cứ.")
    ),
    Verdict.EXPIRED: Said(
        "over", "over", _("Chứng thư hết hạn khi ký"),
        _("Lúc ký, chứng thư chưa có hoặc đã hết hiệu lực; đề nghị ký lại."),
    ),
    Verdict.WEAK: Said(
        "over", "over", _("Thuật toán yếu"),
        _("Chữ ký dùng thuật toán có thể bị giả (như SHA-1); đề nghị ký lại."),
    ),
    Verdict.CHANGED: Said(
        "over", "over", _("Bị sửa sau khi ký"),
        _("Phần đã ký còn nguyên nhưng tệp bị sửa sau đó; xin lại bản đã ký."),
    ),
    Verdict.BROKEN: Said(
        "over", "over", _("Chữ ký hỏng"),
        _("Nội dung không còn đúng như khi ký, hoặc chữ ký không đọc được; xin lại bản đã ký."),
    ),
}  # fmt: skip


def verdict(found: Signature) -> Said:
    """Return what is to be said of a signature."""
    return _VERDICTS[found.verdict]
