"""Workbooks that somebody is about to file, as their owner sees them."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.definition import Text
from phaodai.engines.sheets.hidden import Hidden
from phaodai.registers.reports import definitions
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Workbook, WorkbookRow
from phaodai.registers.reports.queries.forms import version_on
from phaodai.registers.reports.states import Channel, RowState, WorkbookState
from phaodai.registers.reports.workbookrows import (
    Choices,
    Line,
    Part,
    Tab,
    Verdict,
    load_line,
    rejected_rows,
)
from phaodai.vocabulary.access import Actor

PAGE = 100  # rows of a page
MOST_OPEN = 20  # of one person
OPEN = (
    WorkbookState.CHOOSING,
    WorkbookState.JUDGING,
    WorkbookState.READY,
    WorkbookState.FILING,
)
_ORDER = (
    (RowState.REFUSED, None),
    (None, Verdict.REJECTED),
    (None, Verdict.CHANGED),
    (None, Verdict.NEW),
    (None, Verdict.SAME),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a workbook is, in rows.

    Attributes:
        n_lines: below the headings; as many as the others and skipped ones.
        by_verdict: of those looked through.
        n_wanted: that are to be filed, and have not been.
        n_filed: that were taken.
        n_refused: that were not when it came to it.
    """

    n_lines: int
    n_skipped: int
    by_verdict: dict[str, int]
    n_wanted: int
    n_filed: int
    n_refused: int

    @property
    def n_looked(self) -> int:
        """Return how many rows were looked through."""
        return sum(self.by_verdict.values())

    @property
    def n_answered(self) -> int:
        """Return how many of those to be filed have their answer."""
        return self.n_filed + self.n_refused

    @property
    def n_to_file(self) -> int:
        """Return how many there are to be filed in all."""
        return self.n_wanted + self.n_answered


@dataclass(frozen=True, slots=True)
class WorkbookView:
    """One workbook.

    Attributes:
        form: the version that holds on its day.
        chosen: positions of the sheets that are taken.
        fault: why an unfit one is.
    """

    ref: UUID
    form: Definition
    day: date | None
    carries: bool
    name: str
    channel: Channel
    state: WorkbookState
    parts: Sequence[Part]
    chosen: Sequence[int]
    fault: Text | None
    made_at: datetime
    changed_at: datetime
    progress: Progress

    @property
    def is_working(self) -> bool:
        """Say whether it goes on by itself."""
        return self.state in (WorkbookState.JUDGING, WorkbookState.FILING)

    def taken(self) -> list[Part]:
        """Return the sheets that are taken."""
        return [part for part in self.parts if part.at in self.chosen]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row, and what became of it."""

    line: Line
    state: RowState
    receipt: str
    problem: Text | None


@dataclass(frozen=True, slots=True)
class RowPage:
    """A part of the rows: what was not taken first."""

    rows: Sequence[RowView]
    number: int
    total: int
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A workbook of a list."""

    ref: UUID
    name: str
    form: str
    state: WorkbookState
    changed_at: datetime


def get_workbook(*, actor: Actor, workbook: UUID, on: date) -> WorkbookView:
    """Return one's own workbook; four statements.

    Raises:
        NotFound: The actor has none of that reference.
    """
    row = find_own(actor, workbook)
    if row is None:
        raise NotFound(str(workbook))
    version = version_on(row.form.code, row.day or on)
    if version is None:
        raise NotFound(row.form.code)
    parts = [Part.load(part) for part in row.parts]
    return WorkbookView(
        ref=row.ref,
        form=definitions.stored(version),
        day=row.day,
        carries=row.carries,
        name=row.name,
        channel=Channel(row.channel),
        state=WorkbookState(row.state),
        parts=parts,
        chosen=row.chosen,
        fault=Text(*row.fault) if row.fault else None,
        made_at=row.made_at,
        changed_at=row.changed_at,
        progress=_progress(row, sum(len(part.skipped) for part in parts)),
    )


