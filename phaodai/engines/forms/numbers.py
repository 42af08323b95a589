"""Figures as people write them, as whole hundredths, and as screens show them.

Vietnamese writes 1.234,5 and spreadsheets 1,234.5. What could mean two things is refused, never
guessed; a field without decimals takes either mark between thousands. Hundredths are exact, here
and in the browser.
"""

import re
from enum import StrEnum

PER_ONE = 100
LARGEST = 10**12  # of one figure, in ones

# Listed, because Python and browsers do not agree on what white space is.
BLANKS = " \t\n\r\u00a0\u2009\u200b\u200c\u200d\u202f\ufeff"

_WHOLE = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+|(?: [0-9]{3})+)")
_DECIMAL = re.compile(
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),(?P<part>[0-9]+)"
    r"|(?P<plain>[0-9]+)\.(?P<rest>[0-9]+)"
)


class NumberFault(StrEnum):
    """Why what was written is no figure of the field."""

    NOT_NUMBER = "not_number"
    NOT_INTEGER = "not_integer"
    TOO_FINE = "too_fine"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"


def read_number(text: str, decimals: int = 0) -> int | NumberFault:
    """Return what was written in hundredths, or what is wrong with it.

    Args:
        text: Not blank.
        decimals: Digits after the comma that the field takes, 0 to 2.
    """
    if text.isdecimal() and text.isascii() and len(text) < len(str(LARGEST)):
        return int(text) * PER_ONE  # as nearly all are written
    digits = text.strip(BLANKS)
    is_negative = digits[:1] in ("-", "\u2212")
    if is_negative:
        digits = digits[1:].lstrip(BLANKS)
    read = _digits(digits, decimals)
    if isinstance(read, NumberFault):
        return read
    whole, part = read
    whole = whole.lstrip("0") or "0"
    if len(whole) > len(str(LARGEST)):
        return NumberFault.TOO_LARGE  # before Python is asked to read a million digits
    amount = int(whole) * PER_ONE + int(part.ljust(2, "0"))
    if amount > LARGEST * PER_ONE:
        return NumberFault.TOO_LARGE
    return NumberFault.NEGATIVE if is_negative and amount else amount


def _digits(text: str, decimals: int) -> tuple[str, str] | NumberFault:
    """Return the digits before and after the comma, or what is wrong with them."""
    if _WHOLE.fullmatch(text):
        return text, ""
    # "1,234" in a field with decimals is not a thousand: it is refused below as too fine.
    if _GROUPED.fullmatch(text) and not (decimals and "," in text):
        return re.sub("[., ]", "", text), ""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return NumberFault.NOT_NUMBER
    if not decimals:
        return NumberFault.NOT_INTEGER
    part = found["part"] or found["rest"]
    if len(part) > decimals:
        return NumberFault.TOO_FINE
    return (found["whole"] or found["plain"]).replace(".", ""), part


def write_number(amount: int) -> str:
    """Return the one way in which a figure is kept, "1234" or "12.5"; `read_number` reads it."""
    whole, part = divmod(amount, PER_ONE)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)


def show_number(amount: int, language: str) -> str:
    """Return a figure as readers of the language expect it; it may be below zero."""
    sign, (whole, part) = "-" if amount < 0 else "", divmod(abs(amount), PER_ONE)
    text = f"{whole:,}" + (f".{part:02}".rstrip("0") if part else "")
    return sign + (text.translate({44: ".", 46: ","}) if language == "vi" else text)
