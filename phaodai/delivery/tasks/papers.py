"""Papers on their way by mail, every minute."""

import logging

from huey import crontab

from phaodai.delivery import clock
from phaodai.delivery.mail import papers
from phaodai.foundation.jobs.alone import alone
from phaodai.foundation.jobs.queue import queue

log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
@alone("papers")  # nobody is written to twice
def send_papers() -> None:
    """Hand over the letters that are due."""
    n_sent, n_failed = papers.send_due(now=clock.now)
    if n_sent or n_failed:
        log.info("%d papers by mail, %d did not go out", n_sent, n_failed)
