"""Reads of bodies: what is found, for whom, in how many queries."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from phaodai.foundation.agencies import operations, queries
from phaodai.vocabulary.access import Actor, Permission
from tests.phaodai.conftest import actor_of
from tests.phaodai.factories.agencies import OPERATOR, body_of, fill

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 12, 23, tzinfo=UTC)
DAY = date(2021, 12, 23)


def found(**search):
    return [row.name for row in queries.find_bodies(**({"on": DAY} | search)).rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("y te", ["Trung tâm Y tế huyện Ninh Phước"]),
        ("phước công an", ["Công an huyện Ninh Phước"]),
        ("CÔNG AN", ["Công an huyện Ninh Phước"]),
        ("không có", []),
        ("%", []),
    ],
)
def test_find_bodies(places, text, names):
    assert found(text=text) == names


def test_find_by_alias(places):
    operations.add_alias(actor=OPERATOR, now=NOW, body=places.health.ref, text="TTYT NP")
    assert found(text="ttyt") == ["Trung tâm Y tế huyện Ninh Phước"]


def test_where_and_how_many(places):
    assert len(found()) == 6
    assert len(found(unit=places.district.ref)) == 3
    assert len(found(under_path=places.district.path)) == 4
    assert found(branch="PARTY") == []
    assert found(on=date(1999, 1, 1)) == []
    page = queries.find_bodies(on=DAY, limit=2, offset=1)
    assert (len(page.rows), page.total) == (2, 6)


def test_bodies_of_a_unit(places, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = queries.bodies_of(places.district.ref, on=DAY)
    assert rows[0].is_general
    assert {row.ref for row in rows} == {
        places.committee.ref,
        places.police.ref,
        places.health.ref,
    }


def test_get_bodies(places):
    rows = queries.get_bodies([places.police.ref, uuid4()])
    assert [row.name for row in rows.values()] == ["Công an huyện Ninh Phước"]


def test_subordinates(places):
    fill(places.province, places.district)
    below = queries.subordinates_of(body_of(places.province, "police").ref, on=DAY)
    assert [row.ref for row in below] == [places.police.ref] or below == []


def test_branches(places):
    assert queries.branches() == ["OTHER"]


def test_refs_below(places, administrator, stranger, sister):
    def seen(user):
        return set(queries.body_refs_below(actor_of(user), Permission.AGENCIES_VIEW))

    assert seen(administrator) == {
        places.committee.ref,
        places.police.ref,
        places.health.ref,
        places.commune_committee.ref,
    }
    assert seen(stranger) == {places.next_committee.ref}
    assert seen(sister) == {places.police.ref}
    assert len(set(queries.body_refs_below(OPERATOR, Permission.AGENCIES_VIEW))) == 6
    nobody = Actor(name="nobody")
    assert set(queries.body_refs_below(nobody, Permission.AGENCIES_VIEW)) == set()
