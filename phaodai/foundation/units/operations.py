"""Writes of the tree; every function is one whole act, from a day on.

What was before the day stays answerable: units end, links end, nothing is overwritten. A move or
a merger changes the paths of everything below. Other rooms store references of units and never
paths, and paths of bodies are made of ids of bodies, so nothing else has to follow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from phaodai.foundation.audit import operations as audit
from phaodai.foundation.events import bus
from phaodai.foundation.units import checks, closure, grafting, policies, rules
from phaodai.foundation.units.editions.loading import load_builtin, load_edition
from phaodai.foundation.units.models import ParentLink, Succession, Unit, UnitAlias
from phaodai.foundation.units.queries import UnknownUnit
from phaodai.foundation.units.rules import UnsoundChange
from phaodai.foundation.units.states import AliasKind, Change
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.events import UnitsSucceeded
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel

__all__ = [
    "Part",
    "UnknownUnit",
    "UnsoundChange",
    "add",
    "add_alias",
    "close",
    "load_builtin",
    "load_edition",
    "merge",
    "move",
    "rename",
    "split",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the units that a split makes."""

    kind: str
    name: str
    code: str = ""
    share: float | None = None  # of the old unit's people; None = not counted


@transaction.atomic
def add(
    *,
    actor: Actor,
    now: datetime,
    parent: UnitRef,
    kind: str,
    name: str,
    valid_from: date,
    code: str = "",
    level: UnitLevel | None = None,
    name_en: str = "",
    is_remote: bool = False,
    latitude: float | None = None,
    longitude: float | None = None,
    area_km2: float | None = None,
) -> UnitRef:
    """Add a unit below another one.

    Args:
        actor: Who acts.
        now: The moment of the act.
        parent: The unit above.
        kind: Official word in lower case; a word that is not in the list needs `level`.
        name: Without the kind.
        valid_from: First day.
        code: Official code, or "".
        level: Where the word alone does not say it.
        name_en: In English.
        is_remote: A remote, mountain or island unit.
        latitude: In degrees.
        longitude: In degrees.
        area_km2: Square kilometres.

    Raises:
        NotAllowed: No post of the actor covers the parent.
        UnsoundChange: The parent has ended or is not above; code or name are taken.
    """
    grafting.country(since=rules.KNOWN_SINCE)
    above = _get(parent)
    policies.check_can_manage(actor, above.path)
    checks.check_holds(above, valid_from)
    unit = checks.sprout(
        above,
        kind=kind,
        name=name,
        code=code,
        day=valid_from,
        level=level or rules.level_of_kind(kind, parent=UnitLevel(above.level)),
    )
    unit.name_en, unit.is_remote = name_en.strip(), is_remote
    unit.latitude, unit.longitude, unit.area_km2 = latitude, longitude, area_km2
    grafting.plant(unit, above)
    closure.renew()
    _record("unit.add", actor, unit, now, {"from": valid_from, "parent": above.ref})
    return UnitRef(unit.ref)


@transaction.atomic
def rename(
    *,
    actor: Actor,
    now: datetime,
    unit: UnitRef,
    name: str,
    kind: str = "",
    first_day: date | None = None,
) -> UnitRef:
    """Give a unit another name or kind from a day on, or mend its spelling.

    From a day on it is another unit that succeeds the old one wholly, with its code and its
    children. Without a day the name was misspelt all along: the same unit is mended and keeps
    the old spelling as an alias.

    Returns:
        The unit that now bears the name.

    Raises:
        NotAllowed: No post of the actor covers the unit.
        UnsoundChange: The unit has ended, the day is not after its first, or the name is taken.
    """
    grafting.country(since=rules.KNOWN_SINCE)
    old = _get(unit)
    policies.check_can_manage(actor, old.path)
    checks.check_not_country(old)
    above = checks.parent_of(old)
    word = kind or old.kind
    if first_day is None:
        return _mend(actor, now, old, name=name, kind=word)
    checks.check_open(old, first_day)
    checks.check_holds(above, first_day)
    grafting.end([old.pk], last_day=rules.day_before(first_day))
    new = checks.sprout(
        above, kind=word, name=name, code=old.code, day=first_day, level=checks.level_of(old)
    )
    new.is_remote, new.area_km2 = old.is_remote, old.area_km2
    new.latitude, new.longitude = old.latitude, old.longitude
    grafting.plant(new, above)
    UnitAlias.objects.create(
        unit=new,
        text=old.full_name,
        key=rules.name_key(old.full_name),
        kind=AliasKind.FORMER,
    )
    _succeed(old, new, day=first_day, share=1.0, reason=Change.RENAME)
    _announce([old], [new], first_day, now)
    _adopt(checks.children_from(old, first_day), new, first_day)
    closure.renew()
    _record("unit.rename", actor, new, now, {"from": first_day, "old": old.ref})
    return UnitRef(new.ref)


