"""Bodies for tests: standard ones of real kinds, filled in as the product does."""

from datetime import UTC, date, datetime

from phaodai.foundation.agencies import operations
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import UnitRef

NOW = datetime(2021, 1, 1, tzinfo=UTC)
SINCE = date(2021, 1, 1)
OPERATOR = Actor(name="operator:test", is_operator=True)


def fill(*units: Unit) -> operations.Filled:
    """Give units their standard bodies."""
    return operations.fill_standard_bodies(
        actor=OPERATOR, units=[UnitRef(unit.ref) for unit in units], now=NOW
    )


def body_of(unit: Unit, kind: str) -> Body:
    """Return the body of a kind in a unit."""
    return Body.objects.get(unit=unit, kind=kind)
