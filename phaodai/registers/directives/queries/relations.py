"""Documents that hang together in any way, and the registers of incoming and outgoing ones."""

from collections.abc import Container, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q

from phaodai.registers.directives import policies, rules
from phaodai.registers.directives.models import Document, DocumentLink, Obligation
from phaodai.registers.directives.models.documents import DocumentQuerySet
from phaodai.registers.directives.paperrows import EntryRow, LinkRow, Register, Relations
from phaodai.registers.directives.queries.documents import DocumentNotFound
from phaodai.registers.directives.queries.mapping import name_of
from phaodai.registers.directives.rows import Page
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import Direction, ObligationState, Relation
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import DocumentRef

PAGE_SIZE = 50
MOST_LINKS = 200
_AS_ABOVE = "nhu tren"  # in the list of recipients: to whom it is addressed
HEAVY = ("text", "search_key", "evidence", "clauses")


def get_relations(*, actor: Actor, ref: UUID, on: date) -> Relations:
    """Return how a document stands to others, in a fixed number of queries.

    A document that is named and not in sight is shown as it is cited, as if it were not here.

    Raises:
        DocumentNotFound: There is no such document in sight.
    """
    document = _seen(actor).filter(ref=ref).select_related("unit", "body").first()
    if document is None:
        raise DocumentNotFound(str(ref))
    out = list(DocumentLink.objects.filter(document=document).order_by("relation", "ordinal"))
    into = list(DocumentLink.objects.filter(target=document).order_by("relation")[:MOST_LINKS])
    asked = {link.target_id for link in out if link.target_id is not None}
    asked |= {link.document_id for link in into}
    found = _seen(actor).filter(pk__in=asked).select_related("unit", "body")
    here = {row.pk: row for row in found}
    kept = {row.pk for row in found if _keeps(actor, row)}
    in_force = dict(
        Obligation.objects.filter(document__in=here, state=ObligationState.ISSUED)
        .order_by()
        .values_list("document")
        .annotate(n=Count("pk"))
    )
    order = list(Relation)
    return Relations(
        out=sorted(
            (_link(link, here.get(link.target_id or 0), in_force, kept) for link in out),
            key=lambda row: (order.index(row.relation), row.ordinal),
        ),
        into=sorted(
            (
                _link(link, here[link.document_id], in_force, kept)
                for link in into
                if link.document_id in here
            ),
            key=lambda row: order.index(row.relation),
        ),
        may_change=_keeps(actor, document),
        may_end=policies.can_issue(actor, document.body, on=on),
    )


def find_documents(
    *, actor: Actor, text: str, without: UUID, limit: int = 20
) -> Sequence[EntryRow]:
    """Return the documents in sight that hold every word, or bear the number; the latest first."""
    number, _sign, symbol = text.replace(" ", "").partition("/")
    numbered = Q(number_key=rules.number_key(number)) & ~Q(number_key="")
    if symbol:
        numbered &= Q(symbol_key=rules.symbol_key(symbol))
    seen = _seen(actor).exclude(ref=without).select_related("body", "unit")
    worded = Q(pk__in=_seen(actor).search(text).values("pk"))
    found = seen.filter(numbered | worded).order_by(F("day").desc(nulls_last=True), "-pk")
    return [_entry(row, actor) for row in found[:limit]]


def list_register(
    *, actor: Actor, direction: Direction, year: int | None, page: int = 1, size: int = PAGE_SIZE
) -> Register:
    """Return one page of the register of incoming or outgoing documents in sight.

    Args:
        actor: Who asks.
        direction: Which register.
        year: Of the numbers; None = what bears no number yet.
        page: Which page.
        size: Rows of a page.
    """
    kind = "arrival" if direction is Direction.INCOMING else "outgoing"
    every = _seen(actor).filter(direction=direction)
    numbered = every.filter(**{f"{kind}_number__isnull": False})
    unnumbered = every.filter(**{f"{kind}_number": None})
    found = numbered.filter(**{f"{kind}_year": year}) if year is not None else unnumbered
    total = found.count()
    number = max(1, min(page, -(-total // size) or 1))
    rows = _entries(found).order_by(
        "body__name_key", F(f"{kind}_number").desc(nulls_last=True), "-received_at", "-pk"
    )
    years = numbered.order_by(f"-{kind}_year").values_list(f"{kind}_year", flat=True).distinct()
    return Register(
        rows=[_entry(row, actor) for row in rows[(number - 1) * size : number * size]],
        page=Page(number=number, size=size, total=total),
        years=[each for each in years if each is not None],
        n_unnumbered=total if year is None else unnumbered.count(),
    )


def get_entry(*, actor: Actor, ref: UUID) -> EntryRow:
    """Return a document as its register shows it.

    Raises:
        DocumentNotFound: There is no such document in sight.
    """
    row = _entries(_seen(actor)).filter(ref=ref).first()
    if row is None:
        raise DocumentNotFound(str(ref))
    return _entry(row, actor)


def may_end(*, actor: Actor, ref: UUID, now: datetime) -> bool:
    """Say whether the actor may end what a document asks for: he speaks for its body."""
    row = _seen(actor).filter(ref=ref).select_related("body__unit").first()
    return row is not None and policies.can_issue(actor, row.body, on=deadlines.local_day(now))


def _seen(actor: Actor) -> DocumentQuerySet:
    return Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).defer(*HEAVY)


def _keeps(actor: Actor, document: Document) -> bool:
    return policies.can_store(actor, unit_path=document.unit.path, body_path=document.body.path)


def _link(
    link: DocumentLink, other: Document | None, in_force: dict[int, int], kept: Container[int]
) -> LinkRow:
    return LinkRow(
        relation=Relation(link.relation),
        ordinal=link.ordinal,
        name=name_of(other or link),
        subject=other.subject if other else "",
        ref=DocumentRef(other.ref) if other else None,
        n_in_force=in_force.get(other.pk, 0) if other else 0,
        keeps=other is not None and other.pk in kept,
    )


def _recipients(row: Document) -> list[str]:
    """Return to whom it goes by name, where the paper says “as above” too."""
    found: list[str] = []
    for text in row.recipients:
        found += row.addressees if fold(text).startswith(_AS_ABOVE) else [text]
    return found


def _entries(rows: DocumentQuerySet) -> DocumentQuerySet:
    return rows.select_related("body", "unit", "file").defer("file__content")


def _entry(row: Document, actor: Actor) -> EntryRow:
    return EntryRow(
        ref=DocumentRef(row.ref),
        direction=Direction(row.direction),
        name=name_of(row),
        subject=row.subject,
        urgency=row.urgency,
        keeper=row.body.name,
        received_at=row.received_at,
        recipients=_recipients(row),
        signer=row.signer_name,
        arrival_number=row.arrival_number,
        arrival_day=row.arrival_day,
        outgoing_number=row.outgoing_number,
        handling_due=row.handling_due,
        handling_note=row.handling_note,
        file_code=row.file_code,
        file_ordinal=row.file_ordinal,
        document_language=row.document_language,
        n_pages=row.n_pages,
        n_copies=row.n_copies,
        note=row.note,
        file_sha256=row.file.sha256 if row.file else "",
        may_write=policies.can_store(actor, unit_path=row.unit.path, body_path=row.body.path),
    )
