"""Obligations, and the assignments with which bodies answer them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api import cursors, directive_rows
from phaodai.delivery.api.directive_rows import Due, Name, NamedBody
from phaodai.delivery.api.fields import Cursor, Limit, Moment, Page, Plain, Words
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.registers.directives import operations, queries, taskrows
from phaodai.registers.directives.queries import feeds
from phaodai.registers.directives.states import (
    AssignmentState,
    DueKind,
    ExtensionState,
    Lateness,
    ObligationState,
    Part,
    Proof,
)
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

room = Room("obligations")


class Obligation(Schema):
    """One thing that a document orders, with counts of its assignments in sight."""

    ref: UUID
    version: int
    ordinal: int
    clause: str
    title: str
    text: str
    state: ObligationState
    due: Due
    due_at: Moment | None
    bodies: list[NamedBody]
    targets: list[dict[str, Any]]
    is_measured: bool
    n_assignments: int
    n_accepted: int
    n_overdue: int
    proposal: UUID


class Level(Schema):
    """How the assignments of one level stand."""

    level: UnitLevel
    depth: int
    n: int
    by_state: dict[AssignmentState, int]
    by_lateness: dict[Lateness, int]
    by_proof: dict[Proof, int]


class ObligationDetail(Obligation):
    """An obligation with its document and its cascade."""

    document: UUID
    document_name: Name
    keeper: str
    levels: list[Level]


class Obligations(Schema):
    """The obligations of a document, in its order."""

    items: list[Obligation]


class Figure(Schema):
    """What the figures say of it; null where there is none."""

    proof: Proof
    value: Decimal | None
    n_reported: int | None
    n_expected: int | None
    as_of: Moment | None


class Assignment(Schema):
    """One obligation for one body."""

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
    agency: UUID
    agency_name: str
    head: str
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


class AssignmentDetail(Assignment):
    """An assignment with what was said about it, and what the token may do."""

    text: str
    keeper: str
    giver: str
    note: str
    evidence: list[str]
    reason: str
    children: list[Assignment]
    may_answer: bool
    may_judge: bool


class Act(Schema):
    """An act; with a version, only if nobody was quicker."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, ge=0, le=2**31 - 1)


class Progress(Act):
    """How far it is."""

    percent: int = Field(ge=0, le=100)
    text: Plain = Field("", max_length=10_000)


class Answer(Act):
    """The answer of the body."""

    text: Plain = Field(min_length=1, max_length=10_000)


class Return(Act):
    """Why an answer is sent back."""

    reason: Plain = Field(min_length=1, max_length=10_000)


class Done(Schema):
    """The assignment after the act."""

    ref: UUID
    version: int


@room.read(
    "/documents/{uuid:ref}/obligations",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Obligations,
    name="list_document_obligations",
)
def list_document_obligations(request: ApiRequest, ref: UUID) -> Obligations:
    """List the obligations of a document in sight, in its order."""
    feeds.get_text(actor=request.actor, ref=ref)
    rows = queries.list_obligations(actor=request.actor, document=DocumentRef(ref), now=clock.now())
    return Obligations(items=[Obligation(**_obligation(row)) for row in rows])


