"""Duties as data: "this indicator at least so much by that day", published by directives."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from phaodai.indicators import dimensions
from phaodai.indicators.amounts import ImpossibleValue, to_amount
from phaodai.indicators.dimensions import UnknownDisease, UnknownIndicator, UnknownStratum
from phaodai.indicators.facts import NotOfOneDisease
from phaodai.indicators.models import Comparator, Target

__all__ = [
    "Comparator",
    "Demand",
    "ImpossibleValue",
    "NeverDecidedOn",
    "NotOfOneDisease",
    "SaidTwice",
    "UnknownDisease",
    "UnknownIndicator",
    "UnknownStratum",
    "set_targets",
    "withdraw_targets",
]

BATCH = 1_000

_Key = tuple[int, int, int, int, str]  # unit, indicator, disease, stratum, comparator
_Terms = tuple[int, date, date | None]  # amount, first day, last day


class NeverDecidedOn(Exception):
    """An indicator of one installation is shown and summed, never judged by."""


class SaidTwice(Exception):
    """Two demands of one obligation ask for the same figure in the same way."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A target as an obligation states it.

    Args:
        indicator: Code of the catalogue; ratios too.
        comparator: How the figure is compared.
        value: In the measure of the indicator.
        first_day: From when it is judged.
        last_day: Until when; None = until it is withdrawn.
        disease: Code, or "" where none is meant.
        stratum: "age=18+;dose=2", or "" for all.
    """

    indicator: str
    comparator: Comparator
    value: Decimal | int
    first_day: date
    last_day: date | None = None
    disease: str = ""
    stratum: str = ""


@transaction.atomic
def set_targets(
    *,
    obligation: UUID,
    unit_ids: Collection[int],
    demands: Collection[Demand],
    among: Collection[int] | None = None,
    now: datetime,
) -> int:
    """Publish the targets of an obligation for its units, in place of earlier ones.

    Idempotent: a target that stands already is left alone, one that changed is withdrawn and
    set anew, so what was demanded on any earlier day stays answerable.

    Args:
        obligation: Whose targets.
        unit_ids: Of which units they are demanded.
        demands: What is demanded of each.
        among: The earlier ones of these units alone are replaced; None = of all.
        now: The moment of the act.

    Returns:
        How many of these targets run now.

    Raises:
        UnknownIndicator: A code is not in the catalogue.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
        NotOfOneDisease: A disease is named where none is meant.
        NeverDecidedOn: The indicator is a local one.
        ImpossibleValue: The value is negative, not finite, or finer than four decimals.
        SaidTwice: Two demands differ in nothing but their value or their days.
        ValueError: A target ends before it begins.
    """
    wanted = _wanted(unit_ids, demands)
    n_wanted = len(wanted)
    stale: list[int] = []
    moment = now
    for target in _running(obligation, among):
        key = (
            target.unit_id,
            target.indicator_id,
            target.disease_id,
            target.stratum_id,
            target.comparator,
        )
        if wanted.get(key) == (target.amount, target.first_day, target.last_day):
            del wanted[key]
        else:
            stale.append(target.pk)
            moment = max(moment, target.published_at)
    n_kept = n_wanted - len(wanted)
    _withdraw(stale, moment)
    Target.objects.bulk_create(
        (
            Target(
                unit_id=unit,
                indicator_id=indicator,
                disease_id=disease,
                stratum_id=stratum,
                comparator=comparator,
                amount=amount,
                first_day=first_day,
                last_day=last_day,
                obligation_ref=obligation,
                published_at=moment,
            )
            for (unit, indicator, disease, stratum, comparator), (
                amount,
                first_day,
                last_day,
            ) in wanted.items()
        ),
        batch_size=BATCH,
    )
    return n_kept + len(wanted)


@transaction.atomic
def withdraw_targets(*, obligation: UUID, now: datetime) -> int:
    """End the running targets of an obligation; return how many there were."""
    running = Target.objects.select_for_update().filter(
        obligation_ref=obligation, withdrawn_at=None
    )
    rows = list(running.values_list("pk", "published_at"))
    _withdraw([pk for pk, _ in rows], max([now, *(at for _, at in rows)]))
    return len(rows)


def _running(obligation: UUID, among: Collection[int] | None) -> Iterator[Target]:
    running = Target.objects.select_for_update().filter(
        obligation_ref=obligation, withdrawn_at=None
    )
    if among is None:
        yield from running
        return
    ids = sorted(among)
    for start in range(0, len(ids), BATCH):
        yield from running.filter(unit_id__in=ids[start : start + BATCH])


def _wanted(unit_ids: Collection[int], demands: Collection[Demand]) -> dict[_Key, _Terms]:
    _check(demands)
    indicators = dimensions.indicator_ids({demand.indicator for demand in demands})
    diseases = dimensions.disease_ids({demand.disease for demand in demands})
    strata = dimensions.stratum_ids({demand.stratum for demand in demands})
    terms: dict[tuple[int, int, int, str], _Terms] = {}
    for demand in demands:
        key = (
            indicators[demand.indicator],
            diseases[demand.disease],
            strata[demand.stratum],
            str(demand.comparator),
        )
        if key in terms:
            raise SaidTwice(f"{demand.indicator} {demand.comparator} {demand.stratum}")
        terms[key] = (to_amount(demand.value), demand.first_day, demand.last_day)
    return {(unit, *key): what for unit in unit_ids for key, what in terms.items()}


def _check(demands: Collection[Demand]) -> None:
    entries = dimensions.entries(demand.indicator for demand in demands)
    for demand in demands:
        entry = entries[demand.indicator]
        if dimensions.is_local(entry.code):
            raise NeverDecidedOn(entry.code)
        if demand.disease and not entry.of_disease:
            raise NotOfOneDisease(f"{entry.code} is not of {demand.disease}")
        dimensions.check_stratum(entry, demand.stratum)
        if demand.last_day is not None and demand.last_day < demand.first_day:
            raise ValueError(f"{entry.code}: {demand.last_day} is before {demand.first_day}")


def _withdraw(targets: Collection[int], moment: datetime) -> None:
    ids = list(targets)
    for start in range(0, len(ids), BATCH):
        Target.objects.filter(pk__in=ids[start : start + BATCH]).update(withdrawn_at=moment)
