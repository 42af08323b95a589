"""The catalogue of kinds of bodies that dispatches name, from the Government to a street group."""

# Rows of a table: the column `is_general` is a bare True or False.
# ruff: noqa: FBT003

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from phaodai.vocabulary.units import UnitLevel


class Branch(StrEnum):
    """The side of public life that a body belongs to."""

    PARTY = "PARTY"  # Đảng
    STATE = "STATE"  # chính quyền
    COUNCIL = "COUNCIL"  # hội đồng nhân dân, Quốc hội
    FRONT = "FRONT"  # Mặt trận và đoàn thể
    HEALTH = "HEALTH"  # ngành y tế
    POLICE = "POLICE"  # công an
    MILITARY = "MILITARY"  # quân sự, biên phòng
    JUDICIARY = "JUDICIARY"  # tòa án, viện kiểm sát
    PRESS = "PRESS"  # báo, đài, cổng thông tin
    ENTERPRISE = "ENTERPRISE"  # doanh nghiệp


class Certainty(StrEnum):
    """How sure a fact of organisation is."""

    VERIFIED = "VERIFIED"  # the text says so
    USUAL = "USUAL"  # as a rule; a province may order it otherwise


@dataclass(frozen=True, slots=True)
class BodyKind:
    """One kind of body and every way a dispatch may name it.

    Attributes:
        code: English identifier.
        branch: the side of public life it belongs to.
        levels: where it exists.
        name_vi: full name with {kind} (tỉnh, huyện, xã, …) and {name} of its unit.
        name_en: the same in English.
        short_vi: usual name within its own unit.
        abbreviations: usual abbreviations.
        aliases: other usual names.
        superior: code of the kind that directs it, in the same unit or the nearest above; ""
            where the same kind one level up does.
        is_general: sees and answers for everything in its unit.
        head_vi: title of its head.
        head_en: the same in English.
        deputy_vi: title of the deputies.
        source: dispatch or law that names it.
        superior_otherwise: code of the kind that directs it where there is no such superior.
        superior_source: what says who directs it, where `source` does not.
        superior_certainty: how sure that is.
    """

    code: str
    branch: Branch
    levels: tuple[UnitLevel, ...]
    name_vi: str
    name_en: str
    short_vi: str
    abbreviations: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    superior: str = ""
    is_general: bool = False
    head_vi: str = ""
    head_en: str = ""
    deputy_vi: str = ""
    source: str = ""
    superior_otherwise: str = ""
    superior_source: str = ""
    superior_certainty: Certainty = Certainty.USUAL

    @property
    def names(self) -> tuple[str, ...]:
        """The full and the short name, placeholders left in."""
        return (self.name_vi, self.short_vi)

    @property
    def heads(self) -> tuple[str, ...]:
        """The titles of its head and deputies."""
        return tuple(title for title in (self.head_vi, self.deputy_vi) if title)


_C: Final = (UnitLevel.COUNTRY,)
_P: Final = (UnitLevel.PROVINCE,)
_D: Final = (UnitLevel.DISTRICT,)
_W: Final = (UnitLevel.COMMUNE,)
_PD: Final = (UnitLevel.PROVINCE, UnitLevel.DISTRICT)
_PDW: Final = (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE)
_DW: Final = (UnitLevel.DISTRICT, UnitLevel.COMMUNE)
_H: Final = (UnitLevel.HAMLET,)

_LAW: Final = "Luật Tổ chức chính quyền địa phương"
_ND24: Final = "Nghị định 24/2014/NĐ-CP"
_ND37: Final = "Nghị định 37/2014/NĐ-CP"
_PARTY: Final = "Điều lệ Đảng Cộng sản Việt Nam"
_T: Final = "UBND huyện Tân Uyên, /UBND-YT, 11/2021"
_N0: Final = "UBND tỉnh Ninh Thuận, /UBND-VXNV, 2021"
_N1: Final = "Tỉnh ủy Ninh Thuận, công văn 21/12/2021"
_B: Final = "UBND tỉnh Bắc Kạn, 6128/UBND-VXNV, 14/9/2021"
_M: Final = "UBND huyện Mai Sơn, /UBND-VP, 09/9/2021"


def _department(
    code: str,
    sector_vi: str,
    sector_en: str,
    abbreviations: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    *,
    branch: Branch = Branch.STATE,
    source: str = _ND24,
) -> BodyKind:
    """Return a provincial department (sở)."""
    return BodyKind(
        code, branch, _P, f"Sở {sector_vi} {{kind}} {{name}}",
        f"Department of {sector_en} of {{name}} {{kind}}", f"Sở {sector_vi}", abbreviations,
        aliases, "people_committee", False, "Giám đốc", "Director", "Phó Giám đốc", source,
    )  # fmt: skip


def _division(
    code: str,
    sector_vi: str,
    sector_en: str,
    abbreviations: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    *,
    levels: tuple[UnitLevel, ...] = _D,
    branch: Branch = Branch.STATE,
    source: str = _ND37,
) -> BodyKind:
    """Return a division (phòng) of a district or a commune."""
    return BodyKind(
        code, branch, levels, f"Phòng {sector_vi} {{kind}} {{name}}",
        f"Division of {sector_en} of {{name}} {{kind}}", f"Phòng {sector_vi}", abbreviations,
        aliases, "people_committee", False, "Trưởng phòng", "Head of division",
        "Phó Trưởng phòng", source,
    )  # fmt: skip


def _ministry(
    code: str, sector_vi: str, sector_en: str, abbreviations: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (), branch: Branch = Branch.STATE,
) -> BodyKind:  # fmt: skip
    """Return a ministry."""
    return BodyKind(
        code, branch, _C, f"Bộ {sector_vi}", f"Ministry of {sector_en}", f"Bộ {sector_vi}",
        abbreviations, aliases, "government", False, "Bộ trưởng", "Minister", "Thứ trưởng",
        "Luật Tổ chức Chính phủ",
    )  # fmt: skip


