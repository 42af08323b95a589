"""The last word on how a document stands, taken back within thirty seconds by its doer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from phaodai.foundation.audit import operations as audit
from phaodai.foundation.events import bus
from phaodai.registers.directives import publishing
from phaodai.registers.directives.models import (
    Assignment,
    Document,
    DocumentLink,
    Entry,
    Obligation,
)
from phaodai.registers.directives.operations import recording, undoing
from phaodai.registers.directives.operations.drafting import locked
from phaodai.registers.directives.operations.errors import Refused
from phaodai.registers.directives.operations.issuing import TooLate
from phaodai.registers.directives.rules.moves import check_move
from phaodai.registers.directives.states import (
    OBLIGATION_MOVES,
    Act,
    AssignmentState,
    ObligationState,
    Part,
)
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import DocumentRef

RETRACTED = {Act.LINK, Act.UNLINK, Act.END}


@transaction.atomic
def undo_relation(*, actor: Actor, document: DocumentRef, now: datetime) -> Act:
    """Take back the last joining, un-joining or ending of a document, and exactly what it did.

    Args:
        actor: Who did it.
        document: On what.
        now: At most thirty seconds after the act.

    Returns:
        What was taken back.

    Raises:
        NotFound: There is no such document in sight.
        Refused: The last such act was another's, or somebody has changed since what it touched.
        TooLate: It was more than thirty seconds ago.
    """
    row = locked(actor, document)
    last = last_of(row)
    if last is None or (last.actor, last.user_ref) != (actor.name, actor.user):
        raise Refused("không có thao tác nào của bạn để hoàn tác", "nothing of yours to undo")
    if now > last.at + bus.UNDO_HOLD:
        raise TooLate(str(document))
    now = max(now, last.at)
    act = Act(last.act)
    if act is Act.END:
        _bring_back(actor, row, last, now)
    elif act is Act.LINK:
        _unjoin(row, last.details)
    else:
        _join(row, last.details)
    details = {"undone": str(act)}
    recording.line(
        actor=actor, act=Act.REOPEN, at=now, speaks_for=row.body.ref, document=row, details=details
    ).save()
    audit.record(
        actor=actor,
        action="directive.undo",
        subject_kind="document",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details=details,
        at=now,
    )
    return act


def last_of(document: Document) -> Entry | None:
    """Return the line of the last act of this kind, unless it was taken back."""
    lines = Entry.objects.filter(document=document, obligation=None, proposal=None)
    last = lines.filter(act__in=[*RETRACTED, Act.REOPEN]).order_by("-pk").first()
    return last if last is not None and Act(last.act) in RETRACTED else None


def kept(row: Model) -> dict[str, Any]:
    """Return the fields of a row as JSON keeps them, to make it again under another key."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # noqa: SLF001
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if name != "id"
    }


def _unjoin(document: Document, details: dict[str, Any]) -> None:
    link = DocumentLink.objects.filter(
        document=document, relation=details["relation"], ordinal=details["ordinal"]
    )
    if details["was_cited"]:
        link.update(target=None)
    else:
        link.delete()


def _join(document: Document, details: dict[str, Any]) -> None:
    link = DocumentLink(**details["link"])
    link.day = date.fromisoformat(details["link"]["day"]) if link.day else None
    taken = DocumentLink.objects.filter(document=document, relation=link.relation)
    if taken.filter(ordinal=link.ordinal).exists():
        raise Refused("đã ghi liên hệ khác ở chỗ này", "another relation took its place")
    link.save()


def _bring_back(actor: Actor, document: Document, last: Entry, now: datetime) -> None:
    versions: dict[str, int] = last.details["obligations"]
    rows = list(
        Obligation.objects.select_for_update()
        .filter(document=document, ref__in=map(UUID, versions))
        .order_by("pk")
    )
    if any(row.version != versions[str(row.ref)] for row in rows):
        raise Refused("nghĩa vụ đã đổi sau đó", "the obligations have changed since")
    for row in rows:
        check_move(
            OBLIGATION_MOVES, current=ObligationState(row.state), target=ObligationState.ISSUED
        )
        row.state, row.ended_at = ObligationState.ISSUED, None
        row.version += 1
    Obligation.objects.bulk_update(rows, ["state", "ended_at", "version"], batch_size=100)
    undoing.bring_back(actor, last, now, assignment__obligation__in=rows)
    standing = Assignment.objects.exclude(state=AssignmentState.WITHDRAWN).filter(
        obligation__in=rows, part=Part.LEAD, user_ref=None
    )
    publishing.follow_assignments(list(standing.select_related("obligation")), now=now)
