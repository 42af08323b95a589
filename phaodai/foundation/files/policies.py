"""Who sees a file: whoever sees its owner."""

from collections.abc import Callable, Collection
from uuid import UUID

from phaodai.vocabulary.access import Actor, NotAllowed

# Takes an actor and references of owners; returns those that the actor sees. One query for all.
Visible = Callable[[Actor, Collection[UUID]], Collection[UUID]]

_owners: dict[str, Visible] = {}


class UnknownOwnerKind(LookupError):
    """No room has said who sees the files of such rows."""


def register_owner(kind: str, *, visible: Visible) -> None:
    """Say who sees the files of the rows of a kind; called at start-up by the room they are of.

    Args:
        kind: Kind of the row, as the audit trail calls it, e.g. "assignment".
        visible: Which of some rows an actor sees.
    """
    _owners[kind] = visible


def visible_owners(actor: Actor, kind: str, refs: Collection[UUID]) -> set[UUID]:
    """Return those of some rows that the actor sees.

    Raises:
        UnknownOwnerKind: The kind is registered by nobody.
    """
    if kind not in _owners:
        raise UnknownOwnerKind(kind)
    return set(refs) & set(_owners[kind](actor, refs)) if refs else set()


def check_sees_owner(actor: Actor, kind: str, ref: UUID) -> None:
    """Refuse whoever does not see the owner.

    Raises:
        NotAllowed: The actor does not see it.
        UnknownOwnerKind: The kind is registered by nobody.
    """
    if not visible_owners(actor, kind, {ref}):
        raise NotAllowed(f"{kind} is out of sight")
