"""The way from the HTTP server to the application, which gets whole requests alone.

The server hands over a request as soon as its head is there. A thread that waited for the rest
would be lost to everybody else for as long as its sender likes, so bodies are gathered here,
without a thread, and no longer than a minute.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from granian._granian import RSGIHTTPProtocol as HTTPProtocol
from granian._granian import RSGIHTTPStreamTransport as Stream
from granian._granian import RSGIProtocolClosed as ProtocolClosed
from granian._granian import RSGIProtocolError as ProtocolError
from granian.rsgi import Scope

MIB = 2**20
BODY_SECONDS = 60.0  # in which the whole body of a request has to come
IN_MEMORY = MIB  # of a body; what is longer goes to a temporary file
LARGEST = 256 * MIB
AT_ONCE = MIB // 4  # of an answer
SLOW = (408, "Yêu cầu đến quá chậm; hãy gửi lại. The request came too slowly; send it again.")
LARGE = (413, "Yêu cầu quá lớn. The request is too large.")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]


class TooLarge(Exception):
    """The body is larger than anything that is taken."""


class Gateway:
    """An RSGI application that runs a WSGI one in its threads."""

    def __init__(self, application: Application, *, threads: int) -> None:
        """Take the application.

        Args:
            application: By PEP 3333.
            threads: Requests that it handles at a time.
        """
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Gather a request, then have it answered."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _gather(scope, protocol)
        except TimeoutError:
            _refuse(protocol, *SLOW)
        except TooLarge:
            _refuse(protocol, *LARGE)
        except (ProtocolClosed, ProtocolError):
            pass  # whoever sent it has left
        else:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._threads, self._run, scope, body, protocol, loop)

    def _run(
        self,
        scope: Scope,
        body: IO[bytes],
        protocol: HTTPProtocol,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        """Run the application in this thread and send its answer."""
        status, headers = 500, Headers()

        def start(line: str, given: Headers, _failure: Any = None) -> None:
            nonlocal status, headers
            status, headers = int(line.split(" ", 1)[0]), given

        answer = self._application(_environ(scope, body), start)
        try:
            blocks = _blocks(answer)
            first, second = next(blocks, b""), next(blocks, None)
            if second is None:
                protocol.response_bytes(status, headers, first)
                return
            stream = protocol.response_stream(status, headers)
            for block in _chain(first, second, blocks):
                asyncio.run_coroutine_threadsafe(_send(stream, block), loop).result()
        except (ProtocolClosed, ProtocolError):
            pass  # whoever asked has left
        finally:
            body.close()
            if close := getattr(answer, "close", None):
                close()


async def _gather(scope: Scope, protocol: HTTPProtocol) -> IO[bytes]:
    """Return the whole body, to be read from its beginning."""
    declared = scope.headers.get("content-length")
    if declared in {None, "0"} and "transfer-encoding" not in scope.headers:
        return io.BytesIO()
    if declared is not None and int(declared) <= IN_MEMORY:
        return io.BytesIO(await protocol())
    body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the reader closes it
    try:
        await _fill(body, protocol)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def _fill(body: IO[bytes], protocol: HTTPProtocol) -> None:
    size = 0
    async for part in protocol:
        size += len(part)
        if size > LARGEST:
            raise TooLarge
        body.write(part)


def _environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """Return what PEP 3333 asks for."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" in environ:
        environ["CONTENT_LENGTH"] = str(body.seek(0, io.SEEK_END))
        body.seek(0)
    return environ


def _blocks(answer: Iterable[bytes]) -> Iterator[bytes]:
    """Join the parts of an answer into blocks that are worth a journey."""
    parts: list[bytes] = []
    size = 0
    for part in answer:
        parts.append(part)
        size += len(part)
        if size >= AT_ONCE:
            yield b"".join(parts)
            parts, size = [], 0
    if parts:
        yield b"".join(parts)


def _chain(first: bytes, second: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from rest


async def _send(stream: Stream, block: bytes) -> None:
    await stream.send_bytes(block)


def _refuse(protocol: HTTPProtocol, status: int, words: str) -> None:
    headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
    protocol.response_bytes(status, headers, words.encode())
