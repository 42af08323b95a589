"""Occurrences: each time that a recurring assignment is due."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from ninja import Schema

from phaodai.delivery import clock
from phaodai.delivery.api import changes
from phaodai.delivery.api.assignments import JUDGES, Answer
from phaodai.delivery.api.changes import Act, Reason, Verb
from phaodai.delivery.api.fields import Moment
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest
from phaodai.registers.directives import operations, queries, taskrows
from phaodai.registers.directives.states import Lateness, OccurrenceState
from phaodai.vocabulary.access import Permission

room = Room("occurrences")


class Occurrence(Schema):
    """One time that a recurring assignment is due."""

    ref: UUID
    version: int
    assignment: UUID
    day: date
    due_at: Moment
    state: OccurrenceState
    lateness: Lateness
    answered_at: Moment | None
    note: str
    reason: str


class Occurrences(Schema):
    """The occurrences of an assignment, the latest first."""

    items: list[Occurrence]


@room.read(
    "/assignments/{uuid:ref}/occurrences",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Occurrences,
    name="list_occurrences",
)
def list_occurrences(
    request: ApiRequest, ref: UUID
) -> Mapping[str, Sequence[taskrows.OccurrenceRow]]:
    """List the times that a recurring assignment is due."""
    found = queries.get_assignment(actor=request.actor, ref=ref, now=clock.now())
    return {"items": found.occurrences}


changes.register(
    room,
    "occurrence",
    [
        Verb(
            word="answer",
            sent=Answer,
            run=operations.answer_occurrence,
            says="Answer one occurrence.",
        ),
        Verb(
            word="accept",
            sent=Act,
            run=operations.accept_occurrence,
            says="Accept the answer of one occurrence.",
            permission=JUDGES,
        ),
        Verb(
            word="return",
            sent=Reason,
            run=operations.return_occurrence,
            says="Send the answer of one occurrence back: it counts as not given.",
            permission=JUDGES,
        ),
    ],
)
