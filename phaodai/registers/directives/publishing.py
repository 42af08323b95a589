"""What this register publishes: the targets of obligations that were issued.

A unit that got the order from its issuer is held to every target. A unit to which another passed
its share on is held to those that mean the same of a part.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from decimal import Decimal

from phaodai.indicators import targets
from phaodai.indicators.demands import holds_for_parts
from phaodai.indicators.targets import Comparator, Demand
from phaodai.registers.directives.models import Assignment, Obligation
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import AssignmentState, ObligationState, Part, Proof

BATCH = 1_000
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
    fit = _fit(obligation, now)
    if fit:
        targets.set_targets(obligation=obligation.ref, unit_ids=unit_ids, demands=fit, now=now)
    return bool(fit)


def follow_assignments(rows: Collection[Assignment], *, now: datetime) -> None:
    """Demand of the units of some assignments what those that live there are asked for.

    After any act by which assignments came, went or moved. The number of statements grows with
    the obligations, not with the units.

    Args:
        rows: What came, went or moved, each with its obligation.
        now: The moment of the act.
    """
    touched: dict[int, set[int]] = defaultdict(set)
    orders: dict[int, Obligation] = {}
    for row in rows:
        order = orders.setdefault(row.obligation_id, row.obligation)
        if order.is_measured and order.state == ObligationState.ISSUED:
            touched[order.pk].add(row.unit_id)
    for pk, unit_ids in touched.items():
        order = orders[pk]
        fit = _fit(order, now)
        whole, parts = _held(order, unit_ids)
        for units, demands in (
            (whole, fit),
            (parts, [each for each in fit if _is_of_parts(each)]),
            (unit_ids - whole - parts, []),
        ):
            targets.set_targets(
                obligation=order.ref, unit_ids=units, demands=demands, among=units, now=now
            )


def is_passed_on(obligation: Obligation, *, now: datetime) -> bool:
    """Say whether a target of the obligation means the same of a part of a unit."""
    return obligation.is_measured and any(map(_is_of_parts, _fit(obligation, now)))


def withdraw_targets(obligation: Obligation, *, now: datetime) -> None:
    """End the targets of an obligation."""
    if obligation.is_measured:
        targets.withdraw_targets(obligation=obligation.ref, now=now)


def _held(obligation: Obligation, unit_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Return which of some units answer for the order, and which for a part passed on."""
    depths: dict[int, int] = {}
    ids = sorted(unit_ids)
    live = Assignment.objects.exclude(state=AssignmentState.WITHDRAWN).filter(
        obligation=obligation, part=Part.LEAD, user_ref=None
    )
    for start in range(0, len(ids), BATCH):
        found = live.exclude(proof=Proof.EVIDENCE).filter(unit__in=ids[start : start + BATCH])
        for unit, depth in found.values_list("unit", "depth"):
            depths[unit] = min(depth, depths.get(unit, depth))
    whole = {unit for unit, depth in depths.items() if depth == 0}
    return whole, depths.keys() - whole


def _is_of_parts(demand: Demand) -> bool:
    return holds_for_parts(demand.indicator, demand.comparator, demand.value)


def _fit(obligation: Obligation, now: datetime) -> list[Demand]:
    """Return the demands that figures can show, as they have run since the order was issued."""
    since = obligation.issue.issued_at if obligation.issue else now
    fit: list[Demand] = []
    for demand in _demands(obligation, deadlines.local_day(since)):
        try:
            # Without units nothing is stored: only whether it could be.
            targets.set_targets(
                obligation=obligation.ref, unit_ids=(), demands=[*fit, demand], among=(), now=now
            )
        except UNFIT:
            continue
        fit.append(demand)
    return fit


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
