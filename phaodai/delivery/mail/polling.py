"""One look into the mailbox: read, file, and only then move; then send the answers that are due.

Whenever this is ended, in whatever way, the next look goes on: a letter that was taken in and not
moved is known by its key, an answer that was not sent is still due.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from phaodai.delivery.mail import answers, boxes, codes, enclosures, parsing, post
from phaodai.delivery.mail.boxes import Mailbox
from phaodai.delivery.mail.errors import MailDown
from phaodai.foundation.accounts.correspondents import (
    Correspondent,
    code_sent,
    codes_due,
    find_correspondent,
)
from phaodai.registers.reports.lettering import Received
from phaodai.registers.reports.operations import letters
from phaodai.registers.reports.queries import letters as queries
from phaodai.registers.reports.states import AsideReason
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

MOST = 50  # letters of one look
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Poll:
    """What one look did."""

    n_new: int = 0
    n_known: int = 0  # taken in before, and only now moved
    n_sent: int = 0
    n_unsent: int = 0


def poll(*, now: Callable[[], datetime]) -> Poll:
    """Take in what lies in the mailbox, then answer.

    Args:
        now: The clock of business: each letter is received when its turn comes.

    Raises:
        MailDown: The mailbox is out of reach. Answers that are due went out all the same.
    """
    done = Poll()
    try:
        with Mailbox.open() as box:
            for number in box.letters(MOST):
                is_new = _take(box, number, now())
                done.n_new += is_new is True
                done.n_known += is_new is False
    finally:
        _send_codes(done)
        _send_answers(done, now())
    return done


def _take(box: Mailbox, number: str, now: datetime) -> bool | None:
    """Take a letter in and return whether it is new; None where it is gone."""
    size = box.size(number)
    is_large = size > parsing.LARGEST
    raw = box.read(number, header_only=is_large)
    if raw is None:
        return None
    received, sender = receive(raw, size=size, is_large=is_large, now=now)
    keeper = settings.MAIL_KEEPER
    is_new = letters.take_letter(
        received=received, sender=sender, keeper=BodyRef(UUID(keeper)) if keeper else None, now=now
    )
    box.move(number, boxes.ASIDE if received.reason or sender is None else boxes.DONE)
    return is_new


def receive(
    raw: bytes, *, size: int, is_large: bool, now: datetime
) -> tuple[Received, Correspondent | None]:
    """Return what a letter brings and which user sent it."""
    try:
        found = parsing.parse(raw, trusts=settings.MAIL_TRUSTS, size=size if is_large else None)
    except parsing.BadLetter:
        header = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        found = parsing.parse(header, trusts=settings.MAIL_TRUSTS, size=size)
        reason: AsideReason | None = AsideReason.UNREADABLE
    else:
        reason = AsideReason.TOO_LARGE if is_large else None
    subject, said = codes.split(found.subject)
    sender = find_correspondent(
        found.sender, permission=Permission.REPORTS_FILE, on=timezone.localdate(now)
    )
    if reason is None and parsing.is_forged(found.proofs):
        reason = AsideReason.FORGED
    if reason is None and sender is not None and settings.MAIL_NEEDS_CODE:
        assert sender.actor.user is not None  # noqa: S101 - found among users
        reason = None if codes.knows(sender.actor.user, said) else AsideReason.NO_CODE
    actor = sender.actor if sender is not None and reason is None else None
    received = Received(
        key=found.key,
        message_id=found.message_id,
        sender=found.sender,
        subject=subject,
        size=size,
        proofs=found.proofs,
        is_automatic=found.is_automatic or found.sender == settings.MAIL_ADDRESS.lower(),
        reason=reason,
        enclosures=[
            enclosures.read(name, content, actor=actor, now=now) for name, content in found.files
        ],
    )
    return received, sender


def _send_codes(done: Poll) -> None:
    """Send the codes that prove addresses; one that cannot go out is tried at the next look."""
    for to in codes_due(limit=MOST):
        try:
            post.send(answers.compose_code(to, address=settings.MAIL_ADDRESS))
        except MailDown as error:
            log.warning("a code did not go out: %s", error)
            done.n_unsent += 1
        else:
            code_sent(user=to.user, address=to.address)
            done.n_sent += 1


def _send_answers(done: Poll, now: datetime) -> None:
    for letter in queries.answers_due(now=now, limit=MOST):
        to = find_correspondent(
            letter.sender, permission=Permission.REPORTS_FILE, on=timezone.localdate(now)
        )
        if to is None:  # he has left meanwhile
            letters.answer_failed(letter=letter.ref, now=now)
            done.n_unsent += 1
            continue
        try:
            post.send(answers.compose(letter, to, address=settings.MAIL_ADDRESS))
        except MailDown as error:
            log.warning("an answer did not go out: %s", error)
            letters.answer_failed(letter=letter.ref, now=now)
            done.n_unsent += 1
        else:
            letters.answer_sent(letter=letter.ref, now=now)
            done.n_sent += 1
