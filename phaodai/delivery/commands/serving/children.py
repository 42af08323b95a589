"""The parent of the processes: starts them, starts them again, stops them."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from phaodai.delivery.commands import runtime

STOP_SECONDS = 9.0  # after which what still runs is killed
STEADY_SECONDS = 60.0  # a process that lived so long starts with a clean slate
MAX_FAILURES = 5
BACKOFF = (0.5, 1.0, 2.0, 4.0, 8.0)
LOOK_SECONDS = 0.1
# What runs as `python -m MODULE NAME PARENT ...`; tasks and commands do not import each other.
MODULES = {"web": "phaodai.delivery.commands.serving", "worker": "phaodai.delivery.tasks"}


@dataclass
class Child:
    """One part of the service and its process."""

    name: str
    arguments: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    failures: int = 0

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl+C reaches the parent alone."""
        what = [MODULES[self.name], self.name, str(os.getpid()), *self.arguments]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", *what], start_new_session=True
        )
        self.started_at = time.monotonic()

    def signal(self, number: int) -> None:
        """Send a signal to the process and all that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    os.killpg(self.process.pid, number)
                elif self.process.poll() is None:
                    self.process.send_signal(number)


@dataclass
class Family:
    """All parts of the service."""

    children: list[Child]
    is_ready: Callable[[], bool]  # asked until it says yes
    on_ready: Callable[[], None]
    _told_to_stop: bool = field(default=False, init=False)
    _said_ready: bool = field(default=False, init=False)

    def run(self) -> int:
        """Watch until told to stop; return the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop_soon)
        given_up = False
        try:
            while not self._told_to_stop and not given_up:
                for child in self.children:
                    given_up |= self._look_after(child)
                if not self._said_ready and self.is_ready():
                    self._said_ready = True
                    self.on_ready()
                time.sleep(LOOK_SECONDS)
        finally:
            self._stop()
        return runtime.Exit.FAILED if given_up else runtime.Exit.DONE

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_stop = True

    def _look_after(self, child: Child) -> bool:
        """Start what does not run; say whether there is no hope left."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                child.start()
            return False
        status = child.process.poll()
        if status is None:
            return False
        child.signal(signal.SIGKILL)  # whatever it left behind
        child.process = None
        child.failures = 1 if now - child.started_at > STEADY_SECONDS else child.failures + 1
        if child.failures > MAX_FAILURES:
            runtime.say(
                f"{child.name} dừng {child.failures} lần liền (mã {status}): bỏ cuộc, cả dịch vụ "
                "dừng; dữ liệu đã nhận vẫn nguyên. Lỗi ghi ở các dòng trên; chạy `phaodai doctor` "
                "xem nguyên nhân và cách sửa, rồi chạy lại `phaodai serve`."
            )
            runtime.say(
                f"{child.name} ended {child.failures} times in a row (status {status}): giving up, "
                "the whole service stops; what was accepted is safe. The error is in the lines "
                "above; run `phaodai doctor` for cause and remedy, then `phaodai serve` again."
            )
            return True
        wait = BACKOFF[child.failures - 1]
        child.start_at = now + wait
        runtime.say(f"{child.name} dừng (mã {status}); chạy lại sau {wait:g} giây.")
        runtime.say(f"{child.name} ended (status {status}); starting again in {wait:g} s.")
        return False

    def _stop(self) -> None:
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and any(
            child.process is not None and child.process.poll() is None for child in self.children
        ):
            time.sleep(LOOK_SECONDS)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
