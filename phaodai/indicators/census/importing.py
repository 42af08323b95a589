"""The counts of the census published as population, one act a call."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from phaodai.foundation.audit import operations as audit
from phaodai.indicators import policies, publishing
from phaodai.indicators.census.matching import Match, Rejection, match
from phaodai.indicators.census.tables import AREAS, DAY, NATIONAL, Counted, Unreadable, read
from phaodai.indicators.publishing import Basis, Fact, Written
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.strata import FIVE_YEARS
from phaodai.vocabulary.units import UnitLevel

__all__ = ["NATIONAL", "Rejection", "Report", "Unreadable", "import_census"]

INDICATOR: Final = "population.count"
SOURCE: Final = "census2019"
# The age groups of vaccination cut through those of the census: the single years in between are
# taken as equally many. They stand under a name of their own, so nobody takes them for counts.
ESTIMATE: Final = "census2019:interpolated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of the rows of one file; n_read = n_ok + n_rejected."""

    level: UnitLevel
    n_read: int
    n_ok: int
    n_rejected: int
    n_units: int  # of the tree, that now have a population
    n_merged: int  # of them, those that are summed from several units of the census
    people_read: int
    people_stored: int
    is_national_sum: bool  # whether all that was read sums to the official figure
    written: Written
    merged: tuple[tuple[str, tuple[str, ...]], ...]
    rejections: tuple[Rejection, ...]
    is_dry_run: bool


def import_census(*, actor: Actor, raw: bytes, now: datetime, is_dry_run: bool = False) -> Report:
    """Publish one table of the census as population; a second time nothing changes.

    A unit is taken whole or not at all: with one bad row its sums would be wrong.

    Args:
        actor: Who acts.
        raw: The file: district × urban/rural × age, or province × age.
        now: The moment of the act.
        is_dry_run: Report, and keep nothing.

    Raises:
        NotAllowed: The actor may not manage indicators.
        Unreadable: The file is no table of the census.
    """
    policies.check_can_manage(actor)
    counted = read(raw)
    matches, rejections = match(counted)
    with transaction.atomic():
        written = _publish(matches, now)
        audit.record(
            actor=actor,
            action="indicator.import_census",
            subject_kind="indicator",
            subject_ref=None,
            details={"units": len(matches), "rejected": len(rejections)},
            at=now,
        )
        transaction.set_rollback(is_dry_run)
    n_rejected = sum(rejection.n_rows for rejection in rejections)
    n_read = sum(each.n_rows for each in counted)
    people = sum(each.total for each in counted)
    return Report(
        level=counted[0].level,
        n_read=n_read,
        n_ok=n_read - n_rejected,
        n_rejected=n_rejected,
        n_units=len(matches),
        n_merged=sum(len(each.parts) > 1 for each in matches),
        people_read=people,
        people_stored=sum(part.total for each in matches for part in each.parts),
        is_national_sum=people == NATIONAL,
        written=written,
        merged=tuple(
            (each.full_name, tuple(part.name for part in each.parts))
            for each in matches
            if len(each.parts) > 1
        ),
        rejections=tuple(sorted(rejections, key=lambda each: (each.code, each.name))),
        is_dry_run=is_dry_run,
    )


def _publish(matches: Sequence[Match], now: datetime) -> Written:
    counts = [(each.unit_id, _cells(each.parts)) for each in matches]
    replaces = [(unit_id, DAY) for unit_id, _ in counts]
    parts = [
        publishing.publish(
            source=source,
            basis=Basis.STATED,
            facts=(fact for unit_id, cells in counts for fact in make(unit_id, cells)),
            replaces=replaces,
            within=[INDICATOR],
            now=now,
        )
        for source, make in ((SOURCE, _counted), (ESTIMATE, _estimated))
    ]
    return Written(
        n_added=sum(part.n_added for part in parts),
        n_corrected=sum(part.n_corrected for part in parts),
        n_unchanged=sum(part.n_unchanged for part in parts),
        n_withdrawn=sum(part.n_withdrawn for part in parts),
    )


def _cells(parts: Sequence[Counted]) -> Counter[tuple[str, str]]:
    cells: Counter[tuple[str, str]] = Counter()
    for part in parts:
        cells.update(part.cells)
    return cells


def _counted(unit_id: int, cells: Counter[tuple[str, str]]) -> Iterator[Fact]:
    """Yield what was counted: every cell, and the sums that are made of cells alone."""
    ages = _by_age(cells)
    yield _fact(unit_id, sum(ages.values()))
    for age, people in ages.items():
        yield _fact(unit_id, people, f"age={age}")
    for oldest in (50, 65):
        yield _fact(unit_id, _from(ages, oldest), f"age={oldest}+")
    for (area, age), people in cells.items():
        if area:
            yield _fact(unit_id, people, f"age={age};area={area}")
    for area in AREAS:
        if (area, FIVE_YEARS[0]) in cells:
            yield _fact(unit_id, sum(n for (a, _), n in cells.items() if a == area), f"area={area}")


def _estimated(unit_id: int, cells: Counter[tuple[str, str]]) -> Iterator[Fact]:
    """Yield the age groups of vaccination, two of which are exact."""
    ages = _by_age(cells)
    early, late = ages["10-14"], ages["15-19"]
    yield _fact(unit_id, ages["5-9"] + _fifths(2 * early), "age=5-11")
    yield _fact(unit_id, _fifths(3 * early + 3 * late), "age=12-17")
    yield _fact(unit_id, _fifths(2 * late) + _from(ages, 20), "age=18+")
    for oldest in (50, 65):
        yield _fact(unit_id, _from(ages, oldest), f"age={oldest}+")


def _by_age(cells: Counter[tuple[str, str]]) -> Counter[str]:
    ages: Counter[str] = Counter()
    for (_, age), people in cells.items():
        ages[age] += people
    return ages


def _from(ages: Counter[str], oldest: int) -> int:
    return sum(n for age, n in ages.items() if int(age.rstrip("+").split("-")[0]) >= oldest)


def _fifths(five_times: int) -> int:
    """Return a fifth, to the nearest whole person."""
    return (five_times * 2 + 5) // 10


def _fact(unit_id: int, people: int, stratum: str = "") -> Fact:
    return Fact(unit_id=unit_id, day=DAY, indicator=INDICATOR, value=people, stratum=stratum)
