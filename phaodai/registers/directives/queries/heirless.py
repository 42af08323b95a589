"""Units that have ended and whose tasks wait for somebody to say who takes them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from phaodai.foundation.units.models import Succession, Unit
from phaodai.registers.directives.models import Assignment
from phaodai.registers.directives.queries.tasks import seen
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import OPEN
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import UnitRef


@dataclass(frozen=True, slots=True, kw_only=True)
class HeirlessRow:
    """A unit that has ended with work left."""

    unit: UnitRef
    unit_name: str
    unit_path: str
    last_day: date
    n_open: int
    heirs: Sequence[tuple[UnitRef, str]]  # several after a split, none where nothing follows


def list_without_heir(*, actor: Actor, now: datetime) -> list[HeirlessRow]:
    """Return the ended units in sight whose open assignments nobody has taken yet.

    After a split nothing is guessed: somebody chooses. With a single heir it is here only until
    that one has the bodies for it. Three queries.
    """
    today = deadlines.local_day(now)
    counts: dict[int, int] = dict(
        seen(actor)
        .filter(state__in=OPEN, unit__valid_to__lt=today)
        .order_by()
        .values_list("unit")
        .annotate(n=Count("pk"))
    )
    heirs = heirs_of(counts, today)
    return [
        HeirlessRow(
            unit=UnitRef(unit.ref),
            unit_name=unit.full_name,
            unit_path=unit.path,
            last_day=unit.valid_to,
            n_open=counts[unit.pk],
            heirs=[(UnitRef(heir.ref), heir.full_name) for heir in heirs[unit.pk]],
        )
        for unit in Unit.objects.filter(pk__in=counts).order_by("path")
        if unit.valid_to is not None
    ]


def with_open_tasks(today: date) -> QuerySet[Unit]:
    """Return the units that have ended by that day and still have something to do."""
    return Unit.objects.filter(
        valid_to__lt=today, pk__in=Assignment.objects.open().order_by().values("unit")
    )


def heirs_of(units: Collection[int], today: date) -> Mapping[int, list[Unit]]:
    """Return, for each unit, what has taken its place by that day."""
    found: dict[int, list[Unit]] = defaultdict(list)
    for step in (
        Succession.objects.filter(old__in=units, day__lte=today)
        .select_related("new")
        .order_by("new__path")
    ):
        found[step.old_id].append(step.new)
    return found
