"""What the body that has an assignment does with it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from phaodai.foundation.files.checking import Examined
from phaodai.registers.directives.models import Assignment
from phaodai.registers.directives.operations.acting import (
    Deed,
    Versions,
    answers,
    checked_text,
    do_many,
    do_one,
    no_earlier,
)
from phaodai.registers.directives.operations.confirming import checked_reason
from phaodai.registers.directives.operations.errors import Bulk, Refused
from phaodai.registers.directives.operations.evidencing import checked_references, gathered
from phaodai.registers.directives.states import (
    WORKING,
    Act,
    AssignmentState,
    DueKind,
    ExtensionState,
)
from phaodai.vocabulary.access import Actor


@transaction.atomic
def acknowledge(*, actor: Actor, assignment: UUID, version: int | None, now: datetime) -> int:
    """Say that the body has read it.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor does not answer for the body.
        Stale: Somebody was quicker.
        IllegalMove: It was acknowledged before.
    """
    now = no_earlier([assignment], now)
    return do_one(actor, assignment, version, _acknowledging(actor), now).version


@transaction.atomic
def acknowledge_many(*, actor: Actor, assignments: Versions, now: datetime) -> Bulk:
    """Acknowledge each that can be; the others are left, with the reason."""
    now = no_earlier(list(assignments), now)
    return do_many(actor, assignments, _acknowledging(actor), now)


@transaction.atomic
def report_progress(
    *,
    actor: Actor,
    assignment: UUID,
    version: int | None,
    percent: int,
    text: str,
    evidence: Collection[str] = (),
    files: Sequence[Examined] = (),
    now: datetime,
) -> int:
    """Say how far it is.

    Args:
        actor: Who answers for the body.
        assignment: Of what.
        version: As it was shown; None = whatever it is now.
        percent: How much is done, 0 to 100.
        text: What is done, what is in the way.
        evidence: Documents that show it, by number and symbol; added to those before.
        files: Files that show it, examined by `files.checking.examine` before this act.
        now: The moment of the act.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor does not answer for the body.
        Stale: Somebody was quicker.
        IllegalMove: It is submitted, accepted or withdrawn.
        Refused: The percentage is none, the text far too long, or there is too much evidence.
    """
    if not 0 <= percent <= 100:
        raise Refused("tiến độ từ 0 đến 100%", "progress is from 0 to 100%")
    words = checked_text(text)
    refs = checked_references(evidence)
    fields: dict[str, object] = {"percent": percent, "note": words}

    def rule(row: Assignment) -> None:
        fields["evidence"] = gathered(row.evidence, refs)

    deed = Deed(
        act=Act.PROGRESS,
        allowed=answers(actor),
        target=AssignmentState.IN_PROGRESS,
        fields=fields,
        rule=rule,
        text=words,
        details={"percent": percent, "evidence": refs},
        files=files,
    )
    now = no_earlier([assignment], now)
    return do_one(actor, assignment, version, deed, now).version


@transaction.atomic
def submit(
    *,
    actor: Actor,
    assignment: UUID,
    version: int | None,
    text: str,
    evidence: Collection[str] = (),
    files: Sequence[Examined] = (),
    now: datetime,
) -> int:
    """Answer it: the moment of the answer decides whether it was in time.

    Args:
        actor: Who answers for the body.
        assignment: What is answered.
        version: As it was shown; None = whatever it is now.
        text: What was done.
        evidence: Documents that show it, by number and symbol; added to those before.
        files: Files that show it, examined by `files.checking.examine` before this act.
        now: The moment of the act.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor does not answer for the body.
        Stale: Somebody was quicker.
        IllegalMove: It is submitted, accepted or withdrawn.
        Refused: It recurs, there is neither a word nor evidence, or too much of it.
    """
    words = checked_text(text)
    refs = checked_references(evidence)
    check_says_something(words, refs, files)
    now = no_earlier([assignment], now)
    fields: dict[str, object] = {"answered_at": now, "percent": 100, "note": words}

    def rule(row: Assignment) -> None:
        _answered_once(row)
        fields["evidence"] = gathered(row.evidence, refs)

    deed = Deed(
        act=Act.SUBMIT,
        allowed=answers(actor),
        target=AssignmentState.SUBMITTED,
        fields=fields,
        rule=rule,
        text=words,
        details={"evidence": refs},
        files=files,
    )
    return do_one(actor, assignment, version, deed, now).version


@transaction.atomic
def ask_extension(
    *,
    actor: Actor,
    assignment: UUID,
    version: int | None,
    until: datetime,
    reason: str,
    now: datetime,
) -> int:
    """Ask for a later deadline; the old one holds until somebody grants it.

    Returns:
        Its new version.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor does not answer for the body.
        Stale: Somebody was quicker.
        Refused: It is answered or closed, has no deadline, the day is no later or later than
            the deadline of whoever delegated it, or no reason is given.
    """
    words = checked_reason(reason)
    now = no_earlier([assignment], now)

    def rule(row: Assignment) -> None:
        if row.state not in WORKING:
            raise Refused(
                "việc đã trả lời hoặc đã kết thúc, không gia hạn được",
                "it is answered or closed and cannot be extended",
            )
        if row.due_at is None:
            raise Refused("việc này không có thời hạn", "it has no deadline")
        if until <= max(row.due_at, now):
            raise Refused(
                "thời hạn xin phải sau thời hạn cũ", "the day is no later than the old one"
            )
        check_within_parent(row, until)

    deed = Deed(
        act=Act.ASK_EXTENSION,
        allowed=answers(actor),
        fields={
            "extension": ExtensionState.ASKED,
            "extension_until": until,
            "extension_reason": words,
        },
        rule=rule,
        text=words,
        details={"until": until.isoformat()},
    )
    return do_one(actor, assignment, version, deed, now).version


def check_says_something(words: str, references: Sequence[str], files: Sequence[Examined]) -> None:
    """Refuse an empty answer.

    Raises:
        Refused: There is neither a word nor evidence.
    """
    if not words and not references and not files:
        raise Refused("cần nội dung trả lời hoặc minh chứng", "an answer needs a text or evidence")


def check_within_parent(row: Assignment, due: datetime) -> None:
    """Refuse a deadline later than that of whoever delegated it.

    Raises:
        Refused: It is later.
    """
    parent = row.parent
    if parent is not None and parent.due_at is not None and due > parent.due_at:
        raise Refused(
            "thời hạn không được sau thời hạn của đơn vị giao",
            "the deadline is later than that of the body that delegated it",
        )


def _acknowledging(actor: Actor) -> Deed:
    return Deed(act=Act.ACKNOWLEDGE, allowed=answers(actor), target=AssignmentState.ACKNOWLEDGED)


def _answered_once(row: Assignment) -> None:
    if row.obligation.due_kind == DueKind.RECURRING:
        raise Refused(
            "việc định kỳ: trả lời từng kỳ", "it recurs: answer each occurrence by itself"
        )
