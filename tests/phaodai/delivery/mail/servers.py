"""Real servers of mail on this machine: Debian's dovecot, a sink for answers, a wire between."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from imaplib import IMAP4
from pathlib import Path

USER, PASSWORD = "baocao", "mat-khau-hop-thu"
DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Dovecot:
    """A mailbox of one user."""

    port: int

    def sign_in(self) -> IMAP4:
        box = IMAP4("127.0.0.1", self.port, timeout=10)
        box.login(USER, PASSWORD)
        return box

    def deliver(self, *letters: bytes) -> None:
        box = self.sign_in()
        for letter in letters:
            assert box.append("INBOX", None, None, letter)[0] == "OK"
        box.logout()

    def count(self, folder: str) -> int:
        box = self.sign_in()
        try:
            status, found = box.select(folder, readonly=True)
            return int(found[0]) if status == "OK" else 0
        finally:
            box.logout()


@contextlib.contextmanager
def dovecot(folder: Path) -> Iterator[Dovecot]:
    """Run dovecot with everything in one folder."""
    port, is_root = free_port(), os.getuid() == 0
    owner = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.getuid())
    names = ("internal_user", "internal_group", "login_user")
    own = "" if is_root else "\n".join(f"default_{name} = {owner.pw_name}" for name in names)
    # Not below the folder of the suite: each other suite that starts closes that to everybody else.
    mail = Path(tempfile.mkdtemp(prefix="phaodai-mail-"))
    os.chown(mail, owner.pw_uid, owner.pw_gid)
    folder.mkdir()
    (folder / "dovecot.conf").write_text(
        f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{mail}
first_valid_uid = 1
first_valid_gid = 1
{own}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={mail}
}}
service imap-login {{
  {"" if is_root else "chroot ="}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  {"" if is_root else "chroot ="}
}}
service stats {{
  {"" if is_root else "chroot ="}
}}
"""
    )
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(folder / "dovecot.conf")])
    try:
        until = time.monotonic() + 20
        while True:
            try:
                Dovecot(port).sign_in().logout()
                break
            except (OSError, IMAP4.error):
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield Dovecot(port)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(mail, ignore_errors=True)


@dataclass
class Sink:
    """What was handed over by SMTP."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False


@contextlib.contextmanager
def sink() -> Iterator[Sink]:
    """Run a server of SMTP that keeps what it is given."""
    kept = Sink()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 sink\r\n")
            while line := self.rfile.readline():
                word = line.split()[0].upper() if line.split() else b""
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = []
                    while (text := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(text.removeprefix(b".") if text.startswith(b"..") else text)
                    if not text:
                        return
                    letter = message_from_bytes(b"".join(lines), policy=policy.default)
                    kept.letters.append(letter)  # type: ignore[arg-type]
                    self.wfile.write(b"250 taken\r\n")
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                elif word == b"RCPT" and kept.refuses:
                    self.wfile.write(b"451 later\r\n")
                else:
                    self.wfile.write(b"250 well\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield kept
        finally:
            server.shutdown()


@dataclass
class Wire:
    """A wire between a program and a server.

    Attributes:
        word: the command before which it stalls; nothing of it reaches the server.
        has_stalled: set once it has.
    """

    port: int
    word: bytes = b""
    is_after: bool = False
    has_stalled: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def wire(to: int) -> Iterator[Wire]:  # noqa: C901 - three small threads of one thing
    """Run a wire to a port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    own, ends = Wire(listener.getsockname()[1]), list[socket.socket]()

    def commands(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                stalls = own.word and own.word in data.upper()
                if not stalls or own.is_after:
                    target.sendall(data)
                if stalls:
                    own.has_stalled.set()
                    while source.recv(65536):
                        pass
                    break
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", to))
                ends.extend((near, far))
                threading.Thread(target=commands, args=(near, far), daemon=True).start()
                threading.Thread(target=answers, args=(far, near), daemon=True).start()

    def answers(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if own.has_stalled.is_set():
                    continue
                target.sendall(data)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield own
    finally:
        for each in (listener, *ends):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End it without any chance to tidy up."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
