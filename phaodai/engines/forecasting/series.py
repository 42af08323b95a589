"""Counts by unit and time step as they were known at a moment, and what an answer assumes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.forecasting.faults import BadSetting, NotACount, NothingKnown, WrongShape

Floats = NDArray[np.float64]
Standings = NDArray[np.int8]
Assumed = float | int | str | tuple[float, ...]


class Standing(IntEnum):
    """Whether a number is given, and if not, why."""

    ESTIMATED = 0
    TOO_FEW = 1  # the number would be wild
    UNKNOWN = 2  # the days it needs were not reported
    TOO_EARLY = 3  # the series has not yet run for as long as the method looks back
    NO_SOURCE = 4  # cases without earlier ones that could have infected them


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer rests on, kept with it.

    Attributes:
        method: What was done, in a word that `docs/rules/forecasting.md` explains.
        literature: Where the method is defined.
        data: Where the counts come from.
        as_of: What was known at this moment, nothing later.
        last_day: The last day that the counts speak of.
        assumed: Each setting by name.
    """

    method: str
    literature: str
    data: str
    as_of: datetime
    last_day: date
    assumed: Mapping[str, Assumed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """New cases (or other events) of units by time step.

    Attributes:
        values: Shape (n_units, n_steps), whole numbers from 0 on; NaN = not reported.
        last_day: Day on which the last step ends.
        as_of: Moment whose knowledge the values are, with its time zone.
        source: Where they come from.
        days_each: Length of a step: 1 = days, 7 = weeks.

    Raises:
        WrongShape: Not a table with at least one unit and one step.
        NotACount: A value is negative, infinite or not whole.
        NothingKnown: Every value is missing.
        BadSetting: The moment has no time zone, or a step no length.
    """

    values: Floats
    last_day: date
    as_of: datetime
    source: str
    days_each: int = 1

    def __post_init__(self) -> None:
        check_counts("values", self.values)
        if self.as_of.tzinfo is None:
            raise BadSetting("as_of has no time zone: give an aware moment")
        if self.days_each < 1:
            raise BadSetting(f"days_each is {self.days_each}: a step lasts a day or more")

    @property
    def n_units(self) -> int:
        """How many units there are."""
        return len(self.values)

    @property
    def n_steps(self) -> int:
        """How many days or weeks there are."""
        return int(self.values.shape[1])

    def basis(self, method: str, literature: str, **assumed: Assumed) -> Basis:
        """Return what an answer from these counts rests on."""
        return Basis(method, literature, self.source, self.as_of, self.last_day, assumed)


def check_counts(name: str, values: Floats) -> None:
    """Refuse a table that holds anything but counts and silence."""
    if values.ndim != 2 or 0 in values.shape:
        raise WrongShape(f"{name} is {values.shape}: give (n_units, n_steps), none of them 0")
    known = values[~np.isnan(values)]
    if not known.size:
        raise NothingKnown(f"{name} holds no figure at all: nothing was reported")
    if not np.isfinite(known).all() or (known < 0).any() or (known != np.floor(known)).any():
        wrong = known[~np.isfinite(known) | (known < 0) | (known != np.floor(known))][0]
        raise NotACount(f"{name} holds {wrong:g}: counts are whole numbers from 0 on")
