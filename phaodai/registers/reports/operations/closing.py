"""At the cut-off: who had to file and who did in time is counted, and habits are looked at anew."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from phaodai.engines.forms.definition import Form as Definition
from phaodai.foundation.units.models import Unit
from phaodai.registers.reports import publishing
from phaodai.registers.reports.models import Closing, Habit, Report
from phaodai.registers.reports.queries.expectations import asked_on, expected, first_day_of
from phaodai.registers.reports.rules.habits import PERIODS, habit_of
from phaodai.vocabulary.refs import UnitRef

MOST: Final = 40  # periods in one round: the next round goes on where this one stopped
DAY: Final = timedelta(days=1)


def close_periods(*, now: datetime) -> int:
    """Count every period whose cut-off has passed, also what was missed while nobody worked.

    Periods before the first report on a form are nobody's fault: it was not in use.

    Returns:
        How many periods were counted.
    """
    n_closed = 0
    for code, asked in asked_on(now.date()).items():
        first = first_day_of(asked.form_id)
        if first is None:
            continue
        closed = set(Closing.objects.filter(form_id=asked.form_id).values_list("day", flat=True))
        last = asked.form.schedule.day_of(now)
        n_days = (last - first).days + 1
        for day in (first + DAY * n for n in range(max(0, n_days))):
            if day in closed or n_closed >= MOST:
                continue
            on_that_day = asked_on(day, code).get(code)
            if on_that_day is None:
                continue
            schedule = on_that_day.form.schedule
            if schedule.is_period(day) and schedule.due_at(day) <= now:
                n_closed += _close(asked.form_id, on_that_day.form, day, now)
    return n_closed


@transaction.atomic
def _close(form_id: int, form: Definition, day: date, now: datetime) -> bool:
    _, is_new = Closing.objects.get_or_create(form_id=form_id, day=day, defaults={"closed_at": now})
    if is_new:
        publishing.publish_counts(day=day, now=now)
        _renew_habits(form_id, form, day)
    return is_new


@transaction.atomic
def recount(*, filed: Iterable[tuple[str, UnitRef, date]], now: datetime) -> None:
    """Count units again whose reports came to light after the cut-off, but were sent before it.

    Args:
        filed: Form, unit and day of each report; those of open periods are left alone.
        now: The moment from which it is known.
    """
    of_a_day: dict[date, dict[str, set[UnitRef]]] = {}
    for form, unit, day in filed:
        of_a_day.setdefault(day, {}).setdefault(form, set()).add(unit)
    for day, of_a_form in of_a_day.items():
        closed = Closing.objects.filter(day=day, form__code__in=of_a_form)
        codes = closed.values_list("form__code", flat=True)
        refs = set[UnitRef]().union(*(of_a_form[code] for code in codes))
        if refs:
            units = Unit.objects.filter(ref__in=refs).values_list("pk", flat=True)
            publishing.publish_counts(day=day, units=list(units), now=now)


def _renew_habits(form_id: int, form: Definition, day: date) -> None:
    """Take the habits of a form from the periods up to a day."""
    schedule = form.schedule
    first = day - (PERIODS - 1) * (day - schedule.before(day))
    step = (day - schedule.before(day)).days
    moments: dict[int, list[int]] = {}
    begun: dict[int, date] = {}
    reports = Report.objects.filter(
        form_id=form_id, day__gte=first, day__lte=day, first_received_at__isnull=False
    )
    for body, on, received in reports.order_by("day").values_list(
        "body_id", "day", "first_received_at"
    ):
        begun.setdefault(body, on)
        if received is not None:
            late = received - schedule.ends_at(on)
            moments.setdefault(body, []).append(int(late.total_seconds() // 60))
    found = []
    for body in expected(form, day).order_by().values_list("pk", flat=True):
        if body in moments:
            periods = (day - begun[body]).days // step + 1
            if habit := habit_of(moments[body], periods=periods):
                found.append(
                    Habit(form_id=form_id, body_id=body, usual=habit.usual, alarm=habit.alarm)
                )
    Habit.objects.filter(form_id=form_id).delete()
    Habit.objects.bulk_create(found, batch_size=500)
