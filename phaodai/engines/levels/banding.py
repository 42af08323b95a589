"""In which bands the figures of units lie, in whole numbers: no rounding at a border."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from phaodai.engines.levels.figures import LEFT_OUT, SILENT, Figures, Span, Whole, ends
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
    span = figures.counts[axis.code if isinstance(axis, Choice) else axis.of]
    if isinstance(axis, Choice):
        return ends(lambda values: values.astype(np.int8), span.ends)
    if axis.spread is not None:
        return _among_years(axis, span, figures.past[axis.of])
    if not axis.over:
        return ends(lambda count: _rates(axis, count, None, 1, 1), span.ends)
    people = figures.counts[axis.over]
    window = pack.input[axis.of].window
    days = window.days if axis.each_days and window else 1
    scale = axis.per * (axis.each_days or 1)
    return ends(
        lambda count, people: _rates(axis, count, people, scale, days),
        span.ends,
        (people.high, people.low),
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
        have: Numbers = count.astype(kind, copy=False) * left
        need: Numbers | int = (
            people.astype(kind, copy=False) * right if people is not None else right
        )
        place += (have > need) if band.is_above else (have >= need)
    return place


def _among_years(axis: Criterion, count: Span, years: Whole) -> Places:
    """Place counts by how many standard deviations they lie above the mean of earlier years.

    n · count - sum = n · (count - mean), and its square is compared with that of n · k · deviation.
    A year that is missing leaves the mean open: only a count of 0 is certainly not above it.
    """
    years = np.ascontiguousarray(years.T)
    is_counted, is_silent = years != LEFT_OUT, years == SILENT
    n = is_counted.sum(axis=0)
    is_open = is_silent.any(axis=0) | (n < (2 if axis.spread is Spread.SAMPLE else 1))
    kept = np.where(is_counted & ~is_open, years, 0)
    low, high = ends(_above_mean(axis, kept, n), count.ends)
    if is_open.any():
        top = np.int8(len(axis.bands) - 1)
        is_nought = (count.high == 0) & axis.bands[1].is_above
        low = np.where(is_open, np.int8(0), low)
        high = np.where(is_open, np.where(is_nought, np.int8(0), top), high)
    return low, high


def _above_mean(axis: Criterion, years: Whole, n: Whole) -> Callable[[Whole], NDArray[np.int8]]:
    """Return what places counts above the mean of years; shapes (n_years, n_units), (n_units,)."""
    n_years = len(years)
    factors = [_start(band) for band in axis.bands[1:]]
    # No mean is more than the largest year, no deviation more than n times that: beyond the
    # furthest border all counts are alike, and need not be squared.
    furthest = 2 + max((start * n_years // times for start, times in factors), default=0)
    ceiling = (years.max(axis=0, initial=0) + 1) * furthest
    largest = int(ceiling.max(initial=1)) * n_years
    finest = max((max(pair) for pair in factors), default=1)
    kind = _kind((largest * finest) ** 2 * n_years)
    many: Numbers = n.astype(kind)
    years = years.astype(kind, copy=False)
    total: Numbers = years.sum(axis=0)
    scatter: Numbers = many * (years * years).sum(axis=0) - total**2  # n² · variance
    if axis.spread is Spread.SAMPLE:
        scatter = scatter * many

    def place(count: Whole) -> NDArray[np.int8]:
        distance: Numbers = many * np.minimum(count, ceiling).astype(kind, copy=False) - total
        square: Numbers = distance * distance
        if axis.spread is Spread.SAMPLE:
            square = square * (many - 1)
        found = np.zeros(count.shape, dtype=np.int8)
        for band, (start, times) in zip(axis.bands[1:], factors, strict=True):
            have, need = square * times**2, scatter * start**2
            if band.is_above:
                found += ((distance > 0) & (have > need)).astype(bool)
            else:
                found += ((distance >= 0) & (have >= need)).astype(bool)
        return found

    return place


def _start(band: Band) -> tuple[int, int]:
    """Return the start of a band that is not the first, as a fraction's two numbers."""
    start = band.start if band.start is not None else 0
    return start.numerator, start.denominator


def _kind(*most: int) -> type:
    """Return the numbers to reckon in: whole ones of 64 bits, or of any size where those end."""
    return np.int64 if max(most) < 2**62 else object
