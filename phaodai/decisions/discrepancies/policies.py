"""Who may explain, who may judge, who may change rules."""

from datetime import date

from phaodai.decisions.discrepancies.models import Finding
from phaodai.foundation.access.scoping import under
from phaodai.foundation.accounts.models import Posting
from phaodai.vocabulary.access import Actor, NotAllowed, Permission, Role
from phaodai.vocabulary.refs import BodyRef


def may_explain(actor: Actor, finding: Finding) -> bool:
    """Say whether the actor heads the body that answers: no one else signs for it."""
    posts = actor.posts_for(Permission.REPORTS_CERTIFY)
    return any(post.body == BodyRef(finding.body.ref) for post in posts)


def check_may_explain(actor: Actor, finding: Finding) -> None:
    """Refuse whoever does not head the body that answers.

    Raises:
        NotAllowed: He does not.
    """
    if not may_explain(actor, finding):
        raise NotAllowed(f"{actor.name} does not head the body that answers")


def may_judge(actor: Actor, finding: Finding) -> bool:
    """Say whether the actor is on duty, or in command, above the unit that answers."""
    posts = actor.posts_for(Permission.REPORTS_WATCH) + actor.posts_for(Permission.REPORTS_CERTIFY)
    path = finding.unit.path
    return any(
        post.is_general and path.startswith(post.unit_path) and path != post.unit_path
        for post in posts
    )


def check_may_judge(actor: Actor, finding: Finding) -> None:
    """Refuse whoever is not above the unit that answers.

    Raises:
        NotAllowed: He is not.
    """
    if not may_judge(actor, finding):
        raise NotAllowed(f"{actor.name} is not above the unit that answers")


def may_propose(actor: Actor) -> bool:
    """Say whether the actor draws up rules."""
    return actor.has(Permission.FORMS_PROPOSE)


def check_may_propose(actor: Actor) -> None:
    """Refuse whoever does not draw up rules.

    Raises:
        NotAllowed: He does not.
    """
    if not may_propose(actor):
        raise NotAllowed(f"{actor.name} may not propose a rule")


def may_approve(actor: Actor, *, on: date) -> bool:
    """Say whether the actor commands the top unit, under which all commanders lie."""
    if actor.is_operator:
        return True
    commanders = Posting.objects.running(on).filter(role=Role.COMMANDER)
    return any(
        post.is_general
        and not commanders.exclude(under("body__unit__path", post.unit_path)).exists()
        for post in actor.posts_for(Permission.FORMS_APPROVE)
    )


def check_may_approve(actor: Actor, *, on: date) -> None:
    """Refuse whoever does not command the top unit.

    Raises:
        NotAllowed: He does not.
    """
    if not may_approve(actor, on=on):
        raise NotAllowed(f"{actor.name} may not approve a rule")
