"""Findings for tests, found by the product's own rules in published figures."""

from datetime import date, datetime, timedelta

from phaodai.decisions.discrepancies.models import Finding
from phaodai.decisions.discrepancies.operations import finding
from phaodai.foundation.units.models import Unit
from phaodai.indicators import publishing
from phaodai.indicators.publishing import Basis, Fact

COVID = "COVID-19"
FOUND = ("community", "quarantine", "blocked", "hospital", "entrant")


def state_cases(
    unit: Unit, day: date, *, now: datetime, total: int, parts: tuple[int, ...] = ()
) -> None:
    """State new cases of a day, whole and by where they were found, in place of what was said."""
    told = parts or (total, 0, 0, 0, 0)
    facts = [Fact(unit.pk, day, "cases.confirmed", total, disease=COVID)]
    facts += [
        Fact(unit.pk, day, "cases.confirmed", n, disease=COVID, stratum=f"found={place}")
        for place, n in zip(FOUND, told, strict=True)
    ]
    publishing.publish(
        source="reports", basis=Basis.STATED, facts=facts, replaces=[(unit.pk, day)], now=now
    )


def find_one(unit: Unit, day: date, *, now: datetime) -> Finding:
    """Let a commune state ten new cases and seven by place, and find it."""
    state_cases(unit, day, now=now, total=10, parts=(4, 3, 0, 0, 0))
    finding.look(now=now + timedelta(minutes=1))
    return Finding.objects.get(unit=unit, rule="f0_parts", day=day)
