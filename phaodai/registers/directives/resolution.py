"""What the wordings of a dispatch stand for among the bodies that are known here."""

from dataclasses import dataclass, field
from datetime import date

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.vocabulary.refs import BodyRef, UnitRef


@dataclass(frozen=True, slots=True)
class Meaning:
    """One body, or every body of a kind on a level of a unit; or nothing that is known."""

    body: Body | None = None
    kind: str = ""
    level: str = ""
    within: Unit | None = None
    n_units: int | None = None

    @property
    def is_unknown(self) -> bool:
        """Say whether nothing here answers to the wording."""
        return self.body is None and self.within is None


UNKNOWN = Meaning()


@dataclass(slots=True)
class Resolver:
    """Finds bodies near the issuer of one document, each wording once.

    "Sở Y tế" in a dispatch of Bắc Kạn is Bắc Kạn's, whoever keeps the dispatch. Where the issuer
    itself is not known here, wordings are understood near the keeper.
    """

    keeper: Body
    issuer_name: str
    on: date
    issuer: Body | None = field(init=False)
    _near: UnitRef = field(init=False)
    _found: dict[str, list[Meaning]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find the issuer first: everything else is read from where it sits."""
        self._near = UnitRef(self.keeper.unit.ref)
        self.issuer = self.find(self.issuer_name).body if self.issuer_name else None
        if self.issuer is not None:
            self._near = UnitRef(self.issuer.unit.ref)
            self._found.clear()

    def find(self, text: str) -> Meaning:
        """Return what a wording stands for; of several, the first."""
        return (self._meanings(text) or [UNKNOWN])[0]

    def bodies(self, text: str) -> set[BodyRef]:
        """Return every body that a wording names, the many of "UBND các xã" one by one."""
        refs: set[BodyRef] = set()
        for meaning in self._meanings(text):
            if meaning.body is not None:
                refs.add(BodyRef(meaning.body.ref))
            elif meaning.within is not None:
                rows = Body.objects.valid_on(self.on).filter(
                    under("unit__path", meaning.within.path),
                    unit__level=meaning.level,
                    kind=meaning.kind,
                )
                refs |= {BodyRef(ref) for ref in rows.values_list("ref", flat=True)}
        return refs
