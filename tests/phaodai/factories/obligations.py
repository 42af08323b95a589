"""Targets and assessments for tests, made as directives and the clock make them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from phaodai.decisions.obligations import operations
from phaodai.decisions.obligations.operations import Assessed
from phaodai.foundation.events.models import Announcement
from phaodai.foundation.units.models import Unit
from phaodai.indicators import targets
from phaodai.indicators.targets import Comparator, Demand
from tests.phaodai.factories.indicators import at

ORDER = UUID(int=7)
FIRST = date(2021, 12, 1)
END = date(2021, 12, 31)
HUNGRY = Demand("welfare.households_hungry", Comparator.EQUAL, 0, first_day=FIRST)
ADULTS = Demand(
    "vaccination.coverage", Comparator.AT_LEAST, 100, first_day=FIRST, last_day=END,
    disease="COVID-19", stratum="age=18+;dose=2",
)  # fmt: skip


def demand(
    units: list[Unit], *demands: Demand, obligation: UUID = ORDER, minutes: int = -60
) -> None:
    """Publish the targets of an obligation."""
    targets.set_targets(
        obligation=obligation, unit_ids=[unit.pk for unit in units], demands=demands,
        now=at(minutes),
    )  # fmt: skip


def assess(minutes: int = 10, *, now: datetime | None = None) -> Assessed:
    """Judge everything."""
    return operations.assess(now=now or at(minutes))


def answers(assessed: Assessed) -> dict[UUID, tuple[str, Decimal | None]]:
    """Return unit -> state and value of the targets that were judged."""
    return {
        UUID(str(each.target.unit)): (each.judgement.state.value, each.figure.value)
        for each in assessed.judged
    }


def announced() -> list[tuple[str, str]]:
    """Return unit and state of what was announced, in order."""
    rows = Announcement.objects.filter(name="ObligationAssessed").order_by("pk")
    return [(row.payload["unit"], row.payload["state"]) for row in rows]
