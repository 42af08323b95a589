"""Reads of saved views: one's own, and those shared with a body where one holds a post."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from phaodai.foundation.views.models import DefaultView, SavedView
from phaodai.vocabulary.access import Actor


class ViewNotFound(LookupError):
    """There is no such view, or the actor may not see it: nobody can tell which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRow:
    """One saved view."""

    ref: UUID
    name: str
    query: str
    body_name: str  # with whom it is shared; "" with nobody
    is_own: bool
    is_default: bool


def list_views(*, actor: Actor, page: str) -> Sequence[ViewRow]:
    """Return the views of a page that an actor may open, his own first."""
    rows = [_row(view, actor) for view in seen(actor).filter(page=page).order_by("name", "pk")]
    return sorted(rows, key=lambda row: not row.is_own)


def get_view(*, actor: Actor, ref: UUID) -> ViewRow:
    """Return one view.

    Raises:
        ViewNotFound: There is none in sight, or it was deleted.
    """
    view = seen(actor).filter(ref=ref).first()
    if view is None:
        raise ViewNotFound(str(ref))
    return _row(view, actor)


def seen(actor: Actor) -> QuerySet[SavedView]:
    """Return the views that an actor may open; who is no user has none."""
    if actor.user is None:
        return SavedView.objects.none()
    shared = Q(body__ref__in={post.body for post in actor.posts})
    chosen = DefaultView.objects.filter(
        user_ref=actor.user, page=OuterRef("page"), view=OuterRef("pk")
    )
    return (
        SavedView.objects.filter(Q(user_ref=actor.user) | shared, removed_at=None)
        .select_related("body")
        .annotate(is_default=Exists(chosen))
    )


def _row(view: SavedView, actor: Actor) -> ViewRow:
    return ViewRow(
        ref=view.ref,
        name=view.name,
        query=view.query,
        body_name=view.body.name if view.body else "",
        is_own=view.user_ref == actor.user,
        is_default=bool(getattr(view, "is_default", False)),
    )
