from uuid import uuid4

import pytest

from phaodai.foundation.access import operations
from phaodai.foundation.access.models import Grant
from phaodai.foundation.access.scoping import under
from phaodai.foundation.accounts.queries import actor_of
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives.models import Document
from phaodai.registers.directives.states import Direction, Precision
from phaodai.vocabulary.access import Actor, Permission, Role
from tests.phaodai.conftest import NOW, OPERATOR, TODAY
from tests.phaodai.factories.accounts import make_posting, make_user


def officer_at(body, role=Role.DUTY_OFFICER):
    return actor_of(make_user(at=body, role=role), on=TODAY)


def keep(body):
    return Document.objects.create(
        unit=body.unit,
        body=body,
        direction=Direction.INCOMING,
        date_precision=Precision.NONE,
        text="x",
        content_key=uuid4().hex,
        received_at=NOW,
    )


@pytest.fixture
def document(places):
    """A dispatch that the district's health service keeps."""
    return keep(places.health)


def sees(actor, document):
    return (
        Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
        .filter(pk=document.pk)
        .exists()
    )


@pytest.mark.parametrize(
    ("at", "seen"),
    [
        ("health", True),  # its own
        ("committee", True),  # the general authority of the unit
        ("province_committee", True),  # and the one above
        ("police", False),  # the sister of the same unit
        ("commune_committee", False),  # below does not look up
        ("next_committee", False),  # the next unit
    ],
)
def test_who_sees_a_row_of_the_health_service(at, seen, places, document):
    assert sees(officer_at(getattr(places, at)), document) is seen


def test_a_body_sees_those_that_it_directs(places):
    places.police.superior, places.police.path = places.health, f"{places.health.path}77/"
    places.police.save()
    assert sees(officer_at(places.health), keep(places.police))


def test_what_was_addressed_is_seen_until_that_ends(places, document):
    commune = officer_at(places.commune_committee)
    body = places.commune_committee.ref

    operations.give(
        kind="document", subject=document.ref, bodies=[body], reason="addressed", now=NOW
    )
    assert sees(commune, document)
    assert not sees(officer_at(places.police), document)

    assert operations.end(kind="document", subject=document.ref, bodies=[body], now=NOW) == 1
    assert not sees(commune, document)


def test_a_grant_is_of_one_kind_and_one_row(places, document):
    body = places.commune_committee.ref
    operations.give(kind="stay", subject=document.ref, bodies=[body], reason="x", now=NOW)
    operations.give(kind="document", subject=uuid4(), bodies=[body], reason="x", now=NOW)
    assert not sees(officer_at(places.commune_committee), document)


def test_giving_twice_is_once(places, document):
    for _ in range(2):
        operations.give(
            kind="document",
            subject=document.ref,
            bodies=[places.police.ref, places.commune_committee.ref],
            reason="addressed",
            now=NOW,
        )
    assert Grant.objects.count() == 2


def test_two_posts_see_what_either_sees(places, document):
    user = make_user(at=places.police)
    make_posting(user, places.health, Role.REPORTER)
    assert sees(actor_of(user, on=TODAY), document)


def test_without_the_permission_nothing_is_seen(places, document):
    assert not sees(officer_at(places.committee, Role.ADMINISTRATOR), document)
    assert not sees(Actor(name="nobody"), document)


def test_the_operator_sees_all(document):
    assert sees(OPERATOR, document)


def test_a_path_is_a_range_that_takes_in_no_namesake(db, places):
    """The path /1/5/ must not take in /1/50/, on any database and in any language."""
    Unit.objects.filter(pk=places.commune.pk).update(path="/1/5/")
    Unit.objects.filter(pk=places.district.pk).update(path="/1/50/")
    Unit.objects.filter(pk=places.province.pk).update(path="/1/5/7/")
    found = set(Unit.objects.filter(under("path", "/1/5/")).values_list("pk", flat=True))
    assert found == {places.commune.pk, places.province.pk}
