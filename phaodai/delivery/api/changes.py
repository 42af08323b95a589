"""One way for every act that changes one row: found by its reference, guarded by its version."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api.fields import Plain
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.problems import Problem
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.vocabulary.access import Permission


class Act(Schema):
    """An act; with a version, only if nobody was quicker."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, ge=0, le=2**31 - 1)


class SeenAct(Act):
    """An act on what was seen: the version is not left out."""

    version: int = Field(ge=0, le=2**31 - 1)


class Reason(Act):
    """An act that says why."""

    reason: Plain = Field(min_length=1, max_length=10_000)


class Done(Schema):
    """The row after the act."""

    ref: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One act on a noun.

    Attributes:
        word: last step of its address.
        sent: what is sent; its fields are the arguments of the operation.
        run: the operation; it returns the new version.
        says: one line for the description.
        permission: what a post must hold to be let in at all.
    """

    word: str
    sent: type[Act]
    run: Callable[..., int]
    says: str
    permission: Permission = Permission.DIRECTIVES_VIEW


def register(room: Room, noun: str, verbs: Sequence[Verb]) -> None:
    """Register acts on a noun, POST /NOUNs/REF/WORD.

    Args:
        room: Where.
        noun: In the singular; also the operation's argument that takes the reference.
        verbs: What can be done.
    """
    for verb in verbs:
        room.act(
            f"/{noun}s/{{uuid:ref}}/{verb.word}",
            permission=verb.permission,
            returns=Done,
            name=f"{verb.word.replace('-', '_')}_{noun}",
            status=200,
        )(_handler(noun, verb))


def expected(request: ApiRequest, sent: Act) -> int | None:
    """Return the version that the row must have: that of the body, else of If-Match.

    Raises:
        Problem: Both are given and contradict each other.
    """
    if sent.version is None:
        return request.expected
    if request.expected not in (None, sent.version):
        raise Problem("precondition_failed")
    return sent.version


def seen(request: ApiRequest, sent: SeenAct) -> int:
    """Return the version that the row had when it was seen.

    Raises:
        Problem: If-Match contradicts it.
    """
    expected(request, sent)
    return sent.version


def _handler(noun: str, verb: Verb) -> Callable[..., HttpResponse]:
    def handle(request: ApiRequest, ref: UUID, sent: Act) -> HttpResponse:
        values: dict[str, Any] = {name: getattr(sent, name) for name in type(sent).model_fields}
        values["version"] = expected(request, sent)

        def act() -> Done:
            version = verb.run(actor=request.actor, now=clock.now(), **{noun: ref}, **values)
            return Done(ref=ref, version=version)

        return once(request, act, status=200)

    handle.__annotations__["sent"] = verb.sent
    handle.__name__ = f"{verb.word.replace('-', '_')}_{noun}"
    handle.__doc__ = verb.says
    return handle
