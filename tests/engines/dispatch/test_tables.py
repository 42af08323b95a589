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


def test_a_table_drawn_with_bars(reading: Read) -> None:
    assert rows(
        reading,
        "|STT|Nhiệm vụ|Chủ trì|Phối hợp|Thời hạn|Sản phẩm|",
        "|:-:|---|---|---|---|---|",
        "|I|Công tác chỉ đạo|||||",
        "|1|Kiện toàn Ban Chỉ đạo|Phòng Y tế||15/3/2024|Quyết định|",
        "|II|Chuyên môn|||||",
        "|2|Phun hóa chất|UBND các xã Tân Hòa, An Phú|Công an huyện|Hằng tuần|Báo cáo|",
    ) == [
        (["Phòng Y tế"], [], "date", "2024-03-15"),
        (["UBND xã Tân Hòa", "UBND xã An Phú"], ["Công an huyện"], "recurring", "FREQ=WEEKLY"),
    ]


def test_a_header_in_two_lines_and_a_heading_between_rows(reading: Read) -> None:
    assert rows(
        reading,
        "TT\tNội dung\tPhân công\t\tThời gian",
        "\t\tChủ trì\tPhối hợp\t",
        "1\tLập danh sách\t- Trạm Y tế xã - Công an xã\t\t10/3/2024",
        "II. Chuyên môn",
        "2\tTổ chức tiêm vét\tTrung tâm Y tế huyện\tCông an huyện\tTháng 4/2024",
    ) == [
        (["Trạm Y tế xã", "Công an xã"], [], "date", "2024-03-10"),
        (["Trung tâm Y tế huyện"], ["Công an huyện"], "date", "2024-04-30"),
    ]


def test_what_goes_on_below_a_heading_has_the_same_columns(reading: Read) -> None:
    head = "TT\tNhiệm vụ\tChủ trì\tThời hạn\tSản phẩm"
    first = "1\tLập danh sách\tTrạm Y tế xã\t10/3/2024\tDanh sách"
    later = "2\tTổ chức tiêm\tCông an xã\t11/3/2024"
    assert [lead for lead, *_ in rows(reading, head, first, "B. Chuyên môn", later)] == [
        ["Trạm Y tế xã"],
        ["Công an xã"],
    ]
    figures = ("TT\tXã\tSố ca\tTử vong\tGhi chú", "1\tTân Hòa\t12\t0\t-")
    assert len(rows(reading, head, first, "Tình hình các xã:", *figures)) == 1


def test_ditto_marks_and_days_of_beginning(reading: Read) -> None:
    assert rows(
        reading,
        "TT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian",
        "1\tTổ chức tiêm\tTrạm Y tế xã\tCông an xã\t15, 16/9/2024",
        "2\tTổ chức tuyên truyền\t-nt-\tnhư trên\ttừ 05/9/2024",
    ) == [
        (["Trạm Y tế xã"], ["Công an xã"], "date", "2024-09-16"),
        (["Trạm Y tế xã"], ["Công an xã"], "standing", None),
    ]


def test_one_column_names_all_who_take_part(reading: Read) -> None:
    found = rows(
        reading,
        "TT\tNội dung\tĐơn vị chủ trì, phối hợp\tThời hạn",
        "1\tLập danh sách\tTrạm Y tế xã, Công an xã\t10/3/2024",
    )
    assert found == [(["Trạm Y tế xã", "Công an xã"], [], "date", "2024-03-10")]


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
