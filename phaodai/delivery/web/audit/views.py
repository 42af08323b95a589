"""The page of the trail: who did what, and whether the chain is whole."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.audit import words
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.audit import queries
from phaodai.foundation.audit.queries import EventRow
from phaodai.foundation.jobs import queries as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.foundation.units import queries as units
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

PER_PAGE = 50
MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    row: EventRow
    act: Promise | str
    unit: str
    body: str
    details: list[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Chain:
    """What the sentence on top says."""

    state: queries.ChainState
    checked_at: datetime | None
    checked_to: int
    is_whole: bool
    bad_row: int


@require_safe
@requires(Permission.AUDIT_VIEW)
def list_events(request: ActorRequest) -> HttpResponse:
    """List what was done under the actor's posts, newest first."""
    actor, sought = request.actor, request.GET
    filters = queries.Filters(
        subject_ref=_ref(sought.get("subject", "")),
        actor=sought.get("q", "").strip(),
        action=sought.get("act", "") if sought.get("act", "") in words.NOUNS else "",
        since=_midnight(_day(sought.get("since", ""))),
        until=_midnight(_day(sought.get("until", "")), days=1),
    )
    found = queries.get_events(
        unit_refs=units.refs_below(actor, Permission.AUDIT_VIEW),
        body_refs=agencies.body_refs_below(actor, Permission.AUDIT_VIEW),
        filters=filters,
        limit=PER_PAGE + 1,
        before=_number(sought.get("before", "")),
    )
    rows = found[:PER_PAGE]
    context: dict[str, Any] = {
        "lines": _lines(rows),
        "chain": _chain(),
        "nouns": words.NOUNS,
        "filters": filters,
        "since": _day(sought.get("since", "")),
        "until": _day(sought.get("until", "")),
        "is_filtered": filters != queries.Filters(),
        "is_first": "before" not in sought,
        "older": rows[-1].id if len(found) > PER_PAGE else None,
    }
    return render(request, "audit/list.html", context)


def _lines(rows: Collection[EventRow]) -> list[Line]:
    unit_rows = units.get_units({UnitRef(r.unit_ref) for r in rows if r.unit_ref})
    body_rows = agencies.get_bodies({BodyRef(r.body_ref) for r in rows if r.body_ref})
    unit_names = {ref: unit.full_name for ref, unit in unit_rows.items()}
    body_names = {ref: body.name for ref, body in body_rows.items()}
    return [
        Line(
            row=row,
            act=words.act(row.action),
            unit=unit_names.get(UnitRef(row.unit_ref), "") if row.unit_ref else "",
            body=body_names.get(BodyRef(row.body_ref), "") if row.body_ref else "",
            details=list(row.details.items()),
        )
        for row in rows
    ]


def _chain() -> Chain:
    beat = jobs.get_beat(name=Name.AUDIT_CHECK, now=timezone.now())
    word, _, number = beat.detail.partition(" ") if beat else ("", "", "")
    is_whole = word == "whole"
    return Chain(
        state=queries.chain_state(),
        checked_at=beat.last_at if beat else None,
        checked_to=int(number or 0) if is_whole else 0,
        is_whole=is_whole,
        bad_row=0 if is_whole else int(number or 0),
    )


def _day(text: str) -> date | None:
    """Read a day as it is written here, 31/12/2021, or in a link, 2021-12-31."""
    day, _slash, rest = text.strip().partition("/")
    month, _slash, year = rest.partition("/")
    try:
        return date(int(year), int(month), int(day)) if year else date.fromisoformat(day)
    except (ValueError, OverflowError):
        return None


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    """Return the moment a day begins here, or so many days later."""
    if day is None:
        return None
    try:
        local = datetime.combine(day + timedelta(days=days), time.min)
        return timezone.make_aware(local).astimezone(UTC)
    except OverflowError:
        return None


def _ref(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    if not text.isascii() or not text.isdecimal():
        return None
    return min(int(text[:20]), MAX_ID)
