"""What identifies a submission: the hash of what it says, and the code on its receipt.

A receipt is read out over the telephone, so it has a check sign that finds every wrong sign and
every two that changed places: taken over the field of 32 elements, written with the same 32 signs.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH = 8  # signs before the check sign: 40 bits
_MISREAD = str.maketrans("OIL", "011")
_DROPPED = str.maketrans("", "", " -\u2013")


def content_hash(
    *,
    unit: UUID,
    form: str,
    version: int,
    day: date,
    base: UUID | None,
    values: Mapping[str, str],
    comments: Mapping[str, str],
) -> str:
    """Return the SHA-256 of what a submission says, in hexadecimal.

    Who sends it, when and how are left out: the same report by another way is the same report.
    """
    said = {
        "unit": str(unit),
        "form": form,
        "version": version,
        "day": day.isoformat(),
        "base": None if base is None else str(base),
        "values": dict(values),
        "comments": dict(comments),
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def receipt_code(*, submission: UUID, content: str, received_at: datetime) -> str:
    """Return the code of a receipt, "7F3K-22QD-M".

    Args:
        submission: Its id.
        content: Its hash.
        received_at: By the server's clock, aware.
    """
    moment = received_at.astimezone(UTC).isoformat(timespec="microseconds")
    digest = hashlib.sha256(f"{submission}|{content}|{moment}".encode()).digest()
    number = int.from_bytes(digest[:5], "big")
    signs = [number >> 5 * place & 31 for place in reversed(range(LENGTH))]
    text = "".join(SIGNS[sign] for sign in [*signs, _check(signs)])
    return f"{text[:4]}-{text[4:8]}-{text[8]}"


def read_receipt(text: str) -> str | None:
    """Return a code as it is kept, however it was typed; None where a sign is wrong."""
    typed = text.upper().translate(_DROPPED).translate(_MISREAD)
    if len(typed) != LENGTH + 1 or any(sign not in SIGNS for sign in typed):
        return None
    *signs, check = (SIGNS.index(sign) for sign in typed)
    return f"{typed[:4]}-{typed[4:8]}-{typed[8]}" if _check(signs) == check else None


def _check(signs: list[int]) -> int:
    """Return the sum of signs times rising powers of the field's generator."""
    total = 0
    for sign in signs:
        total = _doubled(total ^ sign)
    return total


def _doubled(element: int) -> int:
    """Multiply by the generator x, modulo x^5 + x^2 + 1."""
    return element << 1 ^ (0b100101 if element & 16 else 0)
