"""Who has to file which report: what a form says, of the bodies that exist on the day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.agencies.queries import body_refs_below
from phaodai.foundation.units.models import Unit, on_day
from phaodai.registers.reports import definitions
from phaodai.registers.reports.models import FormVersion, Report
from phaodai.registers.reports.queries.forms import terms
from phaodai.registers.reports.rules.versions import in_force
from phaodai.registers.reports.states import VersionState
from phaodai.vocabulary.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class Asked:
    """A form as it holds on a day, and the first day on which any version of it does."""

    form_id: int
    form: Definition
    since: date


def asked_on(day: date, code: str = "") -> dict[str, Asked]:
    """Return by code the forms that hold on a day; one query."""
    return asked_by_day([day], code)[day]


def asked_by_day(days: Collection[date], code: str = "") -> dict[date, dict[str, Asked]]:
    """Return by day, then by code, the forms that hold on it; one query."""
    rows = FormVersion.objects.filter(state=VersionState.APPROVED)
    if code:
        rows = rows.filter(form__code=code)
    by_form: dict[int, list[FormVersion]] = {}
    for row in rows.select_related("form").order_by("form__code", "number"):
        by_form.setdefault(row.form_id, []).append(row)
    found: dict[date, dict[str, Asked]] = {day: {} for day in days}
    for pk, versions in by_form.items():
        form, held = versions[0].form, terms(versions)
        since = min(row.first_day for row in versions if row.first_day is not None)
        by_number = {row.number: row for row in versions}
        for day in days:
            number = in_force(held, on=day, last_day=form.last_day)
            if number in by_number:
                found[day][form.code] = Asked(pk, definitions.stored(by_number[number]), since)
    return found


def expected(form: Definition, day: date) -> QuerySet[Body]:
    """Return the bodies that have to report on a period: they and their units exist on its day."""
    return Body.objects.filter(_expected(form, day))


def expected_by_day(forms: Mapping[date, Definition], *, below: Unit) -> dict[date, list[Body]]:
    """Return by day the bodies below a unit that have to report, by place; one query.

    Args:
        forms: By day, the form as it holds on it; at least one.
        below: The unit, whose own bodies are not among them.
    """
    asked = reduce(or_, (_expected(form, day) for day, form in forms.items()))
    rows = (
        Body.objects.filter(asked, under("unit__path", below.path))
        .exclude(unit=below)
        .select_related("unit")
        .order_by("unit__path", "pk")
    )
    bodies = list(rows)
    return {
        day: [body for body in bodies if _has_to_report(body, form, day)]
        for day, form in forms.items()
    }


def _expected(form: Definition, day: date) -> Q:
    return (
        on_day(day, first="valid_from", last="valid_to")
        & on_day(day, first="unit__valid_from", last="unit__valid_to")
        & Q(kind=form.filer.body, unit__level=form.filer.level)
    )


def _has_to_report(body: Body, form: Definition, day: date) -> bool:
    """Say of a body at hand what `_expected` asks of the table."""
    return (body.kind, body.unit.level) == (form.filer.body, form.filer.level) and all(
        each.valid_from <= day and (each.valid_to is None or day <= each.valid_to)
        for each in (body, body.unit)
    )


def in_sight(rows: QuerySet[Body], actor: Actor, unit_path: str = "") -> QuerySet[Body]:
    """Keep the bodies whose reports an actor sees, below one unit where it is named."""
    if not actor.is_operator:
        rows = rows.filter(ref__in=body_refs_below(actor, Permission.REPORTS_VIEW))
    return rows.filter(under("unit__path", unit_path)) if unit_path else rows


def first_day_of(form_id: int) -> date | None:
    """Return the first period that anybody reported on: before it the form was not in use."""
    return (
        Report.objects.filter(form_id=form_id, head__gt=0)
        .order_by("day")
        .values_list("day", flat=True)
        .first()
    )
