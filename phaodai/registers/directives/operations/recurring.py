"""Recurring assignments: each time that they are due is answered by itself."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from phaodai.foundation.audit import operations as audit
from phaodai.foundation.files.checking import Examined
from phaodai.registers.directives.models import Assignment, Occurrence
from phaodai.registers.directives.operations import evidencing, recording
from phaodai.registers.directives.operations.acting import (
    answers,
    checked_text,
    judges,
    no_earlier,
    plain,
)
from phaodai.registers.directives.operations.answering import check_says_something
from phaodai.registers.directives.operations.confirming import checked_reason
from phaodai.registers.directives.operations.errors import NotFound
from phaodai.registers.directives.rules import deadlines, recurrence
from phaodai.registers.directives.rules.moves import check_move
from phaodai.registers.directives.states import (
    OCCURRENCE_MOVES,
    OPEN,
    Act,
    DueKind,
    OccurrenceState,
    Part,
)
from phaodai.vocabulary.access import Actor, Permission

BATCH = 1_000
MOST_AHEAD = timedelta(days=62)


@transaction.atomic
def open_occurrences(*, now: datetime, until: datetime) -> int:
    """Make the occurrences that are due until a moment; a second time nothing is added.

    Days since the order was issued that no call has covered are made up for, so that a machine
    that stood still for a week hides nothing.

    Returns:
        How many were added.

    Raises:
        ValueError: It looks more than two months ahead.
    """
    if until > now + MOST_AHEAD:
        raise ValueError(f"more than {MOST_AHEAD.days} days ahead")
    last = deadlines.local_day(until)
    assignments = (
        Assignment.objects.filter(
            part=Part.LEAD, state__in=OPEN, obligation__due_kind=DueKind.RECURRING
        )
        .select_related("obligation")
        .annotate(last_day=Max("occurrences__day"))
        .order_by("pk")
    )
    n_added = 0
    batch: list[Occurrence] = []
    for row in assignments:
        batch += _missing(row, vars(row)["last_day"], last)
        if len(batch) >= BATCH:
            n_added += _store(batch)
            batch = []
    return n_added + _store(batch)


def _missing(row: Assignment, done: date | None, last: date) -> Iterator[Occurrence]:
    """Yield the occurrences after the last one that is there; they are made in order."""
    obligation = row.obligation
    created = deadlines.local_day(row.created_at)
    start = obligation.recurs_from or created
    first = max(start, created, done + timedelta(days=1) if done else start)
    end = min(last, obligation.recurs_to or last)
    for day in recurrence.days(obligation.due_rrule, start=start, first=first, last=end):
        due = deadlines.moment_of(day, obligation.due_time)
        if due >= row.created_at:  # else the hour was past when the order came
            yield Occurrence(
                unit_id=row.unit_id, body_id=row.body_id, assignment=row, day=day, due_at=due
            )


def _store(batch: list[Occurrence]) -> int:
    Occurrence.objects.bulk_create(batch, batch_size=BATCH, ignore_conflicts=True)
    return len(batch)


@transaction.atomic
def answer_occurrence(
    *,
    actor: Actor,
    occurrence: UUID,
    version: int | None,
    text: str,
    evidence: Collection[str] = (),
    files: Sequence[Examined] = (),
    now: datetime,
) -> int:
    """Answer one occurrence; the moment of the answer decides whether it was in time.

    Args:
        actor: Who answers for the body.
        occurrence: Which time.
        version: As it was shown; None = whatever it is now.
        text: The answer.
        evidence: Documents that show it, by number and symbol; added to those before.
        files: Files that show it, examined by `files.checking.examine` before this act.
        now: The moment of the act.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor does not answer for the body.
        Stale: Somebody was quicker.
        IllegalMove: It is answered, accepted or withdrawn.
        Refused: There is neither a word nor evidence.
    """
    words, refs = checked_text(text), evidencing.checked_references(evidence)
    check_says_something(words, refs, files)
    row = _opened(actor, occurrence, version, answers(actor), OccurrenceState.SUBMITTED)
    now = no_earlier([row.assignment.ref], now)
    fields = {
        "state": OccurrenceState.SUBMITTED,
        "answered_at": now,
        "note": words,
        "evidence": evidencing.gathered(row.evidence, refs),
    }
    details = {"evidence": refs, **evidencing.attach(actor, row, files, now)}
    return write_occurrence(actor, row, Act.SUBMIT, fields, now, text=words, details=details)


@transaction.atomic
def accept_occurrence(*, actor: Actor, occurrence: UUID, version: int | None, now: datetime) -> int:
    """Accept the answer of one occurrence.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The assignment did not come from a body for which the actor speaks.
        Stale: Somebody was quicker.
        IllegalMove: There is no answer.
    """
    row = _opened(actor, occurrence, version, judges(actor, now), OccurrenceState.ACCEPTED)
    now = no_earlier([row.assignment.ref], now)
    return write_occurrence(actor, row, Act.ACCEPT, {"state": OccurrenceState.ACCEPTED}, now)


@transaction.atomic
def return_occurrence(
    *, actor: Actor, occurrence: UUID, version: int | None, reason: str, now: datetime
) -> int:
    """Send the answer of one occurrence back: it counts as not given.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The assignment did not come from a body for which the actor speaks.
        Stale: Somebody was quicker.
        IllegalMove: There is no answer.
        Refused: No reason is given.
    """
    words = checked_reason(reason)
    row = _opened(actor, occurrence, version, judges(actor, now), OccurrenceState.RETURNED)
    now = no_earlier([row.assignment.ref], now)
    fields = {"state": OccurrenceState.RETURNED, "answered_at": None, "reason": words}
    return write_occurrence(actor, row, Act.RETURN, fields, now, text=words)


def found_occurrence(actor: Actor, ref: UUID, version: int | None) -> Occurrence:
    """Return an occurrence in sight, locked against others.

    Raises:
        NotFound: There is none in sight.
        Stale: Somebody was quicker.
    """
    seen = Occurrence.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    row = (
        Occurrence.objects.select_for_update(of=("self",))
        .select_related(
            "body__unit",
            "unit",
            "assignment__body__unit",
            "assignment__obligation__body__unit",
            "assignment__parent__body__unit",
        )
        .filter(ref=ref, pk__in=seen.values("pk"))
        .first()
    )
    if row is None:
        raise NotFound(str(ref))
    if version is not None and row.version != version:
        raise recording.stale(row)
    return row


def write_occurrence(
    actor: Actor,
    row: Occurrence,
    act: Act,
    fields: Mapping[str, Any],
    now: datetime,
    *,
    text: str = "",
    details: Mapping[str, Any] | None = None,
) -> int:
    """Write an occurrence, its line and one row of the trail; return its new version."""
    before = {name: plain(getattr(row, name)) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    day = row.day.isoformat()
    recording.line(
        actor=actor,
        act=act,
        at=now,
        speaks_for=row.body.ref,
        document=row.assignment.obligation.document_id,
        obligation=row.assignment.obligation,
        assignment=row.assignment,
        occurrence=row,
        text=text,
        details={**(details or {}), "day": day, "before": before, "version": row.version},
    ).save()
    audit.record(
        actor=actor,
        action=f"occurrence.{act.lower()}",
        subject_kind="occurrence",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"day": day},
        at=now,
    )
    return row.version


def _opened(
    actor: Actor,
    ref: UUID,
    version: int | None,
    allowed: Callable[[Assignment], None],
    target: OccurrenceState,
) -> Occurrence:
    row = found_occurrence(actor, ref, None)
    allowed(row.assignment)
    if version is not None and row.version != version:
        raise recording.stale(row)
    check_move(OCCURRENCE_MOVES, current=OccurrenceState(row.state), target=target)
    return row
