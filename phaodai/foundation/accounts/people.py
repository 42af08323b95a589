"""Who is behind what the records say: the full name, and the post of that day."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from phaodai.foundation.accounts.models import Posting, User
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef


@dataclass(frozen=True, slots=True)
class Held:
    """A post that somebody holds, or held; both days count."""

    role: Role
    body: BodyRef
    body_name: str
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """A user as others call him."""

    name: str
    posts: tuple[Held, ...]

    def post_on(self, day: date, body: BodyRef | None = None) -> Held | None:
        """Return the post of a day: the one at the body if there is one, else the first."""
        held = [
            post
            for post in self.posts
            if post.first_day <= day and (post.last_day is None or day <= post.last_day)
        ]
        return min(held, key=lambda post: post.body != body, default=None)


def people(
    *, refs: Collection[UUID | None] = (), logins: Collection[str] = ()
) -> dict[UUID | str, Person]:
    """Return persons by reference and by what they sign in with; two statements for any number."""
    known = Q(ref__in={ref for ref in refs if ref is not None}) | Q(username__in=set(logins))
    users = list(User.objects.filter(known))
    posts: dict[int, list[Held]] = defaultdict(list)
    for post in (
        Posting.objects.filter(user__in=users).select_related("body").order_by("first_day", "pk")
    ):
        body = post.body
        posts[post.user_id].append(
            Held(Role(post.role), BodyRef(body.ref), body.name, post.first_day, post.last_day)
        )
    found: dict[UUID | str, Person] = {}
    for user in users:
        found[user.ref] = found[user.username] = Person(
            user.name or user.username, tuple(posts[user.pk])
        )
    return found
