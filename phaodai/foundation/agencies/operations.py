"""Writes of bodies and their heads; every function is one whole act."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from phaodai.foundation.agencies import filling, policies
from phaodai.foundation.agencies.filling import Filled
from phaodai.foundation.agencies.models import Body, BodyAlias, HeadPost, Tenure
from phaodai.foundation.agencies.queries import UnknownBody
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.units.models import Unit
from phaodai.foundation.units.rules import day_before, name_key
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.bodies import CATALOGUE, Branch
from phaodai.vocabulary.refs import BodyRef, UnitRef, UserRef

__all__ = [
    "Filled",
    "Refused",
    "UnknownBody",
    "add_alias",
    "add_body",
    "add_seat",
    "appoint",
    "end_tenure",
    "fill_standard_bodies",
    "rename_body",
    "seat_first_heads",
    "set_head",
]


BATCH = 500


class Refused(ValueError):
    """The act contradicts what is stored; the message says how, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


@dataclass(frozen=True, slots=True)
class Appointed:
    """What an appointment did."""

    seat: UUID
    replaced: str  # who held the seat until the day before; "" where nobody did


@transaction.atomic
def fill_standard_bodies(*, actor: Actor, units: Collection[UnitRef], now: datetime) -> Filled:
    """Give units the bodies that every unit of their level has; a second time nothing changes.

    Bodies of units that have ended end with them, and bodies whose superior is missing or has
    ended find the present one.

    Raises:
        NotAllowed: A unit is not covered by a general post of the actor.
    """
    found = list(Unit.objects.filter(ref__in=units)) if len(units) < 500 else None
    if found is None:
        wanted = set(units)
        found = [unit for unit in Unit.objects.iterator() if UnitRef(unit.ref) in wanted]
    for unit in found:
        policies.check_can_manage(actor, unit_path=unit.path)
    filled = filling.fill(found)
    if filled.n_added or filled.n_ended or filled.n_rehung:
        audit.record(
            actor=actor,
            action="agency.fill",
            subject_kind="unit",
            subject_ref=found[0].ref if len(found) == 1 else None,
            unit_ref=found[0].ref,
            details={"units": len(found), "added": filled.n_added, "ended": filled.n_ended},
            at=now,
        )
    return filled


@transaction.atomic
def add_body(
    *,
    actor: Actor,
    now: datetime,
    unit: UnitRef,
    name: str,
    valid_from: date,
    kind: str = "",
    branch: str = Branch.STATE,
    short_name: str = "",
    superior: BodyRef | None = None,
    is_general: bool = False,
) -> BodyRef:
    """Add one body to a unit: of a kind of the catalogue, or a free one.

    Args:
        actor: Who acts.
        now: The moment of the act.
        unit: Its unit.
        name: Full name, "Bệnh viện dã chiến số 1".
        valid_from: First day.
        kind: Code of the catalogue; "" = a free body.
        branch: Of a free body.
        short_name: What it is called inside its unit.
        superior: The body that directs it; None = as the catalogue says.
        is_general: A free body that covers its unit and all below it.

    Raises:
        NotAllowed: No post of the actor covers it.
        Refused: The unit has ended, the kind is not known there, or name or kind are taken.
    """
    place = Unit.objects.filter(ref=unit).first()
    if place is None:
        raise Refused("không có đơn vị này", "there is no such unit")
    above = _body(superior) if superior is not None else None
    policies.check_can_manage(
        actor, unit_path=place.path, body_path=above.path if above is not None else ""
    )
    if valid_from < place.valid_from or (place.valid_to and valid_from > place.valid_to):
        raise Refused(
            f"{place.full_name} không tồn tại ngày {valid_from:%d/%m/%Y}",
            f"{place.full_name} does not exist on {valid_from.isoformat()}",
        )
    known = CATALOGUE.get(kind)
    if kind and (known is None or place.level not in known.levels):
        raise Refused(
            f"loại cơ quan {kind!r} không có ở cấp này",
            f"the kind of body {kind!r} does not exist on this level",
        )
    wording = _clean(name, 250)
    taken = Q(name_key=name_key(wording)) | (Q(kind=kind) if kind else Q(pk=None))
    if Body.objects.filter(taken, unit=place, valid_to=place.valid_to).exists():
        raise Refused(
            f"{place.full_name} đã có cơ quan này", f"{place.full_name} already has this body"
        )
    body = Body(
        unit=place,
        kind=kind,
        branch=str(known.branch if known else Branch(branch)),
        name=wording,
        short_name=" ".join(short_name.split())[:120],
        name_key=name_key(wording),
        is_general=known.is_general if known else is_general,
        superior=above or filling.superior_of(kind, place),
        valid_from=valid_from,
        valid_to=place.valid_to,
    )
    filling.plant([body])
    _record("agency.add", actor, body, now, {"name": body.name, "from": valid_from})
    return BodyRef(body.ref)


