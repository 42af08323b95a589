"""Single cells: days, exact figures, and what spreadsheets write instead of a value."""

import math
import re
import unicodedata
from datetime import date

_DAY = re.compile(
    r"(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4})(?!\d)"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]0{2}:0{2}(?::0{2})?)?"
)
_WORDS = re.compile(
    r"ng[aà]y\s+(?P<day>\d{1,2})\s+th[aá]ng\s+(?P<month>\d{1,2})\s+n[aă]m\s+(?P<year>\d{4})",
    re.IGNORECASE,
)
_ERRORS = re.compile(r"^#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]?$|^Err:\d+$|^#{2,}$")
_FORMULA = re.compile(r"^\s*[=@]|^\s*[+\-](?![\s\d.,])")
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_MARKS = re.compile("[\\u0300-\\u036f]{5,}")  # ordering endless marks takes quadratic time
_WIDE = {0xFF10 + digit: ord("0") + digit for digit in range(10)} | {0xFF0C: 44, 0xFF0E: 46}
_NONE = re.compile(
    "[-\u2010-\u2015\u2212_./]{1,3}|kh[oô]ng(?: c[oó])?|ko|kc|k|nil|none|no|n/?a", re.IGNORECASE
)
_UNIT = re.compile(r"^[+-]?[\d.,\s\u00a0]*\d[\d.,\s\u00a0]*$")


def tidy(text: str) -> str:
    """Return a cell in NFC, without blanks around it and letters that nobody sees.

    Wide digits of East Asian keyboards become the common ones.
    """
    plain = unicodedata.normalize("NFC", _MARKS.sub("", text)).translate(_WIDE)
    return _UNSEEN.sub("", plain).strip()


def exact(number: float) -> str:
    """Return a figure of a spreadsheet so that no reader can take its comma for a thousand.

    Spreadsheets show 15 digits; three decimals get a fourth, for "1,234" means 1234 to many.
    """
    if math.isfinite(number) and number == int(number):
        return str(int(number))
    text = f"{number:.15g}"
    if "e" in text or "n" in text:  # too small to be counted, or no number
        return text
    whole, _, part = text.partition(".")
    return f"{whole},{part}0" if len(part) == 3 else f"{whole},{part}"


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet would run a text rather than show it."""
    return bool(_FORMULA.match(text))


def is_dash(text: str) -> bool:
    """Say whether a cell writes "none" in a way that may be zero or not known: "-", "không"."""
    return bool(_NONE.fullmatch(text.strip()))


def is_error(text: str) -> bool:
    """Say whether a spreadsheet says that it has no value: "#REF!", "####"."""
    return bool(_ERRORS.match(text.strip()))


def is_number_like(text: str) -> bool:
    """Say whether a cell holds digits and their marks alone."""
    return bool(_UNIT.match(text.strip()))


def read_day(text: str) -> date | None:
    """Return the day that a whole cell writes, day before month; None where it is none."""
    stripped = text.strip()
    found = _DAY.fullmatch(stripped) or _ISO.fullmatch(stripped) or _WORDS.fullmatch(stripped)
    return _date(found)


def days_in(text: str) -> set[date]:
    """Return the days that a line of prose names: "đến 7 giờ ngày 23/11/2021"."""
    found = [*_DAY.finditer(text), *_WORDS.finditer(text)]
    return {day for match in found if (day := _date(match)) is not None}


def _date(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
