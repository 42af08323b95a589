"""SQLite for a service: writers queue on a file lock, and a commit is on the disk.

SQLite's own busy wait is unfair: with eight writers it made one of them wait 13 s, which
Django turns into "database is locked". The kernel wakes the waiters of a file lock in the
order in which they came, so every write transaction takes one first. The lock goes with the
file (`NAME-writer`), so web, worker, command line and migrations queue alike.

Reads never take the lock: in WAL mode they see the last commit.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base as sqlite3

# Journal mode is a property of the file, the rest of the connection.
PRAGMAS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA foreign_keys=ON;
PRAGMA busy_timeout=30000;
PRAGMA temp_store=MEMORY;
PRAGMA cache_size=-65536;
"""

# What may run without the lock. Anything else is taken for a write.
_READ = re.compile(r"\s*(?:--[^\n]*\n\s*)*(SELECT|EXPLAIN|PRAGMA|SAVEPOINT|RELEASE|VALUES)\b", re.I)


class WriteLock:
    """The place in the queue of one connection; counts nested takes of it."""

    def __init__(self, path: str) -> None:
        """Remember where the lock lies; nothing is opened before the first write."""
        self._path = path
        self._file: int | None = None
        self._depth = 0

    def acquire(self) -> None:
        """Wait for the turn; a second take by the same connection only counts."""
        if self._depth == 0:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        self._depth += 1

    def release(self) -> None:
        """Give one take back; the last one lets the next writer in."""
        if self._depth == 0:
            return
        self._depth -= 1
        if self._depth == 0 and self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of everything, whatever is held."""
        self._depth = 0
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for one statement."""
        self.acquire()
        try:
            yield
        finally:
            self.release()


class CursorWrapper(sqlite3.SQLiteCursorWrapper):
    """A cursor that queues for a write made outside a transaction."""

    writer: "DatabaseWrapper"

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement, behind the lock if it may write."""
        if self.writer.needs_lock(query):
            with self.writer.write_lock.held():
                return super().execute(query, params)
        return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        """Run one statement with many rows, behind the lock if it may write."""
        if self.writer.needs_lock(query):
            with self.writer.write_lock.held():
                return super().executemany(query, param_list)
        return super().executemany(query, param_list)


class _NoLock(WriteLock):
    """An in-memory database has no file and no other process."""

    def acquire(self) -> None:
        """Count only."""
        self._depth += 1


class DatabaseWrapper(sqlite3.DatabaseWrapper):
    """Django's SQLite connection with the queue and the pragmas above."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fix what an installation may not get wrong."""
        super().__init__(*args, **kwargs)
        options = self.settings_dict.setdefault("OPTIONS", {})
        options["transaction_mode"] = "IMMEDIATE"
        options["init_command"] = PRAGMAS
        self._write_lock: WriteLock | None = None

    @property
    def write_lock(self) -> WriteLock:
        """The queue of this connection's file, made when the name is final (tests rename it)."""
        if self._write_lock is None:
            name = str(self.settings_dict["NAME"])
            kind = _NoLock if self.is_in_memory_db() else WriteLock
            self._write_lock = kind(f"{name}-writer")
        return self._write_lock

    def needs_lock(self, query: str) -> bool:
        """Say whether a statement outside a transaction has to queue first."""
        return not self.in_atomic_block and _READ.match(query) is None

    def create_cursor(self, name: Any = None) -> CursorWrapper:
        """Return a cursor that knows its connection."""
        cursor = self.connection.cursor(factory=CursorWrapper)
        cursor.writer = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        """Queue, then begin; Django calls this for the outermost `atomic` alone."""
        self.write_lock.acquire()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.write_lock.release()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._leave()

    def _leave(self) -> None:
        """Let the next writer in once no transaction is open here."""
        if self.connection is None or not self.connection.in_transaction:
            self.write_lock.release()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            if self._write_lock is not None:
                self._write_lock.close()
