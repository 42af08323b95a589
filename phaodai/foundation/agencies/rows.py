"""Plain rows of bodies: what the queries hand out."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from phaodai.foundation.agencies.models import Body
from phaodai.vocabulary.refs import BodyRef, UnitRef
from phaodai.vocabulary.units import UnitLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """What a page or a command shows of a body."""

    ref: BodyRef
    unit: UnitRef
    unit_name: str
    unit_path: str
    level: UnitLevel  # of its unit
    kind: str
    branch: str
    name: str
    short_name: str
    is_general: bool
    superior: BodyRef | None
    superior_name: str
    path: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPage:
    """One page of a list and how long the whole list is."""

    rows: list[BodyRow]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMatch:
    """A body that a wording stands for, and why."""

    ref: BodyRef
    name: str
    kind: str
    unit: UnitRef
    unit_name: str
    score: float  # 1 = it bears the very name; less where level or place were inferred
    wording: str  # what of the text named the body, folded
    why: str  # "name", "alias", "kind_here", "kind_above", "kind_named_unit", "kind_level"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A wording for many: all bodies of a kind on a level of a unit, created or not."""

    kind: str
    level: UnitLevel
    within: UnitRef
    within_name: str
    unit_kinds: tuple[str, ...]  # empty = every unit of the level
    n: int  # units on that day


@dataclass(frozen=True, slots=True, kw_only=True)
class TenureRow:
    """Who sat on a seat from day to day."""

    holder: str
    user_ref: UUID | None
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """A seat at the head of a body with all who held it, the latest first."""

    ref: UUID
    title_vi: str
    title_en: str
    rank: int
    is_deputy: bool
    tenures: tuple[TenureRow, ...]

    def holder_on(self, day: date) -> str:
        """Return who holds the seat on a day; "" where nobody does."""
        for tenure in self.tenures:
            if tenure.first_day <= day and (tenure.last_day is None or tenure.last_day >= day):
                return tenure.holder
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRow:
    """The head of a body on a day."""

    seat: UUID
    title_vi: str
    title_en: str
    holder: str
    user_ref: UUID | None
    first_day: date
    last_day: date | None


def body_row(body: Body) -> BodyRow:
    """Turn a body, loaded with its unit and superior, into a row."""
    return BodyRow(
        ref=BodyRef(body.ref),
        unit=UnitRef(body.unit.ref),
        unit_name=body.unit.full_name,
        unit_path=body.unit.path,
        level=UnitLevel(body.unit.level),
        kind=body.kind,
        branch=body.branch,
        name=body.name,
        short_name=body.short_name,
        is_general=body.is_general,
        superior=BodyRef(body.superior.ref) if body.superior else None,
        superior_name=body.superior.name if body.superior else "",
        path=body.path,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
    )
