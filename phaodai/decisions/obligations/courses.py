"""What the figures of any unit say of an obligation: now, and day by day with the pace."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from phaodai.decisions.obligations import gathering, rules
from phaodai.decisions.obligations.gathering import Batch, Judged, Plan
from phaodai.decisions.obligations.pace import Pace, pace_of
from phaodai.decisions.obligations.queries import AssessmentRow
from phaodai.decisions.obligations.states import State
from phaodai.foundation.access.scoping import under
from phaodai.foundation.units.models import Unit
from phaodai.indicators import reading
from phaodai.indicators.demands import holds_for_parts
from phaodai.indicators.reading import Basis, Figure, Measure, TargetRow
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Kind
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

DAYS = 30


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a course.

    Args:
        day: Which.
        value: In the measure; None where there was no fresh figure. Silence is never zero.
        n_reported: How many statements it is made of.
        n_expected: How many there would be if nobody were silent.
        is_new: Whether somebody spoke of that very day; else the last word still holds.
    """

    day: date
    value: Decimal | None
    n_reported: int
    n_expected: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One target of one unit: where it stands, how it came there, where it goes.

    Args:
        row: The figure of the last day, held against the target.
        days: The course up to that day, in order, every day of it.
        pace: Of the last seven days.
        silent: Names of the units of which there is no fresh figure, in the order of the tree.
    """

    row: AssessmentRow
    days: tuple[Day, ...]
    pace: Pace
    silent: tuple[str, ...]


def get_figures(
    *,
    actor: Actor,
    obligation: UUID,
    units: Collection[UnitRef],
    now: datetime,
    as_of: datetime | None = None,
) -> dict[UnitRef, list[AssessmentRow]]:
    """Hold the figures of units against what an obligation demands, whoever below carries it out.

    A unit below whoever has a target is held against those that mean the same of a part. The
    number of queries grows with the measures alone.

    Args:
        actor: Who reads: of units at or below his posts.
        obligation: Which.
        units: Of which; those out of sight are left out.
        now: The present moment.
        as_of: What was known and demanded at that moment; None is now.

    Returns:
        Unit -> its targets, in an order that all units share; without targets nothing.
    """
    moment = as_of or now
    day = rules.local_day(moment)
    seen = {UnitRef(unit.ref): unit for unit in _seen(actor).filter(ref__in=units)}
    demands = _demands(obligation, day, as_of) if seen else []
    targets = [target for unit in seen.values() for target in _moved(demands, unit)]
    found: dict[UnitRef, list[AssessmentRow]] = {}
    for judged in gathering.judge_targets(targets, day=day, as_of=as_of):
        unit = seen[judged.target.unit]
        found.setdefault(judged.target.unit, []).append(_as_row(judged, unit, moment))
    for rows in found.values():
        rows.sort(key=lambda row: _asks(row.entry.code, row.disease, row.stratum, row.comparator))
    return found


def get_courses(
    *,
    actor: Actor,
    obligation: UUID,
    unit: UnitRef,
    now: datetime,
    as_of: datetime | None = None,
) -> list[Course]:
    """Return how each figure that an obligation demands came to where it is, the last thirty days.

    Every day is put together as it would have been judged on it, out of what is known at `as_of`
    and of the units below as they are on the last day.

    Args:
        actor: Who reads.
        obligation: Which.
        unit: Whose figures; nothing comes back where it is out of sight.
        now: The present moment.
        as_of: What was known and demanded at that moment; None is now.

    Returns:
        One course a target; without targets none.
    """
    moment = as_of or now
    today = rules.local_day(moment)
    found = _seen(actor).filter(ref=unit).first()
    if found is None:
        return []
    targets = _moved(_demands(obligation, today, as_of), found)
    return [_course(target, found, today, moment, as_of) for target in targets]


def _seen(actor: Actor) -> QuerySet[Unit]:
    """Return the units whose figures the actor sees, as with assessments."""
    if actor.is_operator:
        return Unit.objects.all()
    seen = Q(pk__in=[])
    for post in actor.posts_for(Permission.INDICATORS_VIEW):
        seen |= under("path", post.unit_path)
    return Unit.objects.filter(seen)


def _demands(obligation: UUID, day: date, as_of: datetime | None) -> list[TargetRow]:
    """Return what an obligation demands of any unit, also long after its last day."""
    return reading.running_targets(
        day=day, ended_since=date.min, obligations=[obligation], as_of=as_of
    )


def _asks(indicator: str, disease: str, stratum: str, comparator: str) -> tuple[str, ...]:
    return indicator, disease, stratum, comparator


def _moved(demands: Iterable[TargetRow], unit: Unit) -> list[TargetRow]:
    """Return each demand once as if it were made of a unit: its own words where it has them.

    What nobody demanded of the unit itself, and what means another thing of a part, is left out.
    """
    found: dict[tuple[str, ...], TargetRow] = {}
    for each in demands:
        asks = _asks(each.indicator, each.disease, each.stratum, str(each.comparator))
        is_own = each.unit == unit.ref
        if is_own or (
            asks not in found and holds_for_parts(each.indicator, each.comparator, each.value)
        ):
            found[asks] = each
    return [
        replace(
            found[asks], unit=UnitRef(unit.ref), unit_path=unit.path, level=UnitLevel(unit.level)
        )
        for asks in sorted(found)
    ]


def _course(
    target: TargetRow, unit: Unit, today: date, moment: datetime, as_of: datetime | None
) -> Course:
    last = min(today, target.last_day or today)
    batch = Batch(day=last, as_of=as_of, targets=[target])
    gathering.read_tree(batch)
    days: list[Day] = []
    for each in _batches(batch, gathering.plan_of(batch)):
        judged = gathering.judge_one(each, target, today)
        days.append(_day(each, judged, days))
    points = [(day.day, day.value) for day in days if day.is_new and day.value is not None]
    pace = pace_of(
        points,
        comparator=str(target.comparator),
        demanded=target.value,
        is_settled=judged.judgement.state is not State.PARTLY,
    )
    row = _as_row(judged, unit, moment)
    return Course(row=row, days=tuple(days), pace=pace, silent=_silent(each, judged))


def _batches(batch: Batch, plan: Plan) -> Iterator[Batch]:
    """Yield what is known of each day: the last words by then, moved on day by day."""
    first = batch.day - timedelta(days=DAYS - 1)
    said: dict[Measure, dict[date, dict[UnitRef, Figure]]] = {}
    words: dict[Measure, dict[UnitRef, Figure]] = {}
    for measure, units in plan.asked.items():
        words[measure] = gathering.last_words(measure, units, day=first, as_of=batch.as_of)
        said[measure] = reading.own_histories(
            measure=measure, units=units, first=first, last=batch.day, as_of=batch.as_of
        )
    for n in range(DAYS):
        day = first + timedelta(days=n)
        for measure, by_day in said.items():
            words[measure] |= by_day.get(day, {})
        each = replace(batch, day=day, words=dict(words), sums={}, quotients={})
        gathering.read_terms(each, plan)
        yield each


def _day(batch: Batch, judged: Judged, before: list[Day]) -> Day:
    figure = judged.figure
    if gathering.is_over_term(judged.target):
        is_new = figure.n_reported > (before[-1].n_reported if before else 0)
    else:
        words = batch.words.get(_measure(judged), {})
        leaves = {judged.target.unit, *batch.leaves.get(judged.target.unit, ())}
        is_new = any(unit in leaves and word.day == batch.day for unit, word in words.items())
    value = figure.value if figure.is_usable else None
    return Day(batch.day, value, figure.n_reported, figure.n_expected, is_new)


def _measure(judged: Judged) -> Measure:
    """Return what was believed, of a ratio its numerator."""
    target, figure = judged.target, judged.figure
    measures = [
        ratio.numerator
        for ratio in gathering.ratios_of(target.indicator, target.disease, target.stratum)
    ] if CATALOGUE[target.indicator].kind is Kind.RATIO else gathering.measures_of(
        target.indicator, target.disease, target.stratum
    )  # fmt: skip
    chosen = (
        each for each in measures if (each.source, each.basis) == (figure.source, figure.basis)
    )
    return next(chosen, measures[0])


def _silent(batch: Batch, judged: Judged) -> tuple[str, ...]:
    """Return who below has no fresh figure."""
    target, figure = judged.target, judged.figure
    leaves = batch.leaves.get(target.unit, [])
    is_own_word = figure.value is not None and figure.n_expected == 1 and leaves != [target.unit]
    if figure.is_complete or is_own_word:
        return ()
    measure = _measure(judged)
    oldest = batch.day - timedelta(days=min(rules.fresh_days(measure.indicator), 3_650))
    spoken = reading.latest(
        measures=[measure], units=leaves, first=oldest, last=batch.day, as_of=batch.as_of
    )
    missing = set(leaves) - {unit for unit, _ in spoken}
    return tuple(
        unit.full_name for unit in Unit.objects.filter(ref__in=missing).order_by("name_key", "pk")
    )


def _as_row(judged: Judged, unit: Unit, moment: datetime) -> AssessmentRow:
    target, figure, other = judged.target, judged.figure, judged.other
    has_value = figure.value is not None
    return AssessmentRow(
        target=target.ref,
        obligation=target.obligation,
        unit=target.unit,
        unit_name=unit.full_name,
        unit_path=target.unit_path,
        entry=CATALOGUE[target.indicator],
        disease=target.disease,
        stratum=target.stratum,
        comparator=str(target.comparator),
        demanded=target.value,
        first_day=target.first_day,
        last_day=target.last_day,
        state=judged.judgement.state,
        phase=judged.judgement.phase,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        n_reported=figure.n_reported,
        n_expected=figure.n_expected,
        is_stale=figure.is_stale,
        figure_day=figure.day,
        known_at=figure.known_at,
        source=figure.source if has_value else "",
        is_counted=has_value and figure.basis == Basis.COUNTED,
        other_value=other.value if other else None,
        other_source=other.source if other else "",
        is_other_counted=other is not None and other.basis == Basis.COUNTED,
        assessed_at=moment,
        superseded_at=None,
        rules_version=rules.VERSION,
    )
