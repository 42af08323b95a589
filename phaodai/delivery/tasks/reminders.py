"""Reminders by mail, every minute."""

import logging

from huey import crontab

from phaodai.delivery import clock
from phaodai.delivery.mail import reminders
from phaodai.foundation.jobs.alone import alone
from phaodai.foundation.jobs.queue import queue

log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
@alone("reminders")  # nobody is written to twice
def mail_reminders() -> None:
    """Write to those who were reminded on the pages and have proved an address."""
    if n_sent := reminders.send_due(now=clock.now()):
        log.info("%d reminders by mail", n_sent)
