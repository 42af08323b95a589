from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.models import Entry, Obligation, Proposal
from phaodai.registers.directives.operations import Changes, DueChange, Mention
from phaodai.registers.directives.states import (
    PROPOSAL_MOVES,
    Act,
    DueKind,
    Origin,
    Part,
    ProposalState,
)
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.registers.directives.conftest import post_at

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def kept(keep):
    return keep(
        reading(
            order("UBND các xã, thị trấn rà soát, lập danh sách.", lead=("UBND các xã, thị trấn",)),
            order(
                "Công an huyện chốt chặn. Trung tâm Y tế huyện xét nghiệm.",
                lead=("Công an huyện", "Trung tâm Y tế huyện"),
                deadline=due("date", date="2021-12-30"),
            ),
            order("Báo cáo trước 10h00 hằng ngày.", deadline=due("recurring", rrule="FREQ=DAILY")),
        )
    )


@pytest.fixture
def officer(sonla):
    return post_at(sonla.committee, Role.DUTY_OFFICER, "hanh")


def proposals(kept):
    return list(Proposal.objects.filter(document__ref=kept.ref).order_by("ordinal"))


def act(operation, actor, row, **arguments):
    return operation(actor=actor, proposal=row.ref, version=row.version, now=LATER, **arguments)


def every_act(actor, row):
    """Each operation on one proposal, as far as it can be called on any."""
    document = row.document.ref
    return [
        lambda: act(operations.confirm_proposal, actor, row),
        lambda: act(operations.reject_proposal, actor, row, reason="thừa"),
        lambda: act(operations.edit_proposal, actor, row, changes=Changes(title="Khác")),
        lambda: act(operations.split_proposal, actor, row, pieces=["a", "b"]),
        lambda: act(operations.reopen_proposal, actor, row),
        lambda: operations.confirm_all(actor=actor, document=document, now=LATER),
        lambda: operations.add_proposal(
            actor=actor, document=document, changes=Changes(text="Thêm"), now=LATER
        ),
        lambda: operations.merge_proposals(
            actor=actor,
            document=document,
            versions={p.ref: p.version for p in Proposal.objects.all()},
            now=LATER,
        ),
    ]


def test_nothing_exists_before_confirmation(kept):
    assert not Obligation.objects.exists()


def test_a_confirmed_proposal_is_an_obligation(kept, officer, sonla):
    _first, dated, _daily = proposals(kept)
    ref = act(operations.confirm_proposal, officer, dated)
    row = Obligation.objects.get(ref=ref)
    assert (row.body, row.document.ref, row.due_date) == (
        sonla.committee, kept.ref, date(2021, 12, 30),
    )  # fmt: skip
    dated.refresh_from_db()
    assert (dated.state, dated.version) == (ProposalState.CONFIRMED, 1)
    entry = Entry.objects.get(act=Act.CONFIRM)
    assert (entry.obligation, entry.actor, entry.role) == (row, "hanh", Role.DUTY_OFFICER)
    assert AuditEvent.objects.filter(action="proposal.confirm", subject_ref=dated.ref).exists()
    shown = queries.get_document(actor=officer, ref=kept.ref).proposals
    assert [(p.state, p.obligation) for p in shown][1] == (ProposalState.CONFIRMED, ref)


def test_a_second_confirmation_says_who_was_first(kept, officer, sonla):
    row = proposals(kept)[0]
    act(operations.confirm_proposal, officer, row)
    other = post_at(sonla.committee, Role.COMMANDER, "quoc")
    with pytest.raises(operations.Stale) as caught:
        act(operations.confirm_proposal, other, row)
    assert (caught.value.actor, caught.value.act, caught.value.at) == ("hanh", Act.CONFIRM, LATER)
    row.refresh_from_db()
    with pytest.raises(operations.IllegalMove):
        act(operations.confirm_proposal, other, row)
    assert Obligation.objects.count() == 1


def test_all_at_once(kept, officer):
    stale = proposals(kept)[0]
    act(operations.edit_proposal, officer, stale, changes=Changes(title="Đã sửa"))
    seen = {p.ref: p.version for p in proposals(kept)} | {stale.ref: 0}
    bulk = operations.confirm_all(actor=officer, document=kept.ref, now=LATER, seen=seen)
    assert len(bulk.done) == Obligation.objects.count() == 2
    assert [(left.ref, type(left.error)) for left in bulk.left] == [(stale.ref, operations.Stale)]
    again = operations.confirm_all(actor=officer, document=kept.ref, now=LATER)
    assert (len(again.done), again.left) == (1, [])
    assert operations.confirm_all(actor=officer, document=kept.ref, now=LATER).done == []
    assert AuditEvent.objects.filter(action="proposal.confirm_all").count() == 2


