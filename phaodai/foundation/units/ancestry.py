"""Who lay below whom on a day, as numbers; the queries turn them into rows."""

from collections.abc import Collection
from datetime import date

from phaodai.foundation.units.models import ParentLink, on_day

Chain = tuple[int, ...]


def parents_on(ids: Collection[int], day: date) -> dict[int, int]:
    """Return unit -> parent on the day; a unit without a link that day is absent."""
    return dict(
        ParentLink.objects.filter(on_day(day, first="first_day", last="last_day"), unit__in=ids)
        .order_by()
        .values_list("unit_id", "parent_id")
    )


def all_parents_on(day: date) -> dict[int, int]:
    """Return unit -> parent on the day for the whole tree."""
    links = ParentLink.objects.filter(on_day(day, first="first_day", last="last_day"))
    return dict(links.order_by().values_list("unit_id", "parent_id"))


def chains_on(ids: Collection[int], day: date) -> dict[int, Chain]:
    """Return for each unit its line from the top down to itself, as of the day.

    One query a level, however many units.
    """
    above: dict[int, int] = {}
    asked = set(ids)
    while asked:
        found = parents_on(asked, day)
        above.update(found)
        asked = set(found.values()) - above.keys()
        if not found:
            break
    chains: dict[int, Chain] = {}
    for unit in ids:
        line = [unit]
        while line[-1] in above and len(line) <= len(above) + 1:
            line.append(above[line[-1]])
        chains[unit] = tuple(reversed(line))
    return chains


def last_id(path: str) -> int:
    """Return the id at the end of a path: 58 of "/1/58/"."""
    return int(path.rstrip("/").rsplit("/", 1)[-1])
