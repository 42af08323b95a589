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

    def __init__(self, folder: Path) -> None:
        found = programs()
        assert found is not None
        self.programs, self.folder, self.port = found, folder, free_port()
        self._options = (
            *OPTIONS,
            f"port={self.port}",
            f"unix_socket_directories={folder}",
        )
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", folder / "data", "-U", "phaodai", "--auth=trust", "-E", "UTF8",
                  "--locale=C.UTF-8")  # fmt: skip

    def url(self, database: str) -> str:
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

    def create(self, database: str, *, like: str = "template1") -> None:
        """Make a database, a copy of another one."""
        self._ask("createdb", "--template", like, database)

    def set(self, name: str, value: str) -> None:
        """Change a setting of the whole cluster while it runs."""
        said = f"ALTER SYSTEM SET {name} = {value}", "SELECT pg_reload_conf()"
        self._ask("psql", "-q", *(word for each in said for word in ("-c", each)), "postgres")

    def check(self, database: str) -> None:
        """Let PostgreSQL look for damage in every table and index."""
        self._ask("pg_amcheck", "--install-missing", "--heapallindexed", database)

    def kill(self) -> None:
        """Kill the postmaster and all its processes outright, and wait until they are gone."""
        processes = family(self.pid)
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        assert self._process is not None
        self._process.wait()
        while any(_lives(process) for process in processes[1:]):
            time.sleep(0.01)

    def a_backend(self) -> int | None:
        """Return a process that serves a connection; None where nobody is connected."""
        for process in family(self.pid)[1:]:
            with suppress(OSError):
                if b" 127.0.0.1(" in Path(f"/proc/{process}/cmdline").read_bytes():
                    return process
        return None

    def stop(self) -> None:
        """Stop it at once, whatever it does."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=30)

    def _ask(self, program: str, *words: str) -> None:
        where = "-h", "127.0.0.1", "-p", str(self.port), "-U", "phaodai"
        self._run(program, *where, *words)

    def _run(self, program: str, *words: object) -> None:
        subprocess.run(
            [self.programs / program, *map(str, words)],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **_as_postgres(),
        )  # fmt: skip


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a cluster in a folder of its own, both gone in the end."""
    folder = Path(tempfile.mkdtemp(prefix="phaodai-drill-", dir="/tmp"))
    found = None
    try:
        found = Cluster(folder)
        found.start()
        yield found
    finally:
        if found is not None:
            found.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def family(postmaster: int) -> list[int]:
    """Return the processes of a cluster, its postmaster first."""
    found = subprocess.run(["pgrep", "-P", str(postmaster)], capture_output=True, text=True)
    return [postmaster, *(int(word) for word in found.stdout.split())]


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
