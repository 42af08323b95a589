"""Documents hang together: one carries out, replaces, amends or reports on another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from phaodai.foundation.audit import operations as audit
from phaodai.registers.directives import policies, publishing, rules
from phaodai.registers.directives.models import Assignment, Document, DocumentLink, Obligation
from phaodai.registers.directives.operations import recording
from phaodai.registers.directives.operations.acting import Deed, write
from phaodai.registers.directives.operations.confirming import checked_reason
from phaodai.registers.directives.operations.drafting import check_length, locked, managed
from phaodai.registers.directives.operations.errors import NotFound, Refused
from phaodai.registers.directives.operations.judging import close_below
from phaodai.registers.directives.operations.retracting import kept
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import (
    OPEN,
    Act,
    AssignmentState,
    ObligationState,
    Precision,
    Relation,
)
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import DocumentRef

CITED = ("doc_type", "number", "symbol", "issuer")
DIRECTED = {Relation.CARRIES_OUT, Relation.REPLACES, Relation.AMENDS}
MOST_STEPS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A document that is not kept here, as an officer names it."""

    number: str
    symbol: str = ""
    issuer: str
    doc_type: str = ""
    day: date | None = None


@transaction.atomic
def link_documents(
    *,
    actor: Actor,
    document: DocumentRef,
    relation: Relation,
    target: DocumentRef,
    now: datetime,
) -> None:
    """Say how a document stands to another one that is here.

    Where the text cites that number already, the citation is joined to it.

    Raises:
        NotFound: One of them is not in sight.
        NotAllowed: No post of the actor that may store dispatches covers the keeper of the first.
        Refused: It is the same one, said already, or the two would go in a circle.
    """
    row = managed(actor, document)
    seen = Document.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    other = seen.filter(ref=target).first()
    if other is None:
        raise NotFound(str(target))
    if other.pk == row.pk:
        raise Refused("văn bản không thể dẫn chính nó", "a document does not cite itself")
    links = DocumentLink.objects.filter(document=row, relation=relation)
    if links.filter(target=other).exists():
        raise Refused("đã ghi liên hệ này", "this is on record")
    if relation in DIRECTED and _leads_to(other.pk, row.pk, relation):
        raise Refused("các văn bản dẫn nhau thành vòng tròn", "the two would go in a circle")
    keys = {
        "number_key": rules.number_key(other.number),
        "symbol_key": rules.symbol_key(other.symbol),
    }
    cited = links.filter(target=None, **keys).exclude(number_key="").first()
    if cited is not None:
        cited.target = other
        cited.save(update_fields=["target"])
        link = cited
    else:
        link = DocumentLink.objects.create(
            document=row,
            relation=relation,
            ordinal=_next(row, relation),
            doc_type=other.doc_type,
            number=other.number,
            symbol=other.symbol,
            issuer=other.issuer,
            day=other.day,
            date_precision=other.date_precision,
            target=other,
            **keys,
        )
    _joined(actor, row, link, now, target=str(other.ref), was_cited=cited is not None)


@transaction.atomic
def cite_document(
    *, actor: Actor, document: DocumentRef, relation: Relation, cited: Cited, now: datetime
) -> None:
    """Say how a document stands to another one that is not kept here.

    Once that one is kept, the citation leads to it like one that was read.

    Raises:
        NotFound: There is no such document in sight.
        NotAllowed: No post of the actor that may store dispatches covers its keeper.
        Refused: The number or the issuer is missing, a text is too long, or it is said already.
    """
    row = managed(actor, document)
    words = {name: " ".join(getattr(cited, name).split()) for name in CITED}
    for name, value in words.items():
        check_length(DocumentLink, name, value)
    if not words["number"] or not words["issuer"]:
        raise Refused(
            "ghi số văn bản và cơ quan ban hành", "say the number and who issued the document"
        )
    keys = {
        "number_key": rules.number_key(words["number"]),
        "symbol_key": rules.symbol_key(words["symbol"]),
    }
    if DocumentLink.objects.filter(document=row, relation=relation, **keys).exists():
        raise Refused("đã ghi liên hệ này", "this is on record")
    link = DocumentLink.objects.create(
        document=row,
        relation=relation,
        ordinal=_next(row, relation),
        day=cited.day,
        date_precision=Precision.DAY if cited.day else Precision.NONE,
        **words,
        **keys,
    )
    _joined(actor, row, link, now, target=None, was_cited=False)


