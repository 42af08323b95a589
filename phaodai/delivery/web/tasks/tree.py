"""The cascade as lines of a table: who, how it stands, the figure; the worst stands first."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from phaodai.decisions.obligations.courses import get_figures
from phaodai.decisions.obligations.queries import AssessmentRow
from phaodai.decisions.obligations.states import WORST_FIRST
from phaodai.delivery.web.tasks import figures, labels
from phaodai.delivery.web.tasks.steps import summary_of
from phaodai.foundation.agencies import queries as agencies
from phaodai.registers.directives.queries.tree import Branch, Leaf, Tree, get_leaves
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import CLOSED, AssignmentState, Lateness, Part
from phaodai.registers.directives.taskrows import AssignmentRow
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

FEW = 40  # branches that are all shown at once
MOST = 80  # lines below one assignment before the rest is folded away
Figures = Mapping[UnitRef, list[AssessmentRow]]


@dataclass(frozen=True, slots=True)
class Keeper:
    """The body that gave the order: the top line where the whole cascade is seen."""

    body: BodyRef
    unit: UnitRef
    name: str
    level: UnitLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; `depth` 0 is the top."""

    depth: int
    anchor: str
    name: str
    url: str
    note: str  # what it is besides: a person's body, a part that only helps
    chips: list[labels.Chip]
    head: str
    is_vacant: bool
    value: str
    value_note: str
    bar: int | None  # of a hundred
    day: date | None
    n_below: int
    n_below_accepted: int
    toggle: str  # address that opens or folds what is below, "" where nothing is or all is shown
    is_open: bool
    due: str  # where it differs from the deadline of whoever passed it on
    take_back: str  # address of the form that takes it back, "" where the reader may not
    n_left: int  # siblings after this line that are folded away
    rest: str  # address that shows them


@dataclass(frozen=True, slots=True)
class Opened:
    """What the address asks to be unfolded."""

    refs: frozenset[UUID]
    is_all: bool
    as_of: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Opened":
        """Read `?open=<ref>` (several) and `?all=1`; what is no reference is left out."""
        refs = set()
        for value in query.getlist("open"):
            try:
                refs.add(UUID(value))
            except ValueError:
                continue
        return cls(frozenset(refs), query.get("all") == "1", query.get("as_of", ""))

    def address(self, *, toggled: UUID | None = None, is_all: bool | None = None) -> str:
        """Return the query with one branch opened or folded."""
        refs = self.refs if toggled is None else self.refs ^ {toggled}
        fields = [("open", str(ref)) for ref in sorted(refs, key=str)]
        if self.is_all if is_all is None else is_all:
            fields.append(("all", "1"))
        if self.as_of:
            fields.append(("as_of", self.as_of))
        return f"?{urlencode(fields)}"


def context_of(
    actor: Actor,
    tree: Tree,
    obligation: UUID,
    *,
    opened: Opened,
    now: datetime,
    as_of: datetime | None = None,
    keeper: Keeper | None = None,
    giver: AssignmentRow | None = None,
    may_take_back: bool = False,
) -> dict[str, Any]:
    """Return what `tasks/_tree.html` shows, in a number of queries that the tree does not change.

    Args:
        actor: Who reads.
        tree: What he sees of the cascade.
        obligation: Which.
        opened: What the address asks to be unfolded.
        now: The present moment.
        as_of: Figures as they were known then; states of assignments are not kept by day.
        keeper: The body that gave the order, where it stands on top.
        giver: The task at whose page this is, whose own shares are the top lines.
        may_take_back: Whether the reader may take those shares back.
    """
    units = {each.unit for each in tree.branches.values() if each.is_measured}
    units |= {keeper.unit} if keeper else set()
    found = get_figures(actor=actor, obligation=obligation, units=units, now=now, as_of=as_of)
    figure = _leading(found)
    shown = list(_shown(tree, figure, opened, depth=1 if keeper else 0))
    leaves = get_leaves(tree, [branch.ref for branch, *_rest in shown], now=now)
    lines = [_keeper_line(keeper, tree, figure, now)] if keeper else []
    for branch, depth, n_left in shown:
        leaf, parent = leaves[branch.ref], leaves.get(branch.parent) if branch.parent else None
        above = parent.row if parent else giver
        is_own = giver is not None and branch.parent == giver.ref and may_take_back
        line = _line(branch, leaf, tree, figure, depth, n_left, opened, now)
        is_other_due = above is not None and leaf.row.due_at != above.due_at
        lines.append(
            replace(
                line,
                due=labels.due_words(leaf.row) if is_other_due else "",
                take_back=f"{line.url}#do-withdraw"
                if is_own and line.url and leaf.row.state not in CLOSED
                else "",
            )
        )
    return {
        "lines": lines,
        "summary": summary_of(tree, figure, keeper.level if keeper else None),
        "is_measured": bool(figure),
    }


