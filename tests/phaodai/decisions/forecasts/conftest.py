"""Seven weeks of invented cases in the communes of a province."""

from datetime import timedelta

import numpy as np
import pytest

from phaodai.indicators.blocks import SILENT, Block, publish_block
from phaodai.indicators.publishing import Basis
from tests.phaodai.factories.indicators import CASES, DAY, at
from tests.phaodai.indicators.conftest import Land

DISEASE = "COVID-19"
N_DAYS = 48


def state(land: Land, values: np.ndarray, *, minutes: int = 0, source: str = "reports") -> None:
    """Publish cases of the four communes; shape (4, n_days), the last is `DAY`; NaN = silent."""
    n_days = values.shape[1]
    for place in range(n_days):
        amounts = np.where(np.isnan(values[:, place]), SILENT, np.nan_to_num(values[:, place]))
        publish_block(
            source=source,
            basis=Basis.STATED if source == "reports" else Basis.COUNTED,
            block=Block(
                day=DAY - timedelta(days=n_days - 1 - place),
                units=[unit.pk for unit in land.communes],
                cells=[(CASES, DISEASE, "")],
                amounts=np.where(amounts == SILENT, SILENT, amounts * 10_000).astype(np.int64)[
                    :, None
                ],
            ),
            now=at(minutes),
        )


def steady(means: tuple[float, ...] = (20, 5, 40, 0), *, n_days: int = N_DAYS) -> np.ndarray:
    """Draw cases of four communes."""
    rng = np.random.default_rng(1)
    return rng.poisson(np.array(means)[:, None], (4, n_days)).astype(float)


@pytest.fixture
def told(land: Land) -> np.ndarray:
    """The cases that were stated."""
    values = steady()
    state(land, values)
    return values
