"""Row scoping: no queryset leaves a room without passing `visible_to`."""

from typing import ClassVar, Self, TypeVar

from django.db.models import Model, Q, QuerySet

from phaodai.foundation.access.models import Grant
from phaodai.vocabulary.access import Actor, Permission, Post

M_co = TypeVar("M_co", bound=Model, covariant=True)


def under(field: str, path: str) -> Q:
    """Keep rows whose path lies at or below `path`.

    A range, not LIKE: with an index it is a seek on both databases. Paths end with "/", and
    "0" is the character after it.
    """
    return Q(**{f"{field}__gte": path, f"{field}__lt": f"{path[:-1]}0"})


class ScopedQuerySet(QuerySet[M_co]):
    """Rows that belong to a body of a unit through the foreign keys `unit` and `body`.

    A subclass names its `grant_kind` where rows may be granted to other bodies, and
    `published` where rows may be open to all who hold the permission.
    """

    grant_kind: ClassVar[str] = ""
    published: ClassVar[Q | None] = None

    def visible_to(self, actor: Actor, permission: Permission) -> Self:
        """Keep what the actor's posts see: below them, granted to their bodies, published.

        Without a post that holds the permission nothing is left, not even what is published.
        """
        if actor.is_operator:
            return self.all()
        posts = actor.posts_for(permission)
        if not posts:
            return self.none()
        seen = Q()
        for post in posts:
            seen |= self._below(post)
        if self.grant_kind:
            granted = Grant.objects.filter(
                kind=self.grant_kind, body_ref__in={post.body for post in posts}, ended_at=None
            )
            seen |= Q(ref__in=granted.values("subject_ref"))
        if self.published is not None:
            seen |= self.published
        return self.filter(seen)

    @staticmethod
    def _below(post: Post) -> Q:
        if post.is_general:
            return under("unit__path", post.unit_path)
        return under("body__path", post.body_path)
