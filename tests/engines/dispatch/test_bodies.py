"""Bodies in running text: how far a name goes, and where a list of them ends."""

import pytest

from phaodai.engines.dispatch.bodies import BodyReader
from phaodai.engines.dispatch.lexicon import BodyTerm, compile_lexicon
from phaodai.engines.dispatch.text import Page
from tests.engines.dispatch.terms import TERMS


def listed(text: str, terms: tuple[BodyTerm, ...] = TERMS) -> list[str]:
    """Return the bodies at the start of a text."""
    page = Page(text)
    reader = BodyReader(page, compile_lexicon(terms))
    found = reader.list_at(0, len(page.tokens))
    return [item.text or page.plain(item.start, item.end) for item in found]


CASES = [
    ("Sở Thông tin và Truyền thông khẩn trương tham mưu", ["Sở Thông tin và Truyền thông"]),
    ("các cơ quan, đơn vị, địa phương theo chức năng", ["các cơ quan, đơn vị, địa phương"]),
    (
        "Phòng Y tế, Trung tâm Y tế huyện, UBND các xã, thị trấn cung cấp đầy đủ",
        ["Phòng Y tế", "Trung tâm Y tế huyện", "UBND các xã, thị trấn"],
    ),
    (
        "các huyện, thành phố, nhất là các xã, phường, thị trấn thực hiện",
        ["các huyện, thành phố", "các xã, phường, thị trấn"],
    ),
    (
        "Trung tâm Y tế huyện; Trạm Y tế các xã, thị trấn chịu sự lãnh đạo",
        ["Trung tâm Y tế huyện", "Trạm Y tế các xã, thị trấn"],
    ),
    (
        "Ban Dân vận Tỉnh ủy, Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh hướng dẫn các Mặt trận",
        ["Ban Dân vận Tỉnh ủy", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"],
    ),
    (
        "Ban cán sự đảng Ủy ban nhân dân tỉnh, Bí thư các Huyện, Thành ủy chịu trách nhiệm",
        ["Ban cán sự đảng Ủy ban nhân dân tỉnh", "Bí thư các Huyện, Thành ủy"],
    ),
    (
        "Ban Thường vụ các huyện, thành ủy, đảng ủy trực thuộc và các cấp ủy đảng tăng cường",
        ["Ban Thường vụ các huyện, thành ủy, đảng ủy trực thuộc", "các cấp ủy đảng"],
    ),
    (
        "Các đồng chí Ủy viên Ban Thường vụ phụ trách địa bàn tăng cường",
        ["Ủy viên Ban Thường vụ phụ trách địa bàn"],
    ),
    (
        "Người đứng đầu cấp ủy, chính quyền, cơ quan, đơn vị trong tỉnh chịu trách nhiệm",
        ["Người đứng đầu cấp ủy, chính quyền, cơ quan, đơn vị trong tỉnh"],
    ),
    (
        "Đồng chí Bí thư đảng ủy, Chủ tịch UBND cấp xã chịu trách nhiệm",
        ["Bí thư đảng ủy", "Chủ tịch UBND cấp xã"],
    ),
    ("Sở Lao động - Thương binh và Xã hội chủ trì", ["Sở Lao động - Thương binh và Xã hội"]),
    (
        "Chủ tịch UBND các huyện, thị xã, thành phố chịu",
        ["Chủ tịch UBND các huyện, thị xã, thành phố"],
    ),
    (
        "Thành phố Hồ Chí Minh, các tỉnh Bình Dương, Đồng Nai, Long An tổ chức",
        ["Thành phố Hồ Chí Minh", "tỉnh Bình Dương", "tỉnh Đồng Nai", "tỉnh Long An"],
    ),
    (
        "UBND các xã Phước Hải, An Hải và thị trấn Khánh Hải, Công an huyện lập chốt",
        ["UBND xã Phước Hải", "UBND xã An Hải", "UBND thị trấn Khánh Hải", "Công an huyện"],
    ),
    (
        "Chủ tịch UBND các phường: Phước Mỹ, Đô Vinh lập chốt",
        ["Chủ tịch UBND phường Phước Mỹ", "Chủ tịch UBND phường Đô Vinh"],
    ),
    ("UBND các xã: Trồng cây, nuôi gà", ["UBND các xã"]),
    (
        "UBND thành phố Phan Rang - Tháp Chàm rà soát",
        ["UBND thành phố Phan Rang - Tháp Chàm"],
    ),
    (
        "UBND các tỉnh Bà Rịa - Vũng Tàu, Long An kiểm tra",
        ["UBND tỉnh Bà Rịa - Vũng Tàu", "UBND tỉnh Long An"],
    ),
    ("UBND xã Tà Lùng - Đồng chí Lò Văn A", ["UBND xã Tà Lùng"]),
    (
        "Các Tiểu ban của Ban Chỉ đạo tiếp tục họp",
        ["Các Tiểu ban của Ban Chỉ đạo"],
    ),
    (
        "Ban Chỉ đạo phòng, chống dịch Covid-19 tỉnh chỉ đạo các cơ quan",
        ["Ban Chỉ đạo phòng, chống dịch Covid-19 tỉnh"],
    ),
    ("Văn phòng HĐND-UBND huyện theo dõi", ["Văn phòng HĐND-UBND huyện"]),
    ("lực lượng Công an làm nòng cốt", ["lực lượng Công an"]),
    ("Tiếp tục triển khai thực hiện", []),
    ("báo cáo kết quả", []),
    ("tổ chức tập huấn", []),
    ("phòng, chống dịch", []),
    ("TỔ CHỨC THỰC HIỆN", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "bodies"), CASES)
def test_lists_of_bodies(text: str, bodies: list[str]) -> None:
    assert listed(text) == bodies


@pytest.mark.parametrize(("text", "bodies"), [case for case in CASES if "Văn phòng" not in case[0]])
def test_bodies_are_known_by_their_form_alone(text: str, bodies: list[str]) -> None:
    assert listed(text, ()) == bodies


def test_lost_accents_lose_no_body() -> None:
    text = "Trung tam Y te huyen, UBND cac xa, thi tran to chuc xet nghiem"
    assert listed(text) == ["Trung tam Y te huyen", "UBND cac xa, thi tran"]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Hiệu trưởng các trường THPT tổ chức", "Hiệu trưởng các trường THPT"),
        ("Thanh tra Sở phối hợp", "Thanh tra Sở"),
        ("Bệnh viện đa khoa khu vực Mộc Châu chuẩn bị", "Bệnh viện đa khoa khu vực Mộc Châu"),
        ("Tổ công tác liên ngành kiểm tra", "Tổ công tác liên ngành"),
        (
            "Trưởng Ban Quản lý các khu công nghiệp tỉnh chỉ đạo",
            "Trưởng Ban Quản lý các khu công nghiệp tỉnh",
        ),
        (
            "Đồng chí Nguyễn Văn A - Phó Chủ tịch UBND huyện tổ chức",
            "Nguyễn Văn A - Phó Chủ tịch UBND huyện",
        ),
        (
            "Phòng Cảnh sát giao thông Công an tỉnh kiểm tra",
            "Phòng Cảnh sát giao thông Công an tỉnh",
        ),
    ],
)
def test_bodies_with_superiors_and_posts(text: str, body: str) -> None:
    assert listed(text) == [body]
