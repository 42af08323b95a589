"""What the body from which an assignment came does with the answer."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from phaodai.registers.directives import policies
from phaodai.registers.directives.models import Assignment, Occurrence
from phaodai.registers.directives.operations.acting import (
    BATCH,
    Deed,
    Versions,
    checked_text,
    do_many,
    do_one,
    judges,
    no_earlier,
    speaking,
    write,
)
from phaodai.registers.directives.operations.answering import check_within_parent
from phaodai.registers.directives.operations.confirming import checked_reason
from phaodai.registers.directives.operations.errors import Bulk, Refused
from phaodai.registers.directives.operations.evidencing import has_files
from phaodai.registers.directives.operations.issuing import escalation
from phaodai.registers.directives.states import (
    OPEN,
    WORKING,
    Act,
    AssignmentState,
    ExtensionState,
    OccurrenceState,
)
from phaodai.vocabulary.access import Actor


@transaction.atomic
def accept(
    *, actor: Actor, assignment: UUID, version: int | None, text: str = "", now: datetime
) -> int:
    """Accept an answer; where no figure proves the obligation, this is its proof.

    Args:
        actor: Who stands where it came from.
        assignment: Whose answer.
        version: As it was shown; None = whatever it is now.
        text: Why, where the answer itself shows nothing; else as one likes.
        now: The moment of the act.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The assignment did not come from a body for which the actor speaks.
        Stale: Somebody was quicker.
        IllegalMove: There is no answer.
        Refused: The answer holds neither words nor evidence, and no reason is given.
    """
    now = no_earlier([assignment], now)
    return do_one(actor, assignment, version, _accepting(actor, now, text), now).version


@transaction.atomic
def accept_many(*, actor: Actor, assignments: Versions, now: datetime) -> Bulk:
    """Accept each answer that can be; the others are left, with the reason."""
    now = no_earlier(list(assignments), now)
    return do_many(actor, assignments, _accepting(actor, now), now)


@transaction.atomic
def return_for_redo(
    *, actor: Actor, assignment: UUID, version: int | None, reason: str, now: datetime
) -> int:
    """Send an answer back: it counts as not given, and its deadline stands.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The assignment did not come from a body for which the actor speaks.
        Stale: Somebody was quicker.
        IllegalMove: There is no answer.
        Refused: No reason is given.
    """
    now = no_earlier([assignment], now)
    return do_one(actor, assignment, version, _returning(actor, reason, now), now).version


@transaction.atomic
def return_many(*, actor: Actor, assignments: Versions, reason: str, now: datetime) -> Bulk:
    """Return each answer that can be; the others are left, with the reason."""
    now = no_earlier(list(assignments), now)
    return do_many(actor, assignments, _returning(actor, reason, now), now)


@transaction.atomic
def decide_extension(
    *,
    actor: Actor,
    assignment: UUID,
    version: int | None,
    is_granted: bool,
    reason: str = "",
    now: datetime,
) -> int:
    """Grant or refuse the later deadline that was asked for.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The assignment did not come from a body for which the actor speaks.
        Stale: Somebody was quicker.
        Refused: None was asked for, it is answered or closed, a refusal has no reason, or the
            day is later than the deadline of whoever delegated it.
    """
    words = reason.strip() if is_granted else checked_reason(reason)
    now = no_earlier([assignment], now)

    def rule(row: Assignment) -> None:
        if row.extension != ExtensionState.ASKED or row.extension_until is None:
            raise Refused("không có đề nghị gia hạn", "no extension was asked for")
        if row.state not in WORKING:
            raise Refused(
                "việc đã trả lời hoặc đã kết thúc, không gia hạn được",
                "it is answered or closed and cannot be extended",
            )
        if is_granted:
            check_within_parent(row, row.extension_until)
            fields["due_at"] = row.extension_until
            fields["escalate_at"] = escalation(row.obligation, row.extension_until)

    fields: dict[str, object] = {
        "extension": ExtensionState.GRANTED if is_granted else ExtensionState.REFUSED
    }
    deed = Deed(
        act=Act.GRANT_EXTENSION if is_granted else Act.REFUSE_EXTENSION,
        allowed=judges(actor, now),
        fields=fields,
        rule=rule,
        text=words,
    )
    return do_one(actor, assignment, version, deed, now).version


@transaction.atomic
def withdraw(
    *, actor: Actor, assignment: UUID, version: int | None, reason: str, now: datetime
) -> int:
    """Ask for it no longer, of the body and of all to whom it was passed on.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The assignment did not come from a body for which the actor speaks, or in
            which he may delegate.
        Stale: Somebody was quicker.
        IllegalMove: It is closed.
        Refused: No reason is given.
    """
    now = no_earlier([assignment], now)
    deed = _withdrawing(actor, reason, now)
    row = do_one(actor, assignment, version, deed, now)
    close_below(actor, [row.pk], deed, now)
    return row.version


@transaction.atomic
def withdraw_many(*, actor: Actor, assignments: Versions, reason: str, now: datetime) -> Bulk:
    """Withdraw each that can be, with all below it; the others are left, with the reason."""
    now = no_earlier(list(assignments), now)
    deed = _withdrawing(actor, reason, now)
    bulk = do_many(actor, assignments, deed, now)
    ids = Assignment.objects.filter(ref__in=bulk.done).values_list("pk", flat=True)
    close_below(actor, list(ids), deed, now)
    return bulk


def close_below(actor: Actor, ids: Collection[int], deed: Deed, now: datetime) -> int:
    """Do the same to everything still open that was delegated from these; close occurrences."""
    n_closed = 0
    closed = list(ids)
    above = closed
    while above:
        rows = [
            row
            for start in range(0, len(above), BATCH)
            for row in Assignment.objects.select_related("body", "unit", "obligation").filter(
                parent__in=above[start : start + BATCH], state__in=OPEN
            )
        ]
        write(actor, rows, deed, now)
        n_closed += len(rows)
        above = [row.pk for row in rows]
        closed += above
    close_occurrences(closed)
    return n_closed


def close_occurrences(ids: Sequence[int]) -> None:
    """Ask no longer for what assignments still owe."""
    for start in range(0, len(ids), BATCH):
        Occurrence.objects.filter(
            assignment__in=ids[start : start + BATCH],
            state__in=(OccurrenceState.OPEN, OccurrenceState.RETURNED),
        ).update(state=OccurrenceState.WITHDRAWN)


def _accepting(actor: Actor, now: datetime, text: str = "") -> Deed:
    words = checked_text(text)

    def rule(row: Assignment) -> None:
        if not words and not row.note and not row.evidence and not has_files(row):
            raise Refused(
                "câu trả lời không có nội dung, không có minh chứng: trả lại, hoặc ghi rõ vì sao "
                "vẫn duyệt",
                "the answer holds neither words nor evidence: return it, or say why it is accepted",
            )

    return Deed(
        act=Act.ACCEPT,
        allowed=judges(actor, now),
        target=AssignmentState.ACCEPTED,
        fields={"closed_at": now},
        rule=rule,
        text=words,
    )


def _returning(actor: Actor, reason: str, now: datetime) -> Deed:
    words = checked_reason(reason)
    return Deed(
        act=Act.RETURN,
        allowed=judges(actor, now),
        target=AssignmentState.RETURNED,
        fields={"answered_at": None, "reason": words},
        text=words,
    )


def _withdrawing(actor: Actor, reason: str, now: datetime) -> Deed:
    words = checked_reason(reason)
    return Deed(
        act=Act.WITHDRAW,
        allowed=_withdraws(actor, now),
        target=AssignmentState.WITHDRAWN,
        fields={"closed_at": now, "reason": words},
        text=words,
    )


def _withdraws(actor: Actor, now: datetime) -> Callable[[Assignment], None]:
    speaks_for = speaking(actor, now)
    return lambda row: policies.check_can_withdraw(actor, row, speaks_for=speaks_for)
