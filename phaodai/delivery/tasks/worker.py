"""The worker: tasks from the queue, the one clock of periodic tasks, and the courier of events."""

import logging

from phaodai.delivery import tasks
from phaodai.delivery.tasks.courier import Courier
from phaodai.foundation.jobs.queue import queue

STOP_SECONDS = 7
THREADS = 2


def run() -> None:
    """Work until told to stop; tasks that run are given a few seconds to end."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    tasks.load()
    tasks.run_at_start()
    courier = Courier()
    courier.start()
    try:
        queue.create_consumer(
            workers=THREADS,
            periodic=True,
            max_delay=1.0,
            graceful_signal="TERM",
            shutdown_timeout=STOP_SECONDS,
        ).run()
    finally:
        courier.stop()
