"""Obligations go out: one assignment for each body that answers; thirty seconds to take it back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch

from phaodai.foundation.access import operations as access
from phaodai.foundation.access.models import Grant
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.events import bus
from phaodai.registers.directives import policies, publishing
from phaodai.registers.directives.cascade import Cascade, Skipped
from phaodai.registers.directives.models import (
    Assignment,
    Document,
    Entry,
    Issue,
    Obligation,
    ProposalBody,
)
from phaodai.registers.directives.operations import evidencing, recording
from phaodai.registers.directives.operations.drafting import locked, resolver_of
from phaodai.registers.directives.operations.errors import NotFound, Refused
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.rules.moves import check_move
from phaodai.registers.directives.states import (
    OBLIGATION_MOVES,
    Act,
    DueKind,
    ObligationState,
    Part,
    Proof,
)
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.events import DirectiveIssued
from phaodai.vocabulary.refs import BodyRef, DocumentRef

GRANT_KIND = "document"
BATCH = 2_000


class TooLate(Exception):
    """What was issued has gone out and can only be withdrawn."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What an issue made."""

    ref: UUID
    obligations: tuple[UUID, ...]
    n_assignments: int
    n_bodies: int
    skipped: tuple[Skipped, ...]
    can_be_taken_back_until: datetime


@transaction.atomic
def issue(
    *,
    actor: Actor,
    document: DocumentRef,
    obligations: Collection[UUID] | None = None,
    now: datetime,
) -> Issued:
    """Send confirmed obligations of a document to every body that answers for them.

    Wordings for many ("UBND các xã, thị trấn") become the bodies of the units of that day. Who
    is named and gets nothing is listed with the reason; an obligation that nobody would get
    stays confirmed.

    Args:
        actor: Who issues.
        document: Whose obligations.
        obligations: Which of them; None = all that are confirmed.
        now: The moment of the act.

    Raises:
        NotFound: There is no such document, or obligation of it, in sight.
        NotAllowed: The actor neither heads the body nor holds its written delegation.
        IllegalMove: One was issued already.
        Refused: There is nothing to issue, or nobody to get it.
    """
    kept = locked(actor, document)
    basis = policies.check_can_issue(actor, kept.body, on=deadlines.local_day(now))
    rows = _confirmed(kept, obligations)
    cascade = Cascade(
        issuer=kept.body, resolver=resolver_of(kept, now), day=deadlines.local_day(now)
    )
    falls_to = {row.pk: cascade.recipients(row, row.proposal.bodies.all()) for row in rows}
    going = [row for row in rows if falls_to[row.pk]]
    if not going:
        raise Refused("không có cơ quan nào nhận nghĩa vụ", "there is nobody to get an obligation")
    bodies = {body for found in falls_to.values() for body in found}
    n_assignments = sum(len(found) for found in falls_to.values())
    act = Issue(
        unit=kept.unit,
        body=kept.body,
        document=kept,
        issued_at=now,
        basis=basis,
        given_to=[str(ref) for ref in sorted(_give_sight(kept, bodies, now))],
        skipped=[each.as_json() for each in cascade.skipped],
        n_assignments=n_assignments,
    )
    act.announcement_ref = bus.announce(
        DirectiveIssued(
            occurred_at=now,
            issue=act.ref,
            document=DocumentRef(kept.ref),
            body=BodyRef(kept.body.ref),
            obligations=tuple(row.ref for row in going),
            n_assignments=n_assignments,
        ),
        hold=bus.UNDO_HOLD,
    )
    act.save()
    for row in going:
        _set_out(row, act, now)
        leads = {body.unit_id for body, part in falls_to[row.pk].items() if part is Part.LEAD}
        row.is_measured = publishing.publish_targets(row, unit_ids=leads, now=now)
    Obligation.objects.bulk_update(
        going, ["state", "version", "issue", "due_at", "recurs_from", "is_measured"], batch_size=100
    )
    Assignment.objects.bulk_create(
        (
            assignment_of(row, act, body, part, now)
            for row in going
            for body, part in falls_to[row.pk].items()
        ),
        batch_size=BATCH,
    )
    Entry.objects.bulk_create(
        recording.line(
            actor=actor,
            act=Act.ISSUE,
            at=now,
            speaks_for=kept.body.ref,
            document=kept,
            proposal=row.proposal,
            obligation=row,
            text=basis,
            details={"issue": str(act.ref), "assignments": len(falls_to[row.pk])},
        )
        for row in going
    )
    _record(actor, "directive.issue", act, going, now)
    return Issued(
        ref=act.ref,
        obligations=tuple(row.ref for row in going),
        n_assignments=n_assignments,
        n_bodies=len(bodies),
        skipped=tuple(cascade.skipped),
        can_be_taken_back_until=now + bus.UNDO_HOLD,
    )


