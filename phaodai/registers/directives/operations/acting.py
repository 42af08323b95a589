"""One act on one assignment or on many: found, allowed, possible, written, told."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.events import bus
from phaodai.foundation.files.checking import Examined
from phaodai.registers.directives import policies, publishing
from phaodai.registers.directives.models import Assignment, Entry
from phaodai.registers.directives.operations import evidencing, recording
from phaodai.registers.directives.operations.errors import Bulk, Left, NotFound, Refused, Stale
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.rules.moves import IllegalMove, check_move
from phaodai.registers.directives.states import ASSIGNMENT_MOVES, Act, AssignmentState
from phaodai.vocabulary.access import Actor, NotAllowed, Permission
from phaodai.vocabulary.events import AssignmentChanged

BATCH = 500
LONGEST_TEXT = 10_000
MOST_EVIDENCE = 50
EXPECTED = (NotFound, NotAllowed, Stale, IllegalMove, Refused)
Versions = Mapping[UUID, int | None]  # None: whatever it is now


def nothing_more(row: Assignment) -> None:
    """Pass every row."""


@dataclass(slots=True)
class Deed:
    """What is done, the same for every row of the act.

    Attributes:
        act: its line on the timeline.
        allowed: refuses who may not.
        fields: what is written.
        target: the state it leads to; None leaves the state.
        rule: refuses rows of which it cannot be done.
        text: reason, note or report.
        details: what else the timeline keeps.
        files: evidence that is attached to each row; it was examined before the act began.
    """

    act: Act
    allowed: Callable[[Assignment], None]
    fields: Mapping[str, Any] = field(default_factory=dict)
    target: AssignmentState | None = None
    rule: Callable[[Assignment], None] = nothing_more
    text: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[Examined] = ()


def do_one(actor: Actor, ref: UUID, version: int | None, deed: Deed, now: datetime) -> Assignment:
    """Do it to one row; the caller holds the transaction.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor may not.
        Stale: Somebody was quicker; says who.
        IllegalMove: Its state does not allow it.
        Refused: A rule does not.
    """
    row = found(actor, [ref]).get(ref)
    check(row, ref, version, deed)
    assert row is not None  # noqa: S101 - for the type checker: `check` refused it
    write(actor, [row], deed, now)
    return row


def do_many(actor: Actor, wanted: Versions, deed: Deed, now: datetime) -> Bulk:
    """Do it to each row that allows it; the others are left, each with its reason."""
    rows = found(actor, wanted)
    done: list[Assignment] = []
    left: list[Left] = []
    for ref, version in wanted.items():
        row = rows.get(ref)
        try:
            check(row, ref, version, deed)
        except EXPECTED as error:
            left.append(Left(ref, error))
        else:
            done += [row] if row is not None else []
    write(actor, done, deed, now)
    return Bulk(done=[row.ref for row in done], left=left)


def found(actor: Actor, refs: Collection[UUID]) -> dict[UUID, Assignment]:
    """Return the rows in sight, locked against others."""
    seen = Assignment.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    rows = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("body__unit", "unit", "obligation__body__unit", "parent__body__unit")
        .filter(ref__in=refs, pk__in=seen.values("pk"))
        .order_by("pk")
    )
    return {row.ref: row for row in rows}


def check(row: Assignment | None, ref: UUID, version: int | None, deed: Deed) -> None:
    """Refuse what cannot be done to the row.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor may not.
        Stale: Somebody was quicker; says who.
        IllegalMove: Its state does not allow it.
        Refused: A rule does not.
    """
    if row is None:
        raise NotFound(str(ref))
    deed.allowed(row)
    if version is not None and row.version != version:
        raise recording.stale(row)
    if deed.target is not None:
        check_move(ASSIGNMENT_MOVES, current=AssignmentState(row.state), target=deed.target)
    deed.rule(row)


def write(actor: Actor, rows: Collection[Assignment], deed: Deed, now: datetime) -> None:
    """Write the rows, their lines, one row of the trail, and tell whoever listens."""
    if not rows:
        return
    fields = dict(deed.fields)
    if deed.target is not None:
        fields["state"] = deed.target
    entries = []
    states = {row.state for row in rows}
    for row in rows:
        before = {name: plain(getattr(row, name)) for name in fields}
        for name, value in fields.items():
            setattr(row, name, value)
        row.version += 1
        files = evidencing.attach(actor, row, deed.files, now)
        entries.append(
            recording.line(
                actor=actor,
                act=deed.act,
                at=now,
                speaks_for=row.body.ref,
                document=row.obligation.document_id,
                obligation=row.obligation,
                assignment=row,
                text=deed.text,
                details={
                    **deed.details,
                    **files,
                    "before": before,
                    "version": row.version,
                },
            )
        )
    update(rows, fields)
    if AssignmentState.WITHDRAWN in {fields.get("state"), *states}:
        publishing.follow_assignments(rows, now=now)
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    first = next(iter(rows))
    refs = [row.ref for row in rows]
    audit.record(
        actor=actor,
        action=f"assignment.{deed.act.lower()}",
        subject_kind="assignment",
        subject_ref=first.ref if len(rows) == 1 else None,
        unit_ref=first.unit.ref,
        body_ref=first.body.ref,
        details={"assignments": [str(ref) for ref in refs]} if len(rows) > 1 else {},
        at=now,
    )
    if "state" in fields:
        bus.announce(
            AssignmentChanged(occurred_at=now, assignments=tuple(refs), state=fields["state"])
        )


def update(rows: Collection[Assignment], fields: Mapping[str, Any]) -> None:
    """Store the same fields on every row, each one version later."""
    by_version: dict[int, list[int]] = {}
    for row in rows:
        by_version.setdefault(row.version, []).append(row.pk)
    for version, ids in by_version.items():
        for start in range(0, len(ids), BATCH):
            Assignment.objects.filter(pk__in=ids[start : start + BATCH]).update(
                **fields, version=version
            )


def answers(actor: Actor) -> Callable[[Assignment], None]:
    """Return the refusal of whoever does not answer for the body."""
    return lambda row: policies.check_can_answer(actor, row)


def judges(actor: Actor, now: datetime) -> Callable[[Assignment], None]:
    """Return the refusal of whoever does not stand where the assignment came from."""
    speaks_for = speaking(actor, now)
    return lambda row: policies.check_can_judge_answer(actor, row, speaks_for=speaks_for)


def speaking(actor: Actor, now: datetime) -> Callable[[Body], bool]:
    """Return whether the actor may issue for a body; each body is looked up once."""
    day = deadlines.local_day(now)
    known: dict[int, bool] = {}

    def speaks_for(body: Body) -> bool:
        if body.pk not in known:
            known[body.pk] = policies.can_issue(actor, body, on=day)
        return known[body.pk]

    return speaks_for


def no_earlier(refs: Collection[UUID], now: datetime) -> datetime:
    """Return the moment of an act: never before the last one, though the clock was set back."""
    rows = Assignment.objects.filter(ref__in=refs)
    known: dict[str, datetime | None] = rows.aggregate(
        begun=Max("created_at"), last=Max("entries__at")
    )
    return max(at for at in (now, *known.values()) if at is not None)


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it."""
    return value.isoformat() if isinstance(value, datetime) else value


def checked_text(text: str) -> str:
    """Return what somebody wrote, trimmed.

    Raises:
        Refused: It is far too long.
    """
    words = text.strip()
    if len(words) > LONGEST_TEXT or "\x00" in words:
        raise Refused(
            f"nội dung không quá {LONGEST_TEXT} ký tự",
            f"a text of at most {LONGEST_TEXT} characters",
        )
    return words
