"""Documents: the list, one of them, its original."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from phaodai.registers.directives import rules
from phaodai.registers.directives.models import Document, DocumentLink, Proposal, ProposalBody
from phaodai.registers.directives.models.documents import DocumentQuerySet
from phaodai.registers.directives.queries.mapping import name_of, proposal_row
from phaodai.registers.directives.rows import (
    CitedDocument,
    DocumentDetail,
    DocumentList,
    DocumentRow,
    Original,
    Page,
)
from phaodai.registers.directives.states import Direction, DueKind, ProposalState, Relation
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import DocumentRef

PAGE_SIZE = 50
MOST_CHOICES = 300


class DocumentNotFound(LookupError):
    """There is no such document, or the actor may not see it: nobody can tell which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """What a list of documents is narrowed to; "" and None leave everything."""

    words: str = ""
    doc_type: str = ""
    issuer: str = ""
    urgency: str | None = None
    first: date | None = None
    last: date | None = None
    unit_path: str = ""  # kept by a body at or below it, or sent to one


def list_documents(
    *, actor: Actor, wanted: DocumentFilter, page: int = 1, size: int = PAGE_SIZE
) -> DocumentList:
    """Return one page of the documents in sight, the latest first, undated ones at the end."""
    seen = _seen(actor)
    found = _narrow(seen, wanted)
    total = found.count()
    number = max(1, min(page, -(-total // size) or 1))
    rows = (
        found.select_related("body")
        .defer("text", "search_key", "evidence", "clauses")
        .order_by(F("day").desc(nulls_last=True), "-received_at", "-pk")[
            (number - 1) * size : number * size
        ]
    )
    counted = _counted(rows)
    return DocumentList(
        rows=[
            DocumentRow(
                ref=DocumentRef(document.ref),
                name=name_of(document),
                direction=Direction(document.direction),
                subject=document.subject,
                urgency=document.urgency,
                received_at=document.received_at,
                keeper=document.body.name,
                n_proposals=counted[document.pk][0],
                n_undated=counted[document.pk][1],
                warnings=[warning["code"] for warning in document.warnings],
            )
            for document in rows
        ],
        page=Page(number=number, size=size, total=total),
        types=_choices(seen, "doc_type"),
        issuers=_choices(seen, "issuer"),
    )


def find_by_number(*, actor: Actor, text: str) -> list[tuple[DocumentRef, str]]:
    """Return the documents in sight of a number, with or without its symbol, the latest first."""
    number, _, symbol = text.replace(" ", "").partition("/")
    found = _seen(actor).filter(number_key=rules.number_key(number)).exclude(number_key="")
    if symbol:
        found = found.filter(symbol_key=rules.symbol_key(symbol))
    return [(DocumentRef(row.ref), str(row)) for row in found.order_by("-day", "-pk")[:20]]


def get_document(*, actor: Actor, ref: UUID) -> DocumentDetail:
    """Return a document with its text, its proposals and what it cites.

    Raises:
        DocumentNotFound: There is none in sight.
    """
    document = (
        _seen(actor)
        .filter(ref=ref)
        .select_related("body", "unit", "file")
        .defer("file__content", "search_key")
        .prefetch_related(
            Prefetch("proposals", _shown_proposals()),
            Prefetch("proposals__bodies", ProposalBody.objects.select_related("body", "within")),
        )
        .first()
    )
    if document is None:
        raise DocumentNotFound(str(ref))
    return DocumentDetail(
        ref=DocumentRef(document.ref),
        name=name_of(document),
        direction=Direction(document.direction),
        parent_issuer=document.parent_issuer,
        place=document.place,
        subject=document.subject,
        urgency=document.urgency,
        signer_authority=document.signer_authority,
        signer_post=document.signer_post,
        signer_name=document.signer_name,
        addressees=document.addressees,
        recipients=document.recipients,
        enclosures=document.enclosures,
        text=document.text,
        text_sha256=document.text_sha256,
        evidence=document.evidence,
        warnings=_with_names(actor, document),
        has_file=document.file is not None,
        file_name=document.file_name,
        media_type=document.media_type,
        file_sha256=document.file.sha256 if document.file else "",
        file_size=document.file.size if document.file else 0,
        received_at=document.received_at,
        keeper=document.body.name,
        keeper_unit=document.unit.full_name,
        reader=f"{document.reader_name} {document.reader_version}",
        proposals=[proposal_row(proposal) for proposal in _in_order(document.proposals.all())],
        links=_links(actor, document),
    )


def get_original(*, actor: Actor, ref: UUID) -> Original:
    """Return the original file of a document.

    Raises:
        DocumentNotFound: There is no such document in sight, or it came without a file.
    """
    document = _seen(actor).filter(ref=ref, file__isnull=False).select_related("file").first()
    if document is None or document.file is None:
        raise DocumentNotFound(str(ref))
    return Original(
        content=bytes(document.file.content),
        file_name=document.file_name,
        media_type=document.media_type,
        sha256=document.file.sha256,
    )


def _shown_proposals() -> QuerySet[Proposal]:
    """Return what is not gone into others."""
    gone = (ProposalState.SPLIT, ProposalState.MERGED)
    return Proposal.objects.exclude(state__in=gone).select_related("obligation")


def _in_order(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return proposals by their place in the text; those without one at the end."""
    return sorted(proposals, key=lambda p: (p.span_end == 0, p.span_start, p.ordinal))


def _seen(actor: Actor) -> DocumentQuerySet:
    return Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)


def _narrow(found: DocumentQuerySet, wanted: DocumentFilter) -> DocumentQuerySet:
    found = found.search(wanted.words).issued_between(wanted.first, wanted.last)
    if wanted.doc_type:
        found = found.filter(doc_type=wanted.doc_type)
    if wanted.issuer:
        found = found.filter(issuer=wanted.issuer)
    if wanted.urgency is not None:
        found = found.filter(urgency=wanted.urgency)
    if wanted.unit_path:
        found = found.around(wanted.unit_path)
    return found


def _counted(documents: Iterable[Document]) -> dict[int, tuple[int, int]]:
    """Return document -> how many proposals, and how many say nothing about time."""
    counted = {document.pk: (0, 0) for document in documents}
    counts = (
        _shown_proposals()
        .filter(document__in=counted)
        .order_by()
        .values_list("document")
        .annotate(n=Count("pk"), n_undated=Count("pk", filter=Q(due_kind=DueKind.NONE)))
    )
    return counted | {pk: (n, n_undated) for pk, n, n_undated in counts}


def _choices(seen: DocumentQuerySet, field: str) -> list[str]:
    values = seen.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct()
    return list(values[:MOST_CHOICES])


def _links(actor: Actor, document: Document) -> list[CitedDocument]:
    links = list(DocumentLink.objects.filter(document=document).order_by("relation", "ordinal"))
    targets = {link.target_id for link in links if link.target_id is not None}
    open_to = dict(_seen(actor).filter(pk__in=targets).values_list("pk", "ref"))
    order = list(Relation)
    return [
        CitedDocument(
            relation=Relation(link.relation),
            name=name_of(link),
            ref=DocumentRef(open_to[link.target_id]) if link.target_id in open_to else None,
        )
        for link in sorted(links, key=lambda link: order.index(Relation(link.relation)))
    ]


def _with_names(actor: Actor, document: Document) -> list[Mapping[str, object]]:
    """Return the warnings; documents that they point at only as far as they are in sight."""
    asked = {ref for warning in document.warnings for ref in warning.get("documents", ())}
    names = {str(other.ref): str(other) for other in _seen(actor).filter(ref__in=asked)}
    return [
        {
            **warning,
            "documents": [
                {"ref": other, "name": names[other]}
                for other in warning.get("documents", ())
                if other in names
            ],
        }
        for warning in document.warnings
    ]
