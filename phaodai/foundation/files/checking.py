"""The examination of files from outside: who does it, and what comes of it.

Untrusted content is parsed in a confined process, which delivery has (`delivery/intake`) and
this room may not import; so delivery registers it at start-up. Without it nothing is kept.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from phaodai.foundation.files import rules

# Takes content and name; returns the media type, or raises UnacceptableFile.
Examiner = Callable[[bytes, str], str]

_examiners: list[Examiner] = []


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept."""

    content: bytes
    sha256: str
    media_type: str
    name: str


def use(examiner: Examiner) -> None:
    """Let this one examine from now on."""
    _examiners[:] = [examiner]


def examine(content: bytes, *, name: str) -> Examined:
    """Examine a file, for up to some seconds: call it before a transaction is opened.

    Args:
        content: The file.
        name: As the sender gave it.

    Raises:
        UnacceptableFile: It is too large, or of a kind or with parts that are not taken.
        RuntimeError: Nobody examines files in this process.
    """
    rules.check_size(len(content))
    if not _examiners:
        raise RuntimeError("no examiner of files is registered: phaodai.delivery does it")
    media_type = _examiners[0](content, name)
    return Examined(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type,
        name=rules.clean_name(name, media_type),
    )
