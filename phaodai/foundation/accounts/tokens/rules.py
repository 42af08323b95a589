"""Rules of tokens as plain functions of plain values."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

PREFIX = "phd"  # a scanner for leaked secrets knows our tokens by it
MOST_DAYS = 366  # of life: the same day of the next year, whatever the year
MOST_TOKENS = 20  # that live at the same time, of one user
PURPOSE = 5  # letters of a purpose, at least
# 12 hexadecimal digits to look it up, then 256 random bits.
_FORM = re.compile(r"phd_(?P<public>[0-9a-f]{12})_(?P<secret>[A-Za-z0-9_-]{43})")


class BadLife(ValueError):
    """A token lives from now on, and a year at most."""


class NoPurpose(ValueError):
    """A token says in words what it is for."""


class TooManyTokens(Exception):
    """The user has as many living tokens as anybody may have."""


class UnknownToken(LookupError):
    """There is no such token, or it is out of sight."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A new token: the text to show once, and what is kept of it."""

    text: str
    public_id: str
    digest: str


def new_secret() -> Secret:
    """Draw a token at random."""
    public, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return Secret(text=f"{PREFIX}_{public}_{secret}", public_id=public, digest=digest(secret))


def parse(text: str) -> tuple[str, str] | None:
    """Return the public id of a token and the digest of its secret; None where it is no token."""
    match = _FORM.fullmatch(text)
    return (match["public"], digest(match["secret"])) if match else None


def digest(secret: str) -> str:
    """Return what is kept of a secret; 256 random bits need neither salt nor a slow hash."""
    return sha256(secret.encode()).hexdigest()


def is_same(left: str, right: str) -> bool:
    """Compare two digests in a time that says nothing about them."""
    return hmac.compare_digest(left, right)


def purpose(text: str) -> str:
    """Return a purpose without needless blanks.

    Raises:
        NoPurpose: It is shorter than a word that says something.
    """
    bare = " ".join(text.split())
    if not PURPOSE <= len(bare) <= 200:
        raise NoPurpose(text)
    return bare


def check_life(*, now: datetime, expires_at: datetime) -> None:
    """Refuse a life that has ended already or is longer than a year.

    Raises:
        BadLife: It is one of the two.
    """
    if not now < expires_at <= now + timedelta(days=MOST_DAYS):
        raise BadLife(expires_at)
