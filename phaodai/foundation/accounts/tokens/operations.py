"""Acts on tokens and on the calls made with them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, GenericIPAddressField, Q, UUIDField

from phaodai.foundation.accounts import policies
from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.accounts.rules import UnknownPosting
from phaodai.foundation.accounts.tokens import rules
from phaodai.foundation.accounts.tokens.models import Call, Token
from phaodai.foundation.accounts.tokens.rules import (
    BadLife,
    NoPurpose,
    TooManyTokens,
    UnknownToken,
)
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.statements import Change, Slot
from phaodai.vocabulary.access import Actor, NotAllowed, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef, UserRef

__all__ = [
    "BadLife",
    "InFlight",
    "KeyReused",
    "NoPurpose",
    "TooManyTokens",
    "UnknownPosting",
    "UnknownToken",
    "add_token",
    "claim_call",
    "finish_call",
    "give_up_call",
    "mark_used",
    "revoke_token",
]

USED_EVERY = timedelta(minutes=1)  # between two notes of use: a read is no write
GIVEN_UP = timedelta(minutes=10)  # after which a call without an answer is taken for dead
KEPT = timedelta(days=7)  # answers


class KeyReused(Exception):
    """The key was used for another call."""


class InFlight(Exception):
    """The same call is running now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call was answered, word for word."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run a call under its key."""

    call: int
    attempt: UUID


def add_token(
    *,
    actor: Actor,
    user: UserRef,
    posting: UUID,
    purpose: str,
    expires_at: datetime,
    now: datetime,
    today: date,
) -> tuple[UUID, str]:
    """Make a token and return its reference and its text, which is never shown again.

    Nobody makes tokens for another: who had one could act in his name.

    Args:
        actor: The user himself, or the operator of the machine.
        user: In whose name the token acts.
        posting: The one post of the user that it has.
        purpose: What it is for, in words.
        expires_at: When it ends, a year from now at most.
        now: The moment of the act, by real time.
        today: The day on which the posting must run.

    Raises:
        NotAllowed: The actor is somebody else.
        UnknownPosting: The user holds no such post today.
        NoPurpose: The purpose is missing.
        BadLife: The end lies before now or after a year.
        TooManyTokens: He has 20 that live.
    """
    if not actor.is_operator and actor.user != user:
        raise NotAllowed("account.add_token")
    words = rules.purpose(purpose)
    rules.check_life(now=now, expires_at=expires_at)
    with transaction.atomic():
        post = (
            Posting.objects.running(today)
            .select_for_update(of=("self",))
            .select_related("user", "body__unit")
            .filter(ref=posting, user__ref=user)
            .first()
        )
        if post is None:
            raise UnknownPosting(posting)
        if Token.objects.living(now).filter(user=post.user).count() >= rules.MOST_TOKENS:
            raise TooManyTokens
        secret = rules.new_secret()
        token = Token.objects.create(
            public_id=secret.public_id,
            digest=secret.digest,
            user=post.user,
            posting=post,
            purpose=words,
            created_at=now,
            expires_at=expires_at,
        )
        _record(actor, token, "account.add_token", now, role=post.role, purpose=words)
    return token.ref, secret.text


def revoke_token(*, actor: Actor, token: UUID, now: datetime, today: date) -> None:
    """End a token with this act; to end it twice changes nothing.

    Args:
        actor: Its user, an administrator who covers all that the user may do, or the operator.
        token: Which one.
        now: The moment of the act.
        today: The day whose postings an administrator must cover.

    Raises:
        UnknownToken: There is none, or it is out of the actor's sight.
        NotAllowed: The user also holds a post that the administrator does not cover.
    """
    with transaction.atomic():
        row = (
            Token.objects.select_for_update(of=("self",))
            .select_related("user", "posting__body__unit")
            .filter(ref=token)
            .first()
        )
        if row is None:
            raise UnknownToken(token)
        if actor.user != row.user.ref:
            _check_administers(actor, row, today)
        if row.revoked_at is None:
            row.revoked_at = now
            row.save(update_fields=["revoked_at"])
            _record(actor, row, "account.revoke_token", now)


def mark_used(*, token: UUID, now: datetime, address: str | None = None) -> None:
    """Note that a token was used and from which address; once a minute at most."""
    _USED.run(token=token, now=now, before=now - USED_EVERY, address=address)


_USED = Change(
    lambda: Token.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lt=Slot("before", DateTimeField())),
        ref=Slot("token", UUIDField()),
    ),
    {
        "last_used_at": Slot("now", DateTimeField()),
        "last_used_from": Slot("address", GenericIPAddressField()),
    },
)


def claim_call(*, token: UUID, key: str, fingerprint: str, now: datetime) -> Claim | Answer:
    """Take the right to run a call, or return how it was answered before.

    Args:
        token: Whose key it is.
        key: What the machine calls the call.
        fingerprint: SHA-256 of all that was asked.
        now: The moment.

    Raises:
        KeyReused: The key belongs to a call that asked something else.
        InFlight: The same call is running.
    """
    with transaction.atomic():
        calls = Call.objects.filter(token__ref=token)
        calls.filter(started_at__lt=now - KEPT).delete()
        call = calls.select_for_update().filter(key=key).first()
        if call is None:
            return _start(token, key, fingerprint, now)
        if call.fingerprint != fingerprint:
            raise KeyReused(key)
        if call.status is not None:
            return Answer(status=call.status, body=call.answer)
        if call.started_at > now - GIVEN_UP:
            raise InFlight(key)
        call.attempt, call.started_at = uuid4(), now
        call.save(update_fields=["attempt", "started_at"])
        return Claim(call=call.pk, attempt=call.attempt)


def finish_call(claim: Claim, *, status: int, body: str) -> None:
    """Keep the answer, in the transaction of the act.

    Raises:
        InFlight: Another run has taken the call over; this act must not stand.
    """
    running = Call.objects.filter(pk=claim.call, attempt=claim.attempt, status=None)
    if not running.update(status=status, answer=body):
        raise InFlight


def give_up_call(claim: Claim) -> None:
    """Let go of a call that changed nothing: it may be sent again."""
    Call.objects.filter(pk=claim.call, attempt=claim.attempt, status=None).delete()


def _start(token: UUID, key: str, fingerprint: str, now: datetime) -> Claim:
    owner = Token.objects.only("pk").get(ref=token)
    try:
        with transaction.atomic():
            call = Call.objects.create(
                token=owner, key=key, fingerprint=fingerprint, started_at=now
            )
    except IntegrityError as error:  # the same key a moment ago, on PostgreSQL
        raise InFlight(key) from error
    return Claim(call=call.pk, attempt=call.attempt)


def _check_administers(actor: Actor, row: Token, today: date) -> None:
    postings = Posting.objects.filter(user=row.user)
    seen = postings.visible_to(actor, Permission.ACCOUNTS_MANAGE).exists()
    if not seen:
        raise UnknownToken(row.ref)
    running = postings.filter(Q(last_day=None) | Q(last_day__gte=today))
    policies.check_manage_user(
        actor, row.user, seen=seen, running=running.select_related("body__unit")
    )


def _record(actor: Actor, token: Token, action: str, now: datetime, **details: str) -> None:
    body = token.posting.body
    audit.record(
        actor=actor,
        action=action,
        subject_kind="user",
        subject_ref=token.user.ref,
        unit_ref=UnitRef(body.unit.ref),
        body_ref=BodyRef(body.ref),
        details={"token": token.public_id, **details},
        at=now,
    )
