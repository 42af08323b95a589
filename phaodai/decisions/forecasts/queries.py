"""Reads of what was foreseen, scoped to the units at or below the reader's posts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from phaodai.decisions.forecasts.models import Outlook, OutlookQuerySet, Run
from phaodai.decisions.forecasts.states import State
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel


class NoOutlook(LookupError):
    """Nothing was foreseen of the unit: no case in four weeks, no figures, or out of sight."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many cases are expected from one day to another, both included."""

    first: date
    last: date
    low: int  # 95 % interval
    lower: int  # 50 % interval
    median: int
    upper: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookRow:
    """What is foreseen of one unit, with what it rests on."""

    unit: UnitRef
    unit_name: str
    unit_path: str
    level: UnitLevel
    disease: str
    indicator: str
    source: str
    last_day: date  # of the figures
    estimated_at: datetime
    assumed: Mapping[str, Any]
    n_cases: int  # in the last week
    r_state: State
    r_mean: float | None
    r_low: float | None
    r_high: float | None
    rising: float | None  # chance that R is more than 1
    ahead_state: State
    days: tuple[Ahead, ...]
    weeks: tuple[Ahead, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """R as it was estimated after one day, for a curve."""

    last_day: date
    state: State
    mean: float | None
    low: float | None
    high: float | None


def get_outlook(
    *, actor: Actor, unit: UUID, disease: str, as_of: datetime | None = None
) -> OutlookRow:
    """Return the newest outlook of one unit.

    Raises:
        NoOutlook: There is none, or it is out of sight.
    """
    row = _newest(actor, disease, as_of).filter(unit__ref=unit).first()
    if row is None:
        raise NoOutlook(str(unit))
    return _as_row(row)


def get_outlooks(
    *,
    actor: Actor,
    disease: str,
    level: UnitLevel | None = None,
    as_of: datetime | None = None,
    most: int = 50,
) -> list[OutlookRow]:
    """Return the newest outlooks of the units in sight, where a rise is likeliest first.

    Args:
        actor: Who reads.
        disease: Code.
        level: Of units of this level alone; None = all.
        as_of: What had been foreseen by that moment; None is now.
        most: How many rows at the most.
    """
    found = _newest(actor, disease, as_of)
    if level is not None:
        found = found.filter(unit__level=level.value)
    rows = found.order_by(F("rising").desc(nulls_last=True), "-n_cases", "unit__path")
    return [_as_row(row) for row in rows[:most]]


def get_course(*, actor: Actor, unit: UUID, disease: str, most: int = 90) -> list[Point]:
    """Return R as it was last estimated after each of the last days, in order of time."""
    found = (
        Outlook.objects.visible_to(actor)
        .filter(unit__ref=unit, run__disease=disease)
        .select_related("run")
        .order_by("-run__last_day", "-run__estimated_at", "-pk")
    )
    points: dict[date, Point] = {}
    for row in found.iterator(chunk_size=200):
        day = row.run.last_day
        if day not in points:
            if len(points) == most:
                break
            points[day] = Point(day, State(row.r_state), row.r_mean, row.r_low, row.r_high)
    return list(points.values())[::-1]


def _newest(actor: Actor, disease: str, as_of: datetime | None) -> OutlookQuerySet:
    """Return what the newest run says to a reader."""
    runs = Run.objects.filter(disease=disease)
    if as_of is not None:
        runs = runs.filter(estimated_at__lte=as_of)
    newest = runs.order_by("-last_day", "-estimated_at", "-pk").values("pk")[:1]
    return Outlook.objects.visible_to(actor).filter(run=newest).select_related("run", "unit")


def _as_row(row: Outlook) -> OutlookRow:
    run = row.run
    spans = [
        Ahead(run.last_day + timedelta(days=first), run.last_day + timedelta(days=last), *told)
        for first, last, *told in row.ahead
    ]
    return OutlookRow(
        unit=UnitRef(row.unit.ref),
        unit_name=row.unit.full_name,
        unit_path=row.unit.path,
        level=UnitLevel(row.unit.level),
        disease=run.disease,
        indicator=run.indicator,
        source=run.source,
        last_day=run.last_day,
        estimated_at=run.estimated_at,
        assumed=run.assumed,
        n_cases=row.n_cases,
        r_state=State(row.r_state),
        r_mean=row.r_mean,
        r_low=row.r_low,
        r_high=row.r_high,
        rising=row.rising,
        ahead_state=State(row.ahead_state),
        days=tuple(each for each in spans if each.first == each.last),
        weeks=tuple(each for each in spans if each.first != each.last),
    )
