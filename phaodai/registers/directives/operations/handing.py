"""A unit goes into another one: what it still had to do goes with it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from phaodai.foundation.access import operations as access
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives import policies, publishing
from phaodai.registers.directives.models import Assignment, Entry, Occurrence, Reminder
from phaodai.registers.directives.operations import proving, recording
from phaodai.registers.directives.operations.acting import BATCH, Deed, write
from phaodai.registers.directives.operations.errors import NotFound
from phaodai.registers.directives.operations.issuing import GRANT_KIND
from phaodai.registers.directives.queries.naming import heads_of
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import OPEN, Act, AssignmentState, OccurrenceState, Proof
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef, UnitRef

_Known = Mapping[int, Mapping[int, Assignment]]  # obligation, unit
_Key = tuple[int, int | None, int]  # obligation, parent, body


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of the open assignments of a unit."""

    moved: Sequence[UUID]
    joined: Sequence[UUID]  # closed, because the successor had the same one already
    left: Sequence[UUID]  # the successor has no such body


@transaction.atomic
def hand_over(*, actor: Actor, unit: UnitRef, successor: UnitRef, now: datetime) -> HandedOver:
    """Move the open assignments of a unit's bodies to the same bodies of its successor.

    Deadlines, answers and the timeline stay. Where the successor has the same assignment
    already, the old one is closed and what was passed on from it goes below the other. What was
    given to a person inside a body is closed: the new body gives it anew.

    Raises:
        NotFound: There is no such unit.
        NotAllowed: The actor does not manage the units of both.
    """
    places = {place.ref: place for place in Unit.objects.filter(ref__in=(unit, successor))}
    if unit not in places or successor not in places or unit == successor:
        raise NotFound(f"{unit}, {successor}")
    old, new = places[unit], places[successor]
    for place in (old, new):
        policies.check_can_hand_over(actor, unit_path=place.path)
    return pass_on(actor, old, new, now)


@transaction.atomic
def pass_on(actor: Actor, old: Unit, new: Unit, now: datetime) -> HandedOver:
    """Move what can be moved; whoever calls has checked that it may be. See `hand_over`."""
    rows = list(
        Assignment.objects.select_for_update(of=("self",))
        .select_related("body", "unit", "obligation__document")
        .filter(unit=old, state__in=OPEN)
        .order_by("depth", "pk")
    )
    heirs = _heirs(rows, new, now)
    has = _held(heirs.values())
    moved: list[Assignment] = []
    closing: list[Assignment] = []
    joined: list[tuple[Assignment, int]] = []
    left: list[UUID] = []
    for row in rows:
        heir = heirs.get(row.body_id)
        if heir is None:
            left.append(row.ref)
        elif row.user_ref is not None:
            closing.append(row)
        elif (key := (row.obligation_id, row.parent_id, heir.pk)) in has:
            joined.append((row, has[key]))
        else:
            has[key] = row.pk
            moved.append(row)
    _join(joined)
    _close(actor, [*closing, *(row for row, _other in joined)], now)
    _move(actor, moved, heirs, now)
    if moved or joined or closing:
        audit.record(
            actor=actor,
            action="assignment.hand_over_all",
            subject_kind="unit",
            subject_ref=old.ref,
            unit_ref=new.ref,
            details={"moved": len(moved), "joined": len(joined), "left": len(left)},
            at=now,
        )
    return HandedOver(
        moved=[row.ref for row in moved],
        joined=[row.ref for row, _other in joined],
        left=left,
    )


def _heirs(rows: Sequence[Assignment], new: Unit, now: datetime) -> Mapping[int, Body]:
    """Return, for each old body, the one of the successor that does the same."""
    there = list(
        Body.objects.valid_on(deadlines.local_day(now)).filter(unit=new).select_related("unit")
    )
    by_kind = {body.kind: body for body in there if body.kind}
    old = {row.body_id: row.body for row in rows}
    heirs = {pk: by_kind.get(body.kind) for pk, body in old.items() if body.kind}
    return {pk: body for pk, body in heirs.items() if body is not None}


