"""Who may do what in the register of reports."""

from datetime import date

from phaodai.foundation.access.scoping import under
from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.agencies.models import Body
from phaodai.vocabulary.access import Actor, NotAllowed, Permission, Role


def check_can_view_forms(actor: Actor) -> None:
    """Refuse those who may see no forms at all.

    Raises:
        NotAllowed: No post of the actor may.
    """
    if not actor.has(Permission.FORMS_VIEW):
        raise NotAllowed(f"{actor.name} may not see forms")


def check_can_propose(actor: Actor) -> None:
    """Refuse unless the actor draws up forms.

    Raises:
        NotAllowed: No post of the actor does.
    """
    if not can_propose(actor):
        raise NotAllowed(f"{actor.name} may not propose a form")


def can_propose(actor: Actor) -> bool:
    """Say whether to offer a new version; approving it is another person's."""
    return actor.has(Permission.FORMS_PROPOSE)


def check_can_approve(actor: Actor, *, on: date) -> None:
    """Refuse unless the actor commands the top unit: a form binds everybody.

    Raises:
        NotAllowed: He commands no unit, or there is a commander outside his.
    """
    if not can_approve(actor, on=on):
        raise NotAllowed(f"{actor.name} may not approve a form")


def can_approve(actor: Actor, *, on: date) -> bool:
    """Say whether to offer approving and refusing.

    The top unit is the one that holds the units of all commanders; where there is none, only the
    operator may approve.
    """
    if actor.is_operator:
        return True
    commanders = Posting.objects.running(on).filter(role=Role.COMMANDER)
    return any(
        post.is_general
        and not commanders.exclude(under("body__unit__path", post.unit_path)).exists()
        for post in actor.posts_for(Permission.FORMS_APPROVE)
    )


def check_is_operator(actor: Actor) -> None:
    """Refuse everybody but who runs commands on the machine itself.

    Raises:
        NotAllowed: Somebody else asks.
    """
    if not actor.is_operator:
        raise NotAllowed(f"{actor.name} may not install forms")


def can_view_reports(actor: Actor, body: Body) -> bool:
    """Say whether the actor sees the reports of a body."""
    return actor.may(Permission.REPORTS_VIEW, unit_path=body.unit.path, body_path=body.path)


def check_can_file(actor: Actor, body: Body) -> None:
    """Refuse unless a post of the actor that files reports covers the body.

    Raises:
        NotAllowed: None does.
    """
    if not can_file(actor, body):
        raise NotAllowed(f"{actor.name} may not file reports of {body.ref}")


def can_file(actor: Actor, body: Body) -> bool:
    """Say whether to offer the form; a duty officer above may type in what came on paper."""
    return actor.may(Permission.REPORTS_FILE, unit_path=body.unit.path, body_path=body.path)


def check_can_watch(actor: Actor, body: Body) -> None:
    """Refuse unless the actor is on duty above the unit of a body.

    Raises:
        NotAllowed: He is not.
    """
    if not can_watch(actor, body.unit.path):
        raise NotAllowed(f"{actor.name} is not on duty above {body.ref}")


def can_watch(actor: Actor, unit_path: str) -> bool:
    """Say whether to offer reminding and returning: nobody returns his own unit's report."""
    return actor.is_operator or any(
        post.is_general and unit_path.startswith(post.unit_path) and unit_path != post.unit_path
        for post in actor.posts_for(Permission.REPORTS_WATCH)
    )


def check_can_compile(actor: Actor, body: Body) -> None:
    """Refuse unless the actor compiles for a body of general authority.

    Raises:
        NotAllowed: He does not.
    """
    if not can_compile(actor, body):
        raise NotAllowed(f"{actor.name} does not compile for {body.ref}")


def can_compile(actor: Actor, body: Body) -> bool:
    """Say whether to offer compiling: a unit compiles for itself, nobody does it from above."""
    return body.is_general and _holds(actor, Permission.REPORTS_COMPILE, body)


def check_can_certify(actor: Actor, body: Body) -> None:
    """Refuse unless the actor heads the very unit whose report it is.

    Raises:
        NotAllowed: He does not.
    """
    if not can_certify(actor, body):
        raise NotAllowed(f"{actor.name} does not vouch for {body.ref}")


def can_certify(actor: Actor, body: Body) -> bool:
    """Say whether to offer certifying a report, or signing a compiled one."""
    return _holds(actor, Permission.REPORTS_CERTIFY, body)


def check_can_word(actor: Actor, body: Body) -> None:
    """Refuse unless the actor compiles for a body or heads it: its papers are theirs to word.

    Raises:
        NotAllowed: He does neither.
    """
    if not (can_compile(actor, body) or can_certify(actor, body)):
        raise NotAllowed(f"{actor.name} does not word papers of {body.ref}")


def check_can_receive(actor: Actor, body: Body) -> None:
    """Refuse unless the actor takes in documents for that very body.

    Raises:
        NotAllowed: He does not.
    """
    if not can_receive(actor, body):
        raise NotAllowed(f"{actor.name} takes in nothing for {body.ref}")


def can_receive(actor: Actor, body: Body) -> bool:
    """Say whether to offer confirming that a paper arrived."""
    return any(post.body == body.ref for post in actor.posts_for(Permission.DIRECTIVES_STORE))


def check_can_unlock(actor: Actor, body: Body) -> None:
    """Refuse unless the actor may open what was accepted of a body below his own.

    Raises:
        NotAllowed: He may not.
    """
    if not can_unlock(actor, body.unit.path):
        raise NotAllowed(f"{actor.name} may not unlock reports of {body.ref}")


def can_unlock(actor: Actor, unit_path: str) -> bool:
    """Say whether to offer unlocking: whoever accepted stands above."""
    return actor.is_operator or any(
        post.is_general and unit_path.startswith(post.unit_path) and unit_path != post.unit_path
        for post in actor.posts_for(Permission.REPORTS_UNLOCK)
    )


def _holds(actor: Actor, permission: Permission, body: Body) -> bool:
    """Say whether a post at that body, or of general authority over just that unit, may."""
    return actor.is_operator or any(
        post.body == body.ref or (post.is_general and post.unit_path == body.unit.path)
        for post in actor.posts_for(permission)
    )
