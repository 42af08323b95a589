"""Numbers that a body gives, one after the other in each register of a year, without a gap."""

from typing import Final

from phaodai.foundation.agencies.models import Body, NumberSeries
from phaodai.vocabulary.folding import fold

ARRIVALS: Final = "in"  # the register of incoming documents
LARGEST: Final = 999_999


class NoSuchNumber(ValueError):
    """It lies outside what a register holds."""


def outgoing(kind: str) -> str:
    """Return the name of the register of outgoing documents of a kind, such as "Báo cáo"."""
    return f"o:{fold(kind)[:60]}"


def take(body: Body, *, series: str, year: int, wanted: int | None = None) -> int:
    """Take the next number, or the one that is wanted, within the caller's transaction.

    The series is locked until that ends: rolled back, the number is free again.

    Args:
        body: Whose register.
        series: `ARRIVALS`, or what `outgoing` returns.
        year: Of the register.
        wanted: The number that a paper register gave it; None = the next one.

    Raises:
        NoSuchNumber: It is none.
    """
    NumberSeries.objects.get_or_create(body=body, series=series, year=year)
    register = NumberSeries.objects.select_for_update().get(body=body, series=series, year=year)
    number = wanted if wanted is not None else register.last + 1
    if not 1 <= number <= LARGEST:
        raise NoSuchNumber(str(number))
    if number > register.last:
        register.last = number
        register.save(update_fields=["last"])
    return number
