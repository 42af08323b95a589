"""Documents and proposals as long lists that machines read page by page."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q

from phaodai.foundation.access.keyset import Key, after
from phaodai.registers.directives.models import Document, Proposal, ProposalBody
from phaodai.registers.directives.queries.documents import DocumentFilter, DocumentNotFound
from phaodai.registers.directives.queries.mapping import name_of, proposal_row
from phaodai.registers.directives.queries.naming import assignment_rows
from phaodai.registers.directives.queries.narrowing import late_q
from phaodai.registers.directives.queries.tasks import seen
from phaodai.registers.directives.rows import BoardRow, DocumentRow
from phaodai.registers.directives.states import (
    AssignmentState,
    Direction,
    DueKind,
    Lateness,
    Part,
)
from phaodai.registers.directives.taskrows import AssignmentRow
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef

DOCUMENT_KEYS = (
    Key("day", is_descending=True, is_nullable=True),
    Key("received_at", is_descending=True),
    Key("ref", is_descending=True),
)
PROPOSAL_KEYS = (Key("due_date", is_nullable=True), Key("ref"))
ASSIGNMENT_KEYS = (Key("due_at", is_nullable=True), Key("ref"))
DocumentPosition = tuple[date | None, datetime, UUID]
ProposalPosition = tuple[date | None, UUID]
AssignmentPosition = tuple[datetime | None, UUID]
_HEAVY = ("text", "search_key", "evidence", "clauses")


def feed_documents(
    *,
    actor: Actor,
    wanted: DocumentFilter,
    limit: int,
    position: DocumentPosition | None = None,
) -> list[DocumentRow]:
    """Return documents in sight, the latest first, undated ones at the end; two queries.

    Args:
        actor: Who asks.
        wanted: What the list is narrowed to.
        limit: How many at most.
        position: Begin after the row of this position.
    """
    found = Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    found = found.search(wanted.words).issued_between(wanted.first, wanted.last)
    for field in ("doc_type", "issuer", "urgency"):
        if value := getattr(wanted, field):
            found = found.filter(**{field: value})
    if position is not None:
        found = found.filter(after(DOCUMENT_KEYS, position))
    ordered = found.select_related("body").defer(*_HEAVY)
    rows = list(ordered.order_by(*(key.order for key in DOCUMENT_KEYS))[:limit])
    counted = _counted(rows)
    return [
        DocumentRow(
            ref=DocumentRef(document.ref),
            name=name_of(document),
            direction=Direction(document.direction),
            subject=document.subject,
            urgency=document.urgency,
            received_at=document.received_at,
            keeper=document.body.name,
            n_proposals=counted.get(document.pk, (0, 0))[0],
            n_undated=counted.get(document.pk, (0, 0))[1],
            warnings=[warning["code"] for warning in document.warnings],
        )
        for document in rows
    ]


def document_position(row: DocumentRow) -> DocumentPosition:
    """Return where a row stands in the list."""
    return row.name.day, row.received_at, row.ref


def feed_proposals(
    *,
    actor: Actor,
    limit: int,
    words: str = "",
    due_kind: DueKind | None = None,
    document: DocumentRef | None = None,
    lead: BodyRef | None = None,
    first_due: date | None = None,
    last_due: date | None = None,
    position: ProposalPosition | None = None,
) -> list[BoardRow]:
    """Return proposals in sight by deadline, those without a date at the end; two queries.

    Args:
        actor: Who asks.
        limit: How many at most.
        words: Their text holds each of them, however accented.
        due_kind: Bound in time in this way alone.
        document: Of this document alone.
        lead: That this body leads by name.
        first_due: Due on this day or later.
        last_due: Due on this day or earlier.
        position: Begin after the row of this position.
    """
    found = Proposal.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    for word in fold(words).split():
        found = found.filter(search_key__contains=word)
    narrowed = {
        "due_kind": due_kind,
        "document__ref": document,
        "due_date__gte": first_due,
        "due_date__lte": last_due,
    }
    found = found.filter(**{field: value for field, value in narrowed.items() if value is not None})
    if lead is not None:
        leads = ProposalBody.objects.filter(part=Part.LEAD, body__ref=lead)
        found = found.filter(pk__in=leads.values("proposal"))
    if position is not None:
        found = found.filter(after(PROPOSAL_KEYS, position))
    rows = (
        found.select_related("document")
        .defer(*(f"document__{field}" for field in _HEAVY))
        .prefetch_related(Prefetch("bodies", ProposalBody.objects.select_related("body", "within")))
        .order_by(*(key.order for key in PROPOSAL_KEYS))[:limit]
    )
    return [
        BoardRow(
            proposal=proposal_row(proposal),
            document=DocumentRef(proposal.document.ref),
            document_name=name_of(proposal.document),
            urgency=proposal.document.urgency,
            group_key="",
            group="",
            group_unit="",
        )
        for proposal in rows
    ]


def proposal_position(row: BoardRow) -> ProposalPosition:
    """Return where a row stands in the list."""
    return row.proposal.due.day, UUID(row.proposal.ref)


def feed_assignments(
    *,
    actor: Actor,
    limit: int,
    now: datetime,
    words: str = "",
    state: AssignmentState | None = None,
    lateness: Lateness | None = None,
    obligation: UUID | None = None,
    document: DocumentRef | None = None,
    body: BodyRef | None = None,
    unit: UnitRef | None = None,
    position: AssignmentPosition | None = None,
) -> list[AssignmentRow]:
    """Return assignments in sight, the soonest due first; a fixed number of queries.

    Args:
        actor: Who asks.
        limit: How many at most.
        now: The moment that says what is late.
        words: The obligation holds each of them, however accented.
        state: In this state alone.
        lateness: This late alone; withdrawn ones are not.
        obligation: Of this obligation alone.
        document: Of this document alone.
        body: Of this body alone.
        unit: Of this unit itself alone.
        position: Begin after the row of this position.
    """
    found = seen(actor)
    for word in fold(words).split():
        found = found.filter(obligation__search_key__contains=word)
    narrowed = {
        "state": state,
        "obligation__ref": obligation,
        "obligation__document__ref": document,
        "body__ref": body,
        "unit__ref": unit,
    }
    found = found.filter(**{field: value for field, value in narrowed.items() if value is not None})
    if lateness is not None:
        found = found.filter(late_q(lateness, now)).exclude(state=AssignmentState.WITHDRAWN)
    if position is not None:
        found = found.filter(after(ASSIGNMENT_KEYS, position))
    ordered = found.order_by(*(key.order for key in ASSIGNMENT_KEYS))[:limit]
    return assignment_rows(ordered, now=now)


def assignment_position(row: AssignmentRow) -> AssignmentPosition:
    """Return where a row stands in the list."""
    return row.due_at, row.ref


def get_text(*, actor: Actor, ref: UUID) -> tuple[str, str]:
    """Return the text of a document and its SHA-256, in one query.

    Raises:
        DocumentNotFound: There is none in sight.
    """
    documents = Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    found = documents.filter(ref=ref).values_list("text", "text_sha256").first()
    if found is None:
        raise DocumentNotFound(str(ref))
    return found


def _counted(documents: Sequence[Document]) -> dict[int, tuple[int, int]]:
    """Return document -> how many proposals, and how many say nothing about time."""
    counts = (
        Proposal.objects.filter(document__in=[document.pk for document in documents])
        .order_by()
        .values_list("document")
        .annotate(n=Count("pk"), n_undated=Count("pk", filter=Q(due_kind=DueKind.NONE)))
    )
    return {pk: (n, n_undated) for pk, n, n_undated in counts}
