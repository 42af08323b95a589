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
    unit_kinds: str = ""  # "|xã|phường|"; "" is every kind of the level
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
    days: tuple[date, ...]  # bodies of the first day are meant; those of the next where none is
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
                refs |= self._members(meaning.within, meaning)
        return refs

    def _members(self, within: Unit, meaning: Meaning) -> set[BodyRef]:
        """Return those that are there today: who reads it is decided now."""
        rows = Body.objects.valid_on(self.days[-1]).filter(
            under("unit__path", within.path), unit__level=meaning.level, kind=meaning.kind
        )
        if meaning.unit_kinds:
            rows = rows.filter(unit__kind__in=meaning.unit_kinds.strip("|").split("|"))
        return {BodyRef(ref) for ref in rows.values_list("ref", flat=True)}

    def _meanings(self, text: str) -> list[Meaning]:
        key = " ".join(text.split())
        if key not in self._found:
            answers = (self._one(key, day) or self._many(key, day) for day in self.days)
            self._found[key] = next((answer for answer in answers if answer), [])
        return self._found[key]

    def _one(self, text: str, day: date) -> list[Meaning]:
        matches = agencies.resolve(text, near=self._near, on=day)
        if not matches or (len(matches) > 1 and matches[1].score >= matches[0].score):
            return []  # two that fit equally well: nothing is guessed
        body = Body.objects.select_related("unit").get(ref=matches[0].ref)
        return [Meaning(body=body, kind=body.kind, level=body.unit.level)]

    def _many(self, text: str, day: date) -> list[Meaning]:
        return [
            Meaning(
                kind=expansion.kind,
                level=expansion.level,
                unit_kinds=f"|{'|'.join(expansion.unit_kinds)}|" if expansion.unit_kinds else "",
                within=Unit.objects.get(ref=expansion.within),
                n_units=expansion.n,
            )
            for expansion in agencies.expand(text, near=self._near, on=day)
        ]
