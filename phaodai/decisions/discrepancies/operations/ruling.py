"""Changing the rules: tried against history, proposed by one, approved by another."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from phaodai.decisions.discrepancies import policies, rulebook, rules
from phaodai.decisions.discrepancies.errors import NotFound, Refused
from phaodai.decisions.discrepancies.gathering import Found, find
from phaodai.decisions.discrepancies.models import RuleVersion
from phaodai.engines.discrepancies.rules import BadRule, Kind, Rule
from phaodai.foundation.access.scoping import under
from phaodai.foundation.audit import operations as audit
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor, NotAllowed, Permission

LONGEST_TRIAL = 92  # days


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have found.

    Args:
        n: How many findings.
        n_units: Of how many units.
        by_unit: Name of the unit -> how many, the most first; the first fifty.
        found: The first hundred, as they would have been told.
    """

    n: int
    n_units: int
    by_unit: tuple[tuple[str, int], ...]
    found: tuple[Found, ...]


def try_out(*, actor: Actor, definition: Mapping[str, Any], first: date, last: date) -> Trial:
    """Hold a rule against the past of the units in sight; nothing is kept.

    Raises:
        NotAllowed: The actor neither proposes nor approves rules.
        Refused: The rule is none, or the period is empty or too long.
    """
    if not (actor.has(Permission.FORMS_PROPOSE) or actor.has(Permission.FORMS_APPROVE)):
        raise NotAllowed(f"{actor.name} may not try a rule")
    if last < first or (last - first).days >= LONGEST_TRIAL:
        raise Refused(
            f"Thử từ 1 đến {LONGEST_TRIAL} ngày, ngày đầu không sau ngày cuối.",
            f"Try 1 to {LONGEST_TRIAL} days, the first not after the last.",
        )
    rule = _read(definition)
    if rule.kind is Kind.CLAIMED:
        raise Refused(
            "Quy tắc về mã ca không thử trên số liệu: mã ca không nằm trong bảng số liệu.",
            "A rule about case codes is not tried on figures: codes are in no table of figures.",
        )
    seen = None if actor.is_operator else _in_sight(actor)
    found = [
        each
        for each in find(rules=[rule], first=first, last=last)
        if seen is None or each.place.pk in seen
    ]
    counts = Counter(each.place.pk for each in found)
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=list(counts))}
    most = [(units[pk].full_name, n) for pk, n in counts.most_common(50)]
    return Trial(len(found), len(counts), tuple(most), tuple(found[:100]))


@transaction.atomic
def propose(
    *, actor: Actor, definition: Mapping[str, Any], is_on: bool, reason: str, now: datetime
) -> UUID:
    """Ask the commander of the top unit to bring a rule into force, or to switch it off.

    Raises:
        NotAllowed: The actor draws up no rules.
        Refused: The rule is none, no reason is given, or a proposal for it waits already.
    """
    policies.check_may_propose(actor)
    rule = _read(definition)
    try:
        said = rules.answered(reason)
    except rules.BadAnswer as error:
        raise Refused(
            f"Nêu lý do, ít nhất {rules.SHORTEST} chữ.",
            f"Give a reason of at least {rules.SHORTEST} signs.",
        ) from error
    if RuleVersion.objects.filter(code=rule.code, decided_at=None).exists():
        raise Refused(
            "Quy tắc này đang có một đề nghị chờ duyệt.",
            "A proposal for this rule is waiting already.",
        )
    row = RuleVersion.objects.create(
        code=rule.code,
        definition=dict(definition),
        is_on=is_on,
        reason=said[:1000],
        proposed_at=now,
        proposed_by=actor.name,
        proposed_by_ref=actor.user,
    )
    _record(actor, row, "rule.propose", now)
    return row.ref


@transaction.atomic
def decide(*, actor: Actor, proposal: UUID, is_approved: bool, now: datetime) -> None:
    """Approve or refuse what another person proposed; an approved rule holds from now on.

    Raises:
        NotFound: There is no such proposal.
        NotAllowed: The actor does not command the top unit.
        Refused: It is decided, or the actor proposed it himself.
    """
    policies.check_may_approve(actor, on=rules.local_day(now))
    row = RuleVersion.objects.select_for_update().filter(ref=proposal).first()
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
    _record(actor, row, "rule.approve" if is_approved else "rule.refuse", now)


def _read(definition: Mapping[str, Any]) -> Rule:
    try:
        return rulebook.read(definition)
    except BadRule as error:
        raise Refused(f"Quy tắc sai: {error}", f"The rule is wrong: {error}") from error


def _in_sight(actor: Actor) -> set[int]:
    seen: set[int] = set()
    for post in actor.posts_for(Permission.INDICATORS_VIEW):
        seen |= set(Unit.objects.filter(under("path", post.unit_path)).values_list("pk", flat=True))
    return seen


def _record(actor: Actor, row: RuleVersion, action: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_kind="discrepancy_rule",
        subject_ref=row.ref,
        details={"code": row.code, "is_on": row.is_on},
        at=now,
    )
