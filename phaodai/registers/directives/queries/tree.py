"""The cascade of an obligation as a tree: who passed it on to whom, and how each stands."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from phaodai.foundation.files.models import Attachment
from phaodai.registers.directives.models import Assignment, Entry
from phaodai.registers.directives.queries.naming import assignment_rows, people
from phaodai.registers.directives.rules import deadlines
from phaodai.registers.directives.states import Act, AssignmentState, Lateness, Part
from phaodai.registers.directives.taskrows import AssignmentRow
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef, UnitRef
from phaodai.vocabulary.units import UnitLevel

TELLING = (Act.ACKNOWLEDGE, Act.PROGRESS, Act.SUBMIT, Act.ACCEPT, Act.RETURN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One assignment in the tree, without its words."""

    ref: UUID
    parent: UUID | None  # None at the top of what is seen
    body: BodyRef
    unit: UnitRef
    level: UnitLevel
    place: str  # sorts as the tree of units does
    is_person: bool
    part: Part
    state: AssignmentState
    lateness: Lateness
    is_in_sight: bool  # its own page opens; else it is known from above alone

    @property
    def counts(self) -> bool:
        """Say whether it is one of those that have to answer."""
        return self.state is not AssignmentState.WITHDRAWN

    @property
    def is_measured(self) -> bool:
        """Say whether figures of its unit can show how it stands."""
        return self.part is Part.LEAD and not self.is_person


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCounts:
    """How the assignments of one step down stand; what was withdrawn is left out."""

    level: UnitLevel
    are_persons: bool
    n: int
    n_acknowledged: int
    n_overdue: int
    n_submitted: int
    n_accepted: int


