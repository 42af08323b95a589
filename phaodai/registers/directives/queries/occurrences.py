"""The times at which a recurring assignment is due: one of them, or page by page."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from phaodai.foundation.access.keyset import Key, after
from phaodai.registers.directives.models import Occurrence
from phaodai.registers.directives.queries.naming import occurrence_row
from phaodai.registers.directives.rows import Page
from phaodai.registers.directives.taskrows import OccurrenceRow
from phaodai.vocabulary.access import Actor, Permission

PAGE_SIZE = 30
OCCURRENCE_KEYS = (Key("due_at", is_descending=True), Key("ref", is_descending=True))
OccurrencePosition = tuple[datetime, UUID]


def list_occurrences(
    *,
    actor: Actor,
    assignment: UUID,
    now: datetime,
    until: datetime | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> tuple[Sequence[OccurrenceRow], Page]:
    """Return one page of the occurrences in sight of an assignment, the latest first.

    Args:
        actor: Who looks.
        assignment: Of which recurring assignment.
        now: The moment by which they are late or not.
        until: Show none that is due later; the page counts them all the same.
        page: Which page, from 1.
        size: How many on one.
    """
    found = Occurrence.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).filter(
        assignment__ref=assignment
    )
    total = found.count()
    number = max(1, min(page, -(-total // size) or 1))
    rows = found.select_related("assignment", "body", "unit").order_by("-due_at", "-pk")
    if until is not None:
        rows = rows.filter(due_at__lte=until)
    shown = rows[(number - 1) * size : number * size]
    return [occurrence_row(row, now=now) for row in shown], Page(
        number=number, size=size, total=total
    )


def feed_occurrences(
    *,
    actor: Actor,
    assignment: UUID,
    now: datetime,
    limit: int,
    position: OccurrencePosition | None = None,
) -> list[OccurrenceRow]:
    """Return the occurrences in sight of an assignment, the latest first, as a long list.

    Args:
        actor: Who asks.
        assignment: Of which.
        now: The moment that says what is late.
        limit: How many at most.
        position: Begin after the row of this position.
    """
    found = Occurrence.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).filter(
        assignment__ref=assignment
    )
    if position is not None:
        found = found.filter(after(OCCURRENCE_KEYS, position))
    rows = found.select_related("assignment", "body", "unit")
    ordered = rows.order_by(*(key.order for key in OCCURRENCE_KEYS))[:limit]
    return [occurrence_row(row, now=now) for row in ordered]


def occurrence_position(row: OccurrenceRow) -> OccurrencePosition:
    """Return where a row stands in the list."""
    return row.due_at, row.ref


def get_occurrence(
    *, actor: Actor, assignment: UUID, ref: UUID, now: datetime
) -> OccurrenceRow | None:
    """Return one occurrence in sight of an assignment; None where there is none."""
    row = (
        Occurrence.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
        .select_related("assignment", "body", "unit")
        .filter(ref=ref, assignment__ref=assignment)
        .first()
    )
    return occurrence_row(row, now=now) if row is not None else None
