"""Where a unit that has ended is reported for now."""

from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.units import queries as units
from phaodai.registers.reports.states import HoldReason
from phaodai.vocabulary.refs import BodyRef


def heirs_of(body: BodyRef) -> list[str]:
    """Return the names of the units that the unit of a body became part of, the largest first."""
    return [step.unit.name for step in units.successors(agencies.get_body(body).unit)]


def heirs_of_held(body: BodyRef, reason: HoldReason) -> list[str]:
    """Return the same where a report of it is held because the unit has ended, else nothing."""
    return heirs_of(body) if reason is HoldReason.UNIT_ENDED else []
