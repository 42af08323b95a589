"""What the figures are known to say, kept with an assignment that begins or moves."""

from collections.abc import Collection, Sequence
from datetime import datetime

from phaodai.registers.directives import publishing
from phaodai.registers.directives.models import Assignment
from phaodai.registers.directives.states import AssignmentState, Part, Proof

COPIED = ("proof", "proof_value", "proof_reported", "proof_expected", "proof_as_of")
BATCH = 500


def inherit(row: Assignment, shares: Sequence[Assignment], now: datetime) -> None:
    """Give shares of an assignment their proof, before they are stored.

    A person has that of his body, a body what its unit is known for; where nothing is known yet
    it waits, and where no figure can show a part of the whole, evidence does.

    Args:
        row: What is passed on, with its obligation.
        shares: To whom, all of the same obligation.
        now: The moment of the act.
    """
    bodies = [share for share in shares if share.user_ref is None]
    known = known_of(row.obligation_id, {share.unit_id for share in bodies})
    is_passed_on = bool(bodies) and publishing.is_passed_on(row.obligation, now=now)
    for share in shares:
        other = row if share.user_ref is not None else known.get(share.unit_id)
        if other is not None:
            take(share, other)
        else:
            share.proof = Proof.WAITING if is_passed_on else Proof.EVIDENCE


def known_of(obligation: int, units: Collection[int]) -> dict[int, Assignment]:
    """Return, for each unit, an assignment of it on which figures speak already."""
    ids = sorted(units)
    rows = (
        Assignment.objects.filter(obligation=obligation, part=Part.LEAD, user_ref=None)
        .exclude(proof=Proof.EVIDENCE)
        .exclude(state=AssignmentState.WITHDRAWN)
        .only("unit", *COPIED)
        .order_by("proof_as_of", "pk")
    )
    return {
        row.unit_id: row
        for start in range(0, len(ids), BATCH)
        for row in rows.filter(unit__in=ids[start : start + BATCH])
    }


def take(row: Assignment, other: Assignment) -> None:
    """Give an assignment the proof of another one."""
    for name in COPIED:
        setattr(row, name, getattr(other, name))
