"""To whom a body reports: the general words of a wording become the names of real bodies."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.agencies.resolution import resolve
from phaodai.vocabulary.refs import UnitRef

PARTY: Final = "Ban Thường vụ cấp ủy"
ABOVE: Final = "Ủy ban nhân dân cấp trên trực tiếp"


def named(names: Sequence[str], *, body: Body, on: date) -> tuple[str, ...]:
    """Return addressees by name, as they stand in a paper.

    Args:
        names: As a wording has them; its general words are `PARTY` and `ABOVE`.
        body: Who reports.
        on: The day on which the bodies exist.

    Returns:
        The names. General words stay where no such body is kept here: whoever writes the paper
        completes them. A body with none above has no such addressee beside others.
    """
    return tuple(_named(names, body, on)) or tuple(names)


def _named(names: Sequence[str], body: Body, on: date) -> Iterator[str]:
    for name in names:
        if name == PARTY:
            found = resolve(name, near=UnitRef(body.unit.ref), on=on)
            yield found[0].name if len(found) == 1 else name
        elif name != ABOVE:
            yield name
        elif body.superior is not None:
            yield body.superior.name
