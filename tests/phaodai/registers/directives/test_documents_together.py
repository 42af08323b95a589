from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from phaodai.foundation.access.models import Grant
from phaodai.foundation.agencies.models import NumberSeries
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.models import (
    Assignment,
    Document,
    DocumentLink,
    Entry,
    Obligation,
    Occurrence,
)
from phaodai.registers.directives.operations import RecordFields, Share
from phaodai.registers.directives.states import (
    Act,
    AssignmentState,
    ObligationState,
    Relation,
)
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef, UnitRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.directives.conftest import COMMITTEE, make_kind, post_at

TODAY = NOW.date()
LATER = NOW + timedelta(hours=1)
PROVINCE = {"issuer": "Ủy ban nhân dân tỉnh Sơn La", "symbol": "UBND-KGVX"}


@pytest.fixture
def clerk(sonla):
    return post_at(sonla.committee, Role.DUTY_OFFICER)


def arrive(actor, kept, **changes):
    arguments = {"day": TODAY, "now": NOW} | changes
    return operations.register_arrival(actor=actor, document=kept.ref, **arguments)


def test_arrival_numbers_follow_one_another_in_each_year(keep, clerk):
    kept = [keep(reading(number=str(n), **PROVINCE)) for n in range(1, 6)]
    assert [arrive(clerk, each) for each in kept[:2]] == [1, 2]
    assert arrive(clerk, kept[2], number=9) == 9
    assert arrive(clerk, kept[3]) == 10
    assert arrive(clerk, kept[4], day=date(2020, 5, 1)) == 1
    row = Document.objects.get(ref=kept[0].ref)
    assert (row.arrival_number, row.arrival_year, row.arrival_day) == (1, 2021, TODAY)


def test_what_is_no_arrival(keep, clerk, sonla):
    incoming = keep(reading(number="1", **PROVINCE))
    outgoing = keep(reading(number="2"))
    other = keep(reading(number="3", **PROVINCE))
    for bad in ({"day": TODAY + timedelta(days=1)}, {"number": 0}, {"number": 10**7}):
        with pytest.raises(operations.Refused):
            arrive(clerk, incoming, **bad)
    with pytest.raises(operations.Refused):
        arrive(clerk, outgoing)
    arrive(clerk, incoming)
    with pytest.raises(operations.Refused):
        arrive(clerk, incoming)
    with pytest.raises(operations.Refused):
        arrive(clerk, other, number=1)
    assert Document.objects.get(ref=other.ref).arrival_number is None
    with pytest.raises(operations.NotFound):
        arrive(post_at(sonla.police), other)
    with pytest.raises(NotAllowed):
        arrive(post_at(sonla.committee, Role.REPORTER), other)


def number(actor, kept, day=TODAY):
    return operations.assign_number(actor=actor, document=kept.ref, day=day, now=NOW)


def test_outgoing_numbers_have_no_gap(keep, clerk, sonla):
    kept = [keep(reading(order(f"Việc {n}."), number=None, day="2021-12")) for n in range(3)]
    assert number(clerk, kept[0]) == "01"
    with pytest.raises(operations.Refused):
        number(clerk, kept[1], day=date(2020, 1, 1))
    assert [number(clerk, each) for each in kept[1:]] == ["02", "03"]
    assert NumberSeries.objects.get().last == 3
    assert queries.find_by_number(actor=clerk, text="2")[0][0] == kept[1].ref
    with pytest.raises(operations.Refused):
        number(clerk, kept[0])
    with pytest.raises(operations.Refused):
        number(clerk, keep(reading(number=None, **PROVINCE)))
    with pytest.raises(operations.NotFound):
        number(post_at(sonla.next_committee), kept[0])
    with pytest.raises(NotAllowed):
        number(post_at(sonla.committee, Role.ANALYST), kept[0])


