"""The chain of documents: which superior one each carries out, up to the top and down again."""

from uuid import UUID

from django.db.models import QuerySet

from phaodai.registers.directives.models import Document, DocumentLink
from phaodai.registers.directives.models.documents import DocumentQuerySet
from phaodai.registers.directives.queries.documents import DocumentNotFound
from phaodai.registers.directives.queries.mapping import name_of
from phaodai.registers.directives.rows import Chain, ChainRow
from phaodai.registers.directives.states import Relation
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import DocumentRef

MOST_STEPS = 12  # from the Government to a hamlet there are five


def get_chain(*, actor: Actor, ref: UUID) -> Chain:
    """Return what a document carries out and what carries it out, one query a step.

    A superior that is not here, or not in sight, is shown as it is cited and ends its branch.

    Raises:
        DocumentNotFound: There is no such document in sight.
    """
    seen = Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW).only(
        "pk", "ref", "doc_type", "number", "symbol", "issuer", "day", "date_precision", "subject"
    )
    start = seen.filter(ref=ref).first()
    if start is None:
        raise DocumentNotFound(str(ref))
    up, is_circular = _climb(seen, start)
    return Chain(
        up=sorted(up, key=lambda row: -row.depth),
        down=_descend(seen, start),
        is_circular=is_circular,
    )


def _climb(seen: DocumentQuerySet, start: Document) -> tuple[list[ChainRow], bool]:
    rows: list[ChainRow] = []
    reached = {start.pk}
    below = [start.pk]
    is_circular = False
    for depth in range(1, MOST_STEPS + 1):
        links = list(_steps().filter(document__in=below).order_by("document", "ordinal"))
        here = {
            document.pk: document
            for document in seen.filter(pk__in={link.target_id for link in links})
        }
        below = []
        for link in links:
            target = here.get(link.target_id) if link.target_id is not None else None
            if target is None:
                rows.append(ChainRow(depth=depth, name=name_of(link), subject="", ref=None))
            elif target.pk in reached:
                is_circular = is_circular or target.pk == start.pk
            else:
                reached.add(target.pk)
                below.append(target.pk)
                rows.append(_row(depth, target))
        if not below:
            break
    return rows, is_circular


def _descend(seen: DocumentQuerySet, start: Document) -> list[ChainRow]:
    rows: list[ChainRow] = []
    reached = {start.pk}
    above = [start.pk]
    for depth in range(1, MOST_STEPS + 1):
        steps = _steps().filter(target__in=above)
        found = seen.filter(pk__in=steps.values("document")).order_by("day", "pk")
        new = [document for document in found if document.pk not in reached]
        rows += [_row(depth, document) for document in new]
        above = [document.pk for document in new]
        reached |= set(above)
        if not above:
            break
    return rows


def _steps() -> QuerySet[DocumentLink]:
    return DocumentLink.objects.filter(relation=Relation.CARRIES_OUT)


def _row(depth: int, document: Document) -> ChainRow:
    return ChainRow(
        depth=depth,
        name=name_of(document),
        subject=document.subject,
        ref=DocumentRef(document.ref),
    )