@transaction.atomic
def rename_body(
    *, actor: Actor, now: datetime, body: BodyRef, name: str, short_name: str | None = None
) -> None:
    """Give a body another name; the old one stays as an alias, so that old dispatches are read.

    Raises:
        NotAllowed: No post of the actor covers it.
        Refused: It has ended, or its unit has another body of the name.
    """
    named = _managed(actor, body)
    _check_open(named)
    wording = _clean(name, 250)
    key = name_key(wording)
    twins = Body.objects.filter(unit=named.unit, name_key=key, valid_to=None)
    if twins.exclude(pk=named.pk).exists():
        raise Refused("đơn vị đã có cơ quan tên này", "the unit already has a body of this name")
    old = named.name
    if old != wording:
        BodyAlias.objects.get_or_create(body=named, key=named.name_key, defaults={"text": old})
    named.name, named.name_key = wording, key
    if short_name is not None:
        named.short_name = " ".join(short_name.split())[:120]
    named.save(update_fields=["name", "name_key", "short_name"])
    _record("agency.rename", actor, named, now, {"old": old, "new": wording})


@transaction.atomic
def add_alias(*, actor: Actor, now: datetime, body: BodyRef, text: str) -> bool:
    """Let a body answer to another wording.

    Returns:
        False where it already did.

    Raises:
        NotAllowed: No post of the actor covers it.
        Refused: The wording is empty or too long.
    """
    named = _managed(actor, body)
    wording = _clean(text, 250)
    _alias, is_new = BodyAlias.objects.get_or_create(
        body=named, key=name_key(wording), defaults={"text": wording}
    )
    if is_new:
        _record("agency.add_alias", actor, named, now, {"text": wording})
    return is_new


@transaction.atomic
def add_seat(*, actor: Actor, now: datetime, body: BodyRef, title: str, title_en: str = "") -> UUID:
    """Add a seat at the head of a body: the head's own where there is none, then deputies.

    Raises:
        NotAllowed: No post of the actor covers it.
        Refused: The title is empty or too long.
    """
    headed = _managed(actor, body)
    ranks = HeadPost.objects.filter(body=headed).order_by("-rank").values_list("rank", flat=True)
    rank = next(iter(ranks), 0) + 1
    seat = HeadPost.objects.create(
        body=headed,
        title_vi=_clean(title, 160),
        title_en=" ".join(title_en.split())[:160],
        rank=rank,
        is_deputy=rank > 1,
    )
    _record("agency.add_seat", actor, headed, now, {"title": seat.title_vi, "rank": rank})
    return seat.ref


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    now: datetime,
    seat: UUID,
    holder: str,
    first_day: date,
    user: UserRef | None = None,
) -> Appointed:
    """Let an official take a seat from a day on; who held it leaves the day before.

    Raises:
        NotAllowed: No post of the actor covers the body.
        Refused: The body has ended, a later tenure is on record, or the name is no name.
    """
    post = _seat(seat)
    _check_manages(actor, post.body)
    name = _clean(holder, 160)
    _check_stands(post.body, first_day)
    if Tenure.objects.filter(head_post=post, first_day__gte=first_day).exists():
        raise Refused(
            f"đã ghi một người giữ chức từ ngày {first_day:%d/%m/%Y} hoặc sau đó",
            f"somebody is on record from {first_day.isoformat()} or later",
        )
    still = Q(last_day=None) | Q(last_day__gte=first_day)
    before = Tenure.objects.filter(still, head_post=post).first()
    replaced = before.holder if before is not None else ""
    if before is not None:
        before.last_day = day_before(first_day)
        before.save(update_fields=["last_day"])
    Tenure.objects.create(
        head_post=post,
        holder=name,
        user_ref=user,
        first_day=first_day,
        last_day=post.body.valid_to,  # nobody heads what has ended
    )
    _record("agency.appoint", actor, post.body, now, {"title": post.title_vi, "from": first_day})
    return Appointed(seat=post.ref, replaced=replaced)