@transaction.atomic
def move(*, actor: Actor, now: datetime, unit: UnitRef, parent: UnitRef, first_day: date) -> None:
    """Hang a unit, with all below it, under another unit from a day on.

    Raises:
        NotAllowed: The actor's posts do not cover both the unit and the new parent.
        UnsoundChange: It would lie below itself; one of the two has ended; the parent is not
            above; a later move is on record.
    """
    grafting.country(since=rules.KNOWN_SINCE)
    moved, above = _get(unit), _get(parent)
    policies.check_can_manage(actor, moved.path)
    policies.check_can_manage(actor, above.path)
    checks.check_not_country(moved)
    rules.check_not_below_itself(moved.path, above.path)
    rules.check_parent(checks.level_of(moved), checks.level_of(above))
    rules.check_open(
        valid_from=moved.valid_from,
        valid_to=moved.valid_to,
        day=first_day,
        name=moved.full_name,
    )
    checks.check_holds(above, first_day)
    later = ParentLink.objects.filter(unit=moved, first_day__gt=first_day)
    if later.exists():
        raise UnsoundChange(
            f"{moved.full_name} đã được chuyển vào một ngày sau {first_day:%d/%m/%Y}",
            f"{moved.full_name} was already moved on a day after {first_day.isoformat()}",
        )
    checks.check_free(above, name=moved.name, kind=moved.kind, day=first_day, but=moved)
    old = moved.parent_id
    _adopt([moved], above, first_day)
    closure.renew()
    _record("unit.move", actor, moved, now, {"from": first_day, "old": old, "new": above.pk})


@transaction.atomic
def merge(
    *,
    actor: Actor,
    now: datetime,
    units: Sequence[UnitRef],
    parent: UnitRef,
    kind: str,
    name: str,
    first_day: date,
    code: str = "",
) -> UnitRef:
    """Let several units become one from a day on; what lay below them lies below it.

    Returns:
        The new unit.

    Raises:
        NotAllowed: The actor's posts do not cover all of them and the parent.
        UnsoundChange: Fewer than two, of several levels, ended, or the parent is one of them.
    """
    grafting.country(since=rules.KNOWN_SINCE)
    olds = [_get(ref) for ref in dict.fromkeys(units)]
    above = _get(parent)
    for each in [*olds, above]:
        policies.check_can_manage(actor, each.path)
    if len(olds) < 2 or len({old.level for old in olds}) != 1:
        raise UnsoundChange(
            "sáp nhập cần ít nhất hai đơn vị cùng cấp",
            "a merger takes at least two units of one level",
        )
    for old in olds:
        checks.check_not_country(old)
        checks.check_open(old, first_day)
        rules.check_not_below_itself(old.path, above.path)
    checks.check_holds(above, first_day)
    children = [child for old in olds for child in checks.children_from(old, first_day)]
    grafting.end([old.pk for old in olds], last_day=rules.day_before(first_day))
    new = checks.sprout(
        above, kind=kind, name=name, code=code, day=first_day, level=checks.level_of(olds[0])
    )
    grafting.plant(new, above)
    for old in olds:
        _succeed(old, new, day=first_day, share=1.0, reason=Change.MERGE)
    _announce(olds, [new], first_day, now)
    _adopt(children, new, first_day)
    closure.renew()
    _record("unit.merge", actor, new, now, {"from": first_day, "old": [old.ref for old in olds]})
    return UnitRef(new.ref)


@transaction.atomic
def split(
    *,
    actor: Actor,
    now: datetime,
    unit: UnitRef,
    parts: Sequence[Part],
    first_day: date,
    children: Mapping[UnitRef, int] | None = None,
) -> list[UnitRef]:
    """Let one unit become several from a day on.

    Args:
        actor: Who acts.
        now: The moment of the act.
        unit: The old unit.
        parts: The new ones; known shares sum to 1.
        first_day: First day of the new ones.
        children: Which part (its place in `parts`, from 0) each unit directly below goes to.
            All that lie below on the day must be named: nothing is guessed.

    Returns:
        The new units, in the order of the parts.

    Raises:
        NotAllowed: No post of the actor covers the unit's parent.
        UnsoundChange: Fewer than two parts, wrong shares, a child without a part, a closed unit.
    """
    grafting.country(since=rules.KNOWN_SINCE)
    old = _get(unit)
    policies.check_can_manage(actor, old.path)
    checks.check_not_country(old)
    checks.check_open(old, first_day)
    if len(parts) < 2:
        raise UnsoundChange("chia tách cần ít nhất hai phần", "a split takes at least two parts")
    rules.check_shares([part.share for part in parts])
    above = checks.parent_of(old)
    checks.check_holds(above, first_day)
    below = checks.children_from(old, first_day)
    places = dict(children or {})
    checks.check_places(below, places, n_parts=len(parts))
    grafting.end([old.pk], last_day=rules.day_before(first_day))
    made = []
    for place, part in enumerate(parts):
        new = checks.sprout(
            above,
            kind=part.kind,
            name=part.name,
            code=part.code,
            day=first_day,
            level=checks.level_of(old),
        )
        grafting.plant(new, above)
        _succeed(old, new, day=first_day, share=part.share, reason=Change.SPLIT)
        _adopt([c for c in below if places[UnitRef(c.ref)] == place], new, first_day)
        made.append(new)
    _announce([old], made, first_day, now)
    closure.renew()
    _record("unit.split", actor, old, now, {"from": first_day, "new": [new.ref for new in made]})
    return [UnitRef(new.ref) for new in made]


