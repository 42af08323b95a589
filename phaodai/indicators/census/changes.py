"""Districts and provinces of the census that a later tree knows under another name, or in parts.

A tree that begins with the edition of 2024 knows only what became of them. Whole units that went
into one heir are summed into it. What is left out: single communes that changed hands on the
way (some of Trà Lĩnh, Nghi Lộc, Thạch Hà and around Huế), so an heir may be off by their people.

Source: resolutions of the Standing Committee of the National Assembly on the units of each
province, 12/2019 to 12/2024; the year is that in force.
"""

from collections.abc import Mapping
from typing import Final

from phaodai.vocabulary.units import UnitLevel

Named = tuple[str, str]  # code, name without its kind

# What was, in the census -> what it is part of later.
HEIRS: Final[Mapping[UnitLevel, Mapping[Named, Named]]] = {
    UnitLevel.PROVINCE: {
        ("46", "Thừa Thiên Huế"): ("46", "Huế"),  # 2025, renamed
    },
    UnitLevel.DISTRICT: {
        ("44", "Thông Nông"): ("45", "Hà Quảng"),  # 2020, Cao Bằng
        ("46", "Trà Lĩnh"): ("47", "Trùng Khánh"),  # 2020
        ("49", "Quảng Uyên"): ("49", "Quảng Hòa"),  # 2020
        ("50", "Phục Hòa"): ("49", "Quảng Hòa"),  # 2020
        ("151", "Kỳ Sơn"): ("148", "Hòa Bình"),  # 2020, Hòa Bình
        ("204", "Hoành Bồ"): ("193", "Hạ Long"),  # 2020, Quảng Ninh
        ("221", "Yên Dũng"): ("213", "Bắc Giang"),  # 2025, Bắc Giang
        ("358", "Mỹ Lộc"): ("356", "Nam Định"),  # 2024, Nam Định
        ("369", "Ninh Bình"): ("374", "Hoa Lư"),  # 2025, Ninh Bình
        ("405", "Đông Sơn"): ("380", "Thanh Hóa"),  # 2025, Thanh Hóa
        ("407", "Tĩnh Gia"): ("407", "Nghi Sơn"),  # 2020, renamed
        ("413", "Cửa Lò"): ("412", "Vinh"),  # 2024, Nghệ An
        ("448", "Lộc Hà"): ("445", "Thạch Hà"),  # 2025, Hà Tĩnh
        ("483", "Nam Đông"): ("482", "Phú Lộc"),  # 2025, Huế
        ("519", "Nông Sơn"): ("509", "Quế Sơn"),  # 2025, Quảng Nam
        ("526", "Tây Trà"): ("525", "Trà Bồng"),  # 2020, Quảng Ngãi
        ("681", "Đạ Huoai"): ("682", "Đạ Huoai"),  # 2024, Lâm Đồng
        ("682", "Đạ Tẻh"): ("682", "Đạ Huoai"),  # 2024
        ("683", "Cát Tiên"): ("682", "Đạ Huoai"),  # 2024
        ("752", "Long Điền"): ("753", "Long Đất"),  # 2025, Bà Rịa - Vũng Tàu
        ("753", "Đất Đỏ"): ("753", "Long Đất"),  # 2025
        ("762", "Thủ Đức"): ("769", "Thủ Đức"),  # 2021, Hồ Chí Minh
        ("763", "9"): ("769", "Thủ Đức"),  # 2021
        ("769", "2"): ("769", "Thủ Đức"),  # 2021
    },
}

# What was divided -> a unit that is one of its parts; where it stands in the tree, the counts
# of the whole belong to none of the parts.
DIVIDED: Final[Mapping[UnitLevel, Mapping[Named, Named]]] = {
    UnitLevel.PROVINCE: {},
    UnitLevel.DISTRICT: {
        ("219", "Lục Ngạn"): ("224", "Chũ"),  # 2025, Bắc Giang
        ("474", "Huế"): ("475", "Phú Xuân"),  # 2025, Huế
    },
}
