"""The levels that bodies stand for."""

import pytest

from phaodai.engines.dispatch.scopes import area_of, level_of, levels, origin
from phaodai.engines.dispatch.text import fold


@pytest.mark.parametrize(
    ("name", "issuer", "found"),
    [
        ("Ủy ban nhân dân các huyện, thành phố", "province", ["district"]),
        ("Chủ tịch UBND cấp xã", "district", ["commune"]),
        ("Ủy ban nhân dân các tỉnh, thành phố", "country", ["province"]),
        ("các địa phương và đơn vị liên quan", "province", ["agency", "district"]),
        ("Các địa phương", "district", ["commune"]),
        ("các cấp", "province", ["district", "commune"]),
        ("cả hệ thống chính trị từ tỉnh đến cơ sở", "province",
         ["province", "district", "commune"]),
        ("Các huyện, thành ủy và đảng ủy trực thuộc", "province", ["district", "agency"]),
        ("Bí thư các tỉnh ủy, thành ủy", "country", ["province"]),
        ("Các đảng ủy xã, thị trấn", "district", ["commune"]),
        ("Trung tâm Y tế các huyện", "province", ["agency"]),
        ("Thường trực Hội đồng nhân dân tỉnh", "province", ["agency"]),
        ("Trưởng các thôn, tổ dân phố", "commune", ["hamlet"]),
        ("các hộ gia đình", "commune", ["people"]),
        ("UBND", "commune", ["commune"]),
        ("Sở Y tế", "province", ["agency"]),
    ],
)  # fmt: skip
def test_levels(name: str, issuer: str, found: list[str]) -> None:
    assert levels(fold(name), issuer) == found


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("Bộ Y tế", "country"), ("Thủ tướng Chính phủ", "country"),
        ("Tỉnh ủy Sơn Giang", "province"),
        ("Huyện ủy Đông Lĩnh", "district"), ("Ủy ban nhân dân xã Tà Lùng", "commune"),
        ("Ủy ban nhân dân thành phố Bình Long", "province"), (None, "province"),
    ],
)  # fmt: skip
def test_levels_of_issuers(issuer: str | None, level: str) -> None:
    assert level_of(issuer) == level


def test_a_document_comes_from_the_unit_of_its_issuer_or_of_the_parent() -> None:
    assert area_of("Ủy ban nhân dân huyện Mai Sơn") == "huyện Mai Sơn"
    assert area_of("Sở Y tế") is None
    assert area_of(origin("Sở Y tế", "Ủy ban nhân dân tỉnh Sơn Giang")) == "tỉnh Sơn Giang"
    assert origin("Bộ Y tế", "Chính phủ") == "Bộ Y tế"
    assert origin("Văn phòng", None) == "Văn phòng"
    assert origin(None, None) is None
