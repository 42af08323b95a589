"""Work that one process at a time does, however many workers there are.

    @queue.periodic_task(crontab(minute="*"))
    @alone("papers")
    def send_papers() -> None: ...

The operating system, or the database server, holds the lock for the process and lets go when that
dies: nobody has to clean up, and a worker that starts takes nothing from one that works.
"""

import fcntl
import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec

import psycopg
from django.conf import settings

from phaodai.foundation.jobs.queue import server_address

P = ParamSpec("P")
log = logging.getLogger(__name__)


def alone(name: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Let a function be; where it runs already, here or elsewhere, it is passed over."""

    def wrap(work: Callable[P, None]) -> Callable[P, None]:
        @functools.wraps(work)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            with held(name) as is_mine:
                if is_mine:
                    work(*args, **kwargs)
                else:
                    log.info("%s runs already", name)

        return run

    return wrap


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Hold the lock of a name meanwhile; say whether it was free."""
    address = server_address()
    with _in_file(name) if address is None else _in_server(name, address) as is_mine:
        yield is_mine


@contextmanager
def _in_file(name: str) -> Iterator[bool]:
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True  # closing the file lets go


@contextmanager
def _in_server(name: str, address: str) -> Iterator[bool]:
    # A connection of its own: the work may close or lose the one of its thread.
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(
            "SELECT pg_try_advisory_lock(hashtext(%s), hashtext(%s))", ["phaodai.jobs", name]
        ).fetchone()
        yield bool(row and row[0])
