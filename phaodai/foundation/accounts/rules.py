"""Rules of accounts as plain functions of plain values."""

import re
from collections.abc import Iterable
from datetime import date

USERNAME = r"^[a-z0-9](?:[a-z0-9._-]{1,58}[a-z0-9])$"
_PHONE = re.compile(r"\+?[0-9]{3,15}")


def is_username(text: str) -> bool:
    """Say whether a name may be typed to sign in: 3 to 60 small letters, digits, dots, dashes."""
    return re.match(USERNAME, text) is not None


def bare_phone(text: str) -> str:
    """Return a telephone number without blanks, dots, dashes and brackets.

    Raises:
        ValueError: What is left is no number of 3 to 15 digits, with or without a plus.
    """
    bare = re.sub(r"[\s.()\u2010-\u2015-]", "", text)
    if bare and not _PHONE.fullmatch(bare):
        raise ValueError(text)
    return bare


def overlaps(
    first: date, last: date | None, periods: Iterable[tuple[date, date | None]]
) -> bool:
    """Say whether a period meets any of the others; a missing last day means for ever."""
    return any(
        (last is None or begin <= last) and (end is None or first <= end)
        for begin, end in periods
    )
