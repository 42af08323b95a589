"""Reads of tokens."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import CharField, Q, QuerySet

from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.accounts.tokens import rules
from phaodai.foundation.accounts.tokens.models import Token
from phaodai.foundation.statements import Read, Slot
from phaodai.vocabulary.access import Actor, Permission, Post, Role
from phaodai.vocabulary.refs import BodyRef, UserRef


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A token as its user or his administrator sees it."""

    ref: UUID
    public_id: str
    username: str
    purpose: str
    role: Role
    body: BodyRef
    body_name: str
    unit_name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_used_from: str | None  # address
    revoked_at: datetime | None
    is_living: bool  # it opens something now


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """The machine behind a token that was just shown."""

    actor: Actor
    token: TokenRow


def find_bearer(text: str, *, now: datetime, today: date) -> Bearer | None:
    """Return who a token speaks for, with the one post it has; one query.

    None for whatever opens nothing: a token that never was, is over or revoked, whose user is
    shut out, or whose post has ended. Nobody can tell which.
    """
    parts = rules.parse(text)
    if parts is None:
        return None
    public_id, digest = parts
    token = _SHOWN.row(public_id=public_id)
    if token is None or not rules.is_same(token.digest, digest) or not _lives(token, now, today):
        return None
    body = token.posting.body
    post = Post(
        role=Role(token.posting.role),
        body=BodyRef(body.ref),
        unit_path=body.unit.path,
        body_path=body.path,
        is_general=body.is_general,
    )
    actor = Actor(
        name=f"{token.user.username} ({token})", posts=(post,), user=UserRef(token.user.ref)
    )
    return Bearer(actor=actor, token=_row(token, now, today))


def get_own_tokens(actor: Actor, *, now: datetime, today: date) -> list[TokenRow]:
    """Return the tokens of the actor himself, the newest first."""
    found = _tokens().filter(user__ref=actor.user) if actor.user else Token.objects.none()
    return [_row(token, now, today) for token in found.order_by("-created_at", "-pk")]


def get_tokens(
    actor: Actor, *, now: datetime, today: date, user: UserRef | None = None
) -> list[TokenRow]:
    """Return the tokens of users whom the actor administers, or of one, the newest first."""
    found = _tokens() if user is None else _tokens().filter(user__ref=user)
    if not actor.is_operator:
        seen = Posting.objects.visible_to(actor, Permission.ACCOUNTS_MANAGE)
        found = found.filter(Q(posting__in=seen.values("pk")))
    return [_row(token, now, today) for token in found.order_by("-created_at", "-pk")]


def _tokens() -> QuerySet[Token]:
    return Token.objects.select_related("user", "posting__body__unit")


_SHOWN = Read(lambda: _tokens().filter(public_id=Slot("public_id", CharField())))


def _lives(token: Token, now: datetime, today: date) -> bool:
    posting = token.posting
    return (
        token.revoked_at is None
        and token.expires_at > now
        and token.user.is_active
        and posting.first_day <= today
        and (posting.last_day is None or today <= posting.last_day)
    )


def _row(token: Token, now: datetime, today: date) -> TokenRow:
    body = token.posting.body
    return TokenRow(
        ref=token.ref,
        public_id=token.public_id,
        username=token.user.username,
        purpose=token.purpose,
        role=Role(token.posting.role),
        body=BodyRef(body.ref),
        body_name=body.name,
        unit_name=body.unit.full_name,
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
        last_used_from=token.last_used_from,
        revoked_at=token.revoked_at,
        is_living=_lives(token, now, today),
    )
