"""Invented names as people of Ninh Thuận bear them: Kinh, Chăm, Raglai; no person is meant."""

from dataclasses import dataclass
from random import Random
from typing import Final

from phaodai.vocabulary.folding import fold


@dataclass(frozen=True, slots=True)
class _People:
    """Names of families; then middle and given names of men and of women."""

    families: tuple[str, ...]
    men: tuple[tuple[str, ...], tuple[str, ...]]
    women: tuple[tuple[str, ...], tuple[str, ...]]


_KINH: Final = _People(
    ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Huỳnh", "Phan", "Bùi", "Đặng", "Hồ", "Ngô", "Dương"),
    (("Văn", "Hữu", "Quốc", "Minh", "Đình", "Thanh", "Xuân"),
     ("Bình", "Cường", "Dũng", "Hải", "Hòa", "Khánh", "Long", "Phúc", "Quang", "Sơn", "Tuấn")),
    (("Thị", "Thị Kim", "Thị Thu", "Ngọc"),
     ("An", "Hà", "Hiền", "Lan", "Nga", "Tâm", "Thảo", "Thủy", "Trang", "Vân")),
)  # fmt: skip
_CHAM: Final = _People(
    ("Đàng", "Bá", "Quảng", "Hán", "Lưu", "Từ", "Đạo", "Châu", "Trượng", "Thành", "Kiều", "Báo"),
    (("Văn", "Năng", "Minh", "Ngọc", "Thanh", "Xuân"),
     ("Dạn", "Đông", "Hiệp", "Hoan", "Lộc", "Nghiệp", "Phi", "Phước", "Sang", "Thiện", "Thoại")),
    (("Thị", "Thị Mỹ", "Thị Bích"),
     ("Chế", "Phượng", "Trinh", "Tỷ", "Xuyến", "Yên", "Đào")),
)  # fmt: skip
_RAGLAI: Final = _People(
    ("Chamaléa", "Kator", "Patau Axá", "Pi Năng", "Mấu", "Tà Yên", "Pupur", "Cao"),
    (("Văn", "Minh", "Xuân", "Quang"), ("Châu", "Điệp", "Kiên", "Nghĩa", "Thiếp", "Thủ", "Vinh")),
    (("Thị",), ("Hương", "Liên", "Phương", "Suối", "Xia", "Thương")),
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
    people = _KINH
    if chance.random() < 0.75:
        people = _CHAM if unit in _CHAM_UNITS else _RAGLAI if unit in _RAGLAI_UNITS else _KINH
    middles, given = chance.choice((people.men, people.women))
    return " ".join((chance.choice(people.families), chance.choice(middles), chance.choice(given)))


def slug(name: str) -> str:
    """Return a name of a unit as it stands in a user name: "Phước Dân" is "phuocdan"."""
    return "".join(sign for sign in fold(name) if sign.isalnum())
