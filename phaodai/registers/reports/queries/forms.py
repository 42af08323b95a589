"""Forms and their versions; whoever holds a post sees all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet

from phaodai.engines.forms.definition import Binding
from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation.statements import Read, Slot
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.models import Form, FormVersion
from phaodai.registers.reports.queries.names import name_of
from phaodai.registers.reports.rules.versions import Term, in_force, standing
from phaodai.registers.reports.states import Standing, VersionState
from phaodai.vocabulary.access import Actor


class UnknownForm(LookupError):
    """There is no such form, or no such version of it."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a form.

    Attributes:
        standing: how it stands on the day asked for; None where it was not approved.
        last_day: after which its form is asked no more; None where that is not set.
        proposer: full name, or how he was recorded; so with `decider`.
    """

    ref: UUID
    code: str
    number: int
    state: VersionState
    standing: Standing | None
    first_day: date | None
    last_day: date | None
    digest: str
    proposed_by: str
    proposer: str
    proposed_at: datetime | None
    decided_by: str
    decider: str
    decided_at: datetime | None
    reason: str
    form: Definition


def get_versions(*, actor: Actor, on: date, code: str = "") -> list[VersionRow]:
    """Return the versions of one form, or of all, by code and number.

    Raises:
        NotAllowed: The actor may see no forms.
        UnknownForm: There is no form of that code.
    """
    policies.check_can_view_forms(actor)
    rows = FormVersion.objects.all()
    if code:
        rows = rows.filter(form__code=code)
    found = _rows(rows, on)
    if code and not found:
        raise UnknownForm(code)
    return found


def get_active(*, actor: Actor, on: date) -> list[VersionRow]:
    """Return the version of each form that holds on a day.

    Raises:
        NotAllowed: The actor may see no forms.
    """
    return [row for row in get_versions(actor=actor, on=on) if row.standing is Standing.ACTIVE]


def get_version(*, actor: Actor, code: str, on: date, number: int | None = None) -> VersionRow:
    """Return one version of a form: by number, or the one that holds on a day.

    Raises:
        NotAllowed: The actor may see no forms.
        UnknownForm: There is no such form or version, or none holds on the day.
    """
    for row in get_versions(actor=actor, on=on, code=code):
        if row.standing is Standing.ACTIVE if number is None else row.number == number:
            return row
    raise UnknownForm(f"{code} {number or on}")


def awaiting_word(*, actor: Actor, on: date) -> list[VersionRow]:
    """Return the proposed versions that the actor may approve or refuse, by code."""
    if not policies.can_approve(actor, on=on):
        return []
    waiting = FormVersion.objects.filter(state=VersionState.PROPOSED)
    return [row for row in _rows(waiting, on) if row.proposed_by != actor.name]


def version_on(code: str, day: date) -> FormVersion | None:
    """Return the version that reports of a day are judged by; for this register alone."""
    return versions_on(code, [day])[day]


def versions_on(code: str, days: Collection[date]) -> dict[date, FormVersion | None]:
    """Return the versions of many days; one statement."""
    rows = _APPROVED.rows(code=code)
    if not rows:
        return dict.fromkeys(days)
    held, last_day = terms(rows), rows[0].form.last_day
    by_number = {row.number: row for row in rows}
    numbers = {day: in_force(held, on=day, last_day=last_day) for day in days}
    return {
        day: None if number is None else by_number.get(number) for day, number in numbers.items()
    }


_APPROVED = Read(
    lambda: (
        FormVersion.objects.filter(
            form__code=Slot("code", CharField()), state=VersionState.APPROVED
        )
        .select_related("form")
        .defer("definition")
    )
)


def latest_approved(code: str) -> FormVersion | None:
    """Return the version of the highest number that was approved; for this register alone."""
    rows = FormVersion.objects.select_related("form").filter(form__code=code)
    return rows.filter(state=VersionState.APPROVED).order_by("number").last()


def asked_elsewhere(form: Definition, day: date) -> dict[str, set[Binding]]:
    """Return figures that units of the same level already state by other forms, by their codes."""
    said = {field.binding for field in form.fields() if field.binding is not None}
    others = FormVersion.objects.filter(state=VersionState.APPROVED).exclude(form__code=form.code)
    by_form: dict[str, list[FormVersion]] = {}
    for other in others.select_related("form").order_by("form__code", "number"):
        by_form.setdefault(other.form.code, []).append(other)
    found: dict[str, set[Binding]] = {}
    for code, versions in by_form.items():
        end = versions[0].form.last_day
        for other in versions:
            how = standing(other.number, terms(versions), on=day, last_day=end)
            old = definitions.stored(other)
            if how is Standing.RETIRED or old.filer.level != form.filer.level:
                continue
            asked = {field.binding for field in old.fields() if field.binding is not None}
            if both := said & asked:
                found.setdefault(code, set()).update(both)
    return found


def terms(versions: Sequence[FormVersion]) -> list[Term]:
    """Return the terms of the approved ones."""
    return [Term(row.first_day, row.number) for row in versions if row.first_day is not None]


def _rows(versions: QuerySet[FormVersion], on: date) -> list[VersionRow]:
    named = versions.annotate(proposer=name_of("proposed_by"), decider=name_of("decided_by"))
    rows: list[Any] = list(named.select_related("form").order_by("form__code", "number"))
    by_form: dict[int, list[Any]] = {}
    for row in rows:
        by_form.setdefault(row.form_id, []).append(row)
    return [_row(row, row.form, terms(by_form[row.form_id]), on) for row in rows]


def _row(row: Any, form: Form, terms: Sequence[Term], on: date) -> VersionRow:
    is_approved = row.first_day is not None
    return VersionRow(
        ref=row.ref,
        code=form.code,
        number=row.number,
        state=VersionState(row.state),
        standing=(
            standing(row.number, terms, on=on, last_day=form.last_day) if is_approved else None
        ),
        first_day=row.first_day,
        last_day=form.last_day,
        digest=row.digest,
        proposed_by=row.proposed_by,
        proposer=row.proposer,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decider=row.decider,
        decided_at=row.decided_at,
        reason=row.reason,
        form=definitions.stored(row),
    )
