"""Who proposes levels, who decides and announces them, who changes the rules."""

from datetime import date

from phaodai.foundation.access.scoping import under
from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor, NotAllowed, Permission, Role


def may_propose(actor: Actor, unit_path: str) -> bool:
    """Say whether the actor assesses units and proposes their levels: at the unit or above it."""
    return actor.is_operator or any(
        unit_path.startswith(post.unit_path) for post in actor.posts_for(Permission.LEVELS_PROPOSE)
    )


def check_may_propose(actor: Actor, unit_path: str) -> None:
    """Refuse whoever may not.

    Raises:
        NotAllowed: No post covers the unit.
    """
    if not may_propose(actor, unit_path):
        raise NotAllowed(f"{actor.name} may not propose levels below {unit_path}")


def deciding_paths(actor: Actor, level: str) -> tuple[str, ...]:
    """Return paths of units of a level that the actor commands: he decides at and below them."""
    if actor.is_operator:
        return ("/",)
    posts = actor.posts_for(Permission.LEVELS_DECIDE)
    paths = {post.unit_path for post in posts if post.is_general}
    return tuple(Unit.objects.filter(path__in=paths, level=level).values_list("path", flat=True))


def check_may_decide(actor: Actor, unit: Unit, paths: tuple[str, ...]) -> None:
    """Refuse whoever is not competent for a unit.

    Raises:
        NotAllowed: The unit lies below none of the paths.
    """
    if not unit.path.startswith(paths):
        raise NotAllowed(f"{actor.name} does not decide the level of {unit.path}")


def check_may_propose_packs(actor: Actor) -> None:
    """Refuse whoever draws up no rules.

    Raises:
        NotAllowed: The actor does not.
    """
    if not actor.has(Permission.FORMS_PROPOSE):
        raise NotAllowed(f"{actor.name} may not propose a rule pack")


def check_may_approve_packs(actor: Actor, *, on: date) -> None:
    """Refuse whoever does not command the top unit, under which all commanders lie.

    Raises:
        NotAllowed: The actor does not.
    """
    if actor.is_operator:
        return
    commanders = Posting.objects.running(on).filter(role=Role.COMMANDER)
    if not any(
        post.is_general
        and not commanders.exclude(under("body__unit__path", post.unit_path)).exists()
        for post in actor.posts_for(Permission.FORMS_APPROVE)
    ):
        raise NotAllowed(f"{actor.name} may not approve a rule pack")
