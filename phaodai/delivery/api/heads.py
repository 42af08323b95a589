"""Heads: how their bodies stand, and what is on record of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api.fields import Day, Moment, Plain
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.registers.directives import operations, queries, taskrows
from phaodai.registers.directives.states import JudgementKind
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

room = Room("heads")


class Head(Schema):
    """How one body and its head stand with what the body leads."""

    agency: UUID = Field(validation_alias="body")
    agency_name: str = Field(validation_alias="body_name")
    unit_name: str
    head: str = Field(description="Who holds the seat today; empty where nobody does.")
    n: int
    n_open: int
    n_overdue: int
    n_due_soon: int
    n_answered_late: int
    n_accepted: int
    n_met: int
    n_not_met: int
    n_no_figure: int

    @staticmethod
    def resolve_head(row: Any) -> str:
        """Name who holds the seat."""
        return str(row.head.holder)


class Heads(Schema):
    """Bodies in sight, the most overdue first."""

    items: list[Head]


class Judgement(Schema):
    """Praise, criticism or a breach of a head."""

    ref: UUID
    kind: JudgementKind
    agency: UUID = Field(validation_alias="body")
    agency_name: str = Field(validation_alias="body_name")
    holder: str
    title: str
    text: str
    basis: str
    evidence: list[str]
    day: date
    at: Moment
    by: str
    assignment: UUID | None
    withdrawn_at: Moment | None
    withdrawn_reason: str


class Judgements(Schema):
    """What is on record, the latest first."""

    items: list[Judgement]


class NewJudgement(Schema):
    """What is put on record of whoever headed the body on that day."""

    model_config = ConfigDict(extra="forbid")

    kind: JudgementKind
    day: Day
    text: Plain = Field(min_length=1, max_length=2_000)
    basis: Plain = Field(min_length=1, max_length=300)
    assignment: UUID | None = None
    evidence: list[Plain] = Field(
        default_factory=list, max_length=50, description="Documents by number and symbol."
    )


class Withdrawal(Schema):
    """Why it is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: Plain = Field(min_length=1, max_length=2_000)


class Recorded(Schema):
    """A judgement."""

    ref: UUID


@room.read("/heads", permission=Permission.DIRECTIVES_VIEW, returns=Heads, name="list_heads")
def list_heads(request: ApiRequest) -> Mapping[str, Sequence[taskrows.HeadCounts]]:
    """List how the bodies in sight stand with what they lead."""
    return {"items": queries.count_by_head(actor=request.actor, now=clock.now())}


@room.read(
    "/agencies/{uuid:ref}/judgements",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Judgements,
    name="list_judgements",
)
def list_judgements(
    request: ApiRequest, ref: UUID
) -> Mapping[str, Sequence[taskrows.JudgementRow]]:
    """List what is on record of the heads of a body, as far as it is in sight."""
    return {"items": queries.list_judgements(actor=request.actor, body=BodyRef(ref))}


@room.act(
    "/agencies/{uuid:ref}/judgements",
    permission=Permission.HEADS_JUDGE,
    returns=Recorded,
    name="record_judgement",
)
def record(request: ApiRequest, ref: UUID, sent: NewJudgement) -> HttpResponse:
    """Put praise, criticism or a breach on record."""

    def act() -> Recorded:
        made = operations.record_judgement(
            actor=request.actor, body=BodyRef(ref), now=clock.now(), **dict(sent)
        )
        return Recorded(ref=made)

    return once(request, act)


@room.act(
    "/judgements/{uuid:ref}/withdraw",
    permission=Permission.HEADS_JUDGE,
    returns=Recorded,
    name="withdraw_judgement",
    status=200,
)
def withdraw(request: ApiRequest, ref: UUID, sent: Withdrawal) -> HttpResponse:
    """Take back what was put on record; it stays to be seen, with the reason."""

    def act() -> Recorded:
        operations.withdraw_judgement(
            actor=request.actor, judgement=ref, reason=sent.reason, now=clock.now()
        )
        return Recorded(ref=ref)

    return once(request, act, status=200)
