"""Assignments: the list, one of them, and what is done with it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

from phaodai.delivery import clock
from phaodai.delivery.api import changes, cursors
from phaodai.delivery.api.changes import Act, Evidenced, Reason, SeenAct, Verb, expected
from phaodai.delivery.api.fields import Cursor, Limit, Moment, Page, Plain, SentMoment, Words
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.delivery.api.shapes import Attached, Name, joined
from phaodai.foundation.files import queries as files
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.queries import feeds
from phaodai.registers.directives.states import (
    AssignmentState,
    DueKind,
    ExtensionState,
    Lateness,
    Part,
    Proof,
)
from phaodai.vocabulary.access import Permission, Role
from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef, UserRef
from phaodai.vocabulary.units import UnitLevel

room = Room("assignments")
JUDGES = Permission.ASSIGNMENTS_DELEGATE  # what came from a person's own body is judged inside it


class Figure(Schema):
    """What the figures say of it; null where there is none."""

    proof: Proof
    value: Decimal | None
    n_reported: int | None
    n_expected: int | None
    as_of: Moment | None


class Assignment(Schema):
    """One obligation for one body, or for one person of it."""

    ref: UUID
    version: int
    obligation: UUID
    title: str
    clause: str
    document: UUID
    document_name: Name
    unit: UUID
    unit_name: str
    level: UnitLevel
    agency: UUID = Field(validation_alias="body")
    agency_name: str = Field(validation_alias="body_name")
    head: str
    user: UUID | None
    user_name: str
    parent: UUID | None
    depth: int
    part: Part
    state: AssignmentState
    lateness: Lateness
    due_kind: DueKind
    due_at: Moment | None
    due_text: str
    answered_at: Moment | None
    percent: int
    extension: ExtensionState
    extension_until: Moment | None
    figure: Figure
    n_children: int
    n_children_accepted: int

    @staticmethod
    def resolve_head(row: Any) -> str:
        """Name who headed the body on the day that counts; empty where nobody did."""
        head = row["head"] if isinstance(row, dict) else row.head
        return str(head.holder)


class AssignmentDetail(Assignment):
    """An assignment with what was said about it, and what the token may do."""

    text: str
    keeper: str
    giver: str
    note: str
    evidence: list[str] = Field(description="Documents that show it, by number and symbol.")
    files: list[Attached]
    reason: str
    extension_reason: str
    children: list[Assignment]
    may_answer: bool
    may_delegate: bool
    may_judge: bool
    may_withdraw: bool


class Progress(Evidenced):
    """How far it is."""

    percent: int = Field(ge=0, le=100)
    text: Plain = Field("", max_length=10_000)


class Answer(Evidenced):
    """The answer of the body."""

    text: Plain = Field(min_length=1, max_length=10_000)


class Extension(Act):
    """A later deadline, and why."""

    until: SentMoment
    reason: Plain = Field(min_length=1, max_length=2_000)


class Decision(Act):
    """Whether the later deadline holds; a refusal says why."""

    is_granted: bool
    reason: Plain = Field("", max_length=2_000)


class Share(Schema):
    """To whom it is passed on: an agency below, or a person who holds a post at the body."""

    model_config = {"extra": "forbid"}

    agency: UUID | None = None
    user: UUID | None = None
    due_at: SentMoment | None = Field(None, description="That of the whole if left out.")


class Delegation(Act):
    """To whom an assignment is passed on, and what is said with it."""

    shares: list[Share] = Field(min_length=1, max_length=2_000)
    text: Plain = Field("", max_length=10_000)


class Person(Schema):
    """Somebody who holds posts at the body and has no share of it yet."""

    ref: UUID
    name: str
    roles: list[Role]


class People(Schema):
    """Persons by name; empty where the token may not delegate."""

    items: list[Person]


class Delegated(Schema):
    """The new assignments, in the order of the shares."""

    assignments: list[UUID]


@room.read(
    "/assignments",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Page[Assignment],
    name="list_assignments",
)
def list_assignments(
    request: ApiRequest,
    q: Words,
    cursor: Cursor,
    limit: Limit,
    state: AssignmentState | None = None,
    lateness: Lateness | None = None,
    obligation: UUID | None = None,
    document: UUID | None = None,
    agency: UUID | None = None,
    unit: UUID | None = None,
) -> Mapping[str, Any]:
    """List assignments in sight, the soonest due first."""
    position = cursors.read(cursor, cursors.moment_or_none, cursors.ref)
    found = feeds.feed_assignments(
        actor=request.actor,
        words=q,
        state=state,
        lateness=lateness,
        obligation=obligation,
        document=DocumentRef(document) if document else None,
        body=BodyRef(agency) if agency else None,
        unit=UnitRef(unit) if unit else None,
        now=clock.now(),
        limit=limit + 1,
        position=None if position is None else (position[0], position[1]),
    )
    return cursors.page(found, limit, feeds.assignment_position)


@room.read(
    "/assignments/{uuid:ref}",
    permission=Permission.DIRECTIVES_VIEW,
    returns=AssignmentDetail,
    name="get_assignment",
)
def get_assignment(request: ApiRequest, ref: UUID) -> Mapping[str, Any]:
    """Show an assignment and what the token may do with it."""
    found = queries.get_assignment(actor=request.actor, ref=ref, now=clock.now())
    attached = files.files_of(actor=request.actor, owner_kind="assignment", owner_refs=[ref])
    return {**joined(found.row, found), "files": attached[ref]}


@room.read(
    "/assignments/{uuid:ref}/people",
    permission=Permission.ASSIGNMENTS_DELEGATE,
    returns=People,
    name="list_assignment_people",
)
def list_people(request: ApiRequest, ref: UUID) -> Mapping[str, Sequence[queries.PersonRow]]:
    """List the persons of the body to whom an assignment can be given by name."""
    queries.get_assignment(actor=request.actor, ref=ref, now=clock.now())
    return {"items": queries.list_people(actor=request.actor, assignment=ref, now=clock.now())}


@room.act(
    "/assignments/{uuid:ref}/delegate",
    permission=Permission.ASSIGNMENTS_DELEGATE,
    returns=Delegated,
    name="delegate_assignment",
)
def delegate(request: ApiRequest, ref: UUID, sent: Delegation) -> HttpResponse:
    """Pass an assignment on; whoever passes it on still answers for it."""

    def act() -> Delegated:
        made = operations.delegate(
            actor=request.actor,
            assignment=ref,
            version=expected(request, sent),
            shares=[
                operations.Share(
                    body=BodyRef(share.agency) if share.agency else None,
                    user=UserRef(share.user) if share.user else None,
                    due_at=share.due_at,
                )
                for share in sent.shares
            ],
            text=sent.text,
            now=clock.now(),
        )
        return Delegated(assignments=made)

    return once(request, act)


changes.register(
    room,
    "assignment",
    [  # those of the body first: any person may have one by name, so all who see are let in
        Verb(
            word="acknowledge",
            sent=Act,
            run=operations.acknowledge,
            says="Say that the body has read it.",
        ),
        Verb(
            word="progress",
            sent=Progress,
            run=operations.report_progress,
            says="Say how far it is.",
            takes_evidence=True,
        ),
        Verb(
            word="submit",
            sent=Answer,
            run=operations.submit,
            says="Answer it; the moment decides whether it was in time.",
            takes_evidence=True,
        ),
        Verb(
            word="ask-extension",
            sent=Extension,
            run=operations.ask_extension,
            says="Ask for a later deadline; the old one holds until it is granted.",
        ),
        Verb(
            word="undo",
            sent=SeenAct,
            run=operations.undo,
            says="Take one's own last act back, within thirty seconds.",
        ),
        Verb(
            word="accept",
            sent=Act,
            run=operations.accept,
            says="Accept its answer.",
            permission=JUDGES,
        ),
        Verb(
            word="return",
            sent=Reason,
            run=operations.return_for_redo,
            says="Send its answer back; its deadline stands.",
            permission=JUDGES,
        ),
        Verb(
            word="decide-extension",
            sent=Decision,
            run=operations.decide_extension,
            says="Grant or refuse the later deadline that was asked for.",
            permission=JUDGES,
        ),
        Verb(
            word="withdraw",
            sent=Reason,
            run=operations.withdraw,
            says="Ask for it no longer, nor for what was passed on from it.",
            permission=JUDGES,
        ),
    ],
)
