"""A server whose application says what it was asked: `echo.py PORT SECONDS THREADS`."""

import json
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from phaodai.delivery.commands.serving import gateway

port, seconds, threads = sys.argv[1:]
gateway.BODY_SECONDS = float(seconds)


def application(environ, start_response):
    body = environ["wsgi.input"].read()
    said = {key: text for key, text in environ.items() if isinstance(text, str)}
    said |= {"length": len(body), "beginning": body[:20].decode("latin-1")}
    parts = [json.dumps(said).encode()]
    if environ["PATH_INFO"] == "/long":
        parts = [b"x" * 50_000] * 20
    length = sum(map(len, parts))
    start_response(
        "200 OK", [("Content-Length", str(length)), ("Set-Cookie", "a"), ("Set-Cookie", "b")]
    )
    return iter(parts)


if __name__ == "__main__":
    server = Server(
        "echo",
        port=int(port),
        interface=Interfaces.RSGI,
        log_level=LogLevels.error,
        websockets=False,
    )
    server.serve(target_loader=lambda _: gateway.Gateway(application, threads=int(threads)))
