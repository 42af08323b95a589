"""Two versions of a report that came from the same one, laid side by side.

Nothing is merged behind anybody's back: the proposal is shown, and a person sends it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Who changed a field."""

    MINE = "MINE"
    THEIRS = "THEIRS"
    BOTH = "BOTH"  # to the same
    CLASH = "CLASH"  # to different values: a person has to say


@dataclass(frozen=True, slots=True)
class FieldMerge:
    """One field that is not as it was; None is blank."""

    field: str
    side: Side
    base: str | None
    mine: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class Merge:
    """What a person is shown.

    Attributes:
        fields: those that either side changed, by name.
        proposal: both sides' changes; where they clash, what the server has.
    """

    fields: tuple[FieldMerge, ...]
    proposal: Mapping[str, str]

    @property
    def clashes(self) -> tuple[str, ...]:
        """The fields that a person has to decide."""
        return tuple(each.field for each in self.fields if each.side is Side.CLASH)


def merge(*, base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merge:
    """Compare what was sent with what is there, each against what both began from."""
    fields = []
    proposal = dict(theirs)
    for name in sorted({*base, *mine, *theirs}):
        was, own, other = base.get(name), mine.get(name), theirs.get(name)
        if own == was == other:
            continue
        if own == other:
            side = Side.BOTH
        elif other == was:
            side = Side.MINE
            if own is None:
                proposal.pop(name, None)
            else:
                proposal[name] = own
        else:
            side = Side.THEIRS if own == was else Side.CLASH
        fields.append(FieldMerge(name, side, was, own, other))
    return Merge(tuple(fields), proposal)
