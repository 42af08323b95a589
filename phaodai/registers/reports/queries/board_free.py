"""Who need not file, so that nobody is in doubt about a unit that is not on the board."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from phaodai.foundation.access.scoping import under
from phaodai.foundation.units.models import Succession, Unit
from phaodai.foundation.units.queries import refs_below
from phaodai.registers.reports.boardrows import FreeRow
from phaodai.registers.reports.queries.expectations import asked_on, expected
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import UnitRef

LOOKED_BACK: Final = timedelta(days=92)  # over which a unit that ended is still looked for


def free_units(*, actor: Actor, form: str, day: date, unit_path: str = "") -> list[FreeRow]:
    """Return the units in sight, of the level that files, of which nobody has to file; two reads.

    They ended within the last three months, or have no body of the kind that files.
    """
    asked = asked_on(day, form).get(form)
    if asked is None:
        return []
    rows = (
        Unit.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day - LOOKED_BACK),
            level=asked.form.filer.level,
            valid_from__lte=day,
        )
        .exclude(pk__in=expected(asked.form, day).values("unit"))
        .select_related("parent")
        .order_by("path")
    )
    if not actor.is_operator:
        rows = rows.filter(ref__in=refs_below(actor, Permission.REPORTS_VIEW))
    if unit_path:
        rows = rows.filter(under("path", unit_path))
    found = list(rows)
    heirs: dict[int, list[str]] = defaultdict(list)
    if found:
        steps = Succession.objects.filter(old__in=found).select_related("new").order_by("new__path")
        for step in steps:
            heirs[step.old_id].append(step.new.full_name)
    return [
        FreeRow(
            unit=UnitRef(row.ref),
            unit_name=row.full_name,
            above=row.parent.full_name if row.parent else "",
            last_day=row.valid_to if row.valid_to is not None and row.valid_to < day else None,
            heirs=tuple(heirs[row.pk]),
        )
        for row in found
    ]
