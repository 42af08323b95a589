"""Who may see figures and who may add indicators of the installation."""

from phaodai.vocabulary.access import Actor, NotAllowed, Permission


def check_can_view(actor: Actor, unit_path: str) -> None:
    """Refuse unless a post of the actor lies at the unit or above it.

    Raises:
        NotAllowed: None does.
    """
    if not can_view(actor, unit_path):
        raise NotAllowed(f"{actor.name} may not see the figures of {unit_path}")


def can_view(actor: Actor, unit_path: str) -> bool:
    """Say whether the figures of a unit may be shown.

    Figures are of units, not of bodies, and name nobody: every body of a unit sees them.
    """
    return actor.is_operator or any(
        unit_path.startswith(post.unit_path) for post in actor.posts_for(Permission.INDICATORS_VIEW)
    )


def check_can_list(actor: Actor) -> None:
    """Refuse those who may see no figures at all.

    Raises:
        NotAllowed: No post of the actor may.
    """
    if not actor.has(Permission.INDICATORS_VIEW):
        raise NotAllowed(f"{actor.name} may not see indicators")


def check_can_manage(actor: Actor) -> None:
    """Refuse unless the actor may add indicators and diseases here.

    Raises:
        NotAllowed: No post of the actor may.
    """
    if not can_manage(actor):
        raise NotAllowed(f"{actor.name} may not add indicators")


def can_manage(actor: Actor) -> bool:
    """Say whether to offer the form; what is added holds for the whole installation."""
    return actor.has(Permission.INDICATORS_MANAGE)
