"""Reactions to what other rooms announced."""

from collections.abc import Sequence

from phaodai.registers.directives import operations
from phaodai.vocabulary.events import ObligationAssessed, PaperIssued, PaperSigned, UnitsSucceeded


def keep_assessments(events: Sequence[ObligationAssessed]) -> None:
    """Keep what the figures say beside each assignment; an older word changes nothing."""
    operations.keep_assessments(events)


def follow_units(event: UnitsSucceeded) -> None:
    """Let the one unit that follows take the open assignments; a split waits for an officer."""
    operations.hand_over_ended(now=event.occurred_at, units=event.old)


def keep_issued(event: PaperIssued) -> None:
    """Enter an issued paper in the register of its body, and let those read it to whom it goes."""
    operations.keep_issued(event)


def keep_signed(event: PaperSigned) -> None:
    """Let the signed file stand in the register in place of the one without the signature."""
    operations.keep_signed(event)
