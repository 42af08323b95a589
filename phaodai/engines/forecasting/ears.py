"""Days and weeks with more cases than the few before them: the three EARS statistics."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from phaodai.engines.forecasting.faults import BadSetting, TooShort
from phaodai.engines.forecasting.series import Basis, Counts, Floats

LITERATURE = (
    "Hutwagner et al. 2003 (J Urban Health 80, i89); Fricker et al. 2008, doi:10.1002/sim.3197"
)


@dataclass(frozen=True, slots=True)
class Warned:
    """Days or weeks held against the seven before.

    Attributes:
        c1: Standard deviations above the mean of the seven steps before; shape (n_units, n_steps);
            NaN where one of them, or the step itself, is missing.
        c2: The same with two steps between.
        c3: What c2 had above 1 in this and the last two steps, together.
        is_alarm: c1 or c2 above 3, or c3 above 2; shape (3, n_units, n_steps).
        basis: Least spread, literature, data, moment.
    """

    c1: Floats
    c2: Floats
    c3: Floats
    is_alarm: NDArray[np.bool_]
    basis: Basis


def ears(counts: Counts, *, least_sd: float = 0.5) -> Warned:
    """Judge each step against the few before it: for diseases without a history.

    Args:
        counts: Cases by day or week.
        least_sd: Taken where the seven vary less. This is ours: one case after a week of none
            would otherwise lie infinitely many standard deviations above it.

    Raises:
        BadSetting: `least_sd` is not more than 0.
        TooShort: Fewer than eight steps.
    """
    if not least_sd > 0:
        raise BadSetting(f"least_sd is {least_sd:g}: it has to be more than 0")
    if counts.n_steps < 8:
        raise TooShort(f"{counts.n_steps} steps: the first seven are only compared with, give 8")
    c1, c2 = (_above(counts.values, gap, least_sd) for gap in (0, 2))
    over = np.maximum(c2 - 1, 0.0)
    c3 = np.full_like(c2, np.nan)
    c3[:, 2:] = over[:, 2:] + over[:, 1:-1] + over[:, :-2]
    return Warned(
        c1, c2, c3, np.stack([c1 > 3, c2 > 3, c3 > 2]),
        counts.basis("ears", LITERATURE, baseline_steps=7, gap_steps=2, least_sd=least_sd),
    )  # fmt: skip


def _above(values: Floats, gap: int, least_sd: float) -> Floats:
    told = np.full_like(values, np.nan)
    first = 7 + gap
    if values.shape[1] > first:
        before = sliding_window_view(values, 7, axis=1)[:, : values.shape[1] - first]
        sd = np.maximum(before.std(axis=2, ddof=1), least_sd)
        told[:, first:] = (values[:, first:] - before.mean(axis=2)) / sd
    return told
