"""Workbooks that nobody is at are gone on with, and those of long ago forgotten."""

import logging
from datetime import timedelta

from huey import crontab

from phaodai.delivery import clock
from phaodai.delivery.web.reports.sheets_work import work
from phaodai.foundation.jobs.queue import queue
from phaodai.registers.reports.operations.importing import sweep_workbooks
from phaodai.registers.reports.queries.importing import to_do

KEPT = timedelta(days=14)
log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
def resume_workbooks() -> None:
    """Go on with what a killed worker left: its lease has ended by now."""
    for workbook in to_do(at=clock.real_now()):
        work(str(workbook))


@queue.periodic_task(crontab(hour="3", minute="41"))  # type: ignore[untyped-decorator] # huey has no types
def forget_workbooks() -> None:
    """Forget staged workbooks; what they filed stays."""
    if n_gone := sweep_workbooks(before=clock.now() - KEPT):
        log.info("%d rows of old workbooks forgotten", n_gone)
