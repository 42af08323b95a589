"""Completeness and timeliness of a month: by day, week, unit and head."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.db.models import Q

from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.schedule import HERE
from phaodai.foundation.agencies.models import Body, Tenure
from phaodai.foundation.units.models import Unit
from phaodai.registers.reports.models import Report
from phaodai.registers.reports.queries.board_groups import groups_of
from phaodai.registers.reports.queries.expectations import asked_on, first_day_of, in_sight
from phaodai.registers.reports.queries.forms import UnknownForm
from phaodai.registers.reports.states import Timeliness
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import UnitRef

MOST_ROWS: Final = 120  # bodies; beyond it the units just below stand for them
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many had to file, did, and did in time; `at` when, where it is one body and one day."""

    n_due: int = 0
    n_filed: int = 0
    n_in_time: int = 0
    at: datetime | None = None

    def __add__(self, other: "Tally") -> "Tally":
        """Count both together."""
        return Tally(
            self.n_due + other.n_due,
            self.n_filed + other.n_filed,
            self.n_in_time + other.n_in_time,
        )

    @property
    def completeness(self) -> float | None:
        """Share that filed at all, in percent; None where nobody had to."""
        return 100 * self.n_filed / self.n_due if self.n_due else None

    @property
    def timeliness(self) -> float | None:
        """Share that filed before the cut-off, in percent; None where nobody had to."""
        return 100 * self.n_in_time / self.n_due if self.n_due else None


NOBODY: Final = Tally()


