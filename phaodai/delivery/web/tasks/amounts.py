"""Figures of indicators in words: a rounded one never claims what the exact one does not."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phaodai.delivery.web.directives.words import number_words
from phaodai.vocabulary.measures import Indicator

TENTH = Decimal("0.1")


def is_english() -> bool:
    """Say whether the reader reads English."""
    return (get_language() or "vi").startswith("en")


def amount_words(value: Decimal, entry: Indicator, *, near: Decimal | None = None) -> str:
    """Return a value with its measure: "91,4 %", "1.284 mũi", "cấp 2".

    Args:
        value: In the measure of the indicator.
        entry: What is counted.
        near: What it is held against: 94,96 is never shown as the 95,0 that it does not reach.
    """
    number = plain_number(value, near=near)
    if entry.measure == "percent":
        return f"{number} %"
    if entry.measure == "level":
        return _("cấp %(n)s") % {"n": number}
    measure = entry.measure_en if is_english() else entry.measure_vi
    return f"{number} {measure}"


def plain_number(value: Decimal, *, near: Decimal | None = None) -> str:
    """Return a value with at most one decimal, on its own side of what it is held against."""
    rounding = ROUND_HALF_EVEN
    if near is not None:
        rounding = ROUND_CEILING if value > near else ROUND_FLOOR
    return number_words(float(value.quantize(TENTH, rounding)), _=_)


def name_of(entry: Indicator) -> str:
    """Return the name of an indicator."""
    return entry.label_en if is_english() else entry.label_vi


def definition_of(entry: Indicator) -> str:
    """Return what is counted."""
    return entry.definition_en if is_english() else entry.definition_vi
