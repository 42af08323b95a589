"""Communes that file over the machine interface and do not rest before they have a receipt."""

import asyncio
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.phaodai.delivery.filing_drills.wire import Answer, Line, Lost

PATH = "/api/v1/reports"
AGAIN = {408, 425, 429, 500, 502, 503, 504, 507}  # nothing was acknowledged: it is sent again


def new_id() -> UUID:
    """Return a UUIDv7 as a device makes it before the first try."""
    bits = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return UUID(int=bits & ~(0xF << 76) & ~(3 << 62) | 7 << 76 | 2 << 62)


@dataclass(frozen=True, slots=True)
class Slip:
    """One report as it is sent, word for word the same at every try."""

    day: str
    values: Mapping[str, str]
    base: str | None = None
    comments: Mapping[str, str] = field(default_factory=lambda: {"report.reason": "rà soát lại"})
    id: str = field(default_factory=lambda: str(new_id()))
    form: str = "daily-commune"
    form_version: int = 1

    def written(self) -> bytes:
        """Return the body of the request."""
        return json.dumps(asdict(self)).encode()


class Ledger:
    """What one client was promised: a line for each receipt, on the disk before it goes on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab")

    def keep(self, slip: Slip, said: Mapping[str, Any]) -> None:
        """Write down a receipt."""
        line = {**asdict(slip), **{name: said[name] for name in ("receipt", "number", "report")}}
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Write no more."""
        self._file.close()

    @staticmethod
    def read(path: Path) -> list[dict[str, Any]]:
        """Return what was kept."""
        return [json.loads(line) for line in path.read_bytes().splitlines()]


@dataclass
class Sender:
    """A client with its token.

    Attributes:
        seen: called with every answer, or None where it was lost, and the seconds it took.
        wait: seconds before the next try, where the server names none.
        longest_wait: what a server names is not waited for longer.
    """

    line: Line
    token: str
    seen: Callable[[Answer | None, float], None] = lambda _answer, _seconds: None
    wait: float = 0.1
    longest_wait: float = 1.0
    tries: int = 0

    async def send(self, slip: Slip) -> Answer:
        """Try once.

        Raises:
            Lost: No whole answer came.
        """
        self.tries += 1
        begun = time.perf_counter()
        answer = None
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            answer = await self.line.ask("POST", PATH, slip.written(), headers)
        finally:
            self.seen(answer, time.perf_counter() - begun)
        return answer

    async def file(self, slip: Slip) -> Answer:
        """Send a report, the same under the same id, until there is an answer to it.

        Returns:
            The first answer that does not ask to be tried again.
        """
        while True:
            wait = self.wait
            try:
                answer = await self.send(slip)
            except Lost:
                pass
            else:
                if answer.status not in AGAIN:
                    return answer
                wait = min(float(answer.headers.get("retry-after", wait)), self.longest_wait)
            await asyncio.sleep(wait)


def receipt_of(answer: Answer) -> dict[str, Any] | None:
    """Return what an answer promises; None where it promises nothing."""
    if answer.status not in {200, 201}:
        return None
    said: dict[str, Any] = answer.json()
    return said if said["state"] == "ACCEPTED" and said["receipt"] else None
