"""The queue of background work.

    from phaodai.foundation.jobs.queue import queue

    @queue.task(retries=3, retry_delay=60)
    def send_invitation(ref: str) -> None: ...

Nothing is opened before the first task is put in or taken out. Under tests tasks run at once.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from huey import Huey
from huey.serializer import SignedSerializer
from huey.storage import PostgresStorage, SqliteStorage
from psycopg.conninfo import make_conninfo

NAME = "phaodai"


class LazySqliteStorage(SqliteStorage):  # type: ignore[misc] # huey has no types
    """huey's storage in a file; makes its tables on the first connection."""

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        for statement in self.ddl:
            connection.execute(statement)
        return connection


class LazyPostgresStorage(PostgresStorage):  # type: ignore[misc] # huey has no types
    """huey's storage in PostgreSQL; makes its tables on the first connection."""

    _has_tables = False

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        if not self._has_tables:
            with connection.transaction():  # "if not exists" alone races with another process
                connection.execute("SELECT pg_advisory_xact_lock(hashtext('huey'))")
                for statement in self.ddl:
                    connection.execute(statement)
            self._has_tables = True
        return connection


def queue_file() -> Path:
    """Return the file of the queue beside a SQLite database."""
    return Path(settings.DATA_DIR) / "jobs.sqlite3"


def make_queue() -> Huey:
    """Make the queue that fits the database."""
    # Tasks are pickled; the signature keeps whoever can write the queue from running code.
    options: dict[str, Any] = {
        "serializer": SignedSerializer(secret=settings.SECRET_KEY, salt="phaodai.jobs"),
        "results": False,
        "create_tables": False,
    }
    address = server_address()
    if address is not None:
        return Huey(NAME, storage_class=LazyPostgresStorage, dsn=address, **options)
    return Huey(
        NAME,
        storage_class=LazySqliteStorage,
        filename=str(queue_file()),
        fsync=True,
        timeout=20,
        strict_fifo=True,
        **options,
    )


def server_address() -> str | None:
    """Return how to reach the database server, as libpq writes it; None where there is a file."""
    database = settings.DATABASES["default"]
    if "postgresql" not in database["ENGINE"]:
        return None
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    parts = {name: database.get(key) or None for key, name in {**names, "PORT": "port"}.items()}
    extra = {k: v for k, v in database.get("OPTIONS", {}).items() if isinstance(v, str)}
    return make_conninfo(**{k: v for k, v in {**parts, **extra}.items() if v is not None})


queue = make_queue()


@queue.pre_execute()  # type: ignore[untyped-decorator] # huey has no types
def _before(_task: Any) -> None:
    if not queue.immediate:
        close_old_connections()


@queue.post_execute()  # type: ignore[untyped-decorator] # huey has no types
def _after(_task: Any, _value: Any, _failure: Any) -> None:
    if not queue.immediate:
        close_old_connections()
