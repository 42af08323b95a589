"""A paper that a body issued stands in its register, and before those to whom it goes."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from phaodai.foundation.access import operations as access
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.files.models import FileContent
from phaodai.registers.directives.models import Document, StoredFile
from phaodai.registers.directives.models.building import build_document
from phaodai.registers.directives.operations.importing import GRANT_KIND
from phaodai.registers.directives.operations.reminding import SYSTEM
from phaodai.registers.directives.resolution import Resolver
from phaodai.registers.directives.states import Direction, Urgency
from phaodai.vocabulary.bodies import Branch
from phaodai.vocabulary.events import PaperIssued, PaperSigned
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, DocumentRef

_WRITER: Final = {"name": "phaodai.papers", "version": "1"}
_PDF: Final = "application/pdf"
_URGENCIES: Final = frozenset(each.value for each in Urgency)
_PARTY: Final = ("party_committee", "party_standing_committee")


@transaction.atomic
def keep_issued(event: PaperIssued) -> DocumentRef:
    """Enter an issued paper in the register of outgoing documents under its own number, once.

    Those whom it addresses read it from then on, and so do the committee of the unit above and,
    where the paper names the Party committee without its name, that of the body's own unit.

    Returns:
        The document; of a paper that stands there already, the one that does.
    """
    body = (
        Body.objects.select_related("unit__parent")
        .select_for_update(of=("self",))
        .get(ref=event.body)
    )
    kind = fold(event.kind)[:60]
    known = Document.objects.filter(
        body=body, outgoing_type=kind, outgoing_year=event.day.year, outgoing_number=event.number
    ).first()
    if known is not None:
        return DocumentRef(known.ref)
    row = build_document(_reading(event, body), body=body)
    row.direction, row.issuer_body = Direction.OUTGOING, body
    row.outgoing_number, row.outgoing_year = event.number, event.day.year
    row.outgoing_type = kind
    row.received_at = event.occurred_at
    if event.file:
        row.file, row.file_name = _adopt(event.file), event.file_name
        row.media_type = _PDF
    row.save()
    readers = _readers(event, body)
    access.give(
        kind=GRANT_KIND, subject=row.ref, bodies=readers, reason="addressed", now=event.occurred_at
    )
    audit.record(
        actor=SYSTEM,
        action="directive.register_issued",
        subject_kind=GRANT_KIND,
        subject_ref=row.ref,
        unit_ref=body.unit.ref,
        body_ref=body.ref,
        details={
            "paper": str(event.paper),
            "number": row.number,
            "symbol": row.symbol,
            "text_sha256": row.text_sha256,
            "readers": sorted(map(str, readers)),
        },
        at=event.occurred_at,
    )
    return DocumentRef(row.ref)


@transaction.atomic
def keep_signed(event: PaperSigned) -> DocumentRef:
    """Put a signed file in place of the one without the signature, with which it begins.

    Raises:
        Document.DoesNotExist: The paper is not in the register yet; to be heard again later.
    """
    row = (
        Document.objects.select_related("unit", "body", "file")
        .select_for_update(of=("self",))
        .get(
            body__ref=event.body, outgoing_type=fold(event.kind)[:60],
            outgoing_year=event.day.year, outgoing_number=event.number,
        )
    )  # fmt: skip
    signed = _adopt(event.file)
    if row.file is None or row.file.size < signed.size:  # the second may be heard before the first
        row.file, row.file_name, row.media_type = signed, event.file_name, _PDF
        row.save(update_fields=["file", "file_name", "media_type"])
        audit.record(
            actor=SYSTEM, action="directive.register_signed", subject_kind=GRANT_KIND,
            subject_ref=row.ref, unit_ref=row.unit.ref, body_ref=row.body.ref,
            details={"paper": str(event.paper), "file_sha256": event.file}, at=event.occurred_at,
        )  # fmt: skip
    return DocumentRef(row.ref)


def _adopt(sha256: str) -> StoredFile:
    """Return a kept file as an original of this register."""
    kept = FileContent.objects.get(pk=sha256)
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": kept.size, "content": kept.content}
    )
    return stored


def _reading(event: PaperIssued, body: Body) -> Mapping[str, Any]:
    """Return the paper in the shape that the reader of dispatches gives."""
    return {
        "document": {
            "type": event.kind,
            "number": f"{event.number:02d}",
            "symbol": event.symbol,
            "issuer": body.name,
            "parent_issuer": "",
            "place": event.place or body.unit.name,
            "date": {"value": event.day.isoformat()},
            "urgency": event.urgency if event.urgency in _URGENCIES else "",
            "subject": event.subject,
            "signer": {
                "authority": list(event.authority),
                "post": event.post,
                "name": event.signer,
            },
            "addressees": list(event.addressees),
            "recipients": list(event.copies),
            "enclosures": [],
            "evidence": {},
        },
        "text": event.words,
        "clauses": [],
        "obligations": [],
        "reader": _WRITER,
    }


def _readers(event: PaperIssued, body: Body) -> set[BodyRef]:
    resolver = Resolver(keeper=body, issuer_name=body.name, days=(event.day,))
    found: set[BodyRef] = set()
    meant = Q()
    for text in event.addressees:
        found |= resolver.bodies(text)
        if "cap uy" in fold(text):
            meant |= Q(unit=body.unit, kind__in=_PARTY)
    if body.unit.parent is not None:
        meant |= Q(unit=body.unit.parent, is_general=True) & ~Q(branch=Branch.PARTY)
    if meant:
        rows = Body.objects.valid_on(event.day).filter(meant)
        found |= {BodyRef(ref) for ref in rows.values_list("ref", flat=True)}
    return found - {BodyRef(body.ref)}
