"""From a proposal to a level in effect: decided by the competent person, announced ahead."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from phaodai.decisions.levels import packbook, policies, rules
from phaodai.decisions.levels.errors import NotFound, Refused
from phaodai.decisions.levels.models import Assessment, Grade, Level
from phaodai.decisions.levels.states import State
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.events import bus
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.events import LevelAnnounced
from phaodai.vocabulary.refs import UnitRef


@transaction.atomic
def propose(
    *,
    actor: Actor,
    assessment: UUID,
    units: Collection[UnitRef],
    grade: str = "",
    now: datetime,
) -> list[UUID]:
    """Put levels before whoever decides; an open proposal of the same unit gives way.

    Args:
        actor: Who proposes.
        assessment: On which they rest.
        units: Which of its units.
        grade: Another grade than that computed; needed for units that cannot be assessed.
        now: The moment.

    Returns:
        References of the levels, in the order of the units' paths.

    Raises:
        NotFound: The assessment, or a unit in it, is not there or out of sight.
        NotAllowed: No post of the actor covers a unit.
        Refused: The pack has no such grade, or a unit cannot be assessed and none is given.
    """
    of = Assessment.objects.visible_to(actor).select_related("pack").filter(ref=assessment).first()
    if of is None:
        raise NotFound(str(assessment))
    codes = [each.code for each in packbook.read(of.pack.text).grades]
    if grade and grade not in codes:
        raise Refused(f"Không có cấp “{grade}”.", f"There is no grade “{grade}”.")
    found = Grade.objects.visible_to(actor).filter(assessment=of, unit__ref__in=list(units))
    grades = list(found.select_related("unit").order_by("unit__path"))
    if len(grades) < len({*units}):
        raise NotFound(str(assessment))
    made = []
    for each in grades:
        policies.check_may_propose(actor, each.unit.path)
        computed = codes[each.low] if each.low == each.high else ""
        if not (grade or computed):
            raise Refused(
                f"{each.unit.full_name} chưa đủ số liệu để xác định cấp độ: bổ sung số liệu, hoặc "
                "nêu rõ cấp độ đề nghị.",
                f"{each.unit.full_name} cannot be assessed: complete its figures, or name the "
                "grade that you propose.",
            )
        made.append(
            Level(
                unit=each.unit, disease=of.disease, pack=of.pack, basis=each, computed=computed,
                proposed=grade or computed, proposed_at=now, proposed_by=actor.name,
            )
        )  # fmt: skip
    open_levels = Level.objects.open().select_for_update(of=("self",))
    open_levels.filter(unit__in=[each.unit for each in made], disease=of.disease).update(
        state=State.DROPPED
    )
    Level.objects.bulk_create(made, batch_size=500)
    _record(actor, made, "level.propose", now)
    return [each.ref for each in made]


@transaction.atomic
def decide(
    *,
    actor: Actor,
    levels: Collection[UUID],
    grade: str = "",
    reason: str = "",
    legal_basis: str = "",
    now: datetime,
) -> None:
    """Decide what was proposed, or something else with a reason and its legal basis.

    Args:
        actor: The competent person.
        levels: Which proposals.
        grade: Another grade than that proposed; "" accepts it.
        reason: Needed where the grade is not the one that the figures give.
        legal_basis: Needed as well.
        now: The moment.

    Raises:
        NotFound: One is not there or out of sight.
        NotAllowed: The actor is not competent for a unit.
        Refused: One is not waiting, there is no such grade, or reason or legal basis are missing.
    """
    rows = _locked(actor, levels, State.PROPOSED)
    for row in rows:
        codes = [each.code for each in packbook.read(row.pack.text).grades]
        row.grade = grade or row.proposed
        if row.grade not in codes:
            raise Refused(f"Không có cấp “{grade}”.", f"There is no grade “{grade}”.")
        if row.grade != row.computed and not (rules.is_said(reason) and legal_basis.strip()):
            raise Refused(
                f"{row.unit.full_name}: cấp độ khác với kết quả tính từ số liệu. Nêu lý do ít nhất "
                f"{rules.SHORTEST} chữ, và căn cứ pháp lý.",
                f"{row.unit.full_name}: the grade is not the one that the figures give. Give a "
                f"reason of at least {rules.SHORTEST} signs and the legal basis.",
            )
        row.reason, row.legal_basis = reason.strip(), legal_basis.strip()[:300]
        row.state, row.decided_at, row.decided_by = State.DECIDED, now, actor.name
        row.save()
    _record(actor, rows, "level.decide", now)


@transaction.atomic
def drop(*, actor: Actor, levels: Collection[UUID], reason: str, now: datetime) -> None:
    """Refuse what was proposed: the levels in effect stay.

    Raises:
        NotFound: One is not there or out of sight.
        NotAllowed: The actor is not competent for a unit.
        Refused: One is not waiting, or no reason is given.
    """
    if not rules.is_said(reason):
        raise Refused(
            f"Nêu lý do, từ {rules.SHORTEST} đến {rules.LONGEST} chữ.",
            f"Give a reason of {rules.SHORTEST} to {rules.LONGEST} signs.",
        )
    rows = _locked(actor, levels, State.PROPOSED)
    for row in rows:
        row.state, row.reason = State.DROPPED, reason.strip()
        row.save()
    _record(actor, rows, "level.drop", now)


@transaction.atomic
def announce(
    *, actor: Actor, levels: Collection[UUID], effective_at: datetime, now: datetime
) -> UUID:
    """Announce decided levels with their hour of effect.

    Nobody outside hears of it for thirty seconds, in which `take_back` undoes it.

    Args:
        actor: The competent person.
        levels: Which.
        effective_at: The hour, at least the pack's lead time ahead.
        now: The moment.

    Returns:
        The reference of the announcement.

    Raises:
        NotFound: One is not there or out of sight.
        NotAllowed: The actor is not competent for a unit.
        Refused: One is not decided, or the hour is too early.
    """
    rows = _locked(actor, levels, State.DECIDED)
    lead = max(packbook.read(row.pack.text).lead_hours for row in rows)
    first = rules.earliest(now, lead)
    if effective_at < first:
        shown = first.astimezone(rules.HERE)
        raise Refused(
            f"Phải báo trước {lead} giờ: hiệu lực sớm nhất là {shown:%H:%M ngày %d/%m/%Y}.",
            f"It is announced {lead} hours ahead: effect is at {shown:%H:%M on %d/%m/%Y} or later.",
        )
    announcement = bus.announce(
        LevelAnnounced(
            occurred_at=now,
            levels=tuple(row.ref for row in rows),
            units=tuple(UnitRef(row.unit.ref) for row in rows),
            effective_at=effective_at,
        ),
        hold=bus.UNDO_HOLD,
    )
    for row in rows:
        row.state, row.announced_at, row.announced_by = State.ANNOUNCED, now, actor.name
        row.effective_at, row.announcement = effective_at, announcement
        row.save()
    _record(actor, rows, "level.announce", now)
    return announcement


@transaction.atomic
def take_back(*, actor: Actor, announcement: UUID, now: datetime) -> None:
    """Take an announcement back while nobody outside has heard of it; the decisions stay.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor is not competent for a unit.
        Refused: It is too late.
    """
    found = Level.objects.visible_to(actor).filter(announcement=announcement)
    rows = _locked(actor, list(found.values_list("ref", flat=True)), State.ANNOUNCED)
    if not bus.withdraw(announcement, now=now):
        raise Refused(
            "Đã quá 30 giây, thông báo đã được gửi đi. Muốn đổi thì quyết định cấp độ mới.",
            "Thirty seconds are over and it was sent. Decide another level to change it.",
        )
    for row in rows:
        row.state, row.announced_at, row.announced_by = State.DECIDED, None, ""
        row.effective_at = row.announcement = None
        row.save()
    _record(actor, rows, "level.take_back", now)


def _locked(actor: Actor, levels: Collection[UUID], state: State) -> list[Level]:
    """Return levels under lock, for an actor who is competent for all of their units."""
    seen = Level.objects.visible_to(actor).filter(ref__in=list(levels)).values_list("pk", flat=True)
    rows = list(
        Level.objects.select_for_update(of=("self",))
        .select_related("unit", "pack")
        .filter(pk__in=list(seen))
        .order_by("unit__path")
    )
    if not rows or len(rows) < len({*levels}):
        raise NotFound(", ".join(map(str, levels)))
    paths = {
        level: policies.deciding_paths(actor, level)
        for level in {packbook.read(row.pack.text).decides for row in rows}
    }
    for row in rows:
        policies.check_may_decide(actor, row.unit, paths[packbook.read(row.pack.text).decides])
        if row.state != state:
            raise Refused(
                f"{row.unit.full_name}: cấp độ này không còn ở bước đó. Tải lại trang.",
                f"{row.unit.full_name}: this level is no longer at that step. Load the page again.",
            )
    return rows


def _record(actor: Actor, rows: Sequence[Level], action: str, now: datetime) -> None:
    for row in rows:
        audit.record(
            actor=actor,
            action=action,
            subject_kind="level",
            subject_ref=row.ref,
            unit_ref=row.unit.ref,
            details={
                "pack": f"{row.pack.code} {row.pack.version}",
                "computed": row.computed,
                "grade": row.grade or row.proposed,
            },
            at=now,
        )
