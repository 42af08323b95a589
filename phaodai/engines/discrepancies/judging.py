"""All rules held against one table."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from phaodai.engines.discrepancies import habits, identities, outliers
from phaodai.engines.discrepancies.panels import Disagreement, Panel
from phaodai.engines.discrepancies.rules import Kind, Rule

_CHECKS: Final[Mapping[Kind, Callable[[Panel, Rule], Iterator[Disagreement]]]] = {
    Kind.SUM: identities.sums,
    Kind.FALLS: identities.falls,
    Kind.BALANCE: identities.balances,
    Kind.SAME: identities.same,
    Kind.RATIO: identities.ratios,
    Kind.UNLIKELY: outliers.unlikely,
    Kind.MISSING: habits.silent_runs,
    Kind.DIGITS: habits.round_figures,
    Kind.COPIED: habits.copied_days,
}


def judge(panel: Panel, rules: Iterable[Rule]) -> list[Disagreement]:
    """Return all that the rules find, in the order of units, days and rules.

    A rule whose figures are not in the table finds nothing; claims are no table (`claims`).
    """
    found = [
        each
        for rule in rules
        if rule.kind in _CHECKS and panel.has(rule.figures)
        for each in _CHECKS[rule.kind](panel, rule)
    ]
    return sorted(found, key=lambda each: (each.unit, each.day, each.rule))
