"""Taking dispatches in: as text or as a file."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Schema, UploadedFile
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api import documents
from phaodai.delivery.api.fields import Plain
from phaodai.delivery.api.problems import Problem
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.texts import ExtractedText, extract_text
from phaodai.registers.directives import lexicon, operations
from phaodai.vocabulary.access import NotAllowed, Permission
from phaodai.vocabulary.refs import BodyRef

room = documents.room  # an address has one room, whatever its method
SENT_NAME = "van-ban.txt"


class NewText(Schema):
    """A dispatch as text."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=5_000_000)
    keeper: UUID | None = Field(
        None, description="The agency that keeps it; the one of the token if left out."
    )


class Taken(Schema):
    """What an import made."""

    ref: UUID
    name: str
    n_proposals: int
    n_readers: int = Field(description="Other agencies that may read it from now on.")
    warnings: list[str]


@room.act("/documents", permission=Permission.DIRECTIVES_STORE, returns=Taken, name="import_text")
def import_text(request: ApiRequest, sent: NewText) -> HttpResponse:
    """Take in a dispatch as text; the reader's proposals are kept with it."""
    extracted = _extract(sent.text.encode(), SENT_NAME)
    return _keep(request, sent.keeper, extracted, file=None, file_name="")


@room.act(
    "/documents/files",
    permission=Permission.DIRECTIVES_STORE,
    returns=Taken,
    name="import_file",
)
def import_file(
    request: ApiRequest,
    file: Annotated[UploadedFile, File(..., description=".docx, .pdf, .txt; 20 MB at most.")],
    keeper: Annotated[
        Plain,
        Form("", max_length=36, description="The agency that keeps it; empty for the token's own."),
    ],
) -> HttpResponse:
    """Take in a dispatch as a file; the original is kept with it."""
    content, name = file.read(), (file.name or "").replace("\x00", "")
    try:
        ref = UUID(keeper) if keeper else None
    except ValueError:
        wrong = [{"at": "form.keeper", "message": "no reference"}]
        raise Problem("invalid", errors=wrong) from None
    return _keep(request, ref, _extract(content, name), file=content, file_name=name)


def _extract(content: bytes, name: str) -> ExtractedText:
    try:
        return extract_text(content, filename=name)
    except UnreadableFile as error:
        code = "too_large" if error.code is UnreadableCode.TOO_LARGE else "unreadable_file"
        raise Problem(
            code, detail=(error.message_vi, error.message_en), reason=error.code.value.lower()
        ) from None


def _keep(
    request: ApiRequest,
    keeper: UUID | None,
    extracted: ExtractedText,
    *,
    file: bytes | None,
    file_name: str,
) -> HttpResponse:
    reading = lexicon.read_text(extracted.text)

    def act() -> Taken:
        kept = operations.import_document(
            actor=request.actor,
            keeper=BodyRef(keeper) if keeper else request.bearer.token.body,
            reading=reading,
            file=file,
            file_name=file_name,
            media_type=extracted.media_type,
            remarks=[(note.value.lower(), note.message_vi) for note in extracted.notes],
            now=clock.now(),
        )
        return Taken(
            ref=kept.ref,
            name=kept.name,
            n_proposals=kept.n_proposals,
            n_readers=kept.n_readers,
            warnings=[str(warning["code"]) for warning in kept.warnings],
        )

    try:
        return once(request, act)
    except (operations.UnknownKeeper, NotAllowed):
        raise Problem("unknown_keeper") from None
    except operations.AlreadyKept as error:
        raise Problem("already_kept", ref=str(error.ref), name=error.name) from None
    except operations.BadReading as error:
        raise Problem("invalid", errors=_broken(error)) from None


def _broken(error: Exception) -> list[dict[str, Any]]:
    return [{"at": "body.text", "message": str(error)}]