def _held(heirs: Collection[Body]) -> dict[_Key, int]:
    rows = (
        Assignment.objects.filter(body__in=list(heirs), user_ref=None)
        .exclude(state=AssignmentState.WITHDRAWN)
        .values_list("obligation", "parent", "body", "pk")
    )
    return {(obligation, parent, body): pk for obligation, parent, body, pk in rows}


def _join(joined: Sequence[tuple[Assignment, int]]) -> None:
    for row, other in joined:
        taken = Assignment.objects.filter(parent=other).values("body")
        Assignment.objects.filter(parent=row).exclude(body__in=taken).update(
            parent=other, version=F("version") + 1
        )


def _close(actor: Actor, rows: Sequence[Assignment], now: datetime) -> None:
    deed = Deed(
        act=Act.HAND_OVER,
        allowed=lambda _row: None,
        target=AssignmentState.WITHDRAWN,
        fields={"closed_at": now},
        details={"joined": True},
    )
    write(actor, rows, deed, now)


def _move(
    actor: Actor, rows: Sequence[Assignment], heirs: Mapping[int, Body], now: datetime
) -> None:
    groups: dict[int, list[Assignment]] = defaultdict(list)
    readers: dict[UUID, set[BodyRef]] = defaultdict(set)
    entries: list[Entry] = []
    known = {
        pk: proving.known_of(pk, {heir.unit_id for heir in heirs.values()})
        for pk in {row.obligation_id for row in rows if row.proof != Proof.EVIDENCE}
    }
    today = deadlines.local_day(now)
    heads = heads_of(
        {(row.body_id, _last_day(row, today)) for row in rows}
        | {(heirs[row.body_id].pk, today) for row in rows}
    )
    for row in rows:
        groups[row.body_id].append(row)
        heir = heirs[row.body_id]
        readers[row.obligation.document.ref].add(BodyRef(heir.ref))
        entries.append(
            recording.line(
                actor=actor,
                act=Act.HAND_OVER,
                at=now,
                document=row.obligation.document_id,
                obligation=row.obligation,
                assignment=row,
                text=" → ".join(
                    f"{body.name} ({head.holder})" if head.holder else body.name
                    for body, head in (
                        (row.body, heads[row.body_id, _last_day(row, today)]),
                        (heir, heads[heir.pk, today]),
                    )
                ),
                details={"from": str(row.body.ref), "to": str(heir.ref)},
            )
        )
    for body, group in groups.items():
        heir, ids = heirs[body], [row.pk for row in group]
        place = {"body": heir, "unit_id": heir.unit_id}
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            Assignment.objects.filter(pk__in=some).update(**place, version=F("version") + 1)
            Occurrence.objects.filter(
                assignment__in=some, state__in=(OccurrenceState.OPEN, OccurrenceState.RETURNED)
            ).update(**place)
            Reminder.objects.filter(assignment__in=some, acknowledged_at=None, body_id=body).update(
                **place
            )
    _prove(rows, heirs, known, now)
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    for document, bodies in readers.items():
        access.give(kind=GRANT_KIND, subject=document, bodies=bodies, reason="handed_over", now=now)


def _prove(
    rows: Sequence[Assignment], heirs: Mapping[int, Body], known: _Known, now: datetime
) -> None:
    """Move the targets along, and keep what the figures of the new units are known to say."""
    measured = [row for row in rows if row.proof != Proof.EVIDENCE]
    publishing.follow_assignments(measured, now=now)  # of the units that they left
    for row in measured:
        heir = heirs[row.body_id]
        row.body, row.unit = heir, heir.unit
        other = known[row.obligation_id].get(heir.unit_id)
        if other is not None:
            proving.take(row, other)
    Assignment.objects.bulk_update(measured, proving.COPIED, batch_size=BATCH)
    publishing.follow_assignments(measured, now=now)


def _last_day(row: Assignment, today: date) -> date:
    """Return the last day on which the old body was headed by anybody."""
    return min(row.unit.valid_to or today, today)
