"""An issued paper goes to its addressees, by mail or within the system, and they say it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from phaodai.foundation.access import operations as access
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import policies
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Paper, PaperSending
from phaodai.registers.reports.rules.sending import MOST_TRIES, next_try
from phaodai.registers.reports.states import PaperState, SendingState
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef

SYSTEM: Final = Actor(name="system:reports", is_operator=True)
MOST: Final = 60  # addressees of one paper


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a paper goes to: a body within the system, or an address of mail."""

    name: str
    body: BodyRef | None = None
    address: str = ""


@transaction.atomic
def send_paper(
    *, actor: Actor, paper: UUID, to: Sequence[Addressee], site: str, domain: str, now: datetime
) -> int:
    """Send an issued paper; whoever has it, or is about to get it, is passed over.

    A letter is only put in line: the worker hands it over.

    Args:
        actor: Who compiles for the body, or heads it.
        paper: Which.
        to: Whom.
        site: Where receipt is confirmed, such as "https://phaodai.example.vn".
        domain: Of the ids of letters.
        now: The moment.

    Returns:
        To how many it goes.

    Raises:
        NotFound: There is no such paper or body in the actor's sight.
        NotAllowed: The actor neither compiles for the body nor heads it.
        Refused: It is not issued, nobody is named, or an address is none.
    """
    row = _paper(actor, paper)
    policies.check_can_word(actor, row.body)
    if row.state != PaperState.ISSUED:
        raise Refused(
            "văn bản chưa ban hành; ban hành rồi mới gửi",
            "the paper is not issued; issue it, then send it",
        )
    if not to:
        raise Refused("chưa chọn nơi nhận nào", "nobody was chosen")
    if row.sendings.count() + len(to) > MOST:
        raise Refused(f"quá {MOST} nơi nhận", f"over {MOST} addressees")
    for each in to:
        _check(each)
    sent = [_send(row, each, actor, site, domain, now) for each in to]
    done = [each for each in sent if each is not None]
    if done:
        audit.record(
            actor=actor, action="paper.send", subject_kind="paper", subject_ref=row.ref,
            unit_ref=row.unit.ref, body_ref=row.body.ref, at=now,
            details={
                "bodies": [each.addressee for each in done if each.body is not None],
                "letters": [each.addressee for each in done if each.body is None],
            },
        )  # fmt: skip
    return len(done)


@transaction.atomic
def receive_paper(*, actor: Actor, sending: UUID, now: datetime) -> None:
    """Confirm for a body that a paper arrived; a second time nothing changes.

    Raises:
        NotFound: There is no such sending in the actor's sight, or it went by mail.
        NotAllowed: The actor takes in nothing for that body.
    """
    row = _locked().filter(ref=sending, body__isnull=False).first()
    seen = Paper.objects.visible_to(actor, Permission.REPORTS_VIEW)
    if row is None or row.body is None or not seen.filter(pk=row.paper_id).exists():
        raise NotFound(str(sending))
    policies.check_can_receive(actor, row.body)
    _receive(row, actor, actor.name, now)


@transaction.atomic
def receive_letter(*, sending: UUID, now: datetime) -> None:
    """Confirm that a letter arrived, for whoever holds the secret that it brought.

    Raises:
        NotFound: There is no such letter.
    """
    row = _locked().filter(ref=sending, body=None).first()
    if row is None:
        raise NotFound(str(sending))
    _receive(row, SYSTEM, row.address, now)


@transaction.atomic
def mark_sent(*, sending: UUID, now: datetime) -> None:
    """Put on record that the server took a letter."""
    row = _locked().get(ref=sending)
    if row.state == SendingState.DUE:
        row.state, row.sent_at, row.problem = SendingState.SENT, now, ""
        row.tries += 1
        row.save(update_fields=["state", "sent_at", "problem", "tries"])


@transaction.atomic
def mark_failed(*, sending: UUID, problem: str, is_final: bool, now: datetime) -> None:
    """Put on record that a letter did not go out; it is tried again later, but not for ever.

    Args:
        sending: Which.
        problem: Why, as the page says it.
        is_final: The server said that it never will.
        now: The moment.
    """
    row = _locked().get(ref=sending)
    if row.state != SendingState.DUE:
        return
    row.tries += 1
    row.problem, row.due_at = problem[:300], next_try(row.tries, now)
    if is_final or row.tries >= MOST_TRIES:
        row.state = SendingState.FAILED
    row.save(update_fields=["state", "tries", "problem", "due_at"])


def _send(
    row: Paper, to: Addressee, actor: Actor, site: str, domain: str, now: datetime
) -> PaperSending | None:
    if to.body is not None:
        body = Body.objects.filter(ref=to.body).first()
        if body is None:
            raise NotFound(str(to.body))
        made, is_new = PaperSending.objects.get_or_create(
            paper=row, body=body,
            defaults={
                "addressee": to.name[:300], "state": SendingState.SENT, "due_at": now,
                "sent_at": now, "sent_by": actor.name, "sent_by_ref": actor.user,
            },
        )  # fmt: skip
        if is_new:
            access.give(
                kind="paper", subject=row.ref, bodies=[to.body], reason="addressed", now=now
            )
        return made if is_new else None
    made, is_new = PaperSending.objects.get_or_create(
        paper=row, body=None, address=to.address.strip().lower(),
        defaults={
            "addressee": to.name[:300], "state": SendingState.DUE, "due_at": now,
            "site": site[:200], "sent_by": actor.name, "sent_by_ref": actor.user,
        },
    )  # fmt: skip
    if is_new:
        made.message_id = f"<paper-{made.ref.hex}@{domain}>"
        made.save(update_fields=["message_id"])
    elif made.state == SendingState.FAILED:
        made.state, made.due_at, made.tries, made.problem = SendingState.DUE, now, 0, ""
        made.save(update_fields=["state", "due_at", "tries", "problem"])
        is_new = True
    return made if is_new else None


def _receive(row: PaperSending, actor: Actor, name: str, now: datetime) -> None:
    if row.state == SendingState.RECEIVED:
        return
    # Whoever has the secret has the letter, even where its sending was not put on record.
    row.state, row.received_at, row.received_by = SendingState.RECEIVED, now, name[:150]
    row.received_by_ref = actor.user
    row.sent_at = row.sent_at or now
    row.problem = ""
    row.save(update_fields=["state", "received_at", "received_by", "received_by_ref",
                             "sent_at", "problem"])  # fmt: skip
    paper = row.paper
    audit.record(
        actor=actor, action="paper.receive", subject_kind="paper", subject_ref=paper.ref,
        unit_ref=paper.unit.ref, body_ref=paper.body.ref, at=now,
        details={"sending": row.ref.hex, "addressee": row.addressee},
    )  # fmt: skip


def _check(to: Addressee) -> None:
    if to.body is not None:
        return
    try:
        validate_email(to.address.strip())
    except ValidationError:
        raise Refused(
            f"“{to.address}” của {to.name} không phải địa chỉ thư; viết như ten@co-quan.vn",
            f"“{to.address}” of {to.name} is no address of mail; write it like name@agency.vn",
        ) from None


def _paper(actor: Actor, ref: UUID) -> Paper:
    row = (
        Paper.objects.visible_to(actor, Permission.REPORTS_VIEW)
        .select_for_update(of=("self",))
        .select_related("unit", "body__unit")
        .filter(ref=ref)
        .first()
    )
    if row is None:
        raise NotFound(str(ref))
    return row


def _locked() -> QuerySet[PaperSending]:
    return PaperSending.objects.select_for_update(of=("self",)).select_related(
        "body__unit", "paper__unit", "paper__body__unit"
    )
