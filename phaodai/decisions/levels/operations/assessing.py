"""Assessing units: what persons state for it, and the grades that figures give."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from phaodai.decisions.levels import gathering, packbook, policies, rolling
from phaodai.decisions.levels.errors import NotFound, Refused
from phaodai.decisions.levels.models import Assessment, Grade, Stated
from phaodai.engines.levels.figures import LEFT_OUT, MOST
from phaodai.engines.levels.grading import OutsideDates
from phaodai.engines.levels.pack import Pack
from phaodai.engines.levels.parts import Choice
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import UnitRef

BATCH: Final = 500


@transaction.atomic
def state(
    *,
    actor: Actor,
    unit: UnitRef,
    pack: str,
    disease: str,
    name: str,
    value: int,
    day: date,
    now: datetime,
) -> None:
    """State a value of a choice, or a number that no register or report has.

    Args:
        actor: Who states it.
        unit: Of which unit.
        pack: Code.
        disease: Of those of the pack.
        name: Choice or input.
        value: Place of the choice's value; a number; of a past year `LEFT_OUT` for an epidemic.
        day: From which it holds; of a past year the first day of its window.
        now: The moment.

    Raises:
        NotFound: No such pack is in force, or no such unit in sight.
        NotAllowed: No post of the actor covers the unit.
        Refused: The pack has no such choice or input, or it cannot have the value.
    """
    row, rules = _unit(actor, unit), packbook.read(packbook.in_force(pack).text)
    _check_disease(rules, disease)
    of = next((each for each in rules.asked if each.code == name), None)
    if of is None:
        raise Refused(f"{pack} không có mục “{name}”.", f"{pack} has no “{name}”.")
    if isinstance(of, Choice):
        least, most = 0, len(of.values) - 1
    else:
        least, most = LEFT_OUT if of.years else 0, MOST - 1
    if not least <= value <= most or value == -1:
        raise Refused(
            f"“{name}”: {value} không nằm trong {least} đến {most}.",
            f"“{name}”: {value} does not lie in {least} to {most}.",
        )
    if isinstance(of, Choice) and of.of and of.of != row.level:
        raise Refused(
            f"“{name}” do cấp {of.of} khai, không phải {row.level}.",
            f"“{name}” is stated of the level {of.of}, not {row.level}.",
        )
    key = {"unit": row, "pack": pack, "disease": disease, "name": name, "day": day}
    Stated.objects.filter(**key, superseded_at=None).update(superseded_at=now)
    Stated.objects.create(**key, value=value, stated_at=now, stated_by=actor.name)
    audit.record(
        actor=actor,
        action="level.state",
        subject_kind="unit",
        subject_ref=row.ref,
        unit_ref=row.ref,
        details={"pack": pack, "name": name, "value": value, "day": day.isoformat()},
        at=now,
    )


def assess(
    *,
    actor: Actor,
    unit: UnitRef,
    pack: str,
    disease: str,
    on: date,
    as_of: datetime | None = None,
    now: datetime,
) -> UUID:
    """Grade all units of the pack's levels at or below a unit, and keep grades and figures.

    Args:
        actor: Who asks for it.
        unit: The unit above.
        pack: Code of a pack in force.
        disease: Of those of the pack.
        on: The day that is assessed.
        as_of: What was published later is not read; None is now.
        now: The moment.

    Returns:
        The reference of the assessment.

    Raises:
        NotFound: No such pack is in force, or no such unit in sight.
        NotAllowed: No post of the actor covers the unit.
        Refused: The pack does not hold on the day, there is nothing to assess, or figures cannot be
            right.
    """
    root, version = _unit(actor, unit), packbook.in_force(pack)
    rules = packbook.read(version.text)
    _check_disease(rules, disease)
    as_of = min(as_of or now, now)
    try:
        graded = rolling.grade(pack=rules, disease=disease, root=root, on=on, as_of=as_of)
    except OutsideDates as error:
        raise Refused(
            f"{pack} chỉ áp dụng từ {rules.first_day} đến {rules.last_day or 'nay'}, không có "
            f"ngày {on}.",
            str(error),
        ) from error
    except gathering.WrongFigures as error:
        named = ", ".join(each.full_name for each in error.units)
        raise Refused(
            f"Số liệu “{error.name}” không thể đúng ở: {named}. Sửa báo cáo rồi đánh giá lại.",
            f"“{error.name}” cannot be right in: {named}. Correct the report and assess again.",
        ) from error
    if not graded:
        raise Refused(
            f"Không có đơn vị nào thuộc {', '.join(rules.units)} để đánh giá.",
            f"There is no unit of {', '.join(rules.units)} to assess.",
        )
    with transaction.atomic():
        row = Assessment.objects.create(
            unit=root, pack=version, disease=disease, on=on, as_of=as_of, made_at=now,
            made_by=actor.name, n_units=len(graded),
            n_sure=sum(each.low == each.high for each in graded),
        )  # fmt: skip
        Grade.objects.bulk_create(
            (
                Grade(
                    assessment=row,
                    unit=each.unit,
                    low=each.low,
                    high=each.high,
                    figures=each.figures,
                )
                for each in graded
            ),
            batch_size=BATCH,
        )
        audit.record(
            actor=actor,
            action="level.assess",
            subject_kind="assessment",
            subject_ref=row.ref,
            unit_ref=root.ref,
            details={"pack": pack, "on": on.isoformat(), "n": row.n_units, "n_sure": row.n_sure},
            at=now,
        )
    return row.ref


def _unit(actor: Actor, unit: UnitRef) -> Unit:
    row = Unit.objects.filter(ref=unit).first()
    if row is None or not _sees(actor, row):
        raise NotFound(str(unit))
    policies.check_may_propose(actor, row.path)
    return row


def _sees(actor: Actor, unit: Unit) -> bool:
    return actor.is_operator or any(unit.path.startswith(post.unit_path) for post in actor.posts)


def _check_disease(pack: Pack, disease: str) -> None:
    if disease not in pack.diseases:
        raise Refused(
            f"{pack.code} không dùng cho bệnh “{disease}”.", f"{pack.code} is not for “{disease}”."
        )
