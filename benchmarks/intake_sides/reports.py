"""Made-up daily reports of communes that keep every rule of the form."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from phaodai.engines.forms.definition import Form
from phaodai.engines.forms.evaluation import Figures, amount_of
from phaodai.engines.forms.loading import load
from phaodai.engines.forms.numbers import PER_ONE

FORM = "daily-commune"
DEFINITION = Path(__file__).parents[2] / f"phaodai/registers/reports/builtin/{FORM}.toml"
N_PROVINCES, N_DISTRICTS = 4, 24
HISTORY = 28  # days before, which the rules look back over
FOUND = ("f0_community", "f0_quarantine", "f0_hospital")
FREE = ("staff_on_duty", "tracing_teams", "masks", "rapid_tests", "disinfectant", "doses_18_1")


@dataclass(frozen=True, slots=True)
class Filing:
    """One report of one commune: what is sent, whatever the side."""

    id: UUID
    commune: int  # its place in the list, 0 and up
    day: date
    values: dict[str, str]

    def body(self) -> dict[str, Any]:
        """Return it as it is sent."""
        return {
            "id": str(self.id),
            "form": FORM,
            "form_version": 1,
            "day": self.day.isoformat(),
            "values": self.values,
        }

    def tidy(self) -> dict[str, str]:
        """Return its values as they are kept, computed ones filled in."""
        figures = Figures({name: int(self.values[name]) * PER_ONE for name in _TYPED})
        sums = {name: amount_of(formula, figures) or 0 for name, formula in _COMPUTED.items()}
        return {**self.values, **{name: str(amount // PER_ONE) for name, amount in sums.items()}}


@dataclass(frozen=True, slots=True)
class Block:
    """Days in a row that one way of saving files, and the four weeks before them.

    Attributes:
        first: The first of them.
        communes: How many file.
    """

    first: date
    communes: int

    def past(self) -> list[Filing]:
        """Return what was reported before."""
        return [each for n in range(-HISTORY, 0) for each in self.day(n)]

    def day(self, n: int) -> list[Filing]:
        """Return what is reported on the n-th day, 0 and up."""
        day = self.first + timedelta(days=n)
        return [
            Filing(_id(commune, day), commune, day, _values(commune, n + HISTORY))
            for commune in range(self.communes)
        ]


def form() -> Form:
    """Return the form that is filed."""
    return load(tomllib.loads(DEFINITION.read_text(encoding="utf-8")), names=None)


def codes(n_communes: int) -> list[str]:
    """Return the codes of the communes."""
    return [f"{number:05}" for number in range(n_communes)]


def _values(commune: int, n: int) -> dict[str, str]:
    """Return what a commune reports on the n-th day: who falls ill recovers the same day."""
    found = dict.fromkeys(_TYPED, 0)
    for place, name in enumerate(FOUND):
        found[name] = _found(commune, n, place)
    for place, name in enumerate(FREE):
        found[name] = (commune * 31 + n * 17 + place * 7) % 500
    found["f0_current"] = found["care_home"] = found["f0_reached"] = 10 + commune % 90
    found["f0_recovered"] = sum(found[name] for name in FOUND)
    found["f0_total"] = 1_000 + sum(
        _found(commune, day, place) for day in range(n + 1) for place in range(len(FOUND))
    )
    found["samples_pcr"] = found["answered_pcr"] = (commune + n) % 20
    return {**{name: str(amount) for name, amount in found.items()}, **_CHOSEN}


def _found(commune: int, n: int, place: int) -> int:
    return (commune * 7 + n * 5 + place * 3) % 4


def _id(commune: int, day: date) -> UUID:
    """Return a UUIDv7 that is the same in every run."""
    random = Random(f"{commune} {day}").getrandbits(74)
    moment = day.toordinal() * 86_400_000 + commune
    return UUID(
        int=moment << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (1 << 62) - 1
    )


_FIELDS = list(form().fields())
_TYPED = [each.code for each in _FIELDS if each.is_number and each.formula is None]
_COMPUTED = {each.code: each.formula for each in _FIELDS if each.formula is not None}
_CHOSEN = {each.code: each.choices[0].code for each in _FIELDS if each.choices}
