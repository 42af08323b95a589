"""The times at which a recurring assignment is due: one of them, or page by page."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from phaodai.registers.directives.models import Occurrence
from phaodai.registers.directives.queries.naming import occurrence_row
from phaodai.registers.directives.rows import Page
from phaodai.registers.directives.taskrows import OccurrenceRow
from phaodai.vocabulary.access import Actor, Permission

PAGE_SIZE = 30


def list_occurrences(
    *, actor: Actor, assignment: UUID, now: datetime, page: int = 1, size: int = PAGE_SIZE
) -> tuple[Sequence[OccurrenceRow], Page]:
    """Return one page of the occurrences in sight of an assignment, the latest first."""
    found = Occurrence.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).filter(
        assignment__ref=assignment
    )
    total = found.count()
    number = max(1, min(page, -(-total // size) or 1))
    rows = found.select_related("assignment", "body", "unit").order_by("-due_at", "-pk")
    shown = rows[(number - 1) * size : number * size]
    return [occurrence_row(row, now=now) for row in shown], Page(
        number=number, size=size, total=total
    )


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
