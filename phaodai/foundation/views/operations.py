"""Writes of saved views; every function is one whole act."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.views import queries
from phaodai.foundation.views.models import DefaultView, SavedView
from phaodai.foundation.views.queries import ViewNotFound
from phaodai.foundation.views.rules import (
    MOST_VIEWS,
    RESTORABLE_FOR,
    Refused,
    checked_name,
    checked_query,
)
from phaodai.vocabulary.access import Actor, NotAllowed
from phaodai.vocabulary.refs import BodyRef, UserRef

__all__ = [
    "Refused",
    "ViewNotFound",
    "choose_default",
    "remove_view",
    "rename_view",
    "restore_view",
    "save_view",
]


@transaction.atomic
def save_view(
    *,
    actor: Actor,
    page: str,
    name: str,
    query: str,
    body: BodyRef | None = None,
    now: datetime,
) -> UUID:
    """Keep a filter under a name.

    Args:
        actor: Whose view it is.
        page: Of the list.
        name: Of the view, different from the actor's others there.
        query: What follows "?" in the address.
        body: Share it with the posts of this body, where the actor must hold one; None = nobody.
        now: The moment of the act.

    Raises:
        NotAllowed: The actor is no user, or holds no post at the body.
        Refused: The name is empty, too long or taken, or there are too many.
    """
    user = _user(actor)
    shared = None
    if body is not None:
        if all(post.body != body for post in actor.posts):
            raise NotAllowed(f"{actor.name} holds no post at {body}")
        shared = Body.objects.get(ref=body)
    own = SavedView.objects.filter(user_ref=user, page=page, removed_at=None)
    if own.count() >= MOST_VIEWS:
        raise Refused(
            f"đã có {MOST_VIEWS} chế độ xem, xóa bớt rồi lưu",
            f"there are {MOST_VIEWS} views, delete one first",
        )
    row = SavedView(
        user_ref=user,
        body=shared,
        page=page,
        name=checked_name(name),
        query=checked_query(query),
        created_at=now,
    )
    _write(row)
    _record(actor, "view.save", row, now)
    return row.ref


@transaction.atomic
def rename_view(*, actor: Actor, view: UUID, name: str, now: datetime) -> None:
    """Call one's own view otherwise.

    Raises:
        ViewNotFound: There is none in sight.
        NotAllowed: It is somebody else's.
        Refused: The name is empty, too long or taken.
    """
    row = _own(actor, view)
    row.name = checked_name(name)
    _write(row)
    _record(actor, "view.rename", row, now)


@transaction.atomic
def remove_view(*, actor: Actor, view: UUID, now: datetime) -> None:
    """Delete one's own view; whoever had chosen it as his default sees the plain list again.

    Raises:
        ViewNotFound: There is none in sight.
        NotAllowed: It is somebody else's.
    """
    row = _own(actor, view)
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    _record(actor, "view.remove", row, now)


@transaction.atomic
def restore_view(*, actor: Actor, view: UUID, now: datetime) -> None:
    """Take a deletion back, half a minute long.

    Raises:
        ViewNotFound: The actor has deleted no such view.
        Refused: It is too late, or its name was given to another one.
    """
    row = (
        SavedView.objects.select_for_update(of=("self",))
        .filter(ref=view, user_ref=_user(actor), removed_at__isnull=False)
        .first()
    )
    if row is None or row.removed_at is None:
        raise ViewNotFound(str(view))
    if not row.removed_at <= now <= row.removed_at + RESTORABLE_FOR:
        raise Refused("đã quá 30 giây", "more than 30 seconds have passed")
    row.removed_at = None
    _write(row)
    _record(actor, "view.restore", row, now)


@transaction.atomic
def choose_default(*, actor: Actor, page: str, view: UUID | None, now: datetime) -> None:
    """Let a page open with a view, or None: with the plain list.

    Raises:
        ViewNotFound: There is none of this page in sight.
        NotAllowed: The actor is no user.
    """
    user = _user(actor)
    if view is None:
        DefaultView.objects.filter(user_ref=user, page=page).delete()
        return
    row = queries.seen(actor).filter(ref=view, page=page).first()
    if row is None:
        raise ViewNotFound(str(view))
    DefaultView.objects.update_or_create(user_ref=user, page=page, defaults={"view": row})
    _record(actor, "view.default", row, now)


def _user(actor: Actor) -> UserRef:
    if actor.user is None:
        raise NotAllowed(f"{actor.name} is no user")
    return actor.user


def _own(actor: Actor, ref: UUID) -> SavedView:
    row = queries.seen(actor).filter(ref=ref).first()
    if row is None:
        raise ViewNotFound(str(ref))
    if row.user_ref != actor.user:
        raise NotAllowed(f"{actor.name} does not own the view {ref}")
    return row


def _write(row: SavedView) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(
            "đã có chế độ xem tên này, đặt tên khác", "a view has this name, take another one"
        ) from error


def _record(actor: Actor, action: str, row: SavedView, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="view",
        subject_ref=row.ref,
        body_ref=row.body.ref if row.body else None,
        unit_ref=row.body.unit.ref if row.body else None,
        details={"page": row.page},
        at=now,
    )
