"""The catalogues in the form that the reader takes."""

from phaodai.engines.dispatch import BodyTerm
from phaodai.vocabulary import bodies, indicators

TERMS = tuple(
    BodyTerm(
        code=kind.code,
        names=kind.names,
        abbreviations=kind.abbreviations,
        aliases=kind.aliases,
        heads=kind.heads,
        branch=str(kind.branch),
        levels=tuple(str(level) for level in kind.levels),
        is_general=kind.is_general,
    )
    for kind in bodies.CATALOGUE.values()
)
INDICATORS = frozenset(indicators.CATALOGUE)