@transaction.atomic
def withdraw_issue(*, actor: Actor, issue: UUID, now: datetime) -> None:
    """Take an issue back within thirty seconds, as if it had not been.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor neither heads the body nor holds its written delegation.
        TooLate: It has gone out, or was taken back before.
    """
    seen = Issue.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    act = (
        Issue.objects.select_for_update(of=("self",))
        .select_related("body__unit", "unit", "document")
        .filter(ref=issue, pk__in=seen.values("pk"))
        .first()
    )
    if act is None:
        raise NotFound(str(issue))
    policies.check_can_issue(actor, act.body, on=deadlines.local_day(now))
    if act.taken_back_at is not None or not bus.withdraw(act.announcement_ref, now=now):
        raise TooLate(str(issue))
    rows = list(Obligation.objects.filter(issue=act))
    evidencing.detach_all(actor, act, now)
    depths = act.assignments.order_by("-depth").values_list("depth", flat=True).distinct()
    for depth in list(depths):
        Assignment.objects.filter(issue=act, depth=depth).delete()
    for row in rows:
        check_move(
            OBLIGATION_MOVES,
            current=ObligationState(row.state),
            target=ObligationState.CONFIRMED,
        )
        publishing.withdraw_targets(row, now=now)
        row.state, row.issue, row.due_at = ObligationState.CONFIRMED, None, None
        row.recurs_from, row.is_measured = None, False
        row.version += 1
    Obligation.objects.bulk_update(
        rows, ["state", "version", "issue", "due_at", "recurs_from", "is_measured"], batch_size=100
    )
    access.end(
        kind=GRANT_KIND,
        subject=act.document.ref,
        bodies=[BodyRef(UUID(ref)) for ref in act.given_to],
        now=now,
    )
    act.taken_back_at = now
    act.save(update_fields=["taken_back_at"])
    Entry.objects.bulk_create(
        recording.line(
            actor=actor,
            act=Act.TAKE_BACK,
            at=now,
            speaks_for=act.body.ref,
            document=act.document,
            obligation=row,
            details={"issue": str(act.ref)},
        )
        for row in rows
    )
    _record(actor, "directive.take_back", act, rows, now)


def assignment_of(
    obligation: Obligation, act: Issue, body: Body, part: Part, now: datetime
) -> Assignment:
    """Return the assignment of one body, not saved yet."""
    return Assignment(
        unit=body.unit,
        body=body,
        obligation=obligation,
        issue=act,
        part=part,
        created_at=now,
        due_at=obligation.due_at,
        escalate_at=escalation(obligation, obligation.due_at),
        proof=Proof.WAITING if obligation.is_measured and part is Part.LEAD else Proof.EVIDENCE,
    )


def escalation(obligation: Obligation, due: datetime | None) -> datetime | None:
    """Return when an answer that is missing is brought before the head above."""
    return due and due + timedelta(hours=obligation.escalate_after_hours)


def _confirmed(document: Document, refs: Collection[UUID] | None) -> list[Obligation]:
    bodies = ProposalBody.objects.select_related("body__unit", "within")
    rows = (
        Obligation.objects.filter(document=document)
        .select_related("proposal")
        .prefetch_related(Prefetch("proposal__bodies", bodies))
        .order_by("ordinal")
    )
    if refs is None:
        found = list(rows.filter(state=ObligationState.CONFIRMED))
    else:
        found = list(rows.filter(ref__in=refs))
        if len(found) < len(set(refs)):
            raise NotFound(", ".join(sorted(map(str, set(refs) - {row.ref for row in found}))))
    if not found:
        raise Refused("chưa có nghĩa vụ nào được xác nhận", "no obligation is confirmed")
    for row in found:
        check_move(
            OBLIGATION_MOVES, current=ObligationState(row.state), target=ObligationState.ISSUED
        )
    return found


def _set_out(row: Obligation, act: Issue, now: datetime) -> None:
    row.state = ObligationState.ISSUED
    row.version += 1
    row.issue = act
    row.due_at = deadlines.due_at(
        kind=DueKind(row.due_kind),
        day=row.due_date,
        at=row.due_time,
        duration=row.due_duration,
        is_working_days=bool(row.due_working_days),
        since=row.due_from,
        issued_at=now,
    )
    if row.due_kind == DueKind.RECURRING:
        row.recurs_from = row.recurs_from or deadlines.local_day(now)


def _give_sight(document: Document, bodies: Iterable[Body], now: datetime) -> set[BodyRef]:
    """Let the bodies read the document; return those that could not before."""
    has = set(
        Grant.objects.filter(kind=GRANT_KIND, subject_ref=document.ref, ended_at=None).values_list(
            "body_ref", flat=True
        )
    )
    fresh = {BodyRef(body.ref) for body in bodies if body.ref not in has}
    fresh.discard(BodyRef(document.body.ref))
    access.give(kind=GRANT_KIND, subject=document.ref, bodies=fresh, reason="assigned", now=now)
    return fresh


def _record(
    actor: Actor, action: str, act: Issue, rows: Collection[Obligation], now: datetime
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="document",
        subject_ref=act.document.ref,
        unit_ref=act.unit.ref,
        body_ref=act.body.ref,
        details={
            "issue": str(act.ref),
            "obligations": [str(row.ref) for row in rows],
            "assignments": act.n_assignments,
            "skipped": len(act.skipped),
            "basis": act.basis,
        },
        at=now,
    )
