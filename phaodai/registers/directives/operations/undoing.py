"""The last act on an assignment or an occurrence, taken back within thirty seconds by its doer."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from phaodai.foundation.access import operations as access
from phaodai.foundation.access.models import Grant
from phaodai.foundation.events import bus
from phaodai.registers.directives.models import Assignment, Entry, Occurrence
from phaodai.registers.directives.operations import evidencing
from phaodai.registers.directives.operations.acting import (
    BATCH,
    Deed,
    check,
    found,
    no_earlier,
    write,
)
from phaodai.registers.directives.operations.errors import NotFound, Refused
from phaodai.registers.directives.operations.issuing import GRANT_KIND, TooLate
from phaodai.registers.directives.operations.judging import close_occurrences
from phaodai.registers.directives.operations.recurring import found_occurrence, write_occurrence
from phaodai.registers.directives.states import CLOSED, Act, AssignmentState, OccurrenceState
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef

UNDONE = {
    Act.ACKNOWLEDGE,
    Act.DELEGATE,
    Act.PROGRESS,
    Act.ASK_EXTENSION,
    Act.GRANT_EXTENSION,
    Act.REFUSE_EXTENSION,
    Act.SUBMIT,
    Act.ACCEPT,
    Act.RETURN,
    Act.WITHDRAW,
}
MOMENTS = {"answered_at", "closed_at", "due_at", "escalate_at", "extension_until"}


@transaction.atomic
def undo(*, actor: Actor, assignment: UUID, version: int, now: datetime) -> int:
    """Take back the last act on an assignment, with what it did below.

    Files that came with the act are taken off the row; their contents stay kept.

    Args:
        actor: Who did it.
        assignment: On what.
        version: As the act left it.
        now: At most thirty seconds after the act.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        Stale: Something was done to it since.
        Refused: The last act was another's, is none that is taken back this way, or what it
            was given to has begun.
        TooLate: It was more than thirty seconds ago.
    """
    row = found(actor, [assignment]).get(assignment)
    if row is None:
        raise NotFound(str(assignment))
    check(row, assignment, version, Deed(act=Act.REOPEN, allowed=lambda _row: None))
    now = no_earlier([assignment], now)
    lines = Entry.objects.filter(assignment=row, occurrence=None)
    last = _last(actor, lines, assignment, version, now)
    fields = _before(last)
    _refuse_contradiction(row, fields)
    if last.act == Act.DELEGATE:
        _take_back_shares(actor, row, last, now)
    if last.act == Act.WITHDRAW:
        _bring_back_below(actor, row, last, now)
    n_files = evidencing.detach(actor, last, lines.filter(pk__lt=last.pk), now)
    write(actor, [row], _undoing(last, fields, n_files), now)
    return row.version


@transaction.atomic
def undo_occurrence(*, actor: Actor, occurrence: UUID, version: int, now: datetime) -> int:
    """Take back the last act on one occurrence of a recurring assignment.

    Args:
        actor: Who did it.
        occurrence: On which time.
        version: As the act left it.
        now: At most thirty seconds after the act.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        Stale: Something was done to it since.
        Refused: The last act was another's, or the assignment is closed by now.
        TooLate: It was more than thirty seconds ago.
    """
    row = found_occurrence(actor, occurrence, version)
    if row.assignment.state in CLOSED or row.state == OccurrenceState.WITHDRAWN:
        raise Refused("việc định kỳ này đã kết thúc", "the recurring assignment is closed")
    now = no_earlier([row.assignment.ref], now)
    lines = Entry.objects.filter(occurrence=row)
    last = _last(actor, lines, occurrence, version, now)
    n_files = evidencing.detach(actor, last, lines.filter(pk__lt=last.pk), now)
    details = {"undone": last.act, "n_files": n_files}
    return write_occurrence(actor, row, Act.REOPEN, _before(last), now, details=details)


def _last(actor: Actor, lines: QuerySet[Entry], ref: UUID, version: int, now: datetime) -> Entry:
    """Return the line of the act, which is the actor's own and fresh."""
    last = lines.order_by("-pk").first()
    if (
        last is None
        or Act(last.act) not in UNDONE
        or (last.actor, last.user_ref) != (actor.name, actor.user)
        or last.details.get("version") != version
    ):
        raise Refused("không có thao tác nào của bạn để hoàn tác", "nothing of yours to undo")
    if now > last.at + bus.UNDO_HOLD:
        raise TooLate(str(ref))
    return last


