"""What is said of a row that is not taken: what, why, and what to do; Vietnamese and English."""

from collections.abc import Mapping
from typing import Final

from phaodai.engines.sheets.records import SheetFault, Skip

FAULTS: Final[Mapping[SheetFault, tuple[str, str]]] = {
    SheetFault.NO_PLACE: (
        "Đơn vị: dòng này không ghi tên xã. Ghi tên hoặc mã đơn vị.",
        "Unit: this row names none. Write the name or code of the unit.",
    ),
    SheetFault.UNKNOWN_PLACE: (
        (
            "Đơn vị: “{value}” không có trong các đơn vị mà bạn báo cáo. Sửa tên hoặc mã; có "
            "thể đây "
            "là bảng của huyện khác."
        ),
        (
            "Unit: “{value}” is none of those that you report for. Mend the name or code; "
            "this may be "
            "another district's sheet."
        ),
    ),
    SheetFault.SAME_NAME: (
        "Đơn vị: có hơn một đơn vị tên “{value}”. Ghi đủ “xã”, “phường”, “thị trấn”, hoặc ghi mã.",
        "Unit: more than one is called “{value}”. Write its kind in full, or its code.",
    ),
    SheetFault.CODE_DIFFERS: (
        "Đơn vị: tên và mã chỉ hai nơi khác nhau ({value}). Sửa một trong hai.",
        "Unit: name and code mean two places ({value}). Mend one of them.",
    ),
    SheetFault.NO_DAY: (
        "Ngày: bảng không ghi ngày. Ghi ngày phía trên bảng, hoặc chọn ngày báo cáo.",
        "Day: the sheet names none. Write it above the table, or choose the day of the report.",
    ),
    SheetFault.BAD_DAY: (
        "Ngày: “{value}” không phải là ngày. Viết ngày/tháng/năm, ví dụ 23/11/2021.",
        "Day: “{value}” is no day. Write day/month/year, for example 23/11/2021.",
    ),
    SheetFault.OTHER_DAY: (
        "Ngày: đầu bảng ghi {value}, khác ngày đã chọn. Chọn lại ngày, hoặc sửa bảng.",
        "Day: the sheet says {value}, not the day chosen. Choose again, or mend the sheet.",
    ),
    SheetFault.TWICE: (
        "Đơn vị: cùng đơn vị và ngày còn ở dòng {value}; không rõ lấy dòng nào. Để lại một dòng.",
        (
            "Unit: row {value} speaks of the same unit and day; which one holds is not "
            "clear. Leave "
            "one."
        ),
    ),
    SheetFault.DASH: (
        "{label}: “{value}” không rõ là 0 hay chưa biết. Ghi 0 nếu không có; để trống nếu chưa rõ.",
        (
            "{label}: “{value}” may be 0 or not known. Write 0 where there are none; leave "
            "blank what is not known."
        ),
    ),
    SheetFault.FORMULA: (
        "{label}: “{value}” là công thức, không phải số. Gõ số vào ô.",
        "{label}: “{value}” is a formula, not a figure. Type the figure itself.",
    ),
    SheetFault.ERROR_CELL: (
        "{label}: ô báo lỗi “{value}”. Sửa công thức, nới cột, hoặc gõ số vào ô.",
        (
            "{label}: the cell shows the error “{value}”. Mend the formula, widen the "
            "column, or type "
            "the figure."
        ),
    ),
    SheetFault.MERGED_CELL: (
        "{label}: ô gộp cho nhiều dòng nên không rõ số của từng đơn vị. Tách ô rồi ghi từng số.",
        (
            "{label}: one merged cell covers several rows, so the figure of each is not "
            "known. Split "
            "it and write each figure."
        ),
    ),
    SheetFault.PERCENT_SCALE: (
        "{label}: “{value}” có thể là phần trăm hoặc phần của 1. Ghi kèm dấu %, ví dụ 85%.",
        "{label}: “{value}” may be a percentage or a part of 1. Write the sign %, for example 85%.",
    ),
    SheetFault.NO_VALUES: (
        "Số liệu: dòng này không có số nào. Để trống nghĩa là chưa biết; nếu không có thì ghi 0.",
        "Figures: this row has none. Blank means not known; where there are none write 0.",
    ),
}

SKIPS: Final[Mapping[Skip, tuple[str, str]]] = {
    Skip.BLANK: ("dòng trống", "blank row"),
    Skip.TOTAL: ("dòng tổng, không nhập", "row of totals, not taken"),
    Skip.HEADING: ("dòng tiêu đề hoặc chữ ký", "row of headings, or a signature"),
}
