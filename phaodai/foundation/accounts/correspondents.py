"""Users as senders of letters: found by the address from which they write."""

from dataclasses import dataclass
from datetime import date

from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.accounts.queries import actor_of
from phaodai.vocabulary.access import ROLE_PERMISSIONS, Actor, Permission, Role
from phaodai.vocabulary.refs import BodyRef


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
    """Return the active user of an address; None where there is none.

    Args:
        address: As it is compared, see `rules.bare_address`.
        permission: What his posts are asked for.
        on: The day whose posts count.
    """
    user = User.objects.filter(mail_address=address, is_active=True).first() if address else None
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
