"""Totals: what the units of one level below a unit say together, kept while they are said.

A total is of one level's statements, so a district's own statement is never added to those of
its communes, and of one series, so stated and counted, sources, diseases and strata stand apart.
Which units lie below is asked of the tree as it stood on the day. Each publication adds its
differences in its own transaction; an act on the tree recomputes what it touches.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from phaodai.foundation.units.closure import Change
from phaodai.foundation.units.grafting import chunks
from phaodai.foundation.units.models import Ancestor
from phaodai.indicators import numbers, writing
from phaodai.indicators.facts import Key
from phaodai.indicators.models import PastValue, Total, Value
from phaodai.indicators.writing import Delta

_FIRST: Final = date.min.toordinal()
_LAST: Final = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Audit:
    """What a comparison of the totals with their parts has found.

    Args:
        n_totals: How many totals there are to be.
        n_wrong: How many are missing, too many or different.
    """

    n_totals: int
    n_wrong: int


def add(deltas: Mapping[Key, Delta], *, moment: datetime) -> None:
    """Let the totals above follow what units say more or less.

    Args:
        deltas: Unit, series and day -> by how much the value grew, and whether it is new (1),
            gone (-1) or corrected (0).
        moment: When it was said.
    """
    if not deltas:
        return
    days = {day for _, _, day in deltas}
    above = _terms({unit for unit, _, _ in deltas}, min(days), max(days))
    sums: dict[tuple[int, int, int, int], Delta] = {}
    for (unit, series, day), delta in deltas.items():
        for ancestor, depth, first, last in above[unit]:
            if first <= day <= last:
                key = (ancestor, depth, series, day)
                before = sums.get(key)
                sums[key] = delta if before is None else before.plus(delta)
    writing.add_to_totals(sums, moment=moment)


def follow(change: Change) -> None:
    """Recompute what an act on the tree touches."""
    if Value.objects.exists() or PastValue.objects.exists():
        _recompute(change.first_day, _LAST, above=change.above)


@transaction.atomic
def rebuild(*, first: date | None = None, last: date | None = None) -> Audit:
    """Compute all totals of some days anew; returns what was wrong before.

    Args:
        first: First day, included; None = from the beginning.
        last: Last day, included; None = to the end.
    """
    found = check(first=first, last=last)
    _recompute(*_days(first, last), above=None)
    return found


def check(*, first: date | None = None, last: date | None = None) -> Audit:
    """Compare the totals with their parts."""
    start, end = _days(first, last)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), coalesce(sum(CASE WHEN wrong THEN 1 ELSE 0 END), 0) FROM ({_COMPARED}) x",  # noqa: S608, E501 - text of this module
            [start, end, start, end],
        )
        n_totals, n_wrong = cursor.fetchone()
    return Audit(n_totals=n_totals, n_wrong=int(n_wrong))


def _days(first: date | None, last: date | None) -> tuple[int, int]:
    return (
        _FIRST if first is None else first.toordinal(),
        _LAST if last is None else last.toordinal(),
    )


def _terms(
    units: Collection[int], first: int, last: int
) -> dict[int, list[tuple[int, int, int, int]]]:
    """Return unit -> (unit above, own depth, first day, last day)."""
    found: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    for part in chunks(units):
        for unit, above, depth, begins, ends in numbers.read(
            Ancestor,
            ("unit_id", "above_id", "depth", "first_day", "last_day"),
            f"{numbers.among('unit_id', part)} AND first_day <= %s AND last_day >= %s",
            [*part, last, first],
        ):
            found[unit].append((above, depth, begins, ends))
    return found


def _recompute(first: int, last: int, *, above: Collection[int] | None) -> None:
    parts: list[Collection[int] | None] = [None] if above is None else list(chunks(above))
    for part in parts:
        totals = Total.objects.filter(day__gte=first, day__lte=last)
        where = ""
        numbers: tuple[int, ...] = ()
        if part is not None:
            totals = totals.filter(unit__in=part)
            where = f"AND a.above_id IN ({', '.join(['%s'] * len(part))})"
            numbers = tuple(part)
        totals.delete()
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO indicators_total "
                f"(unit_id, depth, series_id, day, amount, n_reported, known_at) "
                f"{_SUMMED.format(where=where)}",
                [first, last, *numbers],
            )


# What was withdrawn counts nothing, but is the last that was heard.
_SUMMED: Final = """
SELECT a.above_id AS unit_id, a.depth AS depth, x.series_id AS series_id, x.day AS day,
       sum(x.amount) AS amount, sum(x.n) AS n_reported, max(x.known_at) AS known_at
FROM units_ancestor a
JOIN (
    SELECT v.unit_id, v.series_id, v.day, v.amount, 1 AS n, p.published_at AS known_at
    FROM indicators_value v JOIN indicators_publication p ON p.id = v.publication_id
    UNION ALL
    SELECT v.unit_id, v.series_id, v.day, 0, 0, p.published_at
    FROM indicators_pastvalue v JOIN indicators_publication p ON p.id = v.closed_by_id
) x ON x.unit_id = a.unit_id AND x.day BETWEEN a.first_day AND a.last_day
WHERE x.day BETWEEN %s AND %s {where}
GROUP BY a.above_id, a.depth, x.series_id, x.day
"""
_COMPARED: Final = f"""
SELECT count(*) = 1 OR min(amount) <> max(amount) OR min(n_reported) <> max(n_reported)
       OR min(known_at) <> max(known_at) AS wrong
FROM (
    SELECT * FROM ({_SUMMED.format(where="")}) s
    UNION ALL
    SELECT unit_id, depth, series_id, day, amount, n_reported, known_at
    FROM indicators_total WHERE day BETWEEN %s AND %s
) both_sides
GROUP BY unit_id, depth, series_id, day
"""  # noqa: S608 - text of this module
