"""Reads of findings and rules, scoped to the bodies at or below the reader's posts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch, Q

from phaodai.decisions.discrepancies import policies, rulebook, rules
from phaodai.decisions.discrepancies.claims import claimants
from phaodai.decisions.discrepancies.describing import history
from phaodai.decisions.discrepancies.errors import NotFound
from phaodai.decisions.discrepancies.models import Finding, FindingQuerySet, RuleVersion, Step
from phaodai.decisions.discrepancies.states import OWED, RUNNING, Act, Reached, State
from phaodai.engines.discrepancies.rules import Rule
from phaodai.foundation.access.scoping import under
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef

PAGE: Final = 50
SPEED_SPAN: Final = timedelta(days=90)  # over which the pace of explaining is told


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding as a list shows it."""

    ref: UUID
    rule: str
    kind: str
    severity: str
    text_vi: str
    text_en: str
    unit: UnitRef
    unit_name: str
    body: BodyRef
    body_name: str
    day: date
    figure: str
    head_title: str
    head_name: str
    state: State
    reached: Reached
    found_at: datetime
    due_at: datetime
    closed_at: datetime | None
    is_overdue: bool
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One thing that happened."""

    act: Act
    at: datetime
    actor: str
    text: str
    figures: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDetail:
    """One finding whole."""

    row: FindingRow
    figures: tuple[dict[str, Any], ...]
    evidence: dict[str, Any]
    explanation: str
    explained_at: datetime | None
    explained_by: str
    judged_at: datetime
    steps: tuple[StepRow, ...]
    n_steps: int
    history: tuple[tuple[date, Decimal | None], ...]
    claimants: tuple[tuple[str, date], ...]
    disease: str
    may_explain: bool
    may_judge: bool


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One page of a list and how long the whole list is."""

    rows: tuple[FindingRow, ...]
    total: int
    page: int
    size: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceRow:
    """How one unit answers: what is open, what is late, how fast it explains."""

    unit: UnitRef
    unit_name: str
    head_name: str
    head_title: str
    n_open: int
    n_overdue: int
    n_waiting: int  # explained, and the unit above has not judged
    n_explained: int  # in the span
    median_hours: float | None  # from being asked first to the explanation
    n_corrected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule as a page shows it."""

    rule: Rule
    definition: dict[str, Any]
    is_on: bool
    is_builtin: bool
    n_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A proposal that waits for another person."""

    ref: UUID
    code: str
    definition: dict[str, Any]
    is_on: bool
    reason: str
    proposed_by: str
    proposed_at: datetime


def visible_findings(actor: Actor, refs: Collection[UUID]) -> set[UUID]:
    """Return those of some findings that the actor sees."""
    return set(_seen(actor).filter(ref__in=refs).values_list("ref", flat=True))


def list_findings(
    *,
    actor: Actor,
    now: datetime,
    mine: bool = False,
    states: Collection[State] = RUNNING,
    unit_path: str = "",
    rule: str = "",
    reached: Reached | None = None,
    page: int = 1,
) -> FindingPage:
    """List findings in sight, those that are due first on top.

    Args:
        actor: Who reads.
        now: The moment.
        mine: Only those that the actor's own bodies have to answer.
        states: Only these.
        unit_path: Only at or below this unit.
        rule: Only of this rule.
        reached: Only those that have come this far.
        page: From 1 on.
    """
    found = _seen(actor).filter(state__in=[state.value for state in states])
    if mine:
        found = found.filter(body__ref__in=[post.body for post in actor.posts])
    if unit_path:
        found = found.filter(under("unit__path", unit_path))
    if rule:
        found = found.filter(rule=rule)
    if reached is not None:
        found = found.filter(reached=reached)
    order = ("due_at", "pk") if set(states) <= RUNNING else ("-closed_at", "-pk")
    start = (max(page, 1) - 1) * PAGE
    rows = found.select_related("unit", "body").order_by(*order)[start : start + PAGE]
    return FindingPage(tuple(_row(row, now) for row in rows), found.count(), max(page, 1))


def get_finding(*, actor: Actor, ref: UUID, now: datetime) -> FindingDetail:
    """Return one finding with its figures, its past and what the reader may do.

    Raises:
        NotFound: There is none, or it is out of sight.
    """
    steps = Prefetch("steps", Step.objects.order_by("at", "pk"))
    row = (
        _seen(actor).select_related("unit", "body").prefetch_related(steps).filter(ref=ref).first()
    )
    if row is None:
        raise NotFound(str(ref))
    code = row.evidence.get("code", "")
    return FindingDetail(
        row=_row(row, now),
        figures=tuple(row.figures),
        evidence=row.evidence,
        explanation=row.explanation,
        explained_at=row.explained_at,
        explained_by=row.explained_by,
        judged_at=row.judged_at,
        steps=tuple(
            StepRow(Act(step.act), step.at, step.actor, step.text, tuple(step.figures or ()))
            for step in row.steps.all()
        ),
        n_steps=row.n_steps,
        history=tuple(history(row)),
        claimants=tuple((unit.full_name, day) for unit, day in claimants(code)) if code else (),
        disease=row.disease,
        may_explain=row.state in OWED and policies.may_explain(actor, row),
        may_judge=row.state == State.EXPLAINED and policies.may_judge(actor, row),
    )