def list_rows(*, actor: Actor, workbook: UUID, number: int = 1) -> RowPage:
    """Return a page of the rows of one's own workbook.

    Raises:
        NotFound: The actor has none of that reference.
    """
    row = find_own(actor, workbook)
    if row is None:
        raise NotFound(str(workbook))
    counts = [_of(row, *each).count() for each in _ORDER]
    total = sum(counts)
    number = max(1, min(number, -(-total // PAGE)))
    found: list[WorkbookRow] = []
    skip = (number - 1) * PAGE
    for each, n in zip(_ORDER, counts, strict=True):
        if skip < n and len(found) < PAGE:
            found += _of(row, *each).order_by("at")[skip : skip + PAGE - len(found)]
        skip = max(0, skip - n)
    return RowPage([_row(each) for each in found], number, total)


def list_open(*, actor: Actor) -> list[OpenRow]:
    """Return one's own workbooks that were not dropped, the latest first."""
    if actor.user is None:
        return []
    rows = Workbook.objects.filter(owner=actor.user).exclude(state=WorkbookState.CANCELLED)
    names = ("ref", "name", "form__code", "state", "changed_at")
    found = rows.order_by("-made_at").values_list(*names)[:MOST_OPEN]
    return [
        OpenRow(ref, name, form, WorkbookState(state), at) for ref, name, form, state, at in found
    ]


def returned(
    *, actor: Actor, workbook: UUID, language: str
) -> list[tuple[str, list[list[str]], list[tuple[list[str], str]]]]:
    """Return by sheet its name, what stands above its rows, and the rows that were not taken.

    Raises:
        NotFound: The actor has none of that reference, or nothing of it is kept.
    """
    row = find_own(actor, workbook)
    if row is None or not row.content:
        raise NotFound(str(workbook))
    told: dict[int, dict[int, str]] = {}
    for each in row.rows.filter(Q(verdict=Verdict.REJECTED) | Q(state=RowState.REFUSED)).iterator(
        chunk_size=500
    ):
        seen = _row(each)
        texts = [seen.problem] if seen.problem else seen.line.problems
        said = " ".join(getattr(text, language) for text in texts)
        told.setdefault(seen.line.part, {})[seen.line.number] = said
    tabs, parts = tabs_of(row), [Part.load(part) for part in row.parts]
    return [
        (tabs[at].name, *rejected_rows(tabs[at].rows, parts[at].layout, told[at]))
        for at in sorted(told)
    ]


def to_do(*, at: datetime) -> list[UUID]:
    """Return workbooks with rows to judge or to file that nobody is at; for the worker alone."""
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    waiting = Workbook.objects.filter(free, state__in=[WorkbookState.JUDGING, WorkbookState.FILING])
    return list(waiting.order_by("changed_at").values_list("ref", flat=True)[:MOST_OPEN])


def find_own(actor: Actor, ref: UUID, *, locks: bool = False) -> Workbook | None:
    """Return the actor's workbook, locked or not; for this register alone."""
    if actor.user is None:
        return None
    rows = Workbook.objects.select_for_update(of=("self",)) if locks else Workbook.objects.all()
    return rows.select_related("form").filter(ref=ref, owner=actor.user).first()


def tabs_of(row: Workbook) -> list[Tab]:
    """Return the sheets of a workbook as they came; for this register alone."""
    sheets = json.loads(zlib.decompress(row.content))
    return [
        Tab(name, rows, [tuple(each) for each in merged], Hidden.load(hidden))
        for name, rows, merged, hidden in sheets
    ]


def choices_of(row: Workbook, at: int) -> Choices:
    """Return what a person said of one of its sheets; for this register alone."""
    said = row.columns.get(str(at), {})
    columns = {int(index): meaning for index, meaning in said.items()}
    return Choices(day=row.day, columns=columns, carries=row.carries)


def _of(row: Workbook, state: RowState | None, verdict: Verdict | None) -> Any:
    if state is not None:
        return row.rows.filter(state=state)
    return row.rows.filter(verdict=verdict).exclude(state=RowState.REFUSED)


def _progress(row: Workbook, n_skipped: int) -> Progress:
    by_verdict = {each.value: 0 for each in Verdict}
    by_state = {each.value: 0 for each in RowState}
    for verdict, state, n in row.rows.values_list("verdict", "state").annotate(n=Count("pk")):
        by_verdict[verdict] += n
        by_state[state] += n
    return Progress(
        n_lines=row.n_lines,
        n_skipped=n_skipped,
        by_verdict=by_verdict,
        n_wanted=by_state[RowState.WANTED],
        n_filed=by_state[RowState.FILED],
        n_refused=by_state[RowState.REFUSED],
    )


def _row(row: WorkbookRow) -> RowView:
    return RowView(
        line=load_line(row.line),
        state=RowState(row.state),
        receipt=row.receipt,
        problem=Text(*row.problem) if row.problem else None,
    )
