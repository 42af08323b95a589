"""The board: all proposals in sight, by deadline, by body or by document."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from phaodai.foundation.units.models import Unit
from phaodai.registers.directives.models import Document, Proposal, ProposalBody
from phaodai.registers.directives.models.proposals import ProposalQuerySet
from phaodai.registers.directives.queries.mapping import name_of, proposal_row
from phaodai.registers.directives.rows import Board, BoardRow, DocumentName, Lead, Page
from phaodai.registers.directives.states import DueKind, Part, ProposalState
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import DocumentRef, UnitRef

PAGE_SIZE = 50
MOST_CHOICES = 200


class BoardOrder(StrEnum):
    """How the board is read."""

    DUE = "due"
    BODY = "body"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """What the board is narrowed to; "" and None leave everything."""

    words: str = ""
    due_kind: DueKind | None = None
    lead: str = ""  # `Lead.key`
    unit: UnitRef | None = None
    document: UUID | None = None


def get_board(
    *,
    actor: Actor,
    wanted: BoardFilter,
    order: BoardOrder = BoardOrder.DUE,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Board:
    """Return one page of the proposals in sight.

    By deadline, dated ones come first, the soonest on top, and those without any deadline last.
    By body, a proposal with several leads stands under each of them.
    """
    seen = Proposal.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).filter(
        state__in=(ProposalState.PROPOSED, ProposalState.CONFIRMED)
    )
    found = _narrow(seen, wanted)
    counts = _counts(found)
    ordered = _ordered(found, order)
    total = ordered.count() if order is BoardOrder.BODY else sum(counts.values())
    number = max(1, min(page, -(-total // size) or 1))
    rows = ordered.select_related("document").defer(
        "document__text", "document__search_key", "document__evidence", "document__clauses"
    )
    rows = rows.prefetch_related(
        Prefetch("bodies", ProposalBody.objects.select_related("body", "within"))
    )
    return Board(
        rows=[_row(p, order) for p in rows[(number - 1) * size : number * size]],
        page=Page(number=number, size=size, total=total),
        counts=counts,
        n_documents=found.order_by().values("document").distinct().count(),
        leads=_leads(seen),
        documents=_documents(actor),
    )


def _narrow(found: ProposalQuerySet, wanted: BoardFilter) -> ProposalQuerySet:
    for word in fold(wanted.words).split():
        found = found.filter(search_key__contains=word)
    if wanted.due_kind is not None:
        found = found.filter(due_kind=wanted.due_kind)
    if wanted.document is not None:
        found = found.filter(document__ref=wanted.document)
    if wanted.lead:
        found = found.filter(_has_lead(Q(group_key=wanted.lead)))
    if wanted.unit is not None:
        found = found.filter(_has_lead(_concerns(wanted.unit)))
    return found


def _has_lead(which: Q) -> Exists:
    return Exists(ProposalBody.objects.filter(which, proposal=OuterRef("pk"), part=Part.LEAD))


def _concerns(ref: UnitRef) -> Q:
    """Return leads that are a body of the unit, or every body of its level around it."""
    unit = Unit.objects.filter(ref=ref).first()
    if unit is None:
        return Q(pk__in=[])
    ids = unit.path.strip("/").split("/")
    above = ["/" + "/".join(ids[: n + 1]) + "/" for n in range(len(ids))]
    each = Q(level=unit.level, within__path__in=above)
    return Q(body__unit=unit) | each & (Q(unit_kinds="") | Q(unit_kinds__contains=f"|{unit.kind}|"))


def _counts(found: ProposalQuerySet) -> Mapping[DueKind, int]:
    stored = dict(found.order_by().values_list("due_kind").annotate(n=Count("pk")))
    return {kind: stored[kind.value] for kind in DueKind if kind.value in stored}


def _ordered(found: ProposalQuerySet, order: BoardOrder) -> QuerySet[Proposal]:
    by_due = (
        F("due_date").asc(nulls_last=True),
        Case(
            *(When(due_kind=kind, then=Value(n)) for n, kind in enumerate(DueKind)),
            default=Value(len(DueKind)),
        ),
        F("due_time").asc(nulls_last=True),
        F("document__day").desc(nulls_last=True),
        "document",
        "ordinal",
    )
    if order is BoardOrder.DOCUMENT:
        return found.order_by(F("document__day").desc(nulls_last=True), "document", "ordinal")
    if order is BoardOrder.BODY:
        led = found.annotate(
            led=FilteredRelation("bodies", condition=Q(bodies__part=Part.LEAD)),
            group_key=F("led__group_key"),
            group_text=F("led__text"),
            group_body=F("led__body__name"),
            group_unit=F("led__within__name"),
            group_kind=F("led__within__kind"),
        )
        return led.order_by(F("group_key").asc(nulls_last=True), *by_due)
    return found.order_by(*by_due)


def _row(proposal: Proposal, order: BoardOrder) -> BoardRow:
    key = group = unit = ""
    if order is BoardOrder.BODY:
        key = getattr(proposal, "group_key", None) or ""
        group = getattr(proposal, "group_body", None) or getattr(proposal, "group_text", None) or ""
        name, kind = getattr(proposal, "group_unit", None), getattr(proposal, "group_kind", None)
        unit = f"{kind} {name}" if name else ""
    return BoardRow(
        proposal=proposal_row(proposal),
        document=DocumentRef(proposal.document.ref),
        document_name=name_of(proposal.document),
        urgency=proposal.document.urgency,
        group_key=key,
        group=group,
        group_unit=unit,
    )


def _leads(seen: ProposalQuerySet) -> list[Lead]:
    rows = (
        ProposalBody.objects.filter(part=Part.LEAD, proposal__in=seen.values("pk"))
        .values("group_key")
        .annotate(
            n=Count("proposal", distinct=True),
            text=Min("text"),
            body_name=Min("body__name"),
            unit_name=Min("within__name"),
            unit_kind=Min("within__kind"),
        )
        .order_by("group_key")[:MOST_CHOICES]
    )
    return [
        Lead(
            key=row["group_key"],
            label=(row["body_name"] or row["text"])
            + (f" – {row['unit_kind']} {row['unit_name']}" if row["unit_name"] else ""),
            n=row["n"],
        )
        for row in rows
    ]


def _documents(actor: Actor) -> list[tuple[DocumentRef, DocumentName]]:
    found = (
        Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
        .defer("text", "search_key", "evidence", "clauses")
        .order_by(F("day").desc(nulls_last=True), "-pk")[:MOST_CHOICES]
    )
    return [(DocumentRef(document.ref), name_of(document)) for document in found]
