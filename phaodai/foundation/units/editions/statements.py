"""What a source states about units, before anything is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from phaodai.foundation.units.states import AliasKind, Change
from phaodai.vocabulary.units import UnitLevel

Key = tuple[UnitLevel, str]  # level and code
WHOLE_LEVELS = (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One row that was not taken, with the reason and what to do, in both languages."""

    row: int  # in the source, from 1 where the source counts so
    column: str
    value: str
    why_vi: str
    why_en: str
    fix_vi: str
    fix_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One unit as a source states it."""

    row: int
    level: UnitLevel
    kind: str
    name: str
    code: str
    parent_code: str  # "" = the country
    parent_level: UnitLevel | None = None  # None = the code alone decides
    name_en: str = ""
    latitude: float | None = None
    longitude: float | None = None
    area_km2: float | None = None
    is_remote: bool | None = None  # None = the source does not say
    aliases: tuple[tuple[str, AliasKind], ...] = ()
    valid_from: date | None = None  # None = the day of the edition
    valid_to: date | None = None

    @property
    def key(self) -> Key:
        """Level and code; units without a code have none to share."""
        return self.level, self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Heir:
    """One step from a unit of the day before to a unit of the edition."""

    row: int
    old: Key
    new: Key
    share: float | None
    reason: Change
    is_default: bool = True  # where hamlets go when nobody has said


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one source states about the tree on a day.

    A complete one names every province, district and commune: what it does not name has ended.
    """

    source: str
    day: date
    is_complete: bool
    entries: tuple[Entry, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    heirs: tuple[Heir, ...] = ()
    # Keys that go on unchanged over a reform; None = all whose code, kind and name stay.
    continuing: frozenset[Key] | None = None

    @property
    def n_read(self) -> int:
        """How many units the source states, rejected ones included."""
        return len(self.entries) + len(self.rejections) + self.n_heirs_alone

    @property
    def n_heirs_alone(self) -> int:
        """How many steps it states where it states nothing else."""
        return 0 if self.entries else len(self.heirs)


@dataclass(slots=True, kw_only=True)
class Report:
    """What loading an edition did; n_read = added + unchanged + updated + rejected."""

    source: str
    day: date
    n_read: int
    n_added: int = 0
    n_unchanged: int = 0
    n_updated: int = 0
    n_ended: int = 0
    n_moved: int = 0  # of the unchanged and updated: lie below another unit from the day on
    n_successions: int = 0
    n_ended_without_successor: int = 0
    n_stranded: int = 0  # units below a unit that ended without one to go to
    is_dry_run: bool = False
    counts: Mapping[UnitLevel, int] = field(default_factory=dict)  # on the day, afterwards
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def n_rejected(self) -> int:
        """How many rows were not taken."""
        return len(self.rejections)


class Unreadable(ValueError):
    """Nothing in the file can be read as units; the message says why, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


def reject(
    row: int,
    column: str,
    value: object,
    *,
    why: tuple[str, str],
    fix: tuple[str, str],
) -> Rejection:
    """Explain one row that is not taken; both pairs are Vietnamese, then English."""
    return Rejection(
        row=row,
        column=column,
        value=str(value)[:80],
        why_vi=why[0],
        why_en=why[1],
        fix_vi=fix[0],
        fix_en=fix[1],
    )


def lines(rejections: list[Rejection]) -> Iterator[tuple[str, str]]:
    """Write rejections as sentences, Vietnamese and English."""
    for r in rejections:
        yield (
            f"dòng {r.row}, cột {r.column} ({r.value!r}): {r.why_vi}; {r.fix_vi}",
            f"row {r.row}, column {r.column} ({r.value!r}): {r.why_en}; {r.fix_en}",
        )
