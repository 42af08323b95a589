"""A paper that a body issued stands in its register, and before those to whom it goes."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from phaodai.foundation.access import operations as access
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.directives.models import Document
from phaodai.registers.directives.models.building import build_document
from phaodai.registers.directives.operations.importing import GRANT_KIND
from phaodai.registers.directives.operations.reminding import SYSTEM
from phaodai.registers.directives.resolution import Resolver
from phaodai.registers.directives.states import Direction
from phaodai.vocabulary.bodies import Branch
from phaodai.vocabulary.events import PaperIssued
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, DocumentRef

_WRITER: Final = {"name": "phaodai.papers", "version": "1"}
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


def _reading(event: PaperIssued, body: Body) -> Mapping[str, Any]:
    """Return the paper in the shape that the reader of dispatches gives."""
    return {
        "document": {
            "type": event.kind,
            "number": f"{event.number:02d}",
            "symbol": event.symbol,
            "issuer": body.name,
            "parent_issuer": "",
            "place": body.unit.name,
            "date": {"value": event.day.isoformat()},
            "urgency": "",
            "subject": event.subject,
            "signer": {"authority": [], "post": event.post, "name": event.signer},
            "addressees": list(event.addressees),
            "recipients": [],
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
