"""A bad network between a browser and the site: a proxy in this process, told how to misbehave."""

import http.client
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

PORTAL = b"<!doctype html><title>Wi-Fi</title><h1>Wi-Fi mi\xe1\xbb\x85n ph\xc3\xad</h1>"
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "accept-encoding"}


class FaultProxy:
    """Passes requests on, or loses them in the way that it was told.

    Attributes:
        mode: "pass", "down" (nobody answers), "stall" (nothing comes back), "portal" (somebody
            else answers 200), "portal-json" (the same, as JSON), "swallow" (the request arrives,
            its answer is lost), "trickle" (a byte at a time) or "lossy" (one of the two, by
            chance).
        delay: seconds before each request is passed on.
        loss: of "lossy", the share of requests that fail.
        only: what requests the mode is for, by path; others pass.
        seen: how many requests of which path arrived at the site.
    """

    def __init__(self, site: str, *, seed: int = 1) -> None:
        self.upstream = urlsplit(site)
        self.mode = "pass"
        self.delay = 0.0
        self.loss = 0.3
        self.only: Callable[[str], bool] = lambda path: True
        self.seen: Counter[str] = Counter()
        self.chance = random.Random(seed)
        self.released = threading.Event()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                proxy._serve(self)

            do_GET = do_POST = do_HEAD = _any  # noqa: N815 - names of the library

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://localhost:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Let everybody go and stop."""
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        mode = self.mode if self.only(handler.path) else "pass"
        if self.delay:
            time.sleep(self.delay)
        if mode == "lossy":
            fails = self.chance.random() < self.loss
            mode = self.chance.choice(["down", "swallow"]) if fails else "pass"
        match mode:
            case "down":
                _reset(handler.connection)
            case "stall":
                self.released.wait(60)
                _reset(handler.connection)
            case "portal":
                _answer(handler, 200, {"Content-Type": "text/html; charset=utf-8"}, PORTAL)
            case "portal-json":
                _answer(handler, 200, {"Content-Type": "application/json"}, b'{"status": "ok"}')
            case "swallow":
                self._ask(handler, body)
                _reset(handler.connection)
            case _:
                status, headers, content = self._ask(handler, body)
                _answer(handler, status, headers, content, slowly=mode == "trickle")

    def _ask(
        self, handler: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, dict[str, str] | list[tuple[str, str]], bytes]:
        self.seen[handler.path] += 1
        connection = http.client.HTTPConnection(
            self.upstream.hostname or "", self.upstream.port, timeout=60
        )
        headers = {k: v for k, v in handler.headers.items() if k.lower() not in HOP}
        connection.request(handler.command, handler.path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in HOP]
        connection.close()
        return answer.status, kept, content


def _answer(
    handler: BaseHTTPRequestHandler,
    status: int,
    headers: dict[str, str] | list[tuple[str, str]],
    content: bytes,
    *,
    slowly: bool = False,
) -> None:
    handler.send_response_only(status)
    for name, value in headers.items() if isinstance(headers, dict) else headers:
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.send_header("Connection", "close")
    try:
        handler.end_headers()
        if handler.command == "HEAD":
            return
        if not slowly:
            handler.wfile.write(content)
            return
        for at in range(0, len(content), 1):
            handler.wfile.write(content[at : at + 1])
            time.sleep(0.002)
    except (BrokenPipeError, ConnectionResetError):
        pass  # whoever asked has left


def _reset(connection: socket.socket) -> None:
    """End a connection as a lost network does, not as a polite server."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@contextmanager
def bad_network(site: str, *, seed: int = 1) -> Iterator[FaultProxy]:
    """Stand between a browser and a site."""
    proxy = FaultProxy(site, seed=seed)
    try:
        yield proxy
    finally:
        proxy.close()
