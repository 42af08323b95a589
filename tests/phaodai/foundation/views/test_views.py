"""Saved views: whose they are, who sees them, what is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.views import operations, queries
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR, actor_of
from tests.phaodai.factories.accounts import make_user

PAGE = "tasks"


@pytest.fixture
def officer(duty_officer):
    return actor_of(duty_officer)


@pytest.fixture
def colleague(places):
    return actor_of(make_user("cung.ban", at=places.committee, role=Role.REPORTER))


@pytest.fixture
def outsiders(places):
    """The sister body of the same unit, the unit below, the unit next door."""
    bodies = (places.police, places.commune_committee, places.next_committee)
    return [actor_of(make_user(at=body, role=Role.COMMANDER)) for body in bodies]


def save(actor, name="Quá hạn", query="late=OVERDUE", **changes):
    return operations.save_view(
        actor=actor, **{"page": PAGE, "name": name, "query": query, "now": NOW} | changes
    )


def names(actor, page=PAGE):
    return [view.name for view in queries.list_views(actor=actor, page=page)]


def test_ones_own_view_is_seen_by_nobody_else(officer, colleague, outsiders):
    ref = save(officer, name="  Quá   hạn ")
    assert names(officer) == ["Quá hạn"]
    assert names(officer, "documents") == []
    for actor in (colleague, *outsiders, OPERATOR):
        assert names(actor) == []
        with pytest.raises(queries.ViewNotFound):
            queries.get_view(actor=actor, ref=ref)
        with pytest.raises((queries.ViewNotFound, NotAllowed)):
            operations.rename_view(actor=actor, view=ref, name="Khác", now=NOW)


def test_a_shared_view_is_seen_at_the_body_and_kept_by_its_owner(
    officer, colleague, outsiders, places
):
    ref = save(officer, body=BodyRef(places.committee.ref))
    [row] = queries.list_views(actor=colleague, page=PAGE)
    assert (row.name, row.body_name, row.is_own) == ("Quá hạn", places.committee.name, False)
    assert all(names(actor) == [] for actor in outsiders)
    with pytest.raises(NotAllowed):
        operations.remove_view(actor=colleague, view=ref, now=NOW)
    with pytest.raises(NotAllowed):
        save(outsiders[0], body=BodyRef(places.committee.ref))


def test_what_is_refused(officer):
    save(officer)
    for bad in ({}, {"name": " "}, {"name": "x" * 61}, {"name": "b", "query": "q" * 2_001}):
        with pytest.raises(operations.Refused):
            save(officer, **bad)
    with pytest.raises(NotAllowed):
        save(OPERATOR)


def test_a_default_is_chosen_changed_and_given_up(officer, outsiders):
    first, second = save(officer), save(officer, name="Hôm nay")

    def default():
        views = queries.list_views(actor=officer, page=PAGE)
        return [view.ref for view in views if view.is_default]

    for ref in (first, second):
        operations.choose_default(actor=officer, page=PAGE, view=ref, now=NOW)
        assert default() == [ref]
    for actor, page, ref in ((outsiders[0], PAGE, first), (officer, "documents", first),
                             (officer, PAGE, uuid4())):  # fmt: skip
        with pytest.raises(queries.ViewNotFound):
            operations.choose_default(actor=actor, page=page, view=ref, now=NOW)
    operations.choose_default(actor=officer, page=PAGE, view=None, now=NOW)
    assert default() == []


def test_a_deletion_can_be_taken_back_for_half_a_minute(officer, colleague):
    ref = save(officer)
    operations.choose_default(actor=officer, page=PAGE, view=ref, now=NOW)
    operations.remove_view(actor=officer, view=ref, now=NOW)
    assert names(officer) == []
    with pytest.raises(queries.ViewNotFound):
        operations.restore_view(actor=colleague, view=ref, now=NOW)
    for moment in (NOW + timedelta(seconds=31), NOW - timedelta(seconds=1)):
        with pytest.raises(operations.Refused):
            operations.restore_view(actor=officer, view=ref, now=moment)
    operations.restore_view(actor=officer, view=ref, now=NOW + timedelta(seconds=30))
    [row] = queries.list_views(actor=officer, page=PAGE)
    assert row.is_default
    with pytest.raises(queries.ViewNotFound):
        operations.restore_view(actor=officer, view=ref, now=NOW)


def test_a_name_is_free_again_once_its_view_is_gone(officer):
    ref = save(officer)
    operations.remove_view(actor=officer, view=ref, now=NOW)
    again = save(officer)
    with pytest.raises(operations.Refused):
        operations.restore_view(actor=officer, view=ref, now=NOW)
    operations.rename_view(actor=officer, view=again, name="Khác", now=NOW)
    operations.restore_view(actor=officer, view=ref, now=NOW)
    assert names(officer) == ["Khác", "Quá hạn"]


def test_every_act_is_in_the_trail(officer):
    ref = save(officer)
    operations.rename_view(actor=officer, view=ref, name="Khác", now=NOW)
    operations.remove_view(actor=officer, view=ref, now=NOW)
    rows = AuditEvent.objects.filter(subject_ref=ref).order_by("pk")
    assert [row.action for row in rows] == ["view.save", "view.rename", "view.remove"]
    assert all("Khác" not in row.details for row in rows)


def test_the_list_costs_one_query(officer):
    for n in range(12):
        save(officer, name=f"Số {n}")
    with CaptureQueriesContext(connection) as caught:
        assert len(names(officer)) == 12
    assert len(caught) == 1
