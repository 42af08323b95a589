"""Adding up what units below say of one period, and what changed between two editions.

A figure of an edition is the sum over the parts that it cites and of nothing else. Who said nothing
is missing, never zero; what is carried forward from an earlier day stands beside the sum, never in
it, and is never counted as reported.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from phaodai.registers.reports.states import PartStanding


@dataclass(frozen=True, slots=True)
class Sum:
    """What stands behind one figure.

    Attributes:
        amount: of those who reported it, in hundredths.
        n: how many they are.
        carried: of those whose earlier state was carried forward, in hundredths.
        n_carried: how many they are.
    """

    amount: int = 0
    n: int = 0
    carried: int = 0
    n_carried: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        """Return both together."""
        return Sum(
            self.amount + other.amount,
            self.n + other.n,
            self.carried + other.carried,
            self.n_carried + other.n_carried,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One unit in an edition, or the edition of a unit that has units below it itself.

    Attributes:
        unit: key of the unit.
        cites: id of the revision, or reference of the lower edition, that it adds; None where it
            is missing.
        amounts: by field, in hundredths; only of a revision.
        sums: by field; only of a lower edition.
        n_expected: units that had to report, 1 of a revision.
    """

    unit: int
    standing: PartStanding
    cites: UUID | None = None
    amounts: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, Sum] = field(default_factory=dict)
    n_expected: int = 1
    n_reported: int = 0
    n_carried: int = 0


class Sums(Mapping[str, Sum]):
    """What one part adds, by field, worked out for the fields that are asked for.

    States alone can be carried forward; events of one day never happen again on the next.
    """

    def __init__(self, part: Part, *, states: frozenset[str]) -> None:
        """Keep the part, and which fields are states."""
        self._part = part
        self._states = states

    def __getitem__(self, name: str) -> Sum:
        """Return what it adds to a field."""
        part = self._part
        if name in part.sums:
            return part.sums[name]
        if part.standing is PartStanding.INCLUDED:
            return Sum(amount=part.amounts[name], n=1)
        if part.standing is PartStanding.CARRIED and name in self._states:
            return Sum(carried=part.amounts[name], n_carried=1)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        """Yield the fields to which it adds anything."""
        yield from self._part.sums
        if self._part.standing is PartStanding.INCLUDED:
            yield from self._part.amounts
        elif self._part.standing is PartStanding.CARRIED:
            yield from (name for name in self._part.amounts if name in self._states)

    def __len__(self) -> int:
        """Return to how many it adds."""
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two editions.

    Attributes:
        unit: key of the unit; None for the figure of the edition itself.
        field: "" where the unit itself came, went or was carried.
        before: what stood there, in hundredths; None where nothing did.
        after: what stands there.
    """

    unit: int | None
    field: str
    before: int | None
    after: int | None


def add_up(parts: Iterable[Part], *, states: frozenset[str]) -> dict[str, Sum]:
    """Return the sums of an edition, by field.

    Args:
        parts: What it cites.
        states: Fields that tell how things stand at the end of the period: they alone can be
            carried forward; events of one day never happen again on the next.
    """
    found: dict[str, Sum] = {}
    for part in parts:
        for name, one in Sums(part, states=states).items():
            found[name] = found[name] + one if name in found else one
    return found


def compare(
    before: Iterable[Part], after: Iterable[Part], *, states: frozenset[str]
) -> tuple[Change, ...]:
    """Return line by line what changed: units in their order, then the figures themselves."""
    old, new = {each.unit: each for each in before}, {each.unit: each for each in after}
    changes: list[Change] = []
    for unit in sorted(old | new):
        one, other = old.get(unit), new.get(unit)
        if (one and (one.cites, one.standing)) == (other and (other.cites, other.standing)):
            continue
        had, has = _figures(one, states), _figures(other, states)
        lines = [
            Change(unit, name, had.get(name), has.get(name))
            for name in dict.fromkeys((*had, *has))
            if had.get(name) != has.get(name)
        ]
        changes += lines or [Change(unit, "", None, None)]
    had = {name: one.amount for name, one in add_up(old.values(), states=states).items()}
    has = {name: one.amount for name, one in add_up(new.values(), states=states).items()}
    changes += [
        Change(None, name, had.get(name), has.get(name))
        for name in dict.fromkeys((*had, *has))
        if had.get(name) != has.get(name)
    ]
    return tuple(changes)


def _figures(part: Part | None, states: frozenset[str]) -> dict[str, int]:
    if part is None:
        return {}
    return {name: one.amount for name, one in Sums(part, states=states).items() if one.n}


def is_locked(*, accepted: int, unlocked_until: datetime | None, now: datetime) -> bool:
    """Say whether nothing may change: it was accepted, and no exception runs.

    Args:
        accepted: number of the revision or edition that was accepted; 0 for none.
        unlocked_until: when the exception ends; None where there is none.
        now: The moment; at the end itself it is locked again.
    """
    return accepted > 0 and (unlocked_until is None or unlocked_until <= now)
