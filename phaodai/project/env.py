"""Typed readers of environment variables; a bad value stops the start-up with its remedy."""

import contextlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def flag(name: str, *, default: bool) -> bool:
    """Read a boolean written as 1 or 0.

    Raises:
        RuntimeError: The variable holds anything else.
    """
    raw = os.environ.get(name, "1" if default else "0")
    if raw not in {"0", "1"}:
        raise RuntimeError(f"{name} must be 0 or 1, got {raw!r}")
    return raw == "1"


def number(name: str, *, default: int) -> int:
    """Read a whole number that is not negative.

    Raises:
        RuntimeError: The variable holds anything else.
    """
    raw = os.environ.get(name, str(default))
    if not raw.isdecimal():
        raise RuntimeError(f"{name} must be a whole number, got {raw!r}")
    return int(raw)


def words(name: str, *, default: str) -> list[str]:
    """Read a list written with commas; empty parts are dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def folder(name: str, *, default: Path) -> Path:
    """Read a folder and make sure that it exists."""
    path = Path(os.environ.get(name, default)).expanduser().resolve()
    path.mkdir(mode=0o750, parents=True, exist_ok=True)
    return path


def secret(name: str, *, file: Path) -> str:
    """Read a secret, or keep one made here in a file that only this user may read.

    Raises:
        RuntimeError: The secret is shorter than 32 characters.
    """
    value = os.environ.get(name, "")
    if not value:
        if not file.exists():
            _write_once(file, secrets.token_urlsafe(48))
        value = file.read_text().strip()
    if len(value) < 32:
        raise RuntimeError(f"{name} must have at least 32 characters")
    return value


def moment(name: str) -> datetime | None:
    """Read a moment such as 2021-12-23T09:40+07:00; without an offset it is Vietnamese time.

    Raises:
        RuntimeError: The variable holds anything else.
    """
    raw = os.environ.get(name, "")
    if not raw:
        return None
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        raise RuntimeError(f"{name} must look like 2021-12-23T09:40+07:00, got {raw!r}") from None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True)
class Server:
    """A server of mail.

    Attributes:
        security: "tls" from the first byte, "starttls", or "plain" on this machine alone.
        path: what stands behind the host, without the first slash.
    """

    host: str
    port: int
    security: str
    username: str
    path: str


def mail_server(name: str, *, scheme: str, ports: tuple[int, int]) -> Server | None:
    """Read the address of a server of mail: `imaps://USER@HOST/FOLDER` or `imap://` (STARTTLS).

    On this machine alone nothing is encrypted. The password is never part of it.

    Args:
        name: The variable.
        scheme: "imap" or "smtp".
        ports: With TLS from the first byte, and without.

    Raises:
        RuntimeError: The address is of another kind, or holds a password.
    """
    raw = os.environ.get(name, "")
    if not raw:
        return None
    address = urlsplit(raw)
    if address.scheme not in {scheme, f"{scheme}s"} or not address.hostname:
        raise RuntimeError(f"{name} must look like {scheme}s://USER@HOST")
    if address.password is not None:
        raise RuntimeError(f"{name} must hold no password: write it to PHAODAI_MAIL_PASSWORD_FILE")
    is_tls = address.scheme == f"{scheme}s"
    is_here = address.hostname in {"localhost", "127.0.0.1", "::1"}
    return Server(
        host=address.hostname,
        port=address.port or ports[0 if is_tls else 1],
        security="tls" if is_tls else "plain" if is_here else "starttls",
        username=unquote(address.username or ""),
        path=unquote(address.path.lstrip("/")),
    )


def database(name: str, *, default: Path) -> dict[str, Any]:
    """Read the address of the database: `sqlite:///FILE` or `postgresql://USER:PW@HOST:PORT/DB`.

    Query parameters become connection options of PostgreSQL (`?sslmode=require`).

    Raises:
        RuntimeError: The address is of another kind or names no database.
    """
    raw = os.environ.get(name) or f"sqlite:///{default}"
    address = urlsplit(raw)
    if address.scheme == "sqlite":
        path = unquote(address.path)[1:]  # sqlite:///relative and sqlite:////absolute
        if not path:
            raise RuntimeError(f"{name} names no file: write sqlite:////absolute/path.sqlite3")
        return {"ENGINE": "phaodai.project.sqlite", "NAME": path}
    if address.scheme in {"postgres", "postgresql"}:
        if not address.path.strip("/"):
            raise RuntimeError(f"{name} names no database: postgresql://USER@HOST/DATABASE")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(address.path.strip("/")),
            "USER": unquote(address.username or ""),
            "PASSWORD": unquote(address.password or ""),
            "HOST": unquote(address.hostname or ""),
            "PORT": str(address.port or ""),
            "OPTIONS": {
                # Planned once for a connection: planning took longer than running.
                "server_side_binding": True,
                "prepare_threshold": 5,
                **dict(parse_qsl(address.query)),
                "pool": {"min_size": 1, "max_size": 16},
            },
        }
    raise RuntimeError(
        f"{name} must begin with sqlite:/// or postgresql://, got {address.scheme!r}"
    )


def _write_once(file: Path, text: str) -> None:
    """Give the file its text, whole from the first moment, unless another process was quicker."""
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # 0600
    try:
        with os.fdopen(handle, "w") as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
    finally:
        Path(draft).unlink()
