"""The service under load: planted and served, its processes counted, its database compared."""

import asyncio
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.loading.crowd import Curve, Seen, Watched, plan, send_all, watch
from tests.phaodai.delivery.filing_drills.installation import Installation, serving, wait_for
from tests.phaodai.delivery.filing_drills.postgres import cluster

WORLD = Path(__file__).with_name("world.py")
CORES = os.cpu_count() or 1
TICKS = os.sysconf("SC_CLK_TCK")

Verdict = dict[str, Any]


@dataclass
class Ground:
    """A service with a country on it.

    Attributes:
        name: of its database.
        day: on which nobody has filed yet; each run takes one, backwards.
    """

    name: str
    installation: Installation
    world: dict[str, Any]
    workers: int
    database: int = 0  # the process of the database server
    n_runs: int = 0

    def run(self, parts: Curve, *, watchers: bool = False) -> tuple[Seen, Watched, dict[str, Any]]:
        """Let communes file by a curve, officers looking on; look for all of it afterwards."""
        day = date.fromisoformat(self.world["day"]) - timedelta(days=self.n_runs)
        self.n_runs += 1
        world = self.world | {"day": day.isoformat()}
        sendings = plan(world, world["communes"], parts)
        before, begun = self._spent(), time.perf_counter()

        async def both() -> tuple[Seen, Watched]:
            port = self.installation.port
            seconds = sum(seconds for seconds, _ in parts)
            looking = asyncio.create_task(
                watch(port, world, world["watchers"] if watchers else [], seconds)
            )
            return await send_all(port, sendings), await looking

        seen, watched = asyncio.run(both())
        wall, after = time.perf_counter() - begun, self._spent()
        found = self.verify(seen)
        spent = {pid: after[pid] - before.get(pid, 0.0) for pid in after}
        print(f"{self.name}: {len(sendings)} reports in {seen.seconds:.0f} s, "
              f"answers {dict(seen.answers)}, {seen.n_lost_answers} lost on their way")  # fmt: skip
        print(f"  receipt after p50 {at(seen.waits, 50):.0f}, p95 {at(seen.waits, 95):.0f}, "
              f"p99 {at(seen.waits, 99):.0f}, at most {at(seen.waits, 100):.0f} ms")  # fmt: skip
        cpu = sum(spent.values())
        print(f"  processor: {cpu:.0f} s of {wall * CORES:.0f}, by process "
              + ", ".join(f"{pid} {spent[pid]:.1f}" for pid in sorted(spent, key=spent.__getitem__)
                          if spent[pid] >= 0.5))  # fmt: skip
        print(f"  kept: {found}")
        for fault in (seen.faults + found["examples"])[:5]:
            print(f"  FAULT {fault}")
        return seen, watched, found | {"share": cpu / wall / CORES, "n": len(sendings)}

    def verify(self, seen: Seen) -> dict[str, Any]:
        """Compare the database with what was acknowledged."""
        file = self.installation.folder / "promised.jsonl"
        file.write_text("".join(f"{json.dumps(line)}\n" for line in seen.promised))
        return world_of(self.installation, "verify", file)

    def n_locked(self) -> int:
        """Return how often the service said that its database was locked."""
        return self.installation.log.read_text(errors="replace").count("database is locked")

    def serve(self, settings: str) -> None:
        """Serve the same database with other settings."""
        self.installation.stop()
        self.installation.environment["DJANGO_SETTINGS_MODULE"] = settings
        self.installation.start("--workers", str(self.workers))
        wait_for(self.installation.answers)

    def _spent(self) -> dict[int, float]:
        """Return seconds of processor by process; of one with children, also theirs that ended."""
        pids = self.installation.parts()
        if self.database:
            pids += [self.database, *children(self.database)]
        return {pid: spent for pid in pids if (spent := seconds_of(pid)) is not None}


def seconds_of(pid: int) -> float | None:
    """Return what a process and its ended children have spent."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return sum(map(int, fields[11:15])) / TICKS


def children(parent: int) -> list[int]:
    """Return the processes that one has started."""
    return [
        int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    ]


def at(waits: Sequence[float], share: float) -> float:
    """Return a percentile in milliseconds."""
    ordered = sorted(waits)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)] * 1000 if ordered else 0.0


def world_of(installation: Installation, *words: object) -> dict[str, Any]:
    """Run `world.py` on an installation."""
    done = subprocess.run(
        [sys.executable, WORLD, *map(str, words)],
        env=installation.environment, stdout=subprocess.PIPE, check=True, timeout=600,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def ground(kind: str, communes: int, workers: int) -> Iterator[Ground]:
    """Plant a country in a database of its own and serve it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="phaodai-load-")))
        url, pid = "", 0
        if kind == "PostgreSQL":
            base = stack.enter_context(cluster())
            base.create("load")
            url, pid = base.url("load"), base.pid
        installation = Installation(
            folder, url=url, settings="phaodai.project.settings", PHAODAI_LOG="WARNING"
        )
        begun = time.perf_counter()
        world = world_of(installation, "plant", communes)
        print(f"{kind}: {communes} communes planted in {time.perf_counter() - begun:.0f} s")
        stack.enter_context(serving(installation, "--workers", str(workers)))
        yield Ground(kind, installation, world, workers, pid)
