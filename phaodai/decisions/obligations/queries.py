"""Reads of assessments, scoped to the units at or below the reader's posts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When

from phaodai.decisions.obligations.models import (
    Assessment,
    AssessmentQuerySet,
    in_measure,
)
from phaodai.decisions.obligations.states import WORST_FIRST, Phase, State
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Indicator
from phaodai.vocabulary.refs import UnitRef


class UnknownTarget(LookupError):
    """No target of that reference was ever assessed, or it is out of sight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRow:
    """What the figures of one unit say about one target."""

    target: UUID
    obligation: UUID
    unit: UnitRef
    unit_name: str
    unit_path: str
    entry: Indicator  # name, measure and definition of what is counted
    disease: str
    stratum: str
    comparator: str
    demanded: Decimal
    first_day: date
    last_day: date | None
    state: State
    phase: Phase
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    n_reported: int
    n_expected: int
    is_stale: bool
    figure_day: date | None
    known_at: datetime | None
    source: str
    is_counted: bool
    other_value: Decimal | None  # what another source says, where it differs
    other_source: str
    is_other_counted: bool
    assessed_at: datetime
    superseded_at: datetime | None
    rules_version: int

    @property
    def is_missed(self) -> bool:
        """Say whether the last day is past and the target was not met."""
        return self.phase is Phase.OVER and self.state is not State.MET

    @property
    def margin(self) -> Decimal | None:
        """Value - demanded, in the measure."""
        return None if self.value is None else self.value - self.demanded

    def per_day(self, today: date) -> Decimal | None:
        """Return how much has to be won a day from today on to arrive by the last day."""
        if self.margin is None or self.last_day is None or today > self.last_day:
            return None
        if self.state is State.MET:
            return None
        return -self.margin / ((self.last_day - today).days + 1)


@dataclass(frozen=True, slots=True)
class Point:
    """One answer of the past, for a small curve."""

    at: datetime
    state: State
    value: Decimal | None
    n_reported: int
    n_expected: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many targets stand how."""

    n_met: int
    n_not_met: int
    n_partly: int
    n_no_figure: int
    n_missed: int  # of those that are not met, whose last day is past

    @property
    def n(self) -> int:
        """All of them."""
        return self.n_met + self.n_not_met + self.n_partly + self.n_no_figure


def get_state(
    *, actor: Actor, obligation: UUID, as_of: datetime | None = None, most: int | None = None
) -> list[AssessmentRow]:
    """Return how an obligation stands in the units in sight, the worst first.

    Missed before not met, before silent, before partly known, before met; within each the one
    that lacks most stands first.

    Args:
        actor: Who reads.
        obligation: Which.
        as_of: What was held at that moment; None is now.
        most: How many rows at the most; None = all.
    """
    rows = [
        _as_row(row)
        for row in _seen(actor).known_at(as_of).filter(obligation_ref=obligation)
    ]  # fmt: skip
    rows.sort(key=_worst_first)
    return rows if most is None else rows[:most]


def get_worst(*, actor: Actor, most: int = 50) -> list[AssessmentRow]:
    """Return what is not met in the units in sight, over all obligations, the worst first."""
    rank = Case(
        *(When(state=state.value, then=Value(n)) for n, state in enumerate(WORST_FIRST)),
        output_field=IntegerField(),
    )
    over = Case(When(phase=Phase.OVER.value, then=Value(0)), default=Value(1))
    found = _seen(actor).current().exclude(state=State.MET.value)
    return [_as_row(row) for row in found.order_by(over, rank, "last_day", "pk")[:most]]


def get_assessment(
    *, actor: Actor, target: UUID, as_of: datetime | None = None
) -> AssessmentRow:  # fmt: skip
    """Return what holds of one target.

    Raises:
        UnknownTarget: It was never assessed, is out of sight, or was withdrawn.
    """
    row = _seen(actor).known_at(as_of).filter(target_ref=target).first()
    if row is None:
        raise UnknownTarget(str(target))
    return _as_row(row)


def get_history(*, actor: Actor, target: UUID, most: int = 100) -> list[Point]:
    """Return the last answers about one target, in order of time.

    Raises:
        UnknownTarget: It was never assessed, or is out of sight.
    """
    found = Assessment.objects.visible_to(actor).filter(target_ref=target)
    rows = list(found.order_by("-assessed_at", "-pk")[:most])
    if not rows:
        raise UnknownTarget(str(target))
    return [
        Point(row.assessed_at, State(row.state), row.value, row.n_reported, row.n_expected)
        for row in reversed(rows)
    ]


def get_counts(*, actor: Actor, obligation: UUID | None = None) -> Counts:
    """Count how the targets of the units in sight stand now."""
    found = Assessment.objects.visible_to(actor).current()
    if obligation is not None:
        found = found.filter(obligation_ref=obligation)
    states: Counter[str] = Counter()
    n_missed = 0
    for state, phase in found.values_list("state", "phase"):
        states[state] += 1
        n_missed += phase == Phase.OVER and state != State.MET
    return Counts(
        n_met=states[State.MET],
        n_not_met=states[State.NOT_MET],
        n_partly=states[State.PARTLY],
        n_no_figure=states[State.NO_FIGURE],
        n_missed=n_missed,
    )


def _seen(actor: Actor) -> AssessmentQuerySet:
    return Assessment.objects.visible_to(actor).select_related("unit")


def _worst_first(row: AssessmentRow) -> tuple[object, ...]:
    lack = Decimal(0)
    if row.margin is not None:
        lack = row.margin if row.comparator in (">=", ">") else -row.margin
        lack = -abs(row.margin) if row.comparator == "=" else lack
    return (not row.is_missed, WORST_FIRST.index(row.state), lack, row.unit_path)


def _as_row(row: Assessment) -> AssessmentRow:
    demanded = in_measure(row.demanded)
    assert demanded is not None  # noqa: S101 - the column is never empty
    return AssessmentRow(
        target=row.target_ref,
        obligation=row.obligation_ref,
        unit=UnitRef(row.unit.ref),
        unit_name=row.unit.full_name,
        unit_path=row.unit.path,
        entry=CATALOGUE[row.indicator],
        disease=row.disease,
        stratum=row.stratum,
        comparator=row.comparator,
        demanded=demanded,
        first_day=row.first_day,
        last_day=row.last_day,
        state=State(row.state),
        phase=Phase(row.phase),
        value=row.value,
        numerator=in_measure(row.numerator),
        denominator=in_measure(row.denominator),
        n_reported=row.n_reported,
        n_expected=row.n_expected,
        is_stale=row.is_stale,
        figure_day=row.figure_day,
        known_at=row.known_at,
        source=row.source,
        is_counted=row.basis == 2,
        other_value=in_measure(row.other_amount),
        other_source=row.other_source,
        is_other_counted=row.other_basis == 2,
        assessed_at=row.assessed_at,
        superseded_at=row.superseded_at,
        rules_version=row.rules_version,
    )
