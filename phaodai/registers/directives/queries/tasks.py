"""Assignments: the board, what is owed today, who is late."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from phaodai.registers.directives.models import Assignment, Document, Obligation
from phaodai.registers.directives.queries.naming import assignment_rows, name_of
from phaodai.registers.directives.queries.narrowing import (
    TaskFilter,
    TaskOrder,
    late_q,
    narrow,
    ordered,
    state_q,
)
from phaodai.registers.directives.rows import DocumentName, Page
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    AssignmentState,
    Lateness,
    Proof,
)
from phaodai.registers.directives.taskrows import AssignmentRow, TaskBoard
from phaodai.vocabulary.access import Actor, Permission

PAGE_SIZE = 50
MOST_SOURCES = 200
CHUNK = 500  # rows named at once: far below what a database takes as parameters
FAR = deadlines.moment_of(date(9000, 1, 1), None)  # after every deadline


def get_tasks(
    *,
    actor: Actor,
    wanted: TaskFilter,
    now: datetime,
    order: TaskOrder = TaskOrder.DUE,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> TaskBoard:
    """Return one page of the assignments in sight, and the counts of all that match.

    `by_state` counts what the rest of the filter leaves, whatever the state, so that a reader
    sees what choosing another state would show; everything else counts what is listed.
    """
    found, state = narrow(seen(actor), wanted, now), state_q(wanted)
    alive = state & ~Q(state=AssignmentState.WITHDRAWN)
    counts = found.order_by().aggregate(
        total=Count("pk", filter=state) if state else Count("pk"),
        **{f"state_{state}": Count("pk", filter=Q(state=state)) for state in AssignmentState},
        **{f"late_{late}": Count("pk", filter=alive & late_q(late, now)) for late in Lateness},
        **{f"proof_{proof}": Count("pk", filter=state & Q(proof=proof)) for proof in Proof},
    )
    total = counts["total"]
    number = max(1, min(page, -(-total // size) or 1))
    rows = ordered(found.filter(state), order)[(number - 1) * size : number * size]
    return TaskBoard(
        rows=assignment_rows(rows, now=now),
        page=Page(number=number, size=size, total=total),
        by_state={state: counts[f"state_{state}"] for state in AssignmentState},
        by_lateness={late: counts[f"late_{late}"] for late in Lateness},
        by_proof={proof: counts[f"proof_{proof}"] for proof in Proof},
    )


def pick_tasks(
    *,
    actor: Actor,
    wanted: TaskFilter,
    now: datetime,
    order: TaskOrder = TaskOrder.DUE,
    states: Collection[AssignmentState] = tuple(AssignmentState),
    limit: int,
) -> dict[UUID, int]:
    """Return the references and versions of what matches and is in one of the states."""
    found = narrow(seen(actor), wanted, now).filter(state_q(wanted), state__in=states)
    return dict(ordered(found, order).values_list("ref", "version")[:limit])


def list_picked(*, actor: Actor, refs: Collection[UUID], now: datetime) -> list[AssignmentRow]:
    """Return the assignments in sight among those picked, the soonest due first."""
    found = seen(actor)
    asked = list(refs)
    rows = [
        row
        for start in range(0, len(asked), CHUNK)
        for row in assignment_rows(found.filter(ref__in=asked[start : start + CHUNK]), now=now)
    ]
    return sorted(rows, key=lambda row: (row.due_at or FAR, row.body_name))


def each_task(
    *, actor: Actor, wanted: TaskFilter, now: datetime, order: TaskOrder = TaskOrder.DUE
) -> Iterator[AssignmentRow]:
    """Yield everything that matches, for a file; which rows is settled with the first."""
    found = narrow(seen(actor), wanted, now).filter(state_q(wanted))
    ids = list(ordered(found, order).values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        some = Assignment.objects.filter(pk__in=ids[start : start + CHUNK])
        yield from assignment_rows(ordered(some, order), now=now)


def list_sources(*, actor: Actor, limit: int = MOST_SOURCES) -> Sequence[DocumentName]:
    """Return the documents from which assignments in sight came, the latest first."""
    orders = Obligation.objects.filter(pk__in=seen(actor).values("obligation"))
    found = Document.objects.filter(pk__in=orders.values("document")).exclude(number_key="")
    return [name_of(row) for row in found.defer(*heavy()).order_by("-day", "-pk")[:limit]]


def seen(actor: Actor) -> QuerySet[Assignment]:
    """Return the assignments in sight."""
    return Assignment.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)


def heavy(prefix: str = "") -> Iterable[str]:
    """Return the columns of a document that no list shows."""
    return (f"{prefix}{name}" for name in ("text", "search_key", "evidence", "clauses"))
