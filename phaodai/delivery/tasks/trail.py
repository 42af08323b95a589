"""The sealer of the trail, and its check by the clock.

The trail keeps real time, whatever hour a demonstration plays at.
"""

import logging

from django.utils import timezone
from huey import crontab

from phaodai.foundation.audit import operations as audit
from phaodai.foundation.audit import queries
from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.queue import queue
from phaodai.foundation.jobs.rules import Name

log = logging.getLogger(__name__)


# Each minute and not after each act: an entry in the queue costs a wait for the disk of its own.
@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
def seal_audit() -> None:
    """Link what was committed in the last minute."""
    now = timezone.now()
    sealed = audit.seal(now=now)
    if sealed.roots:  # once an hour: rows that were committed very late
        sealed = audit.seal(now=now, everywhere=True)
    jobs.beat(name=Name.SEALER, at=now, detail=f"{sealed.seq}:{sealed.hash}")


@queue.periodic_task(crontab(minute="17"))  # type: ignore[untyped-decorator] # huey has no types
def check_audit() -> None:
    """Check the whole trail; the page of the trail and `doctor` show what was found."""
    report = queries.verify()
    fault = report.fault
    if fault is not None:
        log.error("audit trail: %s at row %s, event %s", fault.wrong, fault.seq, fault.event_id)
    jobs.beat(
        name=Name.AUDIT_CHECK,
        at=timezone.now(),
        detail=f"whole {report.sealed}" if fault is None else f"{fault.wrong} {fault.seq or 0}",
    )
