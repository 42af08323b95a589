"""The mailbox looked into every minute, where the installation has one."""

import logging

from huey import crontab

from phaodai.delivery import clock
from phaodai.delivery.mail import boxes, watching
from phaodai.foundation.jobs.alone import alone
from phaodai.foundation.jobs.queue import queue

log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
@alone("mail")  # a look that takes longer is not joined
def poll_mail() -> None:
    """Take in letters and send the answers that are due."""
    if boxes.is_set():
        done = watching.poll_and_beat(now=clock.now, at=clock.real_now())
        if done is not None and done.n_new:
            log.info("%d letters, %d answers", done.n_new, done.n_sent)
