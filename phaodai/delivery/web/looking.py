"""How one looks: as of which day, at which unit below one's own, by which of one's posts.

The choice lives in the session, narrows what pages show and never widens it: sight is decided
below. A choice that no longer fits the posts counts for nothing. Nobody acts in the past: acts
take the present moment whatever day is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from phaodai.vocabulary.access import Actor, Permission, Post, Role
from phaodai.vocabulary.refs import UnitRef

UNIT, DAY, POST = "view_unit", "view_day", "view_post"  # of the session
PROVINCE = 2  # its place on a path, after the country


@dataclass(frozen=True, slots=True)
class View:
    """What pages are narrowed to.

    Attributes:
        unit: A unit below one's own; None is all that one sees.
        unit_name: Its name; "" without one.
        unit_path: Its path; "" without one.
        day: A day of the past that units and figures are shown of; None is today.
    """

    unit: UnitRef | None = None
    unit_name: str = ""
    unit_path: str = ""
    day: date | None = None

    def on(self, today: date) -> date:
        """Return the day that units and figures are shown of."""
        return self.day or today

    @property
    def moment(self) -> str:
        """The end of that day as an address says it; "" for today."""
        return f"{self.day.isoformat()}T23:59" if self.day else ""


def find_view(session: Mapping[str, Any], actor: Actor, *, today: date) -> View:
    """Return the view of a session; no query."""
    view = View()
    match session.get(UNIT):
        case [str(ref), str(path), str(name)] if reaches(actor, path):
            view = replace(view, unit=UnitRef(UUID(ref)), unit_path=path, unit_name=name)
    match session.get(DAY):
        case str(day) if date.fromisoformat(day) < today:
            view = replace(view, day=date.fromisoformat(day))
    return view


def narrow_posts(session: Mapping[str, Any], actor: Actor) -> Actor:
    """Return the actor with the one post by which he chose to act, or with all of them."""
    chosen = session.get(POST)
    posts = tuple(post for post in actor.posts if post_key(post) == chosen)
    return Actor(name=actor.name, posts=posts, user=actor.user) if posts else actor


def post_key(post: Post) -> str:
    """Return what names a post in the session and in forms."""
    return key_of(post.role, post.body)


def key_of(role: Role, body: UUID) -> str:
    """Return what names the post of a role at a body."""
    return f"{role}:{body}"


def reaches(actor: Actor, unit_path: str) -> bool:
    """Say whether a unit lies below a unit that the actor looks after, so that it may be chosen."""
    return any(
        unit_path.startswith(post.unit_path) and unit_path != post.unit_path
        for post in own_units(actor)
    )


def around(actor: Actor, view: View) -> str:
    """Return the path within which one searches: the unit looked at, else one's own province."""
    if view.unit_path:
        return view.unit_path
    paths = {"/".join(post.unit_path.split("/")[: PROVINCE + 1]) for post in actor.posts}
    return f"{paths.pop().rstrip('/')}/" if len(paths) == 1 else ""


def own_units(actor: Actor) -> list[Post]:
    """Return the posts that look after a whole unit."""
    return [post for post in actor.posts_for(Permission.UNITS_VIEW) if post.is_general]
