"""One way for every act that changes one row: found by its reference, guarded by its version."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Schema, UploadedFile
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api.fields import Plain
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.problems import Problem
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.foundation.files.checking import Examined, examine
from phaodai.foundation.files.rules import UnacceptableFile
from phaodai.vocabulary.access import Permission

MOST_FILES = 10  # in one call


class Act(Schema):
    """An act; with a version, only if nobody was quicker."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, ge=0, le=2**31 - 1)


class SeenAct(Act):
    """An act on what was seen: the version is not left out."""

    version: int = Field(ge=0, le=2**31 - 1)


class Evidenced(Act):
    """An act that names what shows it."""

    evidence: list[Plain] = Field(
        default_factory=list, max_length=50, description="Documents by number and symbol."
    )


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
        takes_evidence: whether files may come with it, at an address of its own.
    """

    word: str
    sent: type[Act]
    run: Callable[..., int]
    says: str
    permission: Permission = Permission.DIRECTIVES_VIEW
    takes_evidence: bool = False


def register(room: Room, noun: str, verbs: Sequence[Verb]) -> None:
    """Register acts on a noun, POST /NOUNs/REF/WORD; with files, POST /NOUNs/REF/WORD/files.

    Args:
        room: Where.
        noun: In the singular; also the operation's argument that takes the reference.
        verbs: What can be done.
    """
    for verb in verbs:
        path, name = f"/{noun}s/{{uuid:ref}}/{verb.word}", f"{verb.word.replace('-', '_')}_{noun}"
        changing = partial(room.act, permission=verb.permission, returns=Done, status=200)
        changing(path, name=name)(_handler(noun, verb, name))
        if verb.takes_evidence:
            changing(f"{path}/files", name=f"{name}_with_files")(_file_handler(noun, verb, name))


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


def examined(files: Sequence[UploadedFile]) -> list[Examined]:
    """Examine files before the act.

    Raises:
        Problem: One is not taken; says which, and why.
    """
    found = []
    for file in files:
        name = (file.name or "").replace("\x00", "")
        try:
            found.append(examine(file.read(), name=name))
        except UnacceptableFile as error:
            code = "too_large" if error.code == "TOO_LARGE" else "unacceptable_file"
            words = (error.message_vi, error.message_en)
            reason = error.code.lower()
            raise Problem(code, detail=words, file=name, reason=reason) from None
    return found


def _handler(noun: str, verb: Verb, name: str) -> Callable[..., HttpResponse]:
    def handle(request: ApiRequest, ref: UUID, sent: Act) -> HttpResponse:
        return _change(request, noun, verb, ref, sent)

    handle.__annotations__["sent"] = verb.sent
    handle.__name__, handle.__doc__ = name, verb.says
    return handle


def _file_handler(noun: str, verb: Verb, name: str) -> Callable[..., HttpResponse]:
    def handle(
        request: ApiRequest,
        ref: UUID,
        sent: Act,
        files: Annotated[
            list[UploadedFile],
            File(..., max_length=MOST_FILES, description="20 MB in one call."),
        ],
    ) -> HttpResponse:
        return _change(request, noun, verb, ref, sent, files=examined(files))

    handle.__annotations__["sent"] = Annotated[verb.sent, Form(...)]  # type: ignore[type-arg]
    handle.__name__, handle.__doc__ = f"{name}_with_files", f"{verb.says[:-1]}, with files."
    return handle


def _change(
    request: ApiRequest, noun: str, verb: Verb, ref: UUID, sent: Act, **more: Any
) -> HttpResponse:
    values: dict[str, Any] = {name: getattr(sent, name) for name in type(sent).model_fields}
    values["version"] = expected(request, sent)

    def act() -> Done:
        version = verb.run(actor=request.actor, now=clock.now(), **{noun: ref}, **values, **more)
        return Done(ref=ref, version=version)

    return once(request, act, status=200)
