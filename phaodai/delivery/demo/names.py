"""Invented names as people of Ninh Thuận bear them: Kinh, Chăm, Raglai; no person is meant."""

from random import Random
from typing import Final

from phaodai.vocabulary.folding import fold

_Names = tuple[tuple[str, ...], ...]  # family, middle, given
_KINH: Final[_Names] = (
    ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Huỳnh", "Phan", "Bùi", "Đặng", "Hồ", "Ngô", "Dương"),
    ("Văn", "Hữu", "Quốc", "Minh", "Đình", "Thanh", "Ngọc", "Xuân", "Thị", "Thị Kim", "Thị Thu"),
    ("An", "Bình", "Cường", "Dũng", "Hà", "Hải", "Hiền", "Hòa", "Khánh", "Lan", "Long", "Nga",
     "Phúc", "Quang", "Sơn", "Tâm", "Thảo", "Thủy", "Trang", "Tuấn", "Vân", "Việt"),
)  # fmt: skip
_CHAM: Final[_Names] = (
    ("Đàng", "Bá", "Quảng", "Hán", "Lưu", "Từ", "Đạo", "Châu", "Trượng", "Thành", "Kiều", "Báo"),
    ("Văn", "Năng", "Minh", "Ngọc", "Thanh", "Xuân", "Thị", "Thị Mỹ", "Thị Bích"),
    ("Chế", "Dạn", "Đông", "Hiệp", "Hoan", "Lộc", "Nghiệp", "Phi", "Phượng", "Phước", "Sang",
     "Thiện", "Thoại", "Trinh", "Tỷ", "Xuyến", "Yên"),
)  # fmt: skip
_RAGLAI: Final[_Names] = (
    ("Chamaléa", "Kator", "Patau Axá", "Pi Năng", "Mấu", "Tà Yên", "Pupur", "Cao", "Pinăng"),
    ("Văn", "Minh", "Xuân", "Thị", "Quang", "Thanh"),
    ("Châu", "Điệp", "Hương", "Kiên", "Liên", "Nghĩa", "Núi", "Phương", "Suối", "Thiếp", "Thủ",
     "Vinh", "Xia"),
)  # fmt: skip

# Where most people are Chăm, and where most are Raglai; codes of the edition of 2024.
_CHAM_UNITS: Final = frozenset(
    {"587", "22870", "22876", "22879", "22891", "22897", "22898", "22852"}
)
_RAGLAI_UNITS: Final = frozenset(
    {"584", "22783", "22786", "22789", "22792", "22795", "22798", "22801", "22804", "22807",
     "22828", "22837", "22843", "22885"}
)  # fmt: skip


def person(chance: Random, unit: str) -> str:
    """Return a name that fits the unit; every fourth person came from elsewhere.

    Args:
        chance: Where the choice comes from; the same seed gives the same names.
        unit: Code of the unit where the person works.
    """
    words = _KINH
    if chance.random() < 0.75:
        words = _CHAM if unit in _CHAM_UNITS else _RAGLAI if unit in _RAGLAI_UNITS else _KINH
    return " ".join(chance.choice(part) for part in words)


def slug(name: str) -> str:
    """Return a name of a unit as it stands in a user name: "Phước Dân" is "phuocdan"."""
    return "".join(sign for sign in fold(name) if sign.isalnum())
