"""A copy of what the figures say, so that boards filter in one table; and how long one waits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from phaodai.foundation.audit import operations as audit
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives import policies
from phaodai.registers.directives.models import Assignment, Entry, Obligation
from phaodai.registers.directives.operations import recording
from phaodai.registers.directives.operations.errors import NotFound, Refused
from phaodai.registers.directives.operations.proving import COPIED
from phaodai.registers.directives.operations.reminding import SYSTEM
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import OPEN, Act, Part, Proof
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.events import ObligationAssessed
from phaodai.vocabulary.refs import UnitRef

KNOWN = {Proof.MET, Proof.NOT_MET, Proof.NO_FIGURE}
LONGEST_WAIT = 24 * 365
BATCH = 500

_Pair = tuple[UUID, UnitRef]  # obligation, unit


@transaction.atomic
def keep_assessments(words: Sequence[ObligationAssessed]) -> int:
    """Keep what the figures of units say about obligations.

    An older word than the one that is kept changes nothing; the timeline gets a line where the
    answer itself changed, not with every new number.

    Args:
        words: In the order in which they were said.

    Returns:
        How many assignments changed.

    Raises:
        ValueError: A state is none that figures can have.
    """
    rows = _measured({(word.obligation, word.unit) for word in words})
    changed: dict[int, Assignment] = {}
    entries: list[Entry] = []
    for word in words:
        proof = Proof(word.state)
        if proof not in KNOWN:
            raise ValueError(f"no assessment: {word.state}")
        for row in rows[word.obligation, word.unit]:
            if row.proof_as_of is not None and row.proof_as_of >= word.as_of:
                continue
            if row.proof != proof:
                entries.append(_line(row, word, proof))
            row.proof, row.proof_value = proof, word.value
            row.proof_reported, row.proof_expected = word.n_reported, word.n_expected
            row.proof_as_of = word.as_of
            changed[row.pk] = row
    _write(changed.values())
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    return len(changed)


def _measured(pairs: Collection[_Pair]) -> dict[_Pair, list[Assignment]]:
    """Return the assignments that figures prove, locked, by obligation and unit.

    What a person has by name is proved with his body, where that is proved by figures at all.
    """
    obligations = {ref for ref, _unit in pairs}
    ids = dict(Obligation.objects.filter(ref__in=obligations).values_list("ref", "pk"))
    units = dict(
        Unit.objects.filter(ref__in={unit for _ref, unit in pairs}).values_list("ref", "pk")
    )
    places: dict[int, set[int]] = defaultdict(set)
    for obligation, unit in pairs:
        if obligation in ids and unit in units:
            places[ids[obligation]].add(units[unit])
    wanted = Q(pk__in=[])
    for pk, unit_ids in places.items():
        wanted |= Q(obligation=pk, unit__in=unit_ids)
    rows = (
        Assignment.objects.select_for_update(of=("self",))
        .filter(wanted, Q(user_ref=None) | ~Q(proof=Proof.EVIDENCE), part=Part.LEAD)
        .select_related("obligation", "unit")
        .order_by("pk")
    )
    found: dict[_Pair, list[Assignment]] = defaultdict(list)
    for row in rows:
        found[row.obligation.ref, UnitRef(row.unit.ref)].append(row)
    return found


def _write(rows: Iterable[Assignment]) -> None:
    """Write the copies: one statement for each answer, as most units say one of a few."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        alike[tuple(getattr(row, name) for name in COPIED)].append(row.pk)
    for answer, ids in alike.items():
        Assignment.objects.filter(pk__in=ids).update(**dict(zip(COPIED, answer, strict=True)))


def _line(row: Assignment, word: ObligationAssessed, proof: Proof) -> Entry:
    return recording.line(
        actor=SYSTEM,
        act=Act.ASSESS,
        at=word.occurred_at,
        document=row.obligation.document_id,
        obligation=row.obligation,
        assignment=row,
        details={"was": row.proof, "is": str(proof), "as_of": word.as_of.isoformat()},
    )


@transaction.atomic
def set_escalation(*, actor: Actor, obligation: UUID, hours: int, now: datetime) -> None:
    """Say how many hours after its deadline a missing answer is brought before the head above.

    Raises:
        NotFound: There is none in sight.
        NotAllowed: The actor neither heads the issuing body nor holds its written delegation.
        Refused: It is less than an hour or more than a year.
    """
    seen = Obligation.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    row = (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("body__unit", "unit")
        .filter(ref=obligation, pk__in=seen.values("pk"))
        .first()
    )
    if row is None:
        raise NotFound(str(obligation))
    policies.check_can_issue(actor, row.body, on=deadlines.local_day(now))
    if not 1 <= hours <= LONGEST_WAIT:
        raise Refused("từ 1 giờ đến 1 năm", "from an hour to a year")
    row.escalate_after_hours = hours
    row.version += 1
    row.save(update_fields=["escalate_after_hours", "version"])
    due = Assignment.objects.filter(obligation=row, state__in=OPEN, due_at__isnull=False)
    for moment in set(due.order_by().values_list("due_at", flat=True)):
        if moment is not None:
            due.filter(due_at=moment).update(escalate_at=moment + timedelta(hours=hours))
    audit.record(
        actor=actor,
        action="obligation.set_escalation",
        subject_kind="obligation",
        subject_ref=row.ref,
        unit_ref=row.unit.ref,
        body_ref=row.body.ref,
        details={"hours": hours},
        at=now,
    )
