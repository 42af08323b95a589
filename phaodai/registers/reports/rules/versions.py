"""Which version of a form holds on which day, and what a new one has to be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from phaodai.registers.reports.states import VERSION_MOVES, Standing, VersionState


class IllegalMove(Exception):
    """A version cannot go from its state to the asked one."""


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """From when an approved version holds; until the next one begins."""

    first_day: date
    number: int


def check_move(*, current: VersionState, target: VersionState) -> None:
    """Refuse a move that `VERSION_MOVES` does not list.

    Raises:
        IllegalMove: It is not listed.
    """
    if target not in VERSION_MOVES[current]:
        raise IllegalMove(f"{current} -> {target}")


def in_force(terms: Iterable[Term], *, on: date, last_day: date | None = None) -> int | None:
    """Return the number of the version that holds on a day; None where none does.

    A report is judged by the version of its own day, however late it is filed.
    """
    if last_day is not None and on > last_day:
        return None
    begun = [term for term in terms if term.first_day <= on]
    return max(begun).number if begun else None


def standing(
    number: int, terms: Sequence[Term], *, on: date, last_day: date | None = None
) -> Standing:
    """Say how an approved version stands on a day."""
    if in_force(terms, on=on, last_day=last_day) == number:
        return Standing.ACTIVE
    own = next(term for term in terms if term.number == number)
    is_ahead = own.first_day > on and (last_day is None or own.first_day <= last_day)
    return Standing.COMING if is_ahead else Standing.RETIRED


def earliest_first_day(terms: Sequence[Term], *, today: date) -> date:
    """Return the first day that a new version may have.

    The day after today, so that nobody who is filling today's report finds another form; and after
    the first day of every version before. A form's very first version may begin today.
    """
    if not terms:
        return today
    return date.fromordinal(max(today, max(terms).first_day).toordinal() + 1)
