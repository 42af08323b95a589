"""`phaodai serve`: the site and its worker from one command."""

import errno
import http.client
import os
import socket
import sys

import click

from phaodai.delivery.commands import runtime


@click.command()
@click.option("--host", default="localhost", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=min(4, os.cpu_count() or 1),
    show_default="one per processor, at most 4",
    type=click.IntRange(1, 64),
    help="Web processes.",
)
@click.option(
    "--threads",
    default=4,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Requests that one web process handles at a time.",
)
@click.option(
    "--only",
    type=click.Choice(["web", "worker"]),
    help="Run one part alone, e.g. on a second machine; one worker must run somewhere.",
)
def serve(*, host: str, port: int, workers: int, threads: int, only: str | None) -> None:
    """Run the site and its worker until Ctrl+C.

    A process that dies is started again. Behind a proxy that ends TLS, leave the host as it is.

    \b
    phaodai serve
    phaodai serve --port 9000 --workers 4
    """  # noqa: D301
    runtime.start_django()
    from phaodai.delivery.commands.serving.children import Child, Family

    _check_database()
    address = _address(host)
    children = []
    if only != "worker":
        _check_port(host, address, port)
        _collect_static()
        children.append(Child("web", [address, str(port), str(workers), str(threads)]))
    if only != "web":
        children.append(Child("worker"))
    family = Family(
        children,
        is_ready=lambda: only == "worker" or _answers(address, port),
        on_ready=lambda: _say_ready(host, port, only),
    )
    sys.exit(family.run())


def _check_database() -> None:
    """Refuse a database that is not up to date, or that could lose what it has accepted."""
    from django.conf import settings
    from django.db import DatabaseError

    from phaodai.delivery.health import database

    try:
        pending = database.pending_migrations()
        weak = database.what_may_lose_commits(runtime.real_clock())
    except DatabaseError as failure:
        runtime.fail(
            f"Không mở được cơ sở dữ liệu: {failure}",
            f"The database cannot be opened: {failure}",
        )
    if pending:
        command = "phaodai demo load" if settings.DEMO else "phaodai init"
        runtime.fail(
            f"Cơ sở dữ liệu chưa cập nhật ({len(pending)} bước): chạy `{command}`.",
            f"The database is not up to date ({len(pending)} steps): run `{command}`.",
        )
    if weak is not None:
        runtime.fail(weak.vi, weak.en)


def _address(host: str) -> str:
    try:
        # One family: what the browser calls localhost falls back to it.
        found = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM)
    except socket.gaierror:
        try:
            found = socket.getaddrinfo(host, None, socket.AF_INET6, socket.SOCK_STREAM)
        except socket.gaierror:
            runtime.fail(
                f"Không có địa chỉ nào tên {host!r}: xem lại --host.",
                f"There is no address {host!r}: check --host.",
            )
    return str(found[0][4][0])


def _check_port(host: str, address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as failure:
            if failure.errno == errno.EADDRINUSE:
                runtime.fail(
                    f"Cổng {port} đang có chương trình khác dùng: dừng nó, hoặc chọn --port khác.",
                    f"Port {port} is in use: stop what uses it, or choose another --port.",
                )
            runtime.fail(
                f"Không mở được {host}:{port}: {failure.strerror}.",
                f"Cannot listen on {host}:{port}: {failure.strerror}.",
            )


def _collect_static() -> None:
    """Bring the collected files up to date; the site would answer 500 without them.

    Always: times of files say nothing in a folder that was copied or restored.
    """
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _answers(address: str, port: int) -> bool:
    connection = http.client.HTTPConnection(address, port, timeout=1)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _say_ready(host: str, port: int, only: str | None) -> None:
    from django.conf import settings

    if only == "worker":
        runtime.say("Đang chạy phần việc nền. The worker runs. Ctrl+C: dừng / stop.")
        return
    # localhost by name: a passkey refuses an address in numbers.
    is_local = host in {"localhost", "127.0.0.1", "::1"}
    name = "localhost" if is_local else host
    if not settings.IS_LOOPBACK:
        runtime.say(f"https://{settings.ALLOWED_HOSTS[0]} → {name}:{port}")
    click.echo(f"http://{name}:{port}")
    sys.stdout.flush()
    if settings.DEMO:
        runtime.say(
            "Bản thử trên máy này: mật khẩu công khai, không có bước xác thực thứ hai. "
            "A demo on this machine: known passwords, no second factor."
        )
    runtime.say("Ctrl+C: dừng / stop.")
