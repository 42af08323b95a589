"""Reads of accounts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import overload
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from phaodai.foundation.access.scoping import under
from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor, Permission, Post, Role
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, UserRef
from phaodai.vocabulary.units import UnitLevel


class UnknownUser(LookupError):
    """There is no such user, or none that the actor sees."""


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A role at a body for a time."""

    ref: UUID
    role: Role
    body: BodyRef
    body_name: str
    unit_name: str
    first_day: date
    last_day: date | None
    basis: str
    is_running: bool
    is_in_sight: bool  # below the posts of whoever asked


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user with his postings, running ones first."""

    ref: UserRef
    username: str
    name: str
    phone: str
    mail_address: str
    is_mail_confirmed: bool
    language: str
    is_active: bool
    is_managed: bool  # whoever asked may change everything about him
    password_must_change: bool
    second_factors: tuple[str, ...]  # of "webauthn", "totp"
    last_login: datetime | None
    postings: tuple[PostingRow, ...]

    @property
    def running(self) -> tuple[PostingRow, ...]:
        """The postings of today."""
        return tuple(row for row in self.postings if row.is_running)


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """A body at which the actor may post somebody."""

    ref: BodyRef
    name: str
    unit_name: str


def actor_of(user: User, *, on: date) -> Actor:
    """Return who acts, with the posts that are his on that day; one query."""
    rows = (
        Posting.objects.filter(user=user)
        .running(on)
        .order_by("first_day", "pk")
        .values_list("role", "body__ref", "body__unit__path", "body__path", "body__is_general")
    )
    posts = tuple(
        Post(
            role=Role(role),
            body=BodyRef(body),
            unit_path=unit_path,
            body_path=body_path,
            is_general=is_general,
        )
        for role, body, unit_path, body_path, is_general in rows
    )
    return Actor(name=user.username, posts=posts, user=UserRef(user.ref))


def find_actor(user: UserRef, *, on: date) -> Actor | None:
    """Return a user as he may act on a day; None where he may no longer sign in."""
    row = User.objects.filter(ref=user, is_active=True).first()
    return None if row is None else actor_of(row, on=on)


def get_place(unit_path: str) -> list[str]:
    """Return the names of the units on a path, from the province down; one query."""
    steps = unit_path.strip("/").split("/")
    paths = ["/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]
    units = list(Unit.objects.filter(path__in=paths).order_by("path").values_list("name", "level"))
    if len(units) > 1:
        units = [(name, level) for name, level in units if level != UnitLevel.COUNTRY]
    return [name for name, _ in units]


class UserListing(Sequence[UserRow]):
    """Users in the order of their names, read page by page."""

    def __init__(self, users: QuerySet[User], *, actor: Actor, on: date) -> None:
        """Take what is in sight; nothing is read yet."""
        self._users, self._actor, self._on = users, actor, on

    def __len__(self) -> int:
        """Count them in the database."""
        return self._users.count()

    @overload
    def __getitem__(self, index: int) -> UserRow: ...

    @overload
    def __getitem__(self, index: slice) -> list[UserRow]: ...

    def __getitem__(self, index: int | slice) -> UserRow | list[UserRow]:
        """Read one row or one page, three queries whatever its length."""
        if isinstance(index, int):
            return self[index : index + 1][0]
        return _rows(self._users[index], actor=self._actor, on=self._on)


def get_users(actor: Actor, *, on: date, text: str = "") -> UserListing:
    """Return the users with a posting, running or ended, below the actor's posts.

    The operator sees all, also those who were never posted.

    Args:
        actor: Who asks.
        on: The day whose postings count as running.
        text: Keep those whose name or user name holds each word, with or without accents.
    """
    users = User.objects.order_by("username")
    if not actor.is_operator:
        seen = Posting.objects.visible_to(actor, Permission.ACCOUNTS_MANAGE)
        users = users.filter(pk__in=seen.values("user"))
    for word in fold(text).split():
        users = users.filter(search_key__contains=word)
    return UserListing(users, actor=actor, on=on)


def get_user(actor: Actor, ref: UserRef, *, on: date) -> UserRow:
    """Return one user below the actor's posts.

    Raises:
        UnknownUser: There is none, or he is out of sight.
    """
    return _one(actor, User.objects.filter(ref=ref).first(), on=on)


def get_user_by_name(actor: Actor, username: str, *, on: date) -> UserRow:
    """Return one user below the actor's posts by the name he types.

    Raises:
        UnknownUser: There is none, or he is out of sight.
    """
    return _one(actor, User.objects.filter(username=username.lower()).first(), on=on)


def get_own_postings(actor: Actor, *, on: date) -> tuple[PostingRow, ...]:
    """Return the postings of the actor himself, running and ended."""
    user = User.objects.filter(ref=actor.user).first() if actor.user else None
    return _rows([user], actor=actor, on=on)[0].postings if user else ()


def find_bodies(actor: Actor, text: str, *, on: date, limit: int = 20) -> list[BodyChoice]:
    """Return bodies at which the actor may post somebody, by a part of the name or its unit."""
    bodies = Body.objects.valid_on(on).select_related("unit")
    if not actor.is_operator:
        reach = Q(pk=None)
        for post in actor.posts_for(Permission.ACCOUNTS_MANAGE):
            reach |= (
                under("unit__path", post.unit_path)
                if post.is_general
                else under("path", post.body_path)
            )
        bodies = bodies.filter(reach)
    for word in fold(text).split():
        bodies = bodies.filter(Q(name_key__contains=word) | Q(unit__name_key__contains=word))
    return [
        BodyChoice(ref=BodyRef(body.ref), name=body.name, unit_name=body.unit.full_name)
        for body in bodies.order_by("unit__path", "-is_general", "name")[:limit]
    ]


def _one(actor: Actor, user: User | None, *, on: date) -> UserRow:
    if user is not None and not actor.is_operator:
        seen = Posting.objects.visible_to(actor, Permission.ACCOUNTS_MANAGE)
        user = user if seen.filter(user=user).exists() else None
    if user is None:
        raise UnknownUser
    return _rows([user], actor=actor, on=on)[0]


def _rows(users: Iterable[User], *, actor: Actor, on: date) -> list[UserRow]:
    users = list(users)
    postings: dict[int, list[PostingRow]] = defaultdict(list)
    stored = Posting.objects.filter(user__in=users).select_related("body__unit")
    for posting in stored.order_by("-first_day", "-pk"):
        body = posting.body
        postings[posting.user_id].append(
            PostingRow(
                ref=posting.ref,
                role=Role(posting.role),
                body=BodyRef(body.ref),
                body_name=body.name,
                unit_name=body.unit.full_name,
                first_day=posting.first_day,
                last_day=posting.last_day,
                basis=posting.basis,
                is_running=posting.first_day <= on and on <= (posting.last_day or on),
                is_in_sight=actor.may(
                    Permission.ACCOUNTS_MANAGE, unit_path=body.unit.path, body_path=body.path
                ),
            )
        )
    factors: dict[int, set[str]] = defaultdict(set)
    keys = Authenticator.objects.filter(user__in=users).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    for user_id, kind in keys.values_list("user_id", "type"):
        factors[user_id].add(kind)
    return [
        UserRow(
            ref=UserRef(user.ref),
            username=user.username,
            name=user.name,
            phone=user.phone,
            mail_address=user.mail_address,
            is_mail_confirmed=user.mail_confirmed_at is not None,
            language=user.language,
            is_active=user.is_active,
            is_managed=actor.is_operator
            or (
                actor.user != user.ref
                and all(
                    row.is_in_sight
                    for row in postings[user.pk]
                    if row.last_day is None or row.last_day >= on
                )
            ),
            password_must_change=user.password_must_change,
            second_factors=tuple(sorted(factors[user.pk], reverse=True)),
            last_login=user.last_login,
            postings=tuple(sorted(postings[user.pk], key=lambda row: not row.is_running)),
        )
        for user in users
    ]
