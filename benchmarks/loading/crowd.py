"""People at their devices: reporters who file at their moments, officers whose boards ask again.

Load is open: a report is due at its moment whether or not the one before has been answered, and
what it waits for counts. What was answered "later" or not at all is sent again under its id.
"""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.phaodai.delivery.filing_drills.senders import AGAIN, Slip, receipt_of
from tests.phaodai.delivery.filing_drills.wire import Answer, Line, Lost

LINES = 192  # connections of reporters that are kept, as a proxy in front keeps them
RETRIES = 0.05  # of all reports: half lose the answer, half send again what was answered
PATIENCE = 120.0  # s for one answer, and after the last report until all have theirs
CSRF = "a" * 32
SLOWEST, GENTLE = 8.0, 20  # s, times the last answer: as duty.js waits

Commune = Mapping[str, str]
Watcher = Mapping[str, Any]  # the cookie, and every how many seconds the page looks
Curve = tuple[tuple[float, float], ...]  # seconds, and how many come in one; part after part


@dataclass(frozen=True, slots=True)
class Sending:
    """One report of one commune, and what happens to it on its way."""

    at: float  # s after the beginning
    commune: Commune
    slip: Slip
    by_session: bool  # from the queue of a browser; otherwise with a machine's token
    fate: str  # "", "unheard" (the answer is lost) or "twice"

    def request(self) -> tuple[str, bytes, dict[str, str]]:
        """Return path, body and headers."""
        if not self.by_session:
            headers = {"Authorization": f"Bearer {self.commune['token']}"}
            return "/api/v1/reports", self.slip.written(), headers | JSON
        written = {
            "id": self.slip.id, "body": self.commune["agency"], "form": self.slip.form,
            "version": self.slip.form_version, "day": self.slip.day, "base": None,
            "values": dict(self.slip.values), "comments": {}, "filled_at": None,
            "clock_offset": None,
        }  # fmt: skip
        cookies = f"sessionid={self.commune['cookie']}; csrftoken={CSRF}"
        headers = {"Cookie": cookies, "X-CSRFToken": CSRF}
        return "/reports/offline/send/", json.dumps(written).encode(), headers | JSON


JSON = {"Content-Type": "application/json"}


@dataclass
class Seen:
    """What a run has shown.

    Attributes:
        waits: seconds from the moment at which a report was due until its receipt.
        answers: how often each status came.
        promised: what was acknowledged, for `world.py verify`.
        faults: what must never happen, in words.
    """

    waits: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    n_lost_answers: int = 0
    n_without_retry_after: int = 0
    promised: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0  # until the last receipt


def moments(parts: Curve, chance: random.Random) -> Iterator[float]:
    """Yield moments by a rate: for each part its seconds and how many come in one."""
    begun = 0.0
    for seconds, rate in parts:
        yield from sorted(begun + chance.random() * seconds for _ in range(round(seconds * rate)))
        begun += seconds


def plan(world: Mapping[str, Any], communes: Sequence[Commune], parts: Curve) -> list[Sending]:
    """Return who sends what at which moment; the same at every run."""
    chance = random.Random(12)
    at = list(moments(parts, chance))
    if len(at) > len(communes):
        raise ValueError(f"{len(at)} reports of {len(communes)} communes")
    found = []
    for n, (moment, commune) in enumerate(zip(at, communes, strict=False)):
        slip = Slip(
            day=world["day"], form=world["form"], form_version=world["version"],
            values=world["values"] | {"masks": str(n)}, comments={},
        )  # fmt: skip
        luck = chance.random() / RETRIES
        fate = "unheard" if luck < 0.5 else "twice" if luck < 1 else ""
        found.append(Sending(moment, commune, slip, n % 2 == 0, fate))
    return found


async def send_all(port: int, sendings: Sequence[Sending], *, n_lines: int = LINES) -> Seen:
    """Send reports at their moments until each has its receipt, or `PATIENCE` is over."""
    seen = Seen()
    lines: asyncio.LifoQueue[Line] = asyncio.LifoQueue()
    for _ in range(n_lines):
        lines.put_nowait(Line("localhost", port, patience=PATIENCE))
    begun = time.perf_counter()
    with suppress(TimeoutError):  # what has no receipt by then is counted
        async with (
            asyncio.timeout(max(each.at for each in sendings) + PATIENCE),
            asyncio.TaskGroup() as group,
        ):
            for sending in sendings:
                group.create_task(_file(sending, port, lines, seen, begun))
    seen.seconds = time.perf_counter() - begun
    while not lines.empty():
        await lines.get_nowait().close()
    return seen