def _party_board(
    code: str, name_vi: str, name_en: str, abbreviations: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (), source: str = _PARTY,
) -> BodyKind:  # fmt: skip
    """Return a board that serves a Party committee."""
    return BodyKind(
        code, Branch.PARTY, _PD, f"{name_vi} {{kind}} {{name}}", f"{name_en} of {{name}} {{kind}}",
        name_vi, abbreviations, aliases, "party_committee", False, "Trưởng ban", "Head",
        "Phó Trưởng ban", source,
    )  # fmt: skip


def _organisation(
    code: str, name_vi: str, name_en: str, head_vi: str = "Chủ tịch",
    abbreviations: tuple[str, ...] = (), aliases: tuple[str, ...] = (),
    levels: tuple[UnitLevel, ...] = _PDW, head_en: str = "Chair", source: str = _N1,
) -> BodyKind:  # fmt: skip
    """Return a mass organisation of the Front."""
    deputy = f"Phó {head_vi}"
    return BodyKind(
        code, Branch.FRONT, levels, f"{name_vi} {{kind}} {{name}}",
        f"{name_en} of {{name}} {{kind}}", name_vi, abbreviations, aliases, "fatherland_front",
        False, head_vi, head_en, deputy, source,
    )  # fmt: skip


_NATIONAL: Final = (
    BodyKind("central_party_committee", Branch.PARTY, _C, "Ban Chấp hành Trung ương Đảng",
             "Central Committee of the Party", "Trung ương Đảng", ("TW Đảng",),
             ("Trung ương", "Ban Chấp hành Trung ương"), "", True, "Tổng Bí thư",
             "General Secretary", "", _PARTY),
    BodyKind("politburo", Branch.PARTY, _C, "Bộ Chính trị", "Politburo", "Bộ Chính trị", (), (),
             "central_party_committee", False, "Tổng Bí thư", "General Secretary", "", _N1),
    BodyKind("secretariat", Branch.PARTY, _C, "Ban Bí thư Trung ương Đảng", "Party Secretariat",
             "Ban Bí thư", (), ("Ban Bí thư Trung ương",), "central_party_committee", False,
             "Thường trực Ban Bí thư", "Standing Secretary", "", _N1),
    BodyKind("national_assembly", Branch.COUNCIL, _C, "Quốc hội", "National Assembly", "Quốc hội",
             ("QH",), ("Ủy ban Thường vụ Quốc hội",), "", False, "Chủ tịch Quốc hội", "Chair",
             "Phó Chủ tịch Quốc hội", "Hiến pháp"),
    BodyKind("government", Branch.STATE, _C, "Chính phủ", "Government", "Chính phủ", ("CP",), (),
             "", True, "Thủ tướng Chính phủ", "Prime Minister", "Phó Thủ tướng", _B),
    BodyKind("prime_minister", Branch.STATE, _C, "Thủ tướng Chính phủ", "Prime Minister",
             "Thủ tướng", ("TTg",), (), "government", True, "Thủ tướng Chính phủ",
             "Prime Minister", "Phó Thủ tướng", _B),
    BodyKind("government_office", Branch.STATE, _C, "Văn phòng Chính phủ",
             "Office of the Government", "Văn phòng Chính phủ", ("VPCP",), (), "government", False,
             "Bộ trưởng, Chủ nhiệm", "Minister, Chairman", "Phó Chủ nhiệm", _B),
    BodyKind("national_steering_committee", Branch.STATE, _C,
             "Ban Chỉ đạo Quốc gia phòng, chống dịch",
             "National Steering Committee for Epidemic Prevention and Control",
             "Ban Chỉ đạo Quốc gia", ("BCĐQG", "BCĐ Quốc gia"),
             ("Ban Chỉ đạo Quốc gia phòng, chống dịch COVID-19",), "government", True,
             "Trưởng Ban Chỉ đạo", "Head", "Phó Trưởng Ban", _B),
    BodyKind("national_health_institute", Branch.HEALTH, _C, "Viện Vệ sinh dịch tễ Trung ương",
             "National Institute of Hygiene and Epidemiology", "Viện Vệ sinh dịch tễ",
             ("VSDTTW",), ("Viện Pasteur", "Viện Vệ sinh dịch tễ Tây Nguyên",
             "Viện Sốt rét - Ký sinh trùng - Côn trùng"), "health_ministry", False, "Viện trưởng",
             "Director", "Phó Viện trưởng", "Bộ Y tế"),
    BodyKind("preventive_medicine_department", Branch.HEALTH, _C, "Cục Y tế dự phòng",
             "Department of Preventive Medicine", "Cục Y tế dự phòng", ("YTDP",),
             ("Cục Phòng bệnh", "Cục Quản lý Khám, chữa bệnh"), "health_ministry", False,
             "Cục trưởng", "Director", "Phó Cục trưởng", "Bộ Y tế"),
    _ministry("health_ministry", "Y tế", "Health", ("BYT",), branch=Branch.HEALTH),
    _ministry("public_security_ministry", "Công an", "Public Security", ("BCA",),
              branch=Branch.POLICE),
    _ministry("defence_ministry", "Quốc phòng", "National Defence", ("BQP",),
              branch=Branch.MILITARY),
    _ministry("home_affairs_ministry", "Nội vụ", "Home Affairs", ("BNV",)),
    _ministry("finance_ministry", "Tài chính", "Finance", ("BTC",)),
    _ministry("planning_ministry", "Kế hoạch và Đầu tư", "Planning and Investment", ("BKHĐT",)),
    _ministry("information_ministry", "Thông tin và Truyền thông",
              "Information and Communications", ("BTTTT",)),
    _ministry("education_ministry", "Giáo dục và Đào tạo", "Education and Training", ("BGDĐT",)),
    _ministry("labour_ministry", "Lao động - Thương binh và Xã hội",
              "Labour, Invalids and Social Affairs", ("BLĐTBXH",)),
    _ministry("transport_ministry", "Giao thông vận tải", "Transport", ("BGTVT",)),
    _ministry("construction_ministry", "Xây dựng", "Construction", ("BXD",)),
    _ministry("industry_ministry", "Công Thương", "Industry and Trade", ("BCT",)),
    _ministry("agriculture_ministry", "Nông nghiệp và Phát triển nông thôn",
              "Agriculture and Rural Development", ("BNN",),
              ("Bộ Nông nghiệp và Môi trường",)),
    _ministry("environment_ministry", "Tài nguyên và Môi trường",
              "Natural Resources and Environment", ("BTNMT",)),
    _ministry("science_ministry", "Khoa học và Công nghệ", "Science and Technology", ("BKHCN",)),
    _ministry("culture_ministry", "Văn hóa, Thể thao và Du lịch", "Culture, Sports and Tourism",
              ("BVHTTDL",)),
    _ministry("justice_ministry", "Tư pháp", "Justice", ("BTP",)),
    _ministry("foreign_ministry", "Ngoại giao", "Foreign Affairs", ("BNG",)),
)  # fmt: skip

