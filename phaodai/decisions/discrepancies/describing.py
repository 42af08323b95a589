"""What is written down of a disagreement: figures side by side, who answers, how likely it is."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import isnan
from typing import Any, Final
from uuid import UUID

from phaodai.decisions.discrepancies.gathering import Found, measure_of
from phaodai.decisions.discrepancies.models import Finding
from phaodai.decisions.discrepancies.rules import named
from phaodai.foundation.agencies.models import Body, Tenure
from phaodai.indicators import reading
from phaodai.indicators.reading import Cited, Measure
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

COMMITTEE: Final = "people_committee"
MOST_CELLS: Final = 24  # of copied days and the like; the rest is in the reports themselves


@dataclass(frozen=True, slots=True)
class Answerable:
    """The body that answers for a unit's figures of a day, and who headed it then."""

    body: int
    title: str
    name: str
    user: UUID | None


def answerable(
    units: Collection[int], days: Collection[date]
) -> dict[tuple[int, date], Answerable]:
    """Return who answers, in two queries: the People's Committee, else the general body."""
    bodies: dict[int, Body] = {}
    rows = Body.objects.filter(unit_id__in=units, is_general=True, valid_to=None)
    for body in sorted(rows, key=lambda each: (each.kind != COMMITTEE, each.pk)):
        bodies.setdefault(body.unit_id, body)
    if not days:
        return {}
    tenures = (
        Tenure.objects.filter(
            head_post__body_id__in=[body.pk for body in bodies.values()],
            head_post__is_deputy=False,
            first_day__lte=max(days),
        )
        .exclude(last_day__lt=min(days))
        .select_related("head_post")
    )
    by_body: dict[int, list[Tenure]] = {}
    for tenure in tenures:
        by_body.setdefault(tenure.head_post.body_id, []).append(tenure)
    found = {}
    for unit, body in bodies.items():
        for day in days:
            head = next(
                (
                    each
                    for each in by_body.get(body.pk, ())
                    if each.first_day <= day and (each.last_day is None or each.last_day >= day)
                ),
                None,
            )
            found[unit, day] = Answerable(
                body.pk,
                head.head_post.title_vi if head else "",
                head.holder if head else "",
                head.user_ref if head else None,
            )
    return found


def is_current(found: Found, cited: Mapping[tuple[UnitRef, Measure, date], Cited]) -> bool:
    """Say whether the figures that disagree are still those that were judged."""
    for figure, day, value in found.cells:
        name = named(figure)
        if name.is_below:
            continue
        said = cited.get((found.place.ref, measure_of(name, found.rule.disease), day))
        if (said is None) != isnan(value) or (said is not None and float(said.value) != value):
            return False
    return True


def described(found: Found, cited: Mapping[tuple[UnitRef, Measure, date], Cited]) -> dict[str, Any]:
    """Return the figures with their versions, and what speaks for the finding, as JSON."""
    what = found.what
    figures = [_found_cell(found, cited, *cell) for cell in found.cells[:MOST_CELLS]]
    weighed = None
    if what.weighed is not None:
        weighed = {
            key: round(value, 6) if isinstance(value, float) else value
            for key, value in asdict(what.weighed).items()
        }
    return {
        "figures": figures,
        "evidence": {
            "left": None if what.left is None else _text(what.left),
            "right": None if what.right is None else _text(what.right),
            "weighed": weighed,
            "chance": what.chance,
            "lag": what.lag,
            "code": what.code,
        },
    }


def _found_cell(
    found: Found,
    cited: Mapping[tuple[UnitRef, Measure, date], Cited],
    figure: str,
    day: date,
    value: float,
) -> dict[str, Any]:
    name = named(figure)
    if name.is_below:  # a sum over units below has no version of its own
        return _cell(figure, day, None) | {"value": None if isnan(value) else _text(value)}
    said = cited.get((found.place.ref, measure_of(name, found.rule.disease), day))
    return _cell(figure, day, said)


def _cell(figure: str, day: date, cited: Cited | None) -> dict[str, Any]:
    return {
        "figure": figure,
        "day": day.isoformat(),
        "value": None if cited is None else f"{cited.value:f}",
        "known_at": None if cited is None else cited.known_at.isoformat(),
        "revision": str(cited.revision) if cited is not None and cited.revision else None,
    }


def _text(value: float) -> str:
    number = Decimal(str(round(value, 4))).normalize()
    return f"{number:f}"


def figures_now(row: Finding) -> list[dict[str, Any]]:
    """Return the same figures as they stand now."""
    unit = UnitRef(row.unit.ref)
    told = []
    for cell in row.figures:
        day, name = date.fromisoformat(cell["day"]), named(cell["figure"])
        measure = measure_of(name, row.disease)
        if name.is_below:
            total = reading.total(
                measure=measure, unit=unit, level=UnitLevel.COMMUNE, first=day, last=day
            )
            value = None if total.value is None else f"{total.value:f}"
            told.append(_cell(cell["figure"], day, None) | {"value": value})
        else:
            said = reading.cited(measures=[measure], units=[unit], days=[day])
            told.append(_cell(cell["figure"], day, said.get((unit, measure, day))))
    return told


def history(row: Finding, *, days: int = 35) -> list[tuple[date, Decimal | None]]:
    """Return what the unit said of the figure on the days up to the finding's and a week after."""
    if not row.figure:
        return []
    name = named(row.figure)
    unit = UnitRef(row.unit.ref)
    first, last = row.day - timedelta(days=days), row.day + timedelta(days=7)
    said = reading.own_series(
        measure=measure_of(name, row.disease), units=[unit], first=first, last=last
    )[unit]
    return [
        (first + timedelta(days=step), said.get(first + timedelta(days=step)))
        for step in range((last - first).days + 1)
    ]
