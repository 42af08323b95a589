"""The cascade of an obligation in one line, step by step down."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phaodai.decisions.obligations.queries import AssessmentRow
from phaodai.decisions.obligations.states import State
from phaodai.registers.directives.queries.tree import StepCounts, Tree
from phaodai.vocabulary.refs import UnitRef
from phaodai.vocabulary.units import UnitLevel


def summary_of(
    tree: Tree, figure: Mapping[UnitRef, AssessmentRow], keeper: UnitLevel | None
) -> str:  # fmt: skip
    """Return the cascade in one line: "huyện → 9 xã: 7 đã tiếp nhận, 2 quá hạn, 4 đạt".

    Args:
        tree: What is seen of it.
        figure: What the figures say of each unit.
        keeper: The level of the body that gave the order, where it stands on top.
    """
    tops = tree.children.get(None, ())
    start = tops[0] if keeper is None and len(tops) == 1 else None
    level = keeper or (start.level if start else None)
    parts = [_level(level, 1)] if level else []
    met: dict[UnitLevel, int] = {}
    for branch in tree.below(start.ref if start else None):
        row = figure.get(branch.unit)
        if branch.counts and branch.is_measured and row is not None and row.value is not None:
            met[branch.level] = met.get(branch.level, 0) + (row.state is State.MET)
    for step in tree.steps(start.ref if start else None):
        parts.append(_step(step, None if step.are_persons else met.get(step.level)))
    return " → ".join(parts) if len(parts) > 1 or not level else ""


def _step(step: StepCounts, n_met: int | None) -> str:
    who = ngettext("người", "người", step.n) if step.are_persons else _level(step.level, step.n)
    told = [_("%(n)s đã tiếp nhận") % {"n": step.n_acknowledged}]
    if step.n_overdue:
        told.append(_("%(n)s quá hạn") % {"n": step.n_overdue})
    if n_met is not None:
        told.append(_("%(n)s đạt theo số liệu") % {"n": n_met})
    if step.n_accepted:
        told.append(
            ngettext("%(n)s đã duyệt", "%(n)s đã duyệt", step.n_accepted) % {"n": step.n_accepted}
        )
    return f"{step.n} {who}: {', '.join(told)}"


def _level(level: UnitLevel, n: int) -> str:
    return {
        UnitLevel.COUNTRY: ngettext("cả nước", "cả nước", n),
        UnitLevel.PROVINCE: ngettext("tỉnh", "tỉnh", n),
        UnitLevel.DISTRICT: ngettext("huyện", "huyện", n),
        UnitLevel.COMMUNE: ngettext("xã", "xã", n),
        UnitLevel.HAMLET: ngettext("thôn", "thôn", n),
        UnitLevel.GROUP: ngettext("tổ tự quản", "tổ tự quản", n),
    }[level]
