"""Reactions to what other rooms announced."""

from collections.abc import Sequence

from phaodai.decisions.discrepancies.operations import claiming, finding
from phaodai.vocabulary.events import CasesClaimed, ReportFiled


def judge_again(events: Sequence[ReportFiled]) -> None:
    """Judge the units whose reports are new; a correction closes what it mended."""
    changes = [(event.unit, event.day) for event in events]
    finding.look_at(changes=changes, now=max(event.occurred_at for event in events))


def keep_claims(event: CasesClaimed) -> None:
    """Keep which cases a unit claims, and look who else does."""
    claiming.keep(unit=event.unit, day=event.day, codes=event.codes, now=event.occurred_at)
