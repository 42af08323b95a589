"""What the kill tests start beside the worker: `play.py prepare | ring FIRST LAST | count`."""

import json
import sys
from datetime import UTC, datetime

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from phaodai.foundation.events import bus, queries  # noqa: E402
from tests.phaodai.delivery.tasks.probe.apps import ProbeRang  # noqa: E402


def prepare() -> None:
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE probe_act (number INTEGER)")
        cursor.execute("CREATE TABLE probe_trace (number INTEGER, what VARCHAR(20))")


def ring(first: int, last: int) -> None:
    """Act and announce in one transaction, again and again; say what is committed."""
    for number in range(first, last):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO probe_act VALUES (%s)", [number])
            bus.announce(ProbeRang(occurred_at=datetime.now(UTC), number=number))
        print(number, flush=True)  # noqa: T201


def count() -> None:
    """Say how acts and traces stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM probe_act")
        acts = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT number, what FROM probe_trace")
        traces = [list(row) for row in cursor.fetchall()]
    now = datetime.now(UTC)
    outbox = queries.get_outbox(now=now)
    left = outbox.n_due + outbox.n_paused + outbox.n_given_up
    print(json.dumps({"acts": acts, "traces": traces, "left": left}))  # noqa: T201


act, *numbers = sys.argv[1:]
{"prepare": prepare, "ring": ring, "count": count}[act](*map(int, numbers))
