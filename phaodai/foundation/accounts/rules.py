"""Rules of accounts as plain functions of plain values."""

import re
from collections.abc import Iterable
from datetime import date

from phaodai.vocabulary.access import Role

USERNAME = r"^[a-z0-9](?:[a-z0-9._-]{1,58}[a-z0-9])\Z"
REASON = 10  # letters of a reason, at least
# Those that see whose a case, a contact or a sample is: their sessions end sooner.
PERSONAL_DATA_ROLES = frozenset(
    {
        Role.TRACER,
        Role.HEALTH_WORKER,
        Role.LAB_CLERK,
        Role.FACILITY_MANAGER,
        Role.HOTLINE,
    }
)
_PHONE = re.compile(r"\+?[0-9]{3,15}")
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*")


class BadUsername(ValueError):
    """A user name is 3 to 60 small letters without marks, digits, dots, dashes or underscores."""


class BadPhone(ValueError):
    """This is no telephone number."""


class BadAddress(ValueError):
    """This is no e-mail address."""


class AddressTaken(Exception):
    """Another user has the e-mail address."""


class WrongCode(ValueError):
    """This is not the code that was sent to the address."""


class UsernameTaken(Exception):
    """Another user has the name."""


class WeakPassword(Exception):
    """The password breaks the rules; `messages` says which, in the language of the reader."""

    def __init__(self, messages: list[str]) -> None:
        """Keep what the rules said."""
        super().__init__(" ".join(messages))
        self.messages = messages


class AlreadyPosted(Exception):
    """The user holds that role at that body in a part of the time asked for."""


class BadPeriod(ValueError):
    """The last day comes before the first."""


class NoReason(ValueError):
    """The act needs a reason that another person can follow."""


class UnknownBody(LookupError):
    """There is no such body, or it has ended."""


class UnknownPosting(LookupError):
    """There is no such posting of that user."""


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


def bare_address(text: str) -> str:
    """Return an e-mail address as it is compared: in small letters; blank stays blank.

    Raises:
        ValueError: It is none that reports could come from.
    """
    bare = text.strip().lower()
    if bare and (len(bare) > 254 or not _ADDRESS.fullmatch(bare)):
        raise ValueError(text)
    return bare


def overlaps(first: date, last: date | None, periods: Iterable[tuple[date, date | None]]) -> bool:
    """Say whether a period meets any of the others; a missing last day means for ever."""
    return any(
        (last is None or begin <= last) and (end is None or first <= end) for begin, end in periods
    )
