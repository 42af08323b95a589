"""Bringing a rule pack into force: proposed with each number confirmed, approved by another."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from phaodai.decisions.levels import packbook, policies, rules
from phaodai.decisions.levels.errors import NotFound, Refused
from phaodai.decisions.levels.models import PackVersion
from phaodai.engines.levels.pack import Pack
from phaodai.engines.levels.reading import BadPack
from phaodai.foundation.audit import operations as audit
from phaodai.vocabulary.access import Actor


@transaction.atomic
def propose(
    *, actor: Actor, text: str, confirmed: Mapping[str, str], reason: str, now: datetime
) -> UUID:
    """Ask the commander of the top unit to bring a pack into force.

    Args:
        actor: Who proposes it.
        text: The pack as TOML.
        confirmed: Key of each number that is not verified -> what it was compared with.
        reason: Why it is needed.
        now: The moment.

    Raises:
        NotAllowed: The actor draws up no rules.
        Refused: It is no pack, numbers are not confirmed, no reason is given, the version is in
            force already, or a proposal for it waits.
    """
    policies.check_may_propose_packs(actor)
    pack = _read(text)
    _check_confirmed(pack, confirmed)
    if not rules.is_said(reason):
        raise Refused(
            f"Nêu lý do, từ {rules.SHORTEST} đến {rules.LONGEST} chữ.",
            f"Give a reason of {rules.SHORTEST} to {rules.LONGEST} signs.",
        )
    of_code = PackVersion.objects.filter(code=pack.code)
    if of_code.filter(decided_at=None).exists():
        raise Refused(
            "Bộ quy tắc này đang có một đề nghị chờ duyệt.",
            "A proposal for this pack is waiting already.",
        )
    if of_code.filter(version__gte=pack.version, is_approved=True).exists():
        raise Refused(
            f"Phiên bản {pack.version} đã được duyệt hoặc cũ hơn bản đang dùng: tăng số phiên bản.",
            f"Version {pack.version} is approved or older than the one in force: raise its number.",
        )
    row = PackVersion.objects.create(
        code=pack.code,
        version=pack.version,
        text=text,
        confirmed=dict(confirmed),
        reason=reason.strip(),
        proposed_at=now,
        proposed_by=actor.name,
        proposed_by_ref=actor.user,
    )
    _record(actor, row, "pack.propose", now)
    return row.ref


@transaction.atomic
def decide(*, actor: Actor, proposal: UUID, is_approved: bool, now: datetime) -> None:
    """Approve or refuse what another person proposed; an approved pack may decide from now on.

    Raises:
        NotFound: There is no such proposal.
        NotAllowed: The actor does not command the top unit.
        Refused: It is decided, or the actor proposed it.
    """
    policies.check_may_approve_packs(actor, on=rules.local_day(now))
    row = PackVersion.objects.select_for_update().filter(ref=proposal).first()
    if row is None:
        raise NotFound(str(proposal))
    if row.decided_at is not None:
        raise Refused("Đề nghị này đã được quyết định.", "This proposal is decided already.")
    if row.proposed_by == actor.name or (actor.user and row.proposed_by_ref == actor.user):
        raise Refused(
            "Người đề nghị không tự duyệt: phải là người khác.",
            "Whoever proposed it does not approve it: that is another person's.",
        )
    row.decided_at, row.decided_by, row.decided_by_ref = now, actor.name, actor.user
    row.is_approved = is_approved
    row.save()
    _record(actor, row, "pack.approve" if is_approved else "pack.refuse", now)


def _read(text: str) -> Pack:
    try:
        return packbook.read(text)
    except BadPack as error:
        raise Refused(
            "; ".join(f"{each.key}: {each.vi}" for each in error.faults[:10]),
            "; ".join(f"{each.key}: {each.en}" for each in error.faults[:10]),
        ) from error


def _check_confirmed(pack: Pack, confirmed: Mapping[str, str]) -> None:
    left = [each.key for each in pack.unconfirmed if not confirmed.get(each.key, "").strip()]
    if left:
        listed = ", ".join(left[:10])
        raise Refused(
            f"Còn {len(left)} số chưa xác nhận với văn bản gốc: {listed}",
            f"{len(left)} numbers are not confirmed against their texts: {listed}",
        )


def _record(actor: Actor, row: PackVersion, action: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="pack",
        subject_ref=row.ref,
        details={"code": row.code, "version": row.version, "n_confirmed": len(row.confirmed)},
        at=now,
    )
