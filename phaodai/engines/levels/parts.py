"""What rules are made of: numbers with their sources, inputs, choices, criteria and their bands."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Certainty(StrEnum):
    """How well a number is founded."""

    VERIFIED = "verified"  # read in a published text
    CORROBORATED = "corroborated"  # published data agree with it
    UNVERIFIED = "unverified"  # somebody has to compare it with the text first


class InputKind(StrEnum):
    """What an input counts."""

    COUNT = "count"  # from 0 on
    PEOPLE = "people"  # a population that something is divided by: from 1 on


class Period(StrEnum):
    """Over which days an input is summed."""

    DAYS = "days"  # the last days, with the day itself
    WEEK = "week"  # Monday to the day
    MONTH = "month"  # the first of the month to the day


class Spread(StrEnum):
    """Which standard deviation is meant."""

    SAMPLE = "sample"  # squares divided by n - 1
    POPULATION = "population"  # squares divided by n


@dataclass(frozen=True, slots=True)
class Text:
    """A wording in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Number:
    """One number or rule of a pack, and what it rests on.

    Attributes:
        key: Its place, by codes: the same in every version of the pack.
        value: As it is written.
        source: Code of the source.
        certainty: How well it is founded.
    """

    key: str
    value: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Value:
    """A grade, a result of a table or a value of a choice."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Window:
    """The days that an input is summed over.

    Attributes:
        period: How they are counted.
        days: How many, of `Period.DAYS`; 0 otherwise.
    """

    period: Period
    days: int = 0


@dataclass(frozen=True, slots=True)
class Input:
    """A whole number about a unit.

    Attributes:
        code: Its name in the pack.
        text: Its name for people.
        kind: What it counts.
        figure: The indicator that states it, "" where a person does.
        window: The days that are summed; None takes the newest that is known.
        years: How many earlier years it is compared with, each over the same days.
    """

    code: str
    text: Text
    kind: InputKind
    figure: str
    window: Window | None
    years: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some named values, stated by a person.

    Attributes:
        code: Its name.
        text: Its name for people.
        values: From good to bad, if they have an order.
        is_ordered: Whether they have.
        of: Level of the unit that states it, for all units below; "" is the unit itself.
    """

    code: str
    text: Text
    values: tuple[Value, ...]
    is_ordered: bool
    of: str


@dataclass(frozen=True, slots=True)
class Band:
    """Part of the values of a criterion, up to where the next begins.

    Attributes:
        code: Its name.
        text: Its name for people.
        start: Lowest value; None has no lower border.
        is_above: Whether the start itself still belongs to the band below.
    """

    code: str
    text: Text
    start: Fraction | None
    is_above: bool


@dataclass(frozen=True, slots=True)
class Criterion:
    """An input, alone or in proportion, that falls into one of several bands.

    Attributes:
        code: Its name.
        text: Its name for people.
        of: The input.
        over: What it is divided by, "" for nothing.
        per: People that a rate is stated per: 100,000, or 100 for a percentage.
        each_days: Days that a rate is stated per; 0 for the whole window.
        spread: Of the same days in earlier years: bands then begin at so many standard deviations
            above the mean. None compares with no years.
        is_worse_up: Whether more is worse.
        bands: By rising value.
    """

    code: str
    text: Text
    of: str
    over: str
    per: int
    each_days: int
    spread: Spread | None
    is_worse_up: bool
    bands: tuple[Band, ...]
