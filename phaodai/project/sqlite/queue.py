"""The queue of writers: a lock between processes and threads, fair and with an end to waiting.

Two file locks make a turnstile. A writer takes the first ("next"), waits there for the second
("writer"), and lets go of the first when it has the second: so one alone waits for the writer
who is at work, and whoever has just written stands at the end again. With one lock, the one who
lets go often wins it back before the waiters have woken up.

Measured with eight processes on a busy machine (benchmarks/sqlite_writers.py): the longest wait
was 0.05 to 0.4 s here, and 0.6 to 12.4 s with SQLite's own busy wait, which gave up some commits.

The kernel lets go of the locks of a process that dies, however it dies.
"""

import contextlib
import fcntl
import os
import threading
import time
from pathlib import Path

from django.db import OperationalError

WAIT_SECONDS = 20.0
# How long whoever had the turn may take it again past the queue. Each change of writers is a
# change of processes, which on a busy machine takes longer than a commit; with eight writers
# nobody waits longer for these slices than for one slow commit.
SLICE_SECONDS = 0.01


class WriterBusy(OperationalError):
    """The turn did not come in time; nothing was written, the act may be tried again."""


class WriteLock:
    """The place of one connection in the queue for one database file."""

    def __init__(self, database: str) -> None:
        """Remember which file; nothing is opened before the first write."""
        self._database = database
        self._turnstile: _Turnstile | None = None
        self._is_held = False
        self._slice_ends = 0.0

    @property
    def is_held(self) -> bool:
        """Say whether this connection is the one that may write."""
        return self._is_held

    def acquire(self) -> None:
        """Wait for the turn; whoever has it keeps it.

        Raises:
            WriterBusy: The turn did not come within `WAIT_SECONDS`.
        """
        if self._is_held and self._turnstile is not None and self._turnstile.is_ours():
            return
        if self._turnstile is None or not self._turnstile.is_ours():
            self._turnstile = _Turnstile(self._database)
        if time.monotonic() >= self._slice_ends or not self._turnstile.enter_again():
            if not self._turnstile.enter_at_once():
                turnstile, self._turnstile = self._turnstile, None
                turnstile.enter(WAIT_SECONDS)  # on failure it belongs to the thread that waits on
                self._turnstile = turnstile
            self._slice_ends = time.monotonic() + SLICE_SECONDS
        self._is_held = True

    def release(self) -> None:
        """Let the next writer in, if this one has the turn."""
        if self._is_held and self._turnstile is not None and self._turnstile.is_ours():
            self._turnstile.leave()
        self._is_held = False

    def close(self) -> None:
        """Let go of everything, whatever is held."""
        self._turnstile = None  # closes its files
        self._is_held = False


class NoLock(WriteLock):
    """For a database in memory, which has no file and no other process."""

    def acquire(self) -> None:
        """Have the turn at once."""
        self._is_held = True


class _Turnstile:
    """The two files, opened for one connection."""

    def __init__(self, database: str) -> None:
        self._process = os.getpid()
        self._next, self._writer = -1, -1
        self._next = _open(database, "next")
        self._writer = _open(database, "writer")
        self._has_next = False
        self._state = threading.Lock()
        self._is_in = self._is_given_up = False

    def __del__(self) -> None:
        for file in (self._next, self._writer):
            if file >= 0:
                with contextlib.suppress(OSError):
                    os.close(file)

    def is_ours(self) -> bool:
        """Say whether this process opened it: a fork shares the lock and may not touch it."""
        return self._process == os.getpid()

    def enter_again(self) -> bool:
        """Go in past the queue, if nobody is at work."""
        try:
            fcntl.flock(self._writer, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def enter_at_once(self) -> bool:
        """Go through if nobody stands in the way."""
        try:
            fcntl.flock(self._next, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._has_next = True
            fcntl.flock(self._writer, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._let_next_come()
        return True

    def enter(self, seconds: float) -> None:
        """Stand in the queue, for so long at most.

        The kernel keeps the order of those who wait inside it, but waits for ever; so a thread
        waits there. If it comes too late, it lets go of everything itself.

        Raises:
            WriterBusy: It took too long.
        """
        arrived = threading.Semaphore(0)
        threading.Thread(target=self._stand, args=(arrived,), daemon=True).start()
        try:
            is_in = arrived.acquire(timeout=seconds)
        except BaseException:
            self._give_up()
            raise
        if not is_in and self._give_up():
            raise WriterBusy(
                f"Cơ sở dữ liệu bận ghi quá {seconds:g} giây; hãy thử lại. "
                f"The database was busy writing for over {seconds:g} s; try again."
            )

    def leave(self) -> None:
        """Let the next one in."""
        fcntl.flock(self._writer, fcntl.LOCK_UN)

    def _stand(self, arrived: threading.Semaphore) -> None:
        if not self._has_next:
            fcntl.flock(self._next, fcntl.LOCK_EX)
            self._has_next = True
        if not self._is_given_up:
            fcntl.flock(self._writer, fcntl.LOCK_EX)
        with self._state:
            self._let_next_come()
            if self._is_given_up:
                self.leave()
                return
            self._is_in = True
        arrived.release()

    def _let_next_come(self) -> None:
        fcntl.flock(self._next, fcntl.LOCK_UN)
        self._has_next = False

    def _give_up(self) -> bool:
        """Stop waiting; False if the turn came at this very moment."""
        with self._state:
            self._is_given_up = not self._is_in
            return self._is_given_up


def _open(database: str, kind: str) -> int:
    path = f"{database}-{kind}"
    is_new = not Path(path).exists()
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    except OSError as failure:
        raise OperationalError(
            f"Không mở được {path}: {failure.strerror}. {path} cannot be opened."
        ) from failure
    if is_new and os.geteuid() == 0:  # as SQLite does with its own files beside the database
        with contextlib.suppress(OSError):
            owner = Path(database).stat()
            os.fchown(file, owner.st_uid, owner.st_gid)
    return file
