"""A full disk: filing says so and asks to be tried again, reading goes on, nothing is lost."""

import asyncio
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.phaodai.delivery.filing_drills.conftest import Stage
from tests.phaodai.delivery.filing_drills.installation import Installation, serving
from tests.phaodai.delivery.filing_drills.senders import Ledger, Sender, Slip, receipt_of
from tests.phaodai.delivery.filing_drills.wire import Answer, Line

CLIENTS, MEGABYTES, FULL_TRIES, MOST_TRIES = 8, 20, 5, 400
FAULTS = ("lost", "doubled", "orphans", "trail", "chain", "events", "figures", "damage")


@contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """Lay a file system of a few megabytes over an empty folder."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(place)]
    try:
        done = subprocess.run(words, capture_output=True, text=True)
    except OSError as error:
        pytest.skip(f"no small disk can be mounted: {error}")
    if done.returncode:
        pytest.skip(f"no small disk can be mounted: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


class Ballast:
    """A file that takes all the room there is."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ballast"

    def grow(self) -> None:
        """Take what is left."""
        for size in (1 << 16, 1 << 12, 1):
            with self.path.open("ab", buffering=0) as file:
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue

    def drop(self) -> None:
        """Give it all back."""
        self.path.unlink()


class Commune:
    """One that files report upon report, each until there is a receipt."""

    def __init__(self, stage: Stage, number: int, ledger: Ledger) -> None:
        self.stage, self.ledger = stage, ledger
        self.token = stage.world["communes"][number]["token"]
        self.line = Line("localhost", stage.installation.port, patience=30)
        self.sender = Sender(self.line, self.token)
        self.number, self.base = 0, None
        self.slip = self._next()

    def _next(self) -> Slip:
        self.number += 1
        values = {**self.stage.world["values"], "samples_rapid": str(self.number)}
        return Slip(day=self.stage.world["today"], base=self.base, values=values)

    async def send(self) -> Answer:
        """Send what is next, or the same once more; note a receipt."""
        answer = await self.sender.send(self.slip)
        if (said := receipt_of(answer)) is not None:
            self.ledger.keep(self.slip, said)
            self.base = self.slip.id
            self.slip = self._next()
        return answer


async def read(line: Line, token: str) -> int:
    """Ask for what was filed."""
    headers = {"Authorization": f"Bearer {token}"}
    return (await line.ask("GET", "/api/v1/reports", headers=headers)).status


async def live_through(stage: Stage, ledger: Ledger) -> tuple[list[Answer], float]:
    """Fill the disk, look what is answered, empty it, and file on.

    Returns:
        What was answered while it was full, and after how many seconds there was a receipt again.
    """
    communes = [Commune(stage, number, ledger) for number in range(CLIENTS)]
    async with AsyncExitStack() as stack:
        for commune in communes:
            await stack.enter_async_context(commune.line)
        return await _live_through(stage, communes)


async def _live_through(stage: Stage, communes: list[Commune]) -> tuple[list[Answer], float]:
    for commune in communes:
        assert (await commune.send()).status == 201
    fresh = stage.world["communes"][CLIENTS]  # its token was never used, which is noted
    ballast = Ballast(stage.installation.folder)
    refused: list[Answer] = []
    for _ in range(MOST_TRIES):
        ballast.grow()
        answers = await asyncio.gather(*(commune.send() for commune in communes))
        refused += [answer for answer in answers if answer.status != 201]
        if sum(answer.status != 201 for answer in answers) == len(communes):
            break
    else:
        raise AssertionError("the disk was never full")
    for _ in range(FULL_TRIES):
        ballast.grow()
        refused += await asyncio.gather(*(commune.send() for commune in communes))
        line = communes[0].line
        for token in (communes[0].token, fresh["token"]):
            assert await read(line, token) == 200
        assert (await line.ask("GET", "/accounts/login/")).status == 200
    ballast.drop()
    begun = time.monotonic()
    while (await communes[0].send()).status != 201:
        await asyncio.sleep(0.1)
    took = time.monotonic() - begun
    for commune in communes[1:]:
        while (await commune.send()).status not in {200, 201}:
            await asyncio.sleep(0.1)
    return refused, took


@pytest.mark.slow
def test_a_full_disk(on_sqlite: Stage, tmp_path: Path):
    place = tmp_path / "small"
    place.mkdir()
    with small_disk(place):
        shutil.copytree(on_sqlite.installation.folder, place, dirs_exist_ok=True)
        installation = Installation(place, log=tmp_path / "log")
        stage = on_sqlite._replace(installation=installation)
        ledger = Ledger(tmp_path / "all.ledger")
        with serving(installation, "--workers", "2"), closing(ledger):
            refused, seconds = asyncio.run(live_through(stage, ledger))
        print(Counter(answer.status for answer in refused), f"{seconds:.1f} s")  # noqa: T201
        for answer in refused:
            assert answer.status in {503, 507}, answer.body
            assert int(answer.headers["retry-after"]) > 0
            assert "thử lại" in answer.json()["title"]
        verdict = installation.ask("verdict", tmp_path)
        assert {name: verdict[name] for name in FAULTS if verdict[name]} == {}
        assert verdict["acknowledged"] == verdict["kept"]
