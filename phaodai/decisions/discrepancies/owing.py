"""Which heads owe an explanation, and for how long: what a chairman asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from phaodai.decisions.discrepancies.models import Finding
from phaodai.decisions.discrepancies.states import OWED
from phaodai.foundation.access.scoping import under
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class OwingRow:
    """What one head has not explained.

    Attributes:
        n_overdue: of them, past their term.
        since: when the oldest was found.
    """

    unit_name: str
    head_title: str
    head_name: str
    n: int
    n_overdue: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Owing:
    """Heads that owe an explanation, the longest silent first, and how much is open in all."""

    rows: Sequence[OwingRow]
    n: int
    n_heads: int


def owing(*, actor: Actor, now: datetime, unit_path: str = "", limit: int) -> Owing:
    """Return which heads owe an explanation; two queries however many findings there are."""
    found = Finding.objects.visible_to(actor, Permission.REPORTS_VIEW).filter(state__in=OWED)
    if unit_path:
        found = found.filter(under("unit__path", unit_path))
    groups = list(
        found.order_by()
        .values_list("unit", "head_title", "head_name")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)), since=Min("found_at"))
        .order_by("since", "unit")
    )
    units = Unit.objects.in_bulk([group[0] for group in groups[:limit]])
    return Owing(
        rows=[OwingRow(units[unit].full_name, *rest) for unit, *rest in groups[:limit]],
        n=sum(group[3] for group in groups),
        n_heads=len(groups),
    )
