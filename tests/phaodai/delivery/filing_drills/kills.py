"""Thirty-two communes that file without a pause while parts of the service are killed outright."""

import asyncio
import json
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.phaodai.delivery.filing_drills.installation import Installation
from tests.phaodai.delivery.filing_drills.postgres import Cluster
from tests.phaodai.delivery.filing_drills.senders import Ledger, Sender, Slip, receipt_of
from tests.phaodai.delivery.filing_drills.stops.places import PLACES
from tests.phaodai.delivery.filing_drills.wire import Line

CLIENTS, DAYS = 32, 12
PAUSE = 0.5  # seconds between two reports of a client: the machine has to start what was killed
HELD_SECONDS = 90.0  # until some request comes by a stop


@dataclass(frozen=True, slots=True)
class Kill:
    """What to kill: "web" (one process of it), "server" (the one above), "service", "worker",
    "all" at the same moment, "backend" or "database" of PostgreSQL; and while a request is where,
    or at any moment.
    """

    what: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.place or 'at any moment'}"


def course(*, has_server: bool) -> list[Kill]:
    """Return twenty kills: at each place, and of each part at any moment.

    Args:
        has_server: Whether the database is a server of its own; SQLite dies with whom it serves.
    """
    anywhere = "web", "web", "worker", "worker", "server", "service", "all"
    database = ["backend", *["database"] * 3] if has_server else ["web", "all", "server", "web"]
    return [
        *(Kill("web", place) for place in PLACES),
        *(Kill(database[0], place) for place in PLACES),
        *(Kill(what) for what in (*anywhere, *database[1:])),
    ]


@dataclass
class Drill:
    """The communes, the service, and who kills it.

    Attributes:
        waits: seconds from each kill to the next receipt that anybody got.
    """

    installation: Installation
    world: dict[str, Any]
    cluster: Cluster | None
    chance: random.Random
    waits: dict[str, list[float]] = field(default_factory=dict)
    receipts: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    _is_over: bool = False

    def run(self, kills: Sequence[Kill]) -> None:
        """File and kill, until every kill was done and every commune has its receipts."""
        asyncio.run(self._run(kills))

    async def _run(self, kills: Sequence[Kill]) -> None:
        self._start()
        async with asyncio.TaskGroup() as tasks:
            for number, commune in enumerate(self.world["communes"][:CLIENTS]):
                tasks.create_task(self._file(number, commune["token"]))
            await self._next_receipt()
            for kill in kills:
                await self._kill(kill)
                killed_at = time.monotonic()
                await self._next_receipt()
                self.waits.setdefault(kill.what, []).append(time.monotonic() - killed_at)
            self._is_over = True

    async def _file(self, number: int, token: str) -> None:
        path = self.installation.folder / f"{number}.ledger"
        bases: dict[str, str] = {}
        today = date.fromisoformat(self.world["today"])
        line = Line("localhost", self.installation.port, patience=15)
        with closing(Ledger(path)) as ledger:
            sender = Sender(line, token)
            while not self._is_over:
                day = (today - timedelta(self.chance.randrange(DAYS))).isoformat()
                slip = Slip(day=day, base=bases.get(day), values=self._values())
                answer = await sender.file(slip)
                self.statuses[answer.status] += 1
                said = receipt_of(answer)
                assert said is not None, answer.body.decode()
                ledger.keep(slip, said)
                bases[day] = slip.id
                self.receipts += 1
                await asyncio.sleep(self.chance.uniform(0, 2 * PAUSE))
        await line.close()

    def _values(self) -> dict[str, str]:
        changed = {
            name: str(self.chance.randrange(1000))
            for name in ("samples_rapid", "households_helped")
        }
        return {**self.world["values"], **changed}

    async def _next_receipt(self) -> None:
        before = self.receipts
        while self.receipts == before:
            if self.installation.process.poll() is not None:  # it gave up: so many deaths in a row
                self._start()
            await asyncio.sleep(0.01)

    async def _kill(self, kill: Kill) -> None:
        await asyncio.sleep(self.chance.uniform(0, PAUSE))
        held = await self._held(kill.place) if kill.place else {}
        if kill.what == "all":
            self.installation.kill()
        elif kill.what == "database":
            assert self.cluster is not None
            self.cluster.kill()
        else:
            _end(self._victim(kill.what, held))
        self._forget_stops()
        if kill.what == "database":
            assert self.cluster is not None
            await asyncio.to_thread(self.cluster.start)
        elif kill.what in {"service", "all"}:
            self.installation.process.wait()
            while self.installation.parts():  # they leave by themselves, and free the port
                await asyncio.sleep(0.05)
            self._start()

    def _victim(self, what: str, held: dict[str, Any]) -> int | None:
        """Return the process to kill, the one that holds a request where there is one."""
        if what == "backend":
            assert self.cluster is not None
            return held.get("backend") or self.cluster.a_backend()
        if what == "service":
            return self.installation.process.pid
        found = self.installation.parts("worker" if what == "worker" else "web")
        if what == "web":
            found = found[1:]
            return held.get("process") or (self.chance.choice(found) if found else None)
        return found[0] if found else None

    async def _held(self, place: str) -> dict[str, Any]:
        """Ask for a stop, and wait until a request stands there."""
        folder = self.installation.folder / "stops"
        (folder / f"ask-{place}").touch()
        deadline = time.monotonic() + HELD_SECONDS
        while time.monotonic() < deadline:
            with suppress(FileNotFoundError):
                return dict(json.loads((folder / f"here-{place}").read_text()))
            if self.installation.process.poll() is not None:
                self._start()
            await asyncio.sleep(0.01)
        raise AssertionError(f"no request came to {place}")

    def _forget_stops(self) -> None:
        folder = self.installation.folder / "stops"
        shutil.rmtree(folder)
        folder.mkdir()

    def _start(self) -> None:
        self.installation.start("--workers", "2")


def said_of(waits: dict[str, list[float]]) -> Iterator[str]:
    """Say how long it took after each kind of kill until somebody had a receipt again."""
    for what, seconds in sorted(waits.items()):
        ordered = sorted(seconds)
        middle = ordered[len(ordered) // 2]
        yield f"{what} x{len(ordered)}: a receipt after {middle:.2f} s, at most {ordered[-1]:.2f} s"


def _end(process: int | None) -> None:
    if process is not None:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
