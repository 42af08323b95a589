"""The same checks as a person would write them first: report by report, figure by figure.

No arrays: dictionaries of what was said. It is the peer of the benchmark and the oracle of the
tests; what it finds has to be what the engine finds.
"""

from collections.abc import Iterator, Sequence
from math import isnan

from phaodai.engines.discrepancies.panels import Panel
from phaodai.engines.discrepancies.rules import Kind, Rule

Told = tuple[str, int, int]  # rule, unit, day
Report = dict[str, float]


def reports_of(panel: Panel) -> list[list[Report]]:
    """Return unit -> day -> what was said."""
    n_units, n_days = panel.shape
    tables = {figure: rows.tolist() for figure, rows in panel.values.items()}
    return [
        [
            {
                figure: rows[unit][day]
                for figure, rows in tables.items()
                if not isnan(rows[unit][day])
            }
            for day in range(n_days)
        ]
        for unit in range(n_units)
    ]


def exact(units: Sequence[Sequence[Report]], rules: Sequence[Rule], judged: int) -> set[Told]:
    """Return what the rules that do not weigh find."""
    return {
        (rule.code, unit, day)
        for rule in rules
        for unit, days in enumerate(units)
        for day in _days(rule, days)
        if day >= judged
    }


def _days(rule: Rule, days: Sequence[Report]) -> Iterator[int]:  # noqa: C901 - all in one place
    before: float | None = None
    step: float | None = None
    for day, report in enumerate(days):
        at = report.get(rule.at)
        if rule.kind is Kind.SUM and at is not None:
            parts = [report.get(part) for part in rule.parts]
            known = [part for part in parts if part is not None]
            if len(known) == len(parts) and _apart(at, sum(known), rule):
                yield day
        elif rule.kind is Kind.FALLS and at is not None:
            if before is not None and before - at > max(rule.tolerance, rule.share * before):
                yield day
            before = at
        elif rule.kind is Kind.BALANCE:
            step, last = None, step
            yesterday = days[day - 1].get(rule.at) if day else None
            flows = [report.get(each) for each in (*rule.inflow, *rule.outflow)]
            if at is None or yesterday is None or None in flows:
                continue
            came = sum(report[each] for each in rule.inflow)
            went = sum(report[each] for each in rule.outflow)
            if _apart(at, yesterday + came - went, rule):
                step = at - (yesterday + came - went)
                if last is None or step != -last:
                    yield day
        elif rule.kind is Kind.SAME:
            said = [report[each] for each in (rule.at, *rule.parts) if each in report]
            if len(said) > 1 and _apart(max(said), min(said), rule):
                yield day
        elif rule.kind is Kind.RATIO and at is not None and rule.whole in report:
            whole = report[rule.whole]
            slack = max(rule.tolerance, rule.share * whole)
            if at > rule.most * whole + slack or at < rule.least * whole - slack:
                yield day


def _apart(left: float, right: float, rule: Rule) -> bool:
    return abs(left - right) > max(rule.tolerance, rule.share * max(abs(left), abs(right))) + 1e-9
