"""The worker's own sign of life."""

from django.utils import timezone
from huey import crontab

from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.queue import queue
from phaodai.foundation.jobs.rules import Name


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
def heartbeat() -> None:
    """Say that the worker runs its tasks."""
    jobs.beat(name=Name.WORKER, at=timezone.now())
