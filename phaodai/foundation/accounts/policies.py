"""Who may change which user."""

from collections.abc import Iterable

from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.agencies.models import Body
from phaodai.vocabulary.access import Actor, NotAllowed, Permission


def check_manage_at(actor: Actor, body: Body) -> None:
    """Pass whoever administers users at that body.

    Raises:
        NotAllowed: No post of the actor covers it.
    """
    if not actor.may(Permission.ACCOUNTS_MANAGE, unit_path=body.unit.path, body_path=body.path):
        raise NotAllowed("accounts.manage")


def check_manage_user(actor: Actor, user: User, *, seen: bool, running: Iterable[Posting]) -> None:
    """Pass whoever administers everything the user may do now.

    A user who also holds a post elsewhere is out of reach: whoever sets his password could act
    in his place there. Nobody administers himself.

    Args:
        actor: Who wants to change the user.
        user: Who is to be changed.
        seen: Whether any posting of the user, running or ended, lies below the actor's posts.
        running: The postings that give the user authority now or later, with body and unit.

    Raises:
        NotAllowed: The actor may not.
    """
    if actor.is_operator:
        return
    if not seen or actor.user == user.ref:
        raise NotAllowed("accounts.manage")
    for posting in running:
        check_manage_at(actor, posting.body)


def check_not_oneself(actor: Actor, user: User) -> None:
    """Pass unless the actor would give a post to himself.

    Raises:
        NotAllowed: He would.
    """
    if actor.user == user.ref:
        raise NotAllowed("accounts.manage")
