"""Many bodies on one board: they are counted by the units just below the one they share."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.registers.reports.boardrows import GroupRow
from phaodai.registers.reports.states import STILL_OWED, Turn
from phaodai.vocabulary.refs import UnitRef


def groups_of(bodies: Sequence[Body]) -> dict[int, list[Body]]:
    """Return bodies by the unit just below the one that all of them lie in."""
    paths = [body.unit.path.strip("/").split("/") for body in bodies]
    depth = _common(paths)
    found: dict[int, list[Body]] = defaultdict(list)
    for path, body in zip(paths, bodies, strict=True):
        found[int(path[depth])].append(body)
    return found


def group_rows(turns: Mapping[Body, Turn], silent: set[int]) -> list[GroupRow]:
    """Count by the units just below, the worst first."""
    places = groups_of(list(turns))
    units = Unit.objects.in_bulk(places)
    rows = [
        GroupRow(
            unit=UnitRef(units[pk].ref),
            unit_name=units[pk].full_name,
            n_expected=len(some),
            n_filed=sum(turns[body] not in STILL_OWED for body in some),
            n_in_time=sum(turns[body] is Turn.ON_TIME for body in some),
            n_silent=sum(body.pk in silent for body in some),
        )
        for pk, some in places.items()
    ]
    return sorted(rows, key=lambda row: (-row.n_missing, row.unit_name))


def _common(paths: list[list[str]]) -> int:
    """Return how many steps all paths share, the last step of each left out."""
    depth = 0
    for steps in zip(*(path[:-1] for path in paths), strict=False):
        if len(set(steps)) > 1:
            break
        depth += 1
    return depth
