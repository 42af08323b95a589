"""Which numbers the page shows: data, by the level of the unit; the product's or one's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Indicator, Kind
from phaodai.vocabulary.units import UnitLevel

BUILTIN: Final = Path(__file__).with_name("figures.toml")
MOST: Final = 6


class BadChoice(ValueError):
    """The file names what cannot be shown; the message says where."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One number that is shown.

    Attributes:
        code: by which the file and the address of its page name it.
    """

    code: str
    indicator: str
    disease: str = ""
    stratum: str = ""

    @property
    def entry(self) -> Indicator:
        """What is counted."""
        return CATALOGUE[self.indicator]

    @property
    def is_flow(self) -> bool:
        """Whether days may be added up."""
        return self.entry.kind is Kind.FLOW


def chosen(level: UnitLevel) -> tuple[Choice, ...]:
    """Return the numbers of a level, in their order.

    Raises:
        BadChoice: The file of the installation names what cannot be shown.
    """
    return _read(settings.BRIEF_FIGURES or str(BUILTIN)).get(level, ())


@cache
def _read(path: str) -> Mapping[UnitLevel, tuple[Choice, ...]]:
    said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    try:
        figures = {code: Choice(code, **row) for code, row in said["figures"].items()}
        levels = {
            UnitLevel(level): tuple(figures[code] for code in codes)
            for level, codes in said["levels"].items()
        }
    except (KeyError, TypeError, ValueError) as error:
        raise BadChoice(f"{path}: {error}") from error
    for code, choice in figures.items():
        entry = CATALOGUE.get(choice.indicator)
        if entry is None or entry.kind not in (Kind.FLOW, Kind.STOCK):
            raise BadChoice(f"{path}: [figures.{code}] {choice.indicator}")
    for level, choices in levels.items():
        if len(choices) > MOST:
            raise BadChoice(f"{path}: [levels] {level} > {MOST}")
    return levels
