"""The courier: hands events over, second by second, beside the tasks of the queue.

It looks for itself instead of being told: what a killed process announced is found all the same.
A look costs one read of a small index. What comes within a second is handed over together: that
costs a fraction of doing it one by one, and at 09:59 the processors are needed elsewhere.
"""

import logging
import threading
import time
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection
from huey import crontab

from phaodai.delivery import clock
from phaodai.foundation.events import bus, operations
from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.queue import queue
from phaodai.foundation.jobs.rules import Name

LOOK_SECONDS = 1.0
BEAT_SECONDS = 60.0
STOP_SECONDS = 5.0
ROUND = 100  # deliveries between two looks at whether to stop
KEPT = timedelta(days=30)  # after which a delivered event is forgotten

log = logging.getLogger(__name__)


class Courier:
    """One thread of the worker; several workers may each have one."""

    def __init__(self) -> None:
        """Make the thread; nothing runs yet."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._beat_at = -BEAT_SECONDS
        self._n_done = 0

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the delivery at hand; one that takes longer is taken back and done next time."""
        self._stop.set()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            if not self.look():
                self._stop.wait(LOOK_SECONDS)
        connection.close()

    def look(self) -> bool:
        """Deliver what is due; say whether more may be. Whatever happens, it goes on."""
        try:
            close_old_connections()
            done = bus.deliver_due(now=clock.now(), most=ROUND)
            self._n_done += done.n_done
            self._beat()
        except DatabaseError:  # busy, down, full: nothing was lost, so look again
            log.exception("the outbox could not be read")
            connection.close()
            return False
        except Exception:
            log.exception("the courier stumbled")
            return False
        return done.n_done >= ROUND

    def _beat(self) -> None:
        if time.monotonic() - self._beat_at >= BEAT_SECONDS:
            jobs.beat(name=Name.COURIER, at=clock.real_now(), detail=str(self._n_done))
            self._beat_at, self._n_done = time.monotonic(), 0


@queue.periodic_task(crontab(hour="3", minute="23"))  # type: ignore[untyped-decorator] # huey has no types
def sweep_events() -> None:
    """Forget events that everybody heard long ago."""
    operations.sweep(before=clock.now() - KEPT)
