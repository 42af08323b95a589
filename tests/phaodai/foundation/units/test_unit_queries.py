"""Reads of the tree: what is found, as of which day, in how many queries."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from phaodai.foundation.units import operations, queries
from phaodai.foundation.units.models import UnitAlias
from phaodai.foundation.units.rules import name_key
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import actor_of
from tests.phaodai.factories.units import UnitFactory, country

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 1, 1, tzinfo=UTC)
DAY = date(2024, 1, 1)
EVE = date(2023, 12, 31)
OPERATOR = Actor(name="operator:test", is_operator=True)


@pytest.fixture
def namesakes(db):
    """Tân Uyên is a district of Lai Châu with a town of its name, and a city of Bình Dương."""
    lai_chau = UnitFactory(province=True, name="Lai Châu", code="12")
    binh_duong = UnitFactory(province=True, name="Bình Dương", code="74")
    district = UnitFactory(district=True, name="Tân Uyên", code="111", parent=lai_chau)
    city = UnitFactory(
        district=True, kind="thành phố", name="Tân Uyên", code="723", parent=binh_duong
    )
    town = UnitFactory(kind="thị trấn", name="Tân Uyên", code="03598", parent=district)
    UnitFactory(district=True, name="Bắc Tân Uyên", code="726", parent=binh_duong)
    return {"lai_chau": lai_chau, "binh_duong": binh_duong, "district": district, "city": city,
            "town": town}  # fmt: skip


def codes(rows):
    return [row.code for row in rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tân Uyên", ["111", "723", "03598", "726"]),
        ("tan uyen", ["111", "723", "03598", "726"]),
        ("huyện Tân Uyên", ["111", "726"]),
        ("TP Tân Uyên", ["723"]),
        ("TT. Tân Uyên", ["03598"]),
        ("Tân Uyên, Lai Châu", ["111", "03598"]),
        ("Tân Uyên, Bình Dương", ["723", "726"]),
        ("huyện Tân Uyên tỉnh Lai Châu", ["111"]),
        ("Tân Uyên, tỉnh Sơn La", []),
        ("uyên", ["111", "723", "726", "03598"]),
        ("723", ["723"]),
        ("không đâu", []),
        ("", []),
        ("%", []),
        ("_", []),
    ],
)
def test_find_units(namesakes, text, found):
    assert codes(queries.find_units(text, on=DAY)) == found


def test_find_below_a_place_and_on_a_level(namesakes):
    below = queries.find_units("Tân Uyên", on=DAY, under_path=namesakes["lai_chau"].path)
    assert codes(below) == ["111", "03598"]
    assert codes(queries.find_units("Tân Uyên", on=DAY, level=UnitLevel.COMMUNE)) == ["03598"]
    assert codes(queries.find_units("Tân Uyên", on=DAY, limit=1)) == ["111"]


def test_find_by_alias(namesakes):
    UnitAlias.objects.create(
        unit=namesakes["city"], text="TX Uyên Hưng", key=name_key("TX Uyên Hưng")
    )
    assert codes(queries.find_units("tx uyen hung", on=DAY)) == ["723"]


@pytest.mark.parametrize(
    ("near", "text", "found"),
    [
        ("lai_chau", "Tân Uyên", ["111"]),
        ("binh_duong", "Tân Uyên", ["723"]),
        ("town", "Tân Uyên", ["03598"]),
        ("lai_chau", "thị trấn Tân Uyên", ["03598"]),
        (None, "Tân Uyên", ["111", "723", "03598"]),
        (None, "huyện Tân Uyên", ["111"]),
        ("binh_duong", "Tân Uyên, Lai Châu", ["111"]),
        ("lai_chau", "Tân", []),  # exact names alone
    ],
)
def test_disambiguate(namesakes, near, text, found):
    path = namesakes[near].path if near else None
    assert sorted(codes(queries.disambiguate(text, near=path, on=DAY))) == sorted(found)


def test_a_third_place_guesses_nothing(namesakes):
    son_la = UnitFactory(province=True, name="Sơn La", code="14")
    found = queries.disambiguate("Tân Uyên", near=son_la.path, on=DAY)
    assert sorted(codes(found)) == ["03598", "111", "723"]


def test_levels_narrow(namesakes):
    found = queries.disambiguate("Tân Uyên", near=None, on=DAY, levels=[UnitLevel.COMMUNE])
    assert codes(found) == ["03598"]


def test_codes_take_a_day(places):
    operations.close(actor=OPERATOR, now=NOW, unit=places.commune.ref, last_day=EVE)
    assert queries.unit_by_code(places.commune.code, on=EVE).ref == places.commune.ref
    with pytest.raises(queries.UnknownUnit):
        queries.unit_by_code(places.commune.code, on=DAY)
    with pytest.raises(queries.UnknownUnit):
        queries.unit_by_code("", on=DAY)
    with pytest.raises(queries.UnknownUnit):
        queries.get_unit(uuid4())


def test_of_a_code_on_two_levels_the_higher_unless_asked(places):
    UnitFactory(hamlet=True, code=places.district.code, parent=places.commune)
    assert queries.unit_by_code(places.district.code, on=DAY).level == UnitLevel.DISTRICT
    below = queries.unit_by_code(places.district.code, on=DAY, level=UnitLevel.HAMLET)
    assert below.level == UnitLevel.HAMLET


def test_the_tree_depth_first(places, django_assert_num_queries):
    with django_assert_num_queries(3):
        rows = queries.tree_on(DAY, places.province.ref)
    assert [(row.depth, row.unit.name, row.n_children) for row in rows] == [
        (0, "Ninh Thuận", 2),
        (1, "Ninh Phước", 1),
        (2, "Phước Hải", 0),
        (1, "Thuận Nam", 0),
    ]
    assert [row.parent for row in rows[1:]] == [
        places.province.ref,
        places.district.ref,
        places.province.ref,
    ]
    assert len(queries.tree_on(DAY, places.province.ref, depth=1)) == 3
    assert queries.tree_on(DAY)[0].unit.level == UnitLevel.COUNTRY


def test_no_tree_yet(db):
    for question in (queries.country, lambda: queries.tree_on(DAY)):
        with pytest.raises(queries.UnknownUnit):
            question()
    assert queries.counts_on(DAY) == {}
    assert queries.find_units("Mai Sơn", on=DAY) == []


def test_counts(places):
    assert queries.counts_on(DAY) == {"COUNTRY": 1, "PROVINCE": 1, "DISTRICT": 2, "COMMUNE": 1}
    assert queries.counts_on(DAY, places.district.ref) == {"DISTRICT": 1, "COMMUNE": 1}
    assert queries.child_counts(places.province.ref, DAY) == {
        places.district.ref: {"COMMUNE": 1},
        places.next_district.ref: {},
    }
    below = queries.count_below(places.province.ref, level=UnitLevel.COMMUNE, on=DAY)
    assert below == 1
    none = queries.count_below(
        places.province.ref, level=UnitLevel.COMMUNE, on=DAY, kinds=["phường"]
    )
    assert none == 0


def test_refs_below(places, administrator, stranger, sister):
    def seen(user):
        return set(queries.refs_below(actor_of(user), Permission.UNITS_VIEW))

    assert seen(administrator) == {places.district.ref, places.commune.ref}
    assert seen(stranger) == {places.next_district.ref}
    assert seen(sister) == set()  # a post at the police covers no unit
    assert set(queries.refs_below(OPERATOR, Permission.UNITS_VIEW)) >= {country().ref}
    assert set(queries.refs_below(Actor(name="nobody"), Permission.UNITS_VIEW)) == set()
