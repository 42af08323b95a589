"""Rules as data: what is compared with what, how far apart it may be, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final


class Kind(StrEnum):
    """How figures are held against each other."""

    SUM = "SUM"  # parts and total
    FALLS = "FALLS"  # a total since the beginning is never less than before
    BALANCE = "BALANCE"  # stock = yesterday's + in - out
    SAME = "SAME"  # several state the same thing
    RATIO = "RATIO"  # one figure is a share of another, within bounds
    UNLIKELY = "UNLIKELY"  # a figure against its own past and its neighbours, weighed
    MISSING = "MISSING"  # silent days in a row
    DIGITS = "DIGITS"  # round figures too often
    COPIED = "COPIED"  # a day's figures are those of an earlier day
    CLAIMED = "CLAIMED"  # one case is claimed by several


class Severity(StrEnum):
    """How much a disagreement matters."""

    ERROR = "error"  # it cannot be right
    WARNING = "warning"  # it may be right, and somebody has to say why


# Kind -> keys of the figures that it needs, and those that it may have.
FIGURES: Final[Mapping[Kind, tuple[frozenset[str], frozenset[str]]]] = {
    Kind.SUM: (frozenset({"at", "parts"}), frozenset()),
    Kind.FALLS: (frozenset({"at"}), frozenset()),
    Kind.BALANCE: (frozenset({"at"}), frozenset({"inflow", "outflow"})),
    Kind.SAME: (frozenset({"at", "parts"}), frozenset()),
    Kind.RATIO: (frozenset({"at", "whole"}), frozenset()),
    Kind.UNLIKELY: (frozenset({"at"}), frozenset({"beside", "others"})),
    Kind.MISSING: (frozenset({"parts"}), frozenset()),
    Kind.DIGITS: (frozenset({"parts"}), frozenset()),
    Kind.COPIED: (frozenset({"parts"}), frozenset()),
    Kind.CLAIMED: (frozenset(), frozenset()),
}
LISTS: Final = frozenset({"parts", "inflow", "outflow", "beside", "others"})
_NUMBERS: Final = frozenset(
    {"tolerance", "share", "least", "most", "odds", "burst", "run", "hours"}
)


class BadRule(ValueError):
    """A rule cannot be read; says which, what is wrong and what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Attributes:
        code: Its name, never given twice.
        kind: How figures are held against each other.
        severity: How much it matters.
        level: Of the units that it holds for.
        disease: Code, or "" where none in particular is meant.
        at: The figure that has to be explained.
        parts: The figures that add up to it, or state the same.
        whole: Of a ratio, what it is a share of.
        inflow: What a stock grew by on the day.
        outflow: What it shrank by.
        beside: Figures that rise with it where its rise is real.
        others: Figures of the same report that may land in its field.
        tolerance: By how much two sides may differ, in the measure of the figure.
        share: By which part of the larger side they may differ, if that is more.
        least: Of a ratio.
        most: Of a ratio.
        odds: Chance of a mistake from which on it has to be explained.
        burst: How many come at once, on the mean, where they are brought in from outside.
        run: Silent days in a row that have to be explained.
        hours: Within how many hours.
        text_vi: What it says, in Vietnamese.
        text_en: What it says, in English.
    """

    code: str
    kind: Kind
    severity: Severity
    level: str
    disease: str = ""
    at: str = ""
    parts: tuple[str, ...] = ()
    whole: str = ""
    inflow: tuple[str, ...] = ()
    outflow: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    tolerance: float = 0.0
    share: float = 0.0
    least: float = 0.0
    most: float = 1.0
    odds: float = 0.5
    burst: float = 10.0
    run: int = 3
    hours: int = 24
    text_vi: str
    text_en: str

    @property
    def figures(self) -> tuple[str, ...]:
        """All figures that it reads, each once."""
        flows, near = (*self.inflow, *self.outflow), (*self.beside, *self.others)
        named = (self.at, *self.parts, self.whole, *flows, *near)
        return tuple(dict.fromkeys(each for each in named if each))


def load(table: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return the rules of a file that was read as TOML.

    Raises:
        BadRule: A rule is not one; the first fault is named.
    """
    rows = table.get("rules")
    if not isinstance(rows, list) or not rows or set(table) != {"rules"}:
        raise BadRule("a file of rules is a list [[rules]] and nothing else")
    found = tuple(load_one(row) for row in rows)
    codes = [rule.code for rule in found]
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise BadRule(f"{twice}: given twice")
    return found


def load_one(row: Mapping[str, Any]) -> Rule:
    """Return one rule.

    Raises:
        BadRule: It is not one.
    """
    code = row.get("code")
    if not isinstance(code, str) or not code.isascii() or not code:
        raise BadRule(f"code: {code!r} is no name")
    try:
        kind, severity = Kind(row.get("kind", "")), Severity(row.get("severity", ""))
    except ValueError as error:
        raise BadRule(f"{code}: {error}") from error
    text = row.get("text")
    if not isinstance(text, dict) or set(text) != {"vi", "en"} or not all(text.values()):
        raise BadRule(f"{code}: text has to say it in vi and en")
    needed, allowed = FIGURES[kind]
    known = {each.name for each in fields(Rule)} - {"text_vi", "text_en"} | {"text"}
    of_figures = LISTS | {"at", "whole"}
    for key in row:
        if key not in known or (key in of_figures and key not in needed | allowed):
            raise BadRule(f"{code}: {key} means nothing in a rule of {kind}")
    if lacking := sorted(needed - set(row)):
        raise BadRule(f"{code}: {lacking[0]} is needed in a rule of {kind}")
    rest: dict[str, Any] = {
        key: _value(code, key, value)
        for key, value in row.items()
        if key not in {"code", "kind", "severity", "text"}
    }
    if not isinstance(rest.get("level"), str):
        raise BadRule(f"{code}: level is needed: of which units")
    return Rule(
        code=code, kind=kind, severity=severity, text_vi=text["vi"], text_en=text["en"], **rest
    )


def _value(code: str, key: str, value: Any) -> Any:
    if key in LISTS:
        if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
            raise BadRule(f"{code}: {key} is a list of figures")
        return tuple(value)
    if key in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise BadRule(f"{code}: {key} is a number from 0 on")
        if key in {"run", "hours"} and (value != int(value) or value < 1):
            raise BadRule(f"{code}: {key} is a whole number from 1 on")
        if key == "odds" and not 0 < value < 1:
            raise BadRule(f"{code}: odds lie between 0 and 1")
        return value
    if not isinstance(value, str) or not value:
        raise BadRule(f"{code}: {key} is the name of a figure")
    return value
