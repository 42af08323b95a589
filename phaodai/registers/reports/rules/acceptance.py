"""What comes of a submission: the one rule for the page, the queue, files, paper and machines.

A submission names the one it was built on by that one's id, which the device knows before the
server has seen either. Sent twice it has one effect; sent out of order it waits for what it was
built on; built on something that is no longer the latest it is shown beside the latest, and a
person decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from phaodai.registers.reports.rules.merging import Merge, merge
from phaodai.registers.reports.rules.receipts import receipt_code
from phaodai.registers.reports.states import HoldReason, Timeliness

LONGEST_HOLD = timedelta(days=7)  # after it an officer is asked what to do


@dataclass(frozen=True, slots=True)
class Submission:
    """What a device, a file or a person sends about one unit, form and day.

    Attributes:
        id: UUIDv7 that the sender made before the first try.
        base: id of the submission it was built on; None where there was none.
        content: hash of what it says, see `receipts.content_hash`.
        values: text by field.
        filled_at: when the device says it was filled in, corrected by its measured offset; None
            where nothing says so.
        is_explained: whether it says why figures change; only a correction has to.
    """

    id: UUID
    base: UUID | None
    content: str
    values: Mapping[str, str]
    filled_at: datetime | None = None
    is_explained: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a submission is refused: a code, and the field where it is one's."""

    code: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """It is revision `number`, counted from 1."""

    number: int
    receipt: str
    lateness: Timeliness
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Stale:
    """It was built on something older than revision `head`: a person decides."""

    head: int
    merge: Merge


@dataclass(frozen=True, slots=True)
class Held:
    """It waits; `since` the first time it came."""

    reason: HoldReason
    since: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be taken as it is; mended it needs another id.

    Attributes:
        note: what the person wrote who put it aside; "" where the rule refused it.
    """

    faults: tuple[Fault, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The id was used before for something else, of that hash."""

    content: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """It was sent before: what was answered then, or became of it since."""

    answer: "Answer"


Answer = Accepted | Stale | Held | Refused
Outcome = Answer | Conflict | Replayed


@dataclass(frozen=True, slots=True)
class Revision:
    """A submission that was accepted."""

    id: UUID
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """What is remembered of a submission for as long as it may be sent again."""

    content: str
    base: UUID | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of one unit, form and day.

    Attributes:
        revisions: in order; the last one is what holds.
        answers: of every id that came.
        held: what waits, in the order in which it came.
    """

    revisions: tuple[Revision, ...] = ()
    answers: Mapping[UUID, Answered] = field(default_factory=dict)
    held: tuple[Submission, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else the answer depends on.

    Attributes:
        received_at: now, by the server's clock.
        begins_at: the first moment of the period.
        due_at: the cut-off.
        unit_exists: whether the unit exists on the day.
        is_locked: whether the unit above has accepted what was reported, and opens it for nobody.
        faults: what the form's rules say of a submission; called when its turn has come, for the
            figures of the day before may come in meanwhile.
    """

    received_at: datetime
    begins_at: datetime
    due_at: datetime
    unit_exists: bool = True
    is_locked: bool = False
    faults: Callable[[Submission], tuple[Fault, ...]] = lambda _submission: ()


def receive(
    kept: Kept, submission: Submission, circumstances: Circumstances
) -> tuple[Outcome, Kept]:
    """Answer a submission, and everything that waited for it.

    Returns:
        The answer to give, and what is to be kept from now on. The answers of those that waited
        and wait no more stand in `answers`.
    """
    before = kept.answers.get(submission.id)
    if before is not None:
        if before.content != submission.content:
            return Conflict(before.content), kept
        return Replayed(before.answer), kept
    answer = _decide(kept, submission, circumstances, since=circumstances.received_at)
    kept = _keep(kept, submission, answer)
    return answer, release(kept, circumstances)


def release(kept: Kept, circumstances: Circumstances) -> Kept:
    """Answer what waits and need wait no longer, the longest waiting first."""
    is_moving = True
    while is_moving:
        is_moving = False
        for waiting in kept.held:
            before = kept.answers[waiting.id].answer
            since = before.since if isinstance(before, Held) else circumstances.received_at
            answer = _decide(kept, waiting, circumstances, since=since)
            if answer != before:
                kept = _keep(kept, waiting, answer)
                is_moving = True
                break
    return kept


