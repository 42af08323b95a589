"""Plain rows of the tree: what the queries hand out."""

from dataclasses import dataclass
from datetime import date

from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """What a page or a command shows of a unit."""

    ref: UnitRef
    level: UnitLevel
    kind: str
    name: str
    name_en: str
    full_name: str
    code: str
    path: str
    valid_from: date
    valid_to: date | None
    parent: UnitRef | None  # the last one
    parent_name: str
    is_remote: bool
    latitude: float | None
    longitude: float | None
    area_km2: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeRow:
    """One line of a tree, depth first."""

    unit: UnitRow
    depth: int  # 0 is the root of the answer
    parent: UnitRef | None  # as of the day
    n_children: int  # directly below, as of the day


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentRow:
    """Below whom a unit lay, from day to day."""

    parent: UnitRow
    first_day: date
    last_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRow:
    """One step between an old unit and a new one; `unit` is the other end."""

    unit: UnitRow
    day: date
    share: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasRow:
    """Another wording for a unit."""

    text: str
    kind: str


def unit_row(unit: Unit) -> UnitRow:
    """Turn a unit, loaded with its parent, into a row."""
    return UnitRow(
        ref=UnitRef(unit.ref),
        level=UnitLevel(unit.level),
        kind=unit.kind,
        name=unit.name,
        name_en=unit.name_en,
        full_name=unit.full_name,
        code=unit.code,
        path=unit.path,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        parent=UnitRef(unit.parent.ref) if unit.parent else None,
        parent_name=unit.parent.full_name if unit.parent else "",
        is_remote=unit.is_remote,
        latitude=unit.latitude,
        longitude=unit.longitude,
        area_km2=unit.area_km2,
    )