def test_fields_of_the_record(keep, clerk, sonla):
    kept = keep(reading())
    fields = RecordFields(handling_due=LATER, n_copies=20, n_pages=3, handling_note="Giao VP.")
    operations.set_record_fields(actor=clerk, document=kept.ref, fields=fields, now=NOW)
    row = Document.objects.get(ref=kept.ref)
    assert (row.handling_due, row.n_copies, row.n_pages) == (LATER, 20, 3)
    emptied = RecordFields(handling_due=None, handling_note="", n_pages=None)
    operations.set_record_fields(actor=clerk, document=kept.ref, fields=emptied, now=NOW)
    row.refresh_from_db()
    assert (row.handling_due, row.handling_note, row.n_pages) == (None, "", None)
    assert row.n_copies == 20  # what is not said stays
    for bad in (RecordFields(n_pages=-1), RecordFields(note="x" * 501)):
        with pytest.raises(operations.Refused):
            operations.set_record_fields(actor=clerk, document=kept.ref, fields=bad, now=NOW)
    with pytest.raises(operations.NotFound):
        operations.set_record_fields(
            actor=post_at(sonla.police), document=kept.ref, fields=fields, now=NOW
        )


def link(actor, one, relation, other):
    operations.link_documents(
        actor=actor, document=one.ref, relation=relation, target=other.ref, now=NOW
    )


def test_documents_are_linked_without_circles(keep, clerk, sonla):
    one, two, three = (keep(reading(number=str(n))) for n in (1, 2, 3))
    link(clerk, two, Relation.CARRIES_OUT, one)
    link(clerk, three, Relation.CARRIES_OUT, two)
    assert [row.ref for row in queries.get_chain(actor=clerk, ref=three.ref).up] == [
        one.ref, two.ref,
    ]  # fmt: skip
    for bad in ((one, one), (one, three), (two, one)):
        with pytest.raises(operations.Refused):
            link(clerk, bad[0], Relation.CARRIES_OUT, bad[1])
    link(clerk, three, Relation.REPLACES, one)
    link(clerk, one, Relation.REPORTS_ON, three)
    assert DocumentLink.objects.filter(target__isnull=False).count() == 4
    with pytest.raises(operations.NotFound):
        link(post_at(sonla.police), one, Relation.AMENDS, two)
    hidden = keep(reading(issuer="Ủy ban nhân dân huyện Yên Châu"), keeper=sonla.next_committee)
    with pytest.raises(operations.NotFound):
        link(clerk, one, Relation.AMENDS, hidden)


def test_a_replaced_document_ends_what_it_still_asks_for(sent, chairman, commune, sonla):
    operations.submit(actor=commune, assignment=sent.commune.ref, version=0, text="x", now=NOW)
    operations.accept(actor=chairman, assignment=sent.commune.ref, version=None, now=NOW)
    end = {"document": sent.document, "now": LATER}
    with pytest.raises(operations.Refused):
        operations.end_obligations(actor=chairman, reason="", **end)
    with pytest.raises(NotAllowed):
        operations.end_obligations(
            actor=post_at(sonla.committee, Role.DUTY_OFFICER), reason="x", **end
        )
    with pytest.raises(operations.NotFound):
        operations.end_obligations(actor=post_at(sonla.health, Role.COMMANDER), reason="x", **end)
    assert operations.end_obligations(actor=chairman, reason="bị thay thế", **end) == 2
    states = set(Assignment.objects.values_list("body", "state"))
    assert (sonla.commune_committee.pk, AssignmentState.ACCEPTED) in states
    assert Obligation.objects.get().state == ObligationState.ENDED


@pytest.fixture
def merged(sonla):
    """Chiềng Mung goes into a new commune."""
    unit = UnitFactory(name="Mường Bú", parent=sonla.district)
    return unit, make_kind(unit, COMMITTEE)


def hand(sonla, unit, actor=OPERATOR):
    return operations.hand_over(
        actor=actor, unit=UnitRef(sonla.commune.ref), successor=UnitRef(unit.ref), now=LATER
    )


