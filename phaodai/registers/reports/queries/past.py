"""What a unit reported before: for rules that look back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F

from phaodai.engines.forms.definition import Form
from phaodai.registers.reports.models import Report, Submission

PERIODS = 28  # that the usual range looks back over


@dataclass(frozen=True, slots=True)
class Past:
    """Values of earlier reports.

    Attributes:
        previous: of the period before; None where nothing was reported.
        history: values of a field in the periods before, the latest last.
    """

    previous: Mapping[str, str] | None
    history: Mapping[str, list[str]]


def past_of(report: Report, form: Form) -> Past:
    """Return what the unit reported in the 28 periods before; one query."""
    before = form.schedule.before(report.day)
    first = report.day - PERIODS * (report.day - before)
    rows = list(
        Submission.objects.filter(
            report__unit_id=report.unit_id,
            report__form_id=report.form_id,
            report__day__gte=first,
            report__day__lt=report.day,
            number=F("report__head"),
        )
        .order_by("report__day")
        .values_list("report__day", "values")
    )
    history: dict[str, list[str]] = {}
    for _, values in rows:
        for name, text in values.items():
            history.setdefault(name, []).append(text)
    latest = rows[-1] if rows else None
    is_before = latest is not None and timedelta(0) <= latest[0] - before
    return Past(latest[1] if latest is not None and is_before else None, history)
