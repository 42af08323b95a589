"""Reads of packs, assessments and levels, of the units at or below the reader's posts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from phaodai.decisions.levels import gathering, packbook, rolling
from phaodai.decisions.levels.errors import NotFound
from phaodai.decisions.levels.models import Assessment, Grade, Level, PackVersion
from phaodai.decisions.levels.states import State
from phaodai.engines.levels.explaining import Explanation, explain
from phaodai.engines.levels.grading import assess
from phaodai.engines.levels.pack import Pack
from phaodai.foundation.access.scoping import under
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import UnitRef


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRow:
    """A pack as a list shows it.

    Attributes:
        ref: Of the version that is in force or waits; None where only the product knows it.
        pack: The rules.
        text: As they are written.
        is_in_force: Whether it may decide.
        is_waiting: Whether somebody has to approve it.
        n_unconfirmed: Numbers that have to be confirmed before it may be proposed.
    """

    ref: UUID | None
    pack: Pack
    text: str
    is_in_force: bool
    is_waiting: bool
    n_unconfirmed: int
    proposed_by: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRow:
    """One assessment; `by_grade` counts units by the code of their grade, "" cannot be assessed."""

    ref: UUID
    unit: UnitRef
    unit_name: str
    pack: str
    disease: str
    on: date
    as_of: datetime
    made_at: datetime
    made_by: str
    n_units: int
    n_sure: int
    by_grade: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    """What an assessment gave for one unit: the best and the worst grade it can have."""

    unit: UnitRef
    unit_name: str
    low: str
    high: str
    in_effect: str

    @property
    def is_sure(self) -> bool:
        """Whether it has one grade."""
        return self.low == self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One level of a unit, wherever it stands."""

    ref: UUID
    unit: UnitRef
    unit_name: str
    disease: str
    pack: str
    computed: str
    proposed: str
    grade: str
    reason: str
    legal_basis: str
    state: State
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    announced_at: datetime | None
    effective_at: datetime | None


def list_packs() -> list[PackRow]:
    """Return the packs in force, those that wait, and those of the product that nobody proposed."""
    rows: list[PackRow] = []
    newest: dict[str, PackVersion] = {}
    for version in PackVersion.objects.order_by("decided_at", "proposed_at", "pk"):
        if version.is_approved:
            newest[version.code] = version
        elif version.is_approved is None:
            rows.append(_pack(version.text, version))
    known = [_pack(version.text, version) for version in newest.values()]
    rows += known
    seen = {row.pack.code for row in rows}
    rows += [_pack(text, None) for code, text in packbook.builtin().items() if code not in seen]
    return sorted(rows, key=lambda row: (row.pack.code, not row.is_in_force))


