"""Reactions to what was announced."""

from collections.abc import Sequence

from phaodai.registers.reports.operations import closing
from phaodai.vocabulary.events import ReportFiled


def count_again(events: Sequence[ReportFiled]) -> None:
    """Let the figures of closed periods know of reports that had waited here since before."""
    closing.recount(
        filed=[(event.form, event.unit, event.day) for event in events],
        now=max(event.occurred_at for event in events),
    )
