"""Put the changes of two people to one definition together: three-way, by code and key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_GONE = object()


@dataclass(frozen=True, slots=True)
class Merged:
    """What both changed, in one.

    Attributes:
        data: the definition.
        clashes: keys that both changed differently; `data` holds mine.
    """

    data: dict[str, Any]
    clashes: tuple[str, ...]


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Return both sets of changes; sections, fields, rules and answers are told apart by code."""
    clashes: list[str] = []
    merged = _merge(base, mine, theirs, "", clashes)
    return Merged(merged, tuple(clashes))


def _merge(base: Any, mine: Any, theirs: Any, key: str, clashes: list[str]) -> Any:
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        known = base if isinstance(base, Mapping) else {}
        names = [*mine, *(name for name in theirs if name not in mine)]
        return _tables(known, mine, theirs, {name: _below(key, name) for name in names}, clashes)
    rows = [_by_code(each) for each in (base, mine, theirs)]
    if rows[1] is not None and rows[2] is not None:
        before = rows[0] or {}
        order = _order(rows[1], rows[2])
        paths = {code: f"{key}[{code}]" for code in order}
        return [*_tables(before, rows[1], rows[2], paths, clashes).values()]
    clashes.append(key)
    return theirs if mine is _GONE else mine


def _tables(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    paths: Mapping[str, str],
    clashes: list[str],
) -> dict[str, Any]:
    found = {}
    for name, path in paths.items():
        sides = [each.get(name, _GONE) for each in (base, mine, theirs)]
        value = _merge(sides[0], sides[1], sides[2], path, clashes)
        if value is not _GONE:
            found[name] = value
    return found


def _by_code(value: Any) -> dict[str, Any] | None:
    """Return rows by code; None where they are no rows, or two have the same."""
    if not isinstance(value, list):
        return None
    found = {
        each["code"]: each
        for each in value
        if isinstance(each, Mapping) and isinstance(each.get("code"), str)
    }
    return found if len(found) == len(value) else None


def _order(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Return codes in my order, what they added after the one that it follows with them."""
    order = [*mine]
    last = ""
    for code in theirs:
        if code not in mine:
            order.insert(order.index(last) + 1 if last in order else len(order), code)
        last = code
    return order


def _below(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
