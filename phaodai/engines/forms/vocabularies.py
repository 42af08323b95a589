"""The names that a definition may use: given by whoever reads it, never known here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol


class Counted(Protocol):
    """What a form has to know of an indicator."""

    @property
    def kind(self) -> str:
        """FLOW, STOCK, RATIO or OWN."""

    @property
    def measure(self) -> str:
        """What it is measured in."""

    @property
    def of_disease(self) -> bool:
        """Whether it is counted disease by disease."""

    def has_stratum(self, stratum: str) -> bool:
        """Say whether it is broken down that way."""

    def may_be_published_by(self, source: str) -> bool:
        """Say whether a source may publish it."""


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """Names that fields and filers may point at.

    Attributes:
        indicators: by code.
        diseases: codes.
        levels: levels of units, "COMMUNE".
        bodies: kinds of bodies, "people_committee".
        roles: roles of posts, "reporter".
        registers: registers that can count for a form.
    """

    indicators: Mapping[str, Counted]
    diseases: Collection[str]
    levels: Collection[str]
    bodies: Collection[str]
    roles: Collection[str]
    registers: Collection[str]
