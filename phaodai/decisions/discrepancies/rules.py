"""Names of figures, terms and answers; `docs/rules/discrepancies.md` says the same in words."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from phaodai.decisions.discrepancies.states import OWED, State
from phaodai.vocabulary.indicators import CATALOGUE

HERE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
REPORTS: Final = "reports"
SHORTEST, LONGEST = 10, 4_000  # characters of an explanation or a reason, blanks left out
OFFICE_HOURS: Final = 4  # how long the office above has, before its chairman is told
REMIND_AT: Final = 0.5  # of the term

_FIGURE: Final = re.compile(
    r"(?P<code>[a-z_]+\.[a-z_0-9]+)"
    r"(?:\[(?P<stratum>[^\]]+)\])?"
    r"(?:@(?P<source>[a-z_0-9]+(?::[a-z_0-9]+)?))?"
    r"(?P<below>/below)?"
)


class BadFigure(ValueError):
    """The name of a figure cannot be read, or it is of nothing in the catalogue."""


class BadAnswer(ValueError):
    """An answer says too little or too much."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the name of a figure stands for: "cases.confirmed[found=community]@cases/below".

    Args:
        code: Of the catalogue.
        stratum: "found=community", or "" for all.
        source: Who says it.
        is_stated: In a report; otherwise a register counted it.
        is_below: Summed over the communes below, where all have spoken.
    """

    code: str
    stratum: str
    source: str
    is_stated: bool
    is_below: bool


def named(figure: str) -> Named:
    """Read the name of a figure.

    Raises:
        BadFigure: It is none, or there is no such indicator, stratum or source.
    """
    match = _FIGURE.fullmatch(figure)
    if match is None:
        raise BadFigure(f"{figure!r}: indicator[stratum]@source")
    entry = CATALOGUE.get(match["code"])
    if entry is None or not entry.publishers:
        raise BadFigure(f"{figure!r}: there is no figure {match['code']}")
    stratum, source = match["stratum"] or "", match["source"] or REPORTS
    if not entry.has_stratum(stratum):
        raise BadFigure(f"{figure!r}: {entry.code} has no part {stratum}")
    if not entry.may_be_published_by(source):
        raise BadFigure(f"{figure!r}: {source} does not say {entry.code}")
    is_stated = source.partition(":")[0] == REPORTS
    return Named(entry.code, stratum, source, is_stated, match["below"] is not None)


def key_of(*, rule: str, unit: int, day: date | None, code: str = "") -> str:
    """Return what makes two findings the same one: the rule, the unit and the day, or the case."""
    return "|".join((rule, str(unit), day.isoformat() if day else "", code))


def due_at(found_at: datetime, hours: int) -> datetime:
    """Return when an answer is owed."""
    return found_at + timedelta(hours=hours)


def remind_at(found_at: datetime, due: datetime) -> datetime:
    """Return when the unit is reminded."""
    return found_at + (due - found_at) * REMIND_AT


def answered(text: str) -> str:
    """Return what was written without blanks at its ends.

    Raises:
        BadAnswer: There are fewer than ten signs that are not blanks, or more than 4 000.
    """
    said = text.strip()
    if sum(not sign.isspace() and sign.isprintable() for sign in said) < SHORTEST:
        raise BadAnswer("short")
    if len(said) > LONGEST:
        raise BadAnswer("long")
    return said


def is_overdue(state: State, due: datetime, now: datetime) -> bool:
    """Say whether an answer is owed and late."""
    return state in OWED and now > due


def local_day(moment: datetime) -> date:
    """Return the day in Vietnam."""
    return moment.astimezone(HERE).date()