def test_all_at_once_takes_as_many_queries_for_many(keep, officer):
    few = keep(reading(order("Một."), order("Hai."), number="1"))
    many = keep(reading(*(order(f"Việc {n}.") for n in range(60)), number="2"))
    counts = []
    for kept in (few, many):
        with CaptureQueriesContext(connection) as seen:
            operations.confirm_all(actor=officer, document=kept.ref, now=LATER)
        counts.append(len(seen))
    assert counts[1] - counts[0] <= 8  # batches of wide rows


def test_an_edit_keeps_what_was_read(kept, officer, sonla):
    row = proposals(kept)[0]
    changes = Changes(
        title="Lập danh sách",
        due=DueChange(kind=DueKind.DATE, day=date(2021, 12, 31), at=time(10)),
        lead=[Mention("Công an huyện"), Mention("", BodyRef(sonla.health.ref))],
        targets=[{"indicator": "plans.completed", "comparator": ">=", "value": 100}],
    )
    version = act(operations.edit_proposal, officer, row, changes=changes)
    row.refresh_from_db()
    assert (row.title, row.due_kind, row.due_time, row.version) == (
        "Lập danh sách", DueKind.DATE, time(10), version,
    )  # fmt: skip
    leads = row.bodies.filter(part=Part.LEAD).order_by("ordinal")
    assert [lead.body for lead in leads] == [sonla.police, sonla.health]
    assert row.original["lead"] == ["UBND các xã, thị trấn"]
    assert row.targets[0]["unit"] == "percent"
    changed = Entry.objects.get(act=Act.EDIT).details
    assert changed["title"] == ["", "Lập danh sách"]
    assert changed["due_date"] == [None, "2021-12-31"]
    original = row.original
    act(operations.edit_proposal, officer, row, changes=Changes(text="Khác hẳn."))
    row.refresh_from_db()
    assert row.original == original


def test_an_edit_that_changes_nothing_writes_nothing(kept, officer):
    row = proposals(kept)[0]
    assert act(operations.edit_proposal, officer, row, changes=Changes(text=row.text)) == 0
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        Changes(text="  "),
        Changes(due=DueChange(kind=DueKind.DATE)),
        Changes(due=DueChange(kind=DueKind.RECURRING, rrule="FREQ=SOMETIMES")),
        Changes(due=DueChange(kind=DueKind.DURATION, duration="bao lâu")),
        Changes(targets=[{"indicator": "no.such", "comparator": ">=", "value": 1}]),
        Changes(targets=[{"indicator": "plans.completed", "comparator": "~", "value": 1}]),
        Changes(targets=[{"indicator": "plans.completed", "comparator": ">", "value": -1}]),
        Changes(lead=[Mention("")]),
        Changes(lead=[Mention("x")] * 201),
    ],
)
def test_a_bad_edit_changes_nothing(kept, officer, changes):
    row = proposals(kept)[0]
    with pytest.raises(operations.Refused):
        act(operations.edit_proposal, officer, row, changes=changes)
    row.refresh_from_db()
    assert (row.version, row.original) == (0, {})
    assert row.bodies.count() == 1
    assert not Entry.objects.exists()


def test_split_and_undo(kept, officer, sonla):
    row = proposals(kept)[1]
    text = row.document.text
    middle = text.index("Trung tâm Y tế", row.span_start)
    refs = act(
        operations.split_proposal,
        officer,
        row,
        pieces=[(row.span_start, middle), (middle, row.span_end)],
    )
    parts = [Proposal.objects.get(ref=ref) for ref in refs]
    assert [part.text for part in parts] == [
        "Công an huyện chốt chặn.", "Trung tâm Y tế huyện xét nghiệm.",
    ]  # fmt: skip
    assert {(part.origin, part.due_date, part.bodies.count()) for part in parts} == {
        (Origin.SPLIT, date(2021, 12, 30), 2)
    }
    shown = [p.ref for p in queries.get_document(actor=officer, ref=kept.ref).proposals]
    assert shown[1:3] == [str(ref) for ref in refs]
    assert str(row.ref) not in shown
    row.refresh_from_db()
    assert row.state == ProposalState.SPLIT
    act(operations.reopen_proposal, officer, row)
    assert Proposal.objects.filter(document__ref=kept.ref).count() == 3


def test_a_split_is_not_undone_once_a_part_is_confirmed(kept, officer):
    row = proposals(kept)[1]
    refs = act(operations.split_proposal, officer, row, pieces=["Một.", "Hai."])
    act(operations.confirm_proposal, officer, Proposal.objects.get(ref=refs[0]))
    row.refresh_from_db()
    with pytest.raises(operations.Refused):
        act(operations.reopen_proposal, officer, row)
    assert Proposal.objects.filter(document__ref=kept.ref).count() == 5


