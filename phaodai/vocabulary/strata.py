"""Parts that figures are broken down into: sets of strata, fixed per indicator.

A stratum is written "age=18+;dose=2": dimensions in alphabetical order, each with one value. The
empty stratum is the whole.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final


@dataclass(frozen=True, slots=True)
class StrataSet:
    """Strata that belong together.

    Attributes:
        code: name of the set.
        label_vi: what it parts by, in Vietnamese.
        label_en: what it parts by, in English.
        strata: the strata themselves.
        is_partition: whether the parts make up the whole; where they overlap or leave something
            out they must not be added up.
    """

    code: str
    label_vi: str
    label_en: str
    strata: tuple[str, ...]
    is_partition: bool

    @property
    def dimensions(self) -> frozenset[str]:
        """The names of what it parts by."""
        return frozenset(read(self.strata[0]))


def read(stratum: str) -> dict[str, str]:
    """Return dimension -> value; the whole has none."""
    return dict(part.split("=", 1) for part in stratum.split(";")) if stratum else {}


def write(values: Mapping[str, str]) -> str:
    """Return the one way to write a stratum."""
    return ";".join(f"{name}={value}" for name, value in sorted(values.items()))


def project(stratum: str, dimensions: Collection[str]) -> str:
    """Return the stratum with the given dimensions alone: what holds of its denominator."""
    return write({name: value for name, value in read(stratum).items() if name in dimensions})


def _set(
    code: str,
    label_vi: str,
    label_en: str,
    values: Mapping[str, tuple[str, ...]],
    *,
    is_partition: bool,
) -> StrataSet:
    names = sorted(values)
    strata = tuple(
        write(dict(zip(names, row, strict=True)))
        for row in product(*(values[name] for name in names))
    )
    return StrataSet(code, label_vi, label_en, strata, is_partition)


# The eighteen age groups of the census of 2019.
FIVE_YEARS: Final = (*(f"{first}-{first + 4}" for first in range(0, 85, 5)), "85+")
# The groups in which vaccination was ordered and reported in 2021; they overlap.
# Source: bulletins of 12/2021 (18+, 65+, 50+, 12-17), guidance on 5-11 of 2022.
VACCINATION_AGES: Final = ("5-11", "12-17", "18+", "50+", "65+")
# 1 and 2, the third of a three-dose vaccine, the additional dose, the first and second booster.
DOSES: Final = ("1", "2", "3", "additional", "booster1", "booster2")

AREA: Final = _set(
    "area", "thành thị, nông thôn", "urban and rural",
    {"area": ("urban", "rural")}, is_partition=True,
)  # fmt: skip
AGE: Final = _set(
    "age", "nhóm tuổi 5 năm", "five-year age groups", {"age": FIVE_YEARS}, is_partition=True
)
AREA_AND_AGE: Final = _set(
    "area_and_age", "thành thị, nông thôn và nhóm tuổi", "urban and rural by age group",
    {"area": ("urban", "rural"), "age": FIVE_YEARS}, is_partition=True,
)  # fmt: skip
AGE_OF_VACCINATION: Final = _set(
    "age_of_vaccination", "nhóm tuổi tiêm chủng", "age groups of vaccination",
    {"age": VACCINATION_AGES}, is_partition=False,
)  # fmt: skip
DOSE: Final = _set("dose", "mũi tiêm", "dose", {"dose": DOSES}, is_partition=False)
AGE_AND_DOSE: Final = _set(
    "age_and_dose", "nhóm tuổi tiêm chủng và mũi tiêm", "age groups of vaccination by dose",
    {"age": VACCINATION_AGES, "dose": DOSES}, is_partition=False,
)  # fmt: skip
FOUND: Final = _set(
    "found", "nơi phát hiện", "where found",
    {"found": ("community", "quarantine", "blocked", "hospital", "entrant")}, is_partition=True,
)  # fmt: skip
PLACE: Final = _set(
    "place", "hình thức cách ly", "where isolated",
    {"place": ("concentrated", "facility", "home")}, is_partition=True,
)  # fmt: skip
METHOD: Final = _set(
    "method", "phương pháp xét nghiệm", "test method",
    {"method": ("pcr", "rapid")}, is_partition=True,
)  # fmt: skip
TIER: Final = _set(
    "tier", "tầng điều trị", "tier of treatment",
    {"tier": ("1", "2", "3")}, is_partition=True,
)  # fmt: skip
CARE: Final = _set(
    "care", "nơi chăm sóc", "place of care",
    {"care": ("home", "tier1", "tier2", "tier3")}, is_partition=True,
)  # fmt: skip
RANK: Final = _set(
    "rank", "loại tiếp xúc", "rank of contact", {"rank": ("f1", "f2")}, is_partition=True
)
PLACE_AND_RANK: Final = _set(
    "place_and_rank", "hình thức cách ly và loại tiếp xúc", "where isolated by rank of contact",
    {"place": ("concentrated", "facility", "home"), "rank": ("f1", "f2")}, is_partition=True,
)  # fmt: skip

SETS: Final = (
    AREA, AGE, AREA_AND_AGE, AGE_OF_VACCINATION, DOSE, AGE_AND_DOSE, FOUND, PLACE, METHOD, TIER,
    CARE, RANK, PLACE_AND_RANK,
)  # fmt: skip
