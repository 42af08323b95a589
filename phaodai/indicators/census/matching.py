"""Units of the census and units of the tree, by code and name as of the day of the census."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from phaodai.foundation.units import ancestry, rules
from phaodai.foundation.units.models import Unit
from phaodai.indicators.census.changes import DIVIDED, HEIRS, Named
from phaodai.indicators.census.tables import DAY, Counted
from phaodai.vocabulary.units import UnitLevel


@dataclass(frozen=True, slots=True)
class Rejection:
    """A unit of the census whose counts were not taken, with all its rows."""

    level: UnitLevel
    code: str
    name: str
    province: str
    n_rows: int
    n_people: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Match:
    """A unit of the tree and the units of the census that make it up."""

    unit_id: int
    full_name: str
    parts: tuple[Counted, ...]


def match(counted: Collection[Counted]) -> tuple[list[Match], list[Rejection]]:
    """Find the unit of the tree that each unit of the census is, or went into.

    An heir is taken only with all its parts, so that no unit is given a part of its people.
    """
    tree = Tree()
    parts: dict[int, list[Counted]] = defaultdict(list)
    rejections = []
    for each in counted:
        found = tree.find(each)
        if isinstance(found, tuple):
            rejections.append(_rejection(each, *found))
        else:
            parts[found].append(each)
    matches = []
    for unit_id, several in parts.items():
        wrong = tree.why_incomplete(unit_id, several)
        if wrong is None:
            matches.append(Match(unit_id, tree.units[unit_id].full_name, tuple(several)))
        else:
            rejections += [_rejection(each, *(each.problems or [wrong])[0]) for each in several]
    return matches, rejections


class Tree:
    """The provinces and districts that exist on the day of the census."""

    def __init__(self) -> None:
        """Read them, with where they lie, in two queries."""
        found = Unit.objects.valid_on(DAY).filter(
            level__in=[UnitLevel.PROVINCE.value, UnitLevel.DISTRICT.value]
        )
        self.units: Mapping[int, Unit] = {unit.pk: unit for unit in found}
        self._parents = ancestry.parents_on(list(self.units), DAY)
        self._by_code = {(u.level, _bare(u.code)): u for u in self.units.values() if u.code}
        self._by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            self._by_name[unit.level, rules.bare_name(unit.name)].append(unit)

    def find(self, counted: Counted) -> int | tuple[str, str]:
        """Return the number of the unit, or why there is none."""
        divided = self._stands(_named(counted, DIVIDED[counted.level]), counted)
        if divided is not None:
            return (
                f"đã chia tách (một phần là {divided.full_name}), không rõ tỷ lệ",
                f"was divided (one part is {divided.full_name}), the shares are not known",
            )
        bearer = self._by_code.get((counted.level, _bare(counted.code)))
        if bearer is not None and rules.bare_name(bearer.name) in rules.name_keys(counted.name):
            return bearer.pk if self._is_in(bearer, counted) else _elsewhere(bearer)
        heir = self._stands(_named(counted, HEIRS[counted.level]), counted)
        if heir is not None:
            return heir.pk
        namesakes = [
            unit
            for key in rules.name_keys(counted.name)
            for unit in self._by_name[counted.level, key]
            if self._is_in(unit, counted)
        ]
        if len(namesakes) == 1:
            return namesakes[0].pk
        if bearer is not None:
            return (
                f"mã {counted.code} trong cây đơn vị là {bearer.full_name}",
                f"the code {counted.code} is {bearer.full_name} in the tree",
            )
        return "không có trong cây đơn vị", "is not in the tree of units"

    def why_incomplete(self, unit_id: int, parts: Iterable[Counted]) -> tuple[str, str] | None:
        """Say what an heir lacks: a part that is wrong, absent, or there twice."""
        unit = self.units[unit_id]
        there = list(parts)
        for each in there:
            if each.problems:
                vi, en = each.problems[0]
                return f"{each.name}: {vi}", f"{each.name}: {en}"
        codes = [_bare(each.code) for each in there]
        if len(set(codes)) < len(codes):
            return "có hai lần", "is there twice"
        for (code, name), heir in HEIRS[UnitLevel(unit.level)].items():
            went_here = (_bare(unit.code), rules.bare_name(unit.name)) == (
                heir[0],
                rules.bare_name(heir[1]),
            )
            if went_here and code not in codes:
                still_stands = self._by_code.get((unit.level, code))
                if still_stands is None or rules.bare_name(still_stands.name) != rules.bare_name(
                    name
                ):
                    return f"thiếu {name} đã nhập vào", f"lacks {name}, which went into it"
        return None

    def _stands(self, named: Named | None, counted: Counted) -> Unit | None:
        if named is None:
            return None
        unit = self._by_code.get((counted.level, named[0]))
        return (
            unit
            if unit is not None and rules.bare_name(unit.name) == rules.bare_name(named[1])
            else None
        )

    def _is_in(self, unit: Unit, counted: Counted) -> bool:
        if counted.level is UnitLevel.PROVINCE:
            return True
        above = self.units.get(self._parents.get(unit.pk, 0))
        return above is not None and _bare(above.code) == _bare(counted.province_code)


def _rejection(counted: Counted, vi: str, en: str) -> Rejection:
    return Rejection(
        level=counted.level,
        code=counted.code,
        name=counted.name,
        province=counted.province,
        n_rows=counted.n_rows,
        n_people=counted.total,
        vi=vi,
        en=en,
    )


def _elsewhere(unit: Unit) -> tuple[str, str]:
    return (
        f"{unit.full_name} thuộc tỉnh khác trong cây đơn vị",
        f"{unit.full_name} lies in another province in the tree",
    )


def _named(counted: Counted, table: Mapping[Named, Named]) -> Named | None:
    """Look a unit of the census up in a list of changes."""
    code, keys = _bare(counted.code), rules.name_keys(counted.name)
    for (old_code, old_name), new in table.items():
        if old_code == code and rules.bare_name(old_name) in keys:
            return new
    return None


def _bare(code: str) -> str:
    """Return a code without the zeros in front that spreadsheets eat."""
    return code.lstrip("0")
