"""Writes of the register of directives; every function is one whole act."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from jsonschema import Draft202012Validator, ValidationError

from phaodai.engines.dispatch import SCHEMA
from phaodai.foundation.access import operations as access
from phaodai.foundation.access.models import Grant
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.directives import policies, rules
from phaodai.registers.directives.models import (
    Document,
    DocumentLink,
    Proposal,
    ProposalBody,
    StoredFile,
)
from phaodai.registers.directives.models.building import (
    bodies_of,
    build_document,
    build_links,
    build_proposals,
)
from phaodai.registers.directives.resolution import Resolver
from phaodai.registers.directives.rules import BadReading
from phaodai.registers.directives.states import Direction, Precision, Relation
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef, DocumentRef

GRANT_KIND = "document"
_READING = Draft202012Validator(SCHEMA)


class UnknownKeeper(LookupError):
    """No body has the given reference."""


class AlreadyKept(Exception):
    """The document is here already; `ref` says which it is."""

    def __init__(self, ref: DocumentRef, name: str) -> None:
        """Keep the reference and the name of what is here."""
        super().__init__(f"already kept: {name} ({ref})")
        self.ref = ref
        self.name = name


@dataclass(frozen=True, slots=True)
class Kept:
    """What an import made."""

    ref: DocumentRef
    name: str
    n_proposals: int
    n_readers: int  # other bodies that may read it from now on
    warnings: tuple[Mapping[str, Any], ...]


def import_document(
    *,
    actor: Actor,
    keeper: BodyRef,
    reading: Mapping[str, Any],
    file: bytes | None,
    file_name: str,
    media_type: str,
    now: datetime,
    remarks: Sequence[tuple[str, str]] = (),
) -> Kept:
    """Keep a dispatch with everything the reader proposes, once.

    A document is the same when its words are the same, or when number, symbol, issuer and year
    are the same and it orders the same. The same number with other orders is another document
    (a correction, or a number given twice) and is kept with a warning: nothing that came in is
    dropped because of a number.

    Args:
        actor: Who stores it.
        keeper: The body that keeps it.
        reading: What `phaodai directive read --json` prints.
        file: The original, where there is one.
        file_name: Its name as it came.
        media_type: Its kind.
        now: The moment of the act, aware.
        remarks: What the reader of files said about the original: (code, Vietnamese sentence).

    Raises:
        BadReading: The reading has another form, or its spans do not fit its text.
        UnknownKeeper: There is no such body.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        AlreadyKept: The keeper has the document, or may read it already.
    """
    _check_form(reading)
    document = build_document(reading, body=_keeper(actor, keeper))
    document.received_at = now
    document.file_name, document.media_type = file_name[-255:], media_type[:120]
    document.warnings = [
        *reading["warnings"],
        *({"code": code, "message": sentence, "span": None} for code, sentence in remarks),
    ]
    try:
        with transaction.atomic():
            _refuse_known(document)
            return _keep(actor, document, reading, file, now)
    except IntegrityError:
        # Somebody else kept the same document in the same moment.
        _refuse_known(document)
        raise


def rehearse_import(*, actor: Actor, keeper: BodyRef, reading: Mapping[str, Any]) -> None:
    """Refuse what `import_document` would refuse, and write nothing.

    Raises:
        BadReading: The reading has another form, or its spans do not fit its text.
        UnknownKeeper: There is no such body.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
        AlreadyKept: The keeper has the document, or may read it already.
    """
    _check_form(reading)
    _refuse_known(build_document(reading, body=_keeper(actor, keeper)))


def _keeper(actor: Actor, ref: BodyRef) -> Body:
    try:
        body = Body.objects.select_related("unit").get(ref=ref)
    except Body.DoesNotExist as error:
        raise UnknownKeeper(str(ref)) from error
    policies.check_can_store(actor, unit_path=body.unit.path, body_path=body.path)
    return body


def _check_form(reading: Mapping[str, Any]) -> None:
    try:
        _READING.validate(reading)
    except ValidationError as error:
        raise BadReading(f"{error.json_path}: {error.message[:200]}") from error
    rules.check_reading(reading)


def _within_reach(body: Body) -> Q:
    """Return what the body keeps or may read: another body's copy is nobody's business."""
    granted = Grant.objects.filter(kind=GRANT_KIND, body_ref=body.ref, ended_at=None)
    return Q(body=body) | Q(ref__in=granted.values("subject_ref"))


def _refuse_known(document: Document) -> None:
    same = Q(content_key=document.content_key)
    if document.number_key and document.orders_key:
        same |= _same_number(document) & Q(orders_key=document.orders_key)
    found = Document.objects.filter(_within_reach(document.body), same).order_by("pk").first()
    if found is not None:
        raise AlreadyKept(DocumentRef(found.ref), str(found))


def _same_number(document: Document) -> Q:
    return Q(
        number_key=document.number_key,
        symbol_key=document.symbol_key,
        issuer_key=document.issuer_key,
        year=document.year,
    )


def _keep(
    actor: Actor,
    document: Document,
    reading: Mapping[str, Any],
    file: bytes | None,
    now: datetime,
) -> Kept:
    resolver = Resolver(
        keeper=document.body,
        issuer_name=document.issuer,
        days=tuple(day for day in (document.day, now.date()) if day is not None),
    )
    document.issuer_body = resolver.issuer
    if resolver.issuer is not None and resolver.issuer.pk == document.body_id:
        document.direction = Direction.OUTGOING
    document.file = _keep_file(file)
    document.warnings += [*_number_warnings(document), *_body_warnings(reading, resolver)]
    document.save()
    DocumentLink.objects.bulk_create(build_links(reading, document=document))
    proposals = Proposal.objects.bulk_create(build_proposals(reading, document=document))
    ProposalBody.objects.bulk_create(
        row
        for proposal, obligation in zip(proposals, reading["obligations"], strict=True)
        for row in bodies_of(obligation, proposal=proposal, resolver=resolver)
    )
    readers = _give_sight(document, resolver, now)
    _tie(document)
    circle = _circle(document)
    if circle:
        document.warnings.append(circle)
        document.save(update_fields=["warnings"])
    audit.record(
        actor=actor,
        action="directive.store",
        subject_kind=GRANT_KIND,
        subject_ref=document.ref,
        unit_ref=document.unit.ref,
        body_ref=document.body.ref,
        details={
            "number": document.number,
            "symbol": document.symbol,
            "text_sha256": document.text_sha256,
            "file_sha256": document.file.sha256 if document.file else None,
            "proposals": len(proposals),
            "readers": sorted(str(body) for body in readers),
            "warnings": sorted({warning["code"] for warning in document.warnings}),
        },
        at=now,
    )
    return Kept(
        ref=DocumentRef(document.ref),
        name=str(document),
        n_proposals=len(proposals),
        n_readers=len(readers),
        warnings=tuple(document.warnings),
    )


def _keep_file(file: bytes | None) -> StoredFile | None:
    if not file:
        return None
    stored, _ = StoredFile.objects.get_or_create(
        sha256=sha256(file).hexdigest(), defaults={"size": len(file), "content": file}
    )
    return stored


def _number_warnings(document: Document) -> Iterable[Mapping[str, Any]]:
    if not document.number_key:
        return
    others = Document.objects.filter(_within_reach(document.body), _same_number(document))
    refs = [str(ref) for ref in others.order_by("pk").values_list("ref", flat=True)]
    if refs:
        yield {
            "code": "same_number_other_content",
            "message": "Đã có văn bản cùng số, ký hiệu và cơ quan ban hành nhưng nội dung khác.",
            "span": None,
            "documents": refs,
        }


def _body_warnings(reading: Mapping[str, Any], resolver: Resolver) -> Iterable[Mapping[str, Any]]:
    """Yield one warning for each name that is no body here; the name itself is kept."""
    said = {
        tuple(w["span"]) for w in reading["warnings"] if w["code"] == "unknown_body" and w["span"]
    }
    named: dict[str, Sequence[int] | None] = {}
    for obligation in reading["obligations"]:
        for part in ("lead", "coordinate", "accountable"):
            for body in obligation[part]:
                named.setdefault(body["text"], body["span"])
    for text, span in named.items():
        if (span is None or tuple(span) not in said) and resolver.is_missing(text):
            yield {
                "code": "unknown_body",
                "message": f"Chưa có cơ quan nào tên “{text}” trong danh mục của đơn vị.",
                "span": span,
            }


def _give_sight(document: Document, resolver: Resolver, now: datetime) -> set[BodyRef]:
    """Let those to whom it is addressed, and its issuer, read it; return who they are."""
    readers: set[BodyRef] = set()
    for text in (*document.addressees, *document.recipients):
        readers |= resolver.bodies(text)
    if document.issuer_body is not None:
        readers.add(BodyRef(document.issuer_body.ref))
    readers.discard(BodyRef(document.body.ref))
    access.give(
        kind=GRANT_KIND,
        subject=document.ref,
        bodies=readers,
        reason="addressed",
        now=now,
    )
    return readers


def _tie(document: Document) -> None:
    """Set the targets of citations: those of this document, and those that meant it all along."""
    links = list(document.links.all())
    cited = Q()
    for link in links:
        if link.number_key:
            cited |= Q(number_key=link.number_key, symbol_key=link.symbol_key)
    if cited:
        here = list(Document.objects.filter(_within_reach(document.body), cited).order_by("pk"))
        for link in links:
            link.target = next((other for other in here if _means(link, other)), None)
        DocumentLink.objects.bulk_update([link for link in links if link.target], ["target"])
    if not document.number_key:
        return
    waiting = (
        DocumentLink.objects.filter(
            target=None, number_key=document.number_key, symbol_key=document.symbol_key
        )
        .exclude(document=document)
        .select_related("document__body")
    )
    readers = set(
        Grant.objects.filter(kind=GRANT_KIND, subject_ref=document.ref, ended_at=None).values_list(
            "body_ref", flat=True
        )
    )
    meant = [
        link
        for link in waiting
        if _means(link, document)
        and (link.document.body_id == document.body_id or link.document.body.ref in readers)
    ]
    for link in meant:
        link.target = document
    DocumentLink.objects.bulk_update(meant, ["target"])


def _means(link: DocumentLink, other: Document) -> bool:
    return (
        link.document_id != other.pk
        and bool(link.number_key)
        and (link.number_key, link.symbol_key) == (other.number_key, other.symbol_key)
        and rules.is_cited(
            rules.PartialDate(Precision(link.date_precision), link.day),
            rules.PartialDate(Precision(other.date_precision), other.day),
        )
    )


def _circle(document: Document) -> Mapping[str, Any] | None:
    """Return a warning where the document carries out itself by way of others."""
    next_of: dict[int, list[int]] = {}
    asked = {document.pk}
    while asked:
        found: dict[int, list[int]] = {pk: [] for pk in asked}
        edges = DocumentLink.objects.filter(
            relation=Relation.CARRIES_OUT, document__in=asked, target__isnull=False
        ).values_list("document_id", "target_id")
        for origin, target in edges:
            if target is not None:
                found[origin].append(target)
        next_of |= found
        asked = {pk for targets in found.values() for pk in targets} - next_of.keys()
    way = rules.circle(document.pk, next_of)
    if not way:
        return None
    return {
        "code": "circular_carries_out",
        "message": "Các văn bản dẫn nhau thành vòng tròn: mỗi văn bản đều thực hiện văn bản kia.",
        "span": None,
        "documents": [
            str(ref)
            for ref in Document.objects.filter(pk__in=way[1:]).values_list("ref", flat=True)
        ],
    }
