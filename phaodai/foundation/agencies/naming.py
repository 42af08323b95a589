"""How the bodies of one unit are called, and which of the catalogue every unit has."""

from collections.abc import Mapping
from functools import cache

from phaodai.vocabulary.bodies import CATALOGUE, BodyKind
from phaodai.vocabulary.units import UnitLevel

# Kinds that are set up where they are wanted, several or none in a unit: never filled in.
OCCASIONAL = frozenset(
    {
        "enterprise",
        "isolation_site",
        "mobile_health_station",
        "national_health_institute",
        "party_union",
        "quarantine_centre",
        "school",
        "special_hospital",
        "subcommittee",
        "vaccination_site",
    }
)
# The Party committee bears the word of its unit. Source: Party statutes art. 10; five dispatches.
PARTY_WORDS: Mapping[str, str] = {
    "tỉnh": "Tỉnh ủy",
    "thành phố": "Thành ủy",
    "huyện": "Huyện ủy",
    "quận": "Quận ủy",
    "thị xã": "Thị ủy",
}
YOUTH_WORDS: Mapping[str, str] = {
    "tỉnh": "Tỉnh đoàn",
    "thành phố": "Thành đoàn",
    "huyện": "Huyện đoàn",
    "quận": "Quận đoàn",
    "thị xã": "Thị đoàn",
}
# Names that change with the level: kind of body -> level -> what stands before the unit.
BY_LEVEL: Mapping[str, Mapping[UnitLevel, str]] = {
    "military_command": {
        UnitLevel.PROVINCE: "Bộ Chỉ huy Quân sự",
        UnitLevel.DISTRICT: "Ban Chỉ huy Quân sự",
        UnitLevel.COMMUNE: "Ban Chỉ huy Quân sự",
    },
    "border_guard": {
        UnitLevel.PROVINCE: "Bộ Chỉ huy Bộ đội Biên phòng",
        UnitLevel.DISTRICT: "Đồn Biên phòng",
        UnitLevel.COMMUNE: "Đồn Biên phòng",
    },
    "tax_department": {UnitLevel.PROVINCE: "Cục Thuế", UnitLevel.DISTRICT: "Chi cục Thuế"},
    "statistics_office": {
        UnitLevel.PROVINCE: "Cục Thống kê",
        UnitLevel.DISTRICT: "Chi cục Thống kê",
    },
}
_PARTY_COMMITTEE = "cấp ủy {kind} {name}"


@cache
def standard_kinds(level: UnitLevel) -> tuple[BodyKind, ...]:
    """Return the kinds of bodies that every unit of a level has, superiors before the others."""
    kinds = [
        kind for kind in CATALOGUE.values() if level in kind.levels and kind.code not in OCCASIONAL
    ]
    here = {kind.code: kind for kind in kinds}
    ordered: dict[str, BodyKind] = {}

    def put(kind: BodyKind) -> None:
        if kind.code in ordered:
            return
        if kind.superior in here and kind.superior != kind.code:
            put(here[kind.superior])
        ordered[kind.code] = kind

    for kind in kinds:
        put(kind)
    return tuple(ordered.values())


def body_name(kind: BodyKind, *, unit_kind: str, unit_name: str, level: UnitLevel) -> str:
    """Return the full name of a kind of body in a unit: "Huyện ủy Mai Sơn".

    The country has no word after its bodies: "Bộ Y tế".
    """
    if level is UnitLevel.COUNTRY:
        return kind.name_vi
    template = kind.name_vi
    if kind.code == "party_committee" and unit_kind in PARTY_WORDS:
        template = f"{PARTY_WORDS[unit_kind]} {{name}}"
    elif kind.code == "youth_union" and unit_kind in YOUTH_WORDS:
        template = f"{YOUTH_WORDS[unit_kind]} {{name}}"
    elif _PARTY_COMMITTEE in template:
        word = PARTY_WORDS.get(unit_kind)
        template = template.replace(
            _PARTY_COMMITTEE, f"{word} {{name}}" if word else "Đảng ủy {kind} {name}"
        )
    elif kind.code in BY_LEVEL:
        template = f"{BY_LEVEL[kind.code][level]} {{kind}} {{name}}"
    return template.format(kind=unit_kind, name=unit_name)


def short_name(kind: BodyKind, *, unit_kind: str, level: UnitLevel) -> str:
    """Return what the body is called inside its own unit: "Huyện ủy", "UBND huyện"."""
    if kind.code == "party_committee":
        return PARTY_WORDS.get(unit_kind, f"Đảng ủy {unit_kind}".strip())
    if kind.code == "youth_union":
        return YOUTH_WORDS.get(unit_kind, kind.short_vi)
    if "cấp ủy" in kind.name_vi:
        word = PARTY_WORDS.get(unit_kind, "Đảng ủy")
        return kind.name_vi.replace(_PARTY_COMMITTEE, word)
    if kind.code in BY_LEVEL and level in BY_LEVEL[kind.code]:
        return BY_LEVEL[kind.code][level]
    return kind.short_vi.format(kind=unit_kind, name="").strip()
