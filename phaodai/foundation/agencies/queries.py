"""Reads of bodies and their heads, as plain rows.

Which bodies there are and who heads them is public: all who may see bodies see all of them. What
lies below an actor's posts is `body_refs_below`.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.expansion import expand
from phaodai.foundation.agencies.models import Body, BodyAlias, BodyQuerySet, HeadPost, Tenure
from phaodai.foundation.agencies.resolution import resolve
from phaodai.foundation.agencies.rows import (
    BodyPage,
    BodyRow,
    HeadRow,
    SeatRow,
    TenureRow,
    body_row,
)
from phaodai.foundation.units.models import on_day
from phaodai.foundation.units.rules import name_key
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

__all__ = [
    "UnknownBody",
    "aliases_of",
    "bodies_of",
    "body_refs_below",
    "branches",
    "expand",
    "find_bodies",
    "get_bodies",
    "get_body",
    "head_on",
    "heads_of",
    "resolve",
    "seat_of",
    "subordinates_of",
]


class UnknownBody(LookupError):
    """There is no such body or seat."""


def get_body(ref: BodyRef) -> BodyRow:
    """Return one body, whether it still exists or has ended.

    Raises:
        UnknownBody: No body has the reference.
    """
    body = _bodies().filter(ref=ref).first()
    if body is None:
        raise UnknownBody(f"no body has the reference {ref}")
    return body_row(body)


def get_bodies(refs: Collection[BodyRef]) -> dict[BodyRef, BodyRow]:
    """Return bodies by reference; unknown ones are absent."""
    return {BodyRef(body.ref): body_row(body) for body in _bodies().filter(ref__in=refs)}


def bodies_of(unit: UnitRef, *, on: date | None = None) -> list[BodyRow]:
    """Return the bodies of a unit itself, the general ones first; with a day, as of it."""
    found = _bodies().filter(unit__ref=unit)
    if on is not None:
        found = found.valid_on(on)
    return [body_row(body) for body in found.order_by("-is_general", "branch", "name_key", "pk")]


def find_bodies(
    text: str = "",
    *,
    on: date,
    under_path: str | None = None,
    unit: UnitRef | None = None,
    branch: str = "",
    limit: int = 50,
    offset: int = 0,
) -> BodyPage:
    """Return the bodies whose name, short name or alias holds every word of a text.

    Args:
        text: Words in any order; case and accents do not matter. Empty = all.
        on: Bodies that exist on the day.
        under_path: Path of a unit; only bodies of units at or below it.
        unit: Only bodies of this unit itself.
        branch: Only this branch.
        limit: How many at most.
        offset: How many to pass over.
    """
    found = _bodies().valid_on(on)
    if under_path is not None:
        found = found.filter(under("unit__path", under_path))
    if unit is not None:
        found = found.filter(unit__ref=unit)
    if branch:
        found = found.filter(branch=branch)
    for word in name_key(text).split():
        aliases = BodyAlias.objects.filter(key__contains=word)
        found = found.filter(Q(name_key__contains=word) | Q(pk__in=aliases.values("body")))
    rows = found.order_by("unit__path", "-is_general", "name_key", "pk")[offset : offset + limit]
    return BodyPage(rows=[body_row(body) for body in rows], total=found.count())


def branches() -> list[str]:
    """Return the branches that occur."""
    return list(Body.objects.order_by("branch").values_list("branch", flat=True).distinct())


def subordinates_of(body: BodyRef, *, on: date) -> list[BodyRow]:
    """Return the bodies that one directs, of its own unit first."""
    found = _bodies().valid_on(on).filter(superior__ref=body)
    return [body_row(each) for each in found.order_by("unit__path", "name_key", "pk")]


def aliases_of(body: BodyRef) -> list[str]:
    """Return the other wordings of a body."""
    found = BodyAlias.objects.filter(body__ref=body).order_by("text")
    return list(found.values_list("text", flat=True))


def head_on(body: BodyRef, day: date) -> HeadRow | None:
    """Return who headed a body on a day; None where the seat was empty or is not kept."""
    tenure = (
        Tenure.objects.filter(
            on_day(day, first="first_day", last="last_day"),
            head_post__body__ref=body,
            head_post__is_deputy=False,
        )
        .select_related("head_post")
        .first()
    )
    if tenure is None:
        return None
    return HeadRow(
        seat=tenure.head_post.ref,
        title_vi=tenure.head_post.title_vi,
        title_en=tenure.head_post.title_en,
        holder=tenure.holder,
        user_ref=tenure.user_ref,
        first_day=tenure.first_day,
        last_day=tenure.last_day,
    )


def heads_of(body: BodyRef) -> list[SeatRow]:
    """Return the seats at the head of a body, each with all who held it."""
    seats = HeadPost.objects.filter(body__ref=body).order_by("rank")
    return [_seat(seat) for seat in seats.prefetch_related(_TENURES)]


def seat_of(ref: UUID) -> tuple[BodyRow, SeatRow]:
    """Return a seat with its body.

    Raises:
        UnknownBody: No seat has the reference.
    """
    seat = HeadPost.objects.filter(ref=ref).select_related("body").first()
    if seat is None:
        raise UnknownBody(f"no seat has the reference {ref}")
    return get_body(BodyRef(seat.body.ref)), _seat(seat)


def body_refs_below(actor: Actor, permission: Permission) -> QuerySet[Body, UUID]:
    """Return the references of the bodies below the actor's posts, as a subquery.

    A general post covers all bodies of its unit and the units below; any other its own branch.
    """
    bodies = Body.objects.all()
    if not actor.is_operator:
        posts = actor.posts_for(permission)
        covered = Q()
        for post in posts:
            if post.is_general:
                covered |= under("unit__path", post.unit_path)
            else:
                covered |= under("path", post.body_path)
        bodies = bodies.filter(covered) if posts else bodies.none()
    return bodies.values_list("ref", flat=True)


_TENURES = Prefetch("tenures", queryset=Tenure.objects.order_by("-first_day"))


def _bodies() -> BodyQuerySet:
    return Body.objects.select_related("unit", "superior")


def _seat(seat: HeadPost) -> SeatRow:
    return SeatRow(
        ref=seat.ref,
        title_vi=seat.title_vi,
        title_en=seat.title_en,
        rank=seat.rank,
        is_deputy=seat.is_deputy,
        tenures=tuple(
            TenureRow(
                holder=tenure.holder,
                user_ref=tenure.user_ref,
                first_day=tenure.first_day,
                last_day=tenure.last_day,
            )
            for tenure in sorted(seat.tenures.all(), key=lambda t: t.first_day, reverse=True)
        ),
    )