@dataclass(frozen=True, slots=True)
class Held:
    """How a body reported while one person headed it.

    Attributes:
        holder: "" where nobody is on record.
        first: the first period of the month on which it was he.
        last: the last one.
    """

    holder: str
    first: date
    last: date
    total: Tally


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One body, or all bodies below one unit, through a month.

    Attributes:
        heads: who headed it, the earliest first; together they cover all periods.
        days: by period; `NOBODY` where none had to file.
        weeks: by the Monday that a week begins with.
    """

    unit: UnitRef
    unit_name: str
    above: str
    heads: list[Held]
    days: list[Tally]
    weeks: list[Tally]
    total: Tally

    def head_on(self, day: date) -> str:
        """Return who headed it on a period; "" where nobody is on record."""
        return next(held.holder for held in self.heads if held.first <= day <= held.last)


@dataclass(frozen=True, slots=True)
class Month:
    """The month of one form.

    Attributes:
        days: periods whose cut-off has passed since the form came into use.
        weeks: Mondays of the weeks in it.
        rows: who filed in time least often first.
        is_grouped: whether rows stand for several bodies each.
    """

    form: Definition
    days: list[date]
    weeks: list[date]
    rows: list[MonthRow]
    by_day: list[Tally]
    total: Tally
    is_grouped: bool


def get_month(
    *, actor: Actor, form: str, first: date, now: datetime, unit_path: str = "", whole: bool = False
) -> Month:
    """Return how completely and how punctually bodies in sight filed in a month; constant queries.

    Args:
        actor: Who looks.
        form: Code of the form.
        first: The first day of the month.
        now: The present moment: a period counts once its cut-off has passed.
        unit_path: Narrowed to a unit and below; "" for all in sight.
        whole: A row for each body, however many: for tables that machines read.

    Raises:
        UnknownForm: The form does not hold in that month, or it has not begun.
    """
    if first > now.astimezone(HERE).date():
        raise UnknownForm(form)
    last = (first.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    asked = asked_on(last, form).get(form) or asked_on(first, form).get(form)
    if asked is None:
        raise UnknownForm(form)
    schedule, begun = asked.form.schedule, first_day_of(asked.form_id)
    days = [
        day
        for day in (first + DAY * n for n in range((last - first).days + 1))
        if begun is not None
        and day >= begun
        and schedule.is_period(day)
        and schedule.due_at(day) <= now
    ]
    bodies = _bodies(asked.form, actor, days, unit_path) if days else []
    reports = Report.objects.visible_to(actor, Permission.REPORTS_VIEW).filter(
        form_id=asked.form_id, day__gte=first, day__lte=last, head__gt=0
    )
    filed = {
        (unit, day): (lateness, at)
        for unit, day, lateness, at in reports.values_list(
            "unit_id", "day", "lateness", "first_received_at"
        )
    }
    tallies = {body.pk: [_tally(body, day, filed) for day in days] for body in bodies}
    is_grouped = len(bodies) > MOST_ROWS and not whole
    places = groups_of(bodies) if is_grouped else {body.unit_id: [body] for body in bodies}
    units = Unit.objects.select_related("parent").in_bulk(places)
    heads = _heads(asked.form, places, days) if days else {}
    mondays = sorted({day - DAY * day.weekday() for day in days})
    rows = []
    for pk, some in places.items():
        found = [_sum(tally) for tally in zip(*(tallies[body.pk] for body in some), strict=True)]
        unit = units[pk]
        rows.append(
            MonthRow(
                unit=UnitRef(unit.ref),
                unit_name=unit.full_name,
                above=unit.parent.full_name if unit.parent else "",
                heads=_held(heads.get(pk, {}), days, found),
                days=found,
                weeks=_by_week(days, found, mondays),
                total=_sum(found),
            )
        )
    by_day = [_sum(column) for column in zip(*(row.days for row in rows), strict=True)]
    return Month(
        form=asked.form,
        days=days,
        weeks=mondays,
        rows=sorted(rows, key=_rank),
        by_day=by_day,
        total=_sum(by_day),
        is_grouped=is_grouped,
    )


def _bodies(form: Definition, actor: Actor, days: list[date], path: str) -> list[Body]:
    """Return the bodies that had to file on any of the days."""
    there = Q()
    for name in ("", "unit__"):
        there &= Q(**{f"{name}valid_from__lte": days[-1]})
        there &= Q(**{f"{name}valid_to": None}) | Q(**{f"{name}valid_to__gte": days[0]})
    rows = Body.objects.filter(there, kind=form.filer.body, unit__level=form.filer.level)
    return list(in_sight(rows, actor, path).select_related("unit").order_by("unit__path", "pk"))


def _tally(
    body: Body, day: date, filed: Mapping[tuple[int, date], tuple[str, datetime | None]]
) -> Tally:
    for each in (body, body.unit):
        if day < each.valid_from or (each.valid_to is not None and day > each.valid_to):
            return NOBODY
    lateness, at = filed.get((body.unit_id, day), ("", None))
    return Tally(1, int(bool(lateness)), int(lateness == Timeliness.ON_TIME), at)


def _sum(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    return found[0] if len(found) == 1 else sum(found, NOBODY)


def _by_week(days: list[date], tallies: list[Tally], mondays: list[date]) -> list[Tally]:
    weeks: dict[date, Tally] = defaultdict(Tally)
    for day, tally in zip(days, tallies, strict=True):
        weeks[day - DAY * day.weekday()] += tally
    return [weeks[monday] for monday in mondays]


def _heads(
    form: Definition, places: Mapping[int, list[Body]], days: list[date]
) -> dict[int, dict[date, str]]:
    """Return who headed the body of the form's kind at each unit on each period; one query."""
    rows = Tenure.objects.filter(
        Q(last_day=None) | Q(last_day__gte=days[0]),
        first_day__lte=days[-1],
        head_post__is_deputy=False,
        head_post__body__kind=form.filer.body,
        head_post__body__unit__in=places,
    ).order_by("first_day", "pk")
    found: dict[int, dict[date, str]] = defaultdict(dict)
    for unit, holder, first, last in rows.values_list(
        "head_post__body__unit_id", "holder", "first_day", "last_day"
    ):
        for day in days:
            if first <= day and (last is None or day <= last):
                found[unit][day] = holder
    return found


def _held(holders: Mapping[date, str], days: list[date], tallies: list[Tally]) -> list[Held]:
    """Return the stretches of periods over which one person headed a unit."""
    found = []
    pairs = list(zip(days, tallies, strict=True))
    for holder, group in groupby(pairs, key=lambda pair: holders.get(pair[0], "")):
        stretch = list(group)
        total = sum((tally for _, tally in stretch), NOBODY)
        found.append(Held(holder, stretch[0][0], stretch[-1][0], total))
    return found


def _rank(row: MonthRow) -> tuple[float, float, str, str]:
    timely, complete = row.total.timeliness, row.total.completeness
    return (
        101 if timely is None else timely,
        101 if complete is None else complete,
        row.above,
        row.unit_name,
    )
