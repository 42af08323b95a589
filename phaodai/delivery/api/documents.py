"""Documents: the list, one of them, its text, proposals and chain, and taking one in."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Schema, UploadedFile
from pydantic import ConfigDict, Field

from phaodai.delivery import clock
from phaodai.delivery.api import cursors, directive_rows
from phaodai.delivery.api.directive_rows import BoardLine, Chain, Document, DocumentLine, Proposal
from phaodai.delivery.api.fields import Code, Cursor, Day, Limit, Page, Plain, Words
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.problems import Problem
from phaodai.delivery.api.requests import ApiRequest, once
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.texts import ExtractedText, extract_text
from phaodai.registers.directives import lexicon, operations, queries
from phaodai.registers.directives.queries import feeds
from phaodai.registers.directives.states import DueKind, Urgency
from phaodai.vocabulary.access import NotAllowed, Permission
from phaodai.vocabulary.refs import BodyRef, DocumentRef

room = Room("documents")
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


class Text(Schema):
    """The text of a document, letter by letter as spans count it."""

    text: str
    sha256: str


class Proposals(Schema):
    """The proposals of a document, in its order."""

    items: list[Proposal]


@room.read(
    "/documents",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Page[DocumentLine],
    name="list_documents",
)
def list_documents(
    request: ApiRequest,
    q: Words,
    type: Code,  # noqa: A002 - the name of the filter
    issuer: Code,
    cursor: Cursor,
    limit: Limit,
    urgency: Urgency | None = None,
    first_day: Day | None = None,
    last_day: Day | None = None,
) -> Page[DocumentLine]:
    """List documents in sight, the latest first."""
    read = (cursors.day_or_none, cursors.moment, cursors.ref)
    position = cursors.read(cursor, *read)
    rows = feeds.feed_documents(
        actor=request.actor,
        wanted=queries.DocumentFilter(
            words=q, doc_type=type, issuer=issuer, urgency=urgency, first=first_day, last=last_day
        ),
        limit=limit + 1,
        position=None if position is None else (position[0], position[1], position[2]),
    )
    more = len(rows) > limit
    return Page[DocumentLine](
        items=[directive_rows.line(row) for row in rows[:limit]],
        next=cursors.write(feeds.document_position(rows[limit - 1])) if more else None,
    )


@room.read(
    "/documents/{uuid:ref}",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Document,
    name="get_document",
)
def get_document(request: ApiRequest, ref: UUID) -> Document:
    """Show a document with its proposals and what it cites."""
    return directive_rows.document(queries.get_document(actor=request.actor, ref=ref))


@room.read(
    "/documents/{uuid:ref}/text",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Text,
    name="get_document_text",
)
def get_text(request: ApiRequest, ref: UUID) -> Text:
    """Show the text of a document."""
    text, sha256 = feeds.get_text(actor=request.actor, ref=ref)
    return Text(text=text, sha256=sha256)


@room.read(
    "/documents/{uuid:ref}/proposals",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Proposals,
    name="list_document_proposals",
)
def list_document_proposals(request: ApiRequest, ref: UUID) -> Proposals:
    """List the proposals of a document in its order."""
    found = queries.get_document(actor=request.actor, ref=ref)
    return Proposals(items=[directive_rows.proposal(row) for row in found.proposals])


@room.read(
    "/documents/{uuid:ref}/chain",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Chain,
    name="get_document_chain",
)
def get_chain(request: ApiRequest, ref: UUID) -> Chain:
    """Show what a document carries out, and what carries it out."""
    return directive_rows.chain(queries.get_chain(actor=request.actor, ref=ref))


@room.read(
    "/proposals",
    permission=Permission.DIRECTIVES_VIEW,
    returns=Page[BoardLine],
    name="list_proposals",
)
def list_proposals(
    request: ApiRequest,
    q: Words,
    cursor: Cursor,
    limit: Limit,
    due_kind: DueKind | None = None,
    document: UUID | None = None,
    lead: UUID | None = None,
    first_due: Day | None = None,
    last_due: Day | None = None,
) -> Page[BoardLine]:
    """List proposals in sight by deadline, those without a date at the end."""
    position = cursors.read(cursor, cursors.day_or_none, cursors.ref)
    rows = feeds.feed_proposals(
        actor=request.actor,
        words=q,
        due_kind=due_kind,
        document=DocumentRef(document) if document else None,
        lead=BodyRef(lead) if lead else None,
        first_due=first_due,
        last_due=last_due,
        limit=limit + 1,
        position=None if position is None else (position[0], position[1]),
    )
    more = len(rows) > limit
    return Page[BoardLine](
        items=[directive_rows.board_line(row) for row in rows[:limit]],
        next=cursors.write(feeds.proposal_position(rows[limit - 1])) if more else None,
    )


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
