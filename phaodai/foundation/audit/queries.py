"""Reads of the trail: rows for the page, the state of the chain, and the check of it all."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from phaodai.foundation.audit import anchors, rows, sealing
from phaodai.foundation.audit.models import AuditEvent, AuditSeal
from phaodai.foundation.audit.verification import Check, Report, Stamps

NEAR = 20_000  # rows from the end that are looked at first
Refs = Collection[UUID] | QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; an empty field keeps everything."""

    subject_ref: UUID | None = None
    actor: str = ""  # part of the name, letter case as written
    action: str = ""  # the whole action, or "noun." for all acts on one noun
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """What a page shows of one event."""

    id: int
    ref: UUID
    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject_ref: UUID | None
    unit_ref: UUID | None
    body_ref: UUID | None
    details: dict[str, object]
    seq: int | None  # number in the chain; None while it waits for the sealer


@dataclass(frozen=True, slots=True)
class ChainState:
    """Where the chain ends and what waits for it."""

    seq: int
    hash: str
    sealed_at: datetime | None
    unsealed: int
    oldest_unsealed_at: datetime | None


def get_events(
    *,
    unit_refs: Refs | None,
    body_refs: Refs | None,
    filters: Filters | None = None,
    limit: int = 50,
    before: int | None = None,
) -> list[EventRow]:
    """Return rows under the units or bodies, newest first.

    Args:
        unit_refs: Units whose rows may be seen; None together with `body_refs=None` for the
            operator, who sees all rows.
        body_refs: Bodies whose rows may be seen.
        filters: What to look for.
        limit: How many at most.
        before: Only rows with a lower id: the last one of the page before.
    """
    events = AuditEvent.objects.all()
    if unit_refs is not None or body_refs is not None:
        seen = Q(unit_ref__in=unit_refs) if unit_refs is not None else Q()
        if body_refs is not None:
            seen |= Q(body_ref__in=body_refs)
        events = events.filter(seen)
    events = events.filter(_wanted(filters or Filters()))
    return [
        EventRow(
            id=event.pk,
            ref=event.ref,
            at=event.at,
            actor=event.actor,
            action=event.action,
            subject_kind=event.subject_kind,
            subject_ref=event.subject_ref,
            unit_ref=event.unit_ref,
            body_ref=event.body_ref,
            details=json.loads(event.details),
            seq=seq,
        )
        for event, seq in _newest(events, before=before, limit=limit)
    ]


def chain_state() -> ChainState:
    """Return the end of the chain and the backlog of the sealer."""
    last = AuditSeal.objects.order_by("-seq").first()
    # Behind the newest sealed row alone: a late row (PostgreSQL) is found by the sweep.
    waiting = AuditEvent.objects.filter(seal=None, id__gt=last.event_id if last else 0)
    oldest = waiting.order_by("id").values_list("at", flat=True).first()
    return ChainState(
        seq=last.seq if last else 0,
        hash=last.hash if last else "",
        sealed_at=last.sealed_at if last else None,
        unsealed=0 if oldest is None else waiting.count(),
        oldest_unsealed_at=oldest,
    )


def verify(*, written_down: Iterable[tuple[int, str]] = ()) -> Report:
    """Check the whole trail against its stamps, its chain, its roots and its anchors.

    Args:
        written_down: Heads (seq, hash) that somebody keeps outside this machine.
    """
    # In this order, so that what the sealer adds meanwhile is never missed: what was anchored
    # is in the database, what has a root is in the chain, an id that was given is a row.
    anchored = anchors.read(sealing.anchor_file())
    roots = rows.roots()
    last_given_id = rows.last_given_id()
    check = Check(
        stamps=Stamps(sealing.stamp_keys(), anchored.retired_keys),
        anchors=anchored.with_heads(written_down),
        roots=roots,
        ids_are_dense=rows.ids_are_dense(),
        is_there=lambda event_id: AuditEvent.objects.filter(pk=event_id).exists(),
    )
    return check.run(rows.links(), rows.unsealed(after=None), last_given_id)


def _newest(
    events: QuerySet[AuditEvent], *, before: int | None, limit: int
) -> list[tuple[AuditEvent, int | None]]:
    """Return the last rows, each with its number in the chain, looking near the end first.

    Of a scope of hundreds of units a database would sort every row ever written.
    """
    last = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first()
    if last is None:
        return []
    top = last + 1 if before is None else min(before, last + 1)
    ordered = events.filter(id__lt=top).order_by("-id").annotate(number=F("seal__seq"))
    near = list(ordered.filter(id__gte=top - NEAR)[:limit])
    found = near if len(near) == limit else list(ordered[:limit])
    return [(event, event.number) for event in found]


def _wanted(filters: Filters) -> Q:
    wanted = Q()
    if filters.subject_ref is not None:
        wanted &= Q(subject_ref=filters.subject_ref)
    if filters.actor:
        wanted &= Q(actor__contains=filters.actor)
    if filters.action.endswith("."):
        wanted &= Q(action__startswith=filters.action)
    elif filters.action:
        wanted &= Q(action=filters.action)
    if filters.since is not None:
        wanted &= Q(at__gte=filters.since)
    if filters.until is not None:
        wanted &= Q(at__lt=filters.until)
    return wanted
