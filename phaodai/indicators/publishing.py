"""The write side of the facts; registers and imports are its only callers."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from phaodai.foundation.units.models import Unit
from phaodai.indicators import dimensions
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
from phaodai.indicators.inserting import insert
from phaodai.indicators.models import Basis, Source, Value

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


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that is believed at present."""

    pk: int
    key: Key
    amount: int
    published_at: datetime


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


@transaction.atomic
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
    wanted = by_key(facts, source=source, basis=basis)
    by = dimensions.source_id(source)
    # Two publications of one source wait for each other; SQLite's writers queue anyway.
    Source.objects.select_for_update(no_key=True).get(pk=by)
    replaced = {(unit, day.toordinal()) for unit, day in replaces}
    only = set(dimensions.indicator_ids(within).values()) if within else None

    stale: list[_Row] = []
    n_unchanged = n_corrected = 0
    for row in _current(by, basis, wanted.keys(), replaced):
        if row.key not in wanted:
            if row.key[:2] in replaced and (only is None or row.key[2] in only):
                stale.append(row)
        elif wanted[row.key] == row.amount:
            del wanted[row.key]
            n_unchanged += 1
        else:
            stale.append(row)
            n_corrected += 1

    moment = max([now, *(row.published_at for row in stale)])
    for some in _batches(row.pk for row in stale):
        Value.objects.filter(pk__in=some).update(superseded_at=moment)
    insert(wanted, source=by, basis=basis, revision=revision, moment=moment)
    return Written(
        n_added=len(wanted) - n_corrected,
        n_corrected=n_corrected,
        n_unchanged=n_unchanged,
        n_withdrawn=len(stale) - n_corrected,
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


def _current(
    source: int, basis: Basis, keys: Collection[Key], replaced: Collection[tuple[int, int]]
) -> Iterator[_Row]:
    """Read the current rows that the publication could touch, a batch of units at a time."""
    touched = {key[:2] for key in keys} | set(replaced)
    if not touched:
        return
    days = sorted({day for _, day in touched})
    for some in _batches(sorted({unit for unit, _ in touched})):
        rows = Value.objects.filter(
            unit_id__in=some, source_id=source, basis=basis, superseded_at=None
        )
        # Days in a row are a range; single days far apart are looked up one by one.
        if days[-1] - days[0] < 2 * len(days) or len(days) > BATCH:
            rows = rows.filter(day__gte=days[0], day__lte=days[-1])
        else:
            rows = rows.filter(day__in=days)
        for pk, unit, day, indicator, disease, stratum, amount, at in rows.values_list(
            "pk",
            "unit_id",
            "day",
            "indicator_id",
            "disease_id",
            "stratum_id",
            "amount",
            "published_at",
        ):
            yield _Row(pk, (unit, day, indicator, disease, stratum), amount, at)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while some := list(islice(iterator, BATCH)):
        yield some
