"""The write side of the facts; registers and imports are its only callers."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from phaodai.foundation.units.models import Unit
from phaodai.indicators import dimensions, numbers, rollup, writing
from phaodai.indicators.amounts import ImpossibleValue
from phaodai.indicators.dimensions import UnknownDisease, UnknownIndicator, UnknownStratum
from phaodai.indicators.facts import (
    Fact,
    IsComputed,
    Key,
    NotItsPublisher,
    NotOfOneDisease,
    SaidTwice,
    by_key,
)
from phaodai.indicators.models import Basis, Publication, Value
from phaodai.indicators.numbers import among
from phaodai.indicators.writing import Current, Delta

__all__ = [
    "Basis",
    "Fact",
    "ImpossibleValue",
    "IsComputed",
    "NotItsPublisher",
    "NotOfOneDisease",
    "Publisher",
    "SaidTwice",
    "UnknownDisease",
    "UnknownIndicator",
    "UnknownPublisher",
    "UnknownStratum",
    "Written",
    "publish",
    "register",
    "republish_day",
    "state",
    "withdraw",
]

T = TypeVar("T")

BATCH = 5_000  # ids in one statement, well below what SQLite takes


class UnknownPublisher(LookupError):
    """No register offers its counts under that name."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a publication changed in the table."""

    n_added: int
    n_corrected: int
    n_unchanged: int
    n_withdrawn: int


@dataclass(frozen=True, slots=True)
class Publisher:
    """A register's promise: given a unit and a day, count everything again."""

    source: str
    count_day: Callable[[int, date], Collection[Fact]]


_publishers: dict[str, Publisher] = {}


def register(publisher: Publisher) -> None:
    """Add a publisher; called once per register from `AppConfig.ready`."""
    _publishers[publisher.source] = publisher


@transaction.atomic
def republish_day(*, source: str, unit_id: int, day: date, now: datetime) -> Written:
    """Recount one register's facts for one unit and day, and store what changed.

    Idempotent: a recount that finds the same numbers writes nothing. What is no longer counted
    is withdrawn.

    Raises:
        UnknownPublisher: No register of that name offers its counts.
    """
    if source not in _publishers:
        raise UnknownPublisher(source)
    # One recount per unit at a time; others may still point at the unit meanwhile.
    Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    return publish(
        source=source,
        basis=Basis.COUNTED,
        facts=_publishers[source].count_day(unit_id, day),
        replaces=[(unit_id, day)],
        now=now,
    )


def publish(
    *,
    source: str,
    basis: Basis,
    facts: Iterable[Fact],
    now: datetime,
    revision: UUID | None = None,
    replaces: Sequence[tuple[int, date]] = (),
    within: Collection[str] = (),
) -> Written:
    """Store what a source says, set by set: new rows, corrections, withdrawals.

    Args:
        source: Who says it.
        basis: Stated by a unit or counted by a register.
        facts: What is said; a key may occur once.
        now: The moment from which it is known. Where a row that it replaces is younger (two
            writers who waited for each other), the moment of that row: time never runs back.
        revision: The version of the report that says it. A value that is already there keeps
            the version that said it first.
        replaces: Units and days of which `facts` is all that this source has to say: current
            values of theirs that are not among the facts are withdrawn, not set to zero.
        within: Indicators that `replaces` is about; empty = all of this source and basis.

    Returns:
        Counts of rows; a value that is already there is left alone.

    Raises:
        UnknownIndicator: A code is not in the catalogue.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
        IsComputed: It is a ratio.
        NotItsPublisher: The source may not publish it.
        NotOfOneDisease: A disease is named where none is meant.
        ImpossibleValue: A value is negative, not finite, or finer than four decimals.
        SaidTwice: Two facts share a key.
    """
    with transaction.atomic():
        return state(
            source=source,
            basis=basis,
            facts=facts,
            now=now,
            revision=revision,
            replaces=replaces,
            within=within,
        )


def state(
    *,
    source: str,
    basis: Basis,
    facts: Iterable[Fact],
    now: datetime,
    revision: UUID | None = None,
    replaces: Sequence[tuple[int, date]] = (),
    within: Collection[str] = (),
) -> Written:
    """Do what `publish` does as a part of the caller's act, which an error undoes as a whole."""
    stated = list(facts)
    take_turns({fact.unit_id for fact in stated} | {unit for unit, _ in replaces})
    said = dimensions.series_of(source=dimensions.source_id(source), basis=basis)
    wanted = by_key(stated, source=source, basis=basis, said=said)
    replaced = {(unit, day.toordinal()) for unit, day in replaces}
    going = dict.fromkeys(replaced, _about(said, within)) if replaced else {}
    return publish_amounts(wanted, going=going, now=now, revision=revision)


