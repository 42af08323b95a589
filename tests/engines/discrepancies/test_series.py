"""One series looked through: known faults are told, clean series are not accused."""

from math import exp, lgamma

import numpy as np
import pytest

from phaodai.engines.discrepancies.counts import levels_of, log_chance, log_gamma
from phaodai.engines.discrepancies.habits import upper_tail
from phaodai.engines.discrepancies.mistakes import SHARES, Mistake
from phaodai.engines.discrepancies.series import Fault, is_running_total, scan, shifts
from tests.engines.discrepancies import faults

PLAIN = [
    faults.FAULTS[name]
    for name in faults.FAULTS
    if name not in {"a digit lost", "digits exchanged"}
]


def steady(seed: int = 1, n: int = 90, mean: float = 300) -> np.ndarray:
    return np.random.default_rng(seed).negative_binomial(30, 30 / (30 + mean), n).astype(float)


def told(line: np.ndarray) -> list[tuple[Fault, int, int]]:
    return [
        (each.fault, each.first, each.last) for each in scan(range(1, len(line) + 1), line.tolist())
    ]


@pytest.mark.parametrize("x", [0.05, 0.5, 1.0, 3.7, 40.0, 25_000.0])
def test_the_gamma_function(x: float) -> None:
    assert float(log_gamma(x)) == pytest.approx(lgamma(x), rel=1e-10, abs=1e-10)


def test_chances_of_a_count_make_one() -> None:
    counts = np.arange(3_000.0)
    assert float(np.exp(log_chance(counts, 40.0, 2.0)).sum()) == pytest.approx(1, abs=1e-9)
    assert float(log_chance(-1.0, 40.0, 2.0)) == -np.inf


def test_shares_of_mistakes_make_one() -> None:
    assert set(SHARES) == set(Mistake)
    assert sum(SHARES.values()) == pytest.approx(1)


def test_the_tail_of_a_throw() -> None:
    assert upper_tail(3, 3, 0.2) == pytest.approx(0.008)
    assert upper_tail(0, 50, 0.2) == pytest.approx(1)


def test_levels_are_not_moved_by_one_wrong_day() -> None:
    line = steady()
    wrong = line.copy()
    wrong[50] *= 100
    assert levels_of(wrong[None, :]).before[0, 53] < 1.4 * levels_of(line[None, :]).before[0, 53]


@pytest.mark.parametrize("make", PLAIN)
def test_a_known_fault_is_told(make: faults.Fault) -> None:
    line = steady(3)
    if (days := make(line, 60)) is None:
        pytest.fail("the series has no place for the fault")
    assert any(first <= day + 1 <= last for _, first, last in told(line) for day in days)


def test_clean_series_are_left_alone() -> None:
    rng = np.random.default_rng(2)
    n = sum(len(told(faults.epidemic(rng))) for _ in range(12))
    assert n <= 3  # of 1 800 days


def test_a_wave_that_doubles_in_three_days_is_real() -> None:
    rng = np.random.default_rng(4)
    mean = np.concatenate(
        [np.full(40, 5.0), 5 * np.exp(0.23 * np.arange(25)), np.full(20, 1_500.0)]
    )
    assert told(rng.poisson(mean).astype(float)) == []


def test_figures_counted_otherwise_from_one_day_on() -> None:
    line = steady(8)
    line[45:] *= 10
    assert (Fault.LEVEL, 46, 46) in told(line)
    assert Fault.LEVEL not in {fault for fault, _, _ in told(steady(8))}


def test_days_held_back_are_told_with_the_day_that_brings_them() -> None:
    line = steady(6)
    line[62] = line[60:63].sum()
    line[60:62] = 0
    found = {first for fault, first, _ in told(line) if fault is Fault.UNLIKELY}
    assert found == {61, 62, 63}


def test_a_slip_tells_what_was_meant() -> None:
    line = steady(9)
    right = line[60]
    line[60] = right * 10
    (found,) = scan(range(1, 91), line.tolist())
    assert found.weighed is not None
    assert found.weighed.mistake is Mistake.EXTRA_DIGIT
    assert found.weighed.meant == right
    assert found.weighed.low < right < found.weighed.high


def test_a_total_that_falls_and_a_total_recognised() -> None:
    total = np.cumsum(steady())
    assert is_running_total(total.tolist())
    assert not is_running_total(steady().tolist())
    total[40] -= 2_000
    found = scan(range(1, 91), total.tolist(), is_total=True)
    assert (Fault.FALLS, 41) in {(each.fault, each.first) for each in found}


def test_gaps_empty_cells_and_a_day_that_stands_twice() -> None:
    line = steady(n=30).tolist()
    found = scan([*range(1, 11), *range(14, 31), 30], [*line[:8], None, *line[9:28]])
    assert (Fault.MISSING, 9, 9) in {(each.fault, each.first, each.last) for each in found}
    assert (Fault.MISSING, 11, 13) in {(each.fault, each.first, each.last) for each in found}
    assert (Fault.TWICE, 30, 30) in {(each.fault, each.first, each.last) for each in found}


def test_a_shifted_source() -> None:
    line = dict(enumerate(steady().tolist()))
    assert shifts(line, {day + 1: value for day, value in line.items()}) == 1
    assert shifts(line, line) == 0
    assert shifts({}, line) == 0


@pytest.mark.parametrize("line", [[], [None, None], [0.0] * 40, [5.0], [1e9] * 3 + [0.0] * 30])
def test_odd_series_are_taken(line: list[float | None]) -> None:
    for each in scan(range(1, len(line) + 1), line):
        assert each.weighed is None or 0 <= each.weighed.odds_wrong <= 1
        assert each.chance is None or 0 <= each.chance <= exp(3)
