"""Standard bodies: complete, in their tree, and only once."""

from datetime import UTC, date, datetime

import pytest

from phaodai.foundation.agencies import operations, queries
from phaodai.foundation.agencies.models import Body, HeadPost
from phaodai.foundation.agencies.naming import standard_kinds
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units import operations as units
from phaodai.vocabulary.access import Actor, NotAllowed
from phaodai.vocabulary.bodies import CATALOGUE, Certainty
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import actor_of
from tests.phaodai.factories.agencies import OPERATOR, body_of, fill
from tests.phaodai.factories.units import UnitFactory, country

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 1, 1, tzinfo=UTC)
DAY, EVE = date(2024, 1, 1), date(2023, 12, 31)


@pytest.fixture
def tree(db):
    province = UnitFactory(province=True, name="Sơn La")
    district = UnitFactory(district=True, name="Mai Sơn", parent=province)
    commune = UnitFactory(name="Chiềng Mung", parent=district)
    return country(), province, district, commune


def paths_are_lines():
    return all(
        body.path == f"{body.superior.path if body.superior else '/'}{body.pk}/"
        for body in Body.objects.select_related("superior")
    )


def test_every_unit_gets_what_its_level_has(tree):
    filled = fill(*tree)
    expected = sum(len(standard_kinds(UnitLevel(unit.level))) for unit in tree)
    assert (filled.n_units, filled.n_added) == (4, expected)
    assert Body.objects.count() == expected
    assert HeadPost.objects.count() == expected
    assert paths_are_lines()


def test_a_second_time_nothing_changes(tree):
    fill(*tree)
    before = list(Body.objects.order_by("pk").values())
    assert fill(*tree) == operations.Filled(n_units=4, n_added=0, n_ended=0, n_rehung=0)
    assert list(Body.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("unit", "kind", "superior_unit", "superior"),
    [
        (3, "people_committee", 2, "people_committee"),
        (2, "people_committee", 1, "people_committee"),
        (3, "health_station", 2, "health_centre"),
        (2, "health_centre", 1, "health_department"),
        (2, "education_division", 2, "people_committee"),
        (2, "military_command", 1, "military_command"),
        (2, "general_hospital", 1, "health_department"),  # none in the district: one level up
        (2, "police", 1, "police"),
        (2, "help_team", 2, "steering_committee"),
        (0, "health_ministry", 0, "government"),
    ],
)
def test_who_directs_whom(tree, unit, kind, superior_unit, superior):
    fill(*tree)
    expected = body_of(tree[superior_unit], superior)
    assert body_of(tree[unit], kind).superior == expected


def test_without_a_district_the_commune_directs_its_station(tree):
    _, province, _district, commune = tree
    units.move(actor=OPERATOR, now=NOW, unit=commune.ref, parent=province.ref, first_day=DAY)
    commune.refresh_from_db()
    fill(province, commune)
    assert body_of(commune, "health_station").superior == body_of(commune, "people_committee")


def test_a_station_goes_below_the_commune_with_the_end_of_its_district(tree):
    _, province, district, commune = tree
    fill(*tree)
    units.move(actor=OPERATOR, now=NOW, unit=commune.ref, parent=province.ref, first_day=DAY)
    units.close(actor=OPERATOR, now=NOW, unit=district.ref, last_day=EVE)
    fill(province, district, commune)
    assert body_of(commune, "health_station").superior == body_of(commune, "people_committee")
    assert paths_are_lines()


def test_every_superior_is_a_kind_that_exists():
    for kind in CATALOGUE.values():
        for code in filter(None, (kind.superior, kind.superior_otherwise)):
            assert code in CATALOGUE
            assert code != kind.code
        assert bool(kind.superior_source) == (kind.superior_certainty is Certainty.VERIFIED)


def test_the_upper_level_filled_later_takes_its_place(tree):
    _, province, district, commune = tree
    fill(district, commune)
    assert body_of(district, "police").superior is None
    filled = fill(province)
    assert filled.n_rehung > 0
    assert body_of(district, "police").superior == body_of(province, "police")
    assert body_of(commune, "police").path.startswith(body_of(province, "police").path)
    assert paths_are_lines()


def test_what_is_there_already_stays(tree):
    own = operations.add_body(
        actor=OPERATOR,
        now=NOW,
        unit=tree[2].ref,
        name="Trung tâm Y tế huyện Mai Sơn",
        valid_from=EVE,
    )
    fill(*tree)
    assert Body.objects.filter(unit=tree[2], name__startswith="Trung tâm Y tế").count() == 1
    assert queries.get_body(own).kind == ""


def test_bodies_end_with_their_unit_and_the_rest_finds_its_superior(tree):
    _, province, district, commune = tree
    fill(*tree)
    units.move(actor=OPERATOR, now=NOW, unit=commune.ref, parent=province.ref, first_day=DAY)
    units.close(actor=OPERATOR, now=NOW, unit=district.ref, last_day=EVE)
    filled = fill(province, district, commune)
    assert filled.n_ended == len(standard_kinds(UnitLevel.DISTRICT))
    assert body_of(district, "people_committee").valid_to == EVE
    committee = body_of(commune, "people_committee")
    assert committee.superior == body_of(province, "people_committee")
    assert paths_are_lines()
    assert queries.bodies_of(district.ref, on=DAY) == []
    assert fill(province, district, commune).n_ended == 0


def test_who_may(places, administrator, stranger, sister, commander):
    operations.fill_standard_bodies(
        actor=actor_of(administrator), units=[places.commune.ref], now=NOW
    )
    before = Body.objects.count()
    for user in (stranger, sister, commander):
        with pytest.raises(NotAllowed):
            operations.fill_standard_bodies(
                actor=actor_of(user), units=[places.district.ref], now=NOW
            )
    with pytest.raises(NotAllowed):  # one unit outside is enough
        operations.fill_standard_bodies(
            actor=actor_of(administrator),
            units=[places.district.ref, places.next_district.ref],
            now=NOW,
        )
    assert Body.objects.count() == before


def test_nothing_to_fill(db):
    assert fill() == operations.Filled(n_units=0, n_added=0, n_ended=0, n_rehung=0)
    assert Actor(name="x")  # and nothing is audited
    assert AuditEvent.objects.count() == 0


def test_many_units_take_few_statements(db, django_assert_max_num_queries):
    province = UnitFactory(province=True)
    communes = [UnitFactory(parent=province) for _ in range(40)]
    with django_assert_max_num_queries(80):
        fill(province, *communes)
