"""How places are written, and which changes are sound."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.foundation.units import rules
from phaodai.vocabulary.units import UnitLevel


@pytest.mark.parametrize(
    ("full_name", "kind", "name"),
    [
        ("Huyện Mai Sơn", "huyện", "Mai Sơn"),
        ("Thành phố Hồ Chí Minh", "thành phố", "Hồ Chí Minh"),
        ("Thị xã Nghĩa Lộ", "thị xã", "Nghĩa Lộ"),
        ("Thị trấn Nông Trường Mộc Châu", "thị trấn", "Nông Trường Mộc Châu"),
        ("Phường 1", "phường", "1"),
        ("Đặc khu Côn Đảo", "đặc khu", "Côn Đảo"),
        ("Huyện đảo Cồn Cỏ", "huyện", "Cồn Cỏ"),
        ("Tổ dân phố 3", "tổ dân phố", "3"),
        ("xã  Chiềng   Mung", "xã", "Chiềng Mung"),
        ("Xã", "", "Xã"),  # a word alone is no kind
        ("Mai Sơn", "", "Mai Sơn"),
        ("Thônglor", "", "Thônglor"),
        ("Sóc Trăng", "", "Sóc Trăng"),  # a province, no hamlet
        ("BUÔN MA THUỘT", "", "BUÔN MA THUỘT"),
        ("Tỉnh Sóc Trăng", "tỉnh", "Sóc Trăng"),
        ("Sóc Trăng Trên", "sóc", "Trăng Trên"),
    ],
)
def test_split_name(full_name, kind, name):
    assert rules.split_name(full_name) == (kind, name)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Phan Rang - Tháp Chàm", "phan rang-thap cham"),
        ("Bà Rịa – Vũng Tàu", "BA RIA - VUNG TAU"),
        ("Ea H’leo", "ea h'leo"),
        ("Hoà Bình", "Hòa Bình"),
        ("01", "1"),
        ("Đắk Lắk", "dak lak"),
    ],
)
def test_name_key_brings_spellings_together(left, right):
    assert rules.name_key(left) == rules.name_key(right)


@given(st.text(max_size=40))
def test_name_key_is_idempotent(text):
    assert rules.name_key(rules.name_key(text)) == rules.name_key(text)


def test_a_zero_stays_a_name():
    assert rules.name_key("0") == "0"


@pytest.mark.parametrize(
    ("text", "kind", "key", "within"),
    [
        ("huyện Mai Sơn", "huyện", "mai son", []),
        ("TP Phan Rang - Tháp Chàm", "thành phố", "phan rang - thap cham", []),
        ("TP. Phan Rang-Tháp Chàm", "thành phố", "phan rang - thap cham", []),
        ("TX Nghĩa Lộ", "thị xã", "nghia lo", []),
        ("P.1, Q.3, TP.HCM", "phường", "1", [("quận", "3"), ("thành phố", "hcm")]),
        ("Tân Uyên, Lai Châu", "", "tan uyen", [("", "lai chau")]),
        ("Tân Uyên (Lai Châu)", "", "tan uyen", [("", "lai chau")]),
        ("thị trấn Tân Uyên", "thị trấn", "tan uyen", []),
        ("Mai Sơn", "", "mai son", []),
        ("  ,; ", "", "", []),
    ],
)
def test_read_wording(text, kind, key, within):
    read = rules.read_wording(text)
    assert (read.kind, read.key) == (kind, key)
    assert [(place.kind, place.key) for place in read.within] == within


def test_a_wording_without_commas():
    read = rules.read_without_commas("huyện Tân Uyên tỉnh Lai Châu")
    assert (read.key, read.within[0].key) == ("tan uyen", "lai chau")
    assert rules.read_without_commas("Mai Sơn") is None


@given(st.text(max_size=60))
def test_any_text_is_read(text):
    rules.read_wording(text)
    rules.read_without_commas(text)


@pytest.mark.parametrize(
    ("kind", "parent", "level"),
    [
        ("thành phố", UnitLevel.COUNTRY, UnitLevel.PROVINCE),
        ("thành phố", UnitLevel.PROVINCE, UnitLevel.DISTRICT),
        ("xã", UnitLevel.PROVINCE, UnitLevel.COMMUNE),  # since July 2025
        ("bản", UnitLevel.COMMUNE, UnitLevel.HAMLET),
        ("khu gì đó", UnitLevel.COMMUNE, None),
    ],
)
def test_level_of_kind(kind, parent, level):
    assert rules.level_of_kind(kind, parent=parent) is level


@pytest.mark.parametrize("level", list(UnitLevel))
def test_a_parent_is_above(level):
    for other in UnitLevel:
        if rules.DEPTH[other] < rules.DEPTH[level]:
            rules.check_parent(level, other)
        else:
            with pytest.raises(rules.UnsoundChange):
                rules.check_parent(level, other)


@pytest.mark.parametrize("parent", ["/1/5/", "/1/5/8/"])
def test_nothing_lies_below_itself(parent):
    with pytest.raises(rules.UnsoundChange, match="below itself"):
        rules.check_not_below_itself("/1/5/", parent)


@pytest.mark.parametrize("parent", ["/1/", "/1/50/", "/1/6/5/"])
def test_a_path_that_only_looks_alike(parent):
    rules.check_not_below_itself("/1/5/", parent)


@pytest.mark.parametrize(
    "shares", [[1.0], [0.6, 0.4], [None, None], [0.5, None], [0.1] * 10, [1 / 3] * 3]
)
def test_sound_shares(shares):
    rules.check_shares(shares)


@pytest.mark.parametrize(
    "shares", [[0.5, 0.6], [0.5, 0.4], [0, 1], [-0.5, 1.5], [1.0, None], [float("nan"), 1.0]]
)
def test_unsound_shares(shares):
    with pytest.raises(rules.UnsoundChange):
        rules.check_shares(shares)


D = date
DAY = st.dates(D(2020, 1, 1), D(2020, 3, 1))
TERM = st.tuples(DAY, DAY | st.none()).map(
    lambda t: t if t[1] is None or t[0] <= t[1] else (t[1], t[0])
)


@given(TERM, TERM)
def test_overlaps_agrees_with_counting_days(left, right):
    def days(term):
        first, last = term
        return set(range(first.toordinal(), (last or D(2020, 6, 1)).toordinal() + 1))

    expected = bool(days(left) & days(right))
    assert rules.overlaps([left], first=right[0], last=right[1]) is expected


@pytest.mark.parametrize(
    ("edition", "opening"),
    [
        (D(2021, 7, 1), rules.KNOWN_SINCE),
        (D(2025, 6, 30), rules.KNOWN_SINCE),
        (D(2025, 7, 1), D(2025, 7, 1)),
        (D(2026, 1, 1), D(2025, 7, 1)),
    ],
)
def test_opening_day(edition, opening):
    assert rules.opening_day(edition) == opening
