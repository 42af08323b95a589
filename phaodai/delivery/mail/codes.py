"""The code in the subject: an address can be forged, a code has to be known."""

import re

from django.utils.crypto import constant_time_compare

from phaodai.foundation.accounts.correspondents import sender_code
from phaodai.vocabulary.refs import UserRef

_CODE = re.compile(r"\[?\bPD-([A-Z2-7]{4})-([A-Z2-7]{4})\b\]?", re.IGNORECASE)


def code_of(user: UserRef) -> str:
    """Return the code of a sender, "PD-K7QX-2MVB": 40 bits that follow from the secret key."""
    return sender_code(user)


def split(subject: str) -> tuple[str, list[str]]:
    """Return a subject without the codes in it, and the codes."""
    codes = [f"PD-{first}-{second}".upper() for first, second in _CODE.findall(subject)]
    return " ".join(_CODE.sub(" ", subject).split()), codes


def knows(user: UserRef, codes: list[str]) -> bool:
    """Say whether one of the codes is the sender's."""
    wanted = code_of(user)
    return any(constant_time_compare(each, wanted) for each in codes)
