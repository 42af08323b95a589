"""No process outlives the one that started it, not even when that one is killed outright."""

import contextlib
import os
import signal
import threading
import time

LOOK_SECONDS = 0.5
GRACE_SECONDS = 8.0


def leave_with(parent: int) -> None:
    """Watch the parent from a thread: when it is gone, stop as if told to, then at all costs."""
    threading.Thread(target=_watch, args=(parent,), name="guard", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    if os.getpgrp() == os.getpid():  # head of a group: its children go too
        with contextlib.suppress(OSError):
            os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