@dataclass(frozen=True, slots=True)
class Tree:
    """What an actor sees of a cascade.

    Args:
        branches: By reference.
        children: Parent -> those to whom it was passed on; None -> the top of what is seen.
        is_whole: Whether the actor sees every assignment of the obligation.
    """

    branches: Mapping[UUID, Branch]
    children: Mapping[UUID | None, Sequence[Branch]]
    is_whole: bool

    def below(self, ref: UUID | None) -> Iterator[Branch]:
        """Yield everything below an assignment, steps mixed."""
        for child in self.children.get(ref, ()):
            yield child
            yield from self.below(child.ref)

    def steps(self, ref: UUID | None = None) -> list[StepCounts]:
        """Count those below an assignment, or all, step by step down."""
        groups: dict[tuple[int, UnitLevel, bool], list[Branch]] = defaultdict(list)
        order = list(UnitLevel)
        for branch in self.below(ref):
            if branch.counts:
                groups[order.index(branch.level), branch.level, branch.is_person].append(branch)
        return [
            StepCounts(
                level=level,
                are_persons=are_persons,
                n=len(found),
                n_acknowledged=sum(each.state is not AssignmentState.NEW for each in found),
                n_overdue=sum(each.lateness is Lateness.OVERDUE for each in found),
                n_submitted=sum(each.state is AssignmentState.SUBMITTED for each in found),
                n_accepted=sum(each.state is AssignmentState.ACCEPTED for each in found),
            )
            for (_, level, are_persons), found in sorted(groups.items(), key=lambda item: item[0])
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was last said of an assignment, and who accepted its answer."""

    at: datetime | None = None  # the last word of the body, or about its answer
    note: str = ""
    n_evidence: int = 0  # files and documents that it named
    accepted_at: datetime | None = None
    accepted_by: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One line of the tree with its words."""

    row: AssignmentRow
    told: Told


def get_tree(
    *, actor: Actor, obligation: UUID, now: datetime, root: UUID | None = None
) -> Tree:  # fmt: skip
    """Return the cascade of an obligation as far as the actor sees it, in two queries.

    In sight is what is below the actor's posts, what was addressed to his body, all that his
    body issued, and whatever was passed on from any of these. Nothing in sight is an empty tree.

    Args:
        actor: Who reads.
        obligation: Which.
        now: The present moment, for what is late.
        root: Only this assignment and what is below it.
    """
    rows = list(
        Assignment.objects.filter(obligation__ref=obligation)
        .order_by("unit__path", "pk")
        .values_list(
            "pk", "ref", "parent_id", "unit__ref", "unit__level", "unit__path", "user_ref",
            "part", "state", "due_at", "answered_at", "body__ref",
        )
    )  # fmt: skip
    sight = Assignment.objects.visible_to(actor, Permission.DIRECTIVES_VIEW)
    mine = set(sight.filter(obligation__ref=obligation).values_list("pk", flat=True))
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, _, parent, *_rest in rows:
        below[parent].append(pk)
    shown, queue = set(mine), list(mine)
    while queue:
        fresh = [pk for pk in below[queue.pop()] if pk not in shown]
        shown.update(fresh)
        queue += fresh
    refs = {row[0]: row[1] for row in rows}
    branches = {
        row[1]: _branch(
            row,
            refs[row[2]] if row[2] in shown else None,
            is_in_sight=row[0] in mine,
            now=now,
        )
        for row in rows
        if row[0] in shown
    }
    whole = Tree(branches, _by_parent(branches.values()), is_whole=len(shown) == len(rows))
    if root is None:
        return whole
    if root not in branches:
        return Tree({}, {}, is_whole=False)
    found = {root: branches[root]} | {each.ref: each for each in whole.below(root)}
    children = {**_by_parent(found.values()), None: [branches[root]]}
    return Tree(found, children, is_whole=False)


def get_leaves(tree: Tree, refs: Collection[UUID], *, now: datetime) -> dict[UUID, Leaf]:
    """Return the words of some branches of a tree, in a fixed number of queries."""
    wanted = [ref for ref in refs if ref in tree.branches]
    found = Assignment.objects.filter(ref__in=wanted)
    rows = assignment_rows(found, now=now)
    told = _told(wanted)
    return {row.ref: Leaf(row, told.get(row.ref, Told())) for row in rows}


def _told(refs: Sequence[UUID]) -> dict[UUID, Told]:
    said = list(
        Entry.objects.filter(act__in=TELLING, assignment__ref__in=refs, occurrence=None)
        .order_by("at", "pk")
        .values_list("assignment__ref", "act", "at", "actor", "user_ref")
    )  # fmt: skip
    files = Attachment.objects.filter(
        owner_kind="assignment", owner_ref__in=refs, removed_at=None
    ).order_by()
    n_files = dict(files.values_list("owner_ref").annotate(n=Count("pk")))
    words = {
        ref: (note, len(evidence) + n_files.get(ref, 0))
        for ref, note, evidence in Assignment.objects.filter(ref__in=refs).values_list(
            "ref", "note", "evidence"
        )
    }
    names = people(user for _ref, act, _at, _actor, user in said if act == Act.ACCEPT)
    last = {ref: at for ref, _act, at, _actor, _user in said}
    accepted = {
        ref: (at, names.get(user, actor) if user else actor)
        for ref, act, at, actor, user in said
        if act == Act.ACCEPT
    }  # fmt: skip
    return {
        ref: Told(
            at=last.get(ref),
            note=note,
            n_evidence=n_evidence,
            accepted_at=accepted.get(ref, (None, ""))[0],
            accepted_by=accepted.get(ref, (None, ""))[1],
        )
        for ref, (note, n_evidence) in words.items()
    }


def _branch(
    row: tuple[Any, ...], parent: UUID | None, *, is_in_sight: bool, now: datetime
) -> Branch:
    _, ref, _, unit, level, path, user, part, state, due, answered, body = row
    return Branch(
        ref=ref,
        parent=parent,
        body=BodyRef(body),
        unit=UnitRef(unit),
        level=UnitLevel(level),
        place=path,
        is_person=user is not None,
        part=Part(part),
        state=AssignmentState(state),
        lateness=deadlines.lateness(due=due, answered_at=answered, now=now),
        is_in_sight=is_in_sight,
    )


def _by_parent(branches: Collection[Branch]) -> dict[UUID | None, list[Branch]]:
    found: dict[UUID | None, list[Branch]] = defaultdict(list)
    for branch in branches:
        found[branch.parent].append(branch)
    return dict(found)