def accepted(tree: Tree, *, now: datetime, most: int = 20) -> list[Leaf]:
    """Return the answers that were accepted, the latest first."""
    refs = [each.ref for each in tree.branches.values() if each.state is AssignmentState.ACCEPTED]
    found = get_leaves(tree, refs, now=now).values()
    dated = [leaf for leaf in found if leaf.told.accepted_at is not None]
    dated.sort(key=lambda leaf: leaf.told.accepted_at or now, reverse=True)
    return dated[:most]


def own_of(tree: Tree, bodies: Collection[BodyRef], *, now: datetime) -> list[AssignmentRow]:
    """Return the assignments of some bodies, those at the top first."""
    refs = [each.ref for each in tree.below(None) if each.body in bodies and each.counts]
    found = get_leaves(tree, refs[:MOST], now=now)
    return [found[ref].row for ref in refs if ref in found]


def _leading(found: Figures) -> dict[UnitRef, AssessmentRow]:
    """Return of each unit the same target: the one that stands worst among all of them."""
    if not found:
        return {}
    n_targets = min(len(rows) for rows in found.values())
    worst = min(
        range(n_targets),
        key=lambda n: min(WORST_FIRST.index(rows[n].state) for rows in found.values()),
    )
    return {unit: rows[worst] for unit, rows in found.items()}


def _shown(
    tree: Tree,
    figure: Mapping[UnitRef, AssessmentRow],
    opened: Opened,
    *,
    depth: int,
    parent: UUID | None = None,
) -> Iterator[tuple[Branch, int, int]]:
    """Yield the branches that are unfolded: branch, depth, how many siblings stay folded."""
    siblings = sorted(tree.children.get(parent, ()), key=lambda each: _worst_first(each, figure))
    most = len(siblings) if opened.is_all else MOST
    for place, branch in enumerate(siblings[:most], start=1):
        is_cut = place == most < len(siblings)
        yield branch, depth, len(siblings) - most if is_cut else 0
        if _is_open(tree, branch.ref, depth, opened):
            yield from _shown(tree, figure, opened, depth=depth + 1, parent=branch.ref)


def _is_open(tree: Tree, ref: UUID, depth: int, opened: Opened) -> bool:
    return depth == 0 or len(tree.branches) <= FEW or ref in opened.refs


def _worst_first(branch: Branch, figure: Mapping[UnitRef, AssessmentRow]) -> tuple[Any, ...]:
    row = figure.get(branch.unit) if branch.is_measured else None
    lack = Decimal(0)
    if row is not None and row.margin is not None:
        upward = row.comparator in (">=", ">")
        lack = row.margin if upward else -abs(row.margin)
    late = [Lateness.OVERDUE, Lateness.DUE_SOON]
    return (
        branch.state is AssignmentState.WITHDRAWN,
        branch.state is AssignmentState.ACCEPTED,
        late.index(branch.lateness) if branch.lateness in late else len(late),
        WORST_FIRST.index(row.state) if row else len(WORST_FIRST),
        lack,
        branch.place,
        str(branch.ref),
    )


