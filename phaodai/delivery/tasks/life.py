"""The worker's own sign of life, and what keeps the database quick."""

from django.db import connection
from django.utils import timezone
from huey import crontab

from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.queue import queue
from phaodai.foundation.jobs.rules import Name

MOST_COUNTED = 20_000  # rows of an index: a tenth of a second for a country


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey has no types
def heartbeat() -> None:
    """Say that the worker runs its tasks."""
    jobs.beat(name=Name.WORKER, at=timezone.now())


@queue.periodic_task(crontab(minute="41"))  # type: ignore[untyped-decorator] # huey has no types
def count_rows() -> None:
    """Let SQLite count what lies in its tables; PostgreSQL does it by itself.

    Without numbers it takes a kind of unit for rarer than a district, and reads the country for
    the board of twelve communes.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={MOST_COUNTED}")
            cursor.execute("ANALYZE")
