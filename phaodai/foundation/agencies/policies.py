"""Who may change bodies and their heads."""

from phaodai.vocabulary.access import Actor, NotAllowed, Permission


def check_can_manage(actor: Actor, *, unit_path: str, body_path: str = "") -> None:
    """Refuse unless a post of the actor covers the unit or the body.

    Raises:
        NotAllowed: No post covers it.
    """
    if not can_manage(actor, unit_path=unit_path, body_path=body_path):
        raise NotAllowed(f"{actor.name} may not change bodies under {unit_path} {body_path}")


def can_manage(actor: Actor, *, unit_path: str, body_path: str = "") -> bool:
    """Say whether to offer the form."""
    return actor.may(Permission.AGENCIES_MANAGE, unit_path=unit_path, body_path=body_path)