def _line(
    branch: Branch,
    leaf: Leaf,
    tree: Tree,
    figure: Mapping[UnitRef, AssessmentRow],
    depth: int,
    n_left: int,
    opened: Opened,
    now: datetime,
) -> Line:
    row = leaf.row
    measured = figure.get(branch.unit) if branch.is_measured else None
    late = labels.late_chip(row.lateness, row.due_at, row.state, now)
    chips = [labels.state_chip(row.state), late, figures.state_chip(measured) if measured else None]
    anchor = f"t-{row.ref}"
    has_toggle = bool(tree.children.get(branch.ref)) and depth > 0 and len(tree.branches) > FEW
    is_open = _is_open(tree, branch.ref, depth, opened)
    notes = [row.body_name if branch.is_person else ""]
    notes += [_("phối hợp")] if row.part is Part.COORDINATE else []
    return Line(
        depth=depth,
        anchor=anchor,
        name=row.user_name or row.body_name,
        url=reverse("tasks:task", args=[row.ref]) if branch.is_in_sight else "",
        note=", ".join(filter(None, notes)),
        chips=[chip for chip in chips if chip],
        head="" if branch.is_person else row.head.holder,
        is_vacant=not branch.is_person and not row.head.holder,
        n_below=row.n_children,
        n_below_accepted=row.n_children_accepted,
        toggle=f"{opened.address(toggled=row.ref)}#{anchor}" if has_toggle else "",
        is_open=is_open,
        due="",
        take_back="",
        n_left=n_left,
        rest=f"{opened.address(is_all=True)}#{anchor}" if n_left else "",
        **(_measured(measured) if measured else _told(leaf, is_figure=bool(figure))),
    )


def _keeper_line(
    keeper: Keeper, tree: Tree, figure: Mapping[UnitRef, AssessmentRow], now: datetime
) -> Line:
    head = agencies.head_on(keeper.body, deadlines.local_day(now))
    tops = [each for each in tree.children.get(None, ()) if each.counts]
    row = figure.get(keeper.unit)
    empty = {"value": "", "value_note": "", "bar": None, "day": None}
    return Line(
        depth=0,
        anchor="t-top",
        name=keeper.name,
        url="",
        note=_("nơi giao"),
        chips=[figures.state_chip(row)] if row else [],
        head=head.holder if head else "",
        is_vacant=head is None or not head.holder,
        n_below=len(tops),
        n_below_accepted=sum(each.state is AssignmentState.ACCEPTED for each in tops),
        toggle="",
        is_open=True,
        due="",
        take_back="",
        n_left=0,
        rest="",
        **(_measured(row) if row else empty),
    )


def _measured(row: AssessmentRow) -> dict[str, Any]:
    """Return the figure of a unit; without one it is said that there is none."""
    return {
        "value": figures.shown_value(row) or _("chưa có số liệu"),
        "value_note": figures.basis_words(row),
        "bar": _bar(row),
        "day": row.figure_day if row.value is not None else None,
    }


def _bar(row: AssessmentRow) -> int | None:
    if row.value is None or row.comparator not in (">=", ">"):
        return None
    full = Decimal(100) if row.entry.measure == "percent" else row.demanded
    return max(0, min(100, int(row.value * 100 / full))) if full else None


def _told(leaf: Leaf, *, is_figure: bool) -> dict[str, Any]:
    """Return what a body says of itself, where no figure shows it."""
    at = leaf.told.at
    has_said = leaf.row.percent > 0 or leaf.row.state is AssignmentState.ACCEPTED
    note = _("tự báo")
    if leaf.told.accepted_at is not None:
        note = _("%(name)s duyệt") % {"name": leaf.told.accepted_by}
    elif not has_said:
        note = "" if is_figure else _("chưa báo tiến độ")
    return {
        "value": f"{leaf.row.percent} %" if has_said else "",
        "value_note": note,
        "bar": leaf.row.percent if has_said else None,
        "day": timezone.localtime(at).date() if at else None,
    }
