"""SQLite for a service: writers queue, readers never wait, and a commit is on the disk.

SQLite's own busy wait is unfair: with eight writers it made one of them wait 13 s, which
Django turns into "database is locked". So every transaction that may write takes its place in a
queue first (`phaodai.project.sqlite.queue`). The queue goes with the file, so web, worker,
command line and migrations stand in the same one.

Reads never take it: in WAL mode they see the last commit.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base as sqlite3
from django.db.backends.sqlite3 import schema
from django.db.models import CompositePrimaryKey, Model

from phaodai.project.sqlite.queue import NoLock, WriteLock

# Of the connection; the journal mode is of the file and is set below.
PRAGMAS = """
PRAGMA synchronous=FULL;
PRAGMA foreign_keys=ON;
PRAGMA busy_timeout=20000;
PRAGMA temp_store=MEMORY;
PRAGMA cache_size=-16384;
"""

# What may run without the queue. Anything else is taken for a write.
_READ = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*"
    r"(?:(?:SELECT|EXPLAIN|PRAGMA|SAVEPOINT|RELEASE|VALUES|VACUUM\s+INTO)\b"
    r"|WITH\b(?!.*\b(?:INSERT|UPDATE|DELETE|REPLACE)\b))",
    re.IGNORECASE | re.DOTALL,
)


LONGEST_KEPT, MOST_KEPT = 10_000, 2_000  # signs of a statement, and statements
_converted: dict[str, str] = {}


class CursorWrapper(sqlite3.SQLiteCursorWrapper):
    """A cursor that queues for a write made outside a transaction."""

    wrapper: "DatabaseWrapper"

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement, in its turn if it may write."""
        if self.wrapper.in_atomic_block:  # it has the turn
            return super().execute(query, params)
        with self.wrapper.turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        """Run one statement with many rows, in its turn if it may write."""
        with self.wrapper.turn(query):
            return super().executemany(query, param_list)

    def executescript(self, script: str) -> Any:
        """Run a script, in its turn; SQLite commits before it."""
        with self.wrapper.turn("SCRIPT"):
            return super().executescript(script)

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """Return a statement with the marks of SQLite; most are the same again and again."""
        if param_names is not None:
            return str(super().convert_query(query, param_names=param_names))
        known = _converted.get(query)
        if known is None:
            known = str(super().convert_query(query))
            if len(query) < LONGEST_KEPT and len(_converted) < MOST_KEPT:
                _converted[query] = known
        return known


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's editor of tables, which keeps a table with a composite key in the key's order.

    Without a number of its own a row stands once, in the tree of its key: half the bytes and half
    the time of a table beside an index. Its columns stand in that order, too: where they do not,
    SQLite 3.40 takes a sound file for a damaged one.
    """

    def table_sql(self, model: type[Model]) -> tuple[str, list[Any]]:
        """Return the statement that makes a table."""
        meta = model._meta  # noqa: SLF001 - documented by Django
        if not isinstance(meta.pk, CompositePrimaryKey):
            return super().table_sql(model)
        fields, key = meta.local_fields, list(meta.pk.field_names)
        meta.local_fields = sorted(
            fields, key=lambda field: key.index(field.attname) if field.attname in key else len(key)
        )
        try:
            sql, params = super().table_sql(model)
        finally:
            meta.local_fields = fields
        return f"{sql} WITHOUT ROWID", params


class DatabaseWrapper(sqlite3.DatabaseWrapper):
    """Django's SQLite connection with the queue and the pragmas above."""

    SchemaEditorClass = DatabaseSchemaEditor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fix what an installation may not get wrong."""
        super().__init__(*args, **kwargs)
        options = self.settings_dict.setdefault("OPTIONS", {})
        options["transaction_mode"] = "IMMEDIATE"
        options["init_command"] = PRAGMAS
        # The last connection to close empties the journal, so a connection per request would
        # make quiet hours slower than busy ones.
        self.settings_dict["CONN_MAX_AGE"] = None
        self._write_lock: WriteLock | None = None

    @property
    def write_lock(self) -> WriteLock:
        """The queue of this connection's file, made when its name is final (tests rename it)."""
        if self._write_lock is None:
            kind = NoLock if self.is_in_memory_db() else WriteLock
            self._write_lock = kind(os.path.realpath(str(self.settings_dict["NAME"])))
        return self._write_lock

    @contextmanager
    def turn(self, query: str) -> Iterator[None]:
        """Have the turn while a statement outside `atomic` may write.

        If it leaves a transaction open (somebody's own BEGIN, or autocommit turned off), the
        turn lasts until that ends.
        """
        if self.in_atomic_block or (_READ.match(query) is not None and not self._is_open()):
            yield
            return
        self.write_lock.acquire()
        try:
            yield
        finally:
            self._leave()

    def get_new_connection(self, conn_params: Any) -> Any:
        """Open a connection; the first one ever makes the file a WAL one, in its turn.

        SQLite does not wait when two connections do that at once: one of them fails.
        """
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
            if mode != "wal":
                had_turn = self.write_lock.is_held
                self.write_lock.acquire()
                try:
                    connection.execute("PRAGMA journal_mode=WAL")
                finally:
                    if not had_turn:
                        self.write_lock.release()
        return connection

    def create_cursor(self, name: Any = None) -> CursorWrapper:
        """Return a cursor that knows its connection."""
        cursor: CursorWrapper = self.connection.cursor(factory=CursorWrapper)
        cursor.wrapper = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        """Queue, then begin; Django calls this for the outermost `atomic` alone."""
        self.write_lock.acquire()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # not in the stubs
        finally:
            self._leave()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc] # not in the stubs
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # not in the stubs
        finally:
            self._leave()

    def _leave(self) -> None:
        """Let the next writer in, once no transaction is open here."""
        if not self._is_open():
            self.write_lock.release()

    def _is_open(self) -> bool:
        return self.connection is not None and self.connection.in_transaction

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # not in the stubs
        finally:
            if self._write_lock is not None:
                self._write_lock.close()
                self._write_lock = None
