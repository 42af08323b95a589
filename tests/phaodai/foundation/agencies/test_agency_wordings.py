"""What wordings of dispatches stand for, near the unit that wrote them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phaodai.foundation.agencies import operations, queries
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units import operations as units
from phaodai.foundation.units.queries import UnknownUnit
from tests.phaodai.factories.agencies import OPERATOR, body_of, fill
from tests.phaodai.factories.units import UnitFactory, country

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 9, 9, tzinfo=UTC)
DAY = date(2021, 9, 9)


@pytest.fixture
def land(db):
    """Sơn La with a district and a city of its own name; Lai Châu next to it."""
    root = country()
    son_la = UnitFactory(province=True, name="Sơn La", code="14")
    mai_son = UnitFactory(district=True, name="Mai Sơn", code="125", parent=son_la)
    city = UnitFactory(district=True, kind="thành phố", name="Sơn La", code="116", parent=son_la)
    mung = UnitFactory(name="Chiềng Mung", code="04123", parent=mai_son)
    lot = UnitFactory(kind="thị trấn", name="Hát Lót", code="04105", parent=mai_son)
    ward = UnitFactory(kind="phường", name="Tô Hiệu", code="03646", parent=city)
    UnitFactory(hamlet=True, name="Cang", parent=mung)
    UnitFactory(hamlet=True, kind="tiểu khu", name="1", parent=lot)
    lai_chau = UnitFactory(province=True, name="Lai Châu", code="12")
    tan_uyen = UnitFactory(district=True, name="Tân Uyên", code="111", parent=lai_chau)
    fill(root, son_la, mai_son, city, mung, lot, ward, lai_chau, tan_uyen)
    return SimpleNamespace(
        root=root, son_la=son_la, mai_son=mai_son, city=city, mung=mung, lot=lot, ward=ward,
        lai_chau=lai_chau, tan_uyen=tan_uyen,
    )  # fmt: skip


def names(text, near, on=DAY):
    return [match.name for match in queries.resolve(text, near=near.ref, on=on)]


# From the five dispatches: where it was written, the wording, the body.
@pytest.mark.parametrize(
    ("near", "text", "name"),
    [
        ("mai_son", "Sở Y tế", "Sở Y tế tỉnh Sơn La"),
        ("mung", "Sở Y tế", "Sở Y tế tỉnh Sơn La"),
        ("mai_son", "UBND tỉnh", "Ủy ban nhân dân tỉnh Sơn La"),
        ("mai_son", "UBND huyện", "Ủy ban nhân dân huyện Mai Sơn"),
        ("mung", "UBND huyện", "Ủy ban nhân dân huyện Mai Sơn"),
        ("mai_son", "Uỷ ban nhân dân huyện", "Ủy ban nhân dân huyện Mai Sơn"),
        ("mung", "UBND xã", "Ủy ban nhân dân xã Chiềng Mung"),
        ("mai_son", "Huyện ủy", "Huyện ủy Mai Sơn"),
        ("mung", "Huyện ủy", "Huyện ủy Mai Sơn"),
        ("mai_son", "Tỉnh ủy", "Tỉnh ủy Sơn La"),
        ("city", "Thành ủy", "Thành ủy Sơn La"),
        ("mai_son", "Thường trực Huyện ủy", "Thường trực Huyện ủy Mai Sơn"),
        ("mai_son", "TT. Huyện ủy", "Thường trực Huyện ủy Mai Sơn"),
        ("mai_son", "Ban Thường vụ Huyện ủy", "Ban Thường vụ Huyện ủy Mai Sơn"),
        ("mai_son", "Trung tâm Y tế huyện", "Trung tâm Y tế huyện Mai Sơn"),
        ("mai_son", "Trung tâm Y tế huyện Mai Sơn", "Trung tâm Y tế huyện Mai Sơn"),
        ("mai_son", "Phòng Y tế", "Phòng Y tế huyện Mai Sơn"),
        ("mai_son", "Công an huyện", "Công an huyện Mai Sơn"),
        ("mai_son", "Công an tỉnh", "Công an tỉnh Sơn La"),
        ("mai_son", "Ban Chỉ huy quân sự huyện", "Ban Chỉ huy Quân sự huyện Mai Sơn"),
        ("son_la", "Bộ Chỉ huy Quân sự tỉnh", "Bộ Chỉ huy Quân sự tỉnh Sơn La"),
        ("mai_son", "Ban Chỉ đạo", "Ban Chỉ đạo phòng, chống dịch huyện Mai Sơn"),
        ("mai_son", "BCĐ PCD Covid-19 huyện", "Ban Chỉ đạo phòng, chống dịch huyện Mai Sơn"),
        ("mai_son", "Ban Chỉ đạo phòng, chống dịch bệnh COVID-19 tỉnh",
         "Ban Chỉ đạo phòng, chống dịch tỉnh Sơn La"),
        ("mai_son", "Văn phòng HĐND-UBND huyện", "Văn phòng HĐND và UBND huyện Mai Sơn"),
        ("mai_son", "VP HĐND và UBND huyện", "Văn phòng HĐND và UBND huyện Mai Sơn"),
        ("son_la", "Sở GD&ĐT", "Sở Giáo dục và Đào tạo tỉnh Sơn La"),
        ("mai_son", "Bộ Y tế", "Bộ Y tế"),
        ("mung", "Thủ tướng Chính phủ", "Thủ tướng Chính phủ"),
        ("mai_son", "UBND xã Chiềng Mung", "Ủy ban nhân dân xã Chiềng Mung"),
        ("son_la", "UBND thị trấn Hát Lót", "Ủy ban nhân dân thị trấn Hát Lót"),
        ("son_la", "Chủ tịch UBND huyện Mai Sơn", "Ủy ban nhân dân huyện Mai Sơn"),
        ("mai_son", "Trưởng Công an huyện", "Công an huyện Mai Sơn"),
        ("mai_son", "UBND huyện Tân Uyên", "Ủy ban nhân dân huyện Tân Uyên"),
        ("mai_son", "Sở Y tế tỉnh Lai Châu", "Sở Y tế tỉnh Lai Châu"),
        ("lai_chau", "UBND TP Sơn La", "Ủy ban nhân dân thành phố Sơn La"),
        ("city", "UBND thành phố", "Ủy ban nhân dân thành phố Sơn La"),
        ("mai_son", "Hội Nông dân Việt Nam huyện", "Hội Nông dân huyện Mai Sơn"),
    ],
)  # fmt: skip
def test_one_body(land, near, text, name):
    assert names(text, getattr(land, near)) == [name]


@pytest.mark.parametrize(
    ("near", "text"),
    [
        ("mai_son", ""),
        ("mai_son", "nhân dân"),
        ("mai_son", "Sở Phép thuật"),
        ("mai_son", "UBND xã Không Có"),
        ("mai_son", "UBND các xã, thị trấn"),
        ("mai_son", "UBND thành phố"),  # nothing above Mai Sơn is a city
        ("son_la", "Trung tâm Y tế huyện"),  # which of them?
        ("mai_son", "Sở Y tế và các đơn vị liên quan"),
        ("mai_son", "Công an " * 100),
        ("tan_uyen", "Trạm Y tế xã Chiềng Mung, huyện Tân Uyên"),
    ],
)
def test_nothing_is_invented(land, near, text):
    assert names(text, getattr(land, near)) == []


def test_a_body_that_is_not_stored_is_not_invented(land):
    Body.objects.filter(unit=land.mai_son, kind="police").update(valid_to=date(2020, 1, 1))
    assert names("Công an huyện", land.mai_son) == []


def test_matches_explain_themselves(land):
    def match(text):
        (found,) = queries.resolve(text, near=land.mai_son.ref, on=DAY)
        return found.why, found.score

    found = [match(text) for text in (
        "Huyện ủy Mai Sơn", "UBND xã Chiềng Mung", "UBND huyện", "Chủ tịch UBND huyện",
        "Huyện ủy", "Sở Y tế")]  # fmt: skip
    assert [why for why, _ in found] == [
        "name", "kind_named_unit", "kind_level", "kind_level", "kind_here", "kind_above",
    ]  # fmt: skip
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_an_alias_serves_its_own_place(land):
    operations.add_alias(
        actor=OPERATOR,
        now=NOW,
        body=body_of(land.mai_son, "steering_committee").ref,
        text="Sở chỉ huy tiền phương",
    )
    expected = ["Ban Chỉ đạo phòng, chống dịch huyện Mai Sơn"]
    for near in (land.mai_son, land.mung, land.son_la):
        assert names("Sở Chỉ huy tiền phương", near) == expected
    assert names("Sở Chỉ huy tiền phương", land.tan_uyen) == []


def test_two_of_a_name_are_both_returned(land):
    for unit in (land.mung, land.lot):
        operations.add_body(
            actor=OPERATOR, now=NOW, unit=unit.ref, name="Tổ xung kích số 1", valid_from=DAY
        )
    assert len(names("Tổ xung kích số 1", land.mai_son)) == 2
    assert len(names("Tổ xung kích số 1", land.mung)) == 1  # its own is nearest


def test_as_of_the_day_of_the_document(land):
    new = date(2025, 7, 1)
    eve = date(2025, 6, 30)
    for commune in (land.mung, land.lot):
        units.move(actor=OPERATOR, now=NOW, unit=commune.ref, parent=land.son_la.ref, first_day=new)
    units.close(actor=OPERATOR, now=NOW, unit=land.mai_son.ref, last_day=eve)
    fill(land.mai_son, land.mung)
    assert names("UBND huyện", land.mung, on=eve) == ["Ủy ban nhân dân huyện Mai Sơn"]
    assert names("UBND huyện", land.mung, on=new) == []
    assert names("Ủy ban nhân dân huyện Mai Sơn", land.mung, on=new) == []
    assert names("UBND tỉnh", land.mung, on=new) == ["Ủy ban nhân dân tỉnh Sơn La"]


def many(text, near, on=DAY):
    return [
        (each.kind, each.level, each.within_name, each.unit_kinds, each.n)
        for each in queries.expand(text, near=near.ref, on=on)
    ]


@pytest.mark.parametrize(
    ("near", "text", "kind", "level", "within", "unit_kinds", "n"),
    [
        ("mai_son", "UBND các xã, thị trấn", "people_committee", "COMMUNE", "huyện Mai Sơn",
         ("xã", "thị trấn"), 2),
        ("mung", "UBND các xã, thị trấn", "people_committee", "COMMUNE", "huyện Mai Sơn",
         ("xã", "thị trấn"), 2),
        ("mai_son", "Chủ tịch UBND các xã, thị trấn", "people_committee", "COMMUNE",
         "huyện Mai Sơn", ("xã", "thị trấn"), 2),
        ("mai_son", "UBND cấp xã", "people_committee", "COMMUNE", "huyện Mai Sơn", (), 2),
        ("mai_son", "UBND xã", "people_committee", "COMMUNE", "huyện Mai Sơn", ("xã",), 1),
        ("son_la", "UBND các huyện, thành phố", "people_committee", "DISTRICT", "tỉnh Sơn La",
         ("huyện", "thành phố"), 2),
        ("son_la", "UBND các xã, phường, thị trấn", "people_committee", "COMMUNE", "tỉnh Sơn La",
         ("xã", "phường", "thị trấn"), 3),
        ("son_la", "các huyện, thành phố", "people_committee", "DISTRICT", "tỉnh Sơn La",
         ("huyện", "thành phố"), 2),
        ("root", "UBND các tỉnh, thành phố", "people_committee", "PROVINCE", "Việt Nam",
         ("tỉnh", "thành phố"), 2),
        ("mai_son", "Trạm Y tế các xã", "health_station", "COMMUNE", "huyện Mai Sơn", ("xã",), 1),
        ("mai_son", "các Trạm Y tế", "health_station", "COMMUNE", "huyện Mai Sơn", (), 2),
        ("mai_son", "Đảng ủy các xã, thị trấn", "party_committee", "COMMUNE", "huyện Mai Sơn",
         ("xã", "thị trấn"), 2),
        ("son_la", "các huyện, thành ủy", "party_committee", "DISTRICT", "tỉnh Sơn La", (), 2),
        ("son_la", "Ban Thường vụ các huyện, thành ủy", "party_standing_committee", "DISTRICT",
         "tỉnh Sơn La", (), 2),
        ("son_la", "UBND các xã thuộc huyện Mai Sơn", "people_committee", "COMMUNE",
         "huyện Mai Sơn", ("xã",), 1),
        ("mai_son", "các xã, thị trấn trên địa bàn huyện", "people_committee", "COMMUNE",
         "huyện Mai Sơn", ("xã", "thị trấn"), 2),
        ("mai_son", "Trưởng các bản, tiểu khu", "hamlet_head", "HAMLET", "huyện Mai Sơn",
         ("bản", "tiểu khu"), 2),
        ("mai_son", "tất cả các xã", "people_committee", "COMMUNE", "huyện Mai Sơn", ("xã",), 1),
    ],
)  # fmt: skip
def test_many_bodies(land, near, text, kind, level, within, unit_kinds, n):
    assert many(text, getattr(land, near)) == [(kind, level, within, unit_kinds, n)]


def test_many_bodies_need_not_be_stored(land):
    Body.objects.update(valid_to=date(2020, 1, 1))
    assert many("UBND các xã", land.mai_son)[0][-1] == 1


@pytest.mark.parametrize("near", ["son_la", "mai_son", "mung"])
def test_departments_together(land, near):
    answers = many("Các sở, ban, ngành", getattr(land, near))
    kinds = {kind: (level, within, n) for kind, level, within, _, n in answers}
    assert {"health_department", "industrial_parks_board", "police"} <= set(kinds)
    assert not {"people_committee", "health_division", "steering_committee"} & set(kinds)
    assert set(kinds.values()) == {("PROVINCE", "tỉnh Sơn La", 1)}


def test_divisions_together(land):
    kinds = {each[0] for each in many("các phòng, ban", land.mai_son)}
    assert {"health_division", "finance_division"} <= kinds
    assert "health_department" not in kinds


@pytest.mark.parametrize(
    ("near", "text"),
    [
        ("mai_son", "UBND huyện"),
        ("mai_son", "Sở Y tế"),
        ("mai_son", "các cơ quan, đơn vị liên quan"),
        ("mai_son", "UBND các huyện, xã"),  # a mixture of levels
        ("tan_uyen", "UBND các xã"),  # there are none below
        ("mai_son", ""),
        ("mung", "UBND xã"),
    ],
)
def test_what_is_not_many(land, near, text):
    assert many(text, getattr(land, near)) == []


def test_unknown_places(db):
    with pytest.raises(UnknownUnit):
        queries.resolve("UBND tỉnh", near=uuid4(), on=DAY)
    with pytest.raises(UnknownUnit):
        queries.expand("UBND các xã", near=uuid4(), on=DAY)


WORDS = [
    "UBND",
    "Sở Y tế",
    "các",
    "xã",
    "huyện",
    "ủy",
    "Mai Sơn",
    ",",
    "trên địa bàn",
    "tỉnh",
    "và",
    "công an",
]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_any_wording_is_answered(land, text):
    found = queries.resolve(text, near=land.mai_son.ref, on=DAY)
    assert {match.ref for match in found} <= set(Body.objects.values_list("ref", flat=True))
    queries.expand(text, near=land.mai_son.ref, on=DAY)
