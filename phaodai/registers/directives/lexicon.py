"""The catalogues of bodies and indicators in the form that the reader takes; needs no database."""

from functools import cache
from typing import Any

from phaodai.engines.dispatch import BodyTerm, read
from phaodai.vocabulary.bodies import CATALOGUE as BODIES
from phaodai.vocabulary.indicators import CATALOGUE as INDICATORS


@cache
def terms() -> tuple[BodyTerm, ...]:
    """Return every kind of body with all the names that a document may give it."""
    return tuple(
        BodyTerm(
            code=kind.code,
            names=tuple(kind.names),
            abbreviations=tuple(kind.abbreviations),
            aliases=tuple(kind.aliases),
            heads=tuple(kind.heads),
            branch=str(kind.branch),
            levels=tuple(str(level) for level in kind.levels),
            is_general=kind.is_general,
        )
        for kind in BODIES.values()
    )


def read_text(text: str) -> dict[str, Any]:
    """Read a dispatch with all that the catalogues know; the result is what is printed and kept."""
    return read(text, bodies=terms(), indicators=INDICATORS.keys()).as_dict()