def list_assessments(*, actor: Actor, unit_path: str = "", most: int = 50) -> list[AssessmentRow]:
    """Return assessments in sight, the newest first."""
    found = Assessment.objects.visible_to(actor)
    if unit_path:
        found = found.filter(under("unit__path", unit_path))
    rows = list(found.select_related("unit", "pack").order_by("-on", "-made_at", "-pk")[:most])
    counts: dict[int, Counter[str]] = {row.pk: Counter() for row in rows}
    packs = {row.pk: packbook.read(row.pack.text) for row in rows}
    grades = Grade.objects.filter(assessment__in=rows)
    for pk, low, high in grades.values_list("assessment_id", "low", "high"):
        counts[pk][packs[pk].grades[low].code if low == high else ""] += 1
    return [
        AssessmentRow(
            ref=row.ref, unit=UnitRef(row.unit.ref), unit_name=row.unit.full_name,
            pack=row.pack.code, disease=row.disease, on=row.on, as_of=row.as_of,
            made_at=row.made_at, made_by=row.made_by, n_units=row.n_units, n_sure=row.n_sure,
            by_grade=dict(counts[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def list_grades(*, actor: Actor, assessment: UUID) -> list[GradeRow]:
    """Return what an assessment gave, with the levels that were in effect at its moment.

    Raises:
        NotFound: There is none in sight.
    """
    of = _assessment(actor, assessment)
    codes = [each.code for each in packbook.read(of.pack.text).grades]
    rows = Grade.objects.visible_to(actor).filter(assessment=of).select_related("unit")
    effect = dict(
        Level.objects.filter(unit_id__in=rows.values("unit_id"), disease=of.disease)
        .in_effect(of.as_of)
        .order_by("effective_at", "pk")
        .values_list("unit_id", "grade")
    )
    return [
        GradeRow(
            unit=UnitRef(row.unit.ref), unit_name=row.unit.full_name, low=codes[row.low],
            high=codes[row.high], in_effect=effect.get(row.unit_id, ""),
        )
        for row in rows.order_by("unit__path")
    ]  # fmt: skip


def explain_grade(*, actor: Actor, assessment: UUID, unit: UnitRef) -> Explanation:
    """Say why a unit has its grade, from the figures and the rules that were kept with it.

    Of a unit whose grade follows from those of its units there is nothing else to say.

    Raises:
        NotFound: There is no such grade in sight.
    """
    of = _assessment(actor, assessment)
    row = Grade.objects.visible_to(actor).filter(assessment=of, unit__ref=unit).first()
    if row is None:
        raise NotFound(str(unit))
    pack = packbook.read(of.pack.text)
    if rolling.BELOW in row.figures:
        low, high = pack.grades[row.low].code, pack.grades[row.high].code
        return Explanation(pack=pack.code, on=of.on, low=low, high=high)
    return explain(assess(pack, gathering.stored(row.figures), on=of.on), 0)


def list_open(*, actor: Actor, unit_path: str = "") -> list[LevelRow]:
    """Return levels in sight that wait to be decided or announced, by the tree."""
    found = Level.objects.visible_to(actor).open()
    if unit_path:
        found = found.filter(under("unit__path", unit_path))
    return [_level(row) for row in found.select_related("unit", "pack").order_by("unit__path")]


def in_effect(
    *, actor: Actor, disease: str, at: datetime, unit_path: str = ""
) -> dict[UnitRef, LevelRow]:
    """Return the level that each unit in sight has at a moment; units without one are absent."""
    found = Level.objects.visible_to(actor).in_effect(at).filter(disease=disease)
    if unit_path:
        found = found.filter(under("unit__path", unit_path))
    rows = found.select_related("unit", "pack").order_by("effective_at", "pk")
    return {UnitRef(row.unit.ref): _level(row) for row in rows}


def history(*, actor: Actor, unit: UnitRef, disease: str) -> list[LevelRow]:
    """Return the levels of a unit that were announced, the newest first."""
    found = Level.objects.visible_to(actor).filter(
        unit__ref=unit, disease=disease, state=State.ANNOUNCED
    )
    rows = found.select_related("unit", "pack").order_by("-effective_at", "-pk")
    return [_level(row) for row in rows]


def _assessment(actor: Actor, ref: UUID) -> Assessment:
    """Return an assessment, some unit of which is in sight."""
    row = Assessment.objects.select_related("pack").filter(ref=ref).first()
    if row is None or not Grade.objects.visible_to(actor).filter(assessment=row).exists():
        raise NotFound(str(ref))
    return row


def _pack(text: str, version: PackVersion | None) -> PackRow:
    pack = packbook.read(text)
    confirmed = version.confirmed if version else {}
    return PackRow(
        ref=version.ref if version else None,
        pack=pack,
        text=text,
        is_in_force=bool(version and version.is_approved),
        is_waiting=bool(version and version.is_approved is None),
        n_unconfirmed=sum(each.key not in confirmed for each in pack.unconfirmed),
        proposed_by=version.proposed_by if version else "",
        decided_by=version.decided_by if version else "",
        decided_at=version.decided_at if version else None,
    )


def _level(row: Level) -> LevelRow:
    return LevelRow(
        ref=row.ref, unit=UnitRef(row.unit.ref), unit_name=row.unit.full_name,
        disease=row.disease, pack=row.pack.code, computed=row.computed, proposed=row.proposed,
        grade=row.grade, reason=row.reason, legal_basis=row.legal_basis, state=State(row.state),
        proposed_by=row.proposed_by, proposed_at=row.proposed_at, decided_by=row.decided_by,
        decided_at=row.decided_at, announced_at=row.announced_at, effective_at=row.effective_at,
    )  # fmt: skip
