"""A table of a series published as what its source states, one act a file."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from phaodai.foundation.audit import operations as audit
from phaodai.foundation.units import rules
from phaodai.foundation.units.models import Unit, UnitAlias
from phaodai.indicators import policies, publishing
from phaodai.indicators.history.tables import Place, Rejection, Row, Unreadable, read
from phaodai.indicators.publishing import Basis, Fact, Written
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.units import UnitLevel

__all__ = ["Rejection", "Report", "Unreadable", "import_series"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of the rows of one file; n_read = n_ok + n_rejected."""

    n_read: int
    n_ok: int
    n_rejected: int
    n_values: int
    n_units: int
    first: date | None
    last: date | None
    written: Written
    rejections: tuple[Rejection, ...]
    is_dry_run: bool


def import_series(
    *,
    actor: Actor,
    raw: bytes,
    columns: Mapping[str, str],
    source: str,
    basis: Basis,
    disease: str,
    now: datetime,
    is_dry_run: bool = False,
) -> Report:
    """Publish a table of a series; a second time nothing changes.

    Units are matched by code and name as of the day of each row; an empty cell is silence.

    Args:
        actor: Who acts.
        raw: The file; see `tables.read`.
        columns: Header of a column -> code of an indicator.
        source: Who says it: "reports" and a name of its own, "reports:ncsc".
        basis: Stated or counted.
        disease: Code, or "".
        now: The moment of the act.
        is_dry_run: Report, and keep nothing.

    Raises:
        NotAllowed: The actor may not manage indicators.
        Unreadable: The file is no such table.
        UnknownIndicator: A code is not in the catalogue.
        UnknownDisease: There is no such disease.
        NotItsPublisher: The source may not publish an indicator.
    """
    policies.check_can_manage(actor)
    table = read(raw, columns=list(columns))
    taken, rejections = _matched(table.rows)
    facts = [
        Fact(unit, row.day, columns[column], value, disease=disease)
        for unit, row in taken
        for column, value in row.values.items()
    ]
    days = [row.day for _, row in taken]
    with transaction.atomic():
        written = publishing.publish(source=source, basis=basis, facts=facts, now=now)
        audit.record(
            actor=actor,
            action="indicator.import_series",
            subject_kind="indicator",
            subject_ref=None,
            details={"source": source, "rows": len(taken), "columns": dict(columns)},
            at=now,
        )
        transaction.set_rollback(is_dry_run)
    refused = [*table.rejections, *rejections]
    return Report(
        n_read=table.n_read,
        n_ok=len(taken),
        n_rejected=sum(each.n_rows for each in refused),
        n_values=len(facts),
        n_units=len({unit for unit, _ in taken}),
        first=min(days, default=None),
        last=max(days, default=None),
        written=written,
        rejections=tuple(sorted(refused, key=lambda each: each.lines)),
        is_dry_run=is_dry_run,
    )


def _matched(rows: Collection[Row]) -> tuple[list[tuple[int, Row]], list[Rejection]]:
    """Find the unit of each row; units that are not found are named once, with their rows."""
    tree = _Tree({row.place.level for row in rows})
    taken: list[tuple[int, Row]] = []
    unknown: dict[tuple[Place, str, str], list[int]] = defaultdict(list)
    seen: set[tuple[int, date]] = set()
    for row in rows:
        found = tree.find(row.place, row.day)
        if isinstance(found, tuple):
            unknown[row.place, *found].append(row.line)
        elif (found, row.day) in seen:
            twice = (f"có hai lần ngày {row.day:%d/%m/%Y}", f"is there twice on {row.day}")
            unknown[row.place, *twice].append(row.line)
        else:
            seen.add((found, row.day))
            taken.append((found, row))
    return taken, [
        Rejection(tuple(lines), f"{place.code} {place.name}".strip(), vi, en)
        for (place, vi, en), lines in unknown.items()
    ]


class _Tree:
    """The units of some levels, by code and by name, whenever they existed."""

    def __init__(self, levels: Collection[UnitLevel]) -> None:
        self._by_code: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        # A former name or an abbreviation serves as well: "Thừa Thiên Huế" of the city of Huế.
        self._names: dict[int, set[str]] = defaultdict(set)
        self._known: dict[tuple[Place, date], int | tuple[str, str]] = {}
        wanted = [level.value for level in levels]
        for pk, text in UnitAlias.objects.filter(unit__level__in=wanted).values_list(
            "unit_id", "text"
        ):
            self._names[pk] |= rules.name_keys(text)
        for unit in Unit.objects.filter(level__in=wanted):
            self._by_code[unit.level, unit.code.lstrip("0")].append(unit)
            self._names[unit.pk] |= rules.name_keys(unit.name)
            for key in self._names[unit.pk]:
                self._by_name[unit.level, key].append(unit)

    def find(self, place: Place, day: date) -> int | tuple[str, str]:
        """Return the number of the unit, or why there is none."""
        asked = (place, day)
        if asked not in self._known:
            self._known[asked] = self._find(place, day)
        return self._known[asked]

    def _find(self, place: Place, day: date) -> int | tuple[str, str]:
        if place.level is UnitLevel.COUNTRY:
            return next(iter(self._by_code.values()))[0].pk
        keys = rules.name_keys(place.name) if place.name else set()
        bearers = self._standing(self._by_code.get((place.level, place.code.lstrip("0")), ()), day)
        if place.code and bearers:
            (bearer,) = bearers
            if keys and not keys & self._names[bearer.pk]:
                return (
                    f"mã {place.code} trong cây đơn vị là {bearer.full_name}",
                    f"the code {place.code} is {bearer.full_name} in the tree",
                )
            return bearer.pk
        namesakes = {
            unit.pk
            for key in keys
            for unit in self._standing(self._by_name.get((place.level, key), ()), day)
        }
        if len(namesakes) == 1 and not place.code:
            return namesakes.pop()
        return (
            "không có đúng một đơn vị như vậy trong cây vào ngày ấy",
            "is not exactly one unit of the tree on that day",
        )

    @staticmethod
    def _standing(units: Collection[Unit], day: date) -> list[Unit]:
        return [
            unit
            for unit in units
            if unit.valid_from <= day and (unit.valid_to is None or unit.valid_to >= day)
        ]
