"""One day of many units at once: a country's reports, a historical series.

What `publishing.publish` does fact by fact is done here column by column; both leave the same
rows behind.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from phaodai.engines.rollup import SILENT, Layout, cascade
from phaodai.foundation.units.grafting import chunks
from phaodai.foundation.units.models import Ancestor, Unit
from phaodai.foundation.units.rules import DEPTH
from phaodai.indicators import dimensions, publishing, writing
from phaodai.indicators.amounts import LARGEST, PER_ONE, ImpossibleValue
from phaodai.indicators.dimensions import Cell
from phaodai.indicators.facts import Key, SaidTwice, check_cells
from phaodai.indicators.models import Basis, Total
from phaodai.indicators.publishing import Written
from phaodai.indicators.writing import Delta
from phaodai.vocabulary.units import UnitLevel

__all__ = ["SILENT", "Block", "publish_block"]

Integers = NDArray[np.int64]

_MOST: Final = LARGEST * PER_ONE


@dataclass(frozen=True, slots=True)
class Block:
    """What units say of one day.

    Args:
        day: The reporting day.
        units: Numbers of units, each once.
        cells: Indicator, disease and stratum of each column, each once.
        amounts: In ten-thousandths of the measure, (n_units, n_cells); `SILENT` where a unit
            says nothing.
    """

    day: date
    units: Sequence[int]
    cells: Sequence[Cell]
    amounts: Integers


@transaction.atomic
def publish_block(
    *, source: str, basis: Basis, block: Block, now: datetime, revision: UUID | None = None
) -> Written:
    """Store what a source says of one day; what a unit is silent about stays as it is.

    Args:
        source: Who says it.
        basis: Stated by units or counted by a register.
        block: What is said.
        now: The moment from which it is known; see `publishing.publish`.
        revision: The version of the report that says it.

    Raises:
        UnknownIndicator: A code is not in the catalogue.
        UnknownDisease: There is no such disease.
        UnknownStratum: The indicator is not broken down that way.
        IsComputed: It is a ratio.
        NotItsPublisher: The source may not publish it.
        NotOfOneDisease: A disease is named where none is meant.
        ImpossibleValue: An amount is negative and not `SILENT`, or beyond all bounds.
        SaidTwice: A unit or a column stands there twice.
        ValueError: The shape is not (n_units, n_cells).
    """
    _check(block)
    check_cells(block.cells, source=source, basis=basis)
    by = dimensions.source_id(source)
    numbers = dimensions.series_ids(block.cells, source=by, basis=basis)
    series = np.array([numbers[cell] for cell in block.cells], dtype=np.int64)
    units = np.array(block.units, dtype=np.int64)
    publishing.take_turns(block.units)
    if not _is_said(series, block.day):
        return _say_first(block, units, series, now=now, revision=revision)
    return publishing.publish_amounts(
        _wanted(block, units, series), going={}, now=now, revision=revision
    )


def _check(block: Block) -> None:
    shape = (len(block.units), len(block.cells))
    if block.amounts.shape != shape:
        raise ValueError(f"the amounts are {block.amounts.shape}, not {shape}")
    if len(set(block.units)) != len(block.units) or len(set(block.cells)) != len(block.cells):
        raise SaidTwice("a unit or a column stands there twice")
    if block.amounts.size and not SILENT <= block.amounts.min() <= block.amounts.max() <= _MOST:
        raise ImpossibleValue(f"an amount is not within 0 and {_MOST}")


def _is_said(series: Integers, day: date) -> bool:
    """Say whether anybody below the country has said any of it about the day."""
    return Total.objects.filter(
        unit__level=UnitLevel.COUNTRY.value,
        depth__in=DEPTH.values(),
        series__in=series.tolist(),
        day=day.toordinal(),
        n_reported__gt=0,
    ).exists()


def _wanted(block: Block, units: Integers, series: Integers) -> dict[Key, int]:
    day = block.day.toordinal()
    rows, columns = np.nonzero(block.amounts != SILENT)
    return {
        (unit, each, day): amount
        for unit, each, amount in zip(
            units[rows].tolist(),
            series[columns].tolist(),
            block.amounts[rows, columns].tolist(),
            strict=True,
        )
    }


def _say_first(
    block: Block, units: Integers, series: Integers, *, now: datetime, revision: UUID | None
) -> Written:
    """Store a day of which nothing was said: nothing has to be compared with anything."""
    levels = dict(Unit.objects.filter(pk__in=block.units).values_list("pk", "level"))
    if UnitLevel.COUNTRY in levels.values():  # nothing lies above it that would know
        return publishing.publish_amounts(
            _wanted(block, units, series), going={}, now=now, revision=revision
        )
    day = block.day.toordinal()
    rows, columns = np.nonzero(block.amounts != SILENT)
    n = len(rows)
    if not n:
        return Written(0, 0, 0, 0)
    said = writing.open_publication(revision=revision, moment=now)
    writing.put_new_rows(
        list(
            zip(
                units[rows].tolist(),
                series[columns].tolist(),
                [day] * n,
                block.amounts[rows, columns].tolist(),
                [said] * n,
                strict=True,
            )
        )
    )
    _sum_up(block, units, series, levels, now=now)
    return Written(n_added=n, n_corrected=0, n_unchanged=0, n_withdrawn=0)


def _sum_up(
    block: Block, units: Integers, series: Integers, levels: dict[int, str], *, now: datetime
) -> None:
    """Add the sums at all levels; units with a line of the same length go together."""
    day = block.day.toordinal()
    lines = _lines(block.units, day)
    alike: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, unit in enumerate(block.units):
        if lines[unit]:
            alike[DEPTH[UnitLevel(levels[unit])], len(lines[unit])].append(place)
    deltas: dict[tuple[int, int, int, int], Delta] = {}
    for (depth, _), places in alike.items():
        layout = Layout.of([lines[block.units[place]] for place in places])
        amounts = block.amounts[np.array(places)[layout.order]]
        for sums in cascade(amounts, layout):
            rows, columns = np.nonzero(sums.counts)
            for unit, each, amount, n in zip(
                sums.keys[rows].tolist(),
                series[columns].tolist(),
                sums.amounts[rows, columns].tolist(),
                sums.counts[rows, columns].tolist(),
                strict=True,
            ):
                key = (unit, depth, each, day)
                before = deltas.get(key)  # below one unit, lines of several lengths
                deltas[key] = (
                    Delta(amount, n)
                    if before is None
                    else Delta(before.amount + amount, before.n + n)
                )
    writing.add_to_totals(deltas, moment=now)


def _lines(units: Sequence[int], day: int) -> dict[int, list[int]]:
    """Return unit -> the units above it on the day, from the lowest up."""
    found: dict[int, list[int]] = {unit: [] for unit in units}
    for part in chunks(units):
        rows = Ancestor.objects.filter(unit__in=part, first_day__lte=day, last_day__gte=day)
        for unit, ancestor in rows.order_by().values_list("unit_id", "above_id"):
            found[unit].append(ancestor)
    above = {each for line in found.values() for each in line}
    depths = {
        pk: DEPTH[UnitLevel(level)]
        for pk, level in Unit.objects.filter(pk__in=above).values_list("pk", "level")
    }
    for line in found.values():
        line.sort(key=depths.__getitem__, reverse=True)
    return found
