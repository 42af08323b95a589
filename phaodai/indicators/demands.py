"""What a demand means, whoever makes it: registers pass it down by this, decisions judge by it."""

from decimal import Decimal

from phaodai.indicators.models import Comparator
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Kind


def holds_for_parts(indicator: str, comparator: Comparator, value: Decimal | int) -> bool:
    """Say whether what is demanded of a unit means the same of each part of it.

    A share, a level and "at most" do; how much of "at least 10 000 samples" falls to a part has to
    be said.

    Args:
        indicator: Code of the catalogue.
        comparator: How the figure is compared.
        value: With what.
    """
    if CATALOGUE[indicator].kind in (Kind.RATIO, Kind.OWN):
        return True
    at_most = comparator in (Comparator.LESS, Comparator.AT_MOST)
    return at_most or (comparator == Comparator.EQUAL and not value)
