"""What an officer makes of proposals before he confirms them, and confirming; nothing is sent."""

from collections.abc import Sequence
from datetime import time
from uuid import UUID

from django.http import HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api import changes, proposals
from phaodai.delivery.api.changes import Done, SeenAct, Verb, seen
from phaodai.delivery.api.fields import Day, Plain
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.registers.directives import operations
from phaodai.registers.directives.states import DueKind
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef, DocumentRef

room = proposals.room  # an address has one room, whatever its method


class NewDue(Schema):
    """A deadline as an officer sets it; what does not belong to its kind is left out."""

    model_config = ConfigDict(extra="forbid")

    kind: DueKind
    day: Day | None = None
    at: time | None = None
    rrule: Plain = Field("", max_length=120)
    duration: Plain = Field("", max_length=20)
    working_days: bool | None = None
    since: Plain = Field("", max_length=300)


class Mention(Schema):
    """A body by its wording, or one that was picked."""

    model_config = ConfigDict(extra="forbid")

    text: Plain = Field(min_length=1, max_length=400)
    agency: UUID | None = None


class Content(Schema):
    """What a proposal says; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    title: Plain | None = Field(None, max_length=200)
    text: Plain | None = Field(None, max_length=10_000)
    due: NewDue | None = None
    lead: list[Mention] | None = Field(None, max_length=200)
    coordinate: list[Mention] | None = Field(None, max_length=200)
    accountable: list[Mention] | None = Field(None, max_length=200)


class Edit(Content, SeenAct):
    """Changes of a proposal as it was seen."""


class NewProposal(Content):
    """What the reader did not find."""

    text: Plain = Field(min_length=1, max_length=10_000)
    clause: Plain = Field("", max_length=60)


class Split(SeenAct):
    """The wordings into which a proposal is split."""

    pieces: list[Plain] = Field(min_length=2, max_length=200)


class Seen(Schema):
    """A proposal as it was seen."""

    model_config = ConfigDict(extra="forbid")

    ref: UUID
    version: int = Field(ge=0, le=2**31 - 1)


class Merge(Schema):
    """Proposals that are one."""

    model_config = ConfigDict(extra="forbid")

    proposals: list[Seen] = Field(min_length=2, max_length=200)


class Rejection(SeenAct):
    """Why a proposal orders nothing, or nobody here."""

    reason: Plain = Field(min_length=1, max_length=10_000)


class Confirmed(Schema):
    """What a proposal became."""

    obligation: UUID


class Made(Schema):
    """New proposals, in order."""

    proposals: list[UUID]


@room.act(
    "/documents/{uuid:ref}/proposals",
    permission=Permission.DIRECTIVES_STORE,
    returns=Made,
    name="add_proposal",
)
def add(request: ApiRequest, ref: UUID, sent: NewProposal) -> HttpResponse:
    """Add an obligation that the reader did not find."""

    def act() -> Made:
        made = operations.add_proposal(
            actor=request.actor,
            document=DocumentRef(ref),
            changes=_changes(sent),
            clause=sent.clause,
            now=clock.now(),
        )
        return Made(proposals=[made])

    return once(request, act)


@room.act(
    "/documents/{uuid:ref}/proposals/merge",
    permission=Permission.DIRECTIVES_STORE,
    returns=Made,
    name="merge_proposals",
)
def merge(request: ApiRequest, ref: UUID, sent: Merge) -> HttpResponse:
    """Make one proposal of several."""

    def act() -> Made:
        whole = operations.merge_proposals(
            actor=request.actor,
            document=DocumentRef(ref),
            versions={each.ref: each.version for each in sent.proposals},
            now=clock.now(),
        )
        return Made(proposals=[whole])

    return once(request, act)


@room.act(
    "/proposals/{uuid:ref}/confirm",
    permission=Permission.DIRECTIVES_STORE,
    returns=Confirmed,
    name="confirm_proposal",
)
def confirm(request: ApiRequest, ref: UUID, sent: SeenAct) -> HttpResponse:
    """Make an obligation of a proposal; it binds nobody before it is issued."""

    def act() -> Confirmed:
        obligation = operations.confirm_proposal(
            actor=request.actor, proposal=ref, version=seen(request, sent), now=clock.now()
        )
        return Confirmed(obligation=obligation)

    return once(request, act)


@room.act(
    "/proposals/{uuid:ref}/edit",
    permission=Permission.DIRECTIVES_STORE,
    returns=Done,
    name="edit_proposal",
    status=200,
)
def edit(request: ApiRequest, ref: UUID, sent: Edit) -> HttpResponse:
    """Change a proposal; what the reader found is kept beside it."""

    def act() -> Done:
        version = operations.edit_proposal(
            actor=request.actor,
            proposal=ref,
            version=seen(request, sent),
            changes=_changes(sent),
            now=clock.now(),
        )
        return Done(ref=ref, version=version)

    return once(request, act, status=200)


@room.act(
    "/proposals/{uuid:ref}/split",
    permission=Permission.DIRECTIVES_STORE,
    returns=Made,
    name="split_proposal",
)
def split(request: ApiRequest, ref: UUID, sent: Split) -> HttpResponse:
    """Make several proposals of one."""

    def act() -> Made:
        parts = operations.split_proposal(
            actor=request.actor,
            proposal=ref,
            version=seen(request, sent),
            pieces=sent.pieces,
            now=clock.now(),
        )
        return Made(proposals=parts)

    return once(request, act)


changes.register(
    room,
    "proposal",
    [
        Verb(
            word="reject",
            sent=Rejection,
            run=operations.reject_proposal,
            says="Put a proposal aside: it orders nothing, or nobody here.",
            permission=Permission.DIRECTIVES_STORE,
        ),
        Verb(
            word="reopen",
            sent=SeenAct,
            run=operations.reopen_proposal,
            says="Take back what was decided of a proposal, while nothing was issued.",
            permission=Permission.DIRECTIVES_STORE,
        ),
    ],
)


def _changes(sent: Content) -> operations.Changes:
    return operations.Changes(
        title=sent.title,
        text=sent.text,
        due=None if sent.due is None else operations.DueChange(**dict(sent.due)),
        lead=_mentions(sent.lead),
        coordinate=_mentions(sent.coordinate),
        accountable=_mentions(sent.accountable),
    )


def _mentions(sent: Sequence[Mention] | None) -> list[operations.Mention] | None:
    if sent is None:
        return None
    return [
        operations.Mention(text=each.text, body=BodyRef(each.agency) if each.agency else None)
        for each in sent
    ]
