"""Tables of tasks: rows become obligations when the header says who and until when."""

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[[str], dict[str, Any]]

HEAD = """ỦY BAN NHÂN DÂN
HUYỆN ĐÔNG LĨNH
Số: 12/KH-UBND
Đông Lĩnh, ngày 15 tháng 02 năm 2024

KẾ HOẠCH
Phòng, chống dịch bệnh năm 2024

I. TIẾN ĐỘ
"""


def rows(reading: Read, *lines: str) -> list[tuple[list[str], list[str], str, str | None]]:
    """Return lead, co-ordinating bodies, kind and day or rule of each obligation."""
    read = reading(HEAD + "\n".join(lines) + "\n")
    return [
        (
            [body["text"] for body in item["lead"]],
            [body["text"] for body in item["coordinate"]],
            item["due"]["kind"],
            item["due"]["date"] or item["due"]["rrule"],
        )
        for item in read["obligations"]
    ]


def test_columns_say_who_with_whom_and_until_when(reading: Read) -> None:
    assert rows(
        reading,
        "TT\tNội dung\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\tGhi chú",
        "1\tKiện toàn Ban Chỉ đạo\tPhòng Y tế\tPhòng Nội vụ; UBND các xã\tTrước 15/3/2024\t",
        "2\tDiệt bọ gậy\tUBND các xã, thị trấn\tCác đoàn thể\tHằng tháng\t",
        "3\tTruyền thông\tĐài Truyền thanh huyện\t\tCả năm\tloa xã",
        "4\tTổng kết\tTổ giúp việc số 2\t\tQuý III, IV/2024\t",
    ) == [
        (["Phòng Y tế"], ["Phòng Nội vụ", "UBND các xã"], "date", "2024-03-15"),
        (["UBND các xã, thị trấn"], ["Các đoàn thể"], "recurring", "FREQ=MONTHLY"),
        (["Đài Truyền thanh huyện"], [], "standing", None),
        (["Tổ giúp việc số 2"], [], "date", "2024-12-31"),
    ]


def test_a_merged_cell_keeps_the_lead_of_the_row_above(reading: Read) -> None:
    found = rows(
        reading,
        "TT\tNhiệm vụ\tĐơn vị thực hiện\tThời hạn",
        "1\tLập danh sách trẻ chưa tiêm\tTrạm Y tế xã\t10/3/2024",
        "2\tTổ chức tiêm vét\t\tTháng 4 - 6/2024",
    )
    assert [(lead, day) for lead, _, _, day in found] == [
        (["Trạm Y tế xã"], "2024-03-10"),
        (["Trạm Y tế xã"], "2024-06-30"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["TT\tXã\tSố ca mắc\tSố tử vong", "1\tTân Hòa\t12\t0"],
        ["TT\tNội dung\tSố lượng\tThành tiền", "1\tMua hóa chất\t200\t40.000.000"],
        ["1\tMua hóa chất\t200\t40.000.000"],
    ],
)
def test_tables_of_figures_order_nothing(reading: Read, lines: list[str]) -> None:
    assert rows(reading, *lines) == []
