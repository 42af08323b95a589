"""Checks of the mailbox for reports, where the installation has one."""

import contextlib
import socket
import ssl
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from phaodai.delivery import clock
from phaodai.delivery.health.findings import Finding, bad, info, ok, warn
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.jobs import queries as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.registers.reports.queries.letters import count_mail
from phaodai.vocabulary.refs import BodyRef

LONG_ASIDE = timedelta(hours=4)
SECONDS = 3.0  # that a server of mail may take to greet


def mail_settings(_now: datetime) -> Iterator[Finding]:
    """What the mailbox needs is set, and the password is nobody else's to read."""
    if settings.MAIL_INBOX is None:
        yield info(
            "mail-settings",
            "Không nhận báo cáo qua thư điện tử (PHAODAI_MAIL_INBOX chưa đặt).",
            "Reports are not taken by e-mail (PHAODAI_MAIL_INBOX is not set).",
        )
        return
    missing = [
        name
        for name, value in (
            ("PHAODAI_MAIL_OUT", settings.MAIL_OUT),
            ("PHAODAI_MAIL_ADDRESS", settings.MAIL_ADDRESS),
            ("PHAODAI_MAIL_PASSWORD_FILE", settings.MAIL_PASSWORD_FILE),
        )
        if not value
    ]
    if missing:
        names = ", ".join(missing)
        yield bad("mail-settings", f"Chưa đặt {names}.", f"{names} must be set.")
        return
    yield from _password_file(Path(settings.MAIL_PASSWORD_FILE))
    if not _keeper_exists(settings.MAIL_KEEPER):
        yield warn(
            "mail-keeper",
            "Thư của người lạ chỉ quản trị máy thấy: đặt PHAODAI_MAIL_KEEPER là ref của cơ quan xử "
            "lý (phaodai agency list).",
            "Letters of strangers are seen by the operator alone: set PHAODAI_MAIL_KEEPER to the "
            "ref of the agency that settles them (phaodai agency list).",
        )
    if not settings.MAIL_NEEDS_CODE and not settings.MAIL_TRUSTS:
        yield warn(
            "mail-forging",
            "Địa chỉ người gửi có thể bị giả: đặt PHAODAI_MAIL_NEEDS_CODE=1 hoặc "
            "PHAODAI_MAIL_TRUSTS, xem docs/how-to/mail.md.",
            "A sender's address can be forged: set PHAODAI_MAIL_NEEDS_CODE=1 or "
            "PHAODAI_MAIL_TRUSTS, see docs/how-to/mail.md.",
        )


def mailbox(now: datetime) -> Iterator[Finding]:
    """The mailbox was looked into lately and answered."""
    if settings.MAIL_INBOX is None:
        return
    beat = jobs.get_beat(name=Name.MAIL, now=now)
    if beat is None or beat.is_silent:
        yield bad(
            "mailbox",
            "Hộp thư không được mở đã lâu: chạy `phaodai serve`.",
            "Nobody has looked into the mailbox for long: run `phaodai serve`.",
        )
    elif beat.detail.startswith("down "):
        what = beat.detail.removeprefix("down ")
        yield bad(
            "mailbox",
            f"Không vào được hộp thư ({what}): kiểm tra máy chủ thư và mật khẩu, rồi chạy "
            "`phaodai mail poll --once`.",
            f"The mailbox is out of reach ({what}): check the server and the password, then run "
            "`phaodai mail poll --once`.",
        )
    else:
        yield ok("mailbox", "Hộp thư mở được.", "The mailbox answers.")


def servers(_now: datetime) -> Iterator[Finding]:
    """Both servers of mail answer now; waits for them, so no page asks this."""
    for name, server, hello in (
        ("PHAODAI_MAIL_INBOX", settings.MAIL_INBOX, b"* OK"),
        ("PHAODAI_MAIL_OUT", settings.MAIL_OUT, b"220"),
    ):
        if server is None:
            continue
        where = f"{server.host}:{server.port}"
        wrong = _greets(server.host, server.port, hello, is_tls=server.security == "tls")
        if wrong:
            yield bad(
                "mail-servers",
                f"Không nối được máy chủ thư {where} ({wrong}): kiểm tra mạng, tường lửa và "
                f"{name}.",
                f"The mail server {where} does not answer ({wrong}): check the network, the "
                f"firewall and {name}.",
            )
        else:
            yield ok(
                "mail-servers", f"Máy chủ thư {where} trả lời.", f"The mail server {where} answers."
            )


def letters(_now: datetime) -> Iterator[Finding]:
    """Letters put aside are settled, answers go out."""
    if settings.MAIL_INBOX is None:
        return
    found = count_mail()
    if found.n_given_up:
        yield bad(
            "mail-answers",
            f"{found.n_given_up} thư trả lời không gửi được: kiểm tra PHAODAI_MAIL_OUT, gọi người "
            "gửi; xem /reports/letters/.",
            f"{found.n_given_up} answers could not be sent: check PHAODAI_MAIL_OUT and call the "
            "senders; see /reports/letters/.",
        )
    oldest = found.oldest_aside_at
    if oldest is not None and clock.now() - oldest > LONG_ASIDE:
        hours = int((clock.now() - oldest).total_seconds() // 3600)
        yield warn(
            "mail-aside",
            f"{found.n_aside} thư để riêng, lâu nhất {hours} giờ: xử lý ở /reports/letters/.",
            f"{found.n_aside} letters are put aside, the oldest for {hours} hours: settle them at "
            "/reports/letters/.",
        )


def _greets(host: str, port: int, hello: bytes, *, is_tls: bool) -> str:
    """Return what is wrong with a server, or "" where it says what it should."""
    try:
        with contextlib.ExitStack() as stack:
            wire = stack.enter_context(socket.create_connection((host, port), SECONDS))
            if is_tls:
                tls = ssl.create_default_context()
                wire = stack.enter_context(tls.wrap_socket(wire, server_hostname=host))
            return "" if wire.recv(200).startswith(hello) else "greeting"
    except OSError as error:  # TLS among them
        return type(error).__name__


def _password_file(path: Path) -> Iterator[Finding]:
    try:
        mode = path.stat().st_mode
    except OSError:
        yield bad(
            "mail-password",
            f"Không đọc được tệp mật khẩu {path}: tạo tệp và chạy chmod 600.",
            f"The file of the password {path} cannot be read: make it, then chmod 600.",
        )
        return
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield bad(
            "mail-password",
            f"Người khác đọc được mật khẩu thư: chạy chmod 600 {path}.",
            f"Others can read the password of the mailbox: run chmod 600 {path}.",
        )


def _keeper_exists(ref: str) -> bool:
    try:
        agencies.get_body(BodyRef(UUID(ref)))
    except (ValueError, agencies.UnknownBody):
        return False
    return True
