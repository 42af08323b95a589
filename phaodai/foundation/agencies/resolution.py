"""What a wording of a dispatch stands for among the bodies that are known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies import rules
from phaodai.foundation.agencies.models import Body, BodyAlias
from phaodai.foundation.agencies.rows import BodyMatch
from phaodai.foundation.agencies.rules import Reading, Token
from phaodai.foundation.units import ancestry
from phaodai.foundation.units import queries as units
from phaodai.foundation.units.models import Unit, on_day
from phaodai.foundation.units.rules import DEPTH, level_of_kind, name_key
from phaodai.vocabulary.bodies import CATALOGUE
from phaodai.vocabulary.refs import BodyRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

MAX_LENGTH = 300  # of a wording; what is longer is a sentence


@dataclass(frozen=True, slots=True)
class Place:
    """Where a wording is read: a unit with its line of superiors as of the day, nearest first."""

    on: date
    line: tuple[Unit, ...]

    @property
    def unit(self) -> Unit:
        """The unit itself."""
        return self.line[0]


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that a wording means, how sure that is, and why."""

    unit: Unit
    score: float
    why: str


def place_of(near: UnitRef, on: date) -> Place:
    """Return where a wording is read.

    Raises:
        UnknownUnit: There is no such unit.
    """
    unit = Unit.objects.filter(ref=near).first()
    if unit is None:
        raise units.UnknownUnit(f"no unit has the reference {near}")
    chain = ancestry.chains_on([unit.pk], on)[unit.pk]
    found = Unit.objects.in_bulk(chain)
    return Place(on=on, line=tuple(found[pk] for pk in reversed(chain)))


def resolve(text: str, *, near: UnitRef, on: date) -> list[BodyMatch]:
    """Return the body that a wording of a dispatch stands for; of equals, all of them.

    "Sở Y tế" near a district is its province's; "Huyện ủy", "UBND tỉnh", "Trung tâm Y tế huyện"
    are the nearest of their level above; "UBND huyện Mai Sơn" is the one of that name. "Chủ tịch
    UBND huyện" stands for the body. Only bodies that are stored and exist that day are returned:
    nothing is invented, and an empty list means that the wording is not known here.

    Args:
        text: The wording as printed.
        near: The unit whose document it is.
        on: The day of the document.
    """
    place = place_of(near, on)
    found, has_title = rules.without_title(rules.tokens(text[:MAX_LENGTH]))
    if not found:
        return []
    bare = text[found[0].start : found[-1].end]
    matches = _by_name(bare, place)
    if not matches:
        keys = [token.key for token in found]
        longest = 0
        for reading in rules.readings(keys):
            if matches and reading.n_tokens < longest:
                break  # a shorter wording is read only where the longer one led nowhere
            more = _by_kind(reading, found, bare_text=text, place=place)
            if more:
                matches += more
                longest = reading.n_tokens
    return _best(matches, has_title=has_title)


def _by_name(text: str, place: Place) -> list[BodyMatch]:
    """Match whole names, and other wordings of bodies on the line of the place or below it."""
    key = name_key(text)
    bodies = Body.objects.valid_on(place.on).filter(_unit_stands(place.on)).select_related("unit")
    named = list(bodies.filter(name_key=key)[:50])
    if named:
        nearest = _nearest(named, place)
        return [_match(body, score=1.0, wording=key, why="name") for body in nearest]
    aliases = BodyAlias.objects.filter(key=key)
    line = [unit.pk for unit in place.line]
    reachable = Q(unit__in=line) | under("unit__path", place.unit.path)
    others = list(bodies.filter(reachable, pk__in=aliases.values("body"))[:50])
    return [_match(body, score=0.97, wording=key, why="alias") for body in _nearest(others, place)]


def _by_kind(
    reading: Reading, found: Sequence[Token], *, bare_text: str, place: Place
) -> list[BodyMatch]:
    kind = CATALOGUE[reading.kind]
    rest = list(found[reading.n_tokens :])
    if reading.kind in rules.EPIDEMIC_KINDS:
        while rest and rest[0].key in rules.EPIDEMIC:
            rest = rest[1:]
    while rest and (rest[0].key in rules.FILLERS and len(rest) > 1):
        rest = rest[1:]
    while [t.key for t in rest[:2]] == ["viet", "nam"]:
        rest = rest[2:]
    levels = tuple(kind.levels)
    places = _units_meant(reading, rest, levels, text=bare_text, place=place)
    bodies = {
        body.unit_id: body
        for body in Body.objects.valid_on(place.on)
        .filter(kind=reading.kind, unit__in=[each.unit.pk for each in places])
        .select_related("unit")
    }
    wording = " ".join(token.key for token in found[: reading.n_tokens])
    matches = [
        _match(bodies[each.unit.pk], score=each.score, wording=wording, why=each.why)
        for each in places
        if each.unit.pk in bodies
    ]
    # Of a line upwards the nearest unit that has the body is meant.
    return matches[:1] if places and places[0].why in {"kind_here", "kind_above"} else matches


