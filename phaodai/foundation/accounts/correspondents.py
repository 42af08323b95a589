"""Users as senders of letters: found by the address from which they write, once confirmed."""

import base64
import re
from dataclasses import dataclass
from datetime import date

from django.utils.crypto import constant_time_compare, salted_hmac

from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.accounts.queries import actor_of
from phaodai.vocabulary.access import ROLE_PERMISSIONS, Actor, Permission, Role
from phaodai.vocabulary.refs import BodyRef, UserRef


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A user who writes.

    Attributes:
        actor: with the posts of the day.
        bodies: where he holds a post with the permission asked for, the oldest post first.
        language: "vi" or "en".
    """

    actor: Actor
    name: str
    address: str
    language: str
    bodies: tuple[BodyRef, ...]


def find_correspondent(address: str, *, permission: Permission, on: date) -> Correspondent | None:
    """Return the active user of an address that was confirmed; None where there is none.

    Args:
        address: As it is compared, see `rules.bare_address`.
        permission: What his posts are asked for.
        on: The day whose posts count.
    """
    known = User.objects.filter(
        mail_address=address, is_active=True, mail_confirmed_at__isnull=False
    )
    user = known.first() if address else None
    if user is None:
        return None
    roles = [role for role in Role if permission in ROLE_PERMISSIONS[role]]
    held = Posting.objects.filter(user=user, role__in=roles).running(on)
    bodies = held.order_by("first_day", "pk").values_list("body__ref", flat=True)
    return Correspondent(
        actor=actor_of(user, on=on),
        name=user.name,
        address=user.mail_address,
        language=user.language,
        bodies=tuple(BodyRef(ref) for ref in dict.fromkeys(bodies)),
    )


def find_correspondent_by_name(
    username: str, *, permission: Permission, on: date
) -> Correspondent | None:
    """Return the active user of a name; None where there is none, or he has no address."""
    user = User.objects.filter(username=username.lower()).exclude(mail_address="").first()
    if user is None:
        return None
    return find_correspondent(user.mail_address, permission=permission, on=on)


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A user to whose address the code has to be sent."""

    user: UserRef
    name: str
    address: str
    language: str
    code: str


def codes_due(*, limit: int) -> list[Unconfirmed]:
    """Return who waits for a code; for the worker alone."""
    waiting = User.objects.filter(mail_code_due=True, is_active=True, mail_confirmed_at=None)
    return [
        Unconfirmed(
            UserRef(user.ref),
            user.name,
            user.mail_address,
            user.language,
            mail_code(UserRef(user.ref), user.mail_address),
        )
        for user in waiting.exclude(mail_address="").order_by("pk")[:limit]
    ]


def code_sent(*, user: UserRef, address: str) -> None:
    """Remember that the code went to an address, if that is still the user's."""
    User.objects.filter(ref=user, mail_address=address).update(mail_code_due=False)


def mail_code(user: UserRef, address: str) -> str:
    """Return the code that proves an address, "K7QX-2MVB": 40 bits from the secret key."""
    return _code("phaodai.foundation.accounts.mail", f"{user} {address}")


def is_code(user: UserRef, address: str, said: str) -> bool:
    """Say whether a code is the one of an address, however it was typed."""
    bare = re.sub(r"[^A-Z2-7]", "", said.upper())
    return constant_time_compare(bare, mail_code(user, address).replace("-", ""))


def sender_code(user: UserRef) -> str:
    """Return the code that a user writes into the subject of his letters, "PD-K7QX-2MVB"."""
    return f"PD-{_code('phaodai.delivery.mail.code', str(user))}"


def _code(purpose: str, text: str) -> str:
    """Return eight signs that follow from the secret key, in two groups."""
    digest = salted_hmac(purpose, text, algorithm="sha256").digest()
    signs = base64.b32encode(digest[:5]).decode()
    return f"{signs[:4]}-{signs[4:]}"
