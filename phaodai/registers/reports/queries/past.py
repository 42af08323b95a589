"""What a unit reported before: for rules that look back, and to begin the next report with."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import BigIntegerField, DateField, F

from phaodai.engines.forms.definition import Form
from phaodai.foundation.statements import Read, Slot
from phaodai.registers.reports.models import Report, Submission

PERIODS = 28  # that the usual range looks back over


@dataclass(frozen=True, slots=True)
class Reported:
    """What holds of one period.

    Attributes:
        submission: id of the latest revision.
    """

    day: date
    submission: UUID
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Past:
    """Values of earlier reports.

    Attributes:
        previous: of the period before; None where nothing was reported.
        history: values of a field in the periods before, the latest last.
        reported: the same by period, the latest last.
    """

    previous: Mapping[str, str] | None
    history: Mapping[str, list[str]]
    reported: tuple[Reported, ...] = ()


def past_of(report: Report, form: Form, *, only: Set[str] | None = None) -> Past:
    """Return what the unit reported in the 28 periods before; one query.

    Args:
        report: Which; it need not be saved.
        form: Its definition.
        only: Fields whose history is wanted; None for all of them.
    """
    before = form.schedule.before(report.day)
    first = report.day - PERIODS * (report.day - before)
    rows = tuple(
        Reported(day, submission, values)
        for day, submission, values in _BEFORE.rows(
            unit=report.unit_id, form=report.form_id, first=first, day=report.day
        )
    )
    return past_from(rows, before, only=only)


_BEFORE = Read(
    lambda: (
        Submission.objects.filter(
            report__unit=Slot("unit", BigIntegerField()),
            report__form=Slot("form", BigIntegerField()),
            report__day__gte=Slot("first", DateField()),
            report__day__lt=Slot("day", DateField()),
            number=F("report__head"),
        )
        .order_by("report__day")
        .values_list("report__day", "submission", "values")
    )
)


def past_from(rows: Sequence[Reported], before: date, *, only: Set[str] | None = None) -> Past:
    """Lay out earlier periods, the latest last.

    Args:
        rows: What holds of them.
        before: The period before the one that is asked about.
        only: Fields whose history is wanted; None for all of them.
    """
    history: dict[str, list[str]] = {}
    for row in rows:
        for name in row.values if only is None else only & row.values.keys():
            history.setdefault(name, []).append(row.values[name])
    is_before = bool(rows) and rows[-1].day >= before
    return Past(rows[-1].values if is_before else None, history, tuple(rows))
