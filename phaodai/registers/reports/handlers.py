"""Reactions to what was announced."""

from phaodai.registers.reports.operations import closing
from phaodai.vocabulary.events import ReportFiled


def count_again(event: ReportFiled) -> None:
    """Let the figures of a closed period know of a report that had waited here since before."""
    closing.recount(form=event.form, unit=event.unit, day=event.day, now=event.occurred_at)
