"""Values as whole numbers of ten-thousandths: their sums are exact on every database."""

from decimal import Decimal

PER_ONE = 10_000
DECIMALS = 4
LARGEST = 10**12  # of one fact; ten thousand such units still sum within 64 bits


class ImpossibleValue(ValueError):
    """A value is negative, not a number, beyond all bounds, or finer than four decimals."""


def to_amount(value: Decimal | int) -> int:
    """Return a value in ten-thousandths.

    Raises:
        ImpossibleValue: It is negative, no number, too large or has more than four decimals.
    """
    if isinstance(value, int) and 0 <= value <= LARGEST:
        return value * PER_ONE
    number = Decimal(value)
    if not number.is_finite() or not 0 <= number <= LARGEST:
        raise ImpossibleValue(f"{value} is no value: 0 to {LARGEST}")
    amount = number * PER_ONE
    if amount != int(amount):
        raise ImpossibleValue(f"{value} has more than {DECIMALS} decimals")
    return int(amount)


def to_value(amount: int) -> Decimal:
    """Return an amount in the measure of its indicator, without zeros at the end."""
    whole, rest = divmod(amount, PER_ONE)
    return Decimal(whole) if not rest else Decimal(amount).scaleb(-DECIMALS).normalize()
