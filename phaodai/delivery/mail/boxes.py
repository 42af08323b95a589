"""The mailbox, over IMAP. Nothing in it is changed before what was read is committed."""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from django.conf import settings

from phaodai.delivery.mail.errors import MailDown

SECONDS = 30.0  # that a server may be silent
DONE, ASIDE = "Phaodai-Done", "Phaodai-Aside"
HEADER_BYTES = 100_000
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def is_set() -> bool:
    """Say whether this installation has a mailbox."""
    return settings.MAIL_INBOX is not None


def password() -> str:
    """Return the password of the mailbox, from its file.

    Raises:
        MailDown: The file is not named or cannot be read.
    """
    name = settings.MAIL_PASSWORD_FILE
    if not name:
        raise MailDown("PHAODAI_MAIL_PASSWORD_FILE")
    try:
        return Path(name).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise MailDown(f"PHAODAI_MAIL_PASSWORD_FILE: {type(error).__name__}") from None


class Mailbox:
    """One session with the folder into which letters come."""

    def __init__(self, box: imaplib.IMAP4) -> None:
        """Take a session that has signed in, with its folder selected."""
        self._box = box
        # What a server can do before anybody has signed in is less.
        told = b" ".join(each for each in _checked(box.capability()) if isinstance(each, bytes))
        self._can = frozenset(told.upper().split())

    @classmethod
    @contextlib.contextmanager
    def open(cls) -> Iterator[Self]:
        """Sign in and select the folder.

        Raises:
            MailDown: The server is out of reach, refuses, or breaks off.
        """
        server = settings.MAIL_INBOX
        if server is None:
            raise MailDown("PHAODAI_MAIL_INBOX")
        box: imaplib.IMAP4 | None = None
        try:
            tls = ssl.create_default_context()
            if server.security == "tls":
                box = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=tls, timeout=SECONDS)
            else:
                box = imaplib.IMAP4(server.host, server.port, timeout=SECONDS)
                if server.security == "starttls":
                    box.starttls(tls)
            box.login(server.username, password())
            _checked(box.select(f'"{server.path or "INBOX"}"'))
            yield cls(box)
        except (imaplib.IMAP4.error, OSError, EOFError) as error:
            raise MailDown(_bare(error)) from error
        finally:
            if box is not None:
                with contextlib.suppress(Exception):
                    box.logout()

    def letters(self, most: int) -> list[str]:
        """Return the numbers of the letters that lie there, the oldest first."""
        found = _checked(self._box.uid("SEARCH", "UNDELETED"))
        numbers = b" ".join(each for each in found if isinstance(each, bytes)).split()
        return [number.decode() for number in numbers[:most]]

    def size(self, number: str) -> int:
        """Return how many bytes a letter has."""
        answer = _checked(self._box.uid("FETCH", number, "(RFC822.SIZE)"))
        match = _SIZE.search(b" ".join(each for each in answer if isinstance(each, bytes)))
        return int(match[1]) if match else 0

    def read(self, number: str, *, header_only: bool = False) -> bytes | None:
        """Return a letter as it came; it stays unread there.

        None where it is there no more: another look at the mailbox has moved it.
        """
        part = f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>" if header_only else "BODY.PEEK[]"
        answer = _checked(self._box.uid("FETCH", number, f"({part})"))
        return b"".join(each[1] for each in answer if not isinstance(each, bytes)) or None

    def move(self, number: str, folder: str) -> None:
        """Put a letter into another folder, which is made where it is missing."""
        self._box.create(folder)  # refused where it is there
        if b"MOVE" in self._can:
            _checked(self._box.uid("MOVE", number, folder))
            return
        _checked(self._box.uid("COPY", number, folder))
        _checked(self._box.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)"))
        if b"UIDPLUS" in self._can:  # otherwise it stays, marked, and is not seen again
            _checked(self._box.uid("EXPUNGE", number))


def _checked(answer: tuple[str, Sequence[Any]]) -> list[bytes | tuple[bytes, bytes]]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return [each for each in data if each is not None]


def _bare(error: Exception) -> str:
    """Name what went wrong, without what the server says: that may quote what was sent."""
    return f"IMAP: {type(error).__name__}"
