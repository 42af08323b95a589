"""What is said to senders about what came of a submission, in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from phaodai.engines.forms.checking import Finding
from phaodai.engines.forms.definition import Text
from phaodai.registers.reports.rules.acceptance import Fault, Refused
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.states import HoldReason, Timeliness

HELD: Final[Mapping[HoldReason, Text]] = {
    HoldReason.BASE_UNKNOWN: Text(
        "Bản này sửa một bản mà máy chủ chưa nhận được. Máy chủ giữ nguyên và tự xử lý khi bản "
        "trước đến; nếu quá 7 ngày, trực ban sẽ hỏi lại.",
        "This corrects a version that the server has not received. The server keeps it as it is "
        "and takes it up when the earlier one comes; after 7 days the duty officer asks.",
    ),
    HoldReason.FUTURE_DAY: Text(
        "Kỳ báo cáo chưa bắt đầu. Máy chủ giữ nguyên và tự nhận khi kỳ bắt đầu; nếu chọn nhầm "
        "ngày, hãy gửi báo cáo của ngày đúng.",
        "The period has not begun. The server keeps the report and receives it when the period "
        "begins; if the day was mistaken, send the report of the right day.",
    ),
    HoldReason.UNIT_ENDED: Text(
        "Đơn vị đã sáp nhập hoặc giải thể trước ngày này, nên số liệu chưa được tính. Hãy báo cáo "
        "ở đơn vị mới, hoặc hỏi trực ban cấp trên.",
        "The unit was merged or dissolved before this day, so its figures are not counted. Report "
        "from the new unit, or ask the duty officer above.",
    ),
    HoldReason.LOCKED: Text(
        "Cấp trên đã chấp nhận và khóa số liệu kỳ này. Máy chủ giữ nguyên bản sửa; hãy xin trực "
        "ban hoặc lãnh đạo cấp trên mở khóa, khi ấy bản sửa tự được nhận.",
        "The figures of this period were accepted and locked above. The server keeps the "
        "correction as it is; ask the duty officer or the leader above to unlock it, and it is "
        "taken by itself.",
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
    "reason_missing": Text(
        f"Lý do sửa: chưa ghi. Kỳ này đã có bản được nhận; viết một câu cho biết vì sao gửi lại "
        f"({REASON}), rồi gửi bằng mã mới.",
        f"Reason of the correction: missing. A report of this period was received before; say in a "
        f"sentence why it is sent again ({REASON}), and send it under a new id.",
    ),
    "put_aside": Text(
        "Trực ban cấp trên không nhận lần gửi này: “{note}”. Sửa theo lý do ấy rồi gửi bằng mã "
        "mới, hoặc hỏi trực ban.",
        "The duty officer above did not take this report: “{note}”. Mend it and send it under a "
        "new id, or ask the officer.",
    ),
}
NOT_FILED: Final = Text(
    "Chưa nhận: chưa xác minh được người gửi.", "Not filed: it is not clear who sent it."
)
NOT_YOURS: Final = Text(
    "Không nhận: người gửi không được giao nộp báo cáo của cơ quan ghi trong tệp. Gửi từ địa chỉ "
    "của cơ quan ấy, hoặc báo trực ban cấp trên.",
    "Not taken: the sender does not file for the agency that the file names. Send it from that "
    "agency's address, or tell the duty officer above.",
)
BUILT_ON_OLD: Final = Text(
    "Chưa nhận: đã có bản mới hơn của báo cáo này. Mở báo cáo trên trang Pháo Đài để so sánh hai "
    "bản rồi gửi lại.",
    "Not taken: there is a newer revision of this report. Open it in Pháo Đài, compare the two and "
    "send again.",
)
ID_REUSED: Final = Text(
    "Không nhận: mã trong tệp đã dùng cho báo cáo có nội dung khác. Xuất lại tệp rồi gửi lại.",
    "Not taken: the id in the file was used for another report. Export the file again and send it.",
)
_LATE: Final[Mapping[Timeliness, Text]] = {
    Timeliness.ON_TIME: Text("đúng hạn", "in time"),
    Timeliness.FILLED_OFFLINE: Text(
        "trễ (máy ghi điền trước hạn)", "late (the device says: filled in before the cut-off)"
    ),
    Timeliness.LATE: Text("trễ hạn", "late"),
}


def filed(number: int, lateness: Timeliness) -> Text:
    """Say that a report was accepted."""
    late = _LATE[lateness]
    return Text(f"Đã nhận, bản {number}, {late.vi}.", f"Filed, revision {number}, {late.en}.")


def in_the_way(findings: Iterable[Finding], answer: Refused) -> list[Text]:
    """Say why a submission was refused: what its figures lack, then what the sending does."""
    said = [each.text for each in findings if each.stops]
    return said + [text for _, text in of_the_sending(answer)]


def of_the_sending(answer: Refused) -> list[tuple[Fault, Text]]:
    """Say what is wrong with a sending itself, whatever its figures."""
    return [
        (each, Text(*(side.replace("{note}", answer.note) for side in (said.vi, said.en))))
        for each in answer.faults
        if (said := FAULTS.get(each.code)) is not None
    ]


def held(reason: HoldReason, heirs: Sequence[str]) -> Text:
    """Say why a report is held; `heirs` are the units that its own became part of."""
    said, names = HELD[reason], ", ".join(heirs)
    if not names:
        return said
    return Text(f"{said.vi} Đơn vị mới: {names}.", f"{said.en} The new unit: {names}.")