@room.read(
    "/obligations/{uuid:ref}",
    permission=Permission.DIRECTIVES_VIEW,
    returns=ObligationDetail,
    name="get_obligation",
)
def get_obligation(request: ApiRequest, ref: UUID) -> ObligationDetail:
    """Show an obligation with counts for each level of its cascade."""
    found = queries.get_obligation(actor=request.actor, ref=ref, now=clock.now())
    return ObligationDetail(
        **_obligation(found.row),
        document=found.document,
        document_name=directive_rows.name(found.document_name),
        keeper=found.keeper,
        levels=[
            Level(
                level=level.level,
                depth=level.depth,
                n=level.n,
                by_state=dict(level.by_state),
                by_lateness=dict(level.by_lateness),
                by_proof=dict(level.by_proof),
            )
            for level in found.levels
        ],
    )


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
) -> Page[Assignment]:
    """List assignments in sight, the soonest due first."""
    position = cursors.read(cursor, cursors.moment_or_none, cursors.ref)
    rows = feeds.feed_assignments(
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
    more = len(rows) > limit
    return Page[Assignment](
        items=[Assignment(**_assignment(row)) for row in rows[:limit]],
        next=cursors.write(feeds.assignment_position(rows[limit - 1])) if more else None,
    )


@room.read(
    "/assignments/{uuid:ref}",
    permission=Permission.DIRECTIVES_VIEW,
    returns=AssignmentDetail,
    name="get_assignment",
)
def get_assignment(request: ApiRequest, ref: UUID) -> AssignmentDetail:
    """Show an assignment and what the token may do with it."""
    found = queries.get_assignment(actor=request.actor, ref=ref, now=clock.now())
    return AssignmentDetail(
        **_assignment(found.row),
        text=found.text,
        keeper=found.keeper,
        giver=found.giver,
        note=found.note,
        evidence=list(found.evidence),
        reason=found.reason,
        children=[Assignment(**_assignment(child)) for child in found.children],
        may_answer=found.may_answer,
        may_judge=found.may_judge,
    )


@room.act(
    "/assignments/{uuid:ref}/acknowledge",
    permission=Permission.DIRECTIVES_VIEW,  # it may be given to any person by name
    returns=Done,
    name="acknowledge_assignment",
    status=200,
)
def acknowledge(request: ApiRequest, ref: UUID, sent: Act) -> HttpResponse:
    """Say that the body has read it."""

    def act() -> Done:
        version = operations.acknowledge(
            actor=request.actor, assignment=ref, version=sent.version, now=clock.now()
        )
        return Done(ref=ref, version=version)

    return once(request, act, status=200)


@room.act(
    "/assignments/{uuid:ref}/progress",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Done,
    name="report_assignment_progress",
    status=200,
)
def progress(request: ApiRequest, ref: UUID, sent: Progress) -> HttpResponse:
    """Say how far it is."""

    def act() -> Done:
        version = operations.report_progress(
            actor=request.actor,
            assignment=ref,
            version=sent.version,
            percent=sent.percent,
            text=sent.text,
            now=clock.now(),
        )
        return Done(ref=ref, version=version)

    return once(request, act, status=200)


@room.act(
    "/assignments/{uuid:ref}/submit",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Done,
    name="submit_assignment",
    status=200,
)
def submit(request: ApiRequest, ref: UUID, sent: Answer) -> HttpResponse:
    """Answer it; the moment decides whether it was in time."""

    def act() -> Done:
        version = operations.submit(
            actor=request.actor,
            assignment=ref,
            version=sent.version,
            text=sent.text,
            now=clock.now(),
        )
        return Done(ref=ref, version=version)

    return once(request, act, status=200)


@room.act(
    "/assignments/{uuid:ref}/accept",
    permission=Permission.ASSIGNMENTS_DELEGATE,
    returns=Done,
    name="accept_assignment",
    status=200,
)
def accept(request: ApiRequest, ref: UUID, sent: Act) -> HttpResponse:
    """Accept its answer."""

    def act() -> Done:
        version = operations.accept(
            actor=request.actor, assignment=ref, version=sent.version, now=clock.now()
        )
        return Done(ref=ref, version=version)

    return once(request, act, status=200)


@room.act(
    "/assignments/{uuid:ref}/return",
    permission=Permission.ASSIGNMENTS_DELEGATE,
    returns=Done,
    name="return_assignment",
    status=200,
)
def send_back(request: ApiRequest, ref: UUID, sent: Return) -> HttpResponse:
    """Send its answer back; its deadline stands."""

    def act() -> Done:
        version = operations.return_for_redo(
            actor=request.actor,
            assignment=ref,
            version=sent.version,
            reason=sent.reason,
            now=clock.now(),
        )
        return Done(ref=ref, version=version)

    return once(request, act, status=200)


def _obligation(row: taskrows.ObligationRow) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "version": row.version,
        "ordinal": row.ordinal,
        "clause": row.clause,
        "title": row.title,
        "text": row.text,
        "state": row.state,
        "due": directive_rows.due(row.due),
        "due_at": row.due_at,
        "bodies": [directive_rows.named_body(body) for body in row.bodies],
        "targets": [dict(target) for target in row.targets],
        "is_measured": row.is_measured,
        "n_assignments": row.n_assignments,
        "n_accepted": row.n_accepted,
        "n_overdue": row.n_overdue,
        "proposal": row.proposal,
    }


def _assignment(row: taskrows.AssignmentRow) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "version": row.version,
        "obligation": row.obligation,
        "title": row.title,
        "clause": row.clause,
        "document": row.document,
        "document_name": directive_rows.name(row.document_name),
        "unit": row.unit,
        "unit_name": row.unit_name,
        "level": row.level,
        "agency": row.body,
        "agency_name": row.body_name,
        "head": row.head.holder,
        "parent": row.parent,
        "depth": row.depth,
        "part": row.part,
        "state": row.state,
        "lateness": row.lateness,
        "due_kind": row.due_kind,
        "due_at": row.due_at,
        "due_text": row.due_text,
        "answered_at": row.answered_at,
        "percent": row.percent,
        "extension": row.extension,
        "extension_until": row.extension_until,
        "figure": Figure(
            proof=row.figure.proof,
            value=row.figure.value,
            n_reported=row.figure.n_reported,
            n_expected=row.figure.n_expected,
            as_of=row.figure.as_of,
        ),
        "n_children": row.n_children,
        "n_children_accepted": row.n_children_accepted,
    }