@transaction.atomic
def close(*, actor: Actor, now: datetime, unit: UnitRef, last_day: date) -> None:
    """End a unit that nothing follows.

    Raises:
        NotAllowed: No post of the actor covers the unit.
        UnsoundChange: It has ended, begins later, or units still lie below it.
    """
    grafting.country(since=rules.KNOWN_SINCE)
    ended = _get(unit)
    policies.check_can_manage(actor, ended.path)
    checks.check_not_country(ended)
    following = rules.day_after(last_day)
    checks.check_open(ended, following)
    if checks.children_from(ended, following):
        raise UnsoundChange(
            f"{ended.full_name} còn đơn vị trực thuộc sau ngày {last_day:%d/%m/%Y}",
            f"units still lie below {ended.full_name} after {last_day.isoformat()}",
        )
    grafting.end([ended.pk], last_day=last_day)
    closure.renew()
    _record("unit.close", actor, ended, now, {"last_day": last_day})


@transaction.atomic
def add_alias(
    *,
    actor: Actor,
    now: datetime,
    unit: UnitRef,
    text: str,
    kind: AliasKind = AliasKind.OTHER,
) -> bool:
    """Let a unit answer to another wording.

    Returns:
        False where it already did.

    Raises:
        NotAllowed: No post of the actor covers the unit.
        UnsoundChange: The wording is empty or too long.
    """
    named = _get(unit)
    policies.check_can_manage(actor, named.path)
    wording = checks.clean_name(text)
    _alias, is_new = UnitAlias.objects.get_or_create(
        unit=named, text=wording, defaults={"key": rules.name_key(wording), "kind": kind}
    )
    if is_new:
        _record("unit.add_alias", actor, named, now, {"text": wording})
    return is_new


def _get(ref: UnitRef) -> Unit:
    try:
        return Unit.objects.get(ref=ref)
    except Unit.DoesNotExist as error:
        raise UnknownUnit(f"no unit has the reference {ref}") from error


def _mend(actor: Actor, now: datetime, unit: Unit, *, name: str, kind: str) -> UnitRef:
    wording = checks.clean_name(name)
    if (wording, kind) == (unit.name, unit.kind):
        return UnitRef(unit.ref)
    checks.check_free(
        checks.parent_of(unit), name=wording, kind=kind, day=unit.valid_from, but=unit
    )
    old = unit.full_name
    UnitAlias.objects.get_or_create(
        unit=unit, text=old, defaults={"key": rules.name_key(old), "kind": AliasKind.OTHER}
    )
    unit.name, unit.kind, unit.name_key = wording, kind, rules.name_key(wording)
    unit.save(update_fields=["name", "kind", "name_key"])
    _record("unit.mend", actor, unit, now, {"old": old})
    return UnitRef(unit.ref)


def _adopt(children: Sequence[Unit], parent: Unit, day: date) -> None:
    grafting.relink([child.pk for child in children], parent=parent.pk, day=day)
    for child in children:
        grafting.repath(child.pk, old=child.path, parent_path=parent.path)


def _succeed(old: Unit, new: Unit, *, day: date, share: float | None, reason: Change) -> None:
    Succession.objects.create(old=old, new=new, day=day, share=share, reason=reason)


def _announce(olds: Sequence[Unit], news: Sequence[Unit], day: date, now: datetime) -> None:
    bus.announce(
        UnitsSucceeded(
            occurred_at=now,
            old=tuple(UnitRef(old.ref) for old in olds),
            new=tuple(UnitRef(new.ref) for new in news),
            first_day=day,
        )
    )


def _record(
    action: str, actor: Actor, unit: Unit, now: datetime, details: Mapping[str, object]
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="unit",
        subject_ref=unit.ref,
        unit_ref=unit.ref,
        details={"code": unit.code, **details},
        at=now,
    )
