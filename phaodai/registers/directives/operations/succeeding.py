"""Units that have ended: what they still had to do goes to whoever follows, without being told."""

from collections.abc import Collection
from datetime import date, datetime

from phaodai.foundation.units.models import Unit
from phaodai.registers.directives.operations.handing import HandedOver, pass_on
from phaodai.registers.directives.operations.reminding import SYSTEM
from phaodai.registers.directives.queries.heirless import heirs_of, with_open_tasks
from phaodai.registers.directives.rules import deadlines
from phaodai.vocabulary.refs import UnitRef


def hand_over_ended(*, now: datetime, units: Collection[UnitRef] | None = None) -> list[HandedOver]:
    """Move the open assignments of units that have ended to the one unit that follows each.

    Run it as often as you like: what was moved is not found again, and what cannot be moved yet
    (the day has not come, the successor has no such body) stays. A unit that was split has
    several heirs: an officer chooses with `hand_over`, and until then
    `queries.list_without_heir` shows it.

    Args:
        now: The present moment of business.
        units: Of these alone; None = all.
    """
    today = deadlines.local_day(now)
    ended = with_open_tasks(today)
    if units is not None:
        ended = ended.filter(ref__in=units)
    done = []
    for old in ended.order_by("pk"):
        heir = _last_heir(old, today)
        if heir is not None:
            done.append(pass_on(SYSTEM, old, heir, now))
    return done


def _last_heir(unit: Unit, today: date) -> Unit | None:
    """Return the unit that stands in its place today; None where there is none, or several."""
    while unit.valid_to is not None and unit.valid_to < today:
        heirs = heirs_of([unit.pk], today)[unit.pk]
        if len(heirs) != 1:
            return None
        (unit,) = heirs
    return unit