@transaction.atomic
def seat_first_heads(
    *,
    actor: Actor,
    now: datetime,
    holders: Mapping[BodyRef, tuple[str, UserRef | None]],
    first_day: date,
) -> int:
    """Let officials take the seats of bodies that nobody ever headed, all in one act.

    Args:
        actor: Who acts.
        now: The moment of the act.
        holders: The name, and the account where there is one, of the head of each body.
        first_day: From when; of a body that is younger, its own first day.

    Returns:
        How many took office; bodies with a head on record, or without a seat, are passed over.

    Raises:
        NotAllowed: No post of the actor covers one of the bodies.
        Refused: A name is no name, or a body has ended.
    """
    refs = list(holders)
    found: list[Tenure] = []
    for start in range(0, len(refs), BATCH):
        seats = HeadPost.objects.filter(
            body__ref__in=refs[start : start + BATCH], is_deputy=False, tenures=None
        )
        for seat in seats.select_related("body__unit").order_by("pk"):
            _check_manages(actor, seat.body)
            day = max(first_day, seat.body.valid_from)
            _check_stands(seat.body, day)
            holder, user = holders[BodyRef(seat.body.ref)]
            found.append(
                Tenure(
                    head_post=seat,
                    holder=_clean(holder, 160),
                    user_ref=user,
                    first_day=day,
                    last_day=seat.body.valid_to,
                )
            )
    Tenure.objects.bulk_create(found, batch_size=BATCH)
    if found:
        audit.record(
            actor=actor,
            action="agency.seat_first_heads",
            subject_kind="unit",
            subject_ref=None,
            details={"heads": len(found), "from": first_day},
            at=now,
        )
    return len(found)


@transaction.atomic
def set_head(
    *,
    actor: Actor,
    now: datetime,
    body: BodyRef,
    title: str,
    holder: str,
    first_day: date,
    user: UserRef | None = None,
) -> Appointed:
    """Let an official take the seat of a title from a day on; a new title is a new seat.

    Raises:
        NotAllowed: No post of the actor covers the body.
        Refused: As `appoint` and `add_seat`.
    """
    headed = _managed(actor, body)
    wording = _clean(title, 160).casefold()
    seats = HeadPost.objects.filter(body=headed).order_by("rank")
    seat = next((each.ref for each in seats if each.title_vi.casefold() == wording), None)
    if seat is None:
        seat = add_seat(actor=actor, now=now, body=body, title=title)
    return appoint(actor=actor, now=now, seat=seat, holder=holder, first_day=first_day, user=user)


@transaction.atomic
def end_tenure(*, actor: Actor, now: datetime, seat: UUID, last_day: date) -> None:
    """Let the holder of a seat leave it, with nobody after him yet.

    Raises:
        NotAllowed: No post of the actor covers the body.
        Refused: Nobody holds it, or he took it later.
    """
    post = _seat(seat)
    _check_manages(actor, post.body)
    tenure = Tenure.objects.filter(head_post=post, last_day=None).first()
    if tenure is None or tenure.first_day > last_day:
        raise Refused("không ai giữ chức này vào ngày ấy", "nobody holds the seat on that day")
    tenure.last_day = last_day
    tenure.save(update_fields=["last_day"])
    _record(
        "agency.end_tenure", actor, post.body, now, {"title": post.title_vi, "last_day": last_day}
    )


def _body(ref: BodyRef) -> Body:
    body = Body.objects.select_related("unit").filter(ref=ref).first()
    if body is None:
        raise UnknownBody(f"no body has the reference {ref}")
    return body


def _seat(ref: UUID) -> HeadPost:
    seat = (
        HeadPost.objects.select_for_update(of=("self",))
        .select_related("body__unit")
        .filter(ref=ref)
        .first()
    )
    if seat is None:
        raise UnknownBody(f"no seat has the reference {ref}")
    return seat


def _managed(actor: Actor, ref: BodyRef) -> Body:
    body = _body(ref)
    _check_manages(actor, body)
    return body


def _check_manages(actor: Actor, body: Body) -> None:
    policies.check_can_manage(actor, unit_path=body.unit.path, body_path=body.path)


def _check_stands(body: Body, day: date) -> None:
    if day < body.valid_from or (body.valid_to is not None and day > body.valid_to):
        last = f"{body.valid_to:%d/%m/%Y}" if body.valid_to else "nay"
        raise Refused(
            f"{body.name} chỉ có từ {body.valid_from:%d/%m/%Y} đến {last}",
            f"{body.name} exists only from {body.valid_from} to {body.valid_to or 'now'}",
        )


def _check_open(body: Body) -> None:
    if body.valid_to is not None:
        raise Refused(
            f"{body.name} đã chấm dứt ngày {body.valid_to:%d/%m/%Y}",
            f"{body.name} ended on {body.valid_to.isoformat()}",
        )


def _clean(text: str, length: int) -> str:
    wording = " ".join(text.split())
    if not wording or len(wording) > length or not wording.isprintable():
        raise Refused(
            f"cần từ 1 đến {length} ký tự in được", f"1 to {length} printable characters are wanted"
        )
    return wording


def _record(
    action: str, actor: Actor, body: Body, now: datetime, details: Mapping[str, object]
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="body",
        subject_ref=body.ref,
        unit_ref=body.unit.ref,
        body_ref=body.ref,
        details=details,
        at=now,
    )
