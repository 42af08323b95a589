"""Figures that disagree, looked for by the clock, and the terms of those that were found."""

import logging

from huey import crontab

from phaodai.decisions.discrepancies.operations import finding, watching
from phaodai.delivery import clock
from phaodai.foundation.jobs.queue import queue

log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator] # huey has no types
def look_for_discrepancies() -> None:
    """Judge the last days of all units; reports are judged as they come, this finds the rest."""
    found = finding.look(now=clock.now())
    if found.n_opened or found.n_corrected:
        log.info("%d findings opened, %d corrected", found.n_opened, found.n_corrected)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
def watch_discrepancies() -> None:
    """Remind who owes an answer, tell the office above, then its chairman."""
    if n := watching.watch(now=clock.now()):
        log.info("%d findings reminded or escalated", n)
