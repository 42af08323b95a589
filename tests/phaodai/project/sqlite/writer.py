"""A process that writes to one file, started by the tests: `writer.py FILE ACT [NUMBER]`."""

import sys
import time

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "phaodai.project.sqlite", "NAME": sys.argv[1]}}, USE_TZ=True
)
django.setup()

from django.db import connection, transaction  # noqa: E402


def count(times: int) -> None:
    """Add one to a counter, with a row for each time, in two kinds of writes."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS counter (n INTEGER)")
        cursor.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, n INTEGER)")
    longest = 0.0
    for _ in range(times):
        start = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT n FROM counter")
            found = cursor.fetchone()
            if found is None:
                cursor.execute("INSERT INTO counter VALUES (1)")
            else:
                cursor.execute("UPDATE counter SET n = %s", [found[0] + 1])
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO note (n) VALUES (1)")
        longest = max(longest, time.monotonic() - start)
    print(longest)  # noqa: T201


def hold() -> None:
    """Write, say so, and never commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO note (n) VALUES (1000)")
        print("held", flush=True)  # noqa: T201
        time.sleep(60)


def commit(times: int) -> None:
    """Commit and say so, for whoever traces the system calls."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, n INTEGER)")
    for number in range(times):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO note (n) VALUES (%s)", [number])
        print(f"committed {number}", flush=True)  # noqa: T201


act, *numbers = sys.argv[2:]
{"count": count, "hold": hold, "commit": commit}[act](*map(int, numbers))
