from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.access.models import Grant
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events.models import Announcement
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.cascade import Why
from phaodai.registers.directives.models import Assignment, Entry, Issue, Obligation, Proposal
from phaodai.registers.directives.states import Act, ObligationState, Part
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.events import DirectiveIssued, Event
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.directives.conftest import make_communes, post_at

LATER = NOW + timedelta(minutes=1)
ALL = "UBND các xã, thị trấn"


def send(actor, kept, now=LATER, **arguments):
    return operations.issue(actor=actor, document=kept.ref, now=now, **arguments)


def test_each_responsible_body_gets_one_assignment(confirmed, chairman, sonla):
    kept = confirmed(
        order(
            "UBND các xã, thị trấn hoàn thành chậm nhất ngày 30/12/2021.",
            lead=(ALL,),
            coordinate=("Công an huyện",),
            deadline=due("date", date="2021-12-30"),
        )
    )
    issued = send(chairman, kept)
    rows = Assignment.objects.order_by("pk")
    assert {(row.body, row.part) for row in rows} == {
        (sonla.commune_committee, Part.LEAD),
        (sonla.town_committee, Part.LEAD),
        (sonla.police, Part.COORDINATE),
    }
    assert {row.due_at for row in rows} == {datetime(2021, 12, 30, 16, 59, 59, 999999, tzinfo=UTC)}
    assert (issued.n_assignments, issued.n_bodies, issued.skipped) == (3, 3, ())
    obligation = Obligation.objects.get()
    assert (obligation.state, obligation.issue.ref) == (ObligationState.ISSUED, issued.ref)
    assert Entry.objects.get(act=Act.ISSUE).details["assignments"] == 3
    assert AuditEvent.objects.filter(action="directive.issue").count() == 1


def test_an_hour_is_vietnams(confirmed, chairman):
    send(
        chairman,
        confirmed(
            order("Gấp.", lead=(ALL,), deadline=due("date", date="2021-12-30", time="10:00"))
        ),
    )
    moments = set(Assignment.objects.values_list("due_at", flat=True))
    assert moments == {datetime(2021, 12, 30, 3, tzinfo=UTC)}


def test_those_who_got_it_read_the_document_and_nobody_beside_them(confirmed, chairman, sonla):
    kept = confirmed(order("Rà soát.", lead=("UBND xã Chiềng Mung",)))
    with pytest.raises(queries.DocumentNotFound):
        queries.get_document(actor=post_at(sonla.commune_committee), ref=kept.ref)
    send(chairman, kept)
    assert queries.get_document(actor=post_at(sonla.commune_committee), ref=kept.ref)
    for body in (sonla.town_committee, sonla.next_committee, sonla.police):
        with pytest.raises(queries.DocumentNotFound):
            queries.get_document(actor=post_at(body), ref=kept.ref)


def test_it_is_announced_after_the_hold(confirmed, chairman, sonla):
    issued = send(chairman, confirmed(order("Rà soát.", lead=(ALL,))))
    row = Announcement.objects.get(name="DirectiveIssued")
    event = Event.load(row.name, row.payload)
    assert isinstance(event, DirectiveIssued)
    assert (event.issue, event.body, event.n_assignments) == (issued.ref, sonla.committee.ref, 2)
    assert row.not_before == issued.can_be_taken_back_until == LATER + timedelta(seconds=30)


def test_within_thirty_seconds_it_is_as_if_it_had_not_been(confirmed, chairman, sonla):
    kept = confirmed(order("Rà soát.", lead=(ALL,)), addressees=("UBND xã Chiềng Mung",))
    before = set(Grant.objects.filter(ended_at=None).values_list("body_ref", flat=True))
    issued = send(chairman, kept)
    operations.withdraw_issue(actor=chairman, issue=issued.ref, now=LATER + timedelta(seconds=29))
    assert not Assignment.objects.exists()
    after = set(Grant.objects.filter(ended_at=None).values_list("body_ref", flat=True))
    assert after == before == {sonla.commune_committee.ref}
    assert Obligation.objects.get().state == ObligationState.CONFIRMED
    assert Announcement.objects.get(name="DirectiveIssued").withdrawn_at
    with pytest.raises(operations.TooLate):
        operations.withdraw_issue(actor=chairman, issue=issued.ref, now=LATER)
    assert send(chairman, kept).n_assignments == 2


def test_after_thirty_seconds_it_stands(confirmed, chairman):
    issued = send(chairman, confirmed(order("Rà soát.", lead=(ALL,))))
    with pytest.raises(operations.TooLate):
        operations.withdraw_issue(
            actor=chairman, issue=issued.ref, now=LATER + timedelta(seconds=30)
        )
    assert Assignment.objects.count() == 2


def test_what_was_taken_back_also_loses_its_children(confirmed, chairman, sonla):
    issued = send(chairman, confirmed(order("Rà soát.", lead=("UBND xã Chiềng Mung",))))
    top = Assignment.objects.get()
    Assignment.objects.create(
        unit=top.unit,
        body=top.body,
        obligation=top.obligation,
        issue=top.issue,
        parent=top,
        depth=1,
        created_at=LATER,
    )
    operations.withdraw_issue(actor=chairman, issue=issued.ref, now=LATER)
    assert not Assignment.objects.exists()


