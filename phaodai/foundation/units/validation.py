"""Is the tree sound? Asked of the stored rows, whoever wrote them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from phaodai.foundation.units.models import ParentLink, Succession, Unit
from phaodai.foundation.units.queries import counts_on
from phaodai.foundation.units.rules import DEPTH
from phaodai.vocabulary.units import UnitLevel

Term = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, in both languages."""

    rule: str
    unit: str  # full name and code
    vi: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What a check of the whole tree found."""

    day: date
    n_units: int
    counts: dict[UnitLevel, int]
    findings: tuple[Finding, ...]


def validate(day: date) -> Validation:
    """Check the whole tree over all days; the counts are of one day.

    Every unit is reached from the country, its path is the line of its parents, it has one parent
    on each of its days and that parent exists that day, no code is borne by two units of a level
    on one day, no line runs in a circle, and known shares sum to one.
    """
    units = {unit.pk: unit for unit in Unit.objects.order_by("pk")}
    findings = [
        *_paths(units),
        *_links(units),
        *_codes(units),
        *_shares(units),
    ]
    return Validation(day=day, n_units=len(units), counts=counts_on(day), findings=tuple(findings))


def _finding(rule: str, unit: Unit, vi: str, en: str) -> Finding:
    return Finding(rule=rule, unit=str(unit), vi=vi, en=en)


def _paths(units: dict[int, Unit]) -> list[Finding]:
    found = []
    for unit in units.values():
        line = [unit.pk]
        above = unit.parent_id
        while above is not None and len(line) <= len(DEPTH):
            line.append(above)
            above = units[above].parent_id
        if above is not None:
            found.append(
                _finding(
                    "circle", unit, "vòng tròn ở đơn vị cấp trên", "its parents run in a circle"
                )
            )
        elif unit.path != "/" + "".join(f"{pk}/" for pk in reversed(line)):
            found.append(
                _finding("path", unit, "đường dẫn không khớp cấp trên", "its path is not its line")
            )
        elif units[line[-1]].level != UnitLevel.COUNTRY:
            found.append(_finding("reach", unit, "không nối tới gốc", "not reached from the root"))
    return found


def _links(units: dict[int, Unit]) -> list[Finding]:
    terms: dict[int, list[tuple[Term, int]]] = defaultdict(list)
    for link in ParentLink.objects.order_by("unit_id", "first_day"):
        term = link.first_day, link.last_day or date.max
        terms[link.unit_id].append((term, link.parent_id))
    found = []
    for unit in units.values():
        if unit.level == UnitLevel.COUNTRY:
            continue
        spans = terms[unit.pk]
        if not _is_seamless([term for term, _ in spans], _term(unit)):
            found.append(
                _finding(
                    "seam",
                    unit,
                    "có ngày không thuộc đúng một đơn vị cấp trên",
                    "on some day it has no parent, or two",
                )
            )
        if spans and spans[-1][1] != unit.parent_id:
            found.append(
                _finding("last", unit, "cấp trên cuối không khớp", "its last parent is another")
            )
        found += _absent_parents(unit, spans, units)
    return found


def _absent_parents(
    unit: Unit, spans: list[tuple[Term, int]], units: dict[int, Unit]
) -> list[Finding]:
    found = []
    for (first, last), parent_id in spans:
        parent = units[parent_id]
        begins, ends = _term(parent)
        if first < begins or last > ends:
            found.append(
                _finding(
                    "absent",
                    unit,
                    f"thuộc {parent.full_name} cả khi đơn vị này không tồn tại",
                    f"lies below {parent.full_name} on days when that does not exist",
                )
            )
        if DEPTH[UnitLevel(parent.level)] >= DEPTH[UnitLevel(unit.level)]:
            found.append(
                _finding(
                    "level", unit, f"{parent.full_name} không phải cấp trên", "parent is not above"
                )
            )
    return found


def _codes(units: dict[int, Unit]) -> list[Finding]:
    bearers: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units.values():
        if unit.code:
            bearers[unit.level, unit.code].append(unit)
    found = []
    for same in bearers.values():
        same.sort(key=lambda unit: unit.valid_from)
        for earlier, later in pairwise(same):
            if _term(earlier)[1] >= later.valid_from:
                found.append(
                    _finding(
                        "code",
                        later,
                        f"trùng mã với {earlier.full_name} trong cùng thời gian",
                        f"bears the code of {earlier.full_name} at the same time",
                    )
                )
    return found


def _shares(units: dict[int, Unit]) -> list[Finding]:
    known: Counter[int] = Counter()
    total: dict[int, float] = defaultdict(float)
    unknown: set[int] = set()
    for old, share in Succession.objects.values_list("old_id", "share"):
        if share is None:
            unknown.add(old)
        else:
            known[old] += 1
            total[old] += share
    return [
        _finding(
            "shares",
            units[old],
            f"tổng tỷ lệ kế tục là {total[old]:g}",
            f"the shares of its successors sum to {total[old]:g}",
        )
        for old in known
        if old not in unknown and abs(total[old] - 1) > 1e-6
    ]


def _is_seamless(spans: list[Term], whole: Term) -> bool:
    """Say whether terms in order cover exactly the whole, each day once."""
    if not spans or spans[0][0] != whole[0] or spans[-1][1] != whole[1]:
        return False
    return all((later[0] - earlier[1]).days == 1 for earlier, later in pairwise(spans))


def _term(unit: Unit) -> Term:
    return unit.valid_from, unit.valid_to or date.max
