"""A letter taken apart: who says to have sent it, what is enclosed, what our server found.

The old policy of headers is used on purpose: the new one parses each address and parameter by a
grammar whose time grows faster than a hostile header.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from phaodai.foundation.accounts.rules import bare_address

LARGEST = 15_000_000  # bytes of a letter; a larger one is not fetched
MOST_PARTS = 200
MOST_FILES = 10
LONGEST_HEADER = 2_000  # characters of one that is read
_PROOF = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_AUTOMATIC = frozenset({"bulk", "junk", "list", "auto_reply"})


class BadLetter(ValueError):
    """A letter that cannot be taken apart."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A letter taken apart.

    Attributes:
        key: of this letter and no other: its id, its sender and what is enclosed.
        sender: the one address that it names as its sender; empty where there is none or several.
        is_automatic: a machine wrote it, or it went to a list.
        proofs: what the trusted server found, "spf" -> "pass".
        files: name and content.
    """

    key: str
    message_id: str
    sender: str
    subject: str
    is_automatic: bool
    proofs: Mapping[str, str]
    files: tuple[tuple[str, bytes], ...]


def parse(raw: bytes, *, trusts: str, size: int | None = None) -> Parsed:
    """Take a letter apart.

    Args:
        raw: As it came; its header alone where it is too large to fetch.
        trusts: By which name the receiving server signs what it found; empty for nobody.
        size: Bytes of the whole, where only the header was fetched.

    Raises:
        BadLetter: It has more parts or files than a letter with reports has.
    """
    try:
        letter = message_from_bytes(raw, policy=policy.compat32)
        files = tuple(_files(letter))
    except (MessageError, RecursionError, LookupError, ValueError) as error:
        raise BadLetter(type(error).__name__) from error
    sender, message_id = _sender(letter), _header(letter, "Message-ID")
    told = [
        message_id or hashlib.sha256(raw).hexdigest(),
        sender,
        size,
        sorted(hashlib.sha256(content).hexdigest() for _, content in files),
    ]
    return Parsed(
        key=hashlib.sha256(json.dumps(told).encode()).hexdigest(),
        message_id=message_id,
        sender=sender,
        subject=_decoded(_header(letter, "Subject")),
        is_automatic=_is_automatic(letter),
        proofs=_proofs(letter, trusts),
        files=files,
    )


def is_forged(proofs: Mapping[str, str]) -> bool:
    """Say whether our own server found that a letter does not come from where it says."""
    if proofs.get("dmarc") == "fail":
        return True
    return proofs.get("spf") == "fail" and proofs.get("dkim") != "pass"


def _files(letter: Message) -> Iterator[tuple[str, bytes]]:
    parts, n_parts, n_files = [letter], 0, 0
    while parts:
        part = parts.pop(0)
        n_parts += 1
        if n_parts > MOST_PARTS:
            raise BadLetter("parts")
        if part.get_content_maintype() == "message":
            continue  # a letter within the letter is not this sender's
        if part.is_multipart():
            parts = [each for each in part.get_payload() if isinstance(each, Message)] + parts
            continue
        name = _decoded(str(part.get_filename() or "")[:LONGEST_HEADER])
        if not name or (
            part.get_content_maintype() == "image" and part.get_content_disposition() == "inline"
        ):
            continue
        n_files += 1
        if n_files > MOST_FILES:
            raise BadLetter("files")
        content = part.get_payload(decode=True)
        yield _tidy(name)[:150], content if isinstance(content, bytes) else b""


def _sender(letter: Message) -> str:
    """Return who sent it by its own words; several senders are nobody."""
    said = letter.get_all("From") or []
    found = getaddresses([str(each)[:LONGEST_HEADER] for each in said[:2]])
    if len(said) != 1 or len(found) != 1:
        return ""
    try:
        return bare_address(found[0][1])
    except ValueError:
        return ""


def _is_automatic(letter: Message) -> bool:
    return (
        _header(letter, "Auto-Submitted").lower().partition(";")[0].strip() not in {"", "no"}
        or _header(letter, "Precedence").lower() in _AUTOMATIC
        or _header(letter, "Return-Path") == "<>"
        or "List-Id" in letter
        or "X-Auto-Response-Suppress" in letter
        or letter.get_content_type() == "multipart/report"
    )


def _proofs(letter: Message, trusts: str) -> dict[str, str]:
    """Return what the trusted server found; it writes above all that came with the letter."""
    if not trusts:
        return {}
    for header in letter.get_all("Authentication-Results") or []:
        said = _COMMENT.sub(" ", str(header)[:LONGEST_HEADER])
        server, _, rest = said.partition(";")
        if server.split()[:1] == [trusts]:
            return {kind.lower(): found.lower()[:20] for kind, found in _PROOF.findall(rest)}
    return {}


def _header(letter: Message, name: str) -> str:
    return _tidy(str(letter.get(name) or "")[:LONGEST_HEADER])


def _decoded(text: str) -> str:
    """Return the letters of a header; what cannot be decoded is shown as it came."""
    pieces = []
    try:
        for piece, charset in decode_header(text):
            if isinstance(piece, bytes):
                pieces.append(piece.decode(charset or "utf-8", "replace"))
            else:
                pieces.append(piece)
    except (MessageError, LookupError, ValueError):
        return _tidy(text)
    return _tidy("".join(pieces))


def _tidy(text: str) -> str:
    plain = text.encode("utf-8", "replace").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in plain).split())
