"""In which bands the figures of units lie, in whole numbers: no rounding at a border."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.levels.figures import LEFT_OUT, SILENT, Figures, Span, Whole
from phaodai.engines.levels.pack import Pack
from phaodai.engines.levels.parts import Band, Choice, Criterion, Spread

Numbers: TypeAlias = NDArray[Any]
Places: TypeAlias = tuple[NDArray[np.int8], NDArray[np.int8]]


def bands(pack: Pack, axis: Criterion | Choice, figures: Figures) -> Places:
    """Return the lowest and the highest band in which each unit can lie.

    Args:
        pack: Where the axis is from.
        axis: A criterion or a choice.
        figures: With a span for each input, see `figures.checked`.

    Returns:
        Places of bands by rising value; shapes (n_units,).
    """
    if isinstance(axis, Choice):
        span = figures.counts[axis.code]
        return span.low.astype(np.int8), span.high.astype(np.int8)
    count = figures.counts[axis.of]
    if axis.spread is not None:
        return _among_years(axis, count, figures.past[axis.of])
    if not axis.over:
        return _rates(axis, count.low, None, 1, 1), _rates(axis, count.high, None, 1, 1)
    people = figures.counts[axis.over]
    window = pack.input[axis.of].window
    days = window.days if axis.each_days and window else 1
    scale = axis.per * (axis.each_days or 1)
    return (
        _rates(axis, count.low, people.high, scale, days),
        _rates(axis, count.high, people.low, scale, days),
    )


def _rates(
    axis: Criterion, count: Whole, people: Whole | None, scale: int, days: int
) -> NDArray[np.int8]:
    """Place count · scale / (people · days) among the bands, without dividing."""
    place = np.zeros(count.shape, dtype=np.int8)
    most = int(count.max(initial=0)), int(people.max(initial=0)) if people is not None else 1
    for band in axis.bands[1:]:
        start, times = _start(band)
        left, right = scale * times, start * days
        kind = _kind(most[0] * left, most[1] * right)
        have: Numbers = count.astype(kind) * left
        need: Numbers | int = people.astype(kind) * right if people is not None else right
        place += (have > need) if band.is_above else (have >= need)
    return place


def _among_years(axis: Criterion, count: Span, years: Whole) -> Places:
    """Place counts by how many standard deviations they lie above the mean of earlier years.

    n · count - sum = n · (count - mean), and its square is compared with that of n · k · deviation.
    A year that is missing leaves the mean open: only a count of 0 is certainly not above it.
    """
    is_counted = years != LEFT_OUT
    n = is_counted.sum(axis=1)
    needed = 2 if axis.spread is Spread.SAMPLE else 1
    is_open = (years == SILENT).any(axis=1) | (n < needed)
    kept = np.where(is_counted & ~is_open[:, None], years, 0)
    top = len(axis.bands) - 1
    low = np.where(is_open, 0, _above_mean(axis, count.low, kept, n))
    high = np.where(is_open, top, _above_mean(axis, count.high, kept, n))
    if axis.bands[1:] and axis.bands[1].is_above:
        high = np.where(is_open & (count.high == 0), 0, high)
    return low.astype(np.int8), high.astype(np.int8)


def _above_mean(axis: Criterion, count: Whole, years: Whole, n: Whole) -> NDArray[np.int8]:
    factors = [_start(band) for band in axis.bands[1:]]
    n_years = years.shape[1]
    # No mean is more than the largest year, no deviation more than n times that: beyond the
    # furthest border all counts are alike, and need not be squared.
    furthest = 2 + max((start * n_years // times for start, times in factors), default=0)
    ceiling = (years.max(axis=1, initial=0) + 1) * furthest
    near = np.minimum(count, ceiling)
    largest = int(ceiling.max(initial=1)) * n_years
    finest = max((max(start, times) for start, times in factors), default=1)
    kind = _kind((largest * finest) ** 2 * n_years)
    many: Numbers = n.astype(kind)
    total: Numbers = years.astype(kind)
    distance = many * near.astype(kind) - total.sum(axis=1)
    scatter = many * (total * total).sum(axis=1) - total.sum(axis=1) ** 2  # n² · variance
    left, right = distance * distance, scatter
    if axis.spread is Spread.SAMPLE:
        left, right = left * np.maximum(many - 1, 0), right * many
    place = np.zeros(count.shape, dtype=np.int8)
    for band, (start, times) in zip(axis.bands[1:], factors, strict=True):
        have, need = left * times**2, right * start**2
        if band.is_above:
            reached = (distance > 0) & (have > need)
        else:
            reached = (distance >= 0) & (have >= need)
        place += reached.astype(bool)
    return place


def _start(band: Band) -> tuple[int, int]:
    """Return the start of a band that is not the first, as a fraction's two numbers."""
    start = band.start if band.start is not None else 0
    return start.numerator, start.denominator


def _kind(*most: int) -> type:
    """Return the numbers to reckon in: whole ones of 64 bits, or of any size where those end."""
    return np.int64 if max(most) < 2**62 else object
