"""Ids of submissions: UUIDs of version 7, made before the first try and kept through all others."""

import secrets
from uuid import UUID

from phaodai.delivery import clock

_VERSION, _VARIANT = 0x7 << 76, 0x2 << 62


def new_id() -> UUID:
    """Return an id that nobody has used: milliseconds of now, then 74 bits of chance."""
    moment = int(clock.real_now().timestamp() * 1000)
    chance = secrets.randbits(12) << 64 | secrets.randbits(62)
    return UUID(int=moment << 80 | _VERSION | _VARIANT | chance)


def read_id(text: str) -> UUID | None:
    """Return the id that a form holds; None where it holds none."""
    try:
        return UUID(text)
    except ValueError:
        return None