def _units_meant(
    reading: Reading,
    rest: Sequence[Token],
    levels: Collection[UnitLevel],
    *,
    text: str,
    place: Place,
) -> list[Found]:
    """Return the units that what follows the body's wording may mean."""
    line = [unit for unit in place.line if _fits(unit, reading.unit_kind, levels)]
    if not rest:
        return [
            Found(unit, *((0.9, "kind_here") if unit is place.unit else (0.85, "kind_above")))
            for unit in line
        ]
    keys = [token.key for token in rest]
    unit_words, n = rules.unit_words(keys)
    if n == len(keys):
        if len(unit_words) != 1:
            return []
        return _of_level(unit_words[0], line)
    name = text[rest[0].start : rest[-1].end]
    meant = units.disambiguate(name, near=place.unit.path, on=place.on, levels=tuple(levels))
    known = Unit.objects.filter(ref__in=[row.ref for row in meant])
    return [
        Found(unit, 0.96, "kind_named_unit")
        for unit in known
        if _fits(unit, reading.unit_kind, levels)
    ]


def _of_level(word: str, line: Sequence[Unit]) -> list[Found]:
    """Return the unit of the line that a word like "huyện" means, the same word before others."""
    kind = rules.KIND_OF_WORD[word]
    same = [unit for unit in line if unit.kind == kind]
    if same:
        return [Found(same[0], 0.95, "kind_level")]
    level = rules.UNIT_WORDS[word]
    if word in {"thanh pho", "tp"}:
        return []  # nothing on the line is a city
    others = [unit for unit in line if unit.level == level]
    return [Found(others[0], 0.8, "kind_level")] if others else []


def _fits(unit: Unit, unit_kind: str, levels: Collection[UnitLevel]) -> bool:
    """Say whether a unit may have the body: by level, and by the word inside "Huyện ủy"."""
    if UnitLevel(unit.level) not in levels:
        return False
    if unit_kind == "xã*":
        return unit.level == UnitLevel.COMMUNE
    if not unit_kind or unit.kind == unit_kind:
        return True
    # "Huyện ủy" of a district that is a city is loose speech; "Thành ủy" of a district is not.
    return unit_kind != "thành phố" and level_of_kind(unit_kind) == unit.level


def _nearest(bodies: Sequence[Body], place: Place) -> list[Body]:
    """Keep the bodies whose unit shares the longest line with the place."""
    if len(bodies) < 2:
        return list(bodies)
    chains = ancestry.chains_on({body.unit_id for body in bodies}, place.on)
    home = [unit.pk for unit in reversed(place.line)]

    def shared(body: Body) -> int:
        pairs = zip(home, chains[body.unit_id], strict=False)
        return next((n for n, (a, b) in enumerate(pairs) if a != b), len(home))

    # Of two on one line, the higher one: what is below bears the name of what it belongs to.
    best = max(shared(body) for body in bodies)
    near = [body for body in bodies if shared(body) == best]
    top = min(DEPTH[UnitLevel(body.unit.level)] for body in near)
    return [body for body in near if DEPTH[UnitLevel(body.unit.level)] == top]


def _unit_stands(day: date) -> Q:
    return on_day(day, first="unit__valid_from", last="unit__valid_to")


def _match(body: Body, *, score: float, wording: str, why: str) -> BodyMatch:
    return BodyMatch(
        ref=BodyRef(body.ref),
        name=body.name,
        kind=body.kind,
        unit=UnitRef(body.unit.ref),
        unit_name=body.unit.full_name,
        score=score,
        wording=wording,
        why=why,
    )


def _best(matches: list[BodyMatch], *, has_title: bool) -> list[BodyMatch]:
    if not matches:
        return []
    top = max(match.score for match in matches)
    best = {match.ref: match for match in matches if match.score == top}
    if not has_title:
        return list(best.values())
    return [
        BodyMatch(
            ref=match.ref,
            name=match.name,
            kind=match.kind,
            unit=match.unit,
            unit_name=match.unit_name,
            score=round(match.score - 0.02, 4),
            wording=match.wording,
            why=match.why,
        )
        for match in best.values()
    ]
