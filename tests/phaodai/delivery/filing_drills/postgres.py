"""A PostgreSQL of the drill's own, which it may kill."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OPTIONS = "listen_addresses=127.0.0.1", "max_connections=100"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest; None where there are none."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return max((each.parent for each in found), key=lambda p: int(p.parent.name), default=None)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """One cluster that waits for the disk, as an installation's does.

    PostgreSQL refuses root, so as root it runs as the user postgres.
    """

    def __init__(self, folder: Path, options: tuple[str, ...] = ()) -> None:
        found = programs()
        assert found is not None
        self.programs, self.folder, self.port = found, folder, free_port()
        self._options = (*OPTIONS, *options, f"port={self.port}", f"unix_socket_directories={folder}")
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", folder / "data", "-U", "phaodai", "--auth=trust", "-E", "UTF8",
                  "--locale=C.UTF-8")  # fmt: skip

    def url(self, database: str = "phaodai") -> str:
        """Return the address of a database."""
        return f"postgresql://phaodai@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """The process of the postmaster."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait until it answers: after a crash it first replays its journal."""
        words = [self.programs / "postgres", "-D", self.folder / "data"]
        for option in self._options:
            words += ["-c", option]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **_as_postgres()
                )
            if self.answers():
                return
            time.sleep(0.05)
        raise AssertionError("PostgreSQL does not start")

    def answers(self) -> bool:
        """Say whether it takes connections."""
        asked = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked).returncode == 0

    def create(self, database: str = "phaodai") -> None:
        """Make a database."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "phaodai", database)

    def check(self, database: str = "phaodai") -> None:
        """Let PostgreSQL look for damage in every table and index."""
        self._run("pg_amcheck", "-h", "127.0.0.1", "-p", str(self.port), "-U", "phaodai",
                  "--install-missing", "--heapallindexed", database)  # fmt: skip

    def kill(self) -> None:
        """Kill the postmaster and all its processes outright, and wait until they are gone."""
        family = [self.pid, *_children(self.pid)]
        for process in family:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        assert self._process is not None
        self._process.wait()
        while any(_lives(process) for process in family[1:]):
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop it at once, whatever it does."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=30)

    def _run(self, program: str, *words: object) -> None:
        subprocess.run(
            [self.programs / program, *map(str, words)],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **_as_postgres(),
        )  # fmt: skip


@contextmanager
def cluster(*options: str) -> Iterator[Cluster]:
    """Run a cluster in a folder of its own, both gone in the end.

    Args:
        options: Settings as `name=value`, over those of an installation.
    """
    folder = Path(tempfile.mkdtemp(prefix="phaodai-drill-", dir="/tmp"))
    found = None
    try:
        found = Cluster(folder, options)
        found.start()
        found.create()
        yield found
    finally:
        if found is not None:
            found.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _children(parent: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True)
    return [int(word) for word in found.stdout.split()]


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