def admit(kept: Kept, submission: UUID, circumstances: Circumstances) -> Kept:
    """Take up what waits for something that never came, as if it was built on nothing.

    Where something was accepted meanwhile, it is laid beside that, and a person chooses.

    Raises:
        KeyError: It does not wait.
    """
    waiting, since = _waiting(kept, submission)
    answer = _decide(kept, replace(waiting, base=None), circumstances, since=since)
    return release(_keep(kept, waiting, answer), circumstances)


def put_aside(kept: Kept, submission: UUID, note: str) -> Kept:
    """Take something that waits for refused, because a person says so.

    Raises:
        KeyError: It does not wait.
    """
    waiting, _ = _waiting(kept, submission)
    return _keep(kept, waiting, Refused((Fault("put_aside"),), note))


def _waiting(kept: Kept, submission: UUID) -> tuple[Submission, datetime]:
    answer = kept.answers[submission].answer
    if not isinstance(answer, Held):
        raise KeyError(submission)
    return next(each for each in kept.held if each.id == submission), answer.since


def waits_too_long(held: Held, *, now: datetime) -> bool:
    """Say whether an officer has to be asked about something that waits."""
    return now - held.since > LONGEST_HOLD


def lateness_of(submission: Submission, *, received_at: datetime, due_at: datetime) -> Timeliness:
    """Class a submission by the server's clock; what a device says never moves the deadline.

    "Before 10:00" means before: what comes at 10:00:00 is late.
    """
    if received_at < due_at:
        return Timeliness.ON_TIME
    if submission.filled_at is not None and submission.filled_at < due_at:
        return Timeliness.FILLED_OFFLINE
    return Timeliness.LATE


def _decide(
    kept: Kept, submission: Submission, circumstances: Circumstances, *, since: datetime
) -> Answer:
    if submission.id.version != 7:
        return Refused((Fault("id_is_no_uuid7"),))
    if submission.base == submission.id:
        return Refused((Fault("built_on_itself"),))
    if not circumstances.unit_exists:
        return Held(HoldReason.UNIT_ENDED, since)
    if circumstances.received_at < circumstances.begins_at:
        return Held(HoldReason.FUTURE_DAY, since)
    if (beside := _beside(kept, submission, since)) is not None:
        return beside
    if faults := _unexplained(kept, submission) + circumstances.faults(submission):
        return Refused(faults)
    if circumstances.is_locked:
        return Held(HoldReason.LOCKED, since)
    # A report that waited here for another one was received when it came.
    return Accepted(
        number=len(kept.revisions) + 1,
        receipt=receipt_code(
            submission=submission.id, content=submission.content, received_at=since
        ),
        lateness=lateness_of(submission, received_at=since, due_at=circumstances.due_at),
        received_at=since,
    )


def _beside(kept: Kept, submission: Submission, since: datetime) -> Stale | Held | None:
    """Answer a submission that was not built on the latest revision; None where it was."""
    taken = {each.id: each.values for each in kept.revisions}
    base, seen = submission.base, {submission.id}
    while base is not None and base not in taken:
        # What was built on something that was not taken was built on what that was built on.
        before = kept.answers.get(base)
        if before is None or isinstance(before.answer, Held) or base in seen:
            return Held(HoldReason.BASE_UNKNOWN, since)
        seen.add(base)
        base = before.base
    if base == _head(kept):
        return None
    return Stale(
        head=len(kept.revisions),
        merge=merge(
            base={} if base is None else taken[base],
            mine=submission.values,
            theirs=kept.revisions[-1].values,
        ),
    )


def _unexplained(kept: Kept, submission: Submission) -> tuple[Fault, ...]:
    """Say that a correction gives no reason: whoever reads two figures has to know why."""
    if kept.revisions and not submission.is_explained:
        return (Fault("reason_missing"),)
    return ()


def _head(kept: Kept) -> UUID | None:
    return kept.revisions[-1].id if kept.revisions else None


def _keep(kept: Kept, submission: Submission, answer: Answer) -> Kept:
    revisions, held = kept.revisions, kept.held
    if isinstance(answer, Accepted):
        revisions = (*revisions, Revision(submission.id, submission.values))
    if not isinstance(answer, Held):
        held = tuple(each for each in held if each.id != submission.id)
    elif all(each.id != submission.id for each in held):
        held = (*held, submission)
    answered = Answered(submission.content, submission.base, answer)
    return Kept(revisions, {**kept.answers, submission.id: answered}, held)
