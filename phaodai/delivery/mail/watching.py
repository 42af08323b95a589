"""A look into the mailbox that leaves a sign of life, for `doctor`."""

import logging
from collections.abc import Callable
from datetime import datetime

from phaodai.delivery.mail.errors import MailDown
from phaodai.delivery.mail.polling import Poll, poll
from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.rules import Name

log = logging.getLogger(__name__)
DOWN = "down "


def poll_and_beat(*, now: Callable[[], datetime], at: datetime) -> Poll | None:
    """Look into the mailbox once.

    Args:
        now: The clock of business.
        at: The real moment, for the sign of life.

    Returns:
        What was done; None where the mailbox is out of reach.
    """
    try:
        done = poll(now=now)
    except MailDown as error:
        log.warning("the mailbox is out of reach: %s", error)
        jobs.beat(name=Name.MAIL, at=at, detail=f"{DOWN}{error}")
        return None
    jobs.beat(name=Name.MAIL, at=at, detail=f"new {done.n_new} sent {done.n_sent}")
    return done
