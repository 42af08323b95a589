"""What this register publishes: the targets of obligations that were issued."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from decimal import Decimal

from phaodai.indicators import targets
from phaodai.indicators.targets import Comparator, Demand
from phaodai.registers.directives.models import Obligation
from phaodai.registers.directives.rules import deadlines

UNFIT = (
    targets.UnknownIndicator,
    targets.UnknownDisease,
    targets.UnknownStratum,
    targets.NotOfOneDisease,
    targets.NeverDecidedOn,
    targets.ImpossibleValue,
    targets.SaidTwice,
    ValueError,
)


def publish_targets(obligation: Obligation, *, unit_ids: Collection[int], now: datetime) -> bool:
    """Publish the targets that can be judged for the units; say whether there are any.

    A target that no figure can show (an indicator or a group that is not counted) is left to
    evidence.
    """
    fit: list[Demand] = []
    for demand in _demands(obligation, deadlines.local_day(now)):
        try:
            # Without units nothing is stored: only whether it could be.
            targets.set_targets(
                obligation=obligation.ref, unit_ids=(), demands=[*fit, demand], now=now
            )
        except UNFIT:
            continue
        fit.append(demand)
    if fit:
        targets.set_targets(obligation=obligation.ref, unit_ids=unit_ids, demands=fit, now=now)
    return bool(fit)


def withdraw_targets(obligation: Obligation, *, now: datetime) -> None:
    """End the targets of an obligation."""
    if obligation.is_measured:
        targets.withdraw_targets(obligation=obligation.ref, now=now)


def _demands(obligation: Obligation, today: date) -> Iterator[Demand]:
    for target in obligation.targets:
        by = target.get("by")
        last = date.fromisoformat(by) if by else obligation.due_date
        yield Demand(
            indicator=target["indicator"],
            comparator=Comparator(target["comparator"]),
            value=Decimal(str(target["value"])),
            first_day=min(today, last) if last else today,
            last_day=last,
            disease=target.get("disease") or "",
            stratum=target.get("stratum") or "",
        )
