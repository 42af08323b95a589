"""The figures of all targets, read in batches: the queries grow with the measures alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from phaodai.decisions.obligations import rules
from phaodai.decisions.obligations.composing import Said, of_ratio_figure, quotient, summed
from phaodai.decisions.obligations.rules import NOTHING, Judgement, Known
from phaodai.foundation.units.models import Unit
from phaodai.indicators import reading
from phaodai.indicators.reading import Basis, Figure, Measure, Ratio, TargetRow
from phaodai.indicators.reading.members import members_of
from phaodai.vocabulary import sources
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Kind
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

SHOWN_DAYS = 60  # what is older is not even shown as stale
TAIL_DAYS = 31  # for so long after the last day a correction still changes the answer
ABOVE = (UnitLevel.COUNTRY, UnitLevel.PROVINCE, UnitLevel.DISTRICT)


@dataclass(frozen=True, slots=True)
class Judged:
    """One target with the figure that was believed, and what it came to.

    `other` is what the next source says where it differs from the one that is believed.
    """

    target: TargetRow
    figure: Known
    judgement: Judgement
    other: Known | None


@dataclass(slots=True)
class Batch:
    """Targets that are judged on the same day, with what was read for them."""

    day: date
    as_of: datetime | None
    targets: list[TargetRow]
    leaves: dict[UnitRef, list[UnitRef]] = field(default_factory=dict)  # grass roots of a unit
    districts: dict[UnitRef, list[UnitRef]] = field(default_factory=dict)
    words: dict[Measure, Mapping[UnitRef, Figure]] = field(default_factory=dict)
    sums: dict[tuple[UnitRef, Measure, date], Figure] = field(default_factory=dict)
    quotients: dict[tuple[UnitRef, Ratio, date], Known] = field(default_factory=dict)


def judge_all(
    *,
    day: date,
    as_of: datetime | None = None,
    obligations: Collection[UUID] | None = None,
    units: Collection[UnitRef] | None = None,
) -> list[Judged]:
    """Judge the targets that run on a day, and those that ended shortly before it.

    A target is judged on the day, or on its last day once that is past.

    Args:
        day: The present day of business.
        as_of: Facts and targets as they were known at that moment; None is now.
        obligations: Of these alone; None = all.
        units: Of these alone; None = all.
    """
    targets = reading.running_targets(
        day=day, ended_since=day - timedelta(days=TAIL_DAYS), as_of=as_of,
        obligations=obligations, units=units,
    )  # fmt: skip
    return judge_targets(targets, day=day, as_of=as_of)


def judge_targets(
    targets: Iterable[TargetRow], *, day: date, as_of: datetime | None = None
) -> list[Judged]:
    """Judge targets that are at hand, each on the day or on its last one once that is past."""
    by_day: dict[date, list[TargetRow]] = defaultdict(list)
    for target in targets:
        by_day[min(day, target.last_day or day)].append(target)
    judged: list[Judged] = []
    for each in sorted(by_day):
        batch = Batch(day=each, as_of=as_of, targets=by_day[each])
        read_tree(batch)
        plan = plan_of(batch)
        _read_words(batch, plan)
        read_terms(batch, plan)
        judged.extend(judge_one(batch, target, day) for target in batch.targets)
    return judged


def judge_one(batch: Batch, target: TargetRow, day: date) -> Judged:
    """Hold what was read for a batch against one of its targets."""
    figure, other = _chosen(list(_candidates(batch, target)))
    judgement = rules.judge(
        indicator=target.indicator,
        comparator=str(target.comparator),
        demanded=target.value,
        figure=figure,
        day=day,
        last_day=target.last_day,
    )
    return Judged(target, figure, judgement, other)


def _chosen(found: list[Known]) -> tuple[Known, Known | None]:
    """Return the figure that is believed, and another source's where it differs.

    The first in the order of belief that is complete; where none is, the first that is usable;
    where none is, the first that was said at all.
    """
    said = [each for each in found if each.value is not None]
    usable = [each for each in said if each.is_usable]
    best = next((each for each in usable if each.is_complete), None)
    figure = best or next(iter(usable), None) or next(iter(said), NOTHING)
    rest = [
        each
        for each in usable
        if (each.source, each.basis) != (figure.source, figure.basis) and each.value != figure.value
    ]
    rest.sort(key=lambda each: not each.is_complete)
    return figure, next(iter(rest), None)


def is_over_term(target: TargetRow) -> bool:
    """Say whether flows are added up from its first day: "10 000 samples by the 31st"."""
    entry = CATALOGUE[target.indicator]
    code = entry.numerator if entry.kind is Kind.RATIO else entry.code
    return target.last_day is not None and CATALOGUE[code].kind is Kind.FLOW


def _ratios(target: TargetRow) -> tuple[Ratio, ...]:
    return ratios_of(target.indicator, target.disease, target.stratum)


def _measures(target: TargetRow) -> tuple[Measure, ...]:
    return measures_of(target.indicator, target.disease, target.stratum)


@lru_cache(maxsize=1_000)  # thousands of targets ask for the same few
def ratios_of(indicator: str, disease: str, stratum: str) -> tuple[Ratio, ...]:
    """Return a ratio as each source says it, in the order of belief."""
    entry = CATALOGUE[indicator]
    return tuple(
        reading.ratio_of(
            indicator,
            source=above.source,
            basis=Basis(above.basis),
            disease=disease,
            stratum=stratum,
            denominator_source=below.source,
            denominator_basis=Basis(below.basis),
        )
        for above in sources.believed(entry.numerator)
        for below in sources.believed_below(entry.denominator, above)
    )


@lru_cache(maxsize=1_000)
def measures_of(indicator: str, disease: str, stratum: str) -> tuple[Measure, ...]:
    """Return a figure as each source says it, in the order of belief."""
    return tuple(
        Measure(indicator, belief.source, Basis(belief.basis), disease, stratum)
        for belief in sources.believed(indicator)
    )


def _candidates(batch: Batch, target: TargetRow) -> Iterable[Known]:
    """Yield what each source says, in the order of belief: from below, then of itself."""
    kind, unit = CATALOGUE[target.indicator].kind, target.unit
    if kind is Kind.RATIO:
        yield from _ratio_candidates(batch, target)
        return
    leaves = batch.leaves.get(unit, [])
    for measure in _measures(target):
        if is_over_term(target):
            yield summed(measure, batch.sums[unit, measure, target.first_day])
            continue
        if leaves and kind is not Kind.OWN:
            yield _said(batch, measure, leaves).known(batch.day)
        if kind is Kind.OWN or leaves != [unit]:
            yield _said(batch, measure, [unit]).known(batch.day)


def _ratio_candidates(batch: Batch, target: TargetRow) -> Iterable[Known]:
    unit, day = target.unit, batch.day
    leaves, districts = batch.leaves.get(unit, []), batch.districts.get(unit, [])
    for ratio in _ratios(target):
        if is_over_term(target):
            yield batch.quotients[unit, ratio, target.first_day]
            continue
        above = _said(batch, ratio.numerator, leaves)
        if leaves:
            yield quotient(ratio, above, _said(batch, ratio.denominator, leaves), day=day)
        if leaves and districts:
            below = _said(batch, ratio.denominator, districts)
            yield quotient(ratio, above, below, day=day, is_apart=True)
        if leaves != [unit]:
            above = _said(batch, ratio.numerator, [unit])
            yield quotient(ratio, above, _said(batch, ratio.denominator, [unit]), day=day)


def _said(batch: Batch, measure: Measure, units: list[UnitRef]) -> Said:
    return Said(measure, units, batch.words.get(measure, {}))


def read_tree(batch: Batch) -> None:
    """Find the grass roots below each unit: its communes, or itself from the commune down."""
    roots = {target.unit: target.level for target in batch.targets}
    above = [unit for unit, level in roots.items() if level in ABOVE]
    batch.leaves = {unit: [unit] for unit, level in roots.items() if level not in ABOVE}
    if above:
        batch.leaves |= _below(above, UnitLevel.COMMUNE, batch.day)
        if any(CATALOGUE[target.indicator].kind is Kind.RATIO for target in batch.targets):
            batch.districts = _below(above, UnitLevel.DISTRICT, batch.day)


def _below(units: list[UnitRef], level: UnitLevel, day: date) -> dict[UnitRef, list[UnitRef]]:
    members = members_of(units, level=level, first=day, last=day)
    refs = dict(Unit.objects.filter(pk__in=list(members.terms)).values_list("pk", "ref"))
    found: dict[UnitRef, list[UnitRef]] = {}
    for leaf, terms in members.terms.items():
        for term in terms:
            found.setdefault(members.roots[term.root], []).append(UnitRef(refs[leaf]))
    return found


@dataclass(slots=True)
class Plan:
    """What has to be read for the targets of a batch.

    Args:
        asked: Whose last words.
        spans: What is added up from a first day on, and whether from units below.
        over: Ratios over days.
    """

    asked: dict[Measure, set[UnitRef]] = field(default_factory=lambda: defaultdict(set))
    spans: dict[tuple[Measure, date, bool], set[UnitRef]] = field(
        default_factory=lambda: defaultdict(set)
    )
    over: dict[tuple[Ratio, date, bool], set[UnitRef]] = field(
        default_factory=lambda: defaultdict(set)
    )


def plan_of(batch: Batch) -> Plan:
    """Gather, measure by measure, what any target of the batch needs."""
    plan = Plan()
    asked, spans, over = plan.asked, plan.spans, plan.over
    for target in batch.targets:
        unit, is_above = target.unit, target.level in ABOVE
        whose = {unit, *batch.leaves.get(unit, ())}
        if CATALOGUE[target.indicator].kind is not Kind.RATIO:
            for measure in _measures(target):
                if is_over_term(target):
                    spans[measure, target.first_day, is_above].add(unit)
                else:
                    asked[measure] |= whose
            continue
        for ratio in _ratios(target):
            if is_over_term(target):
                over[ratio, target.first_day, is_above].add(unit)
            else:
                asked[ratio.numerator] |= whose
                asked[ratio.denominator] |= whose | set(batch.districts.get(unit, ()))
    return plan


def last_words(
    measure: Measure, units: Collection[UnitRef], *, day: date, as_of: datetime | None
) -> dict[UnitRef, Figure]:
    """Return what units last said of a measure, as far back as it is shown at all."""
    shown = max(SHOWN_DAYS, rules.fresh_days(measure.indicator))
    oldest = date.fromordinal(max(day.toordinal() - shown, 1))
    found = reading.latest(measures=[measure], units=units, first=oldest, last=day, as_of=as_of)
    return {unit: figure for (unit, _), figure in found.items()}


def _read_words(batch: Batch, plan: Plan) -> None:
    for measure, units in plan.asked.items():
        batch.words[measure] = last_words(measure, units, day=batch.day, as_of=batch.as_of)


def read_terms(batch: Batch, plan: Plan) -> None:
    """Read what is added up from the first day of a target on."""
    levels = _levels(batch)
    for (measure, first, is_above), units in plan.spans.items():
        for level, some in _by_level(units, levels, is_above=is_above).items():
            totals = reading.totals(
                measures=[measure], units=some, level=level, first=min(first, batch.day),
                last=batch.day, as_of=batch.as_of,
            )  # fmt: skip
            batch.sums |= {(unit, measure, first): each for (unit, _), each in totals.items()}
    for (ratio, first, is_above), units in plan.over.items():
        for level, some in _by_level(units, levels, is_above=is_above).items():
            figures = reading.ratios(
                of=[ratio], units=some, level=level, first=min(first, batch.day), last=batch.day,
                as_of=batch.as_of,
            )  # fmt: skip
            for (unit, _), each in figures.items():
                batch.quotients[unit, ratio, first] = of_ratio_figure(ratio, each)


def _levels(batch: Batch) -> dict[UnitRef, UnitLevel]:
    return {target.unit: target.level for target in batch.targets}


def _by_level(
    units: set[UnitRef], levels: Mapping[UnitRef, UnitLevel], *, is_above: bool
) -> dict[UnitLevel, list[UnitRef]]:
    if is_above:
        return {UnitLevel.COMMUNE: list(units)}
    found: dict[UnitLevel, list[UnitRef]] = defaultdict(list)
    for unit in units:
        found[levels[unit]].append(unit)
    return found
