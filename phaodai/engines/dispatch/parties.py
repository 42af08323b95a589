"""Bodies with a part in an obligation, and what a list inherits from above it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from phaodai.engines.dispatch.bodies import BodyPhrase
from phaodai.engines.dispatch.text import Page, fold


@dataclass(frozen=True, slots=True)
class Party:
    """A body with a part in an obligation, and where it was found."""

    start: int
    end: int
    by: str
    is_named: bool
    code: str
    text: str = ""

    def name(self, page: Page) -> str:
        """Return its name as printed, or written out where the text shortens it."""
        return self.text or page.plain(self.start, self.end)

    def as_dict(self, page: Page) -> dict[str, object]:
        """Return the object of the contract."""
        return {
            "text": self.name(page),
            "span": [self.start, self.end],
            "by": self.by,
        }

    def found(self, by: str) -> Party:
        """Return the same body, found elsewhere."""
        return replace(self, by=by)


@dataclass(slots=True)
class Context:
    """The bodies that a list inherits from what stands above it."""

    leads: list[Party] = field(default_factory=list)
    coordinates: list[Party] = field(default_factory=list)
    accountables: list[Party] = field(default_factory=list)

    def found(self, by: str) -> Context:
        """Return the same bodies, found elsewhere."""
        return Context(
            [item.found(by) for item in self.leads],
            [item.found(by) for item in self.coordinates],
            [item.found(by) for item in self.accountables],
        )


def as_parties(phrases: list[BodyPhrase], by: str) -> list[Party]:
    """Return bodies of the text as parties found at a place."""
    return [
        Party(item.start, item.end, by, item.is_named, item.code, item.text) for item in phrases
    ]


def names(page: Page, parties: list[Party]) -> list[str]:
    """Return the folded names of bodies, for comparing."""
    return [fold(item.name(page)) for item in parties]


def without(parties: list[Party], taken: list[Party]) -> list[Party]:
    """Return the bodies that do not stand at the place of one already taken."""
    spans = {(item.start, item.end) for item in taken}
    return [item for item in parties if (item.start, item.end) not in spans]


def add_new(page: Page, mine: list[Party], more: list[Party]) -> None:
    """Add the bodies whose names are not yet there."""
    known = set(names(page, mine))
    for item, name in zip(more, names(page, more), strict=True):
        if name not in known:
            known.add(name)
            mine.append(item)
