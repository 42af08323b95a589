"""The gateway hands over whole requests: what comes slowly keeps nobody else waiting."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.phaodai.delivery.filing_drills.installation import ROOT, wait_for
from tests.phaodai.delivery.filing_drills.postgres import free_port
from tests.phaodai.delivery.filing_drills.wire import Answer, Line, Lost

SECONDS, THREADS, SLOW = 4, 2, 32
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def port(django_db_setup, django_db_blocker) -> Iterator[int]:
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            pytest.skip("the same on every database")
    port = free_port()
    echo = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("echo.py"), *map(str, (port, SECONDS, THREADS))],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        wait_for(lambda: echo.poll() is not None or reachable(port))
        yield port
    finally:
        echo.terminate()
        echo.wait(timeout=30)


def reachable(port: int) -> bool:
    try:
        return ask(port, "GET", "/").status == 200
    except Lost:
        return False


def ask(port: int, *request: object, headers: dict[str, str] | None = None) -> Answer:
    async def run() -> Answer:
        async with Line("localhost", port) as line:
            return await line.ask(*request, headers=headers)  # type: ignore[arg-type]

    return asyncio.run(run())


def test_what_the_application_is_told(port):
    headers = {"X-Odd-Name": "1", "Cookie": "a=1; b=2", "Content-Type": "text/plain"}
    said = ask(port, "POST", "/x%C3%A3%20y/z?q=a%20b&c", b"12345", headers=headers).json()
    assert said["REQUEST_METHOD"] == "POST"
    assert said["PATH_INFO"].encode("latin-1").decode() == "/xã y/z"
    assert said["QUERY_STRING"] == "q=a%20b&c"
    assert (said["SERVER_PORT"], said["REMOTE_ADDR"]) == (str(port), "127.0.0.1")
    assert (said["HTTP_HOST"], said["HTTP_X_ODD_NAME"]) == (f"localhost:{port}", "1")
    assert (said["HTTP_COOKIE"], said["CONTENT_TYPE"]) == ("a=1; b=2", "text/plain")
    assert (said["CONTENT_LENGTH"], said["length"], said["beginning"]) == ("5", 5, "12345")
    assert (said["wsgi.url_scheme"], said["SERVER_PROTOCOL"]) == ("http", "HTTP/1.1")


@pytest.mark.parametrize("size", [0, 1, 2**20, 2**20 + 1, 5 * 2**20])
def test_bodies_of_all_sizes(port, size):
    assert ask(port, "POST", "/", b"x" * size).json()["length"] == size


def test_a_long_answer(port):
    answer = ask(port, "GET", "/long")
    assert answer.body == b"x" * 1_000_000


def test_a_percent_sign_that_was_escaped(port):
    assert ask(port, "GET", "/100%25").json()["PATH_INFO"] == "/100%"


async def trickle(port: int, is_over: asyncio.Event) -> bytes:
    """Send a body drop by drop; return what is answered."""
    reader, writer = await asyncio.open_connection("localhost", port)
    try:
        writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n")
        while not is_over.is_set():
            writer.write(b"x")
            await writer.drain()
            try:
                return await asyncio.wait_for(reader.read(1000), 0.2)
            except TimeoutError:
                continue
        return b""
    finally:
        writer.close()


async def among_the_slow(port: int) -> tuple[list[Answer], list[bytes]]:
    is_over = asyncio.Event()
    async with asyncio.TaskGroup() as tasks, Line("localhost", port, patience=60) as line:
        slow = [tasks.create_task(trickle(port, is_over)) for _ in range(SLOW)]
        await asyncio.sleep(0.5)  # all of them are at it
        quick = [await line.ask("POST", "/", b"quick")]
        assert not any(each.done() for each in slow)  # nobody had to go before
        quick += [await line.ask("POST", "/", b"quick") for _ in range(19)]
        dropped = [await each for each in slow]
    return quick, dropped


def test_slow_bodies_keep_nobody_waiting_and_are_dropped(port):
    quick, dropped = asyncio.run(among_the_slow(port))
    assert [answer.json()["beginning"] for answer in quick] == ["quick"] * 20
    for said in dropped:
        assert said.startswith(b"HTTP/1.1 408 ")
        assert "gửi lại" in said.decode()


def test_who_leaves_in_the_middle_does_no_harm(port):
    async def leave() -> None:
        _, writer = await asyncio.open_connection("localhost", port)
        writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nx")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    for _ in range(THREADS + 1):
        asyncio.run(leave())
    assert ask(port, "POST", "/", b"12").json()["length"] == 2