def _undoing(last: Entry, fields: Mapping[str, Any], n_files: int = 0) -> Deed:
    return Deed(
        act=Act.REOPEN,
        allowed=lambda _row: None,
        fields=fields,
        details={"undone": last.act, "n_files": n_files},
    )


def _take_back_shares(actor: Actor, row: Assignment, last: Entry, now: datetime) -> None:
    """Withdraw what the act passed on, and the sight that came with it."""
    shares = list(
        Assignment.objects.select_for_update(of=("self",))
        .select_related("body", "unit", "obligation__document")
        .filter(parent=row, ref__in=last.details["to"])
    )
    if any(share.version or share.state != AssignmentState.NEW for share in shares):
        raise Refused(
            "nơi được giao đã bắt tay vào việc; muốn thôi thì rút việc ở nơi đó, có lý do",
            "whoever it was passed on to has begun; withdraw it there, with a reason",
        )
    fields = {"state": AssignmentState.WITHDRAWN, "closed_at": now}
    write(actor, shares, _undoing(last, fields), now)
    close_occurrences([share.pk for share in shares])
    document = row.obligation.document.ref
    fresh = Grant.objects.filter(
        kind=GRANT_KIND, subject_ref=document, given_at=last.at, ended_at=None
    ).values_list("body_ref", flat=True)
    given = {share.body.ref for share in shares} & set(fresh)
    access.end(kind=GRANT_KIND, subject=document, bodies=[BodyRef(ref) for ref in given], now=now)


def _bring_back_below(actor: Actor, row: Assignment, last: Entry, now: datetime) -> None:
    """Ask again for everything that the same act withdrew."""
    above = [row.pk]
    _reopen_occurrences(above)
    while above:
        above = [
            pk
            for start in range(0, len(above), BATCH)
            for pk in bring_back(
                actor, last, now, assignment__parent__in=above[start : start + BATCH]
            )
        ]


def bring_back(actor: Actor, last: Entry, now: datetime, **among: Any) -> list[int]:
    """Ask again for what one act withdrew; return of which assignments.

    Args:
        actor: Who takes his act back.
        last: The line of the act; those of what it withdrew come after it.
        now: The moment.
        among: Which of them, in terms of lines.
    """
    lines = Entry.objects.select_related(
        "assignment__body", "assignment__unit", "assignment__obligation"
    ).filter(
        pk__gt=last.pk,
        occurrence=None,
        act=Act.WITHDRAW,
        at=last.at,
        actor=last.actor,
        user_ref=last.user_ref,
        **among,
    )
    alike: dict[str, list[Entry]] = {}
    for line in lines:
        if line.assignment is not None and line.assignment.version == line.details["version"]:
            alike.setdefault(json.dumps(line.details["before"], sort_keys=True), []).append(line)
    back: list[int] = []
    for same in alike.values():
        rows = [line.assignment for line in same if line.assignment is not None]
        write(actor, rows, _undoing(same[0], _before(same[0])), now)
        back += [row.pk for row in rows]
    _reopen_occurrences(back)
    return back


def _reopen_occurrences(ids: Sequence[int]) -> None:
    for start in range(0, len(ids), BATCH):
        closed = Occurrence.objects.filter(
            assignment__in=ids[start : start + BATCH], state=OccurrenceState.WITHDRAWN
        )
        closed.exclude(reason="").update(state=OccurrenceState.RETURNED)
        closed.filter(reason="").update(state=OccurrenceState.OPEN)


def _refuse_contradiction(row: Assignment, fields: Mapping[str, Any]) -> None:
    """Refuse what would leave a child later than its parent, open below a closed one, or twice."""
    parent, due = row.parent, fields.get("due_at")
    if parent is not None and parent.state == AssignmentState.WITHDRAWN:
        raise Refused("việc cấp trên đã thu hồi", "what it came from was withdrawn")
    if due and Assignment.objects.filter(parent=row, due_at__gt=due).exists():
        raise Refused(
            "việc đã giao tiếp có thời hạn muộn hơn", "what was passed on is due later than that"
        )
    if row.state == AssignmentState.WITHDRAWN:
        same = Q(user_ref=row.user_ref) if row.user_ref else Q(user_ref=None, body=row.body_id)
        live = Assignment.objects.exclude(state=AssignmentState.WITHDRAWN).filter(
            same, obligation=row.obligation_id, parent=row.parent_id
        )
        if live.exists():
            raise Refused("việc đã được giao lại cho nơi này", "it was given to them again")


def _before(line: Entry) -> dict[str, Any]:
    """Return the values that an act replaced."""
    return {
        name: datetime.fromisoformat(value) if name in MOMENTS and value else value
        for name, value in line.details["before"].items()
    }