async def _file(
    sending: Sending, port: int, lines: asyncio.Queue[Line], seen: Seen, begun: float
) -> None:
    await asyncio.sleep(max(0.0, begun + sending.at - time.perf_counter()))
    due = begun + sending.at
    path, body, headers = sending.request()
    if sending.fate == "unheard":
        await _hang_up(port, path, body, headers)
        due = time.perf_counter()
    receipt = await _receipt(lines, seen, path, body, headers)
    if receipt is None:
        return
    seen.waits.append(time.perf_counter() - due)
    seen.promised.append(
        {"id": sending.slip.id, "agency": sending.commune["agency"], "receipt": receipt,
         "values": {"masks": sending.slip.values["masks"]}}
    )  # fmt: skip
    if sending.fate == "twice":
        again = await _receipt(lines, seen, path, body, headers)
        if again != receipt:
            seen.faults.append(f"{sending.slip.id}: {receipt}, and sent again {again}")


async def _receipt(
    lines: asyncio.Queue[Line], seen: Seen, path: str, body: bytes, headers: Mapping[str, str]
) -> str | None:
    """Send until there is an answer; return the receipt."""
    while True:
        line = await lines.get()
        try:
            answer = await line.ask("POST", path, body, headers)
        except Lost:
            seen.n_lost_answers += 1
            continue
        finally:
            lines.put_nowait(line)
        seen.answers[answer.status] += 1
        if answer.status in AGAIN:
            seen.n_without_retry_after += "retry-after" not in answer.headers
            await asyncio.sleep(float(answer.headers.get("retry-after", 1)))
            continue
        return _said(answer, seen)


def _said(answer: Answer, seen: Seen) -> str | None:
    said = answer.json() if answer.status < 300 else {}
    found = said.get("receipt") if "outcome" in said else (receipt_of(answer) or {}).get("receipt")
    if not found:
        seen.faults.append(f"{answer.status}: {answer.body[:200]!r}")
    return found


async def _hang_up(port: int, path: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Send a whole request and leave before the answer."""
    lines = {"Host": f"localhost:{port}", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with suppress(OSError):
        _, writer = await asyncio.open_connection("localhost", port)
        writer.write(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        await writer.drain()
        writer.close()


@dataclass
class Watched:
    """What the boards have shown.

    Attributes:
        ages: seconds that a board was old when the next answer came.
    """

    answers: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    n_bytes: int = 0


async def watch(
    port: int, world: Mapping[str, Any], watchers: Sequence[Watcher], seconds: float
) -> Watched:
    """Let officers look at their boards, each as the page does."""
    seen = Watched()
    end = time.perf_counter() + seconds
    path = f"/reports/board/?form={world['form']}&day={world['day']}&part=1"
    chance = random.Random(7)
    async with asyncio.TaskGroup() as group:
        for watcher in watchers:
            group.create_task(_look(port, path, watcher, seen, end, chance.random() * SLOWEST))
    return seen


async def _look(
    port: int, path: str, watcher: Watcher, seen: Watched, end: float, wait: float
) -> None:
    tag, before = "", 0.0
    async with Line("localhost", port, patience=PATIENCE) as line:
        while time.perf_counter() + wait < end:
            await asyncio.sleep(wait)
            headers = {"Cookie": f"sessionid={watcher['cookie']}", "Accept-Encoding": "gzip"}
            begun = time.perf_counter()
            try:
                known = {"If-None-Match": tag} if tag else {}
                answer = await line.ask("GET", path, b"", headers | known)
            except Lost:
                seen.answers[0] += 1
                continue
            took = time.perf_counter() - begun
            seen.answers[answer.status] += 1
            seen.n_bytes += len(answer.body)
            if answer.status in {200, 304}:
                tag = answer.headers.get("etag", tag)
                seen.waits.append(took)
                if before:
                    seen.ages.append(time.perf_counter() - before)
                before = begun
            wait = max(watcher["every"], min(SLOWEST, GENTLE * took))