def publish_amounts(
    wanted: Mapping[Key, int],
    *,
    going: Mapping[tuple[int, int], Collection[int]],
    now: datetime,
    revision: UUID | None,
) -> Written:
    """Store checked amounts; the caller has the turn of their units.

    Args:
        wanted: Unit, series and day -> amount in ten-thousandths.
        going: Unit and day -> series that are withdrawn where they are not among `wanted`.
        now: See `publish`.
        revision: See `publish`.
    """
    current = _current(wanted, going)
    fresh = {key: amount for key, amount in wanted.items() if key not in current}
    deltas = {key: Delta(amount, 1) for key, amount in fresh.items()}
    corrected: dict[Key, int] = {}
    stale: dict[Key, Current] = {}
    for key, row in current.items():
        amount = wanted.get(key)
        if amount == row.amount:
            continue
        stale[key] = row
        if amount is None:
            deltas[key] = Delta(-row.amount, -1)
        else:
            corrected[key] = amount
            deltas[key] = Delta(amount - row.amount, 0)
    gone = [key for key in stale if key not in corrected]

    if deltas:
        moment = max([now, *_moments({row.publication for row in stale.values()})])
        said = writing.open_publication(revision=revision, moment=moment)
        writing.keep_past(stale, closed_by=said)
        writing.remove(gone)
        writing.put(fresh | corrected, publication=said)
        # Last, because whoever writes near by waits for these rows.
        rollup.add(deltas, moment=moment)
    return Written(
        n_added=len(fresh),
        n_corrected=len(corrected),
        n_unchanged=len(current) - len(stale),
        n_withdrawn=len(gone),
    )


def withdraw(
    *,
    source: str,
    basis: Basis,
    units_and_days: Sequence[tuple[int, date]],
    now: datetime,
    within: Collection[str] = (),
) -> Written:
    """Take back what a source said of units and days; they are silent again, not zero.

    Args:
        source: Who said it.
        basis: Stated or counted.
        units_and_days: Of what.
        now: The moment from which it no longer holds.
        within: Indicators that are taken back; empty = all.
    """
    return publish(
        source=source, basis=basis, facts=(), replaces=units_and_days, within=within, now=now
    )


def take_turns(units: Collection[int]) -> None:
    """Let two publications about the same unit wait for each other; SQLite's queue anyway."""
    if connection.features.has_select_for_update:
        for some in _batches(sorted(units)):
            rows = Unit.objects.select_for_update(no_key=True).filter(pk__in=some)
            list(rows.order_by("pk").values_list("pk"))


def _about(said: Mapping[dimensions.Numbers, int], within: Collection[str]) -> list[int]:
    """Return the series that a replacement is about."""
    if not within:
        return list(said.values())
    indicators = set(dimensions.indicator_ids(within).values())
    return [pk for (indicator, _, _), pk in said.items() if indicator in indicators]


def _current(
    wanted: Mapping[Key, int], going: Mapping[tuple[int, int], Collection[int]]
) -> dict[Key, Current]:
    """Read what the publication touches, a batch of units at a time."""
    units = {unit for unit, _, _ in wanted} | {unit for unit, _ in going}
    days = sorted({day for _, _, day in wanted} | {day for _, day in going})
    series = sorted({each for _, each, _ in wanted}.union(*going.values()))
    if not series:
        return {}
    # Days in a row are a range; single days far apart are looked up one by one.
    if days and (days[-1] - days[0] < 2 * len(days) or len(days) > BATCH):
        when, dates = "day BETWEEN %s AND %s", [days[0], days[-1]]
    else:
        when, dates = among("day", days), days
    found: dict[Key, Current] = {}
    for some in _batches(sorted(units)):
        for unit, each, day, amount, publication in numbers.read(
            Value,
            ("unit_id", "series_id", "day", "amount", "publication_id"),
            f"{among('unit_id', some)} AND {among('series_id', series)} AND {when}",
            [*some, *series, *dates],
        ):
            key = (unit, each, day)
            if key in wanted or each in going.get((unit, day), ()):
                found[key] = Current(amount, publication)
    return found


def _moments(publications: Collection[int]) -> list[datetime]:
    found: list[datetime] = []
    for some in _batches(sorted(publications)):
        rows = Publication.objects.filter(pk__in=some)
        found.extend(rows.values_list("published_at", flat=True))
    return found


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while some := list(islice(iterator, BATCH)):
        yield some