@transaction.atomic
def unlink_documents(
    *, actor: Actor, document: DocumentRef, relation: Relation, ordinal: int, now: datetime
) -> None:
    """Take back that a document stands to another one in a certain way.

    Args:
        actor: Who takes it back.
        document: The one that names the other.
        relation: In which way.
        ordinal: Which of those of the same way.
        now: The moment of the act.

    Raises:
        NotFound: There is no such document in sight, or it names no other one so.
        NotAllowed: No post of the actor that may store dispatches covers the keeper.
    """
    row = managed(actor, document)
    link = (
        DocumentLink.objects.select_related("target")
        .filter(document=row, relation=relation, ordinal=ordinal)
        .first()
    )
    if link is None:
        raise NotFound(f"{document} {relation} {ordinal}")
    target = str(link.target.ref) if link.target else None
    _say(actor, Act.UNLINK, row, now, {"link": kept(link)})
    link.delete()
    audit.record(
        actor=actor,
        action="directive.unlink",
        subject_kind="document",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"relation": str(relation), "target": target},
        at=now,
    )


@transaction.atomic
def end_obligations(
    *,
    actor: Actor,
    document: DocumentRef,
    obligations: Collection[UUID] | None = None,
    reason: str,
    now: datetime,
) -> int:
    """End what a document still asks for, because another one replaced or amended it.

    Args:
        actor: Who heads its body, or acts for whoever does.
        document: The old one.
        obligations: Which of its obligations; None = all.
        reason: Why.
        now: The moment of the act.

    Returns:
        How many assignments were open, those below included.

    Raises:
        NotFound: There is no such document in sight, or it has no such obligation in force.
        NotAllowed: The actor neither heads its body nor holds its written delegation.
        Refused: No reason is given.
    """
    row = locked(actor, document)
    policies.check_can_issue(actor, row.body, on=deadlines.local_day(now))
    words = checked_reason(reason)
    now = max(now, row.entries.aggregate(last=Max("at"))["last"] or now)
    deed = Deed(
        act=Act.WITHDRAW,
        allowed=lambda _row: None,
        target=AssignmentState.WITHDRAWN,
        fields={"closed_at": now, "reason": words},
        text=words,
    )
    ending = Obligation.objects.filter(document=row, state=ObligationState.ISSUED)
    if obligations is not None:
        ending = ending.filter(ref__in=obligations)
        if ending.count() != len(set(obligations)):
            raise NotFound(f"obligations of {document}")
    ended = list(ending)
    for obligation in ended:
        publishing.withdraw_targets(obligation, now=now)
        obligation.state, obligation.ended_at = ObligationState.ENDED, now
        obligation.version += 1
        obligation.save(update_fields=["state", "ended_at", "version"])
    versions = {str(each.ref): each.version for each in ended}
    _say(actor, Act.END, row, now, {"obligations": versions}, text=words)
    top = list(
        Assignment.objects.select_related("body", "unit", "obligation").filter(
            obligation__in=ended, parent=None, state__in=OPEN
        )
    )
    write(actor, top, deed, now)
    n_below = close_below(actor, [each.pk for each in top], deed, now)
    audit.record(
        actor=actor,
        action="directive.end",
        subject_kind="document",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"assignments": len(top) + n_below},
        at=now,
    )
    return len(top) + n_below


def _next(row: Document, relation: Relation) -> int:
    links = DocumentLink.objects.filter(document=row, relation=relation)
    return (links.aggregate(last=Max("ordinal"))["last"] or 0) + 1


def _joined(
    actor: Actor,
    row: Document,
    link: DocumentLink,
    now: datetime,
    *,
    target: str | None,
    was_cited: bool,
) -> None:
    details = {"relation": str(link.relation), "ordinal": link.ordinal, "was_cited": was_cited}
    _say(actor, Act.LINK, row, now, details)
    audit.record(
        actor=actor,
        action="directive.link",
        subject_kind="document",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"relation": str(link.relation), "target": target},
        at=now,
    )


def _say(
    actor: Actor,
    act: Act,
    row: Document,
    now: datetime,
    details: Mapping[str, object],
    text: str = "",
) -> None:
    recording.line(
        actor=actor,
        act=act,
        at=now,
        speaks_for=row.body.ref,
        document=row,
        text=text,
        details=details,
    ).save()


def _leads_to(start: int, goal: int, relation: Relation) -> bool:
    """Say whether a way of links leads from one document to another."""
    reached, ends = {start}, {start}
    for _step in range(MOST_STEPS):
        steps = DocumentLink.objects.filter(
            document__in=ends, relation=relation, target__isnull=False
        ).values_list("target", flat=True)
        ends = {pk for pk in steps if pk is not None} - reached
        if goal in ends:
            return True
        if not ends:
            return False
        reached |= ends
    return False
