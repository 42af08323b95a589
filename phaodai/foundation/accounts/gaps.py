"""Who holds a post and cannot sign in, and which units nobody can sign in for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q

from phaodai.foundation.access.scoping import under
from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.foundation.units.rows import UnitRow, unit_row
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import UserRef


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedOut:
    """A user with a post who has something to do before he can work."""

    ref: UserRef
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The first of some users and how many there are."""

    rows: Sequence[LockedOut]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The first of some units and how many there are."""

    rows: Sequence[UnitRow]
    total: int


def list_locked_out(
    actor: Actor, *, on: date, needs_second_factor: bool = True, limit: int = 8
) -> People:
    """Return users in sight with a post who cannot work yet; two queries.

    They are disabled, have not chosen a password of their own, or have no second factor.
    """
    seen = Posting.objects.visible_to(actor, Permission.ACCOUNTS_MANAGE).running(on)
    stuck = Q(is_active=False) | Q(password_must_change=True)
    if needs_second_factor:
        stuck |= Q(
            ~Exists(
                Authenticator.objects.filter(user=OuterRef("pk")).exclude(
                    type=Authenticator.Type.RECOVERY_CODES
                )
            )
        )
    found = User.objects.filter(stuck, pk__in=seen.values("user"))
    return People(
        rows=[
            LockedOut(ref=UserRef(ref), name=name)
            for ref, name in found.order_by("name", "pk").values_list("ref", "name")[:limit]
        ],
        total=found.count(),
    )


def list_without_accounts(actor: Actor, *, on: date, limit: int = 8) -> Units:
    """Return units below the actor's posts at whose bodies nobody holds a post; two queries.

    Units without a body, such as hamlets, need no account.
    """
    reach = Q(pk__in=[])
    for post in actor.posts_for(Permission.ACCOUNTS_MANAGE):
        if post.is_general:
            reach |= under("path", post.unit_path)
    if actor.is_operator:
        reach = Q()
    bodies = Body.objects.valid_on(on).filter(unit=OuterRef("pk"))
    postings = Posting.objects.running(on).filter(body__unit=OuterRef("pk"), user__is_active=True)
    found = Unit.objects.valid_on(on).filter(reach, Exists(bodies), ~Exists(postings))
    rows = found.select_related("parent").order_by("path")
    return Units(rows=[unit_row(unit) for unit in rows[:limit]], total=found.count())