_PARTY_BODIES: Final = (
    BodyKind("party_committee", Branch.PARTY, _PDW, "Đảng ủy {kind} {name}",
             "Party Committee of {name} {kind}", "Cấp ủy {kind}", ("TU", "HU", "ĐU"),
             ("Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Thị ủy", "Đảng ủy",
             "Ban Chấp hành Đảng bộ",
              "Đảng bộ"), "", True, "Bí thư", "Secretary", "Phó Bí thư", _N1),
    BodyKind("party_standing_committee", Branch.PARTY, _PDW,
             "Ban Thường vụ cấp ủy {kind} {name}",
             "Standing Committee of the Party Committee of {name} {kind}", "Ban Thường vụ",
             ("BTV",), ("Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Huyện ủy", "Ban Thường vụ Thành ủy",
             "Ban Thường vụ Đảng ủy"), "party_committee", True,
             "Bí thư", "Secretary", "Phó Bí thư", _N1),
    BodyKind("party_permanent_board", Branch.PARTY, _PDW,
             "Thường trực cấp ủy {kind} {name}",
             "Permanent Board of the Party Committee of {name} {kind}", "Thường trực cấp ủy",
             ("TTTU", "TTHU"), ("Thường trực Tỉnh ủy", "Thường trực Huyện ủy",
             "Thường trực Thành ủy", "Thường trực Đảng ủy", "TT. Tỉnh ủy", "TT. Huyện ủy",
             "TT. Thành ủy", "Ban Thường trực"), "party_committee", True, "Bí thư", "Secretary",
             "Phó Bí thư", _M),
    BodyKind("party_designated_committee", Branch.PARTY, _P,
             "Ban cán sự đảng Ủy ban nhân dân {kind} {name}",
             "Designated Party Committee of the People's Committee of {name} {kind}",
             "Ban cán sự đảng UBND {kind}", ("BCSĐ", "BCS đảng"),
             ("Ban cán sự đảng", "Ban cán sự", "Ban cán sự đảng UBND"), "party_committee", True,
             "Bí thư", "Secretary", "Phó Bí thư", _N1),
    BodyKind("party_union", Branch.PARTY, _P, "Đảng đoàn {kind} {name}",
             "Party Union of {name} {kind}", "Đảng đoàn", (), (), "party_committee", False,
             "Bí thư", "Secretary", "Phó Bí thư", _N1),
    _party_board("party_mass_mobilisation", "Ban Dân vận", "Mass Mobilisation Board", ("BDV",),
                 ("Ban Dân vận Tỉnh ủy", "Ban Dân vận Huyện ủy"), _N1),
    _party_board("party_propaganda", "Ban Tuyên giáo", "Propaganda and Education Board",
                 ("BTG",), ("Ban Tuyên giáo Tỉnh ủy", "Ban Tuyên giáo Huyện ủy",
                 "Ban Tuyên giáo và Dân vận", "Ban Xây dựng Đảng"), _N1),
    _party_board("party_organisation", "Ban Tổ chức", "Organisation Board", ("BTC",),
                 ("Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Huyện ủy")),
    _party_board("party_internal_affairs", "Ban Nội chính", "Internal Affairs Board", ("BNC",),
                 ("Ban Nội chính Tỉnh ủy",)),
    BodyKind("party_inspection", Branch.PARTY, _PDW, "Ủy ban Kiểm tra {kind} {name}",
             "Inspection Committee of {name} {kind}", "Ủy ban Kiểm tra", ("UBKT",),
             ("Ủy ban Kiểm tra Tỉnh ủy", "Ủy ban Kiểm tra Huyện ủy"), "party_committee", False,
             "Chủ nhiệm", "Chair", "Phó Chủ nhiệm", _PARTY),
    BodyKind("party_office", Branch.PARTY, _PDW, "Văn phòng cấp ủy {kind} {name}",
             "Office of the Party Committee of {name} {kind}", "Văn phòng cấp ủy",
             ("VPTU", "VP Tỉnh ủy"), ("Văn phòng Tỉnh ủy", "Văn phòng Huyện ủy",
             "Văn phòng Thành ủy", "Văn phòng Đảng ủy"), "party_committee", False,
             "Chánh Văn phòng", "Chief of Office", "Phó Chánh Văn phòng", _M),
    BodyKind("party_bloc", Branch.PARTY, _P, "Đảng ủy Khối các cơ quan {kind} {name}",
             "Party Committee of the Agencies of {name} {kind}", "Đảng ủy Khối các cơ quan",
             (), ("Đảng ủy Khối Doanh nghiệp", "Đảng ủy Khối các cơ quan và doanh nghiệp"),
             "party_committee", False, "Bí thư", "Secretary", "Phó Bí thư", _PARTY),
    BodyKind("party_cell", Branch.PARTY, _H, "Chi bộ {kind} {name}", "Party Cell of {name} {kind}",
             "Chi bộ", (), ("Chi ủy",), "", False, "Bí thư Chi bộ", "Cell Secretary",
             "Phó Bí thư", _PARTY),
)  # fmt: skip

