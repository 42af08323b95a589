"""Assessing: the one write of this room. Run it as often as you like; only changes are kept."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from phaodai.decisions.obligations import rules
from phaodai.decisions.obligations.gathering import TAIL_DAYS, Judged, judge_all
from phaodai.decisions.obligations.models import Assessment, amount_of, in_amounts
from phaodai.decisions.obligations.states import State
from phaodai.foundation.events import bus
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.events import ObligationAssessed
from phaodai.vocabulary.refs import UnitRef

BATCH = 500
# The answer; when any of these changes it is another one.
_ANSWER = (
    "state", "phase", "amount", "numerator", "denominator", "scale", "n_reported", "n_expected",
    "is_stale", "figure_day", "source", "basis", "other_amount", "other_source", "other_basis",
    "rules_version",
)  # fmt: skip
# What a directive hears: PARTLY is no proof, so there it is like silence, with its figures.
ANNOUNCED = {
    State.MET: "MET",
    State.NOT_MET: "NOT_MET",
    State.PARTLY: "NO_FIGURE",
    State.NO_FIGURE: "NO_FIGURE",
}

_Pair = tuple[UUID, int]  # obligation, unit


@dataclass(frozen=True, slots=True)
class Assessed:
    """What one run did.

    Args:
        judged: All targets that were looked at.
        n_changed: How many answers are new or other than before.
        n_announced: How many obligations of units were announced.
        is_stored: Whether it was kept; a look back is not.
    """

    judged: tuple[Judged, ...]
    n_changed: int
    n_announced: int
    is_stored: bool


def assess(
    *,
    now: datetime,
    as_of: datetime | None = None,
    obligations: Collection[UUID] | None = None,
) -> Assessed:
    """Judge all running targets, keep what changed and announce it.

    Figures are read before the transaction, so that nobody waits for the sums.

    Args:
        now: The present moment of business.
        as_of: Look back: judge what was known and demanded at that moment, and keep nothing.
        obligations: Of these alone; None = all.
    """
    if as_of is not None:
        found = judge_all(day=rules.local_day(as_of), as_of=as_of, obligations=obligations)
        return Assessed(tuple(found), 0, 0, is_stored=False)
    judged = judge_all(day=rules.local_day(now), obligations=obligations)
    return _keep(judged, now=now, obligations=obligations, unit_ids=None)


def assess_units(*, unit_ids: Collection[int], now: datetime) -> Assessed:
    """Judge the targets of some units alone, as after their figures were published."""
    refs = Unit.objects.filter(pk__in=unit_ids).values_list("ref", flat=True)
    judged = judge_all(day=rules.local_day(now), units=[UnitRef(ref) for ref in refs])
    return _keep(judged, now=now, obligations=None, unit_ids=unit_ids)


@transaction.atomic
def _keep(
    judged: list[Judged],
    *,
    now: datetime,
    obligations: Collection[UUID] | None,
    unit_ids: Collection[int] | None,
) -> Assessed:
    standing = _standing(obligations, unit_ids)
    before = _by_pair(standing.values())
    day = rules.local_day(now)
    fresh: list[Assessment] = []
    closed: list[Assessment] = []
    after: dict[_Pair, list[Assessment]] = defaultdict(list)
    for each in judged:
        row = _row(each, now)
        old = standing.pop(row.target_ref, None)
        if old is not None and all(getattr(old, name) == getattr(row, name) for name in _ANSWER):
            row = old
        else:
            fresh.append(row)
            if old is not None:
                closed.append(old)
                row.assessed_at = max(now, old.assessed_at)
        after[row.obligation_ref, row.unit_id].append(row)
    replaced = {_asks(row) for rows in after.values() for row in rows}
    for old in standing.values():
        if _asks(old) in replaced:
            closed.append(old)  # the same figure is demanded by a newer target
        elif old.last_day is None or old.last_day >= day - timedelta(days=TAIL_DAYS):
            closed.append(old)  # withdrawn: nothing is demanded any more
        else:
            after[old.obligation_ref, old.unit_id].append(old)  # settled long ago
    for old in closed:
        old.superseded_at = max(now, old.assessed_at)
    Assessment.objects.bulk_update(closed, ["superseded_at"], batch_size=BATCH)
    Assessment.objects.bulk_create(fresh, batch_size=BATCH)
    n_announced = _announce(before, after, now)
    return Assessed(tuple(judged), len(fresh), n_announced, is_stored=True)


def _standing(
    obligations: Collection[UUID] | None, unit_ids: Collection[int] | None
) -> dict[UUID, Assessment]:
    """Return what holds now, locked, by target."""
    current = Assessment.objects.current().select_for_update()
    if obligations is not None:
        current = current.filter(obligation_ref__in=obligations)
    if unit_ids is not None:
        current = current.filter(unit_id__in=unit_ids)
    return {row.target_ref: row for row in current.order_by("pk")}


def _row(each: Judged, now: datetime) -> Assessment:
    target, figure, judgement, other = each.target, each.figure, each.judgement, each.other
    return Assessment(
        target_ref=target.ref,
        obligation_ref=target.obligation,
        unit_id=int(target.unit_path.rstrip("/").rpartition("/")[2]),
        indicator=target.indicator,
        disease=target.disease,
        stratum=target.stratum,
        comparator=str(target.comparator),
        demanded=amount_of(target.value),
        first_day=target.first_day,
        last_day=target.last_day,
        state=judgement.state,
        phase=judgement.phase,
        amount=in_amounts(figure.value),
        numerator=in_amounts(figure.numerator),
        denominator=in_amounts(figure.denominator),
        scale=figure.scale,
        n_reported=figure.n_reported,
        n_expected=figure.n_expected,
        is_stale=figure.is_stale,
        figure_day=figure.day,
        known_at=figure.known_at,
        source=figure.source if figure.value is not None else "",
        basis=figure.basis if figure.value is not None else 0,
        other_amount=in_amounts(other.value) if other else None,
        other_source=other.source if other else "",
        other_basis=other.basis if other else 0,
        day=rules.local_day(now),
        rules_version=rules.VERSION,
        assessed_at=now,
    )


def _asks(row: Assessment) -> tuple[object, ...]:
    figure = row.indicator, row.disease, row.stratum, row.comparator
    return row.obligation_ref, row.unit_id, *figure


def _by_pair(rows: Iterable[Assessment]) -> dict[_Pair, list[Assessment]]:
    found: dict[_Pair, list[Assessment]] = defaultdict(list)
    for row in rows:
        found[row.obligation_ref, row.unit_id].append(row)
    return found


def _announce(
    before: dict[_Pair, list[Assessment]], after: dict[_Pair, list[Assessment]], now: datetime
) -> int:
    """Announce each obligation of a unit whose answer as a whole is another one."""
    changed = {
        pair: leading(rows)
        for pair, rows in after.items()
        if pair not in before or _heard(leading(before[pair])) != _heard(leading(rows))
    }
    refs = dict(Unit.objects.filter(pk__in={unit for _, unit in changed}).values_list("pk", "ref"))
    bus.announce_all(
        ObligationAssessed(
            occurred_at=now,
            obligation=obligation,
            unit=UnitRef(refs[unit]),
            state=ANNOUNCED[State(row.state)],
            value=None if row.value is None else round(row.value, 4),
            n_reported=row.n_reported,
            n_expected=row.n_expected,
            as_of=now,
        )
        for (obligation, unit), row in changed.items()
    )
    return len(changed)


def leading(rows: list[Assessment]) -> Assessment:
    """Return the target that speaks for its obligation: the worst, then the first."""
    state = rules.worst([State(row.state) for row in rows])
    return min(
        (row for row in rows if row.state == state), key=lambda row: (row.indicator, row.stratum)
    )


def _heard(row: Assessment) -> tuple[object, ...]:
    return ANNOUNCED[State(row.state)], row.value, row.n_reported, row.n_expected
