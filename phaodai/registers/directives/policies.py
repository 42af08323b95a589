"""Who may do what in the register of directives."""

from phaodai.vocabulary.access import Actor, NotAllowed, Permission


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
