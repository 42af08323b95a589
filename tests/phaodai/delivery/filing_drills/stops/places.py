"""The places, and how one waits there.

A drill asks for a stop by a file named as the place; the first request that comes by takes the
file away, says in another one who it is, and waits until that one is removed.
"""

import json
import os
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

PLACES = ("before-read", "mid-parse", "before-commit", "after-commit", "mid-answer")
FOLDER = Path(settings.DATA_DIR) / "stops"
SECONDS = 30.0  # after which nobody came to kill
_filing = threading.local()


def begin(*, filing: bool) -> None:
    """Say whether what this thread does now is a filing."""
    _filing.on = filing


def stop_at(place: str) -> None:
    """Wait here, if a drill asked for it."""
    if not getattr(_filing, "on", False):
        return
    try:
        (FOLDER / f"ask-{place}").unlink()
    except FileNotFoundError:
        return
    here = FOLDER / f"here-{place}"
    draft = FOLDER / f"draft-{place}"
    draft.write_text(json.dumps({"process": os.getpid(), "backend": _backend()}))
    draft.rename(here)
    until = time.monotonic() + SECONDS
    while here.exists() and time.monotonic() < until:
        time.sleep(0.005)


def _backend() -> int | None:
    """Return the process of PostgreSQL that serves this thread, where there is one."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return None
    return int(connection.connection.info.backend_pid)
