"""Who may do what in the register of directives."""

from collections.abc import Callable
from datetime import date

from phaodai.foundation.agencies.models import Body
from phaodai.registers.directives.models import Assignment, Mandate
from phaodai.vocabulary.access import Actor, NotAllowed, Permission, Post
from phaodai.vocabulary.refs import BodyRef


def check_can_store(actor: Actor, *, unit_path: str, body_path: str) -> None:
    """Refuse unless a post that may store dispatches covers the body.

    Raises:
        NotAllowed: No post covers it.
    """
    if not can_store(actor, unit_path=unit_path, body_path=body_path):
        raise NotAllowed(f"{actor.name} may not store dispatches for {body_path} of {unit_path}")


def can_store(actor: Actor, *, unit_path: str, body_path: str) -> bool:
    """Say whether to offer the body as a keeper."""
    return actor.may(Permission.DIRECTIVES_STORE, unit_path=unit_path, body_path=body_path)


def check_can_issue(actor: Actor, body: Body, *, on: date) -> str:
    """Refuse unless the actor speaks for the body; return on what paper, "" where he heads it.

    An order goes out in the name of one body: a post above it does not cover it.

    Raises:
        NotAllowed: No post at the body, and no written delegation of one.
    """
    if actor.is_operator or _holds(actor, Permission.DIRECTIVES_ISSUE, BodyRef(body.ref)):
        return ""
    basis = _mandate(actor, body, on)
    if not basis:
        raise NotAllowed(f"{actor.name} may not issue for {body.ref}")
    return basis


def can_issue(actor: Actor, body: Body, *, on: date) -> bool:
    """Say whether to offer issuing, accepting and returning."""
    try:
        check_can_issue(actor, body, on=on)
    except NotAllowed:
        return False
    return True


def check_can_answer(actor: Actor, assignment: Assignment) -> None:
    """Refuse unless the actor answers for the body, or it was given to him by name.

    Raises:
        NotAllowed: Neither.
    """
    if not can_answer(actor, assignment):
        raise NotAllowed(f"{actor.name} may not answer {assignment.ref}")


def can_answer(actor: Actor, assignment: Assignment) -> bool:
    """Say whether to offer acknowledging, progress, extension and submitting.

    What the body has, whoever works there answers; what was given to one by name, he himself, or
    those who could have given it to another.
    """
    if actor.is_operator:
        return True
    body = BodyRef(assignment.body.ref)
    if assignment.user_ref is None:
        return _holds(actor, Permission.ASSIGNMENTS_ANSWER, body)
    if assignment.user_ref == actor.user:
        return any(post.body == body for post in actor.posts)
    return _holds(actor, Permission.ASSIGNMENTS_DELEGATE, body)


def check_can_delegate(actor: Actor, assignment: Assignment) -> None:
    """Refuse unless the actor may pass on what his body has to do.

    Raises:
        NotAllowed: No post of his at the body may.
    """
    if not can_delegate(actor, assignment):
        raise NotAllowed(f"{actor.name} may not delegate {assignment.ref}")


def can_delegate(actor: Actor, assignment: Assignment) -> bool:
    """Say whether to offer delegating."""
    return actor.is_operator or _holds(
        actor, Permission.ASSIGNMENTS_DELEGATE, BodyRef(assignment.body.ref)
    )


def check_can_judge_answer(
    actor: Actor, assignment: Assignment, *, speaks_for: Callable[[Body], bool]
) -> None:
    """Refuse unless the actor stands where the assignment came from.

    What was delegated to a person inside a body is judged inside it, and never by himself.

    Args:
        actor: Who judges.
        assignment: With its body, its parent and its obligation.
        speaks_for: Whether he may issue for a body; asked once for each body.

    Raises:
        NotAllowed: He stands elsewhere.
    """
    if not can_judge_answer(actor, assignment, speaks_for=speaks_for):
        raise NotAllowed(f"{actor.name} may not judge the answer of {assignment.ref}")


def can_judge_answer(
    actor: Actor, assignment: Assignment, *, speaks_for: Callable[[Body], bool]
) -> bool:
    """Say whether to offer accepting, returning and deciding on an extension."""
    parent = assignment.parent
    if assignment.user_ref is not None and parent is not None:
        return assignment.user_ref != actor.user and can_delegate(actor, parent)
    return speaks_for(assignment.obligation.body if parent is None else parent.body)


def check_can_withdraw(
    actor: Actor, assignment: Assignment, *, speaks_for: Callable[[Body], bool]
) -> None:
    """Refuse unless the actor judges the answer, or may pass on what it was made from.

    Raises:
        NotAllowed: Neither.
    """
    if not can_withdraw(actor, assignment, speaks_for=speaks_for):
        raise NotAllowed(f"{actor.name} may not withdraw {assignment.ref}")


def can_withdraw(
    actor: Actor, assignment: Assignment, *, speaks_for: Callable[[Body], bool]
) -> bool:
    """Say whether to offer withdrawing: whoever may delegate may take it back."""
    parent = assignment.parent
    if parent is not None and can_delegate(actor, parent):
        return True
    return can_judge_answer(actor, assignment, speaks_for=speaks_for)


def check_can_judge(actor: Actor, body: Body) -> None:
    """Refuse unless a commander stands above the body whose head is judged.

    Raises:
        NotAllowed: He stands beside or below it, or heads it himself.
    """
    if not can_judge(actor, body):
        raise NotAllowed(f"{actor.name} may not judge the head of {body.ref}")


def can_judge(actor: Actor, body: Body) -> bool:
    """Say whether to offer praise, criticism and breaches."""
    return actor.is_operator or any(
        _is_above(post, body) for post in actor.posts_for(Permission.HEADS_JUDGE)
    )


def check_can_hand_over(actor: Actor, *, unit_path: str) -> None:
    """Refuse unless the actor manages the tree there.

    Raises:
        NotAllowed: He does not.
    """
    if not actor.may(Permission.UNITS_MANAGE, unit_path=unit_path):
        raise NotAllowed(f"{actor.name} may not hand over the tasks of {unit_path}")


def _is_above(post: Post, body: Body) -> bool:
    if post.body == body.ref:
        return False
    if body.is_general and body.unit.path == post.unit_path:
        return body.path.startswith(post.body_path)
    return post.covers(unit_path=body.unit.path, body_path=body.path)


def _holds(actor: Actor, permission: Permission, body: BodyRef) -> bool:
    return any(post.body == body for post in actor.posts_for(permission))


def _mandate(actor: Actor, body: Body, on: date) -> str:
    """Return the paper by which a duty officer of the body acts for its head, or ""."""
    if actor.user is None or not _holds(actor, Permission.DIRECTIVES_STORE, BodyRef(body.ref)):
        return ""
    mandate = Mandate.objects.running(on).filter(user_ref=actor.user, body=body).first()
    return mandate.basis if mandate is not None else ""