_AUTHORITIES: Final = (
    BodyKind("people_committee", Branch.STATE, _PDW, "Ủy ban nhân dân {kind} {name}",
             "People's Committee of {name} {kind}", "UBND {kind}", ("UBND",),
             ("Ủy ban nhân dân", "Ủy ban nhân dân {kind}", "UBND các"), "", True, "Chủ tịch",
             "Chair", "Phó Chủ tịch", _LAW),
    BodyKind("people_council", Branch.COUNCIL, _PDW, "Hội đồng nhân dân {kind} {name}",
             "People's Council of {name} {kind}", "HĐND {kind}", ("HĐND",),
             ("Hội đồng nhân dân", "Thường trực Hội đồng nhân dân", "Thường trực HĐND", "TT. HĐND"),
             "party_committee", False, "Chủ tịch", "Chair", "Phó Chủ tịch", _LAW),
    BodyKind("people_committee_office", Branch.STATE, _P,
             "Văn phòng Ủy ban nhân dân {kind} {name}",
             "Office of the People's Committee of {name} {kind}", "Văn phòng UBND {kind}",
             ("VPUB", "VP UBND"), ("Văn phòng UBND", "Văn phòng Ủy ban nhân dân"),
             "people_committee", False, "Chánh Văn phòng", "Chief of Office",
             "Phó Chánh Văn phòng", _N0),
    BodyKind("council_committee_office", Branch.STATE, _PDW,
             "Văn phòng HĐND và UBND {kind} {name}",
             "Office of the People's Council and Committee of {name} {kind}",
             "Văn phòng HĐND-UBND {kind}", ("VP HĐND-UBND", "VP HĐND và UBND"),
             ("Văn phòng HĐND-UBND", "Văn phòng HĐND và UBND", "Văn phòng HĐND & UBND",
              "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "Văn phòng HĐND"),
             "people_committee", False, "Chánh Văn phòng", "Chief of Office",
             "Phó Chánh Văn phòng", _M),
    BodyKind("steering_committee", Branch.STATE, _PDW,
             "Ban Chỉ đạo phòng, chống dịch {kind} {name}",
             "Steering Committee for Epidemic Control of {name} {kind}",
             "Ban Chỉ đạo phòng, chống dịch {kind}", ("BCĐ", "BCĐ PCD", "BCĐ PCDB"),
             ("Ban Chỉ đạo", "Ban Chỉ đạo phòng, chống dịch COVID-19",
              "Ban Chỉ đạo phòng, chống dịch bệnh", "Ban Chỉ đạo phòng chống dịch",
              "Ban Chỉ đạo chăm sóc sức khỏe nhân dân"), "people_committee", True, "Trưởng Ban",
             "Head", "Phó Trưởng Ban", _M),
    BodyKind("command_centre", Branch.STATE, _PDW,
             "Trung tâm Chỉ huy phòng, chống dịch {kind} {name}",
             "Epidemic Command Centre of {name} {kind}", "Trung tâm Chỉ huy {kind}",
             ("TTCH",), ("Trung tâm Chỉ huy", "Trung tâm Chỉ huy phòng, chống dịch COVID-19",
             "Sở Chỉ huy", "Sở Chỉ huy phòng, chống dịch"), "people_committee", True,
             "Chỉ huy trưởng", "Commander", "Phó Chỉ huy trưởng", _T),
    BodyKind("subcommittee", Branch.STATE, _PDW, "Tiểu ban {kind} {name}",
             "Sub-committee of {name} {kind}", "Tiểu ban", (),
             ("Tiểu ban Giám sát", "Tiểu ban Điều trị", "Tiểu ban Truyền thông",
              "Tiểu ban Hậu cần", "Tiểu ban An ninh trật tự", "Tiểu ban Tiêm chủng"),
             "steering_committee", False, "Trưởng Tiểu ban", "Head", "Phó Trưởng Tiểu ban", _M),
    BodyKind("help_team", Branch.STATE, _PDW, "Tổ giúp việc Ban Chỉ đạo {kind} {name}",
             "Assistance Team of the Steering Committee of {name} {kind}", "Tổ giúp việc", (),
             ("Tổ Giúp việc Ban Chỉ đạo", "Tổ thư ký", "Tổ công tác"), "steering_committee",
             False, "Tổ trưởng", "Team leader", "Tổ phó", _M),
    BodyKind("natural_disaster_command", Branch.STATE, _PDW,
             "Ban Chỉ huy Phòng, chống thiên tai và Tìm kiếm cứu nạn {kind} {name}",
             "Command for Disaster Prevention and Rescue of {name} {kind}",
             "Ban Chỉ huy Phòng, chống thiên tai", ("BCH PCTT",), (), "people_committee", False,
             "Trưởng Ban", "Head", "Phó Trưởng Ban", _LAW),
)  # fmt: skip

_DEPARTMENTS: Final = (
    _department("health_department", "Y tế", "Health", ("SYT",), branch=Branch.HEALTH, source=_N0),
    _department("information_department", "Thông tin và Truyền thông",
                "Information and Communications", ("STTTT", "Sở TT&TT", "Sở TTTT"), source=_B),
    _department("education_department", "Giáo dục và Đào tạo", "Education and Training",
                ("SGDĐT", "Sở GD&ĐT", "Sở GDĐT", "Sở GD và ĐT")),
    _department("labour_department", "Lao động - Thương binh và Xã hội",
                "Labour, Invalids and Social Affairs", ("SLĐTBXH", "Sở LĐTBXH", "Sở LĐ-TB&XH"),
                ("Sở Lao động, Thương binh và Xã hội", "Sở Lao động Thương binh và Xã hội")),
    _department("industry_department", "Công Thương", "Industry and Trade", ("SCT",)),
    _department("agriculture_department", "Nông nghiệp và Phát triển nông thôn",
                "Agriculture and Rural Development", ("SNN", "Sở NN&PTNT", "Sở NNPTNT"),
                ("Sở Nông nghiệp và Môi trường",)),
    _department("transport_department", "Giao thông vận tải", "Transport", ("SGTVT", "Sở GTVT"),
                ("Sở Giao thông Vận tải", "Sở Giao thông công chánh")),
    _department("finance_department", "Tài chính", "Finance", ("STC",)),
    _department("planning_department", "Kế hoạch và Đầu tư", "Planning and Investment",
                ("SKHĐT", "Sở KH&ĐT", "Sở KHĐT")),
    _department("home_affairs_department", "Nội vụ", "Home Affairs", ("SNV",)),
    _department("justice_department", "Tư pháp", "Justice", ("STP",)),
    _department("culture_department", "Văn hóa, Thể thao và Du lịch",
                "Culture, Sports and Tourism", ("SVHTTDL", "Sở VHTT&DL", "Sở VHTTDL"),
                ("Sở Văn hóa và Thể thao", "Sở Du lịch", "Sở Văn hóa, Thể thao, Du lịch")),
    _department("science_department", "Khoa học và Công nghệ", "Science and Technology",
                ("SKHCN", "Sở KH&CN", "Sở KHCN")),
    _department("environment_department", "Tài nguyên và Môi trường",
                "Natural Resources and Environment", ("STNMT", "Sở TN&MT", "Sở TNMT")),
    _department("construction_department", "Xây dựng", "Construction", ("SXD",)),
    _department("foreign_department", "Ngoại vụ", "Foreign Affairs", ("SNgV",)),
    _department("ethnic_department", "Dân tộc và Tôn giáo", "Ethnic and Religious Affairs", (),
                ("Ban Dân tộc", "Sở Dân tộc")),
    BodyKind("inspectorate", Branch.STATE, _PD, "Thanh tra {kind} {name}",
             "Inspectorate of {name} {kind}", "Thanh tra {kind}", ("TTr",),
             ("Thanh tra tỉnh", "Thanh tra huyện", "Thanh tra thành phố"), "people_committee",
             False, "Chánh Thanh tra", "Chief Inspector", "Phó Chánh Thanh tra", _ND24),
    BodyKind("industrial_parks_board", Branch.STATE, _P,
             "Ban Quản lý các khu công nghiệp {kind} {name}",
             "Industrial Parks Authority of {name} {kind}", "Ban Quản lý các khu công nghiệp",
             ("BQL KCN", "BQL các KCN"), ("Ban Quản lý khu công nghiệp", "Ban Quản lý khu kinh tế",
             "Ban Quản lý các khu kinh tế", "Ban Quản lý Khu kinh tế và các khu công nghiệp",
             "BQL các khu công nghiệp"), "people_committee", False, "Trưởng ban", "Head",
             "Phó Trưởng ban", _B),
    BodyKind("market_control", Branch.STATE, _P, "Cục Quản lý thị trường {kind} {name}",
             "Market Control Department of {name} {kind}", "Cục Quản lý thị trường",
             ("QLTT", "Cục QLTT"), ("Chi cục Quản lý thị trường", "Đội Quản lý thị trường"), "",
             False, "Cục trưởng", "Director", "Phó Cục trưởng", _B),
    BodyKind("tax_department", Branch.STATE, _PD, "Cục Thuế {kind} {name}",
             "Tax Department of {name} {kind}", "Cục Thuế", (), ("Chi cục Thuế",), "", False,
             "Cục trưởng", "Director", "Phó Cục trưởng", _ND24),
    BodyKind("customs_department", Branch.STATE, _P, "Cục Hải quan {kind} {name}",
             "Customs Department of {name} {kind}", "Cục Hải quan", (), ("Chi cục Hải quan",), "",
             False, "Cục trưởng", "Director", "Phó Cục trưởng", _ND24),
    BodyKind("statistics_office", Branch.STATE, _PD, "Cục Thống kê {kind} {name}",
             "Statistics Office of {name} {kind}", "Cục Thống kê", (), ("Chi cục Thống kê",), "",
             False, "Cục trưởng", "Director", "Phó Cục trưởng", _ND24),
    BodyKind("treasury", Branch.STATE, _PD, "Kho bạc Nhà nước {kind} {name}",
             "State Treasury of {name} {kind}", "Kho bạc Nhà nước", ("KBNN",), (), "", False,
             "Giám đốc", "Director", "Phó Giám đốc", _ND24),
    BodyKind("social_insurance", Branch.STATE, _PD, "Bảo hiểm xã hội {kind} {name}",
             "Social Insurance of {name} {kind}", "Bảo hiểm xã hội", ("BHXH",), (), "", False,
             "Giám đốc", "Director", "Phó Giám đốc", _ND24),
    BodyKind("state_bank", Branch.STATE, _P, "Ngân hàng Nhà nước chi nhánh {kind} {name}",
             "State Bank, branch of {name} {kind}", "Ngân hàng Nhà nước", ("NHNN",),
             ("Ngân hàng Chính sách xã hội", "Ngân hàng Nhà nước Chi nhánh"), "", False,
             "Giám đốc", "Director", "Phó Giám đốc", _ND24),
    BodyKind("veterinary_subdepartment", Branch.STATE, _P,
             "Chi cục Chăn nuôi và Thú y {kind} {name}",
             "Sub-department of Livestock and Animal Health of {name} {kind}",
             "Chi cục Chăn nuôi và Thú y", ("CCCNTY",), ("Chi cục Thú y", "Trạm Chăn nuôi và Thú y",
             "Trạm Thú y", "Trung tâm Dịch vụ nông nghiệp"), "agriculture_department", False,
             "Chi cục trưởng", "Director", "Phó Chi cục trưởng", "Luật Thú y"),
    BodyKind("food_safety_subdepartment", Branch.HEALTH, _P,
             "Chi cục An toàn vệ sinh thực phẩm {kind} {name}",
             "Sub-department of Food Safety of {name} {kind}",
             "Chi cục An toàn vệ sinh thực phẩm", ("ATVSTP",), ("Chi cục Dân số",
             "Chi cục Dân số - Kế hoạch hóa gia đình"), "health_department", False,
             "Chi cục trưởng", "Director", "Phó Chi cục trưởng", _ND24),
)  # fmt: skip

_DIVISIONS: Final = (
    _division("health_division", "Y tế", "Health", ("PYT",), branch=Branch.HEALTH, source=_T),
    _division("education_division", "Giáo dục và Đào tạo", "Education and Training",
              ("Phòng GD&ĐT", "Phòng GDĐT"), ("Phòng Giáo dục",)),
    _division("culture_division", "Văn hóa và Thông tin", "Culture and Information",
              ("Phòng VH&TT", "Phòng VHTT"), ("Phòng Văn hóa - Thông tin",
              "Phòng Văn hóa Thông tin", "Phòng Văn hóa, Khoa học và Thông tin",
              "Phòng Văn hóa - Xã hội", "Phòng Văn hóa"), levels=_DW),
    _division("labour_division", "Lao động - Thương binh và Xã hội",
              "Labour, Invalids and Social Affairs", ("Phòng LĐTBXH", "Phòng LĐ-TB&XH"),
              ("Phòng Lao động, Thương binh và Xã hội", "Phòng Lao động Thương binh và Xã hội")),
    _division("economy_infrastructure_division", "Kinh tế và Hạ tầng",
              "Economy and Infrastructure", ("Phòng KT&HT", "Phòng KTHT"),
              ("Phòng Kinh tế - Hạ tầng", "Phòng Kinh tế", "Phòng Kinh tế, Hạ tầng và Đô thị"),
              levels=_DW, source=_M),
    _division("agriculture_division", "Nông nghiệp và Phát triển nông thôn",
              "Agriculture and Rural Development", ("Phòng NN&PTNT", "Phòng NNPTNT"),
              ("Phòng Nông nghiệp", "Phòng Nông nghiệp và Môi trường"), source=_M),
    _division("finance_division", "Tài chính - Kế hoạch", "Finance and Planning",
              ("Phòng TC-KH", "Phòng TCKH"), ("Phòng Tài chính và Kế hoạch",
              "Phòng Tài chính Kế hoạch")),
    _division("home_affairs_division", "Nội vụ", "Home Affairs", ("PNV",)),
    _division("justice_division", "Tư pháp", "Justice", ("PTP",)),
    _division("environment_division", "Tài nguyên và Môi trường",
              "Natural Resources and Environment", ("Phòng TN&MT", "Phòng TNMT")),
    _division("urban_division", "Quản lý đô thị", "Urban Management", ("Phòng QLĐT",),
              ("Phòng Quản lý Đô thị",)),
    _division("ethnic_division", "Dân tộc", "Ethnic Affairs", (), ("Phòng Dân tộc và Tôn giáo",)),
)  # fmt: skip

_HEALTH: Final = (
    BodyKind("disease_control_centre", Branch.HEALTH, _P,
             "Trung tâm Kiểm soát bệnh tật {kind} {name}",
             "Centre for Disease Control of {name} {kind}", "Trung tâm Kiểm soát bệnh tật",
             ("TTKSBT", "CDC", "TT KSBT"), ("Trung tâm Kiểm soát bệnh tật tỉnh",
             "Trung tâm Y tế dự phòng"), "health_department", False, "Giám đốc", "Director",
             "Phó Giám đốc", _T),
    BodyKind("health_centre", Branch.HEALTH, _D, "Trung tâm Y tế {kind} {name}",
             "Health Centre of {name} {kind}", "Trung tâm Y tế", ("TTYT",),
             ("Trung tâm Y tế huyện", "Trung tâm Y tế khu vực"), "health_department", False,
             "Giám đốc", "Director", "Phó Giám đốc", _M, "people_committee",
             "Thông tư 07/2021/TT-BYT, Điều 3", Certainty.VERIFIED),
    BodyKind("health_station", Branch.HEALTH, _W, "Trạm Y tế {kind} {name}",
             "Health Station of {name} {kind}", "Trạm Y tế", ("TYT",), ("Trạm Y tế các",),
             "health_centre", False, "Trạm trưởng", "Head of station", "Phó Trạm trưởng", _T,
             "people_committee", "Nghị định 117/2014/NĐ-CP, Điều 2", Certainty.VERIFIED),
    BodyKind("mobile_health_station", Branch.HEALTH, _W, "Trạm Y tế lưu động {kind} {name}",
             "Mobile Health Station of {name} {kind}", "Trạm Y tế lưu động", (), (),
             "health_station", False, "Trạm trưởng", "Head of station", "Phó Trạm trưởng", _N0),
    BodyKind("general_hospital", Branch.HEALTH, _PD, "Bệnh viện đa khoa {kind} {name}",
             "General Hospital of {name} {kind}", "Bệnh viện đa khoa", ("BVĐK",),
             ("Bệnh viện Đa khoa tỉnh", "Bệnh viện đa khoa khu vực", "Bệnh viện"),
             "health_department", False, "Giám đốc", "Director", "Phó Giám đốc", _N1),
    BodyKind("special_hospital", Branch.HEALTH, _P, "Bệnh viện chuyên khoa {kind} {name}",
             "Specialised Hospital of {name} {kind}", "Bệnh viện chuyên khoa", (),
             ("Bệnh viện Phổi", "Bệnh viện Nhi", "Bệnh viện Sản - Nhi", "Bệnh viện Sản Nhi",
              "Bệnh viện Y dược cổ truyền", "Bệnh viện dã chiến", "Bệnh viện Bệnh nhiệt đới",
              "Bệnh viện Tâm thần", "Bệnh viện Y học cổ truyền"), "health_department", False,
             "Giám đốc", "Director", "Phó Giám đốc", _N1),
    BodyKind("emergency_centre", Branch.HEALTH, _P, "Trung tâm Cấp cứu 115 {kind} {name}",
             "Emergency Centre 115 of {name} {kind}", "Trung tâm Cấp cứu 115", ("115",), (),
             "health_department", False, "Giám đốc", "Director", "Phó Giám đốc", _N1),
    BodyKind("quarantine_centre", Branch.HEALTH, _P,
             "Trung tâm Kiểm dịch y tế quốc tế {kind} {name}",
             "International Health Quarantine Centre of {name} {kind}",
             "Trung tâm Kiểm dịch y tế quốc tế", ("KDYTQT",), (), "health_department", False,
             "Giám đốc", "Director", "Phó Giám đốc", _ND24),
    BodyKind("isolation_site", Branch.HEALTH, _PDW, "Cơ sở cách ly tập trung {kind} {name}",
             "Isolation Site of {name} {kind}", "Cơ sở cách ly tập trung", (),
             ("Khu cách ly tập trung", "Khu cách ly"), "steering_committee", False, "Trưởng khu",
             "Site manager", "Phó Trưởng khu", _T),
    BodyKind("vaccination_site", Branch.HEALTH, _PDW, "Điểm tiêm chủng {kind} {name}",
             "Vaccination Site of {name} {kind}", "Điểm tiêm chủng", (),
             ("Cơ sở tiêm chủng", "Điểm tiêm"), "health_centre", False, "Phụ trách điểm tiêm",
             "Site manager", "", _N1),
)  # fmt: skip

_FRONT: Final = (
    BodyKind("fatherland_front", Branch.FRONT, _PDW,
             "Ủy ban Mặt trận Tổ quốc Việt Nam {kind} {name}",
             "Committee of the Fatherland Front of {name} {kind}",
             "Mặt trận Tổ quốc {kind}", ("MTTQ", "UBMTTQ", "UBMTTQVN"),
             ("Mặt trận Tổ quốc", "Ủy ban Mặt trận Tổ quốc", "Ủy ban MTTQ", "UB MTTQ",
              "Ủy ban MTTQ Việt Nam", "UBMTTQ Việt Nam", "MTTQ Việt Nam",
              "Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam", "Mặt trận Tổ quốc Việt Nam"),
             "party_committee", False, "Chủ tịch", "Chair", "Phó Chủ tịch", _N0),
    _organisation("women_union", "Hội Liên hiệp Phụ nữ", "Women's Union", "Chủ tịch",
                  ("Hội LHPN", "HLHPN", "Hội PN"), ("Hội Phụ nữ", "Hội Liên hiệp Phụ nữ Việt Nam")),
    _organisation("farmers_union", "Hội Nông dân", "Farmers' Union", "Chủ tịch", ("HND", "Hội ND"),
                  ("Hội Nông dân Việt Nam",)),
    _organisation("veterans_association", "Hội Cựu chiến binh", "Veterans' Association",
                  "Chủ tịch", ("HCCB", "Hội CCB"), ("Hội Cựu chiến binh Việt Nam",)),
    _organisation("youth_union", "Đoàn Thanh niên", "Youth Union", "Bí thư",
                  ("ĐTN", "Đoàn TN", "Đoàn TNCS Hồ Chí Minh", "Đoàn TNCSHCM"),
                  ("Tỉnh đoàn", "Thành đoàn", "Huyện đoàn", "Quận đoàn", "Thị đoàn",
                   "Đoàn Thanh niên Cộng sản Hồ Chí Minh", "Hội Liên hiệp Thanh niên"),
                  head_en="Secretary"),
    _organisation("labour_federation", "Liên đoàn Lao động", "Federation of Labour", "Chủ tịch",
                  ("LĐLĐ",), ("Công đoàn",), levels=_PD),
    _organisation("red_cross", "Hội Chữ thập đỏ", "Red Cross Society", "Chủ tịch",
                  ("HCTĐ", "Hội CTĐ"), ("Hội Chữ thập đỏ Việt Nam",)),
    _organisation("elderly_association", "Hội Người cao tuổi", "Association of the Elderly",
                  "Chủ tịch", ("HNCT",)),
    _organisation("cooperative_alliance", "Liên minh Hợp tác xã", "Co-operative Alliance",
                  "Chủ tịch", ("LMHTX",), levels=_P),
    _organisation("business_association", "Hiệp hội Doanh nghiệp", "Business Association",
                  "Chủ tịch", (), ("Hội Doanh nghiệp", "Hội Doanh nhân trẻ"), levels=_PD),
    _organisation("science_union", "Liên hiệp các Hội Khoa học và Kỹ thuật",
                  "Union of Science and Technology Associations", "Chủ tịch",
                  ("LHHKHKT",), levels=_P),
    BodyKind("self_managed_group", Branch.FRONT, (UnitLevel.HAMLET, UnitLevel.GROUP),
             "Tổ nhân dân tự quản {kind} {name}", "Self-managed People's Group of {name} {kind}",
             "Tổ nhân dân tự quản", (), ("Tổ Nhân dân tự quản giám sát", "Tổ tự quản",
             "Tổ liên gia"), "", False, "Tổ trưởng", "Group leader", "Tổ phó", _N0),
    BodyKind("community_team", Branch.STATE, (UnitLevel.COMMUNE, UnitLevel.HAMLET),
             "Tổ COVID cộng đồng {kind} {name}", "Community Epidemic Team of {name} {kind}",
             "Tổ COVID cộng đồng", (), ("Tổ COVID-19 cộng đồng", "Tổ phòng, chống dịch cộng đồng",
             "Tổ giám sát cộng đồng", "Đội xung kích diệt lăng quăng", "Đội xung kích"),
             "steering_committee", False, "Tổ trưởng", "Team leader", "Tổ phó", _T),
    BodyKind("tracing_team", Branch.POLICE, _PDW, "Tổ truy vết {kind} {name}",
             "Tracing Team of {name} {kind}", "Tổ truy vết", (),
             ("Đội truy vết", "Tổ truy vết F0, F1", "Tổ truy vết cộng đồng"), "steering_committee",
             False, "Tổ trưởng", "Team leader", "Tổ phó", _T),
    BodyKind("rapid_response_team", Branch.HEALTH, _PDW, "Đội đáp ứng nhanh {kind} {name}",
             "Rapid Response Team of {name} {kind}", "Đội đáp ứng nhanh", (),
             ("Đội phản ứng nhanh", "Đội cơ động", "Đội cơ động chống dịch",
              "Đội đáp ứng nhanh chống dịch", "Tổ phản ứng nhanh"), "health_centre", False,
             "Đội trưởng", "Team leader", "Đội phó", _B),
    BodyKind("hamlet_head", Branch.STATE, _H, "Ban Quản lý {kind} {name}",
             "Management Board of {name} {kind}", "Trưởng {kind}", (),
             ("Trưởng thôn", "Trưởng bản", "Trưởng ấp", "Trưởng khu phố", "Tổ trưởng tổ dân phố",
              "Ban Công tác Mặt trận", "Ban cán sự thôn", "Ban điều hành khu phố",
              "Ban điều hành tổ dân phố", "Ban Nhân dân ấp"), "", True, "Trưởng thôn",
             "Hamlet head", "Phó Trưởng thôn", _LAW),
)  # fmt: skip

_FORCES: Final = (
    BodyKind("police", Branch.POLICE, _PDW, "Công an {kind} {name}", "Police of {name} {kind}",
             "Công an {kind}", ("CA",), ("Công an", "Lực lượng Công an", "Cảnh sát giao thông"), "",
             False, "Trưởng Công an", "Chief of Police", "Phó Trưởng Công an", _N0),
    BodyKind("military_command", Branch.MILITARY, _PDW, "Ban Chỉ huy Quân sự {kind} {name}",
             "Military Command of {name} {kind}", "Quân sự {kind}", ("BCHQS", "CHQS", "Ban CHQS",
             "Bộ CHQS"),
             ("Bộ Chỉ huy Quân sự", "Ban Chỉ huy Quân sự", "Bộ Tư lệnh Thành phố", "Quân sự",
              "Bộ Tư lệnh", "Ban Chỉ huy quân sự"), "", False, "Chỉ huy trưởng", "Commander",
             "Phó Chỉ huy trưởng", _LAW),
    BodyKind("border_guard", Branch.MILITARY, _PDW, "Bộ Chỉ huy Bộ đội Biên phòng {kind} {name}",
             "Border Guard Command of {name} {kind}", "Bộ đội Biên phòng",
             ("BĐBP", "BCHBĐBP", "Bộ CHBĐBP"), ("Bộ Chỉ huy Bộ đội Biên phòng", "Đồn Biên phòng",
             "Biên phòng", "Bộ Chỉ huy BĐBP"), "", False, "Chỉ huy trưởng", "Commander",
             "Phó Chỉ huy trưởng", _LAW),
    BodyKind("court", Branch.JUDICIARY, _PD, "Tòa án nhân dân {kind} {name}",
             "People's Court of {name} {kind}", "Tòa án nhân dân", ("TAND",), ("Tòa án",), "",
             False, "Chánh án", "Chief Judge", "Phó Chánh án", "Hiến pháp"),
    BodyKind("procuracy", Branch.JUDICIARY, _PD, "Viện kiểm sát nhân dân {kind} {name}",
             "People's Procuracy of {name} {kind}", "Viện kiểm sát nhân dân", ("VKSND",),
             ("Viện kiểm sát",), "", False, "Viện trưởng", "Chief Procurator", "Phó Viện trưởng",
             "Hiến pháp"),
)  # fmt: skip

_PRESS: Final = (
    BodyKind("broadcaster", Branch.PRESS, _P, "Đài Phát thanh và Truyền hình {kind} {name}",
             "Radio and Television of {name} {kind}", "Đài Phát thanh và Truyền hình",
             ("Đài PT-TH", "Đài PTTH", "Đài PT&TH"), ("Đài Phát thanh - Truyền hình",
             "Đài Phát thanh Truyền hình", "Đài Truyền hình", "Đài Phát thanh"),
             "people_committee", False, "Giám đốc", "Director", "Phó Giám đốc", _B),
    BodyKind("newspaper", Branch.PRESS, _P, "Báo {name}", "Newspaper of {name} {kind}", "Báo tỉnh",
             (), ("Tòa soạn Báo",), "party_committee", False, "Tổng Biên tập", "Editor-in-chief",
             "Phó Tổng Biên tập", _B),
    BodyKind("portal", Branch.PRESS, _PDW, "Cổng Thông tin điện tử {kind} {name}",
             "Portal of {name} {kind}", "Cổng Thông tin điện tử", ("Cổng TTĐT",),
             ("Trang Thông tin điện tử", "Cổng thông tin", "Trung tâm Thông tin",
              "Trung tâm Tin học - Công báo"), "people_committee", False, "Trưởng Ban Biên tập",
              "Editor",
             "Phó Trưởng Ban Biên tập", _T),
    BodyKind("communications_centre", Branch.PRESS, _DW,
             "Trung tâm Truyền thông - Văn hóa {kind} {name}",
             "Communication and Culture Centre of {name} {kind}",
             "Trung tâm Truyền thông - Văn hóa", ("TTTTVH",),
             ("Trung tâm Truyền thông và Văn hóa", "Trung tâm Văn hóa, Thông tin và Thể thao",
              "Trung tâm Văn hóa - Thông tin - Thể thao", "Đài Truyền thanh - Truyền hình",
              "Đài Truyền thanh", "Trung tâm Văn hóa"), "people_committee", False, "Giám đốc",
             "Director", "Phó Giám đốc", _LAW),
    BodyKind("enterprise", Branch.ENTERPRISE, (UnitLevel.COMMUNE,), "Doanh nghiệp {name}",
             "Enterprise {name}", "Doanh nghiệp", (),
             ("Công ty", "Công ty TNHH", "Công ty Cổ phần", "Nhà máy", "Hợp tác xã", "Tổng công ty",
              "Điện lực", "Viễn thông", "Bưu điện", "VNPT", "Viettel", "Ngân hàng"), "", False,
             "Giám đốc", "Director", "Phó Giám đốc", _B),
    BodyKind("school", Branch.STATE, (UnitLevel.COMMUNE,), "Trường {name}", "School {name}",
             "Trường học", (), ("Trường", "Trường Trung học phổ thông", "Trường THPT",
             "Trường THCS",
             "Trường Tiểu học", "Trường Mầm non", "Trường Đại học", "Trường Cao đẳng"),
             "education_division", False, "Hiệu trưởng", "Head teacher", "Phó Hiệu trưởng", _B),
)  # fmt: skip

CATALOGUE: Final[Mapping[str, BodyKind]] = {
    kind.code: kind
    for group in (
        _NATIONAL, _PARTY_BODIES, _AUTHORITIES, _DEPARTMENTS, _DIVISIONS, _HEALTH, _FRONT, _FORCES,
        _PRESS,
    )
    for kind in group
}  # fmt: skip
"""Every kind by its code, in the order in which screens list them."""