def test_who_gets_nothing_is_listed_with_the_reason(confirmed, chairman, sonla):
    kept = confirmed(
        order("Một.", lead=("Đội Ba Lá Cờ", ALL)),
        order("Hai.", lead=("Sở Y tế",)),
        order("Ba."),
    )
    UnitFactory(name="Chiềng Sung", parent=sonla.district)
    issued = send(chairman, kept)
    assert issued.n_assignments == 2
    found = {(skip.text, skip.why, skip.names) for skip in issued.skipped}
    assert ("Đội Ba Lá Cờ", Why.UNKNOWN, ()) in found
    assert (ALL, Why.MISSING, ("xã Chiềng Sung",)) in found
    assert ("Sở Y tế", Why.OUTSIDE, (sonla.province_health.name,)) in found
    assert ("Ba", Why.NO_LEAD, ()) in found
    states = list(Obligation.objects.order_by("ordinal").values_list("state", flat=True))
    assert states == ["ISSUED", "CONFIRMED", "CONFIRMED"]
    assert len(Issue.objects.get().skipped) == len(issued.skipped)


def test_the_provinces_order_is_carried_out_by_the_district_and_not_by_its_neighbour(
    confirmed, chairman, sonla
):
    kept = confirmed(
        order("UBND các huyện, thành phố rà soát.", lead=("UBND các huyện, thành phố",)),
        issuer="Ủy ban nhân dân tỉnh Sơn La",
        symbol="UBND-KGVX",
    )
    issued = send(chairman, kept)
    assert Assignment.objects.get().body == sonla.committee
    assert [(skip.why, skip.names) for skip in issued.skipped] == [
        (Why.OUTSIDE, (sonla.next_committee.name,))
    ]


def test_only_what_was_chosen_goes_out(confirmed, chairman):
    kept = confirmed(order("Một.", lead=(ALL,)), order("Hai.", lead=(ALL,)))
    first, second = Obligation.objects.order_by("ordinal")
    send(chairman, kept, obligations=[first.ref])
    assert Assignment.objects.count() == 2
    with pytest.raises(operations.IllegalMove):
        send(chairman, kept, obligations=[first.ref, second.ref])
    send(chairman, kept)
    assert Assignment.objects.count() == 4
    with pytest.raises(operations.Refused):
        send(chairman, kept)


def test_nothing_to_issue_is_said(keep, chairman):
    with pytest.raises(operations.Refused):
        send(chairman, keep(reading(order("Một.", lead=(ALL,)))))


def test_an_obligation_of_another_document_is_not_found(confirmed, chairman):
    one = confirmed(order("Một.", lead=(ALL,)), number="1")
    confirmed(order("Hai.", lead=(ALL,)), number="2")
    other = Obligation.objects.exclude(document__ref=one.ref).get()
    with pytest.raises(operations.NotFound):
        send(chairman, one, obligations=[other.ref])


def test_strangers_find_nothing_and_no_other_role_may(confirmed, sonla, chairman):
    kept = confirmed(order("Một.", lead=(ALL,)))
    for body in (sonla.police, sonla.next_committee, sonla.commune_committee):
        with pytest.raises(operations.NotFound):
            send(post_at(body, Role.COMMANDER), kept)
    for role in set(Role) - {Role.COMMANDER, Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            send(post_at(sonla.committee, role), kept)
    with pytest.raises(NotAllowed):  # an order goes out in the name of one body
        send(post_at(sonla.province_committee, Role.COMMANDER), kept)
    issued = send(chairman, kept)
    for body in (sonla.police, sonla.next_committee, sonla.commune_committee):
        with pytest.raises(operations.NotFound):
            operations.withdraw_issue(
                actor=post_at(body, Role.COMMANDER), issue=issued.ref, now=LATER
            )
    with pytest.raises(NotAllowed):
        operations.withdraw_issue(
            actor=post_at(sonla.committee, Role.DUTY_OFFICER), issue=issued.ref, now=LATER
        )


def test_an_issued_obligation_is_not_reopened(confirmed, chairman):
    send(chairman, confirmed(order("Một.", lead=(ALL,))))
    row = Proposal.objects.get()
    with pytest.raises(operations.Refused):
        operations.reopen_proposal(actor=OPERATOR, proposal=row.ref, version=row.version, now=LATER)


@pytest.mark.parametrize("at", ["_record", "_set_out"])
def test_nothing_is_left_after_a_failure(confirmed, chairman, monkeypatch, at):
    kept = confirmed(order("Một.", lead=(ALL,)))

    def fail(*_arguments, **_named):
        raise RuntimeError("out of ink")

    monkeypatch.setattr(f"phaodai.registers.directives.operations.issuing.{at}", fail)
    with pytest.raises(RuntimeError):
        send(chairman, kept)
    assert not Assignment.objects.exists()
    assert not Issue.objects.exists()
    assert not Grant.objects.exists()
    assert not Announcement.objects.exists()


@pytest.mark.slow
def test_a_thousand_bodies_take_a_bounded_number_of_queries(confirmed, chairman, sonla):
    make_communes(sonla, 1_000)
    kept = confirmed(order("Rà soát.", lead=(ALL,)), order("Báo cáo.", lead=(ALL,)))
    with CaptureQueriesContext(connection) as seen:
        issued = send(chairman, kept)
    assert issued.n_assignments == 2 * 1_002
    reads = [query for query in seen.captured_queries if query["sql"].startswith("SELECT")]
    assert len(reads) <= 60
    assert len(seen) <= 60 + 2_004 / 25  # wide rows go in by the score
