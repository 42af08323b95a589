"""The look ahead: four times a day, so that it is there in the morning and follows late reports."""

import logging

from huey import crontab

from phaodai.decisions.forecasts import operations, rules
from phaodai.delivery import clock
from phaodai.foundation.jobs.queue import queue

log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="35", hour="*/6"))  # type: ignore[untyped-decorator] # huey has no types
def renew_forecasts() -> None:
    """Foresee each disease of which there are figures; the same figures again keep nothing."""
    for disease in rules.INTERVALS:
        try:
            found = operations.renew(disease=disease, now=clock.now())
        except operations.NothingToForesee:
            continue
        if found.is_new:
            log.info("%s: %d units foreseen after %s", disease, found.n_units, found.last_day)
