"""Places in a sketch: "s2" the second section, "s2f3" its third field, "r1" the first rule."""

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from phaodai.delivery.web.forms.parts import Raw

PLACE = re.compile(
    r"(?:s(?P<section>[1-9]\d{0,3})(?:f(?P<field>[1-9]\d{0,4}))?|r(?P<rule>[1-9]\d{0,3}))"
)
_FAULT = re.compile(r"(?:sections\[(\d+)\](?:\.fields\[(\d+)\])?|rules\[(\d+)\])\.?(.*)")
_BY_CODE = re.compile(r"sections\.fields\.([a-z0-9_]+)\.?(.*)")
Kind = Literal["section", "field", "rule"]


class NoPlace(LookupError):
    """The sketch has no such part."""


@dataclass(frozen=True, slots=True)
class Place:
    """One part of a sketch; counted from 0."""

    kind: Kind
    at: int
    section: int = 0

    @property
    def name(self) -> str:
        """Name it as addresses do."""
        match self.kind:
            case "section":
                return f"s{self.at + 1}"
            case "field":
                return f"s{self.section + 1}f{self.at + 1}"
            case _:
                return f"r{self.at + 1}"


def read_place(name: str) -> Place:
    """Return a place by its name.

    Raises:
        NoPlace: It is none.
    """
    found = PLACE.fullmatch(name)
    if found is None:
        raise NoPlace(name)
    if found["rule"]:
        return Place("rule", int(found["rule"]) - 1)
    section = int(found["section"]) - 1
    if found["field"]:
        return Place("field", int(found["field"]) - 1, section)
    return Place("section", section)


def rows_of(data: Raw, place: Place) -> list[Raw]:
    """Return the list in which a part stands.

    Raises:
        NoPlace: There is no such section.
    """
    if place.kind == "rule":
        return data.setdefault("rules", [])  # type: ignore[no-any-return]
    sections: list[Raw] = data.setdefault("sections", [])
    if place.kind == "section":
        return sections
    if place.section >= len(sections):
        raise NoPlace(place.name)
    return sections[place.section].setdefault("fields", [])  # type: ignore[no-any-return]


def find(data: Raw, place: Place) -> Raw:
    """Return a part.

    Raises:
        NoPlace: There is none.
    """
    rows = rows_of(data, place)
    if place.at >= len(rows):
        raise NoPlace(place.name)
    return rows[place.at]


def put(data: Raw, place: Place, part: Raw) -> Raw:
    """Return the definition with a part in its place, or after the last one.

    Raises:
        NoPlace: The place lies further off.
    """
    made = deepcopy(data)
    rows = rows_of(made, place)
    if place.at > len(rows):
        raise NoPlace(place.name)
    rows[place.at : place.at + 1] = [part]
    return made


def remove(data: Raw, place: Place) -> Raw:
    """Return the definition without a part.

    Raises:
        NoPlace: There is none.
    """
    made = deepcopy(data)
    find(made, place)
    del rows_of(made, place)[place.at]
    return made


def move(data: Raw, place: Place, step: int) -> tuple[Raw, Place]:
    """Return the definition with a part one up or down, and where it stands then.

    A field at the end of its section goes on into the next one.

    Raises:
        NoPlace: There is none, or it is the first or the last.
    """
    made = deepcopy(data)
    part, rows = find(made, place), rows_of(made, place)
    to = place.at + step
    if 0 <= to < len(rows):
        rows.insert(to, rows.pop(place.at))
        return made, Place(place.kind, to, place.section)
    other = place.section + step
    if place.kind != "field" or not 0 <= other < len(made["sections"]):
        raise NoPlace(place.name)
    rows.pop(place.at)
    there = rows_of(made, Place("field", 0, other))
    at = 0 if step > 0 else len(there)
    there.insert(at, part)
    return made, Place("field", at, other)


def place_of_fault(key: str, data: Raw) -> tuple[Place | None, str]:
    """Return the part that a fault is about, and the rest of its key; None for the form itself."""
    if found := _FAULT.fullmatch(key):
        section, field, rule, rest = found.groups()
        if rule:
            return Place("rule", int(rule) - 1), rest
        if field:
            return Place("field", int(field) - 1, int(section) - 1), rest
        return Place("section", int(section) - 1), rest
    if found := _BY_CODE.fullmatch(key):
        for s, section_raw in enumerate(data.get("sections", [])):
            places = [
                Place("field", f, s)
                for f, field_raw in enumerate(section_raw.get("fields", []))
                if field_raw.get("code") == found[1]
            ]
            if places:
                return places[-1], found[2]
    return None, key


def new_code(data: Raw, kind: Kind) -> str:
    """Return a code that no part of that kind has yet."""
    taken: set[Any] = {row.get("code") for row in data.get(f"{kind}s", [])}
    if kind == "field":
        taken = {
            row.get("code")
            for section in data.get("sections", [])
            for row in section.get("fields", [])
        }
    return next(code for n in range(1, 100_000) if (code := f"{kind}_{n}") not in taken)
