"""What is said to senders about what came of a submission, in both languages."""

from collections.abc import Mapping
from typing import Final

from phaodai.engines.forms.definition import Text
from phaodai.registers.reports.states import HoldReason

HELD: Final[Mapping[HoldReason, Text]] = {
    HoldReason.BASE_UNKNOWN: Text(
        "Đã giữ lại, chờ bản mà báo cáo này sửa; khi bản ấy đến, hệ thống tự nhận tiếp.",
        "It is kept and waits for the report that it corrects; when that comes, it is taken up.",
    ),
    HoldReason.FUTURE_DAY: Text(
        "Đã giữ lại vì kỳ báo cáo chưa bắt đầu; đến kỳ, hệ thống tự nhận.",
        "It is kept because its period has not begun; when it does, it is taken up.",
    ),
    HoldReason.UNIT_ENDED: Text(
        "Đã giữ lại vì đơn vị đã sáp nhập hoặc giải thể trước ngày báo cáo; trực ban cấp trên sẽ "
        "xử lý.",
        "It is kept because the unit was merged or dissolved before that day; the duty officer "
        "above will settle it.",
    ),
}
FAULTS: Final[Mapping[str, Text]] = {  # of the sending itself; those of figures come with the form
    "id_is_no_uuid7": Text(
        "Mã của báo cáo không phải UUIDv7; tạo mã mới rồi gửi lại.",
        "The id of the report is no UUIDv7: make a new one and send again.",
    ),
    "built_on_itself": Text(
        "Báo cáo ghi là sửa chính nó; bỏ base hoặc ghi mã của bản trước.",
        "The report says that it corrects itself: leave base out, or name the one before.",
    ),
}
