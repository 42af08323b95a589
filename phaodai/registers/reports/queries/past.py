"""What a unit reported before: for rules that look back, and to begin the next report with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    F,
    Func,
    QuerySet,
    TextField,
    Value,
    When,
)

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


def past_of(report: Report, form: Form) -> Past:
    """Return what the unit reported in the 28 periods before; one query.

    Args:
        report: Which; it need not be saved.
        form: Its definition.
    """
    before = form.schedule.before(report.day)
    rows = tuple(Reported(*row) for row in _REPORTED.rows(**_span(report, before)))
    return past_from(rows, before)


def recall(report: Report, form: Form) -> Past:
    """Return of the same periods what the rules of the form look at, and no more; one query."""
    before = form.schedule.before(report.day)
    names = sorted(form.recalled())
    rows = _recalling(tuple(names)).rows(before=before, **_span(report, before))
    columns = list(zip(*rows, strict=True)) or [()] * (1 + len(names))
    history = {
        name: [text for text in texts if text is not None]
        for name, texts in zip(names, columns[1:], strict=True)
    }
    return Past(rows[-1][0] if rows else None, history)


@cache
def _recalling(names: tuple[str, ...]) -> Read[Any]:
    """Return the read of some fields of all periods, and of the whole report before."""
    whole = Case(When(report__day__gte=Slot("before", DateField()), then=F("values")))
    texts = [
        Func(F("values"), Value(name), template="(%(expressions)s)", arg_joiner=" ->> ",
             output_field=TextField())
        for name in names
    ]  # fmt: skip
    return Read(lambda: _periods().values_list(whole, *texts))


def _span(report: Report, before: date) -> dict[str, object]:
    first = report.day - PERIODS * (report.day - before)
    return {"unit": report.unit_id, "form": report.form_id, "first": first, "day": report.day}


def _periods() -> QuerySet[Submission]:
    return Submission.objects.filter(
        report__unit=Slot("unit", BigIntegerField()),
        report__form=Slot("form", BigIntegerField()),
        report__day__gte=Slot("first", DateField()),
        report__day__lt=Slot("day", DateField()),
        number=F("report__head"),
    ).order_by("report__day")


_REPORTED = Read(lambda: _periods().values_list("report__day", "submission", "values"))


def past_from(rows: Sequence[Reported], before: date) -> Past:
    """Lay out earlier periods, the latest last.

    Args:
        rows: What holds of them.
        before: The period before the one that is asked about.
    """
    history: dict[str, list[str]] = {}
    for row in rows:
        for name in row.values:
            history.setdefault(name, []).append(row.values[name])
    is_before = bool(rows) and rows[-1].day >= before
    return Past(rows[-1].values if is_before else None, history, tuple(rows))
