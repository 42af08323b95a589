"""Thirty days of invented figures, commune by commune: plausible, seeded, silent in two places.

What the daily form asks for is stated by the reports; the rest is published here each next morning,
as the registers will count it. The population of the age groups is invented too, so that nobody
takes it for the census.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from phaodai.delivery.demo import waves
from phaodai.delivery.demo.people import DEMO_PROVINCE
from phaodai.delivery.demo.staff import Province
from phaodai.foundation.units.rows import UnitRow
from phaodai.indicators import publishing
from phaodai.indicators.publishing import Basis, Fact
from phaodai.vocabulary.units import UnitLevel

SOURCE: Final = "reports"
COVID: Final = "COVID-19"
DENGUE: Final = "dengue"
SILENT: Final = frozenset({"22783", "22837"})  # Phước Bình, Phước Chiến: nothing is known of them
HUNGRY: Final = frozenset({"22816", "22885"})  # households waiting for help
UNREACHED: Final = frozenset({"22768", "22903"})
WITHOUT_PLAN: Final = frozenset({"22840", "22853", "22900"})

# What the daily report says of a commune; all else is published beside it.
ASKED: Final = frozenset(
    {(code, "") for code in (
        "cases.confirmed", "cases.current", "cases.unreached", "deaths.count",
        "residents_away.outside", "residents_away.unreached", "welfare.households_hungry",
    )}
    | {("vaccination.people", f"age=18+;dose={dose}") for dose in (1, 2)}
)  # fmt: skip

_CITY = "582"
_SLOW_DISTRICTS = frozenset({"584", "588", "589"})


@dataclass(frozen=True, slots=True)
class Commune:
    """What stays the same about a commune from day to day.

    Attributes:
        district: Code of its district.
        people: Residents.
        start: Share of adults with two doses on the first day.
        daily: What is added to that share each day.
        wave: Mean of new cases a day, where no wave is.
    """

    unit: UnitRow
    district: str
    people: int
    start: float
    daily: float
    wave: float


def communes(province: Province) -> list[Commune]:
    """Return the communes that speak, with what distinguishes them; the same each time."""
    found = []
    for district in province.districts:
        for unit in province.communes_of(district.code):
            if unit.code in SILENT:
                continue
            chance = Random(unit.code)  # noqa: S311 - figures of a demo
            is_city, is_slow = district.code == _CITY, district.code in _SLOW_DISTRICTS
            people = chance.randrange(9_000, 18_000) if is_city else chance.randrange(3_500, 13_000)
            start = chance.uniform(0.66, 0.74) if is_slow else chance.uniform(0.78, 0.88)
            found.append(
                Commune(
                    unit=unit,
                    district=district.code,
                    people=people,
                    start=start,
                    daily=chance.uniform(0.002, 0.004) if is_slow else chance.uniform(0.004, 0.006),
                    wave=chance.uniform(1.5, 5.0) if is_city else chance.uniform(0.2, 2.2),
                )
            )
    return found


def publish_day(province: Province, *, day: date, first: date, now: datetime) -> int:
    """Publish what all units say about one day; return how many facts.

    Args:
        province: Its units.
        day: The day that is spoken of.
        first: The first day of the play: vaccination counts from it.
        now: When it becomes known.
    """
    facts = [
        fact
        for commune in communes(province)
        for fact in _of_commune(commune, day, (day - first).days)
        if fact.disease == DENGUE or (fact.indicator, fact.stratum) not in ASKED
    ]
    facts += _of_province(province, day)
    publishing.publish(source=SOURCE, basis=Basis.STATED, facts=facts, now=now)
    return len(facts)


def told(commune: Commune, day: date, n: int) -> dict[tuple[str, str], int]:
    """Return the figures of a commune that are not about dengue, by indicator and stratum."""
    facts = _of_commune(commune, day, n)
    return {(f.indicator, f.stratum): int(f.value) for f in facts if f.disease != DENGUE}


def _of_commune(commune: Commune, day: date, n: int) -> Iterator[Fact]:
    unit, code = _id(commune.unit), commune.unit.code
    chance = Random(f"{code} {day}")  # noqa: S311 - figures of a demo

    def said(indicator: str, value: int, disease: str = COVID, stratum: str = "") -> Fact:
        return Fact(unit, day, indicator, value, disease, stratum)

    cases = waves.new_cases(code, commune.district, commune.wave, day)
    current = waves.in_care(code, commune.district, commune.wave, day)
    samples = 15 + cases * 6 + chance.randrange(20)
    answered = samples - chance.randrange(4)
    yield said("cases.confirmed", cases)
    yield said("cases.current", current)
    yield said("cases.unreached", min(2, current) if code in UNREACHED else 0)
    yield said("deaths.count", int(chance.random() < current / 4000))
    yield said("contacts.recorded", current * 4 + cases)
    yield said("contacts.sorted", max(0, current * 4 + cases - chance.randrange(3)))
    yield said("isolation.current", current * 2 + chance.randrange(6))
    yield said("samples.taken", samples)
    yield said("samples.answered", answered)
    yield said("samples.answered_12h", round(answered * chance.uniform(0.82, 0.99)))
    yield said("samples.positive", cases)
    yield said("cases.confirmed", _draw(chance, 0.15), DENGUE)
    yield said("welfare.households_hungry", 3 if code in HUNGRY else 0, "")
    yield said("residents_away.outside", commune.people // 40, "")
    yield said("residents_away.unreached", chance.randrange(4), "")
    yield said("plans.required", 2, "")
    yield said("plans.issued", 1 if code in WITHOUT_PLAN or n < 20 else 2, "")
    yield from _of_vaccination(commune, day, n, said_by=unit)


def _of_vaccination(commune: Commune, day: date, n: int, *, said_by: int) -> Iterator[Fact]:
    adults, elders, pupils = (round(commune.people * part) for part in (0.68, 0.21, 0.10))
    share = min(commune.start + n * commune.daily, 0.985)

    def said(indicator: str, value: int, stratum: str, disease: str = COVID) -> Fact:
        return Fact(said_by, day, indicator, value, disease, stratum)

    yield said("population.count", adults, "age=18+", "")
    yield said("population.count", elders, "age=50+", "")
    yield said("population.count", pupils, "age=12-17", "")
    yield said("vaccination.people", round(adults * min(share + 0.07, 0.995)), "age=18+;dose=1")
    yield said("vaccination.people", round(adults * share), "age=18+;dose=2")
    yield said("vaccination.people", round(elders * (share - 0.02)), "age=50+;dose=2")
    yield said("vaccination.people", round(pupils * min(0.2 + n * 0.015, 0.9)), "age=12-17;dose=2")
    yield said("vaccination.doses", round(adults * commune.daily * 1.3), "")


def _of_province(province: Province, day: date) -> Iterator[Fact]:
    """Yield what no commune can say: levels of epidemic, and how long results take."""
    chance = Random(f"{DEMO_PROVINCE} {day}")  # noqa: S311 - figures of a demo
    top = province.units[DEMO_PROVINCE]
    yield Fact(_id(top), day, "samples.turnaround", chance.randrange(9, 15), COVID)
    if day.weekday() == 0:  # assessed every Monday
        for unit in province.units.values():
            is_worse = unit.code in {_CITY, DEMO_PROVINCE}
            if unit.level is not UnitLevel.COMMUNE:
                yield Fact(_id(unit), day, "levels.level", 2 if is_worse else 1, COVID)


def days(*, last: date, n: int) -> list[date]:
    """Return the last days up to one, the earliest first."""
    return [last - timedelta(days=back) for back in reversed(range(n))]


def _draw(chance: Random, mean: float) -> int:
    """Return a small count around a mean."""
    whole = int(mean)
    return max(0, whole + chance.choice((-1, 0, 0, 1)) + int(chance.random() < mean - whole))


def _id(unit: UnitRow) -> int:
    """Return a unit's own number: the last step of its path."""
    return int(unit.path.rstrip("/").rpartition("/")[2])
