"""Obligations with their cascade, and one assignment with all that belongs to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from phaodai.foundation.agencies.models import Body
from phaodai.registers.directives import policies
from phaodai.registers.directives.models import (
    Assignment,
    Document,
    Entry,
    Obligation,
    Occurrence,
    ProposalBody,
)
from phaodai.registers.directives.queries.mapping import bodies_of, due_of, name_of
from phaodai.registers.directives.queries.naming import (
    assignment_rows,
    occurrence_row,
    timeline_rows,
)
from phaodai.registers.directives.queries.narrowing import late_q
from phaodai.registers.directives.queries.tasks import heavy, seen
from phaodai.registers.directives.rows import Page
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    AssignmentState,
    Lateness,
    ObligationState,
    Proof,
)
from phaodai.registers.directives.taskrows import (
    AssignmentDetail,
    LevelCounts,
    ObligationDetail,
    ObligationRow,
    TimelineRow,
)
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

MOST_CHILDREN = 500
MOST_OCCURRENCES = 60
HISTORY_SIZE = 20


class ObligationNotFound(LookupError):
    """There is no such obligation, or the actor may not see it: nobody can tell which."""


class AssignmentNotFound(LookupError):
    """There is no such assignment, or the actor may not see it: nobody can tell which."""


def list_obligations(
    *, actor: Actor, document: DocumentRef, now: datetime
) -> Sequence[ObligationRow]:
    """Return the obligations of a document in sight, with counts of the assignments in sight."""
    rows = list(_rows(actor).filter(document__ref=document).order_by("ordinal"))
    return _mapped(actor, rows, now)


def get_obligation(*, actor: Actor, ref: UUID, now: datetime) -> ObligationDetail:
    """Return an obligation with counts for each level of its cascade, and its timeline.

    Whoever sees one of its assignments sees it too, though perhaps not its document.

    Raises:
        ObligationNotFound: There is none in sight.
    """
    shown = list(_shown(actor, ref).values_list("pk", flat=True))
    row = (
        _loaded(Obligation.objects.filter(pk__in=shown))
        .select_related("document", "body__unit", "issue", "proposal")
        .defer(*heavy("document__"))
        .first()
    )
    if row is None:
        raise ObligationNotFound(str(ref))
    about = Entry.objects.filter(
        Q(obligation=row) | Q(proposal=row.proposal_id), assignment=None, occurrence=None
    )
    return ObligationDetail(
        row=_mapped(actor, [row], now)[0],
        document=DocumentRef(row.document.ref),
        document_name=name_of(row.document),
        is_document_in_sight=Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
        .filter(pk=row.document_id)
        .exists(),
        keeper=row.body.name,
        keeper_body=BodyRef(row.body.ref),
        keeper_unit=UnitRef(row.body.unit.ref),
        scope=row.scope,
        escalate_after_hours=row.escalate_after_hours,
        levels=_levels(seen(actor).filter(obligation=row), now),
        skipped=[
            skip
            for skip in (row.issue.skipped if row.issue else [])
            if skip["obligation"] == str(ref)
        ],
        timeline=timeline_rows(about),
        may_issue=row.state == ObligationState.CONFIRMED
        and policies.can_issue(actor, row.body, on=deadlines.local_day(now)),
    )


def get_history(
    *, actor: Actor, ref: UUID, page: int = 1, size: int = HISTORY_SIZE
) -> tuple[Sequence[TimelineRow], Page]:
    """Return the lines of an obligation and of its assignments in sight, the latest first.

    Nothing in sight is an empty page; so is a page beyond the last.
    """
    shown = _shown(actor, ref).values_list("pk", "proposal_id").first()
    if shown is None:
        return [], Page(number=1, size=size, total=0)
    obligation, proposal = shown
    mine = seen(actor).filter(obligation=obligation).values("pk")
    about = Entry.objects.filter(
        Q(obligation=obligation) | Q(proposal=proposal),
        Q(assignment=None, occurrence=None) | Q(assignment__in=mine),
    )
    whole = Page(number=page, size=size, total=about.count())
    start = (page - 1) * size
    found = list(about.order_by("-at", "-pk").values_list("pk", flat=True)[start : start + size])
    return timeline_rows(Entry.objects.filter(pk__in=found))[::-1], whole


def get_assignment(*, actor: Actor, ref: UUID, now: datetime) -> AssignmentDetail:
    """Return an assignment with what was passed on, its occurrences and its timeline.

    Raises:
        AssignmentNotFound: There is none in sight.
    """
    row = (
        seen(actor)
        .select_related("body__unit", "obligation__body__unit", "parent__body__unit")
        .filter(ref=ref)
        .first()
    )
    if row is None:
        raise AssignmentNotFound(str(ref))
    obligation = row.obligation

    def speaks_for(body: Body) -> bool:
        return policies.can_issue(actor, body, on=deadlines.local_day(now))

    children = Assignment.objects.filter(parent=row).order_by("unit__path", "pk")[:MOST_CHILDREN]
    occurrences = (
        Occurrence.objects.filter(assignment=row)
        .select_related("assignment", "body", "unit")
        .order_by("-due_at")[:MOST_OCCURRENCES]
    )
    about = Entry.objects.filter(
        Q(assignment=row) | Q(obligation=obligation, assignment=None, occurrence=None)
    )
    return AssignmentDetail(
        row=assignment_rows(Assignment.objects.filter(pk=row.pk), now=now)[0],
        text=obligation.text,
        keeper=obligation.body.name,
        giver=row.parent.body.name if row.parent else obligation.body.name,
        note=row.note,
        evidence=row.evidence,
        reason=row.reason,
        extension_reason=row.extension_reason,
        targets=obligation.targets,
        children=assignment_rows(children, now=now),
        occurrences=[occurrence_row(each, now=now) for each in occurrences],
        timeline=timeline_rows(about),
        may_answer=policies.can_answer(actor, row),
        may_delegate=policies.can_delegate(actor, row),
        may_judge=policies.can_judge_answer(actor, row, speaks_for=speaks_for),
        may_withdraw=policies.can_withdraw(actor, row, speaks_for=speaks_for),
    )


def _rows(actor: Actor) -> QuerySet[Obligation]:
    return _loaded(Obligation.objects.visible_to(actor, Permission.DIRECTIVES_VIEW))


def _shown(actor: Actor, ref: UUID) -> QuerySet[Obligation]:
    """Keep one obligation if it or any of its assignments is in sight."""
    own = Obligation.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).filter(ref=ref)
    of_assignments = seen(actor).filter(obligation__ref=ref).values("obligation")
    return Obligation.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=of_assignments), ref=ref)


def _loaded(found: QuerySet[Obligation]) -> QuerySet[Obligation]:
    bodies = ProposalBody.objects.select_related("body", "within")
    return found.select_related("proposal", "issue").prefetch_related(
        Prefetch("proposal__bodies", bodies)
    )


def _mapped(actor: Actor, rows: Sequence[Obligation], now: datetime) -> list[ObligationRow]:
    counts = {
        pk: (n, n_accepted, n_overdue)
        for pk, n, n_accepted, n_overdue in seen(actor)
        .filter(obligation__in=[row.pk for row in rows])
        .exclude(state=AssignmentState.WITHDRAWN)
        .order_by()
        .values_list("obligation")
        .annotate(
            n=Count("pk"),
            n_accepted=Count("pk", filter=Q(state=AssignmentState.ACCEPTED)),
            n_overdue=Count("pk", filter=late_q(Lateness.OVERDUE, now)),
        )
    }
    return [
        ObligationRow(
            ref=row.ref,
            version=row.version,
            ordinal=row.ordinal,
            clause=row.clause,
            title=row.title,
            text=row.text,
            state=ObligationState(row.state),
            due=due_of(row),
            due_at=row.due_at,
            bodies=bodies_of(row.proposal.bodies.all()),
            targets=row.targets,
            is_measured=row.is_measured,
            n_assignments=counts.get(row.pk, (0, 0, 0))[0],
            n_accepted=counts.get(row.pk, (0, 0, 0))[1],
            n_overdue=counts.get(row.pk, (0, 0, 0))[2],
            proposal=row.proposal.ref,
            issue=row.issue.ref if row.issue else None,
        )
        for row in rows
    ]


def _levels(found: QuerySet[Assignment], now: datetime) -> list[LevelCounts]:
    live = found.order_by().values("unit__level", "depth")
    counts: dict[str, Count] = {
        **{f"state_{state}": Count("pk", filter=Q(state=state)) for state in AssignmentState},
        **{f"late_{late}": Count("pk", filter=late_q(late, now)) for late in Lateness},
        **{f"proof_{proof}": Count("pk", filter=Q(proof=proof)) for proof in Proof},
    }
    groups: list[dict[str, Any]] = [dict(group) for group in live.annotate(n=Count("pk"), **counts)]
    order = list(UnitLevel)
    counted = [
        LevelCounts(
            level=UnitLevel(group["unit__level"]),
            depth=group["depth"],
            n=group["n"],
            by_state={state: group[f"state_{state}"] for state in AssignmentState},
            by_lateness={late: group[f"late_{late}"] for late in Lateness},
            by_proof={proof: group[f"proof_{proof}"] for proof in Proof},
        )
        for group in groups
    ]
    return sorted(counted, key=lambda each: (each.depth, order.index(each.level)))
