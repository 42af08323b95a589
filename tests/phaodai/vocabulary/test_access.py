from uuid import uuid4

import pytest

from phaodai.vocabulary.access import ROLE_PERMISSIONS, Actor, Permission, Post, Role

DISTRICT, COMMUNE, NEXT_COMMUNE = "/1/5/", "/1/5/7/", "/1/5/70/"


def post(*, unit_path=COMMUNE, body_path="/2/9/", is_general=False, role=Role.DUTY_OFFICER):
    return Post(
        role=role, body=uuid4(), unit_path=unit_path, body_path=body_path, is_general=is_general
    )


@pytest.mark.parametrize(
    ("unit_path", "body_path", "covered"),
    [
        (DISTRICT, "/2/", True),  # the district itself
        (COMMUNE, "/99/", True),  # whatever body of a unit below
        ("/1/50/", "/2/", False),  # a path that only begins with the same digits
        ("/1/", "/2/", False),  # above
    ],
)
def test_a_general_authority_covers_its_unit_and_below(unit_path, body_path, covered):
    authority = post(unit_path=DISTRICT, is_general=True)
    assert authority.covers(unit_path=unit_path, body_path=body_path) is covered


@pytest.mark.parametrize(
    ("unit_path", "body_path", "covered"),
    [
        (COMMUNE, "/2/9/", True),  # itself
        (NEXT_COMMUNE, "/2/9/4/", True),  # a body that it directs, wherever that is
        (COMMUNE, "/2/8/", False),  # the sister body of the same unit
        (COMMUNE, "/2/90/", False),
        (COMMUNE, "", False),  # a row of no body
    ],
)
def test_a_specialised_body_covers_itself_and_those_it_directs(unit_path, body_path, covered):
    assert post().covers(unit_path=unit_path, body_path=body_path) is covered


def test_permission_and_place_must_meet_in_one_post():
    actor = Actor(
        name="two posts",
        posts=(
            post(unit_path=COMMUNE, is_general=True, role=Role.DUTY_OFFICER),
            post(unit_path=DISTRICT, is_general=True, role=Role.ANALYST),
        ),
    )
    assert actor.may(Permission.DIRECTIVES_STORE, unit_path=COMMUNE)
    assert actor.may(Permission.DIRECTIVES_VIEW, unit_path=DISTRICT)
    assert not actor.may(Permission.DIRECTIVES_STORE, unit_path=DISTRICT)


def test_nobody_may_anything():
    nobody = Actor(name="nobody")
    assert not any(nobody.has(permission) for permission in Permission)


def test_the_operator_may_everything():
    operator = Actor(name="operator", is_operator=True)
    assert all(operator.may(permission, unit_path="/1/") for permission in Permission)


def test_every_role_has_its_permissions_and_every_permission_its_role():
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Permission)


def test_the_administrator_reads_no_dispatch():
    assert Permission.DIRECTIVES_VIEW not in ROLE_PERMISSIONS[Role.ADMINISTRATOR]