@pytest.mark.parametrize("pieces", [["một"], ["một", " "], [(0, 3), (3, 9)]])
def test_a_bad_split_is_refused(kept, officer, pieces):
    row = proposals(kept)[1]
    with pytest.raises(operations.Refused):
        act(operations.split_proposal, officer, row, pieces=pieces)
    assert len(proposals(kept)) == 3


def test_merge_and_undo(kept, officer):
    rows = proposals(kept)
    ref = operations.merge_proposals(
        actor=officer,
        document=kept.ref,
        versions={row.ref: row.version for row in rows},
        now=LATER,
    )
    whole = Proposal.objects.get(ref=ref)
    assert whole.text == "\n".join(row.text for row in rows)
    assert whole.due_date == date(2021, 12, 30)
    assert whole.bodies.filter(part=Part.LEAD).count() == 3
    states = set(Proposal.objects.exclude(ref=ref).values_list("state", flat=True))
    assert states == {ProposalState.MERGED}
    rows[0].refresh_from_db()
    act(operations.reopen_proposal, officer, rows[0])
    assert {row.state for row in proposals(kept)} == {ProposalState.PROPOSED}
    assert len(proposals(kept)) == 3


def test_merging_one_is_nothing(kept, officer):
    row = proposals(kept)[0]
    with pytest.raises(operations.Refused):
        operations.merge_proposals(
            actor=officer, document=kept.ref, versions={row.ref: 0}, now=LATER
        )


def test_merging_across_documents_is_refused(kept, keep, officer):
    other = proposals(keep(reading(order("Việc khác."), number="99")))[0]
    with pytest.raises(operations.NotFound):
        operations.merge_proposals(
            actor=officer,
            document=kept.ref,
            versions={proposals(kept)[0].ref: 0, other.ref: 0},
            now=LATER,
        )


def test_add_with_and_without_a_place(kept, officer):
    text = proposals(kept)[0].document.text
    at = text.index("hằng ngày")
    placed = operations.add_proposal(
        actor=officer, document=kept.ref, changes=Changes(), span=(at, at + 9), now=LATER
    )
    free = operations.add_proposal(
        actor=officer, document=kept.ref, changes=Changes(text="Trực ban 24/24."), now=LATER
    )
    assert Proposal.objects.get(ref=placed).text == "hằng ngày"
    shown = queries.get_document(actor=officer, ref=kept.ref).proposals[-1]
    assert (shown.ref, shown.has_span, shown.origin) == (str(free), False, Origin.ADDED)
    for bad in ({"span": (0, 10**6)}, {}):
        with pytest.raises(operations.Refused):
            operations.add_proposal(
                actor=officer, document=kept.ref, changes=Changes(), now=LATER, **bad
            )


def test_reject_with_a_reason_and_undo(kept, officer):
    row = proposals(kept)[0]
    with pytest.raises(operations.Refused):
        act(operations.reject_proposal, officer, row, reason=" ")
    act(operations.reject_proposal, officer, row, reason="chỉ là căn cứ")
    row.refresh_from_db()
    assert (row.state, row.reason) == (ProposalState.REJECTED, "chỉ là căn cứ")
    act(operations.reopen_proposal, officer, row)
    row.refresh_from_db()
    assert (row.state, row.reason) == (ProposalState.PROPOSED, "")
    with pytest.raises(operations.IllegalMove):
        act(operations.reopen_proposal, officer, row)


def test_a_confirmation_is_undone_before_the_issue(kept, officer):
    row = proposals(kept)[0]
    act(operations.confirm_proposal, officer, row)
    row.refresh_from_db()
    act(operations.reopen_proposal, officer, row)
    assert not Obligation.objects.exists()


def test_strangers_find_nothing_and_readers_may_not(kept, sonla):
    row = proposals(kept)[0]
    for body in (sonla.police, sonla.next_committee, sonla.commune_committee):
        for role in (Role.DUTY_OFFICER, Role.COMMANDER):
            for operation in every_act(post_at(body, role), row):
                with pytest.raises(operations.NotFound):
                    operation()
    for operation in every_act(post_at(sonla.committee, Role.REPORTER), row):
        with pytest.raises(NotAllowed):
            operation()
    assert not Entry.objects.exists()
    assert not Obligation.objects.exists()


@pytest.mark.parametrize("at", ["move", "note"])
def test_nothing_is_left_after_a_failure(kept, officer, monkeypatch, at):
    def fail(*_arguments, **_named):
        raise RuntimeError("out of paper")

    row = proposals(kept)[0]
    monkeypatch.setattr(f"phaodai.registers.directives.operations.confirming.{at}", fail)
    with pytest.raises(RuntimeError):
        act(operations.confirm_proposal, officer, row)
    row.refresh_from_db()
    assert (row.state, row.version) == (ProposalState.PROPOSED, 0)
    assert not Obligation.objects.exists()


def test_every_state_has_its_moves():
    assert set(PROPOSAL_MOVES) == set(ProposalState)
