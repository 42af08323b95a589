"""App registration, handlers, and the event between them."""

import os
import random
import time
from dataclasses import dataclass
from pathlib import Path

from django.apps import AppConfig

from phaodai.vocabulary.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeRang(Event):
    """A probe made a noise."""

    number: int


def slow(event: ProbeRang) -> None:
    """Write, take a while, write again."""
    trace(event, "slow, first")
    if waiting := os.environ.get("PROBE_WAITS"):  # to be killed just here
        Path(waiting).touch()
        time.sleep(60)
    time.sleep(random.uniform(0, 0.02))
    trace(event, "slow, last")


def quick(event: ProbeRang) -> None:
    trace(event, "quick")


def trace(event: ProbeRang, what: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe_trace VALUES (%s, %s)", [event.number, what])


class ProbeConfig(AppConfig):
    name = "tests.phaodai.delivery.tasks.probe"

    def ready(self) -> None:
        from phaodai.foundation.events import bus

        bus.subscribe(ProbeRang, slow)
        bus.subscribe(ProbeRang, quick)
