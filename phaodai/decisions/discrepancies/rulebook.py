"""The rules in force: what the product comes with, and what two persons made of it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from phaodai.decisions.discrepancies.models import RuleVersion
from phaodai.decisions.discrepancies.rules import BadFigure, named
from phaodai.engines.discrepancies.rules import BadRule, Kind, Rule, load, load_one
from phaodai.vocabulary.units import UnitLevel

BUILTIN: Final = Path(__file__).parent / "builtin"


@cache
def builtin() -> Mapping[str, Rule]:
    """Return the rules that the product comes with, by code."""
    found: dict[str, Rule] = {}
    for path in sorted(BUILTIN.glob("*.toml")):
        for rule in load(tomllib.loads(path.read_text(encoding="utf-8"))):
            found[check(rule).code] = rule
    return found


@cache
def builtin_rows() -> Mapping[str, dict[str, Any]]:
    """Return the same as they are written, by code."""
    return {
        row["code"]: row
        for path in sorted(BUILTIN.glob("*.toml"))
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["rules"]
    }


def read(row: Mapping[str, Any]) -> Rule:
    """Return a rule that somebody wrote.

    Raises:
        BadRule: It is not one; the first fault is named.
    """
    return check(load_one(row))


def check(rule: Rule) -> Rule:
    """Return the rule, its figures and level being those of the catalogue.

    Raises:
        BadRule: One is not.
    """
    if rule.level not in set(UnitLevel):
        raise BadRule(f"{rule.code}: there is no level {rule.level}")
    for figure in rule.figures:
        try:
            named(figure)
        except BadFigure as error:
            raise BadRule(f"{rule.code}: {error}") from error
    return rule


def in_force() -> tuple[Rule, ...]:
    """Return the rules that are on, in the order of their codes."""
    found = dict(builtin())
    decided = RuleVersion.objects.filter(is_approved=True).order_by("decided_at", "pk")
    for version in decided:
        if version.is_on:
            found[version.code] = read(version.definition)
        else:
            found.pop(version.code, None)
    return tuple(found[code] for code in sorted(found))


def of_kind(kind: Kind) -> list[Rule]:
    """Return the rules of a kind that are on."""
    return [rule for rule in in_force() if rule.kind is kind]
