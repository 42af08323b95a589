"""Reports that were sent ahead are taken up when their period begins."""

import logging

from huey import crontab

from phaodai.delivery import clock
from phaodai.foundation.jobs.queue import queue
from phaodai.registers.reports.operations import filing

log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
def release_reports() -> None:
    """Answer what waited for its period."""
    n_released = filing.release_begun(now=clock.now())
    if n_released:
        log.info("%d reports taken up", n_released)
