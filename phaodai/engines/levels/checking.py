"""What makes rules whole: no gap between bands, no hole in a table, and worse is never better."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, pairwise, product
from math import prod

import numpy as np

from phaodai.engines.levels.pack import Axis, Cell, Condition, Table, bands_of
from phaodai.engines.levels.parts import Band, Criterion, Input, InputKind, Period, Spread
from phaodai.engines.levels.reading import Row

MOST_FAULTS = 5  # of one kind in one table: more would not be read


def bands(row: Row, *, has_mean: bool) -> tuple[Band, ...]:
    """Read the bands of a criterion; each states both borders, so that a slip shows.

    Args:
        row: The criterion.
        has_mean: Whether they begin at standard deviations above a mean: the first has no start.
    """
    read = row.rows("bands", _band)
    if not read:
        return ()
    first, last = read[0][0], read[-1]
    key = f"bands[{first.code}]"
    if has_mean and first.start is not None:
        row.fail(
            key,
            "mức thấp nhất không có giới hạn dưới",
            "the lowest band has no lower border",
        )
    if not has_mean and (first.start != 0 or first.is_above):
        row.fail(key, "mức thấp nhất phải bắt đầu từ 0", "the lowest band has to begin from 0")
    if last[1] is not None:
        row.fail(
            f"bands[{last[0].code}]",
            "mức cao nhất không có giới hạn trên",
            "the highest band has no upper border",
        )
    for (low, end, has_end), (high, _, _) in pairwise(read):
        _border(row, low, end, high, has_end=has_end)
    return tuple(band for band, _, _ in read)


def _band(row: Row) -> tuple[Band, Fraction | None, bool]:
    """Return a band with its upper border, and whether the border belongs to it."""
    code, text = row.code(), row.text("text")
    is_above, has_end = row.has("above"), row.has("to")
    start = row.fraction("above" if is_above else "from") if is_above or row.has("from") else None
    end = row.fraction("to" if has_end else "below") if has_end or row.has("below") else None
    is_empty = (
        start is not None
        and end is not None
        and (end < start or (end == start and (is_above or not has_end)))
    )
    if is_empty:
        row.fail("", f"không có số nào trong mức “{code}”", f"no number lies in “{code}”")
    row.close()
    return Band(code, text, start, is_above), end, has_end


def _border(row: Row, low: Band, end: Fraction | None, high: Band, *, has_end: bool) -> None:
    key = f"bands[{high.code}]"
    if end is None or high.start is None:
        row.fail(
            key,
            f"thiếu giới hạn giữa “{low.code}” và “{high.code}”",
            f"there is no border between “{low.code}” and “{high.code}”",
        )
    elif high.start < end or (high.start == end and has_end and not high.is_above):
        row.fail(
            key,
            f"chồng lên “{low.code}”: số {high.start} thuộc cả hai mức",
            f"overlaps “{low.code}”: {high.start} lies in both",
        )
    elif high.start > end or (not has_end and high.is_above):
        row.fail(
            key,
            f"hở giữa “{low.code}” và “{high.code}”: số {end} không thuộc mức nào",
            f"gap after “{low.code}”: {end} lies in neither",
        )


def proportion(
    row: Row,
    counted: Input | None,
    over: Input | None,
    *,
    each_days: int,
    spread: Spread | None,
) -> None:
    """Note what a criterion cannot do with its inputs."""
    if over is not None and over.kind is not InputKind.PEOPLE:
        row.fail(
            "over",
            f"“{over.code}” có thể bằng 0; mẫu số phải thuộc loại people",
            f"“{over.code}” may be 0; what is divided by is of the kind people",
        )
    window = counted.window if counted else None
    if each_days and (window is None or window.period is not Period.DAYS):
        row.fail(
            "each_days",
            'chỉ dùng với số liệu cộng trong một số ngày (window = "days")',
            'is for figures that are summed over a number of days (window = "days")',
        )
    if spread and (over is not None or counted is None or not counted.years):
        row.fail(
            "spread",
            "chỉ dùng với số liệu có các năm trước (years), không chia cho số khác",
            "is for figures with earlier years (years), divided by nothing",
        )


def direction(
    row: Row,
    when: Sequence[Condition],
    unless: Sequence[Condition],
    axes: Mapping[str, Axis],
) -> None:
    """Note an adjustment that worse figures would escape."""
    for name, conditions in (("when", when), ("unless", unless)):
        for each in conditions:
            axis = axes[each.of]
            rising = _rising(axis)
            if rising is None or not each.bands:
                continue
            n = len(bands_of(axis))
            is_at_end = name == "when"  # what leads to it includes all that is worse
            if rising < 0:
                is_at_end = not is_at_end
            wanted = range(n - len(each.bands), n) if is_at_end else range(len(each.bands))
            if each.bands != tuple(wanted):
                row.fail(
                    f"{name}.{each.of}",
                    "số liệu xấu hơn lại thoát điều kiện này",
                    "worse figures would escape this condition",
                )


def coverage(row: Row, table: Table, axes: Sequence[Axis], *, most: int) -> None:
    """Note holes, double cells, and worse combinations that give a better result."""
    if prod(size * size for size in table.sizes) > most:
        row.fail("over", "bảng có quá nhiều tổ hợp", "the table has too many combinations")
        return
    least, highest = (np.full(table.sizes, -1) for _ in range(2))
    covered: dict[tuple[int, ...], Cell] = {}
    for cell in table.cells:
        for at in product(*cell.when):
            if at in covered:
                row.fail(
                    "cells",
                    f"tổ hợp {_say(at, table, axes)} có trong hai ô",
                    f"{_say(at, table, axes)} is in two cells",
                )
                return
            covered[at] = cell
            least[at], highest[at] = cell.least, cell.most
    holes = (at for at in np.ndindex(*table.sizes) if at not in covered)
    for at in islice(holes, MOST_FAULTS):
        row.fail(
            "cells",
            f"không có ô nào cho {_say(at, table, axes)}",
            f"there is no cell for {_say(at, table, axes)}",
        )
    if len(covered) == prod(table.sizes):
        for at in islice(_falling(table, axes, (least, highest)), MOST_FAULTS):
            row.fail(
                "cells",
                f"{_say(at, table, axes)} cho kết quả nhẹ hơn một tổ hợp tốt hơn",
                f"{_say(at, table, axes)} gives less than a better combination",
            )


def _falling(
    table: Table, axes: Sequence[Axis], results: Sequence[np.ndarray]
) -> Iterator[tuple[int, ...]]:
    for place, axis in enumerate(axes):
        rising = _rising(axis)
        if rising is None:
            continue
        for at in np.ndindex(*table.sizes):
            better = (*at[:place], at[place] - rising, *at[place + 1 :])
            is_inside = 0 <= better[place] < table.sizes[place]
            if is_inside and any(result[at] < result[better] for result in results):
                yield at


def _rising(axis: Axis) -> int | None:
    """Return 1 where the next band is worse, -1 where it is better, None without an order."""
    if isinstance(axis, Criterion):
        return 1 if axis.is_worse_up else -1
    return 1 if isinstance(axis, Table) or axis.is_ordered else None


def _say(at: tuple[int, ...], table: Table, axes: Sequence[Axis]) -> str:
    return ", ".join(
        f"{name} = {bands_of(axis)[place]}"
        for name, axis, place in zip(table.over, axes, at, strict=True)
    )
