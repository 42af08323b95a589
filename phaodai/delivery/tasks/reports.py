"""Reports by the clock: what was sent ahead is taken up, and what is over is counted."""

import logging

from huey import crontab

from phaodai.delivery import clock
from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.queue import queue
from phaodai.foundation.jobs.rules import Name
from phaodai.registers.reports.operations import closing, filing

log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
def watch_reports() -> None:
    """Answer what waited for its period, then count the periods whose cut-off has passed.

    The boards say so when this has not run for twice its minute.
    """
    now = clock.now()
    n_released = filing.release_begun(now=now)
    n_closed = closing.close_periods(now=now)
    jobs.beat(name=Name.REPORTS, at=clock.real_now(), detail=f"{n_released} {n_closed}")
    if n_released or n_closed:
        log.info("%d reports taken up, %d periods counted", n_released, n_closed)
