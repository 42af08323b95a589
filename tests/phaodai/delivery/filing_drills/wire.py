"""A small HTTP/1.1 client on asyncio: one connection that is kept, and every way it can break."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self


class Lost(Exception):
    """No whole answer came: nobody can say what became of the request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer.

    Attributes:
        headers: by name in small letters.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return what it says."""
        return json.loads(self.body)


class Line:
    """A connection to one address, opened at need and kept for as long as the server keeps it."""

    def __init__(self, host: str, port: int, *, patience: float = 30.0) -> None:
        """Remember the address.

        Args:
            host: Where; also what the server is told by the header Host.
            port: Where.
            patience: Seconds for one request with its answer.
        """
        self._address = host, port
        self._patience = patience
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            _, writer = self._streams
            self._streams = None
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and wait for its whole answer.

        Raises:
            Lost: It did not come, or not whole.
        """
        host, port = self._address
        lines = {"Host": f"{host}:{port}", "Content-Length": str(len(body)), **(headers or {})}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        try:
            async with asyncio.timeout(self._patience):
                if self._streams is None:
                    self._streams = await asyncio.open_connection(host, port)
                reader, writer = self._streams
                writer.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
                await writer.drain()
                answer = await _read(reader, method)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            await self.close()
            raise Lost(f"{method} {path}: {error!r}") from error
        except asyncio.CancelledError:
            await self.close()
            raise
        if answer.headers.get("connection", "").lower() == "close":
            await self.close()
        return answer


async def _read(reader: asyncio.StreamReader, method: str) -> Answer:
    start, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    status = int(start.split(" ", 2)[1])
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if method == "HEAD" or status in {204, 304}:
        body = b""
    elif headers.get("transfer-encoding", "").lower() == "chunked":
        parts = []
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
        body = b"".join(parts)
    else:
        body = await reader.readexactly(int(headers["content-length"]))
    return Answer(status, headers, body)
