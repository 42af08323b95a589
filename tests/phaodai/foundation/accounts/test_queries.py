from datetime import date, timedelta

import pytest

from phaodai.foundation.accounts import queries
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_posting, make_user


def names(listing):
    return {row.username for row in listing[:]}


def test_an_actor_has_the_posts_of_the_day(places, django_assert_num_queries):
    user = make_user(at=places.committee, role=Role.DUTY_OFFICER)
    make_posting(user, places.police, Role.TRACER, first=TODAY, last=TODAY)

    with django_assert_num_queries(1):
        actor = queries.actor_of(user, on=TODAY)

    assert [(post.role, post.is_general) for post in actor.posts] == [
        (Role.DUTY_OFFICER, True),
        (Role.TRACER, False),
    ]
    assert actor.posts[0].unit_path == places.district.path
    assert actor.posts[1].body_path == places.police.path
    assert actor.user == user.ref
    for other in (TODAY - timedelta(1), TODAY + timedelta(1)):
        assert [post.role for post in queries.actor_of(user, on=other).posts] == [Role.DUTY_OFFICER]
    assert queries.actor_of(user, on=date(2020, 12, 31)).posts == ()


def test_an_administrator_sees_the_users_below_his_posts(
    places, administrator, reporter, stranger, sister, commander
):
    make_user("nobody.yet")

    assert names(queries.get_users(actor_of(administrator), on=TODAY)) == {
        "quan.le",
        "bao.tran",
        "ly.huynh",
        "quoc.mai",
    }
    assert names(queries.get_users(actor_of(sister), on=TODAY)) == {"ly.huynh"}
    assert names(queries.get_users(actor_of(stranger), on=TODAY)) == {"yen.dang"}
    assert names(queries.get_users(actor_of(commander), on=TODAY)) == set()
    assert "nobody.yet" in names(queries.get_users(OPERATOR, on=TODAY))


def test_users_are_found_without_accents(reporter, commander):
    assert names(queries.get_users(OPERATOR, on=TODAY, text="tran ngoc")) == {"bao.tran"}
    assert names(queries.get_users(OPERATOR, on=TODAY, text="THỊNH")) == {"quoc.mai"}


def test_a_page_of_users_costs_three_queries(places, administrator, django_assert_num_queries):
    for _ in range(7):
        make_user(at=places.commune_committee)
    listing = queries.get_users(actor_of(administrator), on=TODAY)
    for size in (2, 7):
        with django_assert_num_queries(3):
            assert len(listing[0:size]) == size


def test_a_user_out_of_sight_is_missing(administrator, stranger, reporter):
    assert queries.get_user(actor_of(administrator), reporter.ref, on=TODAY).is_managed
    with pytest.raises(queries.UnknownUser):
        queries.get_user(actor_of(stranger), reporter.ref, on=TODAY)
    with pytest.raises(queries.UnknownUser):
        queries.get_user_by_name(actor_of(stranger), "bao.tran", on=TODAY)


def test_whoever_also_works_elsewhere_is_seen_but_not_managed(places, administrator, reporter):
    make_posting(reporter, places.province_committee, Role.ANALYST, first=TODAY + timedelta(9))
    row = queries.get_user(actor_of(administrator), reporter.ref, on=TODAY)
    assert (row.is_managed, len(row.running)) == (False, 1)
    assert not queries.get_user(actor_of(administrator), administrator.ref, on=TODAY).is_managed


def test_bodies_to_post_at(places, administrator, sister):
    def found(actor, text=""):
        return {row.name for row in queries.find_bodies(actor, text, on=TODAY)}

    assert found(actor_of(administrator), "uy ban phuoc hai") == {"Ủy ban nhân dân xã Phước Hải"}
    assert found(actor_of(administrator), "thuan nam") == set()
    assert found(actor_of(sister)) == {"Công an huyện Ninh Phước"}
    assert len(found(OPERATOR)) == 6


def test_the_place_of_a_post_leaves_the_country_out(places, django_assert_num_queries):
    with django_assert_num_queries(1):
        place = queries.get_place(places.commune.path)
    assert place == ["Ninh Thuận", "Ninh Phước", "Phước Hải"]
