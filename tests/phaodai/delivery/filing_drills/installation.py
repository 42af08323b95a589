"""The real service on a data folder of its own: started, killed in parts, started again."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.phaodai.delivery.filing_drills.postgres import free_port

ROOT = Path(__file__).resolve().parents[4]
HERE = "tests.phaodai.delivery.filing_drills"
PROGRAM = Path(sys.executable).with_name("phaodai")
PARTS = {"web": "phaodai.delivery.commands.serving", "worker": "phaodai.delivery.tasks"}


class Installation:
    """One data folder, one database, and `phaodai serve` on them.

    Attributes:
        log: what the service says.
        database: its name in PostgreSQL.
    """

    def __init__(
        self, folder: Path, *, url: str = "", log: Path | None = None, **variables: str
    ) -> None:
        self.folder, self.port, self.log = folder, free_port(), log or folder / "service.log"
        self.database = url.rpartition("/")[2]
        self.environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("PHAODAI_")},
            "PHAODAI_DATA": str(folder),
            "PHAODAI_LOG": "ERROR",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": f"{HERE}.settings",
            **({"PHAODAI_DATABASE_URL": url} if url else {}),
            **variables,
        }
        self.process: subprocess.Popen[bytes] | None = None
        (folder / "stops").mkdir(exist_ok=True)

    def ask(self, *words: object) -> Any:
        """Run `world.py` and return what it says."""
        done = subprocess.run(
            [sys.executable, Path(__file__).with_name("world.py"), *map(str, words)],
            env=self.environment, stdout=subprocess.PIPE, check=True, timeout=600,
        )  # fmt: skip
        return json.loads(done.stdout)

    def start(self, *words: str) -> None:
        """Start the service, and return at once."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--port", str(self.port), *words],
                env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip

    def answers(self) -> bool:
        """Say whether the site and its database are up."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop the service politely and wait until all of it is gone."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()
            self.process.wait(timeout=60)
        wait_for(lambda: not self.parts())

    def kill(self) -> None:
        """Kill all of it outright at the same moment: what a power cut does to processes."""
        assert self.process is not None
        while family := [*([self.process.pid] if self.process.poll() is None else []),
                         *self.parts()]:  # fmt: skip
            for process in family:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self.process.poll()

    def parts(self, name: str = "") -> list[int]:
        """Return the processes of the service, or of one part: the web's server stands first."""
        modules = {PARTS[name]} if name else set(PARTS.values())
        return sorted(
            process
            for process, words in _processes(str(self.folder))
            if not modules.isdisjoint(words)
        )


@contextmanager
def serving(installation: Installation, *words: str) -> Iterator[Installation]:
    """Run the service until the end of a block."""
    installation.start(*words)
    try:
        wait_for(lambda: installation.answers() or installation.process.poll() is not None)
        assert installation.process.poll() is None, installation.log.read_text()
        yield installation
    finally:
        installation.stop()


def wait_for(condition: Callable[[], Any], seconds: float = 90.0) -> Any:
    """Wait until something holds, and return it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come about")


def _processes(folder: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the processes that live with their words, of one data folder."""
    mark = f"PHAODAI_DATA={folder}".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                command = (entry / "cmdline").read_bytes()
                if command and mark in (entry / "environ").read_bytes().split(b"\0"):
                    yield int(entry.name), command.decode(errors="replace").split("\0")
