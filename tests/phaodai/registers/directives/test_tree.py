"""The cascade as a tree: its sight, its counts, what was told; and the history of an obligation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.access.models import Grant
from phaodai.registers.directives import operations
from phaodai.registers.directives.queries import ObligationNotFound, get_obligation
from phaodai.registers.directives.queries.obligations import get_history
from phaodai.registers.directives.queries.tree import get_leaves, get_tree
from phaodai.registers.directives.states import Act
from phaodai.vocabulary.access import Actor, Role
from tests.phaodai.conftest import actor_of
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.cascades import NOW, OPERATOR, give_to_person, make_cascade
from tests.phaodai.registers.directives.conftest import post_at


@pytest.fixture
def cascade(db):
    return make_cascade(measured=False)


def names(cascade, actor, **more):
    tree = get_tree(actor=actor, obligation=cascade.obligation.ref, now=NOW, **more)
    leaves = get_leaves(tree, list(tree.branches), now=NOW)
    return {leaf.row.user_name or leaf.row.body_name for leaf in leaves.values()}


def answer(cascade, body, *, accept=False):
    act = {"actor": OPERATOR, "assignment": cascade.assignment(body).ref, "version": None}
    operations.submit(**act, text="Xong.", now=NOW)
    if accept:
        operations.accept(**act, now=NOW)


class TestSight:
    def test_who_gave_it_sees_all(self, cascade):
        tree = get_tree(
            actor=post_at(cascade.province), obligation=cascade.obligation.ref, now=NOW
        )  # fmt: skip
        assert tree.is_whole
        assert len(tree.branches) == 8
        assert [each.parent for each in tree.children[None]] == [None, None]

    def test_a_district_sees_its_own_and_what_it_gave(self, cascade):
        district, below = cascade.districts[0], cascade.communes[0]
        seen = names(cascade, post_at(district))
        assert seen == {district.name, *(body.name for body in below)}

    def test_a_commune_sees_its_branch_as_the_top(self, cascade):
        own = cascade.communes[0][0]
        give_to_person(cascade, own, "Võ Hoài An")
        tree = get_tree(actor=post_at(own), obligation=cascade.obligation.ref, now=NOW)
        [top] = tree.children[None]
        assert (top.body, top.parent, tree.is_whole) == (own.ref, None, False)
        assert names(cascade, post_at(own)) == {own.name, "Võ Hoài An"}

    def test_sisters_and_strangers_see_none(self, cascade):
        sister = make_body(cascade.districts[0].unit, "Công an huyện")
        for actor in (post_at(sister, Role.COMMANDER), Actor(name="nobody")):
            tree = get_tree(actor=actor, obligation=cascade.obligation.ref, now=NOW)
            assert (dict(tree.branches), tree.steps()) == ({}, [])
            assert get_history(actor=actor, ref=cascade.obligation.ref)[0] == []
            with pytest.raises(ObligationNotFound):
                get_obligation(actor=actor, ref=cascade.obligation.ref, now=NOW)

    def test_below_a_task_alone(self, cascade):
        district = cascade.districts[0]
        root = cascade.assignment(district).ref
        seen = names(cascade, post_at(cascade.province), root=root)
        assert seen == {district.name, *(body.name for body in cascade.communes[0])}
        assert names(cascade, post_at(cascade.districts[1]), root=root) == set()

    def test_whoever_has_a_share_sees_the_obligation_with_his_share_alone(self, cascade):
        ref = cascade.obligation.ref
        detail = get_obligation(actor=post_at(cascade.communes[0][0]), ref=ref, now=NOW)
        assert (detail.row.n_assignments, detail.is_document_in_sight) == (1, True)
        Grant.objects.filter(kind="document").update(ended_at=NOW)
        detail = get_obligation(actor=post_at(cascade.communes[0][0]), ref=ref, now=NOW)
        assert (detail.row.n_assignments, detail.is_document_in_sight) == (1, False)


class TestWords:
    def test_steps_count_those_who_have_to_answer(self, cascade):
        first, second, third = cascade.communes[0]
        answer(cascade, first, accept=True)
        answer(cascade, second)
        operations.withdraw(
            actor=OPERATOR, assignment=cascade.assignment(third).ref, version=None,
            reason="nhầm xã", now=NOW,
        )  # fmt: skip
        tree = get_tree(actor=OPERATOR, obligation=cascade.obligation.ref, now=NOW)
        districts, communes = tree.steps()
        assert (districts.n, districts.n_acknowledged) == (2, 2)
        assert (communes.n, communes.n_acknowledged) == (5, 2)
        assert (communes.n_accepted, communes.n_submitted, communes.n_overdue) == (1, 1, 0)
        assert len(tree.branches) == 8

    def test_who_accepted_what_and_when(self, cascade):
        own = cascade.communes[0][0]
        answer(cascade, own, accept=True)
        tree = get_tree(actor=OPERATOR, obligation=cascade.obligation.ref, now=NOW)
        ref = cascade.assignment(own).ref
        told = get_leaves(tree, [ref], now=NOW)[ref].told
        assert (told.note, told.accepted_at, told.accepted_by) == ("Xong.", NOW, OPERATOR.name)

    def test_what_is_not_in_the_tree_gets_no_words(self, cascade):
        tree = get_tree(
            actor=post_at(cascade.districts[0]), obligation=cascade.obligation.ref, now=NOW
        )  # fmt: skip
        other = cascade.assignment(cascade.districts[1]).ref
        assert get_leaves(tree, [other], now=NOW) == {}

    def test_the_history_is_paged_and_holds_what_is_in_sight(self, cascade):
        own, other, _ = cascade.communes[0]
        for body in (own, other):
            answer(cascade, body)
        lines, page = get_history(actor=OPERATOR, ref=cascade.obligation.ref, size=2)
        assert [line.act for line in lines] == [Act.SUBMIT, Act.SUBMIT]
        assert page.total > 4
        _, mine = get_history(actor=post_at(own), ref=cascade.obligation.ref)
        assert mine.total == page.total - 3  # the neighbour's answer, both passings-on
        assert get_history(actor=OPERATOR, ref=cascade.obligation.ref, page=99)[0] == []


def test_the_queries_do_not_grow_with_the_tree(db):
    counts = set()
    for n_districts, n_communes in ((2, 5), (7, 71)):
        made = make_cascade(n_districts, n_communes, measured=False)
        give_to_person(made, made.communes[0][0], "Võ Hoài An")
        actor = actor_of(make_user(at=made.province, role=Role.COMMANDER))
        with CaptureQueriesContext(connection) as caught:
            tree = get_tree(actor=actor, obligation=made.obligation.ref, now=NOW)
            leaves = get_leaves(tree, list(tree.branches), now=NOW)
            get_history(actor=actor, ref=made.obligation.ref)
        assert len(leaves) == n_districts * (n_communes + 1) + 1
        counts.add(len(caught))
    assert len(counts) == 1, counts
