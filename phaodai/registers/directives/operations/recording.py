"""Lines of the timeline, and who was quicker."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from phaodai.registers.directives.models import (
    Assignment,
    Document,
    Entry,
    Obligation,
    Occurrence,
    Proposal,
)
from phaodai.registers.directives.operations.errors import Stale
from phaodai.registers.directives.states import Act
from phaodai.vocabulary.access import Actor, Post


def line(
    *,
    actor: Actor,
    act: Act,
    at: datetime,
    speaks_for: UUID | None = None,
    document: Document | int,
    proposal: Proposal | None = None,
    obligation: Obligation | None = None,
    assignment: Assignment | None = None,
    occurrence: Occurrence | None = None,
    text: str = "",
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """Return a line, not saved yet.

    Args:
        actor: Who did it.
        act: What he did.
        at: When, by the server's clock.
        speaks_for: The body for which he acted: his post there is written down.
        document: The document it is about.
        proposal: The proposal, if it is about one.
        obligation: The obligation.
        assignment: The assignment.
        occurrence: One occurrence of it.
        text: Reason, note or what was reported.
        details: What changed.
    """
    post = _post(actor, speaks_for)
    return Entry(
        document_id=document if isinstance(document, int) else document.pk,
        proposal=proposal,
        obligation=obligation,
        assignment=assignment,
        occurrence=occurrence,
        act=act,
        at=at,
        actor=actor.name,
        user_ref=actor.user,
        role=post.role if post else "",
        body_ref=post.body if post else None,
        text=text,
        details=dict(details or {}),
    )


def stale(row: Proposal | Assignment | Occurrence | Obligation) -> Stale:
    """Return the refusal of an act on a row that has changed since it was shown."""
    about = {
        Proposal: "proposal",
        Assignment: "assignment",
        Occurrence: "occurrence",
        Obligation: "obligation",
    }[type(row)]
    last = Entry.objects.filter(Q(**{about: row})).order_by("-pk").first()
    return Stale(
        row.ref,
        actor=last.actor if last else "",
        act=last.act if last else "",
        at=last.at if last else None,
    )


def _post(actor: Actor, body: UUID | None) -> Post | None:
    own = [post for post in actor.posts if post.body == body]
    return next(iter([*own, *actor.posts]), None)
