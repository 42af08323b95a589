"""Paragraphs joined over broken lines, and the tree of clauses."""

import pytest

from phaodai.engines.dispatch.clauses import build_body
from phaodai.engines.dispatch.layout import read_paragraphs
from phaodai.engines.dispatch.text import Page


def paths(text: str) -> list[str]:
    """Return the paths of a body's clauses."""
    page = Page(text)
    body = build_body(page, read_paragraphs(page, 0, len(page.text)))
    return [clause.path for clause in body.all_clauses()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. A b c.\n2. D e f.", ["1", "2"]),
        (
            "I. Chung\n1. Ab cd.\n- Ef gh.\n- Ik lm.\nII. Riêng\n1. No pq.",
            ["I", "I.1", "I.1.-1", "I.1.-2", "II", "II.1"],
        ),
        (
            "**I.** Các ngành:\n\n**1.** Giao Sở Y tế.\n\n**2.** Giao Sở Nội vụ.",
            ["I", "I.1", "I.2"],
        ),
        (
            "4. Sở Y tế chủ trì: (1) Chủ động; (2) Chuẩn bị; (3) Tập huấn.",
            ["4", "4.(1)", "4.(2)", "4.(3)"],
        ),
        (
            "4. Ban cán sự:\n4.1. Tổ chức.\n4.2. Triển khai.\n5. Ban Dân vận.",
            ["4", "4.1", "4.2", "5"],
        ),
        (
            "Điều 1. Thành lập.\n1. Ông A.\na) Việc.\nb) Việc.\nĐiều 2. Thi hành.",
            ["Điều 1", "Điều 1.1", "Điều 1.1.a", "Điều 1.1.b", "Điều 2"],
        ),
        (
            "1. Sở Y tế:\n- Một.\n+ Nhỏ.\n+ Nhỏ hơn.\n- Hai.",
            ["1", "1.-1", "1.-1.+1", "1.-1.+2", "1.-2"],
        ),
        ("1- Các cấp ủy.\n2- Ban cán sự.", ["1", "2"]),
        ("l. Sở Y tế làm.\n2. Sở Nội vụ làm.", ["1", "2"]),
        ("a) Một việc.\nb) Hai việc.\nđ) Năm việc.", ["a", "b", "đ"]),
    ],
)
def test_paths(text: str, expected: list[str]) -> None:
    assert paths(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1. Rà soát các thông tin phòng,\n\nchống dịch lên nhóm.\n2. Hai.",
        "1. Báo cáo (qua Văn phòng\n\nHĐND-UBND huyện) trước ngày 15.\n2. Hai.",
        "1. Tổ chức phòng chống dịch Covid-\n19 trên địa bàn.\n2. Hai.",
        "1. Rà soát, kết quả đạt trong tháng\n\n- 2 -\n\nvừa qua.\n2. Hai.",
    ],
)
def test_a_paragraph_goes_on_over_a_break(text: str) -> None:
    page = Page(text)
    body = build_body(page, read_paragraphs(page, 0, len(text)))
    assert [clause.path for clause in body.clauses] == ["1", "2"]
    assert len(body.clauses[0].own) == 1
    assert body.clauses[0].end == text.index("\n2. ")


def test_a_number_out_of_order_is_no_clause() -> None:
    assert paths("1. Sở Y tế thực hiện trong tháng\n12. Các đơn vị khác theo dõi.\n2. Hai.") == [
        "1",
        "2",
    ]


def test_headings_are_titles_not_orders() -> None:
    page = Page(
        "5. Giao UBND các xã, thị trấn\n\n- Rà soát.\n\n6. Trung tâm Y tế tập huấn.\n- Báo cáo."
    )
    body = build_body(page, read_paragraphs(page, 0, len(page.text)))
    assert [(c.path, c.heading) for c in body.clauses] == [
        ("5", "Giao UBND các xã, thị trấn"),
        ("6", None),
    ]
