"""Reactions to what other rooms announced."""

from collections.abc import Sequence

from phaodai.registers.directives import operations
from phaodai.vocabulary.events import ObligationAssessed


def keep_assessments(events: Sequence[ObligationAssessed]) -> None:
    """Keep what the figures say beside each assignment; an older word changes nothing."""
    operations.keep_assessments(events)
