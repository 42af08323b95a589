"""Which body keeps what the command line imports."""

import os
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from phaodai.delivery.commands.places import today
from phaodai.delivery.commands.runtime import fail
from phaodai.vocabulary.refs import BodyRef
from phaodai.vocabulary.units import UnitLevel

if TYPE_CHECKING:  # rows need Django, which starts only when a command runs
    from phaodai.foundation.agencies.rows import BodyPage

MOST_BODIES = 500  # all provinces, and the first districts of one
HOME_NAME = "Ủy ban nhân dân"
ABOVE_DISTRICTS = (UnitLevel.COUNTRY, UnitLevel.PROVINCE)


def find_keeper(text: str | None) -> BodyRef:
    """Return the body of a reference or a name; without one, the home body of this installation.

    Home is what PHAODAI_HOME names. Where it names nothing it is the People's Committee of the
    province that has bodies in its districts and communes too: those of the other provinces are
    known everywhere. Failing that it is the first province with any body.
    """
    text = text or os.environ.get("PHAODAI_HOME")
    return _named(text) if text else _home()


def _home() -> BodyRef:
    home = _home_among(HOME_NAME) or _home_among("")
    if home is None:
        fail(
            "Chưa có tỉnh nào có cơ quan. Lập trước: phaodai agency fill --unit MÃ_TỈNH --below",
            "No province has bodies yet. Make them: phaodai agency fill --unit PROVINCE --below",
        )
    return home


def _home_among(name: str) -> BodyRef | None:
    from phaodai.foundation.agencies import queries as agencies

    found = agencies.find_bodies(name, on=today(), limit=MOST_BODIES).rows
    heads = [body for body in found if body.level is UnitLevel.PROVINCE and body.is_general]
    below = [body.unit_path for body in found if body.level not in ABOVE_DISTRICTS]
    inhabited = (head for head in heads for path in below if path.startswith(head.unit_path))
    home = next(inhabited, heads[0] if heads else None)
    return home.ref if home else None


def _named(text: str) -> BodyRef:
    from phaodai.foundation.agencies import queries as agencies
    from phaodai.foundation.units import queries as units

    try:
        return agencies.get_body(BodyRef(UUID(text))).ref
    except (ValueError, agencies.UnknownBody):
        pass
    try:
        matches = agencies.resolve(text, near=units.country().ref, on=today())
    except units.UnknownUnit:
        matches = []
    best = [match for match in matches if match.score == matches[0].score]
    if len(best) == 1:
        return best[0].ref
    found = agencies.find_bodies(text, on=today(), limit=10)
    return found.rows[0].ref if found.total == 1 else _refuse(text, found)


def _refuse(text: str, found: "BodyPage") -> NoReturn:
    if not found.total:
        fail(
            f"Không có cơ quan nào tên “{text}”. Xem: phaodai agency list",
            f"There is no body “{text}”. See: phaodai agency list",
        )
    listed = "\n".join(f"  {body.ref}  {body.name}, {body.unit_name}" for body in found.rows)
    fail(
        f"“{text}” có thể là {found.total} cơ quan; ghi mã:\n{listed}",
        f"“{text}” may be {found.total} bodies; give the reference.",
    )
