"""Sums up a tree against sums made leaf by leaf."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaodai.engines.rollup import SILENT, Layout, cascade

said = st.one_of(st.just(SILENT), st.integers(0, 10**16))


@st.composite
def lands(draw):
    """Leaves with the two units above each, and what they say in three columns."""
    n = draw(st.integers(1, 30))
    districts = draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))
    province_of = draw(st.lists(st.integers(0, 2), min_size=6, max_size=6))
    chains = [(10 + d, 100 + province_of[d]) for d in districts]
    rows = draw(st.lists(st.lists(said, min_size=3, max_size=3), min_size=n, max_size=n))
    return chains, np.array(rows, dtype=np.int64)


@given(lands())
def test_each_level_is_the_sum_of_its_leaves(land):
    chains, amounts = land
    layout = Layout.of(chains)
    for place, sums in enumerate(cascade(amounts[layout.order], layout)):
        found = dict(zip(sums.keys.tolist(), zip(sums.amounts.tolist(), sums.counts.tolist(),
                                                 strict=True), strict=True))  # fmt: skip
        for unit in {chain[place] for chain in chains}:
            below = [row for chain, row in zip(chains, amounts.tolist(), strict=True)
                     if chain[place] == unit]  # fmt: skip
            assert found[unit] == (
                [sum(v for v in column if v != SILENT) for column in zip(*below, strict=True)],
                [sum(v != SILENT for v in column) for column in zip(*below, strict=True)],
            )


def test_more_columns_than_one_pass_takes():
    amounts = np.arange(3 * 10_000, dtype=np.int64).reshape(3, 10_000)
    layout = Layout.of([(1,), (1,), (2,)])
    (sums,) = cascade(amounts[layout.order], layout)
    assert (sums.amounts[0] == amounts[0] + amounts[1]).all()
    assert (sums.amounts[1] == amounts[2]).all()


def test_silence_is_not_zero():
    (sums,) = cascade(np.array([[SILENT, 0]]), Layout.of([(1,)]))
    assert sums.counts.tolist() == [[0, 1]]


def test_a_unit_below_two_others_is_refused():
    with pytest.raises(ValueError, match="two others"):
        Layout.of([(1, 8), (1, 9)])
