"""Occurrences: each time that a recurring assignment is due."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema

from phaodai.delivery import clock
from phaodai.delivery.api import changes, cursors
from phaodai.delivery.api.assignments import JUDGES, Answer
from phaodai.delivery.api.changes import Act, Reason, SeenAct, Verb
from phaodai.delivery.api.fields import Cursor, Limit, Moment, Page
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.queries import occurrences
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
    evidence: list[str]
    reason: str


@room.read(
    "/assignments/{uuid:ref}/occurrences",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Page[Occurrence],
    name="list_occurrences",
)
def list_occurrences(
    request: ApiRequest, ref: UUID, cursor: Cursor, limit: Limit
) -> Mapping[str, Any]:
    """List the times that a recurring assignment is due, the latest first."""
    position = cursors.read(cursor, cursors.moment, cursors.ref)
    now = clock.now()
    queries.get_assignment(actor=request.actor, ref=ref, now=now)
    found = occurrences.feed_occurrences(
        actor=request.actor,
        assignment=ref,
        now=now,
        limit=limit + 1,
        position=None if position is None else (position[0], position[1]),
    )
    return cursors.page(found, limit, occurrences.occurrence_position)


changes.register(
    room,
    "occurrence",
    [
        Verb(
            word="answer",
            sent=Answer,
            run=operations.answer_occurrence,
            says="Answer one occurrence.",
            takes_evidence=True,
        ),
        Verb(
            word="accept",
            sent=Act,
            run=operations.accept_occurrence,
            says="Accept the answer of one occurrence.",
            permission=JUDGES,
        ),
        Verb(
            word="undo",
            sent=SeenAct,
            run=operations.undo_occurrence,
            says="Take one's own last act on it back, within thirty seconds.",
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