def pace(*, actor: Actor, now: datetime, unit_path: str = "") -> list[PaceRow]:
    """Return for each unit in sight what is open and how fast it explains, the latest first."""
    found = _seen(actor).filter(Q(closed_at=None) | Q(closed_at__gte=now - SPEED_SPAN))
    if unit_path:
        found = found.filter(under("unit__path", unit_path))
    by_unit: dict[int, list[Finding]] = {}
    for row in found.select_related("unit").order_by("unit__path", "-day", "pk"):
        by_unit.setdefault(row.unit_id, []).append(row)
    rows = [_pace(some, now) for some in by_unit.values()]
    return sorted(rows, key=lambda each: (-each.n_overdue, -each.n_open, each.unit_name))


def count_open(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """Return how many findings of the reader's own bodies, and of all in sight, wait for a word."""
    owed = _seen(actor).filter(state__in=[state.value for state in OWED])
    mine = owed.filter(body__ref__in=[post.body for post in actor.posts])
    return mine.count(), owed.count()


def list_rules(*, actor: Actor) -> list[RuleRow]:
    """Return all rules, those that are off as well."""
    on = {rule.code: rule for rule in rulebook.in_force()}
    known = dict(rulebook.builtin_rows())
    for version in RuleVersion.objects.filter(is_approved=True).order_by("decided_at", "pk"):
        known[version.code] = version.definition
    n_open: dict[str, int] = {}
    for code in _seen(actor).running().values_list("rule", flat=True):
        n_open[code] = n_open.get(code, 0) + 1
    return [
        RuleRow(
            rule=on.get(code) or rulebook.read(row),
            definition=dict(row),
            is_on=code in on,
            is_builtin=code in rulebook.builtin(),
            n_open=n_open.get(code, 0),
        )
        for code, row in sorted(known.items())
    ]


def list_proposals() -> list[ProposalRow]:
    """Return what waits for another person's decision, the oldest first."""
    rows = RuleVersion.objects.filter(decided_at=None).order_by("proposed_at", "pk")
    return [
        ProposalRow(
            ref=row.ref,
            code=row.code,
            definition=row.definition,
            is_on=row.is_on,
            reason=row.reason,
            proposed_by=row.proposed_by,
            proposed_at=row.proposed_at,
        )
        for row in rows
    ]


def _seen(actor: Actor) -> FindingQuerySet:
    return Finding.objects.visible_to(actor, Permission.REPORTS_VIEW)


def _pace(rows: list[Finding], now: datetime) -> PaceRow:
    explained = [row for row in rows if row.explained_at is not None]
    hours = [
        (row.explained_at - row.found_at).total_seconds() / 3600
        for row in explained
        if row.explained_at is not None
    ]
    newest = rows[0]
    return PaceRow(
        unit=UnitRef(newest.unit.ref),
        unit_name=newest.unit.full_name,
        head_name=newest.head_name,
        head_title=newest.head_title,
        n_open=sum(row.state in OWED for row in rows),
        n_overdue=sum(rules.is_overdue(State(row.state), row.due_at, now) for row in rows),
        n_waiting=sum(row.state == State.EXPLAINED for row in rows),
        n_explained=len(explained),
        median_hours=round(median(hours), 1) if hours else None,
        n_corrected=sum(row.state == State.CORRECTED for row in rows),
    )


def _row(row: Finding, now: datetime) -> FindingRow:
    return FindingRow(
        ref=row.ref,
        rule=row.rule,
        kind=row.kind,
        severity=row.severity,
        text_vi=row.text_vi,
        text_en=row.text_en,
        unit=UnitRef(row.unit.ref),
        unit_name=row.unit.full_name,
        body=BodyRef(row.body.ref),
        body_name=row.body.name,
        day=row.day,
        figure=row.figure,
        head_title=row.head_title,
        head_name=row.head_name,
        state=State(row.state),
        reached=Reached(row.reached),
        found_at=row.found_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        is_overdue=rules.is_overdue(State(row.state), row.due_at, now),
        left=row.evidence.get("left"),
        right=row.evidence.get("right"),
    )
