"""Which move a state allows."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)


class IllegalMove(Exception):
    """The row cannot go from its state to the asked one."""

    def __init__(self, current: StrEnum, target: StrEnum) -> None:
        """Keep both states."""
        super().__init__(f"{current} -> {target}")
        self.current = current
        self.target = target


def check_move(moves: Mapping[S, frozenset[S]], *, current: S, target: S) -> None:
    """Refuse a move that the table does not list.

    Raises:
        IllegalMove: The move is not listed.
    """
    if target not in moves[current]:
        raise IllegalMove(current, target)
