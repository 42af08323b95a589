"""Which bodies an obligation falls to, and who of those named gets nothing and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives.models import Obligation, ProposalBody
from phaodai.registers.directives.resolution import Resolver
from phaodai.registers.directives.states import Part

MOST_NAMES = 200  # of units in one line of what was skipped


class Why(StrEnum):
    """Why somebody who is named gets no assignment."""

    UNKNOWN = "unknown"  # nobody here answers to the wording
    OUTSIDE = "outside"  # the issuer has no authority over them
    MISSING = "missing"  # the unit has no such body in the catalogue
    NO_LEAD = "no_lead"  # the obligation names nobody who answers


@dataclass(frozen=True, slots=True)
class Skipped:
    """A wording, or units behind it, that got nothing."""

    obligation: str
    text: str
    why: Why
    names: tuple[str, ...] = ()
    n: int = 1

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "obligation": self.obligation,
            "text": self.text,
            "why": str(self.why),
            "names": list(self.names),
            "n": self.n,
        }


_Key = tuple[str, str, int, str]  # kind, level, unit around, kinds of units


@dataclass(slots=True)
class Cascade:
    """Finds the bodies of one issue; each wording is looked up once."""

    issuer: Body
    resolver: Resolver
    day: date
    skipped: list[Skipped] = field(init=False, default_factory=list)
    _found: dict[_Key, tuple[list[Body], list[str]]] = field(init=False, default_factory=dict)

    def recipients(
        self, obligation: Obligation, bodies: Iterable[ProposalBody]
    ) -> dict[Body, Part]:
        """Return who leads and who coordinates; whoever does both leads."""
        named = sorted(bodies, key=lambda body: (body.part != Part.LEAD, body.ordinal))
        found: dict[Body, Part] = {}
        for name in named:
            if name.part == Part.ACCOUNTABLE:
                continue
            for body in self._bodies(obligation, name):
                found.setdefault(body, Part(name.part))
        if Part.LEAD not in found.values():
            self.skipped.append(Skipped(str(obligation.ref), obligation.title, Why.NO_LEAD))
            return {}
        return found

    def _bodies(self, obligation: Obligation, name: ProposalBody) -> list[Body]:
        if name.body is not None:
            found = [name.body]
        elif name.within is not None and name.kind and name.level:
            found = self._many(obligation, name, name.within)
        else:
            refs = self.resolver.bodies(name.text)
            found = list(Body.objects.select_related("unit").filter(ref__in=refs))
        inside = [body for body in found if is_in_reach(body, self.issuer)]
        if not found:
            self.skipped.append(Skipped(str(obligation.ref), name.text, Why.UNKNOWN))
        elif len(inside) < len(found):
            outside = [body.name for body in found if not is_in_reach(body, self.issuer)]
            self._skip(obligation, name.text, Why.OUTSIDE, outside)
        return inside

    def _many(self, obligation: Obligation, name: ProposalBody, within: Unit) -> list[Body]:
        key = (name.kind, name.level, within.pk, name.unit_kinds)
        units = Unit.objects.valid_on(self.day).filter(under("path", within.path), level=name.level)
        if name.unit_kinds:
            units = units.filter(kind__in=name.unit_kinds.strip("|").split("|"))
        if key not in self._found:
            rows = Body.objects.valid_on(self.day).filter(
                kind=name.kind, unit__in=units.values("pk")
            )
            found = list(rows.select_related("unit").order_by("unit__path", "pk"))
            without = units.exclude(pk__in=rows.values("unit")).order_by("path")
            lost = [unit.full_name for unit in without]
            self._found[key] = found, lost
        found, lost = self._found[key]
        if lost:
            self._skip(obligation, name.text, Why.MISSING, lost)
        return found

    def _skip(self, obligation: Obligation, text: str, why: Why, names: list[str]) -> None:
        self.skipped.append(
            Skipped(str(obligation.ref), text, why, tuple(names[:MOST_NAMES]), len(names))
        )


def is_in_reach(body: Body, issuer: Body) -> bool:
    """Say whether the issuer may give a body something to do.

    Its own unit and everything below; the general authority of its own unit stands above a
    department. Itself too: a district that received the province's order carries it out.
    """
    if body.pk == issuer.pk:
        return True
    if not body.unit.path.startswith(issuer.unit.path):
        return False
    if body.is_general and body.unit_id == issuer.unit_id and not issuer.is_general:
        return False
    return not issuer.path.startswith(body.path)  # never upwards


def is_below(body: Body, other: Body) -> bool:
    """Say whether one body may delegate to another: strictly below it, or directed by it."""
    if body.pk == other.pk:
        return False
    if other.is_general:
        is_same = body.unit_id == other.unit_id
        return body.unit.path.startswith(other.unit.path) and not (is_same and body.is_general)
    return body.path.startswith(other.path)
