"""Obligations held against the figures, every few minutes and so also right after midnight."""

import logging

from huey import crontab

from phaodai.decisions.obligations import operations
from phaodai.delivery import clock
from phaodai.foundation.jobs.queue import queue

log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator] # huey has no types
def assess_obligations() -> None:
    """Judge all running targets; what changed is kept and announced."""
    found = operations.assess(now=clock.now())
    if found.n_changed:
        log.info(
            "%d targets judged, %d changed, %d announced",
            len(found.judged),
            found.n_changed,
            found.n_announced,
        )