def test_open_tasks_of_a_merged_commune_go_to_its_successor(sent, sonla, merged, commune):
    unit, body = merged
    operations.acknowledge(actor=commune, assignment=sent.commune.ref, version=0, now=NOW)
    done = hand(sonla, unit)
    assert (done.moved, done.joined, done.left) == ([sent.commune.ref], [], [])
    sent.commune.refresh_from_db()
    assert (sent.commune.body, sent.commune.unit, sent.commune.state) == (
        body, unit, AssignmentState.ACKNOWLEDGED,
    )  # fmt: skip
    assert Grant.objects.filter(body_ref=body.ref, subject_ref=sent.document).exists()
    assert Entry.objects.filter(act=Act.HAND_OVER, assignment=sent.commune).count() == 1
    heir = post_at(body, Role.REPORTER)
    assert queries.get_assignment(actor=heir, ref=sent.commune.ref, now=LATER)
    assert hand(sonla, unit).moved == []


def test_the_successor_of_two_has_it_once(sent, sonla, merged, commune):
    unit, body = merged
    hand(sonla, unit)
    done = operations.hand_over(
        actor=OPERATOR,
        unit=UnitRef(sent.town.unit.ref),
        successor=UnitRef(unit.ref),
        now=LATER,
    )
    assert done.joined == [sent.town.ref]
    open_rows = Assignment.objects.open().filter(obligation=sent.obligation, body=body)
    assert open_rows.count() == 1


def test_what_the_successor_has_no_body_for_is_listed(sent, sonla, commune):
    unit = UnitFactory(name="Trống", parent=sonla.district)
    assert hand(sonla, unit).left == [sent.commune.ref]


def test_occurrences_go_along(confirmed, chairman, sonla, merged):
    kept = confirmed(
        order("Hằng ngày.", lead=("UBND xã Chiềng Mung",),
              deadline=due("recurring", rrule="FREQ=DAILY"))
    )  # fmt: skip
    operations.issue(actor=chairman, document=kept.ref, now=NOW)
    operations.open_occurrences(now=NOW, until=NOW)
    hand(sonla, merged[0])
    assert Occurrence.objects.get().body == merged[1]


def test_only_who_manages_units_hands_over(sent, sonla, merged, chairman):
    with pytest.raises(NotAllowed):
        hand(sonla, merged[0], actor=chairman)
    with pytest.raises(NotAllowed):
        hand(sonla, merged[0], actor=post_at(sonla.next_committee, Role.ADMINISTRATOR))
    assert hand(sonla, merged[0], actor=post_at(sonla.committee, Role.ADMINISTRATOR)).moved
    with pytest.raises(operations.NotFound):
        operations.hand_over(
            actor=OPERATOR, unit=UnitRef(uuid4()), successor=UnitRef(merged[0].ref), now=LATER
        )


def test_children_of_a_joined_assignment_stay_below_the_other(sent, sonla, merged, commune):
    unit, _body = merged
    hamlet = make_kind(
        UnitFactory(hamlet=True, name="Bản Mòng", parent=sonla.commune), "hamlet_head"
    )
    [child] = operations.delegate(
        actor=commune, assignment=sent.commune.ref, version=0,
        shares=[Share(body=BodyRef(hamlet.ref))], now=NOW,
    )  # fmt: skip
    operations.hand_over(
        actor=OPERATOR, unit=UnitRef(sent.town.unit.ref), successor=UnitRef(unit.ref), now=LATER
    )
    assert hand(sonla, unit).joined == [sent.commune.ref]
    row = Assignment.objects.get(ref=child)
    assert (row.parent, row.state) == (sent.town, AssignmentState.NEW)


@pytest.mark.django_db(transaction=True)
def test_two_officers_confirm_the_same_document_at_once(sonla, keep):
    """Whoever comes second finds nothing left to confirm; nothing is there twice."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database that they share")
    kept = keep(reading(*(order(f"Việc {n}.") for n in range(20))))

    def confirm(name):
        try:
            return operations.confirm_all(
                actor=post_at(sonla.committee, Role.DUTY_OFFICER, name),
                document=kept.ref,
                now=NOW,
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(confirm, "abcd"))
    assert sorted(len(bulk.done) for bulk in results) == [0, 0, 0, 20]
    assert Obligation.objects.count() == 20
