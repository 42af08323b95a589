"""Facts for tests, published as registers and reports would."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from phaodai.foundation.units.models import Unit
from phaodai.indicators import publishing
from phaodai.indicators.publishing import Basis, Fact, Written
from phaodai.indicators.reading import Measure

DAY = date(2021, 12, 20)
START = datetime(2021, 12, 20, 3, tzinfo=UTC)
CASES = "cases.confirmed"
CURRENT = "cases.current"


def at(minutes: int) -> datetime:
    """Return a moment that many minutes after the beginning."""
    return START + timedelta(minutes=minutes)


def stated(indicator: str = CASES, *, disease: str = "", stratum: str = "") -> Measure:
    """Return what units say in their reports."""
    return Measure(indicator, "reports", Basis.STATED, disease, stratum)


def counted(indicator: str = CASES, *, source: str = "cases", disease: str = "") -> Measure:
    """Return what a register counts."""
    return Measure(indicator, source, Basis.COUNTED, disease)


def say(
    values: Mapping[Unit, Decimal | int],
    *,
    indicator: str = CASES,
    day: date = DAY,
    minutes: int = 0,
    source: str = "reports",
    basis: Basis = Basis.STATED,
    disease: str = "",
    stratum: str = "",
) -> Written:
    """Publish one value of each unit."""
    return publishing.publish(
        source=source,
        basis=basis,
        facts=[
            Fact(unit.pk, day, indicator, value, disease=disease, stratum=stratum)
            for unit, value in values.items()
        ],
        now=at(minutes),
    )
