"""A few connections that stay open and send one request after another."""

import json
import selectors
import socket
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

STILL = 60.0  # seconds without any answer after which the load is given up


@dataclass
class Loaded:
    """What came of a load.

    Attributes:
        seconds: From the first request to the last answer.
        waits: Of each request, in seconds.
        statuses: How often each status was answered.
        bodies: Of the answers, in the order in which they came.
    """

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """Return the wait that a share of the requests did not exceed, in milliseconds."""
        return 1e3 * sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))]

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.waits) / self.seconds


@dataclass
class _Line:
    connection: socket.socket
    sent_at: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)


def request(path: str, authorization: str, body: Any) -> bytes:
    """Write a request down whole."""
    content = json.dumps(body, separators=(",", ":")).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def run(port: int, requests: Iterable[bytes], *, connections: int, rate: float = 0.0) -> Loaded:
    """Send requests over so many connections, each waiting for its answer before the next.

    Args:
        port: Of the server on this machine.
        requests: What is sent, in order.
        connections: How many at a time.
        rate: Requests begun in a second; 0 = as fast as answers come. A wait counts from the
            moment at which the request was due.
    """
    waiting, done = deque(requests), Loaded()
    lines = [_Line(_open(port)) for _ in range(connections)]
    selector = selectors.DefaultSelector()
    for line in lines:
        selector.register(line.connection, selectors.EVENT_READ, line)
    idle, begun, n_sent = deque(lines), time.perf_counter(), 0
    while waiting or len(idle) < len(lines):
        now = time.perf_counter()
        while waiting and idle and (not rate or begun + n_sent / rate <= now):
            line = idle.popleft()
            line.sent_at = begun + n_sent / rate if rate else time.perf_counter()
            n_sent += 1
            line.connection.sendall(waiting.popleft())
        pause = STILL if not (rate and waiting and idle) else begun + n_sent / rate - now
        ready = selector.select(max(pause, 0.0))
        if not ready and pause == STILL:
            raise TimeoutError(f"no answer for {STILL:g} s")
        for key, _ in ready:
            if _read(key.data, done):
                idle.append(key.data)
    done.seconds = time.perf_counter() - begun
    for line in lines:
        line.connection.close()
    return done


def _open(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=STILL)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _read(line: _Line, done: Loaded) -> bool:
    """Take what has come; say whether the answer is whole."""
    part = line.connection.recv(65_536)
    if not part:
        raise ConnectionError("the server closed a connection")
    line.buffer += part
    head, mark, body = bytes(line.buffer).partition(b"\r\n\r\n")
    if not mark or len(body) < _length(head):
        return False
    done.waits.append(time.perf_counter() - line.sent_at)
    status = int(head.split(b" ", 2)[1])
    done.statuses[status] = done.statuses.get(status, 0) + 1
    done.bodies.append(body)
    line.buffer.clear()
    return True


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise ValueError("an answer without its length")
