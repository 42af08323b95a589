"""Wordings of bodies read as kinds, and names of bodies made from kinds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.foundation.agencies import naming, rules
from phaodai.vocabulary.bodies import CATALOGUE
from phaodai.vocabulary.units import UnitLevel


def first_kind(text):
    found, _ = rules.without_title(rules.tokens(text))
    reading = next(rules.readings([token.key for token in found]), None)
    return reading and (reading.kind, reading.unit_kind, found[reading.n_tokens :])


@pytest.mark.parametrize(
    ("text", "kind", "implied", "rest"),
    [
        ("UBND huyện Mai Sơn", "people_committee", "", ["huyen", "mai", "son"]),
        ("Uỷ ban nhân dân xã", "people_committee", "", ["xa"]),
        ("Huyện ủy", "party_committee", "huyện", []),
        ("TỈNH ỦY NINH THUẬN", "party_committee", "tỉnh", ["ninh", "thuan"]),
        ("Thường trực Huyện ủy", "party_permanent_board", "huyện", []),
        ("Trung tâm Y tế huyện", "health_centre", "", ["huyen"]),
        ("Văn phòng HĐND và UBND huyện", "council_committee_office", "", ["huyen"]),
        ("Văn phòng HĐND&UBND tỉnh", "council_committee_office", "", ["tinh"]),
        ("Sở GD&ĐT", "education_department", "", []),
        ("Sở Lao động – Thương binh và Xã hội", "labour_department", "", []),
        ("BCĐ PCD huyện", "steering_committee", "", ["huyen"]),
        ("Trưởng Công an xã", "police", "", ["xa"]),
        ("Chủ tịch UBND tỉnh", "people_committee", "", ["tinh"]),
        ("đồng chí Bí thư Tỉnh ủy", "party_committee", "tỉnh", []),
        ("Thanh tra tỉnh", "inspectorate", "", ["tinh"]),
    ],
)
def test_the_longest_wording_is_read(text, kind, implied, rest):
    found = first_kind(text)
    assert found[:2] == (kind, implied)
    assert [token.key for token in found[2]] == rest


@pytest.mark.parametrize(
    "text", ["", "nhân dân", "trưởng", "Trường", "các đơn vị", "huyện Mai Sơn"]
)
def test_what_names_no_body(text):
    assert first_kind(text) is None


@given(st.text(max_size=60))
def test_any_text_is_read(text):
    found, _ = rules.without_title(rules.tokens(text))
    list(rules.readings([token.key for token in found]))


@pytest.mark.parametrize("code", sorted(CATALOGUE.keys() - naming.OCCASIONAL))
def test_every_kind_is_found_by_its_own_name(code):
    """The name that is filled in leads back to the kind, so that dispatches find the body."""
    kind = CATALOGUE[code]
    level = kind.levels[0]
    unit_kind = {"PROVINCE": "tỉnh", "DISTRICT": "huyện", "COMMUNE": "xã", "HAMLET": "bản"}.get(
        level, ""
    )
    name = naming.body_name(kind, unit_kind=unit_kind, unit_name="Mai Sơn", level=level)
    keys = [token.key for token in rules.tokens(name)]
    assert code in {reading.kind for reading in rules.readings(keys)}


@pytest.mark.parametrize("level", list(UnitLevel))
def test_superiors_come_first(level):
    seen = set()
    kinds = naming.standard_kinds(level)
    here = {kind.code for kind in kinds}
    for kind in kinds:
        assert kind.superior not in here or kind.superior in seen
        seen.add(kind.code)


@pytest.mark.parametrize(
    ("code", "unit_kind", "level", "name", "short"),
    [
        ("party_committee", "tỉnh", "PROVINCE", "Tỉnh ủy X", "Tỉnh ủy"),
        ("party_committee", "thành phố", "PROVINCE", "Thành ủy X", "Thành ủy"),
        ("party_committee", "thị xã", "DISTRICT", "Thị ủy X", "Thị ủy"),
        ("party_committee", "quận", "DISTRICT", "Quận ủy X", "Quận ủy"),
        ("party_committee", "phường", "COMMUNE", "Đảng ủy phường X", "Đảng ủy phường"),
        ("party_permanent_board", "huyện", "DISTRICT", "Thường trực Huyện ủy X",
         "Thường trực Huyện ủy"),
        ("party_permanent_board", "xã", "COMMUNE", "Thường trực Đảng ủy xã X",
         "Thường trực Đảng ủy"),
        ("party_office", "huyện", "DISTRICT", "Văn phòng Huyện ủy X", "Văn phòng Huyện ủy"),
        ("people_committee", "huyện", "DISTRICT", "Ủy ban nhân dân huyện X", "UBND huyện"),
        ("military_command", "tỉnh", "PROVINCE", "Bộ Chỉ huy Quân sự tỉnh X",
         "Bộ Chỉ huy Quân sự"),
        ("tax_department", "huyện", "DISTRICT", "Chi cục Thuế huyện X", "Chi cục Thuế"),
        ("youth_union", "huyện", "DISTRICT", "Huyện đoàn X", "Huyện đoàn"),
        ("youth_union", "xã", "COMMUNE", "Đoàn Thanh niên xã X", "Đoàn Thanh niên"),
        ("health_ministry", "nước", "COUNTRY", "Bộ Y tế", "Bộ Y tế"),
        ("newspaper", "tỉnh", "PROVINCE", "Báo X", "Báo tỉnh"),
    ],
)  # fmt: skip
def test_names(code, unit_kind, level, name, short):
    kind = CATALOGUE[code]
    level = UnitLevel(level)
    assert naming.body_name(kind, unit_kind=unit_kind, unit_name="X", level=level) == name
    assert naming.short_name(kind, unit_kind=unit_kind, level=level) == short


@pytest.mark.parametrize(
    ("words", "above", "level"),
    [
        (["xa", "thi tran"], None, "COMMUNE"),
        (["huyen", "thanh pho"], None, "DISTRICT"),
        (["tinh", "thanh pho"], None, "PROVINCE"),
        (["thanh pho"], UnitLevel.PROVINCE, "DISTRICT"),
        (["thanh pho"], UnitLevel.COUNTRY, "PROVINCE"),
        (["huyen", "xa"], None, None),
        ([], None, None),
    ],
)
def test_level_of_words(words, above, level):
    assert rules.level_of(words, above=above) == level
