"""The read side of the facts; decisions, pages and machines are its callers.

All questions take many units at once and cost the same few queries however many there are:

- `own`, `latest`, `own_series`, `own_histories`: what units say of themselves;
- `totals`, `total`, `series`: sums over the units of one level below others, as the tree stood
  on each day;
- `ratios`, `ratio`, `ratio_series`: recomputed from numerator and denominator;
- `cited`: what units say with the version of the report that says it;
- `running_targets`: what obligations demand;
- `spoken`: who has said anything about an indicator;
- `speakers`: which units said any of it.

Stated and counted values, sources, diseases and strata are never mixed: a `Measure` names one of
each. Silence is never zero: what nobody said is absent, or None beside `n_expected`.
"""

from phaodai.indicators.dimensions import UnknownDisease, UnknownIndicator, UnknownStratum
from phaodai.indicators.models import Basis, Comparator
from phaodai.indicators.reading.cited import Cited, cited
from phaodai.indicators.reading.histories import own_histories
from phaodai.indicators.reading.measures import (
    Figure,
    Measure,
    NeverSummed,
    NotOverDays,
    Ratio,
    RatioFigure,
    ratio_of,
)
from phaodai.indicators.reading.ownwords import latest, own, own_figures, own_series, spoken
from phaodai.indicators.reading.ratios import ratio, ratio_series, ratios
from phaodai.indicators.reading.running import TargetRow, running_targets
from phaodai.indicators.reading.speakers import speakers
from phaodai.indicators.reading.totals import series, total, totals

__all__ = [
    "Basis",
    "Cited",
    "Comparator",
    "Figure",
    "Measure",
    "NeverSummed",
    "NotOverDays",
    "Ratio",
    "RatioFigure",
    "TargetRow",
    "UnknownDisease",
    "UnknownIndicator",
    "UnknownStratum",
    "cited",
    "latest",
    "own",
    "own_figures",
    "own_histories",
    "own_series",
    "ratio",
    "ratio_of",
    "ratio_series",
    "ratios",
    "running_targets",
    "series",
    "speakers",
    "spoken",
    "total",
    "totals",
]
