"""Deadlines watched by the clock: each recurrence its own, reminders before and after."""

import logging
from datetime import timedelta

from huey import crontab

from phaodai.delivery import clock
from phaodai.foundation.jobs.queue import queue
from phaodai.registers.directives import operations

log = logging.getLogger(__name__)

# A report due at 10:00 tomorrow is on the list of the evening before.
AHEAD = timedelta(days=2)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
def watch_deadlines() -> None:
    """Open the occurrences that come, then raise what has to be said of any deadline.

    First the tasks of units that have ended go on, so that the right body is reminded.
    """
    now = clock.now()
    for done in operations.hand_over_ended(now=now):
        if done.moved or done.joined:
            log.info("%d assignments handed over", len(done.moved) + len(done.joined))
    n_opened = operations.open_occurrences(now=now, until=now + AHEAD)
    n_raised = operations.raise_reminders(now=now)
    if n_opened or n_raised:
        log.info("%d occurrences opened, %d reminders raised", n_opened, n_raised)
