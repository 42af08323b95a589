"""One time of a recurring task in words."""

from datetime import datetime
from typing import Any

from phaodai.delivery.web.tasks import labels
from phaodai.delivery.web.tasks.evidence import Evidence
from phaodai.registers.directives.states import OPEN, OccurrenceState
from phaodai.registers.directives.taskrows import AssignmentDetail, OccurrenceRow

OWED = {OccurrenceState.OPEN, OccurrenceState.RETURNED}


def time_words(
    row: OccurrenceRow, detail: AssignmentDetail, evidence: Evidence, now: datetime
) -> dict[str, Any]:
    """Return an occurrence as lists and its own page show it."""
    is_open = detail.row.state in OPEN
    return {
        "row": row,
        "state": labels.state_chip(row.state),
        "late": labels.late_chip(row.lateness, row.due_at, row.state, now),
        "left": labels.left_words(row.due_at, now) if row.state in OWED else "",
        "files": evidence.of_occurrence.get(row.ref, ()),
        "cited": evidence.named(row.evidence),
        "may_answer": is_open and detail.may_answer and row.state in OWED,
        "may_judge": detail.may_judge and row.state is OccurrenceState.SUBMITTED,
    }
