"""One figure out of the last words of many units: what is silent and what is too old stay apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from phaodai.decisions.obligations import rules
from phaodai.decisions.obligations.rules import NOTHING, Known
from phaodai.indicators.reading import Figure, Measure, Ratio, RatioFigure
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import Kind
from phaodai.vocabulary.refs import UnitRef


@dataclass(frozen=True, slots=True)
class Said:
    """What some units last said of one measure."""

    measure: Measure
    units: list[UnitRef]
    words: Mapping[UnitRef, Figure]

    def fresh(self, on: date) -> dict[UnitRef, Figure]:
        """Return what is not too old on a day."""
        oldest = max(on.toordinal() - rules.fresh_days(self.measure.indicator), 1)
        first = date.fromordinal(oldest)
        return {
            unit: word
            for unit in self.units
            if (word := self.words.get(unit)) is not None and word.day is not None
            if word.day >= first
        }

    def known(self, on: date) -> Known:
        """Return the sum; of one unit its own word."""
        fresh = self.fresh(on)
        if not fresh:
            return self._stale()
        return Known(
            value=total(fresh.values()),
            n_reported=len(fresh),
            n_expected=len(self.units),
            day=oldest_day(fresh.values()),
            known_at=newest_moment(fresh.values()),
            source=self.measure.source,
            basis=int(self.measure.basis),
            is_floor=True,
        )

    def _stale(self) -> Known:
        old = [self.words[unit] for unit in self.units if unit in self.words]
        return Known(
            value=total(old) if old else None,
            n_reported=0,
            n_expected=len(self.units),
            day=oldest_day(old),
            known_at=newest_moment(old),
            source=self.measure.source,
            basis=int(self.measure.basis),
            is_stale=bool(old),
        )


def quotient(of: Ratio, above: Said, below: Said, *, day: date, is_apart: bool = False) -> Known:
    """Put a ratio together from both parts.

    Unit by unit, a unit that said only one part is left out of both: silence is not zero. Apart,
    where units of another level say the denominator, each part is summed by itself.
    A denominator that is a flow has to be of the numerator's own day.

    Args:
        of: What it is made of.
        above: Who said the numerator.
        below: Who said the denominator.
        day: The day on which it is judged.
        is_apart: Whether other units say the denominator.
    """
    if not (above.words and below.words):
        return NOTHING  # most of those who might speak never do
    over, under = above.fresh(day), below.fresh(day)
    if not is_apart:
        both = _both(of, over, under)
        over = {unit: over[unit] for unit in both}
        under = {unit: under[unit] for unit in both}
    n_missing = len(above.units) - len(over) + (len(below.units) - len(under)) * is_apart
    n_expected = len(above.units) + len(below.units) * is_apart
    known = Known(
        value=None,
        n_reported=n_expected - n_missing,
        n_expected=n_expected,
        source=of.numerator.source,
        basis=int(of.numerator.basis),
        scale=of.scale,
        is_floor=is_apart and len(under) == len(below.units),
    )
    if over and under:
        moment = max(filter(None, map(newest_moment, (over.values(), under.values()))))
        known = replace(known, day=oldest_day(over.values()), known_at=moment)
        return with_parts(known, total(over.values()), total(under.values()))
    return _too_old(known, of, above, below)


def _both(
    of: Ratio, over: Mapping[UnitRef, Figure], under: Mapping[UnitRef, Figure]
) -> list[UnitRef]:
    """Return the units whose two words belong together."""
    is_flow = CATALOGUE[of.denominator.indicator].kind is Kind.FLOW
    return [
        unit
        for unit in over
        if unit in under and (not is_flow or over[unit].day == under[unit].day)
    ]


def _too_old(known: Known, of: Ratio, above: Said, below: Said) -> Known:
    """Show what was said long ago, by the units that said both."""
    words = {unit: above.words[unit] for unit in above.units if unit in above.words}
    old = _both(of, words, below.words)
    if not old:
        return replace(known, n_reported=0)
    parts = [above.words[unit] for unit in old], [below.words[unit] for unit in old]
    known = replace(
        known, n_reported=0, day=oldest_day(parts[0]), known_at=newest_moment(parts[0]),
        is_stale=True, is_floor=False,
    )  # fmt: skip
    return with_parts(known, total(parts[0]), total(parts[1]))


def with_parts(known: Known, numerator: Decimal, denominator: Decimal) -> Known:
    """Add both parts, and the quotient where there is one."""
    value = numerator * known.scale / denominator if denominator else None
    return replace(known, value=value, numerator=numerator, denominator=denominator)


def summed(measure: Measure, figure: Figure) -> Known:
    """Return a sum over days as it was read."""
    return Known(
        value=figure.value,
        n_reported=figure.n_reported,
        n_expected=figure.n_expected,
        day=figure.day,
        known_at=figure.known_at,
        source=measure.source,
        basis=int(measure.basis),
        is_floor=True,
    )


def of_ratio_figure(of: Ratio, figure: RatioFigure) -> Known:
    """Return a ratio over days as it was read."""
    above, below = figure.numerator, figure.denominator
    moments = [at for at in (above.known_at, below.known_at) if at is not None]
    return Known(
        value=figure.value,
        n_reported=min(above.n_reported, below.n_reported),
        n_expected=max(above.n_expected, below.n_expected),
        day=above.day,
        known_at=max(moments, default=None),
        source=of.numerator.source,
        basis=int(of.numerator.basis),
        numerator=above.value,
        denominator=below.value,
        scale=of.scale,
    )


def total(words: Iterable[Figure]) -> Decimal:
    """Return the sum."""
    return sum((word.value for word in words if word.value is not None), Decimal(0))


def oldest_day(words: Iterable[Figure]) -> date | None:
    """Return the day of the oldest."""
    return min((word.day for word in words if word.day is not None), default=None)


def newest_moment(words: Iterable[Figure]) -> datetime | None:
    """Return when the last of them was published."""
    return max((word.known_at for word in words if word.known_at is not None), default=None)
