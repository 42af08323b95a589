"""Who may change the tree."""

from phaodai.vocabulary.access import Actor, NotAllowed, Permission


def check_can_manage(actor: Actor, unit_path: str) -> None:
    """Refuse unless a general post of the actor covers the unit.

    Raises:
        NotAllowed: No such post covers it.
    """
    if not can_manage(actor, unit_path):
        raise NotAllowed(f"{actor.name} may not change units under {unit_path}")


def can_manage(actor: Actor, unit_path: str) -> bool:
    """Say whether to offer the form."""
    return actor.may(Permission.UNITS_MANAGE, unit_path=unit_path)
