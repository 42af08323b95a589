"""Letters taken in, answered and settled; what they bring is filed like everything else."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from phaodai.engines.forms.definition import Text
from phaodai.foundation.accounts.correspondents import Correspondent
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import lettering, sentences
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.lettering import Enclosed, Entry, Received, Result
from phaodai.registers.reports.models import Letter
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import Filed, file_report
from phaodai.registers.reports.queries.heirs import heirs_of_held
from phaodai.registers.reports.queries.sent import findings_of
from phaodai.registers.reports.rules import acceptance
from phaodai.registers.reports.states import AnswerState, AsideReason, Channel, LetterState
from phaodai.vocabulary.access import Actor, NotAllowed, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

SYSTEM = Actor(name="system:mail", is_operator=True)
NOTE = 10  # letters of a note that settles, at least
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
MOST_ANSWERS, WINDOW = 30, timedelta(hours=1)  # to one address: whoever writes more is a loop


def take_letter(
    *, received: Received, sender: Correspondent | None, keeper: BodyRef | None, now: datetime
) -> bool:
    """Take a letter in and file what it encloses; the same letter twice has one effect.

    Args:
        received: What was read of it.
        sender: The user of its address; None where there is none.
        keeper: The body that looks after letters of nobody; None leaves them to the operator.
        now: When it came, aware.

    Returns:
        Whether it is new.
    """
    with transaction.atomic():
        place = _place(sender.bodies[0] if sender and sender.bodies else keeper)
        letter, is_new = Letter.objects.get_or_create(
            key=received.key,
            defaults={
                "message_id": received.message_id[:500],
                "sender": received.sender[:254],
                "sender_ref": sender.actor.user if sender else None,
                "unit": place.unit if place else None,
                "body": place,
                "subject": received.subject[:200],
                "size": received.size,
                "received_at": now,
                "proofs": dict(received.proofs),
                "state": LetterState.ASIDE,
            },
        )
        if not is_new:
            return False
        is_trusted = sender is not None and received.reason is None
        actor = sender.actor if sender is not None and is_trusted else None
        letter.enclosures = _file_all(actor, received.enclosures, now)
        letter.state, letter.reason = _judge(letter, received, sender)
        if sender is not None and not received.is_automatic and _may_answer(sender, now):
            letter.answer_state, letter.answer_at = AnswerState.DUE, now
        letter.save()
        _record(SYSTEM if actor is None else actor, letter, "letter.take", now)
    return True


def file_letter(*, actor: Actor, letter: UUID, now: datetime) -> int:
    """File on one's own authority what a letter put aside brought and nobody has filed.

    Returns:
        How many of its reports are taken now.

    Raises:
        NotFound: There is no such letter in the actor's sight.
        Refused: It is not put aside.
    """
    with transaction.atomic():
        row = _lock_aside(actor, letter)
        n_taken, files = 0, []
        for data in row.enclosures:
            results = tuple(
                each if each.is_taken else _file(actor, each.entry, now)
                for each in lettering.load_results(data)
            )
            n_taken += sum(each.is_taken for each in results)
            files.append(lettering.dump_enclosed(lettering.load_enclosed(data), results))
        row.enclosures = files
        row.save(update_fields=["enclosures"])
        _record(actor, row, "letter.file", now)
    return n_taken


def settle_letter(*, actor: Actor, letter: UUID, note: str, now: datetime) -> None:
    """Say what became of a letter that was put aside.

    Raises:
        NotFound: There is no such letter in the actor's sight.
        Refused: It is not put aside, or the note does not say what was done.
    """
    bare = " ".join(note.split())
    if len(bare) < NOTE:
        raise Refused(
            f"Ghi chú: ít nhất {NOTE} chữ, nói đã xử lý thế nào.",
            f"Note: at least {NOTE} letters that say what was done.",
        )
    with transaction.atomic():
        row = _lock_aside(actor, letter)
        row.state, row.settled_by, row.settled_at = LetterState.SETTLED, actor.name, now
        row.settled_note = bare[:500]
        row.save()
        _record(actor, row, "letter.settle", now)


def answer_sent(*, letter: UUID, now: datetime) -> None:
    """Remember that an answer went out."""
    Letter.objects.filter(ref=letter).update(answer_state=AnswerState.SENT, answer_at=now)


def answer_failed(*, letter: UUID, now: datetime) -> None:
    """Try an answer again later; after two days it is given up, which `doctor` says."""
    with transaction.atomic():
        row = Letter.objects.select_for_update().get(ref=letter)
        if row.answer_tries < len(WAITS):
            row.answer_at = now + WAITS[row.answer_tries]
            row.answer_tries += 1
        else:
            row.answer_state = AnswerState.GIVEN_UP
        row.save(update_fields=["answer_state", "answer_at", "answer_tries"])


def _place(ref: BodyRef | None) -> Body | None:
    return Body.objects.select_related("unit").filter(ref=ref).first() if ref else None


def _file_all(
    actor: Actor | None, enclosures: Sequence[Enclosed], now: datetime
) -> list[dict[str, object]]:
    """File what is enclosed; without an actor it is only kept."""
    return [
        lettering.dump_enclosed(
            enclosed,
            [
                Result(entry, is_taken=False, receipt="", lines=(sentences.NOT_FILED,))
                if actor is None
                else _file(actor, entry, now)
                for entry in enclosed.entries
            ],
        )
        for enclosed in enclosures
    ]


def _file(actor: Actor, entry: Entry, now: datetime) -> Result:
    filled_at = entry.filled_at
    if filled_at is not None:
        filled_at = min(filled_at + (entry.clock_offset or timedelta(0)), now)
    sending = Sending(
        id=entry.id,
        version=entry.version,
        base=entry.base,
        values=entry.values,
        comments=entry.comments,
        channel=Channel.MAIL,
        filled_at=filled_at,
        clock_offset=entry.clock_offset,
    )
    try:
        done = file_report(
            actor=actor, body=entry.body, form=entry.form, day=entry.day, sending=sending, now=now
        )
    except (NotFound, NotAllowed):
        return Result(entry, is_taken=False, receipt="", lines=(sentences.NOT_YOURS,))
    except Refused as error:
        return Result(entry, is_taken=False, receipt="", lines=(Text(error.vi, error.en),))
    return _result(actor, entry, done)


def _result(actor: Actor, entry: Entry, done: Filed) -> Result:
    outcome = done.outcome
    if isinstance(outcome, acceptance.Replayed):
        outcome = outcome.answer
    match outcome:
        case acceptance.Accepted(number, receipt, lateness, _):
            words = sentences.filed(number, lateness)
            return Result(entry, is_taken=True, receipt=receipt, lines=(words,))
        case acceptance.Held(reason, _):
            why = sentences.held(reason, heirs_of_held(entry.body, reason))
            return Result(entry, is_taken=True, receipt="", lines=(why,))
        case acceptance.Stale():
            return Result(entry, is_taken=False, receipt="", lines=(sentences.BUILT_ON_OLD,))
        case acceptance.Conflict():
            return Result(entry, is_taken=False, receipt="", lines=(sentences.ID_REUSED,))
        case acceptance.Refused():
            findings = done.findings or findings_of(actor=actor, submission=entry.id)
            lines = sentences.in_the_way(findings, outcome)
            return Result(entry, is_taken=False, receipt="", lines=tuple(lines))


def _judge(
    letter: Letter, received: Received, sender: Correspondent | None
) -> tuple[LetterState, str]:
    if received.is_automatic and not received.enclosures:
        return LetterState.IGNORED, ""
    if received.reason is not None:
        return LetterState.ASIDE, received.reason
    if sender is None:
        return LetterState.ASIDE, AsideReason.UNKNOWN_SENDER
    if not received.enclosures:
        return LetterState.ASIDE, AsideReason.NOTHING_ENCLOSED
    if all(
        not data["fault"]
        and not (data["sheet"] and data["sheet"]["rejected"])
        and all(each["is_taken"] for each in data["reports"])
        for data in letter.enclosures
    ):
        return LetterState.FILED, ""
    return LetterState.ASIDE, AsideReason.NOT_ALL_TAKEN


def _may_answer(sender: Correspondent, now: datetime) -> bool:
    lately = Letter.objects.filter(
        sender_ref=sender.actor.user,
        received_at__gt=now - WINDOW,
        answer_state__in=[AnswerState.DUE, AnswerState.SENT],
    )
    return lately.count() < MOST_ANSWERS


def _lock_aside(actor: Actor, ref: UUID) -> Letter:
    seen = Letter.objects.visible_to(actor, Permission.REPORTS_FILE)
    row = seen.select_for_update(of=("self",)).filter(ref=ref).first()
    if row is None:
        raise NotFound(str(ref))
    if row.state != LetterState.ASIDE:
        raise Refused("Thư này đã xử lý rồi.", "This letter was settled before.")
    return row


def _record(actor: Actor, letter: Letter, action: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="letter",
        subject_ref=letter.ref,
        unit_ref=UnitRef(letter.unit.ref) if letter.unit else None,
        body_ref=BodyRef(letter.body.ref) if letter.body else None,
        details={
            "state": letter.state,
            "reason": letter.reason,
            "files": [each["sha256"] for each in letter.enclosures],
        },
        at=now,
    )
