"""Reactions to what other rooms announced."""

from phaodai.registers.directives import operations
from phaodai.vocabulary.events import ObligationAssessed


def keep_assessment(event: ObligationAssessed) -> None:
    """Keep what the figures say beside each assignment; an older word changes nothing."""
    operations.keep_assessment(
        obligation=event.obligation,
        unit=event.unit,
        state=event.state,
        value=event.value,
        n_reported=event.n_reported,
        n_expected=event.n_expected,
        as_of=event.as_of,
        now=event.occurred_at,
    )
