"""Reads of accounts."""

from datetime import date

from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor, Post, Role
from phaodai.vocabulary.refs import BodyRef, UserRef
from phaodai.vocabulary.units import UnitLevel


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


def get_place(unit_path: str) -> list[str]:
    """Return the names of the units on a path, from the province down, one query."""
    steps = unit_path.strip("/").split("/")
    paths = ["/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]
    names = list(Unit.objects.filter(path__in=paths).order_by("path").values_list("name", "level"))
    if len(names) > 1:
        names = [pair for pair in names if pair[1] != UnitLevel.COUNTRY]
    return [name for name, _ in names]
