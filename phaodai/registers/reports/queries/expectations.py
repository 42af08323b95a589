"""Who has to file which report: what a form says, of the bodies that exist on the day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.agencies.queries import body_refs_below
from phaodai.foundation.units.models import on_day
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
    rows = FormVersion.objects.filter(state=VersionState.APPROVED)
    if code:
        rows = rows.filter(form__code=code)
    by_form: dict[int, list[FormVersion]] = {}
    for row in rows.select_related("form").order_by("form__code", "number"):
        by_form.setdefault(row.form_id, []).append(row)
    found: dict[str, Asked] = {}
    for pk, versions in by_form.items():
        form = versions[0].form
        number = in_force(terms(versions), on=day, last_day=form.last_day)
        since = min(row.first_day for row in versions if row.first_day is not None)
        for row in versions:
            if row.number == number:
                found[form.code] = Asked(pk, definitions.stored(row), since)
    return found


def expected(form: Definition, day: date) -> QuerySet[Body]:
    """Return the bodies that have to report on a period: they and their units exist on its day."""
    return Body.objects.valid_on(day).filter(
        on_day(day, first="unit__valid_from", last="unit__valid_to"),
        kind=form.filer.body,
        unit__level=form.filer.level,
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
