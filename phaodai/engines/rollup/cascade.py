"""The cascade: leaves to the level above them, that level to the next, up to the root."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Counts = NDArray[np.int32]

SILENT: Final = -1
# Columns of one pass: the leaves below one unit, about fifteen, times this stay in the cache.
WIDTH: Final = 4_096


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the children of each unit lie in the level below it.

    Attributes:
        order: Which leaf of the caller stands at each place: leaves of one unit lie together.
        starts: For each level above the leaves, from the lowest up: at which place of the level
            below the children of each of its units begin. The first is 0; they rise strictly.
        keys: For each of these levels: the caller's number of each unit.
    """

    order: NDArray[np.intp]
    starts: tuple[NDArray[np.intp], ...]
    keys: tuple[Integers, ...]

    @classmethod
    def of(cls, chains: Sequence[Sequence[int]]) -> "Layout":
        """Lay out leaves by the units above them.

        Args:
            chains: For each leaf, the numbers of the units above it, from the lowest up. All are
                of one length; leaves that skip a level are laid out apart.

        Raises:
            ValueError: The chains are of several lengths, or a unit lies below two others.
        """
        above = np.asarray(chains, dtype=np.int64).reshape(len(chains), -1)
        order = np.lexsort(tuple(above[:, place] for place in range(above.shape[1])))
        level = above[order]
        starts: list[NDArray[np.intp]] = []
        keys: list[Integers] = []
        for _ in range(above.shape[1]):
            first = np.flatnonzero(np.r_[True, (level[1:] != level[:-1]).any(axis=1)])
            found = level[first, 0]
            if len(np.unique(found)) != len(found):
                raise ValueError("a unit lies below two others")
            starts.append(first)
            keys.append(found)
            level = level[first, 1:]
        return cls(order=order, starts=tuple(starts), keys=tuple(keys))


@dataclass(frozen=True, slots=True)
class Sums:
    """One level of the answer.

    Attributes:
        keys: The caller's numbers of its units, (n_units,).
        amounts: Sums, (n_units, n_columns); 0 where nobody spoke.
        counts: How many leaves spoke, (n_units, n_columns).
    """

    keys: Integers
    amounts: Integers
    counts: Counts


def cascade(amounts: Integers, layout: Layout) -> list[Sums]:
    """Sum leaves at every level above them.

    Args:
        amounts: What leaves say, (n_leaves, n_columns), at least 0 or `SILENT`; rows in the
            order of the layout, as in `amounts[layout.order]`.
        layout: Who lies below whom.

    Returns:
        One answer a level, from the lowest up.
    """
    n_columns = amounts.shape[1]
    found = [
        Sums(
            keys=keys,
            amounts=np.empty((len(starts), n_columns), dtype=np.int64),
            counts=np.empty((len(starts), n_columns), dtype=np.int32),
        )
        for starts, keys in zip(layout.starts, layout.keys, strict=True)
    ]
    if not found or not len(amounts):
        return found
    lowest = found[0]
    bounds = np.r_[layout.starts[0], len(amounts)]
    for left in range(0, n_columns, WIDTH):
        part = slice(left, left + WIDTH)
        for place, (start, end) in enumerate(pairwise(bounds)):
            said = amounts[start:end, part]
            n_silent = np.count_nonzero(said < 0, axis=0)
            # Each silent leaf brought -1 into the sum.
            np.add(said.sum(axis=0), n_silent, out=lowest.amounts[place, part])
            lowest.counts[place, part] = (end - start) - n_silent
    for below, above, starts in zip(found, found[1:], layout.starts[1:], strict=False):
        np.add.reduceat(below.amounts, starts, axis=0, out=above.amounts)
        np.add.reduceat(below.counts, starts, axis=0, out=above.counts)
    return found
