"""Finding what disagrees, again and again: the same disagreement is the same finding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from phaodai.decisions.discrepancies import rulebook, rules
from phaodai.decisions.discrepancies.claims import claimed
from phaodai.decisions.discrepancies.describing import (
    answerable,
    described,
    figures_now,
    is_current,
)
from phaodai.decisions.discrepancies.gathering import Found, cite, find, units_above
from phaodai.decisions.discrepancies.models import Finding, Step
from phaodai.decisions.discrepancies.states import OWED, Act, Reached, State
from phaodai.engines.discrepancies.rules import Kind
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.refs import UnitRef

DAYS: Final = timedelta(days=6)  # besides today that each look judges again
FURTHEST: Final = timedelta(days=60)  # that a correction is followed back


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look did.

    Args:
        n_found: How many disagreements there are.
        n_opened: New ones.
        n_changed: Those whose figures are others and still disagree.
        n_corrected: Those that agree now.
    """

    n_found: int
    n_opened: int
    n_changed: int
    n_corrected: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a look has judged: an open finding within it that it did not find is corrected."""

    rules: frozenset[str]
    first: date
    last: date
    units: frozenset[int] | None = None

    def has(self, finding: Finding) -> bool:
        """Say whether the look would have found it."""
        is_of_day = finding.kind in {Kind.DIGITS, Kind.CLAIMED} or self.first <= finding.day
        is_of_unit = self.units is None or finding.unit_id in self.units
        return finding.rule in self.rules and is_of_day and is_of_unit


def look(*, now: datetime) -> Looked:
    """Judge the last days of all units; run it as often as you like."""
    last = rules.local_day(now)
    in_force = rulebook.in_force()
    first = last - DAYS
    found = find(rules=in_force, first=first, last=last)
    found += claimed(in_force)
    codes = frozenset(rule.code for rule in in_force)
    return _keep(found, Scope(codes, first, last), now=now)


def look_at(*, changes: Iterable[tuple[UnitRef, date]], now: datetime) -> Looked:
    """Judge the units whose reports are new, on their days and wherever those days are cited."""
    by_ref: dict[UnitRef, set[date]] = {}
    for unit, day in changes:
        by_ref.setdefault(unit, set()).add(day)
    if not by_ref:
        return Looked(0, 0, 0, 0)
    today = rules.local_day(now)
    days = [day for some in by_ref.values() for day in some]
    pks = set(Unit.objects.filter(ref__in=list(by_ref)).values_list("pk", flat=True))
    pks |= units_above(pks, today)
    earlier = Finding.objects.running().filter(unit_id__in=pks, day__gte=min(days) - FURTHEST)
    first = min([*days, *_cited_days(earlier, min(days))])
    first = max(first, today - FURTHEST)
    in_force = [rule for rule in rulebook.in_force() if rule.kind is not Kind.DIGITS]
    in_force = [rule for rule in in_force if rule.kind is not Kind.CLAIMED]
    found = find(rules=in_force, first=first, last=max(today, first), units=pks)
    codes = frozenset(rule.code for rule in in_force)
    return _keep(found, Scope(codes, first, today, frozenset(pks)), now=now)


def look_at_claims(*, now: datetime) -> Looked:
    """Judge again who claims which cases."""
    of_claims = rulebook.of_kind(Kind.CLAIMED)
    today = rules.local_day(now)
    codes = frozenset(rule.code for rule in of_claims)
    return _keep(claimed(of_claims), Scope(codes, today, today), now=now)


def _cited_days(findings: Iterable[Finding], day: date) -> Iterable[date]:
    """Yield the days of findings that rest on figures of a day or later."""
    for finding in findings:
        if any(date.fromisoformat(cell["day"]) >= day for cell in finding.figures):
            yield finding.day


def _keep(found: list[Found], scope: Scope, *, now: datetime) -> Looked:
    """Open, change and close.

    The figures were read before the writers' turn was taken; what was filed since then is heard
    of by itself, so findings whose figures have moved on are left to that.
    """
    fresh = {_key(each): each for each in found}
    answers = answerable({each.place.pk for each in found}, {each.day for each in found})
    with transaction.atomic():
        cited = cite(found)
        known = _known(fresh, scope)
        n_opened = n_changed = n_corrected = 0
        for key, each in fresh.items():
            row = known.pop(key, None)
            if not is_current(each, cited):
                continue
            told = described(each, cited)
            if row is None or (row.closed_at is not None and row.figures != told["figures"]):
                n_opened += _open(key, each, told, answers, now=now)
            elif row.closed_at is None and row.figures != told["figures"]:
                _change(row, told, now=now)
                n_changed += 1
        for row in known.values():
            if row.closed_at is None and row.judged_at <= now and scope.has(row):
                _correct(row, now=now)
                n_corrected += 1
    return Looked(len(fresh), n_opened, n_changed, n_corrected)


def _key(each: Found) -> str:
    day = None if each.rule.kind in {Kind.DIGITS, Kind.CLAIMED} else each.day
    return rules.key_of(rule=each.rule.code, unit=each.place.pk, day=day, code=each.what.code)


def _known(fresh: Mapping[str, Found], scope: Scope) -> dict[str, Finding]:
    """Return the latest row of each key, locked where it is open."""
    rows: dict[str, Finding] = {}
    keys = list(fresh)
    for start in range(0, len(keys), 500):
        closed = Finding.objects.filter(key__in=keys[start : start + 500]).exclude(closed_at=None)
        rows |= {row.key: row for row in closed.order_by("pk")}
    running = Finding.objects.running().select_for_update(of=("self",))
    if scope.units is not None:
        running = running.filter(unit_id__in=scope.units)
    rows |= {row.key: row for row in running.order_by("pk")}
    return rows


def _open(
    key: str,
    each: Found,
    told: Mapping[str, Any],
    answers: Mapping[tuple[int, date], Any],
    *,
    now: datetime,
) -> int:
    answer = answers.get((each.place.pk, each.day))
    if answer is None:
        return 0  # a unit without a body has nobody who could explain
    row = Finding.objects.create(
        key=key,
        rule=each.rule.code,
        kind=each.rule.kind,
        severity=each.rule.severity,
        text_vi=each.rule.text_vi,
        text_en=each.rule.text_en,
        unit_id=each.place.pk,
        body_id=answer.body,
        head_title=answer.title,
        head_name=answer.name,
        head_user=answer.user,
        day=each.day,
        figure=each.cells[0][0] if each.cells else "",
        disease=each.rule.disease,
        figures=told["figures"],
        evidence=told["evidence"],
        found_at=now,
        judged_at=now,
        asked_at=now,
        hours=each.rule.hours,
        due_at=rules.due_at(now, each.rule.hours),
        n_steps=1,
    )
    Step.objects.create(finding=row, act=Act.FOUND, at=now, figures=told["figures"])
    return 1


def _change(row: Finding, told: Mapping[str, Any], *, now: datetime) -> None:
    """Ask again: what was explained was about other figures."""
    row.figures, row.evidence = told["figures"], told["evidence"]
    row.judged_at = now
    if row.state not in OWED:
        row.state = State.OPEN
        row.asked_at, row.due_at = now, rules.due_at(now, row.hours)
        row.reached, row.reminded_at = Reached.NOBODY, None
    row.n_steps += 1
    row.save()
    Step.objects.create(finding=row, act=Act.CHANGED, at=now, figures=row.figures)


def _correct(row: Finding, *, now: datetime) -> None:
    row.state, row.closed_at, row.judged_at = State.CORRECTED, now, now
    row.n_steps += 1
    row.save()
    Step.objects.create(finding=row, act=Act.CORRECTED, at=now, figures=figures_now(row))
