"""What the wordings of a dispatch stand for among the bodies that are known here."""

import re
from dataclasses import dataclass, field
from datetime import date

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units import queries as units
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives import rules
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

_PLACE = re.compile(
    r"\b(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|phường|xã|đặc khu)\s+(?!ủy\b).+$",
    re.IGNORECASE,
)
_PARTY = re.compile(r"\b(tỉnh|thành|huyện|thị|quận|đảng)\s+ủy\s+(?P<place>.+)$", re.IGNORECASE)
_PARTY_LEVELS = {
    "tỉnh": (UnitLevel.PROVINCE,),
    "thành": (UnitLevel.PROVINCE, UnitLevel.DISTRICT),
    "huyện": (UnitLevel.DISTRICT,),
    "thị": (UnitLevel.DISTRICT,),
    "quận": (UnitLevel.DISTRICT,),
    "đảng": (UnitLevel.COMMUNE,),
}
_NATIONAL = re.compile(
    r"(bo|thu tuong|chinh phu|van phong chinh phu|quoc hoi|ban bi thu|bo chinh tri"
    r"|ban chi dao quoc gia|ban chap hanh trung uong)\b"
)


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

    "Sở Y tế" in a dispatch of Bắc Kạn is Bắc Kạn's, whoever keeps the dispatch: where Bắc Kạn's
    is not known here, nothing is meant, and never the keeper's own. Near the keeper are
    understood the issuer itself and dispatches that name no issuer.
    """

    keeper: Body
    issuer_name: str
    days: tuple[date, ...]  # bodies of the first day are meant; those of the next where none is
    issuer: Body | None = field(init=False)
    _near: UnitRef | None = field(init=False)
    _found: dict[str, list[Meaning]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find the issuer first: everything else is read from where it sits."""
        self._near = UnitRef(self.keeper.unit.ref)
        self.issuer = self.find(self.issuer_name).body if self.issuer_name else None
        if self.issuer is not None:
            self._near = UnitRef(self.issuer.unit.ref)
        elif self.issuer_name:
            self._near = self._place_of_issuer()
        self._found.clear()

    def find(self, text: str) -> Meaning:
        """Return what a wording stands for; many kinds at once have the kind ""."""
        meanings = self._meanings(text)
        if len(meanings) < 2:
            return meanings[0] if meanings else UNKNOWN
        kinds, levels = ({getattr(m, name) for m in meanings} for name in ("kind", "level"))
        first = meanings[0]
        return Meaning(
            kind=first.kind if len(kinds) == 1 else "",
            level=first.level if len(levels) == 1 else "",
            within=first.within,
            unit_kinds=first.unit_kinds if len({m.unit_kinds for m in meanings}) == 1 else "",
            n_units=sum(m.n_units or 0 for m in meanings),
        )

    def is_missing(self, text: str) -> bool:
        """Say whether a wording names a body of its own that is not known here."""
        return self.find(text).is_unknown and not rules.is_collective(text)

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
            answers = (
                self._one(key, self._near, day) or self._many(key, self._near, day)
                for day in self.days
                if self._near is not None
            )
            self._found[key] = next((answer for answer in answers if answer), [])
        return self._found[key]

    def _place_of_issuer(self) -> UnitRef | None:
        """Return the unit that the issuer's name names, though no body of it is known here."""
        party = _PARTY.search(self.issuer_name)
        place = _PLACE.search(self.issuer_name)
        if party:
            name, levels = party["place"], _PARTY_LEVELS[party[1].lower()]
        elif place:
            name, levels = place.group(), ()
        elif _NATIONAL.match(fold(self.issuer_name)):
            return units.country().ref
        else:
            return None
        for day in self.days:
            found = units.disambiguate(name, near=self.keeper.unit.path, on=day, levels=levels)
            if len(found) == 1:
                return found[0].ref
        return None

    def _one(self, text: str, near: UnitRef, day: date) -> list[Meaning]:
        matches = agencies.resolve(text, near=near, on=day)
        if not matches or (len(matches) > 1 and matches[1].score >= matches[0].score):
            return []  # two that fit equally well: nothing is guessed
        body = Body.objects.select_related("unit").get(ref=matches[0].ref)
        return [Meaning(body=body, kind=body.kind, level=body.unit.level)]

    def _many(self, text: str, near: UnitRef, day: date) -> list[Meaning]:
        return [
            Meaning(
                kind=expansion.kind,
                level=expansion.level,
                unit_kinds=f"|{'|'.join(expansion.unit_kinds)}|" if expansion.unit_kinds else "",
                within=Unit.objects.get(ref=expansion.within),
                n_units=expansion.n,
            )
            for expansion in agencies.expand(text, near=near, on=day)
        ]
