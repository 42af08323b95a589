"""Where the next page begins, as one word that only this interface reads."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from phaodai.delivery.api.problems import Problem

Reader = Callable[[Any], Any]


def write(position: Sequence[object]) -> str:
    """Return a cursor for the row of a position."""
    plain = [None if part is None else _plain(part) for part in position]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def read(cursor: str, *readers: Reader) -> tuple[Any, ...] | None:
    """Return the position of a cursor; None for the beginning of the list.

    Args:
        cursor: As `write` made it; empty for the beginning.
        readers: How each part is read; "" and None stand for a missing one.

    Raises:
        Problem: It is no cursor of this list.
    """
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != len(readers):
            raise Problem("bad_cursor")
        return tuple(reader(part) for reader, part in zip(readers, parts, strict=True))
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise Problem("bad_cursor") from None


def text(value: Any) -> str:
    """Read a text."""
    if not isinstance(value, str) or "\x00" in value:
        raise TypeError
    value.encode()  # half a letter is none
    return value


def ref(value: Any) -> UUID:
    """Read a reference."""
    return UUID(text(value))


def moment(value: Any) -> datetime:
    """Read a moment, aware."""
    read_moment = datetime.fromisoformat(text(value))
    if read_moment.tzinfo is None:
        raise ValueError(value)
    return read_moment


def moment_or_none(value: Any) -> datetime | None:
    """Read a moment, or that there is none."""
    return None if value is None else moment(value)


def day_or_none(value: Any) -> date | None:
    """Read a day, or that there is none."""
    return None if value is None else date.fromisoformat(text(value))


def _plain(part: object) -> str:
    return part.isoformat() if isinstance(part, date | datetime) else str(part)


def page(
    rows: Sequence[Any], limit: int, position: Callable[[Any], Sequence[object]]
) -> dict[str, Any]:
    """Return one page of a list that was asked for one row more than it shows.

    Args:
        rows: At most one more than `limit`.
        limit: How many are shown.
        position: Says where a row stands in the list.
    """
    more = len(rows) > limit
    return {
        "items": rows[:limit],
        "next": write(position(rows[limit - 1])) if more else None,
    }
